"""Speaking up: the words before anything else, signposts that never refuse, and a concern that holds every answer."""

from __future__ import annotations

import dataclasses
from dataclasses import replace
from datetime import date
from typing import get_type_hints

import pytest

from dialogs.conditions import Is
from dialogs.form import Kind
from dialogs.forms.contacts import DEMO
from dialogs.forms.speak_up import SPEAK_UP, speak_up
from governance.reports import Concern, Identity, NamedPerson
from tests.dialogs.people_who_fill_in import FACTS, PREFILL, WEB_FACTS, Filler, quietly

CORE = ["start", "about_you", "kind", "what", "who", "safety", "contact", "check"]
MOST_CORE_SCREENS = 8


def words_of(page: str) -> str:
    return " ".join(q.ask for each in SPEAK_UP.pages if each.key == page for q in each.questions)


@pytest.mark.parametrize("identity", ["anonymous", "confidential", "named"])
def test_the_core_is_eight_screens_with_a_name_or_without(identity: str) -> None:
    filler = Filler(SPEAK_UP, quietly(identity=identity)).finish()
    assert filler.seen == CORE
    assert len(filler.seen) <= MOST_CORE_SCREENS


def test_how_to_raise_it_is_asked_before_anything_else() -> None:
    first = SPEAK_UP.pages[0]
    assert [q.key for q in first.questions] == ["expect", "identity"]
    assert "You can stop at any time" in first.questions[0].ask


def test_an_anonymous_concern_has_nothing_that_says_who_reports() -> None:
    filler = Filler(SPEAK_UP, quietly(add_more="yes"), PREFILL).finish()
    command = filler.command
    assert command.identity is Identity.ANONYMOUS
    for field in ("name", "job", "team", "contact_by", "contact_detail", "contact_safe", "who_may_know"):
        assert getattr(command, field) is None, field


def test_taking_the_name_back_takes_everything_that_hung_on_it() -> None:
    named = quietly(identity="named", contact_by="phone", contact_detail="07700 900123", job="Driver", team="Depot")
    filler = Filler(SPEAK_UP, named).go_to("check")
    assert filler.progress.answers["contact_detail"] == "07700 900123"
    filler.press("edit:start").press("next", identity="anonymous").press("next", **_about_you())
    personal = {q.key for q in SPEAK_UP.questions() if q.personal}
    assert not personal & filler.progress.answers.keys()
    assert not personal & filler.show.draft.answers.keys()


def _about_you() -> dict[str, str]:
    return {
        "understood": "yes",
        "danger": "no",
        "at_risk": "no",
        "works_as": "employee",
        "affected": "others",
        "new_or_known": "new",
    }


@pytest.mark.parametrize(
    ("answers", "page", "words"),
    [
        ({"danger": "yes"}, "danger_help", "999"),
        ({"danger": "not_sure"}, "danger_help", "101"),
        ({"at_risk": "yes"}, "safeguarding", DEMO.children),
        ({"works_as": "school", "school_choice": "stop"}, "school_route", "nothing that you typed is kept"),
        ({"works_as": "contractor", "contract_scope": "employer"}, "employer", "020 3117 2520"),
        ({"new_or_known": "add"}, "earlier", "code"),
        ({"affected": "me"}, "grievance", DEMO.grievance),
        ({"guessable": "possibly"}, "guess", "who was in the room"),
    ],
)
def test_a_signpost_is_shown_and_never_refuses(answers: dict[str, str], page: str, words: str) -> None:
    filler = Filler(SPEAK_UP, quietly(**answers)).finish()
    assert page in filler.seen
    assert words in words_of(page)
    assert filler.command.title == "Copper pipe goes missing"


def test_no_page_leaves_stopping_as_the_only_way() -> None:
    assert all(page.button for page in SPEAK_UP.pages)


@pytest.mark.parametrize("answers", [{"grounds": "crime,sexual_harassment"}, {"closest": "discrimination"}])
def test_harassment_and_discrimination_are_never_sent_to_the_grievance_procedure(answers: dict[str, str]) -> None:
    assert "grievance" not in Filler(SPEAK_UP, quietly(affected="me", **answers)).finish().seen


