"""What is over is destroyed: after a warning, unless somebody says why not, whole, and wherever a crash stops it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text

from governance.calendar import Calendar
from governance.errors import NotFound, Refused, Stale, Unreadable
from governance.notices import End, Kind
from governance.outcomes import Outcome
from governance.policy.retention import CONCERNS
from governance.reports import Report, State
from governance.retention import WARNING_DAYS, HoldReason, LiftReason, ends_on
from governance.seal_ports import MailboxKey
from governance.services.casefiles import CaseFiles
from governance.services.registering import Registering
from governance.services.retaining import BEGUN, ERASED, HELD, LIFTED, READ, Retaining
from storage.concern_lines import LineSealing
from storage.keyfiles import DeskKeys
from storage.tables import metadata
from tests.governance.reporting import Killed, Office, new_id, office, parts
from tests.storage.examples import report as a_report

#: A Monday, four weeks and some days before the end of the council's year.
MARCH = datetime(2029, 3, 5, 9, 0, 30, tzinfo=UTC)
OVER = datetime(2029, 4, 3, 9, 0, 30, tzinfo=UTC)


def closed(outcome: Outcome | None, on: date) -> Report:
    return a_report(state=State.CLOSED, outcome=outcome, closed_on=on, received_on=date(2026, 11, 23))


@pytest.mark.parametrize(
    ("outcome", "closed_on", "over"),
    [
        (Outcome.NOT_UPHELD, date(2027, 3, 31), date(2028, 4, 1)),
        (Outcome.NOT_UPHELD, date(2027, 4, 1), date(2029, 4, 1)),
        (Outcome.OUT_OF_SCOPE, date(2026, 12, 1), date(2028, 4, 1)),
        (Outcome.UPHELD, date(2026, 12, 1), date(2033, 4, 1)),
        (None, date(2026, 12, 1), date(2033, 4, 1)),
    ],
)
def test_a_report_is_kept_for_its_outcomes_years_and_the_current_one(
    outcome: Outcome | None, closed_on: date, over: date
) -> None:
    assert ends_on(closed(outcome, closed_on), CONCERNS) == over


def test_every_outcome_has_its_years() -> None:
    assert CONCERNS.keys() == set(Outcome)


@pytest.mark.parametrize("state", [each for each in State if each not in (State.CLOSED, State.WITHDRAWN)])
def test_nothing_that_is_open_is_ever_over(state: State) -> None:
    assert ends_on(replace(closed(Outcome.UPHELD, date(2026, 12, 1)), state=state), CONCERNS) is None


@dataclass
class Archive:
    """An office with two reports, one of which closed and one still open."""

    office: Office
    retaining: Retaining
    over: str
    live: str

    async def report(self, report_id: str) -> Report | None:
        async with self.office.store.work() as work:
            return await work.reports.by_id(report_id)

    async def opens(self, report: Report, by: str = "officer") -> bool:
        try:
            await self.office.seal.open_story(by, report.id, report.key_id, report.story)
        except Unreadable:
            return False
        return True

    async def warned_at(self, at: datetime) -> int:
        self.office.clock.at = at
        return await self.retaining.warn(at)

    async def run_at(self, at: datetime) -> tuple[int, int]:
        self.office.clock.at = at
        done = await self.retaining.run(at)
        return done.erased, done.not_warned

    async def verbs(self, report_id: str) -> list[str]:
        async with self.office.store.work() as work:
            return [line.event.verb for line in await work.audit.lines(0, 1000) if line.event.subject == report_id]

    async def rows(self) -> dict[str, int]:
        """How many rows of each table hold the report's id in any cell, but for the record of who did what."""
        found: dict[str, int] = {}
        async with self.office.engine.connect() as connection:
            for table in metadata.sorted_tables:
                rows = (await connection.execute(text(f"SELECT * FROM {table.name}"))).all()
                held = sum(any(str(cell).startswith(self.over) for cell in row) for row in rows)
                if held and table.name != "audit":
                    found[table.name] = held
        return found


