"""A case taken through its steps by the services, with words that are right."""

from __future__ import annotations

from typing import Any

from governance.deeds import (
    Beginning,
    CheckingIn,
    Closing,
    Conclusion,
    Decision,
    Lesson,
    Reopening,
    Triage,
)
from governance.obligations import Duty, Obligation
from governance.outcomes import Outcome
from tests.governance.reporting import Office, parts

LETTER = "We have read what you told us, and we will look into it."
INSIDE = "The rota shows that the duty manager had the keys on each of those nights."


def triage(decision: Decision = Decision.IN_SCOPE, **fields: Any) -> Triage:
    where = {
        Decision.IN_SCOPE: "letter_in_scope",
        Decision.OTHER_PROCEDURE: "letter_elsewhere",
        Decision.NEEDS_MORE: "letter_question",
        Decision.OUT_OF_SCOPE: "letter_out",
    }
    told: dict[str, Any] = dict.fromkeys(Triage.__dataclass_fields__)
    told |= {"danger": "no", "decision": decision.value, "priority": "high", "reasons": INSIDE, where[decision]: LETTER}
    if decision is not Decision.NEEDS_MORE:
        told |= {"who_may_guess": "Her team of three.", "what_may_happen": "Night shifts."}
        told |= {"what_is_done": "We watch the rota."}
    return Triage(**(told | fields))


def conclusion(outcome: Outcome = Outcome.UPHELD, **fields: Any) -> Conclusion:
    told: dict[str, Any] = {"outcome": outcome.value, "referred_to": None, "note": INSIDE, "message": LETTER}
    return Conclusion(**(told | fields))


def lesson(**fields: Any) -> Lesson:
    told: dict[str, Any] = {
        "lesson": "Two people check each building before it is locked.",
        "raises": "no",
        "title": None,
        "holder": None,
        "priority": None,
        "due_on": None,
    }
    return Lesson(**(told | fields))


class Handler:
    """Somebody who opens the case before each step, as the dialogs do."""

    def __init__(self, office: Office, report_id: str, name: str = "officer") -> None:
        self.office = office
        self.report_id = report_id
        self.person = office.people[name]

    async def at(self) -> tuple[Any, str, int]:
        case = await self.office.handling.open(self.person, self.report_id)
        return self.person, self.report_id, case.line.version

    async def acknowledges(self) -> None:
        await self.office.handling.acknowledge(*await self.at(), parts())

    async def decides(self, decision: Decision = Decision.IN_SCOPE, **fields: Any) -> None:
        await self.office.casework.deciding.triage(*await self.at(), triage(decision, **fields))

    async def begins(self) -> None:
        beginning = Beginning("An auditor from next door.", INSIDE, LETTER)
        await self.office.casework.deciding.begin(*await self.at(), beginning)

    async def tells_how_it_goes(self) -> None:
        await self.office.casework.replying.progress(*await self.at(), LETTER)

    async def concludes(self, outcome: Outcome = Outcome.UPHELD, **fields: Any) -> None:
        await self.office.casework.concluding.conclude(*await self.at(), conclusion(outcome, **fields))

    async def closes(self) -> None:
        await self.office.casework.concluding.close(*await self.at(), Closing("Nothing is open.", LETTER))

    async def asks_how_they_are(self) -> None:
        await self.office.casework.concluding.check_in(*await self.at(), CheckingIn(LETTER))

    async def opens_again(self) -> None:
        reopening = Reopening("The reporter says that it goes on.", LETTER)
        await self.office.casework.concluding.reopen(*await self.at(), reopening)

    async def comes_to(self, *steps: str) -> None:
        for step in steps:
            await getattr(self, step)()


TO_THE_END = ("acknowledges", "decides", "begins", "concludes", "closes")


async def case(o: Office, **answers: Any) -> tuple[Handler, str]:
    """A released report: its handler, and the reporter's code."""
    report_id, code, _ = await o.told(**answers)
    o.clock.on_day(1)
    await o.tick()
    return Handler(o, report_id), code


async def owed(o: Office, report_id: str) -> dict[Duty, Obligation]:
    """What is open about a report."""
    async with o.store.work() as work:
        found = await work.obligations.open_about(list(Duty), [report_id])
    return {each.duty: each for each in found}
