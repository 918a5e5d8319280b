"""X3: every role, every verb about a case, every relation to it, through the real services.

Verbs are found, not listed: whatever service has a method that takes who asks and which report is one. The table says
what is expected of each; a verb that is not in it fails, and so does a service that this test cannot reach.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from dialogs.forms.speak_up import SPEAK_UP
from governance import services
from governance.errors import NotFound, NotYours, Refused
from governance.people import Person
from governance.reports import Acknowledgement, Identity
from governance.roles import MAY_HANDLE, Role
from tests.governance.reporting import REPORTER, concern
from tests.governance.sharing_world import Desk, desk
from tests.trust.conftest import Figure

YESTERDAY = date(2026, 11, 22)
#: Whoever keeps a case, or was given it.
WORKS = frozenset({"lead", "handler", "deputy", "independent", "investigator"})
#: … and whoever keeps it.
KEEPS = WORKS - {"investigator"}

#: Who gets past the door, by the verb's name. What then becomes of it is told by each verb's own tests.
MAY: dict[str, frozenset[str]] = {
    "CaseTeams.team": WORKS,
    "Concluding.check_in": WORKS,
    "Concluding.close": WORKS,
    "Concluding.conclude": WORKS,
    "Concluding.reopen": WORKS,
    "Deciding.begin": WORKS,
    "Deciding.refer": WORKS,
    "Deciding.triage": WORKS,
    "Drafting.acknowledgement": WORKS,
    "Drafting.months_since_closing": WORKS,
    "Drafting.next_by": WORKS,
    "Handling.acknowledge": WORKS,
    "Handling.ask": WORKS,
    "Handling.draft_acknowledgement": WORKS,
    "Handling.open": WORKS,
    "Handling.ready": WORKS,
    "Learning.learn": WORKS,
    "Recording.read": WORKS,
    "Recording.write": WORKS,
    "Replying.message": WORKS,
    "Replying.offer_meeting": WORKS,
    "Replying.progress": WORKS,
    "SharingCases.ask": KEEPS,
    "SteppingAsides.hand_on": frozenset({"lead", "handler", "independent"}),
    "SteppingAsides.step_aside": WORKS,
}
#: Not about a report of whistleblowing, or a reporter's own: their access is another's to show.
ELSEWHERE = frozenset({"Corresponding", "FileReading", "Receiving", "Proceeding", "CaseFiles"})


def verbs() -> Iterator[tuple[str, str]]:
    """(class, method) of everything that takes who asks and which report."""
    for module in pkgutil.iter_modules(services.__path__):
        found = importlib.import_module(f"governance.services.{module.name}")
        for name, kind in inspect.getmembers(found, inspect.isclass):
            if kind.__module__ != found.__name__ or name in ELSEWHERE or getattr(kind, "_is_protocol", False):
                continue
            for method, does in inspect.getmembers(kind, inspect.iscoroutinefunction):
                if not method.startswith("_") and list(inspect.signature(does).parameters)[1:3] == ["by", "report_id"]:
                    yield name, method


def reachable(world: Desk) -> dict[str, Any]:
    casework = world.office.casework
    parts = [getattr(casework, name) for name in casework.__slots__]
    return {
        type(each).__name__: each for each in (*parts, world.office.recording, world.teams, world.sharing, world.aside)
    }


def arguments(does: Callable[..., Any], version: int) -> dict[str, Any]:
    """Something for each further argument; what it says matters to nobody who is not let in."""
    known: dict[str, Any] = {
        "version": version,
        "parts": Acknowledgement("We have it on this day.", "You told us of the doors.", "The officer deals with it."),
        "text": "Which of the doors do you mean?",
        "reason": "It has to be so.",
        "person_id": "ilse",
        "request_id": uuid.uuid4().hex,
        "entry_id": uuid.uuid4().hex,
        "to": "deputy",
        "identity": False,
    }
    wanted = list(inspect.signature(does).parameters.values())[2:]
    return {each.name: known.get(each.name) for each in wanted if each.default is inspect.Parameter.empty}


async def case(world: Desk, **answers: Any) -> str:
    report_id = uuid.uuid4().hex
    told = concern(identity=Identity.CONFIDENTIAL, **answers)
    await world.office.receiving.receive_known(told, report_id, SPEAK_UP.fingerprint, REPORTER)
    world.office.clock.at += timedelta(days=1)
    await world.office.receiving.release(world.office.clock.now())
    return report_id


async def passes(world: Desk, verb: tuple[str, str], by: Person, report_id: str) -> bool:
    """Whether the verb lets them in. Whoever is not let in leaves no line in the audit log either."""
    before = await lines(world)
    report = await world.report(report_id)
    does = getattr(reachable(world)[verb[0]], verb[1])
    try:
        await does(by, report_id, **arguments(does, report.version))
    except (NotFound, NotYours):
        assert await lines(world) == before
        assert await world.report(report_id) == report
        return False
    except (Refused, AttributeError, KeyError, TypeError):
        return True
    return True


async def lines(world: Desk) -> int:
    async with world.office.store.work() as work:
        head = await work.audit.head()
    return head.number if head else 0


async def test_every_verb_lets_in_whom_the_table_says_and_nobody_else(figure: Figure) -> None:
    found = [f"{kind}.{method}" for kind, method in verbs()]
    assert sorted(found) == sorted(MAY), "a verb without a row, or a row without a verb"
    cells = 0
    async with desk() as world:
        assert {kind for kind, _ in verbs()} <= set(reachable(world)), "a service that this test does not reach"
        for verb in verbs():
            allowed = MAY[".".join(verb)]
            for relation, name, report_id in await insiders(world):
                let_in = await passes(world, verb, world.who(name), report_id)
                assert let_in == (relation in allowed), f"{relation} and {'.'.join(verb)}"
                cells += 1
        shut_out = await outsiders(world)
        for verb in verbs():
            for relation, person, report_id in shut_out:
                assert not await passes(world, verb, person, report_id), f"{relation} and {'.'.join(verb)}"
                cells += 1
    figure(f"{len(found)} verbs, {cells} cells, 0 let in or shut out wrongly")
    assert cells >= 700


async def insiders(world: Desk) -> list[tuple[str, str, str]]:
    """Everybody who works on a case, each with one of their own: some verbs change it."""
    found = [(relation, name, await case(world))
             for relation, name in (("lead", "officer"), ("handler", "auditor"), ("deputy", "deputy"))]  # fmt: skip
    kept_out = ("monitoring_officer", "chief_internal_auditor", "deputies")
    found.append(("independent", "outsider", await case(world, not_to_see=kept_out)))
    given = await case(world)
    await world.share(given)
    return [*found, ("investigator", "ivo", given)]


async def outsiders(world: Desk) -> list[tuple[str, Person, str]]:
    """Everybody else, by what they are to the case; and every role there is, to a case that is none of theirs."""
    excluded = await case(world, not_to_see=("chief_internal_auditor",))
    named = await case(world, same_people=("deputy",))
    aside = await case(world)
    await world.step_aside("auditor", aside)
    given = await case(world)
    await world.share(given)
    found = [
        ("excluded by post", world.who("auditor"), excluded),
        ("named", world.who("deputy"), named),
        ("stepped aside", world.who("auditor"), aside),
        ("investigator of another case", world.who("ilse"), given),
        ("told of missed promises only", world.who("chief"), given),
        ("who reported", REPORTER, given),
        ("with another account", replace(world.who("officer"), entra_id="cccccccc-0000-4000-8000-000000000001"), given),
        ("nobody", Person("", "dddddddd-0000-4000-8000-000000000001", "Sam", ""), given),
        ("kept from both deputies", world.who("second"), await case(world, not_to_see=("deputies",))),
    ]
    for number, role in enumerate(Role):
        name = f"only{number}"
        if role in MAY_HANDLE:
            await world.arrives(name, role, full_name=f"Only {'abcdefghijklmnop'[number]}")
        else:
            world.office.people[name] = replace(REPORTER, id=name, entra_id=f"eeeeeeee-0000-4000-8000-{number:012d}")
            await world.post(name, role)
        found.append((f"only {role.value}", world.who(name), given))
    await world.post("second", Role.DEPUTY_CHIEF_INTERNAL_AUDITOR, until=YESTERDAY)
    return [*found, ("role ended yesterday", world.who("second"), given)]