@asynccontextmanager
async def archive(outcome: Outcome = Outcome.NOT_UPHELD) -> AsyncIterator[Archive]:
    async with office() as made:
        over, code, _ = await made.told()
        live, _, _ = await made.told()
        made.clock.on_day(0)
        await made.tick()
        officer = made.people["officer"]
        for report_id in (over, live):
            await made.handling.acknowledge(officer, report_id, 2, parts())
        mailbox: MailboxKey = await made.seal.mailbox_of(code)
        assert mailbox.tag is not None
        async with made.store.work() as work:
            report = await work.reports.by_id(over)
            assert report is not None
            await work.reports.change(replace(report, state=State.CLOSED, outcome=outcome, closed_on=date(2027, 6, 1)))
        files = CaseFiles(made.store, made.seal, Calendar(), made.clock)
        registering = Registering(LineSealing(DeskKeys(b"k" * 16 + bytes(range(16)))), new_id)
        retaining = Retaining(
            made.store, made.seal, files, Calendar(), made.clock, made.clock, new_id, registering.ensure, made.killing
        )
        yield Archive(made, retaining, over, live)


async def test_what_is_over_is_gone_and_what_is_not_opens() -> None:
    async with archive() as kept:
        over, live = await kept.report(kept.over), await kept.report(kept.live)
        assert over is not None
        assert live is not None
        assert await kept.opens(over)
        assert set(await kept.rows()) >= {"reports", "told", "letters", "obligations"}
        await kept.warned_at(MARCH)
        assert await kept.run_at(OVER) == (1, 0)
        assert await kept.report(kept.over) is None
        assert not await kept.opens(over), "a row from a back-up does not open either"
        assert await kept.opens(live)
        assert await kept.rows() == {}
        assert (await kept.verbs(kept.over))[-2:] == [BEGUN, ERASED]
        assert await kept.run_at(OVER) == (0, 0)


async def test_the_register_keeps_a_line_that_leads_nowhere() -> None:
    async with archive() as kept:
        await kept.warned_at(MARCH)
        await kept.run_at(OVER)
        async with kept.office.store.work() as work:
            [(line_id, _)] = await work.concern_lines.of_year(2027)
            assert await work.concern_lines.line_of(kept.over) is None
        assert line_id != kept.over


async def test_handlers_are_told_four_weeks_before_once_and_not_which() -> None:
    async with archive() as kept:
        assert await kept.warned_at(datetime(2029, 2, 12, 9, 0, 30, tzinfo=UTC)) == 0, "too early"
        assert await kept.warned_at(datetime(2029, 3, 4, 12, tzinfo=UTC)) == 0, "a Sunday"
        told = await kept.warned_at(MARCH)
        assert told >= 2
        assert await kept.warned_at(MARCH + timedelta(days=1)) == 0
        notices = [n for n in await kept.office.notices() if n.kind is Kind.TIME_IS_OVER]
        assert {n.obligation_id for n in notices} == {"retention:2029-04-02"}
        assert "chief" not in {n.recipient for n in notices}
        assert all(kept.over not in repr(n) for n in notices)


async def test_nothing_goes_before_its_handlers_had_four_weeks() -> None:
    async with archive() as kept:
        assert await kept.run_at(OVER) == (0, 1), "the service was down in March"
        await kept.warned_at(OVER)
        assert await kept.run_at(OVER + timedelta(days=WARNING_DAYS - 1)) == (0, 1)
        assert await kept.run_at(OVER + timedelta(days=WARNING_DAYS)) == (1, 0)


async def test_when_nobody_is_left_to_warn_it_is_said_and_the_end_comes_all_the_same() -> None:
    async with archive() as kept:
        for name in kept.office.people:
            await kept.office.change(name, left_on=date(2028, 1, 1))
        assert await kept.warned_at(MARCH) == 0
        [notice] = [n for n in await kept.office.notices() if n.kind is Kind.TIME_IS_OVER]
        assert (notice.state, "appoint somebody" in notice.reason) == (End.DEAD, True)
        assert await kept.run_at(OVER) == (1, 0)