def test_what_affects_others_too_is_not_sent_to_the_grievance_procedure() -> None:
    for affected in ("others", "both", "not_sure"):
        assert "grievance" not in Filler(SPEAK_UP, quietly(affected=affected)).finish().seen


def test_being_unhappy_with_how_it_was_handled_names_who_handled_it() -> None:
    filler = Filler(SPEAK_UP, quietly(new_or_known="unhappy", earlier_handler="chief_internal_auditor")).finish()
    assert filler.command.earlier_handler == "chief_internal_auditor"


def test_somebody_who_may_be_hurt_is_told_of_at_once_only_with_consent() -> None:
    for urgency in ("hurt", "both"):
        for said in ("yes", "no"):
            command = Filler(SPEAK_UP, quietly(urgency=urgency, tell_at_once=said)).finish().command
            assert command.tell_at_once == said
    question = next(q for q in SPEAK_UP.questions() if q.key == "tell_at_once")
    assert question.required
    assert "guess who you are" in question.hint
    assert Filler(SPEAK_UP, quietly(urgency="evidence", tell_at_once="yes")).finish().command.tell_at_once is None


def test_whoever_seems_to_be_named_is_asked_about_one_by_one() -> None:
    story = "I told Shah that O'Brien signs for it every Friday."
    answers = {"story": story, "same_people.D1043": "yes", "same_people.D1042": "no"}
    filler = Filler(SPEAK_UP, quietly(**answers)).go_to("same_people")
    asked = filler.progress.choices(filler.asked[0])
    assert [choice.label for choice in asked] == [
        "Is this our Monitoring Officer, Priya Shah?",
        "Is this our Chief Internal Auditor, Tom O’Brien?",
    ]
    assert filler.press_with("next", {"same_people.D1043": "yes"}).page == "same_people"
    assert filler.errors == {"same_people": "Say yes or no for each of them."}
    command = filler.finish().command
    assert (command.same_people, command.not_same_people) == (("D1043",), ("D1042",))


#: What makes the form ask every question in which somebody can be named.
TELLING_ALL = {
    "identity": "confidential",
    "new_or_known": "add",
    "evidence": "have",
    "urgency": "evidence",
    "told": "manager",
    "worried": "very",
    "add_more": "yes",
}
#: Who the reporter is and what they need, where a handler's name would be the reporter's own or nobody's.
ABOUT_THE_REPORTER = {"name", "job", "team", "contact_detail", "companion_detail", "needs"}
TEXTS = [q.key for q in SPEAK_UP.questions() if q.kind in (Kind.TEXT, Kind.LONG_TEXT)]


@pytest.mark.parametrize("where", [*sorted(set(TEXTS) - ABOUT_THE_REPORTER), "people.0.who", "witnesses.0.who"])
def test_a_name_is_noticed_wherever_it_stands(where: str) -> None:
    filler = Filler(SPEAK_UP, quietly(**TELLING_ALL, **{where: "It was Priya Shah, I think"})).finish()
    assert "same_people" in filler.seen
    assert "same_people" not in Filler(SPEAK_UP, quietly(**TELLING_ALL)).finish().seen


def test_a_post_is_noticed_where_somebody_is_said_who_must_not_see_it() -> None:
    answers = {"not_to_see": "other", "not_to_see_other": "the Deputy Monitoring Officer", "same_people.D1044": "yes"}
    assert Filler(SPEAK_UP, quietly(**answers)).finish().command.same_people == ("D1044",)


#: A page that named a handler, without the name.
NAMELESS = {"title": "What my boss does", "story": "On Fridays it is loaded.", "timing": "now", "evidence": "no"}


def test_whoever_was_kept_out_stays_out_when_their_name_is_taken_out_of_the_text() -> None:
    filler = Filler(SPEAK_UP, quietly(title="What Shah does", **{"same_people.D1042": "yes"})).go_to("check")
    filler.press("edit:what").press_with("next", NAMELESS)
    assert filler.page == "check"
    assert filler.progress.answers["same_people"] == ("D1042",)
    assert filler.finish().command.same_people == ("D1042",)


