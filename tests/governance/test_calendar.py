"""The council's calendar: a promise in working days must not fall on a bank holiday, nor a message in the night."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.calendar import Calendar, months_after

LONDON = ZoneInfo("Europe/London")
CALENDAR = Calendar()
#: Shut between Christmas and the New Year, as many councils are.
SHUT = Calendar(closures=[date(2026, 12, 29), date(2026, 12, 30), date(2026, 12, 31)])

days = st.dates(date(2000, 1, 1), date(2090, 12, 31))
counts = st.integers(-600, 600)


def test_the_christmas_of_2026_has_three_days_off_and_a_weekend() -> None:
    # Boxing Day is a Saturday, so the Monday is its substitute.
    assert CALENDAR.add(date(2026, 12, 24), 1) == date(2026, 12, 29)
    assert not CALENDAR.works(date(2026, 12, 25))
    assert not CALENDAR.works(date(2026, 12, 28))


def test_easter_takes_friday_and_monday() -> None:
    assert CALENDAR.add(date(2027, 3, 25), 1) == date(2027, 3, 30)
    assert CALENDAR.add(date(2027, 3, 30), -1) == date(2027, 3, 25)


def test_england_works_on_the_second_of_january_and_on_saint_patricks_day() -> None:
    assert CALENDAR.works(date(2026, 1, 2))
    assert CALENDAR.works(date(2026, 3, 17))


def test_closure_days_of_the_council_are_not_working_days() -> None:
    assert SHUT.add(date(2026, 12, 24), 1) == date(2027, 1, 4)
    assert SHUT.between(date(2026, 12, 24), date(2027, 1, 8)) == 5


def test_twenty_working_days_over_christmas_end_late_in_january() -> None:
    assert CALENDAR.add(date(2026, 12, 18), 20) == date(2027, 1, 20)


def test_no_working_days_are_added_to_a_saturday_by_rolling_it_to_monday() -> None:
    assert CALENDAR.add(date(2026, 11, 21), 0) == date(2026, 11, 23)
    assert CALENDAR.add(date(2026, 11, 21), 1) == date(2026, 11, 23)
    assert CALENDAR.roll_back(date(2026, 11, 21)) == date(2026, 11, 20)


@given(days, counts)
def test_counting_the_working_days_added_gives_them_back(start: date, count: int) -> None:
    end = CALENDAR.add(start, count)
    assert CALENDAR.works(end)
    if count:
        assert CALENDAR.between(start, end) == count


@given(days, days)
def test_working_days_between_two_dates_are_those_one_counts_on_the_wall(start: date, end: date) -> None:
    end = start + timedelta(days=(end - start).days % 800)
    each = (start + timedelta(days=n + 1) for n in range((end - start).days))
    assert CALENDAR.between(start, end) == sum(CALENDAR.works(day) for day in each)


@given(days)
def test_rolling_gives_the_nearest_working_day_and_leaves_working_days_alone(day: date) -> None:
    after, before = CALENDAR.roll_forward(day), CALENDAR.roll_back(day)
    assert before <= day <= after
    assert CALENDAR.works(after)
    assert CALENDAR.works(before)
    assert (before == day == after) == CALENDAR.works(day)
    assert not any(CALENDAR.works(before + timedelta(days=n)) for n in range(1, (after - before).days))


def test_nine_in_the_morning_is_nine_by_the_wall_clock_in_summer_and_winter() -> None:
    assert CALENDAR.at(date(2026, 7, 1), time(9)) == datetime(2026, 7, 1, 8, tzinfo=UTC)
    assert CALENDAR.at(date(2026, 12, 1), time(9)) == datetime(2026, 12, 1, 9, tzinfo=UTC)
    assert CALENDAR.at(date(2027, 3, 28), time(9)) == datetime(2027, 3, 28, 8, tzinfo=UTC)
    assert CALENDAR.at(date(2026, 10, 25), time(9)) == datetime(2026, 10, 25, 9, tzinfo=UTC)


@pytest.mark.parametrize("local", [time(1), time(1, 30), time(1, 59, 59)])
def test_the_hour_that_the_clock_change_doubles_or_drops_is_refused(local: time) -> None:
    with pytest.raises(ValueError, match="01:00"):
        CALENDAR.at(date(2026, 6, 1), local)


def test_late_in_a_summer_evening_the_day_is_londons_and_not_greenwichs() -> None:
    assert CALENDAR.day_of(datetime(2026, 7, 1, 23, 30, tzinfo=UTC)) == date(2026, 7, 2)


def test_the_31st_of_january_comes_back_at_the_end_of_each_quarter() -> None:
    anchor = date(2027, 1, 31)
    assert [months_after(anchor, 3 * n) for n in range(5)] == [
        date(2027, 1, 31),
        date(2027, 4, 30),
        date(2027, 7, 31),
        date(2027, 10, 31),
        date(2028, 1, 31),
    ]
    # 31 July 2027 is a Saturday and 31 October a Sunday; the roll does not carry over to the next return.
    assert [CALENDAR.recurrence(anchor, 3, n) for n in (1, 2, 3, 4)] == [
        date(2027, 4, 30),
        date(2027, 8, 2),
        date(2027, 11, 1),
        date(2028, 1, 31),
    ]


@given(days, st.integers(1, 24), st.integers(0, 40))
def test_a_recurrence_never_drifts_from_its_anchor(anchor: date, every: int, number: int) -> None:
    returned = months_after(anchor, every * number)
    assert returned.day == anchor.day or (returned + timedelta(days=1)).day == 1
    assert (returned.year - anchor.year) * 12 + returned.month - anchor.month == every * number
    assert CALENDAR.recurrence(anchor, every, number) - returned < timedelta(days=7)


def test_quarter_days_are_first_working_days() -> None:
    assert CALENDAR.quarter_day(date(2026, 11, 22)) == date(2026, 10, 1)
    assert CALENDAR.next_quarter_day(date(2026, 11, 22)) == date(2027, 1, 4)
    # New Year's Day belongs to the new quarter, whose day is still to come.
    assert CALENDAR.next_quarter_day(date(2027, 1, 1)) == date(2027, 1, 4)
    assert CALENDAR.next_quarter_day(date(2027, 1, 4)) == date(2027, 4, 1)


@given(days)
def test_the_next_quarter_day_is_after_today_and_within_the_quarter_to_come(day: date) -> None:
    coming = CALENDAR.next_quarter_day(day)
    assert day < coming <= day + timedelta(days=100)
    assert coming.month in (1, 4, 7, 10)
    assert CALENDAR.works(coming)


def test_slots_run_on_sundays_too() -> None:
    sunday = date(2026, 11, 22)
    at = datetime.combine
    assert CALENDAR.latest_slot(at(sunday, time(8, 59), UTC)) == at(date(2026, 11, 21), time(16, 30), UTC)
    assert CALENDAR.latest_slot(at(sunday, time(9), UTC)) == at(sunday, time(9), UTC)
    assert CALENDAR.next_slot(at(sunday, time(9), UTC)) == at(sunday, time(13), UTC)
    assert CALENDAR.next_slot(at(sunday, time(16, 30), UTC)) == at(date(2026, 11, 23), time(9), UTC)


instants = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)).map(  # noqa: DTZ001 - made aware on the next line
    lambda naive: naive.replace(tzinfo=UTC)
)


@given(instants)
def test_a_moment_lies_between_its_latest_slot_and_the_next(now: datetime) -> None:
    latest, coming = CALENDAR.latest_slot(now), CALENDAR.next_slot(now)
    assert latest <= now < coming
    assert CALENDAR.next_slot(latest) == coming
    assert {slot.astimezone(LONDON).time() for slot in (latest, coming)} <= {time(9), time(13), time(16, 30)}


@given(instants)
def test_messages_for_working_hours_leave_in_working_hours(now: datetime) -> None:
    opening = CALENDAR.open_from(now).astimezone(LONDON)
    assert opening >= now
    assert CALENDAR.works(opening.date())
    assert time(9) <= opening.time() < time(16, 30)
    assert CALENDAR.open_from(opening.astimezone(UTC)) == opening


def test_a_calendar_without_batch_slots_is_refused() -> None:
    with pytest.raises(ValueError, match="slot"):
        Calendar(slots=())
