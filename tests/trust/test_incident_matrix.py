"""X3 for incidents: every verb about an incident, every relation to it, every role, through the real services.

Verbs are found, not listed: whatever service has a method that takes who asks and which incident is one. A verb that is
not in the table fails, and so does a service that this test cannot reach.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import uuid
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, get_type_hints

from governance import services
from governance.breaches import Decided
from governance.errors import NotFound, NotYours, Refused
from governance.incident_course import (
    Approving,
    Aware,
    AwareCorrected,
    Background,
    Closing,
    Containing,
    GivenTask,
    Linking,
    Merging,
    Overriding,
    Reopening,
    ServiceDesk,
    ToldIco,
    Weighing,
)
from governance.incident_gifts import Giving
from governance.people import Person
from governance.ports import Work
from governance.reports import Entry
from governance.roles import Holding, Role
from governance.services.corresponding import NewLetter
from governance.services.incident_additions import IncidentAdditions
from governance.services.incident_files import NO_FILE
from tests.governance.actions_world import CALENDAR
from tests.governance.handling_world import NOT_TOLD, TODAY, Handled, handled
from tests.governance.incident_world import ASSET
from tests.governance.reporting import LONG_AGO, new_id, person
from tests.governance.test_incident_papers import filing
from tests.trust.conftest import Figure
from tests.trust.put_back import AsItWas, as_it_is

YESTERDAY = date(2026, 11, 22)
#: Whoever handles an incident: they hold a key to it, and a post that does. The Senior Information Risk Owner does so
#: of one that keeps a handler out.
HANDLES = frozenset({"team", "officer", "stands in"})
#: … and whoever owns the data in it, who reads what they may.
READS = HANDLES | {"owner", "owner with a key"}
#: … and whoever agrees that it is closed, with a key or without.
AGREES = HANDLES | {"siro", "new in the team"}
#: Whoever has the first thing to do about it.
DOES = frozenset({"team", "officer", "stands in", "has a task"})
#: Whoever told it by name: they add to it, and read nothing.
REPORTED = frozenset({"who reported, by name", "who reported, with the name withheld"})

MAY: dict[str, frozenset[str]] = {
    "IncidentAdditions.own": REPORTED,
    "IncidentClosing.ask": HANDLES,
    "IncidentClosing.decide": AGREES,
    "IncidentClosing.merge": HANDLES,
    "IncidentClosing.reopen": HANDLES,
    "IncidentClosing.waiting": AGREES,
    "IncidentFiles.file": HANDLES,
    "IncidentFiles.open": READS,
    "IncidentGiving.give": HANDLES,
    "IncidentHandling.assess": HANDLES,
    "IncidentHandling.background": HANDLES,
    "IncidentHandling.confirm_aware": HANDLES,
    "IncidentHandling.contain": HANDLES,
    "IncidentHandling.correct_aware": HANDLES,
    "IncidentHandling.decide": HANDLES,
    "IncidentHandling.override": HANDLES,
    "IncidentHandling.service_desk": HANDLES,
    "IncidentHandling.told_ico": HANDLES,
    "IncidentLinking.link": HANDLES,
    "IncidentTasks.add": HANDLES,
    "IncidentTasks.done": DOES,
    "IncidentTasks.of": DOES,
    "Recording.of": READS,
    "Recording.taken": HANDLES,
}
#: The desk itself, which every verb goes through.
ELSEWHERE = frozenset({"IncidentDesk"})


@dataclass(frozen=True)
class Relation:
    name: str
    who: Person
    incident_id: str


def verbs() -> Iterator[tuple[str, str]]:
    """(class, method) of everything that takes who asks and which incident."""
    for module in pkgutil.iter_modules(services.__path__):
        found = importlib.import_module(f"governance.services.{module.name}")
        for name, kind in inspect.getmembers(found, inspect.isclass):
            if kind.__module__ != found.__name__ or name in ELSEWHERE or getattr(kind, "_is_protocol", False):
                continue
            for method, does in inspect.getmembers(kind, inspect.iscoroutinefunction):
                taken = list(inspect.signature(does).parameters)[1:3]
                if not method.startswith("_") and taken == ["by", "incident_id"]:
                    yield name, method


def reachable(h: Handled) -> dict[str, Any]:
    found = (h.handling, h.closing, h.tasks, h.recording, h.desk.files, h.giving, h.linking, additions(h))
    return {type(each).__name__: each for each in found}


def additions(h: Handled) -> IncidentAdditions:
    d = h.desk
    return IncidentAdditions(d.store, d.seal, CALENDAR, d.clock, d.clock, new_id, d.killing)


def arguments(h: Handled, does: Callable[..., Any], version: int) -> dict[str, Any]:
    """Something for each further argument; what it says matters to nobody who is not let in."""
    samples: dict[Any, Any] = {
        Approving: Approving("no", "Ring them first."),
        Aware: Aware(h.now),
        AwareCorrected: AwareCorrected(h.now, "It was earlier."),
        Background: Background("yes", None, None, "no"),
        Closing: Closing("A window was open.", "Close the window.", None, None, None),
        Containing: Containing("fully", "It came back."),
        Decided: NOT_TOLD,
        Giving: Giving("nobody at all", "this"),
        GivenTask: GivenTask("retrieve", "me", None, TODAY, ""),
        Linking: Linking("nothing", None),
        Merging: Merging("I-0000-0000-0000", "The same."),
        Overriding: Overriding("s3", "It is worse."),
        Reopening: Reopening("More papers."),
        ServiceDesk: ServiceDesk("SD-1"),
        ToldIco: ToldIco(h.now, "IC-1", None),
        Weighing: Weighing("two", "two", (), 2, "One letter."),
        str: "It was done.",
    }
    wanted = list(inspect.signature(does).parameters.values())[2:]
    hints = get_type_hints(does)
    numbers = {"version": version, "number": 1}
    return {each.name: numbers.get(each.name, samples.get(hints[each.name])) for each in wanted}


async def passes(h: Handled, was: AsItWas, verb: tuple[str, str], each: Relation, version: int) -> bool:
    """Whether the verb lets them in. Whoever is not let in has written nothing, the audit log included; what whoever is
    let in did is undone."""
    does = getattr(reachable(h)[verb[0]], verb[1])
    given = arguments(h, does, version)
    refusal = await refused(does(each.who, each.incident_id, **given))
    # There are no files with any of these: only whoever may have them reads that.
    if not isinstance(refusal, NotFound | NotYours) or str(refusal) == NO_FILE:
        was.put_back()
        return True
    assert was.untouched, (each.name, verb)
    # What is not theirs to see is answered as what is not there.
    if isinstance(refusal, NotFound):
        nothing = await refused(does(each.who, uuid.uuid4().hex, **given))
        assert str(nothing) == str(refusal), (each.name, verb)
    return False


async def refused(doing: Awaitable[object]) -> Exception | None:
    try:
        await doing
    except Refused as error:
        return error
    return None


async def test_every_verb_about_incidents_lets_in_whom_the_table_says_and_nobody_else(figure: Figure) -> None:
    found = [f"{kind}.{method}" for kind, method in verbs()]
    assert sorted(found) == sorted(MAY), "a verb without a row, or a row without a verb"
    cells = 0
    async with handled() as h:
        assert {kind for kind, _ in verbs()} <= set(reachable(h)), "a service that this test does not reach"
        relations = [*await insiders(h), *await outsiders(h)]
        versions = {each: await h.version(each) for each in {each.incident_id for each in relations}}
        was = await as_it_is(h.desk.store, h.desk.keystore)
        for verb in verbs():
            for each in relations:
                let_in = await passes(h, was, verb, each, versions[each.incident_id])
                expected = each.name in MAY[".".join(verb)]
                assert let_in == expected, f"{each.name} and {'.'.join(verb)}"
                cells += 1
    figure(f"{len(found)} verbs, {len(relations)} relations, {cells} cells, 0 let in or shut out wrongly")
    assert cells >= 700


async def test_a_list_has_what_its_reader_may_open_and_nothing_else() -> None:
    async with handled() as h:
        for each in [*await insiders(h), *await outsiders(h)]:
            try:
                listed = {line.incident.id for line in await h.desk.files.list(each.who)}
            except NotYours:
                listed = set()
            assert (each.incident_id in listed) == (each.name in READS), each.name


async def test_an_owner_reads_what_they_may_and_never_who_withheld_their_name() -> None:
    async with handled() as h:
        await h.desk.give_key("owner")
        for answers, reads, knows in (
            ({"naming": "named"}, True, True),
            ({"naming": "withheld"}, True, False),
            ({"naming": "named", "special": ("health",)}, False, False),
        ):
            incident_id = await h.reported(**answers)
            file = await h.desk.files.open(h.person("owner"), incident_id)
            assert ((file.sections is not None), (file.identity is not None)) == (reads, knows), answers
            assert (await h.record(incident_id, "owner")).entries == ()


# ---------------------------------------------------------------- who there is


async def insiders(h: Handled) -> list[Relation]:
    """Everybody whom an incident is for, each with one of their own."""
    found = [Relation(name, h.person(who), await looked_at(h, who)) for name, who in
             (("team", "manager"), ("officer", "protector"))]  # fmt: skip
    found.append(Relation("stands in", h.person("riskowner"), await looked_at(h, "riskowner", not_to_see=("team",))))
    found.append(Relation("owner", h.person("owner"), await looked_at(h, "technician")))
    found.append(Relation("siro", h.person("riskowner"), await looked_at(h, "technician")))
    has_task = await looked_at(h, "technician")
    found.append(Relation("has a task", h.person("technician"), has_task))
    await arrives(h, "newcomer", Role.INFORMATION_GOVERNANCE)
    found.append(Relation("new in the team", h.person("newcomer"), has_task))
    return found


async def looked_at(h: Handled, has_task: str, **answers: Any) -> str:
    """An incident with a file and one thing to do about it, which is asked to be closed."""
    incident_id = await h.reported(**{"service_desk": "SD-1", "asset": "IA-017", **answers})
    added = NewLetter(new_id(), Entry.ADDITION, "", files=(await filing(h.desk).take(b"A screen."),))
    assert await additions(h).keep(incident_id, added, allowed)
    by = "protector" if answers.get("not_to_see") else "manager"
    given = GivenTask("retrieve", "other", h.person(has_task).email, TODAY, "")
    await h.tasks.add(h.person(by), incident_id, await h.version(incident_id), given)
    return incident_id


async def allowed(_: Work) -> None:
    """Whether a page may send is no matter of who asks."""


async def arrives(h: Handled, name: str, *roles: Role) -> None:
    """After the incidents came."""
    h.desk.people[name] = person(name)
    await h.desk.change(name, *roles)
    await h.desk.give_key(name)


async def outsiders(h: Handled) -> list[Relation]:
    """Everybody else, by what they are to it; and every role there is, to an incident that is none of theirs."""
    ordinary = await looked_at(h, "technician")
    withheld = await looked_at(h, "technician", naming="withheld")
    about_team = await looked_at(h, "protector", not_to_see=("team",))
    about_officer = await h.reported(not_to_see=("officer",), service_desk="SD-1")
    for name in ("helper", "boss"):
        h.desk.people[name] = person(name)
        await h.desk.change(name, *([Role.INFORMATION_ASSET_ADMINISTRATOR] if name == "helper" else []))
    await h.desk.change("owner", Role.INFORMATION_ASSET_OWNER, manager_id="boss")
    async with h.desk.store.work() as work:
        await work.register.replace_assets([replace(ASSET, administrator_id="helper")])
        ended = Holding("assistant", Role.INFORMATION_GOVERNANCE, LONG_AGO, YESTERDAY)
        await work.people.replace([h.person("assistant")], [ended])
    found = [
        Relation("administrator of the data", h.person("helper"), ordinary),
        Relation("line manager of the owner", h.person("boss"), ordinary),
        Relation("who reported, by name", h.person("reporter"), ordinary),
        Relation("who reported, with the name withheld", h.person("reporter"), withheld),
        Relation("kept out, in the team", h.person("manager"), about_team),
        Relation("owner of what keeps somebody out", h.person("owner"), about_team),
        Relation("kept out, the officer", h.person("protector"), about_officer),
        Relation("owner of other data", h.person("stranger"), ordinary),
        Relation("role ended yesterday", h.person("assistant"), ordinary),
        Relation("monitoring officer", h.person("officer"), ordinary),
        Relation("another account", replace(h.person("manager"), entra_id=str(uuid.uuid4())), ordinary),
        Relation("nobody", Person("", str(uuid.uuid4()), "Sam", ""), ordinary),
    ]
    for number, role in enumerate(Role):
        name = f"only{number}"
        h.desk.people[name] = person(name)
        await h.desk.change(name, role)
        await h.desk.give_key(name)
        agrees = role in (Role.INFORMATION_GOVERNANCE, Role.DATA_PROTECTION_OFFICER, Role.SIRO)
        found.append(Relation("new in the team" if agrees else f"only {role.value}", h.person(name), ordinary))
    return found
