"""Going on, back, changing, adding a row, stopping: nothing typed is lost, and nothing out of order does harm."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dialogs import filling
from dialogs.answers import weigh
from dialogs.filling import Draft, Stopped
from dialogs.forms.mailbox import MAILBOX
from dialogs.forms.speak_up import SPEAK_UP
from governance.errors import Tampered
from tests.dialogs.every_kind import EVERYTHING
from tests.dialogs.people_who_fill_in import CODE, FACTS, PREFILL, WEB_FACTS, Filler, carried, quietly, somehow


def test_a_form_begins_on_its_first_page_with_what_was_minted() -> None:
    filler = Filler(SPEAK_UP, quietly(), minted={"id": "a" * 32})
    assert filler.page == "start"
    assert not filler.errors
    filler.finish()
    assert filler.command.title == "Copper pipe goes missing"
    assert filler.step.draft.minted == {"id": "a" * 32}  # type: ignore[union-attr]  # complete, as the line above says


def test_going_on_with_nothing_says_what_is_missing_and_stays() -> None:
    filler = Filler(SPEAK_UP, quietly()).answer().press("next")
    assert filler.page == "about_you"
    assert set(filler.errors) == {"understood", "danger", "at_risk", "works_as", "affected", "new_or_known"}


def test_going_back_keeps_what_is_right_and_drops_what_is_wrong() -> None:
    filler = Filler(SPEAK_UP, quietly()).go_to("what")
    filler.press("back", title="x", story="A story that is long enough.", timing=["now"])
    assert filler.page == "kind"
    filler.press("next", **{name: str(value) for name, value in filler.answering_all().items()})
    assert filler.page == "what"
    shown = {q.key: filler.progress.shown(q.key, q) for q in filler.asked}
    assert shown["story"] == "A story that is long enough."
    assert shown["title"] == "", "too short a title was not kept"
    assert filler.progress.picked("timing") == ("now",)
    assert not filler.errors, "and nothing is held against a page that was not finished"


def test_going_back_with_an_input_emptied_empties_the_answer() -> None:
    filler = Filler(SPEAK_UP, quietly(add_more="yes", wish="An apology")).go_to("check")
    filler.press("edit:wishes")
    filler.press("back", wish="", needs="")
    assert filler.page == "check"
    assert "wish" not in filler.progress.answers


def test_back_on_the_first_page_stays_there() -> None:
    assert Filler(SPEAK_UP, quietly()).press("back").page == "start"


def test_after_going_back_pages_are_walked_through_again_one_by_one() -> None:
    filler = Filler(SPEAK_UP, quietly()).go_to("who").press("back").press("back")
    assert filler.page == "kind"
    assert filler.answer().page == "what"
    assert filler.answer().page == "who"


def test_an_answer_changed_from_the_review_leads_back_to_the_review() -> None:
    filler = Filler(SPEAK_UP, quietly()).go_to("check").press("edit:what")
    assert filler.page == "what"
    filler.press("next", title="Another title", story="Another story, long enough.", timing="past", evidence="no")
    assert filler.page == "check"
    assert filler.progress.answers["title"] == "Another title"


def test_a_change_that_opens_new_questions_asks_them_first() -> None:
    filler = Filler(SPEAK_UP, quietly()).go_to("check").press("edit:start").press("next", identity="confidential")
    assert filler.page == "contact"
    filler.press(
        "next", name="Nobody Special", contact_by="service", who_may_know="ask", meeting="writing", add_more="no"
    )
    assert filler.page == "check"
    assert filler.finish().command.name == "Nobody Special"


def test_a_change_can_be_called_off() -> None:
    filler = Filler(SPEAK_UP, quietly()).go_to("check").press("edit:what").press("back", title="x")
    assert filler.page == "check"
    assert filler.progress.answers["title"] == "Copper pipe goes missing"


def test_what_was_ticked_on_the_review_is_still_ticked_after_a_change() -> None:
    filler = Filler(SPEAK_UP, quietly()).go_to("check").press("edit:start", under_policy="yes")
    filler.press("next", identity="anonymous")
    assert filler.progress.raw["under_policy"] == "yes"
    filler.press("next", true_to_best="yes", under_policy="yes")
    assert filler.command.under_policy is True


def test_hints_lead_back_and_forth() -> None:
    filler = Filler(SPEAK_UP, quietly(guessable="yes")).go_to("guess").press("edit:what")
    filler.answer()
    assert filler.page == "guess"
    assert filler.press("next").page == "contact"


def test_rows_of_people_are_added_one_at_a_time_up_to_the_most() -> None:
    filler = Filler(SPEAK_UP, quietly()).go_to("who")
    people = next(q for q in filler.asked if q.key == "people")
    assert filler.progress.rows(people) == 1
    filler.press_with("more:people", {"people.0.who": "Ann Lee", "people.0.part": "did"})
    assert filler.page == "who"
    assert filler.progress.rows(people) == 2
    assert not filler.errors
    assert filler.progress.shown("people.0.who", people) == "Ann Lee"
    for _ in range(20):
        filler.press_with("more:people", {})
    assert filler.progress.rows(people) == 10
    filler.press_with(
        "next", {"people.0.who": "Ann Lee", "people.9.who": "Bo", "not_to_see": "no_one", "told": "no_one"}
    )
    assert [person.who for person in filler.finish().command.people] == ["Ann Lee", "Bo"]


def test_more_rows_of_what_has_none_does_nothing() -> None:
    filler = Filler(SPEAK_UP, quietly()).go_to("who")
    before = filler.show.draft
    for action in ("more:title", "more:witnesses", "more:", "more:people.0"):
        assert filler.press(action).show.draft == before


def test_stopping_leaves_nothing() -> None:
    filler = Filler(SPEAK_UP, quietly()).go_to("check").press("stop", under_policy="yes")
    assert isinstance(filler.step, Stopped)


@pytest.mark.parametrize(
    "action", ["", "nonsense", "edit:", "edit:nowhere", "edit:check", "edit:wishes", "more:x", "NEXT"]
)
def test_an_action_that_does_not_fit_shows_the_page_again(action: str) -> None:
    filler = Filler(SPEAK_UP, quietly()).go_to("what").press(action, title="A title kept")
    assert filler.page == "what"
    assert filler.progress.raw["title"] == "A title kept"


def test_answers_of_other_pages_and_hidden_questions_are_ignored() -> None:
    filler = Filler(SPEAK_UP, quietly()).press("next", identity="anonymous", title="Sneaked in", review="", name="Me")
    assert filler.page == "about_you"
    assert filler.show.draft.answers.keys() == {"expect", "identity"}


def test_a_draft_that_claims_to_be_reviewed_is_reviewed_again() -> None:
    filler = Filler(SPEAK_UP, quietly()).go_to("check")
    answers = {**filler.show.draft.answers, "review": "", "under_policy": "yes", "true_to_best": "yes", "promise": ""}
    step = filling.step(SPEAK_UP, replace(filler.show.draft, answers=answers, page="start"), "next", {}, FACTS)
    assert isinstance(step, filling.Show)


def test_a_draft_that_claims_a_page_ahead_is_shown_the_page_that_is_open() -> None:
    for page in ("check", "grievance", "nowhere", None):
        step = filling.step(SPEAK_UP, Draft("speak_up", {}, {}, page), "next", {"under_policy": "yes"}, FACTS)
        assert isinstance(step, filling.Show)
        assert step.page.key == "start"


def test_what_is_too_long_is_kept_as_far_as_it_goes_and_said() -> None:
    filler = Filler(SPEAK_UP, quietly()).go_to("what")
    filler.press("next", title="A good title", story='"é😀\n' * 4_000, timing="now", evidence="no")
    assert filler.page == "what"
    kept = str(filler.show.draft.answers["story"])
    assert kept == ('"é😀\n' * 4_000)[: len(kept)]
    assert 9_900 < sum(weigh(text) for text in filler.progress.texts().values()) <= FACTS.text_bytes
    assert "We kept the first part" in filler.errors["story"]
    assert "The web page takes longer reports." in filler.errors["story"]
    assert filler.press("next", title="A good title", story=kept, timing="now", evidence="no").page == "who"


def test_the_web_page_takes_more_and_does_not_send_people_to_itself() -> None:
    story = {"title": "A good title", "timing": "now", "evidence": "no"}
    teams = Filler(SPEAK_UP, quietly()).go_to("what").press("next", story="word " * 2_400, **story)
    assert teams.errors["story"].startswith("Your answers together are about 2")
    web = Filler(SPEAK_UP, quietly(), WEB_FACTS).go_to("what")
    assert web.press("next", story="word " * 1_990, **story).page == "who"
    web.press("edit:what").press("next", story="word " * 4_000, **story)
    assert "web page" not in web.errors["story"].lower()


def test_words_that_were_begun_elsewhere_count_too() -> None:
    story = "x" * 9_900
    filler = Filler(SPEAK_UP, quietly(story=story, evidence="elsewhere", told="hr")).go_to("more_about")
    filler.press("next", evidence_where="In the green cabinet " * 20, told_what="Nothing")
    assert filler.page == "more_about"
    assert "We kept the first part" in filler.errors["evidence_where"]
    assert filler.show.draft.answers["story"] == story, "what was written before stays whole"


def test_several_texts_that_are_each_too_long_are_cut_alike_and_can_be_carried() -> None:
    answers = quietly(evidence="elsewhere", told="hr", worried="very", urgency="evidence")
    filler = Filler(SPEAK_UP, answers, WEB_FACTS).go_to("more_about")
    long = {"evidence_where": "a" * 60_000, "told_what": "b" * 60_000, "worried_what": "c" * 40_000}
    filler.press("next", **long, urgency_detail="Quite soon")
    kept = filler.show.draft.answers
    assert all(len(str(kept[name])) > 5_000 and "first part" in filler.errors[name] for name in long)
    assert kept["urgency_detail"] == "Quite soon"
    assert sum(weigh(text) for text in filler.progress.texts().values()) <= WEB_FACTS.text_bytes
    filler.press("next", people="x" * 60_000)
    assert len(str(filler.show.draft.answers)) < 2 * WEB_FACTS.text_bytes


def test_a_list_of_people_carries_no_text_of_its_own() -> None:
    filler = Filler(SPEAK_UP, quietly()).go_to("who").press("next", people="x" * 60_000)
    assert len(str(filler.show.draft.answers)) < 5_000


def test_prefilled_words_are_suggested_and_can_be_changed() -> None:
    filler = Filler(SPEAK_UP, quietly(identity="named"), PREFILL).go_to("contact")
    name = next(q for q in filler.asked if q.key == "name")
    assert filler.progress.shown("name", name) == "Nobody Special"
    filler.press("next", name="Somebody Else", job="", team="", contact_by="service", meeting="writing", add_more="no")
    command = filler.finish().command
    assert (command.name, command.job) == ("Somebody Else", None)


def test_who_may_know_is_ask_me_until_something_else_is_chosen() -> None:
    filler = Filler(SPEAK_UP, quietly(identity="confidential")).go_to("contact")
    question = next(q for q in filler.asked if q.key == "who_may_know")
    assert filler.progress.shown("who_may_know", question) == "ask"


def test_a_form_of_one_page_completes_at_once() -> None:
    filler = Filler(MAILBOX, somehow).press("next", code=f" {CODE.lower()} ")
    assert filler.command.code == CODE


def test_a_form_that_asks_more_when_told_yes_asks_more() -> None:
    assert "third" not in Filler(EVERYTHING, quietly(extra="no")).finish().seen
    assert Filler(EVERYTHING, quietly(extra="yes")).finish().seen[-2:] == ["third", "last"]


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"form": "speak_up"},
        {"form": 7, "answers": {}, "minted": {}, "page": None},
        {"form": "speak_up", "answers": [], "minted": {}, "page": None},
        {"form": "speak_up", "answers": {}, "minted": {"id": 7}, "page": None},
        {"form": "speak_up", "answers": {}, "minted": {}, "page": 7},
    ],
)
def test_what_is_no_draft_is_refused(data: dict[str, object]) -> None:
    with pytest.raises(Tampered):
        Draft.from_data(data)


def test_a_draft_survives_the_way_through_a_client() -> None:
    filler = Filler(SPEAK_UP, quietly(), minted={"id": "b" * 32}).go_to("check").press("edit:who")
    assert carried(filler.show.draft) == filler.show.draft
    assert filler.show.draft.changing


def test_what_was_answered_does_not_show_when_a_draft_is_printed() -> None:
    filler = Filler(SPEAK_UP, quietly(title="Unrepeatable words here")).go_to("check")
    assert "Unrepeatable" not in repr(filler.show)
    assert "Unrepeatable" not in repr(filler.finish().step)
