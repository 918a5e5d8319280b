"""What the forms about risks do in Teams."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from bot.teams.endings import StaffEnding
from bot.teams.identity import Directory
from dialogs.filling import Draft
from dialogs.forms.risk import RISK
from dialogs.forms.risk_steps import ASK_ACCEPTANCE, CHECK_RISK, DECIDE_ACCEPTANCE, MITIGATE, RESOLVE
from dialogs.views.parts import Element, day
from dialogs.views.risks import risk_kept
from governance.people import Person
from governance.risks import (
    AskAcceptance,
    Assessing,
    DecideAcceptance,
    Mitigating,
    Resolving,
    RiskChecked,
)
from governance.services.reading_risks import MyRisks, RiskLine, RiskView

TITLE = "Risks"
Command = TypeVar("Command")


class KeepsRisks(Protocol):
    async def add(self, by: Person, asset_reference: str, told: Assessing) -> str: ...

    async def sign(self, by: Person, reference: str, version: int) -> None: ...

    async def review(self, by: Person, reference: str, version: int) -> None: ...

    async def assess(self, by: Person, reference: str, version: int, told: Assessing) -> None: ...

    async def check(self, by: Person, reference: str, version: int, found: RiskChecked) -> None: ...

    async def resolve(self, by: Person, reference: str, version: int, told: Resolving) -> None: ...

    async def mitigate(self, by: Person, reference: str, told: Mitigating) -> str: ...


class AcceptsRisks(Protocol):
    async def ask(self, by: Person, reference: str, version: int, asked: AskAcceptance) -> None: ...

    async def decide(self, by: Person, reference: str, number: int, decision: DecideAcceptance) -> None: ...


class ReadsRisks(Protocol):
    async def mine(self, by: Person) -> MyRisks: ...

    async def register(self, by: Person) -> Sequence[RiskLine]: ...

    async def of(self, by: Person, reference: str) -> RiskView: ...


@dataclass(frozen=True, slots=True)
class RiskServices:
    """The services that this part of the face uses. Each verb of theirs checks who asks, and as what, today."""

    keeping: KeepsRisks
    accepting: AcceptsRisks
    reading: ReadsRisks


class RiskEndings:
    """The endings of the forms."""

    def __init__(self, services: RiskServices, people: Directory, banner: str | None) -> None:
        self._services = services
        self._people = people
        self._banner = banner

    def all(self) -> tuple[StaffEnding, ...]:
        does = (
            *((form, self._told) for form in RISK.values()),
            (CHECK_RISK, self._check),
            (ASK_ACCEPTANCE, self._ask),
            (DECIDE_ACCEPTANCE, self._decide),
            (MITIGATE, self._plan),
            (RESOLVE, self._resolve),
        )
        return tuple(StaffEnding(form, self._people, finish, TITLE) for form, finish in does)

    async def _told(self, by: Person, draft: Draft, command: object) -> Element:
        told, minted = _of(command, Assessing), draft.minted
        if "asset" in minted:
            await self._services.keeping.add(by, minted["asset"], told)
            return risk_kept("The risk is written down", "Somebody else looks at it next. You will hear.", self._banner)
        await self._services.keeping.assess(by, minted["id"], int(minted["version"]), told)
        return risk_kept("The risk is assessed", "We will ask you to look at it again.", self._banner)

    async def _check(self, by: Person, draft: Draft, command: object) -> Element:
        found = _of(command, RiskChecked)
        await self._services.keeping.check(by, draft.minted["id"], int(draft.minted["version"]), found)
        title = "You checked it" if found.accepted == "yes" else "You sent it back"
        return risk_kept(title, "The owner can read what you wrote.", self._banner)

    async def _ask(self, by: Person, draft: Draft, command: object) -> Element:
        asked = _of(command, AskAcceptance)
        await self._services.accepting.ask(by, draft.minted["id"], int(draft.minted["version"]), asked)
        words = f"You asked that it is accepted until {day(asked.until_on)}. Until there is an answer, it is not."
        return risk_kept("You asked to accept it", words, self._banner)

    async def _decide(self, by: Person, draft: Draft, command: object) -> Element:
        decision = _of(command, DecideAcceptance)
        await self._services.accepting.decide(by, draft.minted["id"], int(draft.minted["number"]), decision)
        title = "You accepted it" if decision.granted == "yes" else "You did not accept it"
        return risk_kept(title, "The owner can read what you wrote.", self._banner)

    async def _plan(self, by: Person, draft: Draft, command: object) -> Element:
        plan = _of(command, Mitigating)
        reference = await self._services.keeping.mitigate(by, draft.minted["id"], plan)
        words = f"It is action {reference}, due {day(plan.due_on)}. We will remind the owner."
        return risk_kept("It is planned", words, self._banner)

    async def _resolve(self, by: Person, draft: Draft, command: object) -> Element:
        told = _of(command, Resolving)
        await self._services.keeping.resolve(by, draft.minted["id"], int(draft.minted["version"]), told)
        return risk_kept("You said that it is gone", "Somebody else checks it before it is closed.", self._banner)


def _of(command: object, kind: type[Command]) -> Command:
    if not isinstance(command, kind):
        raise TypeError(f"this form completes to {kind.__name__}")
    return command
