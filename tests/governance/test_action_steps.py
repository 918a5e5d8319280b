"""The steps of an action: one table says who takes which, and what has to be said with it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.action_steps import STEPS, Saying, Says, Step, Taker, check_step, needs_evidence, step_of, ways_on
from governance.actions import Action, ActionState, Head, heads_of
from governance.errors import Refused

TODAY, DUE = date(2027, 3, 1), date(2027, 5, 28)
ACTION = Action("A-1", "Audit", "Encrypt", "nadia", "high", ActionState.IN_PROGRESS, DUE, due_on=DUE)
WHOLE = Saying("All are done", TODAY, "The list of laptops, in the asset folder", "A-2")
STATES, TAKERS = st.sampled_from(ActionState), st.sampled_from(Taker)
S = ActionState


def reached_from(beginnings: set[ActionState]) -> set[ActionState]:
    found = set(beginnings)
    while more := {step.after for step in STEPS if step.before in found} - found:
        found |= more
    return found


def test_every_state_is_reached_from_a_proposal_and_every_open_one_can_end() -> None:
    assert reached_from({S.PROPOSED}) == set(S)
    for state in S:
        if state.owed:
            assert reached_from({state}) & {S.CLOSED, S.SUPERSEDED, S.REJECTED}


@given(TAKERS, STATES, STATES)
def test_what_has_ended_takes_no_step_and_what_has_begun_has_begun(
    taker: Taker, before: ActionState, after: ActionState
) -> None:
    step = step_of(taker, before, after)
    if before in (S.CLOSED, S.SUPERSEDED, S.REJECTED):
        assert step is None
    if step is not None and before.head is Head.IN_PROGRESS:
        assert after.head is not Head.NOT_BEGUN


def test_nobody_verifies_or_closes_what_they_hold_and_only_a_check_makes_it_complete() -> None:
    assert not any(after.complete for state in S for after in ways_on(Taker.HOLDER, state))
    into = {(step.taker, step.before, step.after) for step in STEPS if step.after.complete}
    assert into == {(Taker.CHECKER, S.CLAIMED, S.VERIFIED), (Taker.KEEPER, S.VERIFIED, S.CLOSED)}


@given(st.sampled_from(STEPS), st.sampled_from(["low", "medium", "high", "urgent"]))
def test_a_step_is_taken_when_all_is_said_and_is_refused_for_each_thing_that_is_not(step: Step, priority: str) -> None:
    action = replace(ACTION, state=step.before, priority=priority)
    check_step(step.taker, action, step.after, WHOLE, TODAY)
    missing = {
        Says.WORDS: replace(WHOLE, words="  "),
        Says.EVIDENCE_DATE: replace(WHOLE, evidence_on=TODAY + timedelta(days=1)),
        Says.EVIDENCE: replace(WHOLE, evidence=" "),
        Says.OTHER: replace(WHOLE, other="A-1"),
    }
    for what, said in missing.items():
        if what not in step.says or (what is Says.EVIDENCE and not needs_evidence(action)):
            check_step(step.taker, action, step.after, said, TODAY)
        else:
            with pytest.raises(Refused):
                check_step(step.taker, action, step.after, said, TODAY)


@given(TAKERS, STATES, STATES)
def test_a_step_that_is_not_in_the_table_is_refused(taker: Taker, before: ActionState, after: ActionState) -> None:
    if step_of(taker, before, after) is None:
        with pytest.raises(Refused):
            check_step(taker, replace(ACTION, state=before), after, WHOLE, TODAY)


@pytest.mark.parametrize(("priority", "asked"), [("low", False), ("medium", True), ("high", True), ("urgent", True)])
def test_what_is_of_medium_urgency_and_up_is_done_when_something_shows_it(priority: str, asked: bool) -> None:
    assert needs_evidence(replace(ACTION, priority=priority)) is asked


@given(st.lists(STATES))
def test_every_state_is_under_one_head_and_the_totals_reconcile(states: list[ActionState]) -> None:
    heads = heads_of(states)
    assert heads.complete == sum(state.complete for state in states)
    assert heads.all == len(states)


@given(st.lists(st.tuples(st.integers(0, 5), st.sampled_from(STEPS)), max_size=60))
def test_whatever_steps_are_taken_the_same_actions_are_counted(moves: list[tuple[int, Step]]) -> None:
    states = [S.PROPOSED] * 6
    for place, step in moves:
        if states[place] is step.before:
            states[place] = step.after
        assert heads_of(states).all == 6
