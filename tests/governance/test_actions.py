"""The rules of actions: what may become of one, how it is rated, who decides, and for how long not now may be said."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.actions import Action, ActionState, Extension, ExtensionState, Heads, Update, after_import, heads_of
from governance.calendar import Calendar
from governance.deciders import decides_as
from governance.errors import Refused, Stale
from governance.extensions import check_request, decider_of
from governance.obligations import Duty, Obligation
from governance.ratings import Rag, Rating, Reason, rate
from governance.roles import Holding, Role
from governance.snoozes import may_snooze

CALENDAR = Calendar()
#: A Monday and a Friday.
TODAY, DUE = date(2027, 3, 1), date(2027, 5, 28)
ACTION = Action("A-1", "Audit", "Encrypt", "nadia", "high", ActionState.IN_PROGRESS, DUE, due_on=DUE)
NEWS = Update("A-1", 1, TODAY, "nadia", "Nadia", "holder", ActionState.IN_PROGRESS, "Half", 50)
ASKED = Extension("A-1", 1, TODAY, "nadia", date(2027, 6, 1), "Why", "Risk", Role.RECORDS_MANAGER)
STATES = st.sampled_from(ActionState)
OWED = Obligation("o", Duty.ACTION, "A-1", 1, TODAY, DUE, "2017", 0, None)

# ---------------------------------------------------------------- states


def test_an_action_that_awaits_approval_or_is_only_claimed_is_not_complete() -> None:
    assert [state for state in ActionState if state.complete] == [ActionState.VERIFIED, ActionState.CLOSED]


def test_two_actions_that_await_approval_leave_75_of_77_complete() -> None:
    """As the council's February 2017 report counts them."""
    states = [ActionState.CLOSED] * 40 + [ActionState.VERIFIED] * 35 + [ActionState.AWAITING_APPROVAL] * 2
    assert heads_of(states) == Heads(75, 2, 0)
    assert heads_of(states).total == 77


@given(st.lists(STATES))
def test_every_action_is_counted_once(states: list[ActionState]) -> None:
    heads = heads_of(states)
    assert heads.all == len(states)
    assert heads.total == len(states) - heads.superseded - heads.rejected


@given(STATES, STATES)
def test_an_older_spreadsheet_ends_an_action_and_otherwise_undoes_nothing(
    said: ActionState, given_: ActionState
) -> None:
    known = replace(ACTION, state=said, due_on=DUE + timedelta(days=9), version=4)
    left = after_import(known, replace(ACTION, state=given_, title="Encrypt all"))
    assert (left.title, left.due_on, left.version) == ("Encrypt all", known.due_on, 4)
    assert left.state is (given_ if said.owed and not given_.owed else said)


def test_before_anybody_said_anything_here_the_spreadsheet_says_how_far_it_is() -> None:
    assert after_import(ACTION, replace(ACTION, state=ActionState.BLOCKED)).state is ActionState.BLOCKED


# ---------------------------------------------------------------- ratings


@pytest.mark.parametrize(
    ("changes", "latest", "today", "rating"),
    [
        ({}, NEWS, TODAY, Rating(Rag.GREEN)),
        ({"state": ActionState.VERIFIED}, NEWS, date(2028, 1, 3), Rating(Rag.COMPLETE)),
        ({"original_due_on": None, "due_on": None}, NEWS, TODAY, Rating(Rag.NONE)),
        ({"state": ActionState.SUPERSEDED}, NEWS, TODAY, Rating(Rag.NONE)),
        # Due on a Friday: not late at the weekend, nor on the bank holiday after it.
        ({}, replace(NEWS, said_on=DUE), date(2027, 5, 31), Rating(Rag.GREEN)),
        ({}, replace(NEWS, said_on=DUE), date(2027, 6, 1), Rating(Rag.RED, (Reason.OVERDUE,))),
        ({"due_on": date(2027, 7, 1)}, NEWS, date(2027, 6, 1), Rating(Rag.RED, (Reason.EXTENDED,))),
        ({"state": ActionState.BLOCKED}, NEWS, TODAY, Rating(Rag.AMBER, (Reason.BLOCKED,))),
        ({}, NEWS, TODAY + timedelta(days=30), Rating(Rag.GREEN)),
        ({}, NEWS, TODAY + timedelta(days=31), Rating(Rag.AMBER, (Reason.STALE,))),
        ({}, None, TODAY + timedelta(days=31), Rating(Rag.AMBER, (Reason.STALE,))),
        ({}, replace(NEWS, forecast_on=DUE), TODAY, Rating(Rag.GREEN)),
        ({}, replace(NEWS, forecast_on=DUE + timedelta(1)), TODAY, Rating(Rag.AMBER, (Reason.FORECAST_LATE,))),
    ],
)
def test_an_action_is_rated_by_its_first_date(
    changes: dict[str, object], latest: Update | None, today: date, rating: Rating
) -> None:
    assert rate(replace(ACTION, **changes), latest, TODAY, today, CALENDAR) == rating  # type: ignore[arg-type]  # by name


def test_with_under_twenty_working_days_left_it_is_half_done_or_amber() -> None:
    twenty, nineteen = CALENDAR.add(DUE, -20), CALENDAR.add(DUE, -19)
    hardly = replace(NEWS, percent=49, said_on=twenty)
    assert rate(ACTION, hardly, TODAY, twenty, CALENDAR).rag is Rag.GREEN
    assert rate(ACTION, hardly, TODAY, nineteen, CALENDAR) == Rating(Rag.AMBER, (Reason.LITTLE_TIME,))
    assert rate(ACTION, replace(hardly, percent=50), TODAY, nineteen, CALENDAR).rag is Rag.GREEN


