"""The forms of a quarterly return ask only about what differs, and give back what was said of it."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from dialogs import filling
from dialogs.form import Form
from dialogs.forms.assurance import ASSET, ASSET_AT_RISK, FIRST, PORTFOLIO, answers_of, begun_with
from governance.assurance_answers import asset_answers, portfolio_answers
from governance.assurance_questions import PER_ASSET, PER_PORTFOLIO
from tests.dialogs.people_who_fill_in import FACTS, Answering, Filler

LEAVERS: Mapping[str, object] = {
    "differs": ["access"],
    "access_is": "no",
    "access_comment": "Two leavers can still get in.",
    "access_action": "Close the accounts",
    "access_due_on": "1/12/2026",
}


def saying(**answers: object) -> Answering:
    return lambda question, _: {question.key: answers[question.key]} if question.key in answers else {}


def fill_in(form: Form, **answers: object) -> tuple[list[str], object]:
    """The pages that were shown, and what the form came to."""
    filler = Filler(form, saying(**answers))
    for _ in range(9):
        if not isinstance(filler.step, filling.Show):
            break
        filler.answer()
        assert not isinstance(filler.step, filling.Show) or not filler.errors
    return filler.seen, filler.command


def test_whoever_finds_everything_as_it_was_answers_one_question() -> None:
    pages, told = fill_in(ASSET, differs=["nothing"])
    assert pages == [FIRST]
    assert asset_answers(answers_of(PER_ASSET, told)) == asset_answers({})


def test_only_what_differs_is_asked_about() -> None:
    pages, told = fill_in(ASSET, **LEAVERS, nil=["sharing"])
    assert pages == [FIRST, "about_access"]
    assert asset_answers(answers_of(PER_ASSET, told)) == asset_answers(
        {
            "access": "no",
            "access.comment": "Two leavers can still get in.",
            "access.action": "Close the accounts",
            "access.due_on": "2026-12-01",
            "sharing": "not_applicable",
        }
    )


def test_an_asset_at_risk_is_not_answered_for_without_a_day_on_which_its_risks_were_looked_at() -> None:
    filler = Filler(ASSET_AT_RISK, saying(differs=["nothing"]))
    filler.answer()
    assert filler.errors == {"risk_reviewed_on": "Give the day on which you looked at its risks."}
    _, told = fill_in(ASSET_AT_RISK, differs=["nothing"], risk_reviewed_on="23/11/2026")
    assert answers_of(PER_ASSET, told) == {"risk_reviewed_on": "2026-11-23"}


def test_what_is_for_the_siro_needs_words_and_no_action() -> None:
    pages, told = fill_in(PORTFOLIO, differs=["siro"], siro_comment="We move house.")
    assert pages == [FIRST, "about_siro"]
    answers = portfolio_answers(answers_of(PER_PORTFOLIO, told))
    assert (answers["siro"], answers["siro.comment"]) == ("no", "We move house.")


def test_what_both_differs_and_is_said_not_to_be_there_differs() -> None:
    said = {name.replace("access", "sharing"): value for name, value in LEAVERS.items()}
    _, told = fill_in(ASSET, **{**said, "differs": ["sharing"], "sharing_is": "changed", "nil": ["sharing"]})
    assert answers_of(PER_ASSET, told)["sharing"] == "changed"


@pytest.mark.parametrize(
    ("form", "said"),
    [
        (ASSET, {"differs": ["nothing"], "nil": ["retention"]}),
        (ASSET, LEAVERS),
        (ASSET_AT_RISK, {**LEAVERS, "risk_reviewed_on": "2026-11-20"}),
    ],
)
def test_a_form_that_was_filled_in_opens_at_its_first_page_with_the_same_answers(
    form: Form, said: Mapping[str, object]
) -> None:
    _, told = fill_in(form, **said)
    kept = asset_answers(answers_of(PER_ASSET, told))
    draft = filling.Draft(form.key, begun_with(PER_ASSET, kept), {}, page=FIRST)
    again = filling.step(form, draft, "show", {}, FACTS)
    assert isinstance(again, filling.Show)
    assert again.page.key == FIRST
    assert not again.progress.errors
    for _ in range(9):
        if not isinstance(again, filling.Show):
            break
        inputs = {q.key: again.progress.raw.get(q.key, "") for q in again.progress.asked[again.page.key]}
        again = filling.step(form, again.draft, "next", inputs, FACTS)
    assert isinstance(again, filling.Complete)
    assert asset_answers(answers_of(PER_ASSET, again.command)) == kept


def test_a_form_that_was_not_filled_in_begins_empty() -> None:
    assert begun_with(PER_ASSET, {}) == {}