@pytest.mark.parametrize("place", ["retain.after_line", "retain.after_keys", "retain.after_rows", "work.before_commit"])
async def test_a_crash_between_the_two_databases_leaves_nothing_to_read_and_the_next_run_ends_it(place: str) -> None:
    async with archive() as kept:
        over = await kept.report(kept.over)
        assert over is not None
        await kept.warned_at(MARCH)
        kept.office.killing.at = place
        with pytest.raises(Killed):
            await kept.run_at(OVER)
        if place != "work.before_commit":
            assert await kept.opens(over) is (place == "retain.after_line")
        await kept.run_at(OVER)
        assert await kept.report(kept.over) is None
        assert not await kept.opens(over)
        assert await kept.rows() == {}
        assert over.key_id not in await kept.office.keystore.made_before(date(2100, 1, 1)), "no key is left over"


async def test_a_hold_with_its_reason_keeps_a_report_until_its_day() -> None:
    async with archive() as kept:
        kept.office.clock.at = MARCH
        officer = kept.office.people["officer"]
        await kept.retaining.hold(officer, kept.over, HoldReason.TRIBUNAL, date(2029, 9, 30))
        assert await kept.warned_at(MARCH) == 0, "nothing ends then"
        assert await kept.run_at(OVER) == (0, 0)
        [ending] = await kept.retaining.preview()
        assert ending.hold is not None
        assert (ending.hold.reason, ending.hold.by) == (HoldReason.TRIBUNAL, "officer")
        assert HELD in await kept.verbs(kept.over)
        after = datetime(2029, 10, 1, 9, 0, 30, tzinfo=UTC)
        await kept.warned_at(after)
        assert await kept.run_at(after + timedelta(days=WARNING_DAYS)) == (1, 0)


async def test_what_was_held_does_not_go_unwarned_because_its_handlers_heard_of_others_of_that_year() -> None:
    async with archive() as kept:
        over, live = await kept.report(kept.over), await kept.report(kept.live)
        assert over is not None
        assert live is not None
        async with kept.office.store.work() as work:
            await work.reports.change(
                replace(live, state=State.CLOSED, outcome=over.outcome, closed_on=date(2027, 6, 1))
            )
        kept.office.clock.at = MARCH
        officer = kept.office.people["officer"]
        await kept.retaining.hold(officer, kept.over, HoldReason.TRIBUNAL, date(2029, 9, 30))
        assert await kept.warned_at(MARCH) > 0
        assert await kept.run_at(OVER) == (1, 0)
        after = datetime(2029, 10, 1, 9, 0, 30, tzinfo=UTC)
        assert await kept.run_at(after) == (0, 1), "of this one nobody heard"
        assert await kept.warned_at(after) > 0
        assert await kept.run_at(after + timedelta(days=WARNING_DAYS)) == (1, 0)


async def test_a_hold_is_lifted_by_whoever_holds_the_key() -> None:
    async with archive() as kept:
        kept.office.clock.at = MARCH
        officer = kept.office.people["officer"]
        await kept.retaining.hold(officer, kept.over, HoldReason.AUDIT, date(2029, 9, 30))
        await kept.retaining.lift(officer, kept.over, LiftReason.OVER)
        with pytest.raises(Refused, match="not held"):
            await kept.retaining.lift(officer, kept.over, LiftReason.OVER)
        assert await kept.warned_at(MARCH) > 0


async def test_after_a_hold_was_lifted_somebody_is_warned_again_before_the_keys_are_destroyed() -> None:
    async with archive() as kept:
        over, live = await kept.report(kept.over), await kept.report(kept.live)
        assert over is not None
        assert live is not None
        # Another of the same year, of whose end everybody was told.
        async with kept.office.store.work() as work:
            await work.reports.change(
                replace(live, state=State.CLOSED, outcome=over.outcome, closed_on=date(2027, 6, 1))
            )
        officer = kept.office.people["officer"]
        assert await kept.warned_at(MARCH) > 0
        await kept.retaining.hold(officer, kept.over, HoldReason.TRIBUNAL, date(2029, 9, 30))
        assert await kept.run_at(OVER) == (1, 0), "the other one"
        lifted = datetime(2029, 5, 1, 9, 0, 30, tzinfo=UTC)
        kept.office.clock.at = lifted
        await kept.retaining.lift(officer, kept.over, LiftReason.MISTAKE)
        assert await kept.run_at(lifted) == (0, 1), "nobody was warned since"
        told = await kept.warned_at(lifted)
        assert told >= 2
        last = max(
            (n for n in await kept.office.notices() if n.kind is Kind.TIME_IS_OVER), key=lambda each: each.due_at
        )
        assert last.obligation_id == f"retention:{(lifted + timedelta(days=WARNING_DAYS)).date()}"
        assert await kept.run_at(lifted + timedelta(days=WARNING_DAYS - 1)) == (0, 1)
        assert await kept.opens(over)
        assert await kept.run_at(lifted + timedelta(days=WARNING_DAYS)) == (1, 0)
        assert not await kept.opens(over)


