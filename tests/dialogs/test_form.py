"""A form that cannot work cannot be made, and a draft is read anew each time, whatever stands in it."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogs.answers import weigh
from dialogs.form import (
    AllOf,
    AnyOf,
    Choice,
    Condition,
    Fit,
    Form,
    Given,
    Has,
    Is,
    Kind,
    Looks,
    Malformed,
    Not,
    Page,
    Question,
    Rows,
    Source,
)
from dialogs.forms import FORMS
from dialogs.forms.speak_up import SPEAK_UP
from tests.dialogs.every_kind import EVERYTHING
from tests.dialogs.people_who_fill_in import CODE, FACTS, Filler, quietly, somehow
from tests.harness.examples import examples


@dataclass(frozen=True)
class Two:
    first: str
    second: str | None


YES_NO = (Choice("yes", "Yes"), Choice("no", "No"))
FIRST = Question("first", Kind.CHOICE, "First?", choices=YES_NO)
SECOND = Question("second", Kind.TEXT, "Second?", required=False)


def form(*pages: tuple[Question, ...], command: Any = Two, **page: Any) -> Form:
    return Form("two", "Two", tuple(Page(f"p{n}", "Page", qs, **page) for n, qs in enumerate(pages)), command)


def test_a_form_of_sound_questions_can_be_made() -> None:
    assert form((FIRST,), (SECOND,)).fingerprint


@pytest.mark.parametrize(
    ("pages", "fault"),
    [
        ([(FIRST, SECOND), (SECOND,)], "two questions are called second"),
        ([(FIRST, FIRST), (SECOND,)], "two questions are called first"),
        ([(replace(FIRST, when=Is("second", "yes")),), (SECOND,)], "first hangs on second, which no earlier page asks"),
        ([(FIRST, replace(SECOND, when=Is("first", "yes")))], "second hangs on first, which no earlier page asks"),
        ([(FIRST,), (replace(SECOND, when=Is("nothing", "yes")),)], "second hangs on nothing"),
        ([(FIRST,), (replace(SECOND, when=Is("first", "maybe")),)], "an answer that first does not have"),
        ([(FIRST,), (replace(SECOND, when=Not(AnyOf(Is("first", "perhaps")))),)], "an answer that first does not have"),
        ([(FIRST,), (replace(SECOND, fits=(Fit(Given("third"), Looks.EMAIL),)),)], "second hangs on third"),
        ([(FIRST,)], "nothing asks for second"),
        ([(FIRST, SECOND), (Question("third", Kind.TEXT, "Third?"),)], "the command has no field for third"),
        ([(replace(FIRST, choices=YES_NO[:1]), SECOND)], "first: there is nothing to choose from"),
        ([(replace(FIRST, choices=(*YES_NO, YES_NO[0])), SECOND)], "first: its choices need different plain values"),
        (
            [(replace(FIRST, choices=(Choice("a,b", "A"), YES_NO[0])), SECOND)],
            "its choices need different plain values",
        ),
        ([(replace(FIRST, default="maybe"), SECOND)], "first: its default is not one of its choices"),
        ([(FIRST, replace(SECOND, ask=" "))], "second: it asks nothing"),
        ([(FIRST, replace(SECOND, at_least=300))], "second: its limits exclude every answer"),
        ([(FIRST, replace(SECOND, key="draft"))], "draft: its key is not a plain word of its own"),
        ([(FIRST, replace(SECOND, rows=Rows("Who", "Part")))], "second: rows belong to a question about people"),
        ([(FIRST, replace(SECOND, kind=Kind.PEOPLE))], "second: rows belong to a question about people"),
        ([(FIRST, replace(SECOND, kind=Kind.EACH))], "second: yes or no for each needs a list"),
        ([(FIRST, replace(SECOND, not_before="third"))], "second is compared with what does not stand above it"),
        (
            [(FIRST, replace(SECOND, kind=Kind.EACH, choices_from=Source.NAMED_HANDLERS, search=("first",)))],
            "second looks for names in what was not asked before it",
        ),
        ([(FIRST, replace(SECOND, joined=("first",)))], "second: only a review shows texts joined"),
        ([(FIRST, SECOND), (Question("r", Kind.REVIEW, "R", joined=("third",)),)], "r joins what was not asked before"),
        ([(replace(FIRST, marker="[x]"), SECOND)], "first: only a text can hold a marker"),
        ([(Question("check", Kind.REVIEW, "Check"),), (FIRST, SECOND)], "the review is not on the last page"),
        ([], "it has no pages"),
    ],
)
def test_a_form_that_cannot_work_cannot_be_made(pages: list[tuple[Question, ...]], fault: str) -> None:
    with pytest.raises(Malformed, match=fault):
        form(*pages)


def test_a_page_cannot_hang_on_what_comes_later_or_lead_back_to_nowhere() -> None:
    with pytest.raises(Malformed, match="page p0 hangs on first"):
        form((FIRST, SECOND), when=Is("first", "yes"))
    with pytest.raises(Malformed, match="page p0 offers to go back to a page that there is not"):
        form((FIRST, SECOND), offers=(("nowhere", "Go back"),))
    with pytest.raises(Malformed, match="two pages are called same"):
        Form("two", "Two", (Page("same", "One", (FIRST,)), Page("same", "Two", (SECOND,))), Two)


def test_the_fingerprint_changes_with_the_words_and_with_nothing_else() -> None:
    made = form((FIRST,), (SECOND,))
    assert made.fingerprint == form((FIRST,), (SECOND,)).fingerprint
    assert made.fingerprint != form((replace(FIRST, ask="First, then?"),), (SECOND,)).fingerprint
    assert len({each.fingerprint for each in FORMS.values()}) == len(FORMS)


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        (Is("first", "yes"), True),
        (Is("first", "no"), False),
        (Is("unasked", "yes"), False),
        (Not(Is("unasked", "yes")), True),
        (Has("several", "b", "c"), True),
        (Has("several", "c"), False),
        (Has("unasked", "c"), False),
        (Given("first"), True),
        (Given("unasked"), False),
        (AllOf(Is("first", "yes"), Has("several", "a")), True),
        (AllOf(Is("first", "yes"), Has("several", "c")), False),
        (AnyOf(Is("first", "no"), Has("several", "a")), True),
        (AnyOf(), False),
        (AllOf(), True),
    ],
)
def test_conditions_hold_on_the_answers_so_far(condition: Condition, holds: bool) -> None:
    assert condition.holds({"first": "yes", "several": ("a", "b")}) is holds


def test_what_is_not_asked_is_dropped_and_so_is_what_hung_on_it() -> None:
    raw = {
        "identity": "named",
        "expect": "",
        "danger": "no",
        "at_risk": "no",
        "works_as": "contractor",
        "affected": "me",
        "new_or_known": "new",
        "contract_scope": "employer",
        "employer_steps": "",
        "name": "Nobody Special",
        "hacked": "yes",
    }
    asked = SPEAK_UP.read(raw, FACTS)
    assert asked.answers["contract_scope"] == "employer"
    assert "employer" in [page.key for page in asked.pages]
    assert "hacked" not in asked.raw
    moved_on = SPEAK_UP.read({**raw, "works_as": "employee"}, FACTS)
    assert moved_on.raw.keys().isdisjoint({"contract_scope", "employer_steps"})
    assert "contract_scope" not in moved_on.answers
    assert not {"scope", "employer"} & {page.key for page in moved_on.pages}


def test_the_page_is_the_first_with_something_open() -> None:
    assert SPEAK_UP.read({}, FACTS).page == SPEAK_UP.pages[0]
    assert SPEAK_UP.read({"identity": "named"}, FACTS).page == SPEAK_UP.pages[0], "its notice was never passed"
    on = SPEAK_UP.read({"identity": "named", "expect": ""}, FACTS)
    assert on.page is not None
    assert on.page.key == "about_you"
    back = SPEAK_UP.read({"identity": "nobody", "expect": "", "danger": "no"}, FACTS)
    assert back.page == SPEAK_UP.pages[0], "a wrong answer opens its page again"
    assert back.errors == {"identity": "Choose how you want to raise this."}


def test_an_empty_key_settles_what_may_be_left_out_and_nothing_else() -> None:
    filler = Filler(EVERYTHING, somehow)
    settled = EVERYTHING.read({"story": "", "words": "", "hello": ""}, FACTS)
    assert "story" not in settled.errors
    assert settled.errors["words"] == "Write an answer."
    assert "colour" not in settled.errors, "nobody has been asked yet"
    filler.answer()
    assert filler.page == "second"


def test_a_draft_is_complete_only_after_the_review() -> None:
    filler = Filler(SPEAK_UP, quietly()).go_to("check")
    assert filler.progress.page is not None
    with pytest.raises(ValueError, match="is not complete"):
        SPEAK_UP.complete(filler.progress)


def test_texts_are_counted_together_against_the_room_there_is() -> None:
    facts = replace(FACTS, text_bytes=60)
    raw = Filler(EVERYTHING, somehow).answering_all()
    fits = EVERYTHING.read({**raw, "words": "a" * 40, "story": "", "people.0.who": "b" * 20}, facts)
    assert "people" not in fits.errors
    over = EVERYTHING.read({**raw, "words": "a" * 40, "story": "", "people.0.who": "b" * 21}, facts)
    assert over.errors["people"].startswith("Your answers together are too long to send here. Take out about 1 letter")
    assert "web page" in over.errors["people"]


@settings(deadline=None)
@given(st.text())
def test_a_text_weighs_what_it_takes_on_a_card(text: str) -> None:
    encodable = text.encode("utf-8", "ignore").decode()
    printable = "".join(sign for sign in encodable if sign == "\n" or sign >= " ")
    assert weigh(printable) >= len(json.dumps(printable, ensure_ascii=False).encode()) - 2


def test_a_code_is_refused_in_every_text() -> None:
    for key in ("words", "story"):
        read = EVERYTHING.read({key: f"it is {CODE.lower()} ok"}, FACTS)
        assert read.errors[key].startswith("Take your code out of this answer.")
    read = EVERYTHING.read({"people": "", "people.0.who": CODE.replace("-", " ")}, FACTS)
    assert read.errors["people"].startswith("Take your code out of this answer.")


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)


@examples(150, full=5000)
@given(form_=st.sampled_from([*FORMS.values(), EVERYTHING]), data=st.data())
def test_reading_takes_anything_and_never_fails(form_: Form, data: st.DataObject) -> None:
    names = [name for q in form_.questions() for name in (q.key, f"{q.key}.0.who", f"{q.key}.day", f"{q.key}.D1042")]
    raw = data.draw(st.dictionaries(st.sampled_from(names) | st.text(max_size=10), _JSON, max_size=30))
    progress = form_.read(raw, FACTS)
    assert json.loads(json.dumps(dict(progress.raw))) == dict(progress.raw)
    assert progress.raw.keys() <= raw.keys()
    again = form_.read(progress.raw, FACTS)
    assert (again.answers, again.page, again.errors) == (progress.answers, progress.page, progress.errors)
