"""Ladders: every rung of what is owed ends exactly once, at its time, whatever happened to the service meanwhile."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance import policy
from governance.calendar import OPENING, Calendar
from governance.errors import Misconfigured
from governance.ladders import Audience, CountsFrom, Ladder, Rung, Step, Unit, first_rung_at, passed
from governance.notices import Kind
from governance.obligations import Duty, Obligation

LONDON = ZoneInfo("Europe/London")
CALENDAR = Calendar(closures=[date(2026, 12, 29), date(2026, 12, 30), date(2026, 12, 31)])
ACKNOWLEDGE = policy.POLICY_2017.ladders[Duty.ACKNOWLEDGE]
#: A Thursday, so that the seven days hold a weekend.
RECEIVED = date(2026, 11, 19)


def owed(ladder: Ladder = ACKNOWLEDGE, opened_on: date = RECEIVED, due_on: date | None = None) -> Obligation:
    due_on = due_on or opened_on + timedelta(days=7)
    first = first_rung_at(ladder, opened_on, due_on, CALENDAR)
    return Obligation("0" * 32, Duty.ACKNOWLEDGE, "1" * 32, 0, opened_on, due_on, "2017", 0, first)


def after(obligation: Obligation, step: Step) -> Obligation:
    return replace(obligation, rung=step.next_rung, next_at=step.next_at)


def london(day: int, hour: int = 9, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=LONDON).astimezone(UTC)


# ---------------------------------------------------------------- the seven days


def test_the_seven_days_climb_from_the_lead_to_the_chief_executive() -> None:
    told = [
        (CALENDAR.day_of(ACKNOWLEDGE.rung_at(i, RECEIVED, RECEIVED, CALENDAR)) - RECEIVED, rung.audience, rung.kind)
        for i, rung in enumerate(ACKNOWLEDGE.rungs)
    ]
    assert told == [
        (timedelta(1), (Audience.LEAD,), Kind.ACKNOWLEDGE),
        (timedelta(4), (Audience.LEAD,), Kind.ACKNOWLEDGE),
        (timedelta(5), (Audience.LEAD_OR_DEPUTY,), Kind.ACKNOWLEDGE),
        (timedelta(6), (Audience.LEAD, Audience.DEPUTY), Kind.ACKNOWLEDGE),
        (timedelta(7), (Audience.HANDLERS,), Kind.ACKNOWLEDGE),
        (timedelta(8), (Audience.OTHER_HANDLER, Audience.CHIEF_EXECUTIVE), Kind.ACKNOWLEDGE_MISSED),
    ]


def test_every_rung_of_the_seven_days_is_at_nine_in_london_weekends_too() -> None:
    for opened_on in (RECEIVED, date(2026, 10, 22), date(2027, 3, 25), date(2026, 12, 24)):
        for index in range(len(ACKNOWLEDGE.rungs)):
            at = ACKNOWLEDGE.rung_at(index, opened_on, opened_on, CALENDAR).astimezone(LONDON)
            assert (at.hour, at.minute) == (9, 0)


@pytest.mark.parametrize("version", policy.VERSIONS, ids=lambda version: version.key)
def test_nobody_is_told_that_the_promise_was_missed_before_it_was(version: policy.PolicyVersion) -> None:
    ladder = version.ladders[Duty.ACKNOWLEDGE]
    promised_by = version.acknowledge_by(RECEIVED)
    for index, rung in enumerate(ladder.rungs):
        day = CALENDAR.day_of(ladder.rung_at(index, RECEIVED, promised_by, CALENDAR))
        assert (rung.kind is Kind.ACKNOWLEDGE_MISSED) == (day > promised_by)
    assert ladder.rungs[-1].kind is Kind.ACKNOWLEDGE_MISSED


def test_a_minute_before_nine_nobody_is_reminded() -> None:
    assert passed(ACKNOWLEDGE, owed(), london(20, 8, 59), CALENDAR) == Step(None, (), 0, london(20))
    assert passed(ACKNOWLEDGE, owed(), london(20), CALENDAR) == Step(0, (), 1, london(23))


def test_after_days_without_the_service_only_the_highest_rung_is_sent() -> None:
    assert passed(ACKNOWLEDGE, owed(), london(25, 11), CALENDAR) == Step(3, (0, 1, 2), 4, london(26))


def test_a_rung_caught_up_in_the_night_waits_for_nine() -> None:
    step = passed(ACKNOWLEDGE, owed(), london(22, 3), CALENDAR)
    assert step == Step(None, (), 0, london(22))
    assert passed(ACKNOWLEDGE, after(owed(), step), london(22), CALENDAR).rung == 0


def test_a_higher_rung_that_comes_due_by_nine_takes_the_place_of_one_that_waited_for_it() -> None:
    step = passed(ACKNOWLEDGE, owed(), london(23, 3), CALENDAR)
    assert passed(ACKNOWLEDGE, after(owed(), step), london(23), CALENDAR) == Step(1, (0,), 2, london(24))


def test_a_clock_that_goes_back_reminds_nobody_again() -> None:
    obligation = after(owed(), passed(ACKNOWLEDGE, owed(), london(20), CALENDAR))
    assert passed(ACKNOWLEDGE, obligation, london(19, 12), CALENDAR) == Step(None, (), 1, london(23))


def test_nothing_follows_the_last_rung_or_an_acknowledgement() -> None:
    missed = passed(ACKNOWLEDGE, owed(), london(28), CALENDAR)
    assert missed == Step(5, (0, 1, 2, 3, 4), 6, None)
    assert passed(ACKNOWLEDGE, after(owed(), missed), london(30), CALENDAR) == Step(None, (), 6, None)
    assert passed(ACKNOWLEDGE, replace(owed(), open=False), london(25), CALENDAR) == Step(None, (), 0, None)


# ---------------------------------------------------------------- other units


def test_seventy_two_hours_are_seventy_two_hours_when_the_clocks_change() -> None:
    alarms = Ladder(CountsFrom.OPENED, (Rung(72, (Audience.LEAD,), Kind.ACKNOWLEDGE, Unit.HOURS),))
    for opened_on in (date(2027, 3, 26), date(2026, 10, 23)):
        began = datetime(opened_on.year, opened_on.month, opened_on.day, 9, tzinfo=LONDON).astimezone(UTC)
        assert alarms.rung_at(0, opened_on, opened_on, CALENDAR) - began == timedelta(hours=72)
        # … so that the wall clock shows another hour, and 72 h counted on it would be 71 or 73.
        assert alarms.rung_at(0, opened_on, opened_on, CALENDAR).astimezone(LONDON).hour in (8, 10)


def test_an_alarm_counted_in_hours_leaves_in_the_night() -> None:
    alarms = Ladder(CountsFrom.OPENED, (Rung(16, (Audience.LEAD,), Kind.ACKNOWLEDGE, Unit.HOURS),))
    assert passed(alarms, owed(alarms), london(20, 3), CALENDAR).rung == 0


def test_an_alarm_counted_in_hours_does_not_wait_for_a_reminder_that_waits_for_nine() -> None:
    ladder = Ladder(
        CountsFrom.OPENED,
        (
            Rung(1, (Audience.LEAD,), Kind.ACKNOWLEDGE),
            Rung(45, (Audience.LEAD,), Kind.ACKNOWLEDGE, Unit.HOURS),
        ),
    )
    assert passed(ladder, owed(ladder), london(21, 3), CALENDAR) == Step(None, (), 0, london(21, 6))


def test_rungs_in_working_days_count_back_over_christmas_and_the_councils_closure() -> None:
    ladder = Ladder(
        CountsFrom.DUE,
        tuple(Rung(offset, (Audience.LEAD,), Kind.ACKNOWLEDGE, Unit.WORKING_DAYS) for offset in (-5, -1, 0, 1)),
    )
    due_on = date(2027, 1, 5)
    days = [CALENDAR.day_of(ladder.rung_at(i, RECEIVED, due_on, CALENDAR)) for i in range(4)]
    assert days == [date(2026, 12, 21), date(2027, 1, 4), date(2027, 1, 5), date(2027, 1, 6)]


def test_a_rung_in_working_days_caught_up_on_a_saturday_waits_for_monday() -> None:
    ladder = Ladder(CountsFrom.OPENED, (Rung(1, (Audience.LEAD,), Kind.ACKNOWLEDGE, Unit.WORKING_DAYS),))
    assert passed(ladder, owed(ladder), london(21, 12), CALENDAR) == Step(None, (), 0, london(23))


def by_working_days(*offsets: int, counts_from: CountsFrom | None = None) -> tuple[Rung, ...]:
    return tuple(Rung(offset, (Audience.HOLDER,), Kind.DIGEST, Unit.WORKING_DAYS, counts_from) for offset in offsets)


@pytest.mark.parametrize(
    ("due_on", "days"),
    [
        (date(2026, 11, 28), [date(2026, 11, 26), date(2026, 11, 27), date(2026, 11, 30)]),
        (date(2026, 12, 26), [date(2026, 12, 23), date(2026, 12, 24), date(2027, 1, 4)]),
    ],
    ids=["a Saturday", "Boxing Day"],
)
def test_due_tomorrow_and_due_today_come_before_a_day_on_which_nobody_works_and_overdue_after_it(
    due_on: date, days: list[date]
) -> None:
    ladder = Ladder(CountsFrom.DUE, by_working_days(-1, 0, 1))
    found = [CALENDAR.day_of(ladder.rung_at(index, RECEIVED, due_on, CALENDAR)) for index in range(3)]
    assert found == days


#: Counts from the opening, and then back from the day it is due.
MIXED = Ladder(CountsFrom.DUE, (*by_working_days(0, 7, counts_from=CountsFrom.OPENED), *by_working_days(-3, 0, 1)))


def test_a_ladder_that_counts_from_the_opening_and_from_the_day_it_is_due_keeps_both() -> None:
    days = [CALENDAR.day_of(MIXED.rung_at(index, RECEIVED, date(2026, 12, 9), CALENDAR)) for index in range(5)]
    assert days == [RECEIVED, date(2026, 11, 30), date(2026, 12, 4), date(2026, 12, 9), date(2026, 12, 10)]


def test_one_that_opens_late_is_still_reminded_before_it_is_due() -> None:
    """The seventh working day is after the due day then: what comes first is not waited past."""
    due_on = date(2026, 11, 25)
    step = passed(MIXED, owed(MIXED, RECEIVED, due_on), london(19), CALENDAR)
    assert step == Step(0, (), 1, london(20))
    three_before = passed(MIXED, after(owed(MIXED, RECEIVED, due_on), step), london(20), CALENDAR)
    assert three_before == Step(2, (1,), 3, london(25))


def test_a_new_obligation_is_first_looked_at_when_its_soonest_rung_is_due() -> None:
    assert first_rung_at(MIXED, date(2026, 11, 26), date(2026, 11, 25), CALENDAR) == london(20)


def test_whoever_comes_first_hears_of_a_ladder_that_nobody_climbed_before() -> None:
    up = Rung(5, (Audience.DIRECTOR,), Kind.ESCALATED, Unit.WORKING_DAYS)
    ladder = Ladder(CountsFrom.DUE, (*by_working_days(-1, 0), up), first=Audience.HOLDER)
    assert ladder.wanted(2, (0, 1)).audience == (Audience.HOLDER, Audience.DIRECTOR)
    assert ladder.wanted(2, (1,)).audience == (Audience.DIRECTOR,)
    assert ladder.wanted(1, (0,)).audience == (Audience.HOLDER,)


def test_a_ladder_whose_rungs_do_not_rise_cannot_be_made() -> None:
    def rung(offset: int) -> Rung:
        return Rung(offset, (Audience.LEAD,), Kind.ACKNOWLEDGE)

    with pytest.raises(ValueError, match="rise"):
        Ladder(CountsFrom.OPENED, (rung(4), rung(4)))
    with pytest.raises(ValueError, match="at least one"):
        Ladder(CountsFrom.OPENED, ())


# ---------------------------------------------------------------- whatever happens


@st.composite
def ladders(draw: st.DrawFn) -> Ladder:
    """Any ladder, with units mixed as they like."""
    each = {unit: sorted(draw(st.sets(st.integers(-30, 60), max_size=4))) for unit in draw(st.permutations(list(Unit)))}
    rungs = [Rung(offset, (Audience.LEAD,), Kind.ACKNOWLEDGE, unit) for unit in each for offset in each[unit]]
    return Ladder(draw(st.sampled_from(CountsFrom)), tuple(rungs or [Rung(1, (Audience.LEAD,), Kind.ACKNOWLEDGE)]))


#: When the service looked, in minutes since a month before the report: in any order, so the clock also goes back.
looks = st.lists(st.integers(0, 150 * 24 * 60), max_size=40)
opening_days = st.dates(date(2026, 9, 1), date(2027, 6, 30))


@given(ladders(), opening_days, st.integers(0, 40), looks)
def test_every_rung_ends_exactly_once_and_never_early(
    ladder: Ladder, opened_on: date, term: int, minutes: list[int]
) -> None:
    obligation = owed(ladder, opened_on, opened_on + timedelta(days=term))
    began = datetime(opened_on.year, opened_on.month, opened_on.day, tzinfo=UTC) - timedelta(days=60)
    long_after = began + timedelta(days=400)
    # The last look is on a working day at noon, after everything.
    last = CALENDAR.open_from(long_after) + timedelta(hours=3)
    planned: list[int] = []
    ended: list[int] = []
    for now in [*(began + timedelta(minutes=m) for m in minutes), last]:
        if obligation.next_at is None or obligation.next_at > now:
            continue
        step = passed(ladder, obligation, now, CALENDAR)
        assert step.next_at is None or step.next_at > now, "or a planner would look for ever"
        if step.rung is not None:
            assert ladder.rung_at(step.rung, obligation.opened_on, obligation.due_on, CALENDAR) <= now
            assert ladder.rungs[step.rung].unit is not Unit.CALENDAR_DAYS or now.astimezone(LONDON).hour >= 9
            planned.append(step.rung)
            ended += [*step.superseded, step.rung]
        obligation = after(obligation, step)
    assert ended == list(range(len(ladder.rungs)))
    assert planned == sorted(set(planned))
    assert planned[-1] == len(ladder.rungs) - 1
    assert obligation.next_at is None


@given(opening_days, st.integers(1, 60))
def test_a_service_that_always_runs_sends_every_rung_of_the_seven_days_at_its_time(
    opened_on: date, every_minutes: int
) -> None:
    obligation = owed(opened_on=opened_on)
    now = CALENDAR.at(opened_on, OPENING)
    late: list[timedelta] = []
    while obligation.next_at is not None:
        now += timedelta(minutes=every_minutes)
        if obligation.next_at > now:
            continue
        step = passed(ACKNOWLEDGE, obligation, now, CALENDAR)
        assert step.superseded == ()
        assert step.rung is not None
        late.append(now - obligation.next_at)
        obligation = after(obligation, step)
    assert len(late) == len(ACKNOWLEDGE.rungs)
    assert max(late) < timedelta(minutes=every_minutes)


# ---------------------------------------------------------------- policy versions


def test_a_concern_of_2010_was_promised_three_days_and_one_of_today_seven() -> None:
    assert policy.in_force(date(2010, 5, 1)).acknowledge_by(date(2010, 5, 1)) == date(2010, 5, 4)
    assert policy.in_force(date(2017, 4, 12)).acknowledge_days == 3
    assert policy.in_force(date(2017, 4, 13)).acknowledge_days == 7
    assert policy.in_force(RECEIVED).acknowledge_by(RECEIVED) == date(2026, 11, 26)


def test_a_case_keeps_the_version_it_began_under() -> None:
    assert [policy.by_key(version.key) for version in policy.VERSIONS] == list(policy.VERSIONS)


def test_versions_are_told_in_the_order_in_which_they_hold_and_chase_every_duty() -> None:
    days = [version.effective_from for version in policy.VERSIONS]
    assert days == sorted(set(days))
    assert set(policy.VERSIONS[-1].ladders) == set(Duty)
    assert all(Duty.ACKNOWLEDGE in version.ladders for version in policy.VERSIONS)


def test_a_version_that_this_release_lacks_or_a_day_before_any_is_said_plainly() -> None:
    with pytest.raises(Misconfigured, match="2031"):
        policy.by_key("2031")
    with pytest.raises(Misconfigured, match="1999-12-31"):
        policy.in_force(date(1999, 12, 31))