async def test_a_hold_that_was_lifted_between_the_warning_and_the_end_begins_the_four_weeks_anew() -> None:
    async with archive() as kept:
        officer = kept.office.people["officer"]
        assert await kept.warned_at(MARCH) > 0
        await kept.retaining.hold(officer, kept.over, HoldReason.AUDIT, date(2029, 3, 20))
        await kept.retaining.lift(officer, kept.over, LiftReason.NOT_NEEDED)
        assert await kept.run_at(OVER) == (0, 1)
        assert await kept.warned_at(OVER) > 0, "a second warning of the same end is one more notice"
        assert await kept.run_at(OVER + timedelta(days=WARNING_DAYS)) == (1, 0)


async def test_a_hold_is_placed_and_lifted_as_it_was_shown() -> None:
    async with archive() as kept:
        kept.office.clock.at = MARCH
        officer, auditor = kept.office.people["officer"], kept.office.people["auditor"]
        seen = (await kept.retaining.kept(officer, kept.over)).mark
        assert seen == ""
        until, later = date(2029, 9, 30), date(2030, 9, 30)
        for _ in range(2):
            await kept.retaining.hold(officer, kept.over, HoldReason.AUDIT, until, seen)
        assert (await kept.verbs(kept.over)).count(HELD) == 1
        with pytest.raises(Stale, match="Already done by Officer"):
            await kept.retaining.hold(auditor, kept.over, HoldReason.AUDIT, later, seen)
        shown = await kept.retaining.kept(auditor, kept.over)
        assert (shown.held_by, shown.decides, shown.ends_on) == ("Officer", True, date(2029, 4, 1))
        await kept.retaining.hold(auditor, kept.over, HoldReason.AUDIT, later, shown.mark)
        with pytest.raises(Stale, match="Already done by Auditor"):
            await kept.retaining.lift(officer, kept.over, LiftReason.OVER, shown.mark)
        now_shown = (await kept.retaining.kept(officer, kept.over)).mark
        for _ in range(2):
            await kept.retaining.lift(officer, kept.over, LiftReason.OVER, now_shown)
        assert (await kept.verbs(kept.over)).count(LIFTED) == 1
        with pytest.raises(Stale, match="Already done by Officer"):
            await kept.retaining.lift(auditor, kept.over, LiftReason.OVER, now_shown)
        assert READ in await kept.verbs(kept.over)


async def test_whoever_has_no_key_can_neither_hold_nor_learn_that_there_is_something_to_hold() -> None:
    async with archive() as kept:
        kept.office.clock.at = MARCH
        for report_id in (kept.over, "f" * 32):
            with pytest.raises(NotFound, match="no such case"):
                await kept.retaining.hold(
                    kept.office.people["outsider"], report_id, HoldReason.AUDIT, date(2029, 9, 30)
                )


@pytest.mark.parametrize("until", [date(2029, 3, 5), date(2031, 9, 1)])
async def test_a_hold_lasts_until_a_day_to_come_and_not_for_ever(until: date) -> None:
    async with archive() as kept:
        kept.office.clock.at = MARCH
        with pytest.raises(Refused):
            await kept.retaining.hold(kept.office.people["officer"], kept.over, HoldReason.AUDIT, until)


def test_every_table_that_names_a_report_goes_with_it() -> None:
    """Whoever adds a table finds out here that its rows have to end as well."""
    for table in metadata.sorted_tables:
        for column in table.columns:
            if column.name == "report_id":
                [key] = column.foreign_keys
                assert (key.column.table.name, key.ondelete) == ("reports", "CASCADE"), table.name