# ---------------------------------------------------------------- more time


def later(working_days: int) -> date:
    return CALENDAR.add(DUE, working_days)


def test_the_first_short_one_is_the_records_managers_a_longer_or_second_the_siros_and_the_third_the_groups() -> None:
    two = [replace(ASKED, state=ExtensionState.GRANTED), replace(ASKED, number=2, state=ExtensionState.REFUSED)]
    assert decider_of(ACTION, [], later(20), CALENDAR) is Role.RECORDS_MANAGER
    assert decider_of(ACTION, [], later(21), CALENDAR) is Role.SIRO
    assert decider_of(ACTION, two[:1], later(1), CALENDAR) is Role.SIRO
    assert decider_of(ACTION, two, later(1), CALENDAR) is Role.IMSG


def test_more_time_may_be_asked_for_up_to_the_date_and_not_after_it() -> None:
    check_request(ACTION, [], later(5), DUE, CALENDAR)
    with pytest.raises(Refused, match="up to the date"):
        check_request(ACTION, [], later(5), DUE + timedelta(days=1), CALENDAR)


@pytest.mark.parametrize(
    ("action", "before", "to_on", "why"),
    [
        (ACTION, [], DUE, "after the date it is due now"),
        (ACTION, [], date(2027, 5, 31), "working day"),
        (
            ACTION,
            [replace(ASKED, number=n, state=ExtensionState.REFUSED) for n in (1, 2, 3)],
            later(5),
            "Nobody may ask",
        ),
        (replace(ACTION, state=ActionState.CLAIMED), [], later(5), "not waiting for you"),
        (replace(ACTION, original_due_on=None, due_on=None), [], later(5), "not waiting for you"),
    ],
)
def test_more_time_is_refused_with_the_reason(action: Action, before: list[Extension], to_on: date, why: str) -> None:
    with pytest.raises(Refused, match=why):
        check_request(action, before, to_on, TODAY, CALENDAR)


def test_one_request_waits_at_a_time() -> None:
    with pytest.raises(Stale):
        check_request(ACTION, [ASKED], later(5), TODAY, CALENDAR)


# ---------------------------------------------------------------- who decides

POSTS = st.lists(
    st.builds(
        Holding,
        st.sampled_from(["ann", "bob", "cem", "dee"]),
        st.sampled_from([Role.RECORDS_MANAGER, Role.SIRO, Role.IMSG, Role.CHIEF_EXECUTIVE]),
        st.just(date(2020, 1, 1)),
    ),
    max_size=6,
)


@given(POSTS, st.sampled_from([Role.RECORDS_MANAGER, Role.SIRO, Role.IMSG]), st.sets(st.sampled_from(["ann", "bob"])))
def test_whoever_asked_never_decides_and_whoever_does_holds_a_post(
    holdings: list[Holding], role: Role, never: set[str]
) -> None:
    for who in ("ann", "bob", "cem", "dee"):
        post = decides_as(who, role, holdings, TODAY, never)
        assert post is None or (who not in never and Holding(who, post, date(2020, 1, 1)) in holdings)
    able = {holding.person_id for holding in holdings if holding.role is role} - never
    assert all(decides_as(who, role, holdings, TODAY, never) is not None for who in able)


def held(**posts: Role) -> list[Holding]:
    return [Holding(who, role, date(2020, 1, 1)) for who, role in posts.items()]


def test_the_siro_may_decide_for_the_records_manager_and_nobody_may_for_the_siro() -> None:
    posts = held(ann=Role.RECORDS_MANAGER, bob=Role.SIRO, cem=Role.CHIEF_EXECUTIVE)
    assert decides_as("bob", Role.RECORDS_MANAGER, posts, TODAY, ()) is Role.SIRO
    assert decides_as("ann", Role.SIRO, posts, TODAY, ()) is None
    assert decides_as("cem", Role.SIRO, posts, TODAY, ()) is None
    assert decides_as("cem", Role.SIRO, posts, TODAY, ("bob",)) is Role.CHIEF_EXECUTIVE


# ---------------------------------------------------------------- not now


@given(st.integers(0, 3), st.sampled_from([1, 2, 3, 5]), st.dates(date(2027, 5, 1), date(2027, 6, 10)))
def test_nothing_is_put_off_more_than_twice_past_its_date_or_when_it_is_due(
    snoozes: int, days: int, today: date
) -> None:
    try:
        again_on = may_snooze(replace(OWED, snoozes=snoozes), days, None, today, CALENDAR)
    except Refused:
        return
    assert snoozes < 2
    assert days != 2
    assert today < again_on <= DUE
    assert CALENDAR.works(again_on)


def test_it_may_be_put_off_until_a_day() -> None:
    assert may_snooze(OWED, None, date(2027, 5, 22), TODAY, CALENDAR) == date(2027, 5, 24)
    with pytest.raises(Refused):
        may_snooze(OWED, None, DUE + timedelta(days=1), TODAY, CALENDAR)
    with pytest.raises(Refused):
        may_snooze(OWED, None, None, TODAY, CALENDAR)
