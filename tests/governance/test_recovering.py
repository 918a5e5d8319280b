"""What would be lost: a report for ever, when all who kept it are gone; or the reporter's trust, when two custodians
open it to the very person whom it is about."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from dialogs.forms.speak_up import SPEAK_UP
from governance import codes
from governance.audit import Event
from governance.calendar import Calendar
from governance.errors import Misconfigured, NotFound, Refused, Unreadable
from governance.obligations import Duty
from governance.reports import Identity, Report, Standing, Told
from governance.roles import Holding, Role
from governance.services.receiving import Receiving
from governance.services.recovering import DRILLED, KEY_MADE, RECOVERED, Recovering, last_drill
from governance.services.touching_data import TouchingData
from storage.recovery import OpenRecovery, drill
from storage.work import SqlStore, memory_store
from tests.governance.reporting import LONG_AGO, Hand, Killing, concern, new_id, person, telling
from tests.storage.seals import Service, service

OFFICER, AUDITOR, DEPUTY, OUTSIDER, NEWCOMER = "officer", "auditor", "deputy", "outsider", "newcomer"
CUSTODIANS = ("first", "second")
POSTS = {
    OFFICER: Role.MONITORING_OFFICER,
    AUDITOR: Role.CHIEF_INTERNAL_AUDITOR,
    DEPUTY: Role.DEPUTY_MONITORING_OFFICER,
    OUTSIDER: Role.INDEPENDENT_PERSON,
}


@dataclass
class Archive:
    """A council whose custodians have opened their safes."""

    store: SqlStore
    made: Service
    clock: Hand
    receiving: Receiving
    recovering: Recovering

    async def report(self, **answers: Any) -> Report:
        """Received and released."""
        report_id = new_id()
        await self.receiving.receive(
            concern(**answers), report_id, codes.mint(bytes.fromhex(new_id())), SPEAK_UP.fingerprint
        )
        self.clock.at += timedelta(hours=5)  # to the next batch
        await self.receiving.release(self.clock.now())
        return await self.stored(report_id)

    async def stored(self, report_id: str) -> Report:
        async with self.store.work() as work:
            report = await work.reports.by_id(report_id)
        assert report is not None
        return report

    async def post(self, name: str, *roles: Role, since: date = LONG_AGO, until: date | None = None) -> None:
        async with self.store.work() as work:
            await work.people.replace([person(name)], [Holding(name, role, since, until) for role in roles])

    async def all_leave(self) -> None:
        for name, role in POSTS.items():
            await self.post(name, role, until=date(2026, 11, 24))
        self.clock.on_day(3)

    async def arrives(self, *roles: Role, name: str = NEWCOMER) -> None:
        """Somebody new, with a key."""
        await self.post(name, *roles, since=date(2026, 11, 25))
        await self.made.keystore.add_person(name, self.made.root_private)

    async def opens(self, name: str, report: Report) -> bool:
        try:
            await self.made.desk.open_story(name, report.id, report.key_id, report.story)
        except Unreadable:
            return False
        return True

    async def recorded(self) -> list[Event]:
        async with self.store.work() as work:
            return [line.event for line in await work.audit.lines(0, 1_000) if line.event.verb == RECOVERED]


@pytest.fixture
async def archive(tmp_path: Path) -> AsyncIterator[Archive]:
    clock, killing, calendar = Hand(), Killing(), Calendar()
    async with service(tmp_path, *POSTS) as made, await memory_store(made.desk_keys.audit, killing) as store:
        receiving = Receiving(
            store,
            made.desk,
            calendar,
            clock,
            clock,
            telling,
            new_id,
            list.reverse,
            killing,
            TouchingData(store, made.desk, new_id),
        )
        recovering = Recovering(store, OpenRecovery(made.desk, made.recovery_private), calendar, clock)
        one = Archive(store, made, clock, receiving, recovering)
        for name, role in POSTS.items():
            await one.post(name, role)
        for name in CUSTODIANS:
            await one.post(name)
        yield one


async def test_a_report_that_nobody_in_post_keeps_is_handed_to_a_newcomer_who_leads_it(archive: Archive) -> None:
    report, other = await archive.report(), await archive.report()
    await archive.all_leave()
    await archive.arrives(Role.MONITORING_OFFICER)
    assert not await archive.opens(NEWCOMER, report)
    assert [each.kept_by for each in await archive.recovering.reports()] == [0, 0]

    await archive.recovering.open_to(report.id, NEWCOMER, CUSTODIANS)
    assert await archive.opens(NEWCOMER, report)
    assert not await archive.opens(NEWCOMER, other)
    after = await archive.stored(report.id)
    assert after.told == (*report.told, Told(NEWCOMER, Standing.LEAD))
    assert sorted(each.kept_by for each in await archive.recovering.reports()) == [0, 1]
    async with archive.store.work() as work:
        assert (await work.obligations.of(Duty.ACKNOWLEDGE, {report.id}))[report.id].open


async def test_both_custodians_are_on_the_record_before_the_key_is_given(archive: Archive) -> None:
    report = await archive.report()
    await archive.all_leave()
    await archive.arrives(Role.MONITORING_OFFICER)
    await archive.recovering.open_to(report.id, NEWCOMER, CUSTODIANS)
    [event] = await archive.recorded()
    assert event.subject == report.id
    assert event.details == {"to": NEWCOMER, "custodian": CUSTODIANS[0], "other_custodian": CUSTODIANS[1]}


async def test_without_its_line_in_the_record_no_key_is_given(archive: Archive) -> None:
    report = await archive.report()
    await archive.all_leave()
    await archive.arrives(Role.MONITORING_OFFICER)
    async with archive.store.work() as work:
        people = await work.people.everyone()
    async with await memory_store(None, Killing()) as store:
        async with store.work() as work:
            held = [Holding(NEWCOMER, Role.MONITORING_OFFICER, date(2026, 11, 25))]
            await work.people.replace(people, held)
            await work.reports.add(report)
        blind = Recovering(
            store, OpenRecovery(archive.made.desk, archive.made.recovery_private), Calendar(), archive.clock
        )
        with pytest.raises(Misconfigured, match="no audit key"):
            await blind.open_to(report.id, NEWCOMER, CUSTODIANS)
    assert not await archive.opens(NEWCOMER, report)


async def test_a_second_keeper_does_not_take_the_lead(archive: Archive) -> None:
    report = await archive.report(not_to_see=("chief_internal_auditor",))
    await archive.arrives(Role.CHIEF_INTERNAL_AUDITOR)
    await archive.arrives(Role.DEPUTY_CHIEF_INTERNAL_AUDITOR, name="understudy")
    archive.clock.on_day(3)
    for name in (NEWCOMER, "understudy"):
        await archive.recovering.open_to(report.id, name, CUSTODIANS)
    assert (await archive.stored(report.id)).told[-2:] == (
        Told(NEWCOMER, Standing.HANDLER), Told("understudy", Standing.DEPUTY),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("role", "knows"),
    [
        (Role.MONITORING_OFFICER, True),
        (Role.CHIEF_INTERNAL_AUDITOR, True),
        (Role.DEPUTY_MONITORING_OFFICER, False),
        (Role.INDEPENDENT_PERSON, False),
    ],
)
async def test_who_reported_goes_only_to_the_two_posts(archive: Archive, role: Role, knows: bool) -> None:
    report = await archive.report(identity=Identity.NAMED, name="A Reporter")
    assert report.identity_sealed is not None
    await archive.all_leave()
    await archive.arrives(role)
    await archive.recovering.open_to(report.id, NEWCOMER, CUSTODIANS)
    rows = archive.made.rows("SELECT strand FROM wraps WHERE holder = ? ORDER BY strand", NEWCOMER)
    assert rows == ([("identity",)] if knows else []) + [("story",)]


@pytest.mark.parametrize("excluded", ["monitoring_officer", "deputies"])
async def test_whoever_the_reporter_kept_out_is_not_let_in_by_custodians(archive: Archive, excluded: str) -> None:
    name = {"monitoring_officer": OFFICER, "deputies": DEPUTY}[excluded]
    report = await archive.report(not_to_see=(excluded,))
    assert not await archive.opens(name, report)
    with pytest.raises(Refused, match="may have kept them out"):
        await archive.recovering.open_to(report.id, name, CUSTODIANS)
    assert not await archive.opens(name, report)
    assert await archive.recorded() == []


async def test_a_handler_whose_key_came_after_the_report_was_not_kept_out(archive: Archive) -> None:
    """A service that was begun before anybody had a key: only recovery holds what came."""
    late = "late"
    await archive.post(late, Role.MONITORING_OFFICER)
    report = await archive.report()
    archive.clock.on_day(2)
    await archive.made.keystore.add_person(late, archive.made.root_private)
    with pytest.raises(Refused, match="may have kept them out"):
        await archive.recovering.open_to(report.id, late, CUSTODIANS)
    async with archive.store.work() as work:
        await work.audit.write(Event(archive.clock.now(), "system", "administrator", KEY_MADE, late))
    await archive.recovering.open_to(report.id, late, CUSTODIANS)
    assert await archive.opens(late, report)


@pytest.mark.parametrize(
    "story",
    ["My manager, Newcomer, wedged them open.", "It was NEWCOMER\nand nobody else.", "It was \uff2eewcomer."],
)
async def test_somebody_whom_the_report_names_is_not_given_it(archive: Archive, story: str) -> None:
    report = await archive.report(story=story)
    await archive.all_leave()
    await archive.arrives(Role.MONITORING_OFFICER)
    with pytest.raises(Refused, match="names somebody who is called Newcomer"):
        await archive.recovering.open_to(report.id, NEWCOMER, CUSTODIANS)
    assert not await archive.opens(NEWCOMER, report)
    assert await archive.recorded() == []


async def test_a_report_that_waits_for_its_batch_is_neither_listed_nor_opened(archive: Archive) -> None:
    report_id = new_id()
    await archive.receiving.receive(concern(), report_id, codes.mint(bytes(12)), SPEAK_UP.fingerprint)
    await archive.arrives(Role.MONITORING_OFFICER)
    archive.clock.on_day(3)
    assert await archive.recovering.reports() == []
    for each in (report_id, new_id()):
        with pytest.raises(NotFound, match="no such report, or it is not released yet"):
            await archive.recovering.open_to(each, NEWCOMER, CUSTODIANS)


@pytest.mark.parametrize(
    "custodians",
    [("first", "first"), ("first",), ("first", "second", OUTSIDER), ("first", NEWCOMER), ("first", "nobody")],
)
async def test_it_takes_two_custodians_who_are_somebody_else(archive: Archive, custodians: tuple[str, ...]) -> None:
    report = await archive.report()
    await archive.arrives(Role.MONITORING_OFFICER)
    archive.clock.on_day(3)
    with pytest.raises(Refused, match=r"two different custodians|no nobody on the staff list"):
        await archive.recovering.open_to(report.id, NEWCOMER, custodians)
    assert not await archive.opens(NEWCOMER, report)


async def test_somebody_without_a_post_or_a_key_gets_none(archive: Archive) -> None:
    report = await archive.report()
    archive.clock.on_day(3)
    await archive.post(NEWCOMER, Role.CHIEF_EXECUTIVE, Role.INVESTIGATOR, Role.SIRO)
    with pytest.raises(Refused, match="no post today in which concerns are handled"):
        await archive.recovering.open_to(report.id, NEWCOMER, CUSTODIANS)
    await archive.post(NEWCOMER, Role.MONITORING_OFFICER, since=date(2026, 11, 25))
    with pytest.raises(Refused, match="candour keys add newcomer"):
        await archive.recovering.open_to(report.id, NEWCOMER, CUSTODIANS)
    with pytest.raises(Refused, match="holds a key to this report already"):
        await archive.recovering.open_to(report.id, OFFICER, CUSTODIANS)


async def test_the_wrong_recovery_key_hands_nothing_over_and_leaves_no_trace(archive: Archive) -> None:
    report = await archive.report()
    await archive.all_leave()
    await archive.arrives(Role.MONITORING_OFFICER)
    wrong = Recovering(archive.store, OpenRecovery(archive.made.desk, bytes(range(32))), Calendar(), archive.clock)
    with pytest.raises(Unreadable):
        await wrong.open_to(report.id, NEWCOMER, CUSTODIANS)
    assert (await archive.stored(report.id)).told == report.told
    assert await archive.recorded() == []


async def test_a_drill_opens_with_the_right_key_only_and_writes_nothing(archive: Archive) -> None:
    before = archive.made.on_disk()
    await drill(archive.made.intake_keys, archive.made.recovery_private, archive.clock)
    with pytest.raises(Misconfigured, match="do not open what this service seals"):
        await drill(archive.made.intake_keys, bytes(range(32)), archive.clock)
    assert archive.made.on_disk() == before


async def test_the_last_drill_is_found_however_long_the_record_is(archive: Archive) -> None:
    async with archive.store.work() as work:
        assert await last_drill(work) is None
        for number in range(1_100):
            verb = DRILLED if number in (3, 520) else "read"
            at = archive.clock.now() + timedelta(minutes=number)
            await work.audit.write(Event(at, "system", "administrator", verb, "recovery", {"with": str(number)}))
        found = await last_drill(work)
    assert found is not None
    assert found.details == {"with": "520"}
