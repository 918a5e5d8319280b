"""X3: every role, every verb about a case, every relation to it, through the real services.

Verbs are found, not listed: whatever service has a method that takes who asks and which report is one. The table says
what is expected of each; a verb that is not in it fails, and so does a service that this test cannot reach.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import uuid
from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date, timedelta
from enum import Enum
from typing import Any, get_type_hints

from dialogs.forms.speak_up import SPEAK_UP
from governance import services
from governance.calendar import Calendar
from governance.case_steps import Step
from governance.errors import NotFound, NotYours, Refused
from governance.outcomes import Outcome
from governance.people import Person
from governance.reports import Identity
from governance.roles import MAY_HANDLE, Role
from governance.services.casefiles import CaseFiles
from governance.services.retaining import Retaining
from tests.governance.reporting import REPORTER, concern
from tests.governance.sharing_world import Desk, desk
from tests.trust.conftest import Figure
from tests.trust.put_back import AsItWas, as_it_is

YESTERDAY = date(2026, 11, 22)
#: Whoever keeps a case, or was given it.
WORKS = frozenset({"lead", "handler", "deputy", "independent", "investigator"})
#: … and whoever keeps it.
KEEPS = WORKS - {"investigator"}

#: Who gets past the door, by the verb's name. What then becomes of it is told by each verb's own tests.
MAY: dict[str, frozenset[str]] = {
    "CaseTeams.team": WORKS,
    "Concluding.check_in": KEEPS,
    "Concluding.close": KEEPS,
    "Concluding.conclude": KEEPS,
    "Concluding.reopen": KEEPS,
    "Deciding.begin": KEEPS,
    "Deciding.refer": KEEPS,
    "Deciding.triage": KEEPS,
    "Drafting.acknowledgement": WORKS,
    "Drafting.months_since_closing": WORKS,
    "Drafting.next_by": WORKS,
    "Handling.acknowledge": KEEPS,
    "Handling.ask": WORKS,
    "Handling.draft_acknowledgement": WORKS,
    "Handling.open": WORKS,
    "Handling.ready": WORKS,
    "Learning.learn": KEEPS,
    "Recording.read": WORKS,
    "Recording.write": WORKS,
    "Replying.message": WORKS,
    "Replying.offer_meeting": WORKS,
    "Replying.progress": WORKS,
    "Retaining.hold": KEEPS,
    "Retaining.kept": WORKS,
    "Retaining.lift": KEEPS,
    "SharingCases.ask": KEEPS,
    "SteppingAsides.hand_on": frozenset({"lead", "handler", "independent"}),
    "SteppingAsides.step_aside": WORKS,
}
Verb = Callable[..., Awaitable[object]]
#: Not about a report of whistleblowing, or a reporter's own: their access is another's to show.
ELSEWHERE = frozenset({"AddingFiles", "Corresponding", "FileReading", "Receiving", "Proceeding", "CaseFiles"})


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
    office, calendar = world.office, Calendar()
    files = CaseFiles(office.store, office.seal, calendar, office.clock)
    retaining = Retaining(
        office.store, office.seal, files, calendar, office.clock, office.clock, lambda: uuid.uuid4().hex,
        office.registering.ensure, office.killing,
    )  # fmt: skip
    others = (office.recording, world.teams, world.sharing, world.aside, retaining)
    return {type(each).__name__: each for each in (*parts, *others)}


def arguments(does: Callable[..., Any], version: int) -> dict[str, Any]:
    """Something for each further argument; what it says matters to nobody who is not let in."""
    known: dict[str, Any] = {
        "version": version,
        "text": "Which of the doors do you mean?",
        "reason": "It has to be so.",
        "person_id": "ilse",
        "request_id": uuid.uuid4().hex,
        "entry_id": uuid.uuid4().hex,
        "to": "deputy",
        "identity": False,
        "step": Step.ASK,
    }
    wanted = list(inspect.signature(does).parameters.values())[2:]
    hints = get_type_hints(does)
    given = {each.name: known.get(each.name, anything(hints[each.name])) for each in wanted}
    return {each.name: given[each.name] for each in wanted if each.default is inspect.Parameter.empty}


#: Answers that are one of several.
WORDS = {"outcome": Outcome.UPHELD.value, "decision": "in_scope", "priority": "high", "danger": "no", "raises": "no"}


def anything(hint: Any) -> Any:
    """A value of the sort, filled in to its last field."""
    if is_dataclass(hint) and isinstance(hint, type):
        hints = get_type_hints(hint)
        return hint(**{each.name: WORDS.get(each.name, anything(hints[each.name])) for each in fields(hint)})
    if isinstance(hint, type) and issubclass(hint, Enum):
        return next(iter(hint))
    if hint is date:
        return date(2026, 11, 23)
    samples: dict[Any, Any] = {str: "Some words about the doors.", bool: True, int: 1}
    return samples.get(hint)


async def case(world: Desk, **answers: Any) -> str:
    report_id = uuid.uuid4().hex
    told = concern(identity=Identity.CONFIDENTIAL, **answers)
    await world.office.receiving.receive_known(told, report_id, SPEAK_UP.fingerprint, REPORTER)
    world.office.clock.at += timedelta(days=1)
    await world.office.receiving.release(world.office.clock.now())
    return report_id


@dataclass
class Door:
    """A world whose cases are each time as they were before the verb that was done last."""

    does: dict[str, Any]
    was: AsItWas
    versions: dict[str, int]

    async def lets_in(self, verb: tuple[str, str], by: Person, report_id: str, *, works: bool) -> bool:
        """Whether the verb lets them in. Whoever is not let in has written nothing, the audit log included."""
        does = getattr(self.does[verb[0]], verb[1])
        given = arguments(does, self.versions[report_id])
        refusal = await refused(does(by, report_id, **given))
        if isinstance(refusal, NotFound | NotYours) or (
            not works and await is_the_same_of_no_case(does, by, given, refusal)
        ):
            assert self.was.untouched, f"{by.id} wrote by {'.'.join(verb)}"
            return False
        self.was.put_back()
        return True


async def door(world: Desk, report_ids: Iterable[str]) -> Door:
    versions = {each: (await world.report(each)).version for each in report_ids}
    return Door(reachable(world), await as_it_is(world.office.store, world.office.keystore), versions)


async def is_the_same_of_no_case(does: Verb, by: Person, given: dict[str, Any], refusal: Exception | None) -> bool:
    """What was typed is looked at first, so that a case which is not there is refused in the same words."""
    other = await refused(does(by, uuid.uuid4().hex, **given))
    return refusal is not None and (type(other), str(other)) == (type(refusal), str(refusal))


async def refused(doing: Awaitable[object]) -> Exception | None:
    try:
        await doing
    except (Refused, AttributeError, KeyError, TypeError, ValueError) as error:
        return error
    return None


async def test_every_verb_lets_in_whom_the_table_says_and_nobody_else(figure: Figure) -> None:
    found = [f"{kind}.{method}" for kind, method in verbs()]
    assert sorted(found) == sorted(MAY), "a verb without a row, or a row without a verb"
    cells = 0
    async with desk() as world:
        assert {kind for kind, _ in verbs()} <= set(reachable(world)), "a service that this test does not reach"
        work_on_it = await insiders(world)
        to = await door(world, {report_id for _, _, report_id in work_on_it})
        for verb in verbs():
            allowed = MAY[".".join(verb)]
            for relation, name, report_id in work_on_it:
                let_in = await to.lets_in(verb, world.who(name), report_id, works=relation in allowed)
                assert let_in == (relation in allowed), f"{relation} and {'.'.join(verb)}"
                cells += 1
        shut_out = await outsiders(world)
        to = await door(world, {report_id for _, _, report_id in shut_out})
        for verb in verbs():
            for relation, person, report_id in shut_out:
                if (relation, *verb) == ("stepped aside", "SteppingAsides", "step_aside"):
                    continue  # a press that came twice says the same; its own test shows that it changes nothing
                assert not await to.lets_in(verb, person, report_id, works=False), f"{relation} and {'.'.join(verb)}"
                cells += 1
    figure(f"{len(found)} verbs, {cells} cells, 0 let in or shut out wrongly")
    assert cells >= 700


async def test_what_was_written_is_seen_and_is_undone() -> None:
    async with desk() as world:
        report_id = await case(world)
        before = await world.report(report_id)
        was = await as_it_is(world.office.store, world.office.keystore)
        await world.share(report_id)
        assert not was.untouched
        assert await world.holders(report_id) > {"officer", "auditor"}
        was.put_back()
        assert was.untouched
        assert await world.report(report_id) == before
        await world.office.casework.handling.open(world.who("officer"), report_id)
        assert not was.untouched, "who reads is written down"


async def insiders(world: Desk) -> list[tuple[str, str, str]]:
    """Everybody who works on a case, each with one of their own."""
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
