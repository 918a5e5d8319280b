"""The Records Manager and the SIRO see every reminder about returns and actions, and nothing about a report."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta

import pytest

from governance import policy
from governance.calendar import Calendar
from governance.errors import NotYours
from governance.ladders import Rung
from governance.notices import End, Kind, Notice
from governance.obligations import Duty, Obligation
from governance.owed import Hearer
from governance.people import Person
from governance.ports import Store, Work
from governance.reports import State
from governance.roles import Holding, Role
from governance.services.acknowledging import AcknowledgementAudiences
from governance.services.chasing import Audiences
from governance.services.forecasting import Forecasting
from governance.services.replaying import Replaying
from governance.services.watching import SHOWN, Ahead, Back, Watching
from storage.work import memory_store
from tests.storage.examples import notice, obligation, person, report

CALENDAR = Calendar()
#: A Friday at ten.
NOW = datetime(2026, 11, 27, 10, tzinfo=UTC)
LONG_AGO = date(2020, 1, 1)
OWNER, OFFICER, AUDITOR, MANAGER, SIRO = (person(str(number)) for number in range(1, 6))
LEFT = person("6", left_on=date(2026, 11, 26))
HOLDINGS = [
    Holding(OFFICER.id, Role.MONITORING_OFFICER, LONG_AGO),
    Holding(AUDITOR.id, Role.CHIEF_INTERNAL_AUDITOR, LONG_AGO),
    Holding(MANAGER.id, Role.RECORDS_MANAGER, LONG_AGO),
    Holding(SIRO.id, Role.SIRO, LONG_AGO),
    Holding(LEFT.id, Role.RECORDS_MANAGER, LONG_AGO),
]


class Holder:
    """The owner hears of every rung."""

    async def recipients(
        self,
        work: Work,  # noqa: ARG002  # the port names it
        obligations: Sequence[Obligation],
        rungs: Mapping[str, Rung],  # noqa: ARG002  # the port names it
        day: date,  # noqa: ARG002  # the port names it
    ) -> Mapping[str, Sequence[Hearer]]:
        return {each.id: [Hearer(OWNER.id)] for each in obligations}


@pytest.fixture
async def store() -> AsyncIterator[Store]:
    """A report that is owed an answer on Monday, an action that is due on Monday, and what was sent of both."""
    async with await memory_store(b"a" * 32) as store:
        async with store.work() as work:
            await work.people.replace([OWNER, OFFICER, AUDITOR, MANAGER, SIRO, LEFT], HOLDINGS)
            owed = report(received_on=date(2026, 11, 23), state=State.RECEIVED)
            await work.reports.add(owed)
            await work.obligations.add([_climbs(Duty.ACKNOWLEDGE, owed.id), _climbs(Duty.ACTION, "A1")])
            await work.notices.plan(_sent(Kind))
        yield store


def _sent(kinds: Iterable[Kind]) -> list[Notice]:
    return [
        notice(recipient=OWNER.id, kind=kind, due_at=NOW - timedelta(days=days), state=End.SENT)
        for kind in kinds
        for days in (0, 3, 20)
    ]


def _climbs(duty: Duty, subject_id: str) -> Obligation:
    newest, opened, due = policy.in_force(NOW.date()), date(2026, 11, 23), date(2026, 11, 30)
    ladder = newest.ladders[duty]
    reached = next(at for at in range(len(ladder.rungs)) if ladder.rung_at(at, opened, due, CALENDAR) > NOW)
    next_at = ladder.rung_at(reached, opened, due, CALENDAR)
    return obligation(
        duty=duty, subject_id=subject_id, opened_on=opened, due_on=due, policy=newest.key, rung=reached, next_at=next_at
    )


def watching(store: Store) -> Watching:
    audiences: dict[Duty, Audiences] = {Duty.ACKNOWLEDGE: AcknowledgementAudiences(), Duty.ACTION: Holder()}
    forecasting = Forecasting(store, CALENDAR, audiences)
    return Watching(store, CALENDAR, lambda: NOW, forecasting, Replaying(store, CALENDAR))


async def test_the_forecast_has_the_action_and_nothing_of_the_report(store: Store) -> None:
    audiences: dict[Duty, Audiences] = {Duty.ACKNOWLEDGE: AcknowledgementAudiences(), Duty.ACTION: Holder()}
    everything = await Forecasting(store, CALENDAR, audiences).until(NOW, NOW + timedelta(days=4))
    assert {Kind.ACKNOWLEDGE, Kind.DUE_TODAY} <= {each.kind for each in everything.reminders}
    for ahead in Ahead:
        coming = await watching(store).coming(MANAGER, ahead)
        assert {each.kind for each in coming.reminders} <= SHOWN
        assert {each.recipient for each in coming.reminders} == {OWNER.id}


async def test_what_was_sent_has_the_actions_and_nothing_of_the_reports(store: Store) -> None:
    gone = await watching(store).gone(SIRO, Back.TODAY)
    assert {each.kind for each in gone.notices} == SHOWN


def test_no_reminder_of_a_report_is_of_a_kind_that_is_shown() -> None:
    for version in policy.VERSIONS:
        ladder = version.ladders[Duty.ACKNOWLEDGE]
        assert not {rung.kind for rung in ladder.rungs} & SHOWN
    assert not {Kind.REPORTS_WAIT, Kind.REPORT_URGENT, Kind.NEWS, Kind.AUDIT_HEAD, Kind.CALLS} & SHOWN


@pytest.mark.parametrize("by", [OWNER, OFFICER, AUDITOR, LEFT, Person("", "x", "Sam Reed (agency)", "")])
async def test_nobody_else_may_look(store: Store, by: Person) -> None:
    with pytest.raises(NotYours):
        await watching(store).coming(by, Ahead.WEEK)
    with pytest.raises(NotYours):
        await watching(store).gone(by, Back.TODAY)


@pytest.mark.parametrize(
    ("ahead", "until"),
    [
        (Ahead.NEXT_WORKING_DAY, date(2026, 11, 30)),
        (Ahead.WEEK, date(2026, 12, 4)),
        (Ahead.QUARTER_DAY, date(2027, 1, 4)),
    ],
)
async def test_it_looks_ahead_to_the_end_of_the_day_that_was_asked_for(store: Store, ahead: Ahead, until: date) -> None:
    coming = await watching(store).coming(MANAGER, ahead)
    assert coming.until == until
    assert all(CALENDAR.day_of(each.at) <= until for each in coming.reminders)


@pytest.mark.parametrize(
    ("back", "since", "days"),
    [(Back.TODAY, date(2026, 11, 27), 1), (Back.WEEK, date(2026, 11, 20), 2), (Back.QUARTER, date(2026, 10, 1), 3)],
)
async def test_it_looks_back_from_the_day_that_was_asked_for(store: Store, back: Back, since: date, days: int) -> None:
    gone = await watching(store).gone(MANAGER, back)
    assert gone.since == since
    assert len({each.on for each in gone.notices}) == days


async def test_before_the_first_working_day_of_a_quarter_the_last_returns_are_those_of_the_quarter_before(
    store: Store,
) -> None:
    new_year = datetime(2027, 1, 2, 10, tzinfo=UTC)
    forecasting = Forecasting(store, CALENDAR, {})
    before = Watching(store, CALENDAR, lambda: new_year, forecasting, Replaying(store, CALENDAR))
    assert (await before.gone(MANAGER, Back.QUARTER)).since == date(2026, 10, 1)


async def test_with_a_report_and_without_one_both_say_the_same(store: Store) -> None:
    with_report = await watching(store).coming(MANAGER, Ahead.QUARTER_DAY), await watching(store).gone(SIRO, Back.WEEK)
    async with await memory_store(b"a" * 32) as without:
        async with without.work() as work:
            await work.people.replace([OWNER, OFFICER, AUDITOR, MANAGER, SIRO, LEFT], HOLDINGS)
            await work.obligations.add([_climbs(Duty.ACTION, "A1")])
            await work.notices.plan(_sent(SHOWN))
        assert await watching(without).coming(MANAGER, Ahead.QUARTER_DAY) == with_report[0]
        assert await watching(without).gone(SIRO, Back.WEEK) == with_report[1]