@pytest.mark.parametrize("action", ["next", "back", "edit:who", "show"])
def test_whoever_was_kept_out_may_be_let_in_again_after_their_name_is_gone(action: str) -> None:
    filler = Filler(SPEAK_UP, quietly(title="What Shah does", **{"same_people.D1042": "yes"})).go_to("check")
    filler.press("edit:what").press_with("next", NAMELESS)
    filler.press("edit:same_people").press_with(action, {"same_people.D1042": "no"})
    command = filler.finish().command
    assert (command.same_people, command.not_same_people) == ((), ())


def test_a_name_added_later_is_asked_about_before_sending() -> None:
    filler = Filler(SPEAK_UP, quietly(story="I told Shah about the copper pipe.")).go_to("check")
    filler.press("edit:what").press(
        "next", title="A good title", story="I told Shah, and O'Brien knows.", timing="now", evidence="no"
    )
    assert filler.page == "same_people"
    assert not filler.errors, "nobody has been asked yet"


def test_nobody_is_asked_about_whom_nothing_names() -> None:
    assert "same_people" not in Filler(SPEAK_UP, quietly()).finish().seen


def test_a_title_that_repeats_a_listed_name_is_pointed_out() -> None:
    filler = Filler(SPEAK_UP, quietly(title="What Carrick does", **{"people.0.who": "Mr Carrick"})).go_to("guess")
    assert [q.key for q in filler.asked] == ["title_hint"]
    assert "guess" not in Filler(SPEAK_UP, quietly(**{"people.0.who": "The depot manager"})).finish().seen


def test_the_council_address_of_a_confidential_reporter_is_pointed_out() -> None:
    answers = {"identity": "confidential", "contact_by": "email", "contact_detail": "Me@Demo-Council.example"}
    assert "work_address" in Filler(SPEAK_UP, quietly(**answers)).finish().seen
    assert "work_address" not in Filler(SPEAK_UP, quietly(**(answers | {"identity": "named"}))).finish().seen
    own = {"identity": "confidential", "contact_by": "email", "contact_detail": "me@mail.example"}
    assert "work_address" not in Filler(SPEAK_UP, quietly(**own)).finish().seen
    work_phone = {"identity": "confidential", "contact_by": "phone", "contact_detail": "01632 960 199"}
    assert "work_address" in Filler(SPEAK_UP, quietly(**work_phone)).finish().seen


def test_an_address_must_look_like_what_was_chosen() -> None:
    filler = Filler(SPEAK_UP, quietly(identity="named", contact_by="email")).go_to("arrange")
    filler.press("next", contact_detail="07700 900123")
    assert "email address" in filler.errors["contact_detail"]
    phone = Filler(SPEAK_UP, quietly(identity="named", contact_by="phone")).go_to("arrange")
    phone.press("next", contact_detail="me@mail.example")
    assert "phone number" in phone.errors["contact_detail"]
    post = Filler(SPEAK_UP, quietly(identity="named", contact_by="post")).go_to("arrange")
    post.press("next", contact_detail="1 High Street, Coventry")
    assert not post.errors


def test_who_can_help_is_told_with_the_question_itself() -> None:
    support = next(q for q in SPEAK_UP.questions() if q.key == "support")
    protect = next(choice for choice in support.choices if choice.value == "protect")
    assert "020 3117 2520" in protect.hint
    assert all(choice.hint for choice in support.choices if not choice.alone)


def test_the_form_says_where_files_are_added() -> None:
    filler = Filler(SPEAK_UP, quietly(evidence="have")).go_to("more_about")
    says = next(q.ask for q in filler.asked if q.key == "no_files")
    assert "on the web page once this is sent" in says


def test_the_right_to_be_accompanied_is_said_whatever_is_chosen() -> None:
    for meeting in ("in_person", "online"):
        filler = Filler(SPEAK_UP, quietly(meeting=meeting)).go_to("arrange")
        assert "accompanied" in [q.key for q in filler.asked]


