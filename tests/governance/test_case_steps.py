"""The steps of a case: which may follow on which, what is owed in which state, and what is next."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from governance.case_steps import ENTRIES, HANDLERS_DUTIES, MOVES, RUNS, Next, Step, allowed, may, may_end_as, next_of
from governance.obligations import Duty
from governance.outcomes import INVESTIGATED, REFERRED, Outcome
from governance.policy import VERSIONS
from governance.reports import State

MONDAY = date(2026, 11, 23)
WAY = (
    (State.RECEIVED, Step.ACKNOWLEDGE, State.ACKNOWLEDGED),
    (State.ACKNOWLEDGED, Step.TRIAGE, State.TRIAGED),
    (State.TRIAGED, Step.INVESTIGATE, State.INVESTIGATING),
    (State.INVESTIGATING, Step.CONCLUDE, State.CONCLUDED),
    (State.CONCLUDED, Step.CLOSE, State.CLOSED),
)


def test_there_is_a_way_from_the_report_to_its_closing() -> None:
    assert all(may(begins, step, ends) for begins, step, ends in WAY)


def test_no_step_on_the_way_can_be_left_out() -> None:
    for place, (begins, _, _) in enumerate(WAY):
        for _, later, _ in WAY[place + 1 :]:
            # What was decided can be concluded without an investigation; nothing else jumps.
            jumps = (begins, later) == (State.TRIAGED, Step.CONCLUDE)
            assert may(begins, later) is jumps, (begins, later)


def test_nothing_happens_to_what_was_taken_back() -> None:
    assert allowed(State.WITHDRAWN) == ()
    assert may(State.INVESTIGATING, Step.WITHDRAW, State.WITHDRAWN)
    assert not may(State.CONCLUDED, Step.WITHDRAW)


def test_a_closed_case_is_asked_after_learned_from_or_opened_again_and_nothing_else() -> None:
    assert set(allowed(State.CLOSED)) == {Step.CHECK_IN, Step.LEARN, Step.REOPEN}


@pytest.mark.parametrize("state", State)
def test_every_step_leads_to_states_that_there_are_and_back_to_nobody_s_shelf(state: State) -> None:
    for step in allowed(state):
        assert MOVES[step][state] <= set(State) - {State.WAITING} or state is State.WAITING
        assert step in ENTRIES


def test_only_what_was_looked_into_is_upheld_or_not() -> None:
    for outcome in INVESTIGATED:
        assert may_end_as(State.INVESTIGATING, outcome)
        assert not may_end_as(State.TRIAGED, outcome)
        assert not may_end_as(State.REFERRED, outcome)
    assert not may_end_as(State.INVESTIGATING, Outcome.RESOLVED)
    assert may_end_as(State.TRIAGED, Outcome.RESOLVED)


def test_anything_decided_may_be_passed_on_and_nobody_but_the_reporter_takes_it_back() -> None:
    for state in (State.TRIAGED, State.REFERRED, State.INVESTIGATING):
        assert all(may_end_as(state, outcome) for outcome in {*REFERRED, Outcome.OUT_OF_SCOPE})
        assert not may_end_as(state, Outcome.WITHDRAWN)
    assert not any(may_end_as(State.ACKNOWLEDGED, outcome) for outcome in Outcome)


def test_what_is_late_is_next() -> None:
    due = {Duty.PROGRESS: MONDAY, Duty.COMPLETE: MONDAY + timedelta(days=1), Duty.REPLY: MONDAY - timedelta(days=1)}
    todo = next_of(State.INVESTIGATING, due)
    assert (todo.what, todo.due_on) == (Next.REPLY, MONDAY - timedelta(days=1))


def test_of_two_that_are_due_on_one_day_the_one_that_ends_the_case_is_next() -> None:
    assert next_of(State.INVESTIGATING, {Duty.PROGRESS: MONDAY, Duty.COMPLETE: MONDAY}).what is Next.CONCLUDE
    assert next_of(State.TRIAGED, {Duty.PROGRESS: MONDAY, Duty.COMPLETE: MONDAY}).what is Next.ASSIGN


def test_nothing_is_next_where_nothing_is_owed() -> None:
    assert next_of(State.CLOSED, {}) == next_of(State.WITHDRAWN, {})
    assert next_of(State.CLOSED, {}).due_on is None


@pytest.mark.parametrize("version", VERSIONS, ids=lambda version: version.key)
def test_every_clock_of_a_case_has_a_ladder_in_every_policy_version(version: object) -> None:
    ladders = version.ladders  # type: ignore[attr-defined]  # parametrize gives objects
    assert {*HANDLERS_DUTIES, Duty.ANSWER} <= ladders.keys()


def test_over_is_over() -> None:
    assert not any(State.WITHDRAWN in states for states in RUNS.values())
    assert [duty for duty, states in RUNS.items() if State.CLOSED in states] == [Duty.CHECK_IN]
