"""The quarterly return as rules: what may be said, what is missing, how late it is, and what comes of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.actions import Action, ActionState
from governance.assurance import (
    Line,
    Return,
    ReturnState,
    Standing,
    days_late,
    quarter_of,
    quarter_words,
    standing,
)
from governance.assurance_answers import (
    asset_answers,
    differences,
    filled,
    is_settled,
    missing,
    portfolio_answers,
    raised,
    unfinished,
)
from governance.assurance_questions import DIFFERENT, PER_ASSET, PER_PORTFOLIO, Answer
from governance.calendar import Calendar
from governance.errors import Refused
from governance.ladders import Audience
from governance.obligations import Duty
from governance.policy import POLICY_2017

OPENED, DUE = date(2027, 1, 4), date(2027, 1, 22)
TODAY = date(2027, 1, 12)
BACK = Return("a", "2027-Q1", "D1012", OPENED, DUE)
LINE = Line("a", "IA-002", "Payroll", "official_sensitive", "high", at_risk=False)
AT_RISK = replace(LINE, asset_reference="IA-009", title="Bank details", at_risk=True)
ACCESS = {
    "access": "no",
    "access.comment": "Two leavers still have a log-in.",
    "access.action": "Close the two accounts",
    "access.due_on": "2027-02-01",
}


def answered(line: Line = LINE, **said: object) -> Line:
    return replace(line, answers=asset_answers({key.replace("__", "."): value for key, value in said.items()}))


def words(back: Return, *lines: Line, today: date = TODAY) -> str:
    return "\n".join(f"{lack.title}: {lack.words}" for lack in unfinished(back, lines, today))


def test_a_quarter_is_named_in_words() -> None:
    assert quarter_of(date(2027, 3, 31)) == "2027-Q1"
    assert quarter_words("2027-Q4") == "October to December 2027"


def test_every_statement_names_its_paragraph_and_its_answers_are_told_apart() -> None:
    for statement in (*PER_ASSET, *PER_PORTFOLIO):
        assert statement.policy
        assert statement.usual in statement.allowed
        assert statement.usual not in DIFFERENT, "as it was must need no action"
        assert (Answer.NOT_APPLICABLE in statement.allowed) == bool(statement.nil)
    keys = [statement.key for statement in (*PER_ASSET, *PER_PORTFOLIO)]
    assert len(set(keys)) == len(keys), "two actions would have one reference"


# ------------------------------------------------------------------ time


def test_it_is_late_from_the_working_day_after_the_due_date_and_a_non_return_fifteen_working_days_on() -> None:
    calendar = Calendar()

    def on(month: int, day: int, back: Return = BACK) -> tuple[Standing, int]:
        today = date(2027, month, day)
        return standing(back, today, calendar), days_late(back, today, calendar)

    assert on(1, 22) == (Standing.OPEN, 0)
    assert on(1, 24) == (Standing.OPEN, 0), "a weekend makes nobody late"
    assert on(1, 25) == (Standing.LATE, 1)
    assert on(2, 11) == (Standing.LATE, 14)
    assert on(2, 12) == (Standing.NON_RETURN, 15)
    assert on(1, 22, replace(BACK, state=ReturnState.DRAFT))[0] is Standing.DRAFT
    sent = replace(BACK, state=ReturnState.SUBMITTED, submitted_on=date(2027, 1, 26))
    assert on(6, 1, sent) == (Standing.SUBMITTED, 2), "how late it came is known for ever"


def test_a_non_return_is_named_on_the_day_on_which_the_strategy_group_hears_of_it() -> None:
    calendar, ladder = Calendar(), POLICY_2017.ladders[Duty.ASSURANCE]
    rung = next(index for index, rung in enumerate(ladder.rungs) if Audience.IMSG in rung.audience)
    told_on = calendar.day_of(ladder.rung_at(rung, OPENED, DUE, calendar))
    assert standing(BACK, told_on, calendar) is Standing.NON_RETURN
    assert standing(BACK, told_on - timedelta(days=1), calendar) is Standing.LATE


# ------------------------------------------------------------------ saying


def test_what_is_not_mentioned_is_as_it_was() -> None:
    assert asset_answers({}) == {each.key: "yes" for each in PER_ASSET}
    assert asset_answers(ACCESS)["sharing"] == "yes"
    assert asset_answers(ACCESS)["access.action"] == "Close the two accounts"


def test_details_of_what_is_as_it_was_are_dropped() -> None:
    assert asset_answers({**ACCESS, "access": "yes"}) == asset_answers({})


@pytest.mark.parametrize(
    "said",
    [
        {"access": "perhaps"},
        {"access": "not_applicable"},
        {"access": 7},
        {**ACCESS, "access.due_on": "soon"},
        {**ACCESS, "access.comment": "x" * 501},
        {**ACCESS, "access.action": "x" * 201},
        {"risk_reviewed_on": "31/12/2026"},
    ],
)
def test_what_is_no_answer_is_refused(said: dict[str, object]) -> None:
    with pytest.raises(Refused):
        asset_answers(said)


_VALUES: st.SearchStrategy[object] = st.sampled_from(
    [*(each.value for each in Answer), "", "2027-02-01", "words", None, 3, [], {}]
)
_KEYS = [key for each in (*PER_ASSET, *PER_PORTFOLIO) for key in (each.key, each.comment, each.action, each.due_on)]


@given(st.dictionaries(st.sampled_from([*_KEYS, "risk_reviewed_on", "other"]), _VALUES))
def test_whatever_is_said_it_is_refused_or_every_statement_has_an_answer(said: dict[str, object]) -> None:
    try:
        answers, together = asset_answers(said), portfolio_answers(said)
    except Refused:
        return
    assert {each.key for each in PER_ASSET} <= answers.keys()
    assert {each.key for each in PER_PORTFOLIO} <= together.keys()
    line = replace(LINE, answers=answers)
    complete = is_settled(line, BACK, TODAY)
    assert complete == all(d.comment and d.action and d.due_on for d in differences(PER_ASSET, answers))


# ------------------------------------------------------------------ what is missing


def test_one_press_is_enough_where_nothing_differs() -> None:
    assert words(BACK, LINE, LINE) == ""


def test_an_asset_at_risk_is_never_confirmed_with_the_rest() -> None:
    assert words(BACK, LINE, AT_RISK) == "Bank details: It is at risk, so it needs an answer of its own."
    back, changed = filled(BACK, [LINE, AT_RISK], "D1012")
    assert [line.asset_reference for line in changed] == ["IA-002"]
    assert back.answers == {each.key: "yes" for each in PER_PORTFOLIO}


@pytest.mark.parametrize(
    ("reviewed", "enough"), [("2027-01-03", False), ("2027-01-04", True), ("2027-01-12", True), ("2027-01-13", False)]
)
def test_the_risks_of_an_asset_at_risk_are_looked_at_after_the_opening(reviewed: str, enough: bool) -> None:
    line = answered(AT_RISK, risk_reviewed_on=reviewed)
    assert (words(BACK, line) == "") is enough
    assert is_settled(line, BACK, TODAY) is enough


@pytest.mark.parametrize("left_out", ["access.comment", "access.action", "access.due_on"])
def test_a_difference_needs_words_and_an_action_with_a_date(left_out: str) -> None:
    said = {key: value for key, value in ACCESS.items() if key != left_out}
    assert words(BACK, replace(LINE, answers=asset_answers(said))).startswith("Payroll: Say ")
    assert words(BACK, replace(LINE, answers=asset_answers(ACCESS))) == ""
    assert words(replace(BACK, answers=portfolio_answers({"training": "changed"}))).count("All your assets") == 3


def test_a_date_that_passed_while_the_draft_lay_there_is_not_taken() -> None:
    line = replace(LINE, answers=asset_answers(ACCESS))
    assert words(BACK, line, today=date(2027, 2, 1)) == ""
    assert "today or later" in words(BACK, line, today=date(2027, 2, 2))


def test_to_send_it_as_it_is_everything_has_to_be_answered() -> None:
    lacks = missing(BACK, [LINE, AT_RISK, replace(LINE, answers=asset_answers({}))], TODAY)
    assert [lack.asset_reference for lack in lacks] == ["IA-002", "IA-009", ""]
    back, changed = filled(BACK, [LINE], "D1012")
    assert missing(back, changed, TODAY) == []


def test_what_was_drafted_stays_when_the_rest_is_filled_in() -> None:
    drafted = replace(BACK, answers=portfolio_answers({"siro": "no", "siro.comment": "We move house."}))
    line = replace(LINE, answers=asset_answers(ACCESS))
    assert filled(drafted, [line], "D1012") == (drafted, [])


# ------------------------------------------------------------------ what comes of it


def test_every_difference_becomes_an_action_of_the_owner_with_its_own_reference() -> None:
    back = replace(
        BACK,
        answers=portfolio_answers(
            {
                "training": "no",
                "training.comment": "Three are new.",
                "training.action": "Book the course",
                "training.due_on": "2027-03-01",
                "siro": "no",
                "siro.comment": "We move house in May.",
            }
        ),
    )
    line = replace(LINE, answers=asset_answers({**ACCESS, "sharing": "not_applicable"}))
    due_on = date(2027, 2, 1)
    access, training = raised(back, [line, LINE])
    assert access == Action(
        "2027-Q1/IA-002/access", "Quarterly assurance January to March 2027", "Payroll: Close the two accounts",
        "D1012", "medium", ActionState.NOT_BEGUN, due_on, due_on=due_on, asset="IA-002",
    )  # fmt: skip
    assert (training.reference, training.title, training.asset) == ("2027-Q1/D1012/training", "Book the course", "")
    assert raised(BACK, [LINE, AT_RISK]) == []