def test_every_answer_reaches_the_concern() -> None:
    answers = {
        "identity": "confidential",
        "evidence": "elsewhere",
        "evidence_where": "In the stores book",
        "told": "hr,manager",
        "told_what": "In March. Nothing came of it.",
        "worried": "already",
        "worried_what": "My shifts were cut",
        "urgency": "evidence",
        "urgency_detail": "The book goes to the skip on Friday",
        "support": "protect,union",
        "contact_by": "email",
        "contact_detail": "me@mail.example",
        "contact_safe": "After six",
        "who_may_know": "handler",
        "meeting": "in_person",
        "companion": "yes",
        "companion_detail": "My rep",
        "away_from_work": "yes",
        "add_more": "yes",
        "happened_from": "1 3 2026",
        "happened_until": "30 October 2026",
        "happened_words": "most Fridays",
        "directorate": "Children, Learning and Young People",
        "place": "The depot",
        "public_interest": "It is everybody's money",
        "money": "under_10k",
        "hidden": "yes",
        "hidden_detail": "Pages are torn out",
        "people.0.who": "The depot manager",
        "people.0.part": "did",
        "witnesses.0.who": "A driver",
        "witnesses.0.part": "ask",
        "managers": "involved",
        "interest": "None",
        "wish": "That it stops",
        "needs": "Large print",
        "job": "Driver",
        "team": "Streets",
        "not_to_see": "monitoring_officer,my_manager",
        "not_to_see_other": "The depot office",
    }
    command = Filler(SPEAK_UP, quietly(**answers)).finish().command
    for key, said in answers.items():
        if "." in key or key == "add_more":
            continue
        value = getattr(command, key)
        if isinstance(value, tuple):
            assert sorted(value) == sorted(said.split(",")), key
        elif isinstance(value, date):
            assert value in (date(2026, 3, 1), date(2026, 10, 30)), key
        else:
            assert value == said, key
    assert command.people == (NamedPerson("The depot manager", "did"),)
    assert command.witnesses == (NamedPerson("A driver", "ask"),)


def test_no_page_of_more_detail_must_be_filled_in() -> None:
    more = [page for page in SPEAK_UP.pages if page.when == Is("add_more", "yes")]
    assert len(more) == 4
    assert not any(q.required for page in more for q in page.questions)


def test_fields_that_may_stay_empty_may_be_none() -> None:
    """A question that is not asked of everybody, or may be left out, must have a field that can say so."""
    hints = get_type_hints(Concern)
    for page in SPEAK_UP.pages:
        for question in page.questions:
            for field in question.fields:
                always = question.required and question.when.points_at() == () and page.when.points_at() == ()
                admits = type(None) in getattr(hints[field], "__args__", ()) or hints[field].__name__ == "tuple"
                assert always or admits, f"{field} may stay empty, and its type {hints[field]} does not say so"


def test_another_council_has_its_own_contacts_in_its_signposts() -> None:
    theirs = speak_up(replace(DEMO, children="020 7946 0999"))
    words = " ".join(q.ask for q in theirs.questions())
    assert "020 7946 0999" in words
    assert DEMO.children not in words
    assert theirs.fingerprint != SPEAK_UP.fingerprint


def test_directorates_are_those_of_the_council_and_not_asked_without_any() -> None:
    filler = Filler(SPEAK_UP, quietly(add_more="yes")).go_to("when_and_where")
    directorate = next(q for q in filler.asked if q.key == "directorate")
    assert [choice.label for choice in filler.progress.choices(directorate)][:2] == list(FACTS.directorates)
    bare = Filler(SPEAK_UP, quietly(add_more="yes"), replace(WEB_FACTS, directorates=())).go_to("when_and_where")
    assert "directorate" not in [q.key for q in bare.asked]


def test_a_concern_does_not_show_what_it_holds_when_it_is_printed() -> None:
    command = Filler(SPEAK_UP, quietly(title="Unrepeatable words")).finish().command
    assert "Unrepeatable" not in repr(command)
    assert {f.name for f in dataclasses.fields(command)} == set(get_type_hints(Concern))


def test_the_last_page_shows_every_answer_and_says_when_to_expect_one() -> None:
    kinds = [q.kind for q in SPEAK_UP.pages[-1].questions]
    assert kinds == [Kind.REVIEW, Kind.NOTICE, Kind.CONFIRM, Kind.CONFIRM]
    assert "Within 7 days" in SPEAK_UP.pages[-1].questions[1].ask
