"""Who is told of an incident: every path through the three questions, and what a decision has to say."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest

from governance.breaches import (
    Advice,
    Decided,
    NotTelling,
    advised,
    check,
    check_aware,
    check_told,
    notify_by,
)
from governance.errors import Refused

LONDON = ZoneInfo("Europe/London")
TODAY = date(2026, 11, 27)
AWARE = datetime(2026, 11, 27, 10, 15, tzinfo=UTC)
HOUR = timedelta(hours=1)
NOT_PERSONAL = Decided("no", None, None, "do_not_notify", "It is a map.", "The DPO", "")
UNLIKELY = Decided("yes", "unlikely", None, "do_not_notify", "They deleted it at once.", "The DPO", "None.")
LIKELY = Decided("yes", "likely", "no", "notify", "Names and rents.", "The DPO", "Tell them.")
HIGH = Decided(
    "yes", "likely", "yes", "notify", "Case notes.", "The SIRO", "Tell them.",
    people="tell", people_words="Each by letter.", people_by=TODAY,
)  # fmt: skip


@pytest.mark.parametrize(
    ("personal", "risk", "high"),
    [*product(("yes", "no", "", "maybe"), ("unlikely", "likely", "", None), ("yes", "no", "", None))],
)
def test_every_path_through_the_questions_ends_or_asks_on(personal: str, risk: str | None, high: str | None) -> None:
    try:
        found = advised(personal, risk, high)
    except Refused:
        assert personal not in ("yes", "no") or (personal == "yes" and not risk) or (risk == "likely" and not high)
        return
    expected = {
        Advice.RECORD: personal == "no",
        Advice.RECORD_WITH_REASON: personal == "yes" and risk == "unlikely",
        Advice.TELL_ICO: (personal, risk, high) == ("yes", "likely", "no"),
        Advice.TELL_ICO_AND_PEOPLE: (personal, risk, high) == ("yes", "likely", "yes"),
    }
    assert [advice for advice, holds in expected.items() if holds] == [found]


@pytest.mark.parametrize(
    ("decided", "advice"),
    [
        (NOT_PERSONAL, Advice.RECORD),
        (UNLIKELY, Advice.RECORD_WITH_REASON),
        (LIKELY, Advice.TELL_ICO),
        (HIGH, Advice.TELL_ICO_AND_PEOPLE),
        (replace(HIGH, people="unreadable", people_by=None), Advice.TELL_ICO_AND_PEOPLE),
        # The council answers for its decision: it may go against the questions, with its reason and the advice.
        (replace(LIKELY, decision="do_not_notify"), Advice.TELL_ICO),
        (replace(UNLIKELY, decision="notify"), Advice.RECORD_WITH_REASON),
        (replace(LIKELY, decision="phased", to_come="How many.", to_come_by=TODAY), Advice.TELL_ICO),
    ],
)
def test_a_whole_decision_stands(decided: Decided, advice: Advice) -> None:
    assert check(decided, TODAY) is advice


@pytest.mark.parametrize(
    ("decided", "asks"),
    [
        *((replace(each, reason="  "), "Say why") for each in (NOT_PERSONAL, UNLIKELY, LIKELY, HIGH)),
        *((replace(each, decided_by=""), "Say who decided") for each in (NOT_PERSONAL, UNLIKELY, LIKELY, HIGH)),
        (replace(LIKELY, advice=""), "Data Protection Officer advised"),
        (replace(LIKELY, decision="do_not_notify", advice=" "), "Data Protection Officer advised"),
        (replace(LIKELY, decision="phased"), "still to be told"),
        (replace(LIKELY, decision="phased", to_come="How many."), "by when"),
        (replace(LIKELY, decision="phased", to_come="All.", to_come_by=TODAY - timedelta(1)), "in the past"),
        (replace(HIGH, people=None), "whether the people affected are told"),
        (replace(HIGH, people_words=""), "who is told and how"),
        (replace(HIGH, people_by=None), "by when the people"),
        (replace(HIGH, people_by=TODAY - timedelta(1)), "in the past"),
        *((replace(HIGH, people=each.value, people_words=" "), "why they are not told") for each in NotTelling),
    ],
)
def test_a_decision_that_lacks_something_says_what(decided: Decided, asks: str) -> None:
    with pytest.raises(Refused, match=asks):
        check(decided, TODAY)


@pytest.mark.parametrize(
    ("aware", "wall_clock"),
    [
        # Before the clocks go forward on Sunday 28 March 2027, and back on Sunday 25 October 2026.
        (datetime(2027, 3, 26, 16, 0, tzinfo=LONDON), 17),
        (datetime(2026, 10, 23, 16, 0, tzinfo=LONDON), 15),
        # Over the Easter weekend, with two bank holidays in it.
        (datetime(2027, 4, 9, 16, 0, tzinfo=LONDON), 16),
    ],
)
def test_the_law_gives_seventy_two_real_hours(aware: datetime, wall_clock: int) -> None:
    ends = notify_by(aware)
    assert ends - aware.astimezone(UTC) == timedelta(hours=72)
    assert ends.astimezone(LONDON).hour == wall_clock
    if wall_clock != 16:
        assert (aware + timedelta(hours=72)).astimezone(UTC) - aware.astimezone(UTC) != timedelta(hours=72)


def test_who_is_told_within_the_hours_needs_no_reason_and_a_minute_later_one() -> None:
    end = AWARE + 72 * HOUR
    assert check_told(AWARE, end, end + HOUR, "")
    assert not check_told(AWARE, end + timedelta(minutes=1), end + HOUR, "The office was flooded.")
    with pytest.raises(Refused, match="more than 72 hours"):
        check_told(AWARE, end + timedelta(minutes=1), end + HOUR, " ")


def test_nobody_was_told_in_the_future_or_before_the_council_knew() -> None:
    with pytest.raises(Refused, match="later than now"):
        check_told(AWARE, AWARE + 2 * HOUR, AWARE + HOUR, "")
    with pytest.raises(Refused, match="before the Council knew"):
        check_told(AWARE, AWARE - HOUR, AWARE + HOUR, "")


def test_the_council_does_not_become_aware_in_the_future() -> None:
    check_aware(AWARE, AWARE)
    with pytest.raises(Refused, match="later than now"):
        check_aware(AWARE + timedelta(minutes=1), AWARE)
