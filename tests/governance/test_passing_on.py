"""A concern by way of somebody else: who is told, who never is, and whose name stands where."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from os import urandom
from typing import Any

import pytest

from dialogs.forms.received_otherwise import RECEIVED_OTHERWISE
from dialogs.forms.told_to_manager import TOLD_TO_MANAGER
from governance import codes
from governance.calendar import Calendar
from governance.errors import NotFound, NotYours, Refused
from governance.notices import Kind
from governance.obligations import Duty
from governance.passing_on import ReceivedOtherwise, ToldToManager, names_found
from governance.people import Person
from governance.reports import Identity
from governance.services.passing_on import PassingOn
from governance.services.receiving import Receipt
from tests.faces.council import passed_words
from tests.governance.reporting import MONDAY, Office, new_id, office, parts

TOLD = ToldToManager(
    told_on=date(2026, 11, 20),
    told_how="in_person",
    title="Fire doors",
    closest="health_and_safety",
    said="The doors are wedged open, every day.",
    agreed="no",
    worker=None,
    names_in_text="none",
    done="I closed them.",
    told_them="yes",
    tell_at_once="no",
    not_to_see=("no_one",),
    same_people=(),
    not_same_people=(),
    checked=True,
)
CALL = ReceivedOtherwise(
    came_on=date(2026, 11, 20),
    came_how="phone",
    identity=Identity.ANONYMOUS,
    title="Fire doors",
    closest="health_and_safety",
    said="The doors are wedged open, every day.",
    name=None,
    contact_detail=None,
    tell_at_once="no",
    not_to_see=("no_one",),
    same_people=(),
    not_same_people=(),
    read_out=True,
)
MANAGER_FORM = (TOLD_TO_MANAGER.key, TOLD_TO_MANAGER.fingerprint)
HANDLER_FORM = (RECEIVED_OTHERWISE.key, RECEIVED_OTHERWISE.fingerprint)


@dataclass
class Desk:
    office: Office
    passing_on: PassingOn
    drawn: list[tuple[str, str]]

    @property
    def manager(self) -> Person:
        """Somebody on the staff list without a post."""
        return self.office.people["reporter"]

    async def passes_on(self, report_id: str = "", **changes: Any) -> tuple[str, Receipt]:
        report_id = report_id or new_id()
        told = replace(TOLD, **changes)
        return report_id, await self.passing_on.pass_on(self.manager, told, report_id, MANAGER_FORM)

    async def enters(self, by: str = "officer", **changes: Any) -> tuple[str, str]:
        report_id, code = new_id(), codes.mint(urandom(codes.RANDOM_BYTES))
        await self.passing_on.enter(self.office.people[by], replace(CALL, **changes), report_id, code, HANDLER_FORM)
        return report_id, code

    async def next_batch(self) -> None:
        self.office.clock.on_day(0, 9)
        await self.office.tick()

    async def opened(self, by: str, report_id: str) -> str:
        case = await self.office.handling.open(self.office.people[by], report_id)
        return str(case)

    async def lines(self) -> Sequence[tuple[str, str, str]]:
        async with self.office.store.work() as work:
            return [(e.actor, e.verb, e.subject) for e in (line.event for line in await work.audit.lines(0, 99))]


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    async with office() as open_office:
        drawn: list[tuple[str, str]] = []

        def draw(code: str, by: str) -> bytes:
            drawn.append((code, by))
            return b"a letter"

        calendar, clock = Calendar(), open_office.clock
        service = PassingOn(open_office.store, open_office.receiving, passed_words, draw, calendar, clock)
        yield Desk(open_office, service, drawn)


# ---------------------------------------------------------------- somebody told a manager


async def test_what_a_manager_was_told_reaches_the_monitoring_officer_with_the_manager_known(desk: Desk) -> None:
    report_id, receipt = await desk.passes_on()
    assert receipt.acknowledge_by == date(2026, 11, 30)
    assert receipt.by_account
    await desk.next_batch()
    for name in ("officer", "auditor"):
        seen = await desk.opened(name, report_id)
        assert "Passed on by Reporter" in seen
        assert "The doors are wedged open" in seen
    assert [box.report_id for box in await desk.office.corresponding.mine(desk.manager)] == [report_id]
    assert "officer" in {n.recipient for n in await desk.office.notices() if n.kind is Kind.REPORTS_WAIT}
    assert await desk.office.promise_is_open(report_id)


async def test_a_name_given_with_leave_is_seen_by_the_two_posts_alone(desk: Desk) -> None:
    report_id, _ = await desk.passes_on(agreed="yes", worker="Wilhelmina Frost", names_in_text=None)
    await desk.next_batch()
    assert "Wilhelmina Frost" in await desk.opened("officer", report_id)
    assert "Wilhelmina Frost" in await desk.opened("auditor", report_id)
    assert "Wilhelmina" not in await desk.opened("deputy", report_id)


async def test_the_name_of_somebody_who_works_here_is_noticed_when_the_worker_did_not_agree(desk: Desk) -> None:
    somebody = Person("w", "cccccccc-0000-4000-8000-000000000001", "Wilhelmina Frost", "w@council.example")
    async with desk.office.store.work() as work:
        await work.people.replace([somebody], [])
    said = "As WILHELMINA FROST told me, the doors are wedged open."
    for agreed in ("no", "not_asked"):
        with pytest.raises(Refused, match="Wilhelmina Frost"):
            await desk.passes_on(said=said, agreed=agreed)
    await desk.passes_on(said=said, names_in_text="others")
    await desk.passes_on(said=said, agreed="yes", worker="Wilhelmina Frost", names_in_text=None)


async def test_a_concern_about_a_handler_never_reaches_that_handler(desk: Desk) -> None:
    about, _ = await desk.passes_on(same_people=("officer",))
    kept_out, _ = await desk.passes_on(not_to_see=("chief_internal_auditor",))
    await desk.next_batch()
    for name, report_id in (("officer", about), ("auditor", kept_out)):
        with pytest.raises(NotFound):
            await desk.opened(name, report_id)
    assert "wedged" in await desk.opened("auditor", about)


async def test_whoever_still_has_to_tell_the_person_is_reminded_once_at_a_sealed_address(desk: Desk) -> None:
    report_id, _ = await desk.passes_on(told_them="not_yet")
    quiet, _ = await desk.passes_on()
    await desk.next_batch()
    assert not [n for n in await desk.office.notices() if n.kind is Kind.TELL_THEM]
    desk.office.clock.on_day(1, 10)
    for _ in range(2):
        await desk.office.tick()
    [notice] = [n for n in await desk.office.notices() if n.kind is Kind.TELL_THEM]
    assert notice.recipient.startswith("sealed:")
    assert desk.office.seal.addressee(notice.recipient) == desk.manager.entra_id
    async with desk.office.store.work() as work:
        assert list(await work.obligations.of(Duty.TELL_THEM, {report_id, quiet})) == [report_id]


async def test_the_reminder_outlives_the_acknowledgement(desk: Desk) -> None:
    report_id, _ = await desk.passes_on(told_them="not_yet")
    await desk.next_batch()
    await desk.office.handling.acknowledge(desk.office.people["officer"], report_id, 2, parts())
    desk.office.clock.on_day(1, 10)
    await desk.office.tick()
    assert [n.kind for n in await desk.office.notices()].count(Kind.TELL_THEM) == 1


async def test_a_press_that_came_twice_is_one_report(desk: Desk) -> None:
    report_id, first = await desk.passes_on(told_them="not_yet")
    _, again = await desk.passes_on(report_id, told_them="not_yet")
    assert (first.already, again.already) == (False, True)
    assert again.acknowledge_by == first.acknowledge_by


async def test_somebody_who_is_not_on_the_staff_list_is_shown_the_other_way(desk: Desk) -> None:
    stranger = Person("entra:x", "x", "Sam", "")
    with pytest.raises(NotYours, match="Speak up"):
        await desk.passing_on.pass_on(stranger, TOLD, new_id(), MANAGER_FORM)
    await desk.office.change("reporter", left_on=MONDAY.date() - timedelta(days=1))
    with pytest.raises(NotYours):
        await desk.passes_on()


# ---------------------------------------------------------------- a handler enters what came


async def test_what_came_by_telephone_has_a_code_and_nobody_behind_it(desk: Desk) -> None:
    report_id, code = await desk.enters()
    await desk.next_batch()
    seen = await desk.opened("auditor", report_id)
    assert "The doors are wedged open" in seen
    assert "Officer" not in seen
    box = await desk.office.corresponding.look(code)
    assert (box.report_id, box.acknowledge_by) == (report_id, date(2026, 11, 30))
    assert await desk.office.corresponding.mine(desk.office.people["officer"]) == []
    assert ("officer", "entered", report_id) in await desk.lines()
    async with desk.office.store.work() as work:
        report = await work.reports.by_id(report_id)
    assert report is not None
    assert (report.identity, report.locator, report.recipient) == (Identity.ANONYMOUS, None, None)


async def test_a_name_that_was_given_is_sealed_apart(desk: Desk) -> None:
    report_id, _ = await desk.enters(identity=Identity.CONFIDENTIAL, name="Wilhelmina Frost", contact_detail="01632")
    await desk.next_batch()
    assert "Wilhelmina Frost" in await desk.opened("officer", report_id)
    assert "Wilhelmina" not in await desk.opened("deputy", report_id)


async def test_a_handler_whom_it_is_about_loses_what_they_typed(desk: Desk) -> None:
    report_id, _ = await desk.enters(same_people=("officer",))
    await desk.next_batch()
    with pytest.raises(NotFound):
        await desk.opened("officer", report_id)
    assert "wedged" in await desk.opened("auditor", report_id)


@pytest.mark.parametrize("name", ["chief", "reporter", "outsider"])
async def test_only_handlers_enter_and_print(desk: Desk, name: str) -> None:
    with pytest.raises(NotYours):
        await desk.enters(name)
    with pytest.raises(NotYours):
        await desk.passing_on.may_enter(desk.office.people[name])
    with pytest.raises(NotYours):
        await desk.passing_on.letter(desk.office.people[name], {"report": "r", "code": "c", "until": "2026-11-30"})
    assert desk.drawn == []
    assert await desk.lines() == []


async def test_the_letter_with_the_code_is_on_the_record(desk: Desk) -> None:
    facts = {"report": "r", "code": "AAAAA", "until": "2026-11-30"}
    document = await desk.passing_on.letter(desk.office.people["deputy"], facts)
    assert (document.name, document.content) == ("your-code.docx", b"a letter")
    assert desk.drawn == [("AAAAA", "2026-11-30")]
    assert await desk.lines() == [("deputy", "printed_code", "r")]


async def test_a_day_long_ago_is_noticed(desk: Desk) -> None:
    with pytest.raises(Refused, match="more than a year ago"):
        await desk.enters(came_on=date(2024, 1, 1))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Wilhelmina Frost told me", True),
        ("by WILHELMINA  frost's desk", True),
        ("Wilhelmina-Frost", True),
        ("the frost on Wilhelmina Street", False),
        ("Wilhelmina and Frostby", False),
        ("", False),
    ],
)
def test_a_name_is_found_however_it_is_written(text: str, found: bool) -> None:
    assert names_found(["Wilhelmina Mary Frost", "Cher"], [text]) == (["Wilhelmina Mary Frost"] if found else [])
