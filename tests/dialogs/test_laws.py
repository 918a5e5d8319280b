"""Laws over every form there is, so that a new form keeps them without a test of its own."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import fields
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
import textstat  # type: ignore[import-untyped]  # it has no types
from hypothesis import given
from hypothesis import strategies as st

from dialogs import filling
from dialogs.answers import MISSING
from dialogs.cards import form_card
from dialogs.filling import Complete, Draft, Show, Stopped
from dialogs.form import Form, Kind, Progress, Question
from dialogs.forms import FORMS
from dialogs.pages import form_page
from dialogs.preview import preview
from tests.dialogs.every_kind import EVERYTHING
from tests.dialogs.people_who_fill_in import CODE, FACTS, TODAY, Filler, carried, somehow
from tests.harness.examples import examples

ALL = {**FORMS, EVERYTHING.key: EVERYTHING}
every_form = pytest.mark.parametrize("key", list(ALL))
every_real_form = pytest.mark.parametrize("key", list(FORMS))

# ------------------------------------------------------------------ walking through


_WORDS = ("Shah knows about it all", "Nothing to do with anybody", "{{x}} ${y} **z** <b>&amp; \u202e")


def _any_answer(chance: Random, question: Question, progress: Progress) -> dict[str, object]:
    """A right answer, by chance; or for what may be left out, perhaps nothing."""
    if not question.required and not question.needed and chance.random() < 0.5:
        return {}
    match question.kind:
        case Kind.CHOICE | Kind.YES_NO:
            return {question.key: chance.choice(progress.choices(question)).value}
        case Kind.SEVERAL:
            together = [choice.value for choice in question.choices if not choice.alone]
            picks = chance.sample(together, chance.randint(1, len(together)))
            return {question.key: chance.choice([picks, ",".join(picks)])}
        case Kind.EACH:
            return {name: chance.choice(["yes", "no"]) for name in progress.names(question)}
        case Kind.TEXT | Kind.LONG_TEXT if not question.fits:
            return {question.key: chance.choice(_WORDS)}
        case _:
            return somehow(question, progress)


def _by_chance(form: Form, seed: int) -> Filler:
    chance = Random(seed)
    return Filler(form, lambda question, progress: _any_answer(chance, question, progress))


@every_form
@examples(12, full=120)
@given(seed=st.integers(0, 2**32))
def test_whatever_is_answered_there_is_a_way_to_the_end_and_every_page_can_be_shown(key: str, seed: int) -> None:
    form = ALL[key]
    filler = _by_chance(form, seed)
    for _ in range(40):
        if isinstance(filler.step, Complete):
            break
        _shows_on_every_face(form, filler.show)
        filler.answer()
        assert not isinstance(filler.step, Show) or not filler.errors, f"{filler.page}: {filler.errors}"
    command = filler.command
    assert {field.name for field in fields(command)} == {name for q in form.questions() for name in q.fields}


def _shows_on_every_face(form: Form, show: Show) -> None:
    """Every question that is asked stands on the card and on the page with its words."""
    card = json.dumps(form_card(form, show.page, show.progress, "token"), ensure_ascii=False)
    page = form_page(form, show.page, show.progress, "token")
    for question in show.progress.asked[show.page.key]:
        for name in show.progress.names(question):
            if question.kind not in (Kind.NOTICE, Kind.REVIEW):
                assert f'"id": "{name}"' in card, f"{name} is not on the card"
                assert f'name="{name}"' in page, f"{name} is not on the page"
        if question.kind is not Kind.REVIEW:
            line = question.ask.split("\n", 1)[0]
            assert line in card
            assert line.replace("'", "&#x27;") in page


_ODD: tuple[object, ...] = (
    None,
    True,
    False,
    7,
    -1,
    0.5,
    "",
    "x",
    "x" * 70_000,
    "\ud800\u202e{{$({",
    CODE,
    "yes",
    "red",
    ["red", 7],
    [],
    {"a": None},
)


def _odd_inputs(chance: Random, form: Form) -> dict[str, object]:
    keys = [question.key for question in form.questions()]
    names = [name for key in keys for name in (key, f"{key}.0.who", f"{key}.day", f"{key}.D1042")] + [
        "",
        "draft",
        "a.b.c",
    ]
    return {chance.choice(names): chance.choice(_ODD) for _ in range(chance.randint(0, 8))}


def _odd_action(chance: Random, form: Form) -> str:
    pages = [f"edit:{page.key}" for page in form.pages]
    rows = [f"more:{question.key}" for question in form.questions()]
    return chance.choice(["next", "back", "", "stop?", chance.choice(pages), chance.choice(rows)])


@every_form
@examples(12, full=160)
@given(seed=st.integers(0, 2**32))
def test_no_press_makes_a_form_fail_or_complete_when_it_is_not(key: str, seed: int) -> None:
    form = ALL[key]
    chance, filler = Random(~seed), _by_chance(form, seed)
    for _ in range(30):
        if chance.random() < 0.7:
            filler.answer()
        else:
            filler.press_with(_odd_action(chance, form), _odd_inputs(chance, form))
        if not isinstance(filler.step, Show):
            _is_a_legal_end(form, filler.step)
            return
        draft = filler.show.draft
        assert carried(draft) == draft
        assert sum(len(str(value)) for value in draft.answers.values()) < 3 * FACTS.text_bytes
        form_card(form, filler.show.page, filler.progress, "token")
        form_page(form, filler.show.page, filler.progress, "token")


@examples(150, full=5000)
@given(form=st.sampled_from(list(ALL.values())), seed=st.integers(0, 2**32))
def test_to_read_on_from_a_page_finds_what_reading_the_whole_draft_finds(form: Form, seed: int) -> None:
    chance, filler = Random(~seed), _by_chance(form, seed)
    for _ in range(chance.randint(0, 12)):
        if isinstance(filler.step, Show):
            filler.answer()
    assert not isinstance(filler.step, Stopped)
    answers = {**filler.step.draft.answers, **chance.choice(({}, _odd_inputs(chance, form)))}
    for page in form.read(answers, FACTS).pages:
        before = form.read(answers, FACTS, until=page.key)
        names = [name for each in before.asked[page.key] for name in (each.key, *before.names(each))]
        typed = {name: chance.choice((*_ODD, *_WORDS)) for name in names if chance.random() < 0.5}
        assert form.read_on(before, {**answers, **typed}) == form.read({**answers, **typed}, FACTS)


@examples(200, full=10_000)
@given(
    form=st.sampled_from(list(ALL.values())),
    answers=st.dictionaries(st.text(max_size=12), st.sampled_from(_ODD)),
    page=st.none() | st.text(max_size=12),
)
def test_a_draft_that_nobody_made_does_no_harm(form: Form, answers: dict[str, object], page: str | None) -> None:
    step = filling.step(form, Draft(form.key, answers, {}, page), "next", {}, FACTS)
    assert isinstance(step, Show)


def _is_a_legal_end(form: Form, step: filling.Step) -> None:
    assert not isinstance(step, Stopped)
    assert isinstance(step, Complete)
    progress = form.read(step.draft.answers, FACTS)
    assert progress.page is None
    assert not progress.errors


# ------------------------------------------------------------------ time


def _until_asked(form: Form, question: Question) -> Filler:
    """Somebody in front of the question: whatever it hangs on is answered so, by chance."""
    for seed in range(200):
        filler = _by_chance(form, seed)
        while isinstance(filler.step, Show):
            if question in filler.asked:
                return filler
            filler.answer()
    raise AssertionError(f"{question.key} is never asked")


@every_form
def test_no_form_takes_what_has_not_happened_nor_sets_a_date_that_has_passed(key: str) -> None:
    form = ALL[key]
    for question in form.questions():
        if question.kind not in (Kind.DAY, Kind.MOMENT):
            continue
        filler = _until_asked(form, question)
        wrong = (TODAY + timedelta(days=-1 if question.ahead else 1)).isoformat()
        sent = {question.key: wrong, f"{question.key}.day": wrong, f"{question.key}.time": "00:01"}
        filler.press_with("next", sent)
        must = "later" if question.ahead else "earlier"
        assert filler.errors[question.key] == f"Enter a date that is today or {must}."


# ------------------------------------------------------------------ words

LONGEST_SENTENCE = 24
#: Automated readability index: 5 is the fifth year of school, age ten.
READING_GRADE = 5.0
LAWYERS_WORDS = re.compile(
    r"\b(?:additional|aforementioned|allegations?|and/or|assist|commence|detriment|disclos\w+|endeavour|ensure|etc"
    r"|facilitate|herein|i\.e|e\.g|invalid|malpractice|mandatory|obtain|perpetrator|prior to|pursuant|purchase"
    r"|regarding|retaliation|submit|substantially|terminate|thereof|utilise|via|victimis\w+|whilst|informed of"
    r"|in respect of|in accordance|please note|field|input|error occurred|tip|tips|whistle-?blower)\b",
    re.IGNORECASE,
)


def _words_of(form: Form) -> Iterator[tuple[str, str]]:
    """(where, words) of everything that a form says."""
    for page in form.pages:
        yield page.key, page.title
        yield page.key, page.button
        yield from ((page.key, words) for _, words in page.offers)
        for question in page.questions:
            yield question.key, question.ask
            yield question.key, question.hint
            yield question.key, question.missing
            yield from ((question.key, words) for choice in question.choices for words in (choice.label, choice.hint))
            if question.rows:
                yield from (
                    (question.key, words) for words in (question.rows.who, question.rows.part, question.rows.more)
                )


def _sentences(words: str) -> list[str]:
    return [part for part in re.split(r"(?<=[.?!:])\s+|\n+", words) if part.strip()]


@every_real_form
def test_every_sentence_is_short(key: str) -> None:
    form = ALL[key]
    long = [
        (where, sentence)
        for where, words in _words_of(form)
        for sentence in _sentences(words)
        if len(sentence.split()) > LONGEST_SENTENCE
    ]
    assert not long


@every_real_form
def test_no_lawyers_words(key: str) -> None:
    form = ALL[key]
    found = [(where, match[0]) for where, words in _words_of(form) for match in LAWYERS_WORDS.finditer(words)]
    assert not found


@every_real_form
def test_a_child_of_ten_can_read_it(key: str) -> None:
    form = ALL[key]
    for page in form.pages:
        said = [words for where, words in _words_of(form) if where in {page.key, *(q.key for q in page.questions)}]
        text = " ".join(sentence.rstrip(".?!:") + "." for words in said for sentence in _sentences(words))
        grade = textstat.automated_readability_index(text)
        assert grade <= READING_GRADE, f"{page.key} needs grade {grade}"


def test_the_law_about_reading_notices_what_the_policy_says() -> None:
    """The measure can fail: it does on the policy's own sentence (paragraph 24)."""
    policy = (
        "The protection provided to employees raising concerns cannot be given to third parties. The Council cannot "
        "guarantee protection to employees of third party organisations. However, we expect contractors to be aware "
        "of the legal obligations in relation to whistleblowing policy."
    )
    assert textstat.automated_readability_index(policy) > READING_GRADE


@every_real_form
def test_whatever_must_be_answered_says_what_to_do_in_words_of_its_own(key: str) -> None:
    form = ALL[key]
    for page in form.pages:
        said = [q.missing for q in page.questions if q.required and q.kind not in (Kind.NOTICE, Kind.REVIEW)]
        assert all(said), f"a question on {page.key} has no words for when it is left empty"
        assert len(set(said)) == len(said), f"two questions on {page.key} say the same"


def test_every_kind_says_what_to_do_when_it_is_left_empty() -> None:
    assert MISSING.keys() == set(Kind) - {Kind.NOTICE, Kind.REVIEW, Kind.EACH}


# ------------------------------------------------------------------ the council's reporting form

REPORTING_FORM = json.loads(Path(__file__).with_name("reporting_form.json").read_text("utf-8"))
_HANDLER = "asked of those who handle incidents, in forms of their own"
_MANAGER = "asked of managers who were told of a concern, in a form of their own that is not offered yet"
NOT_ASKED = {
    "Z4": "comes after the report is safe, on the page that shows the code, and stops nobody",
}


def test_every_question_of_the_reporting_form_is_asked_or_has_a_reason_why_not() -> None:
    asked = {source for form in FORMS.values() for question in form.questions() for source in question.source}
    assert asked | NOT_ASKED.keys() == REPORTING_FORM.keys()
    assert not asked & NOT_ASKED.keys()


def test_every_question_of_speaking_up_says_where_it_comes_from() -> None:
    unsourced = [q.key for q in FORMS["speak_up"].questions() if not q.source and not q.steers]
    assert not unsourced


def test_whatever_must_be_answered_by_everybody_stands_on_the_way_of_everybody() -> None:
    """What the reporting form marks as needed from everybody is never behind "add more detail"."""
    for page in FORMS["speak_up"].pages:
        for question in page.questions:
            needed = any(REPORTING_FORM[source]["required"] == "Y" for source in question.source)
            if needed and question.required and question.kind is not Kind.NOTICE:
                assert all(key != "add_more" for key, _ in page.when.points_at())


# ------------------------------------------------------------------ renderings


@every_form
def test_every_form_can_be_printed_for_the_people_who_own_its_words(key: str) -> None:
    form = ALL[key]
    printed = preview(form)
    for where, words in _words_of(form):
        for line in words.split("\n"):
            if line and words not in (form.key,) and not _is_missing(form, words):
                assert line in printed, f"{where}: {line}"


def _is_missing(form: Form, words: str) -> bool:
    return words in {q.missing for q in form.questions()} | {
        text for q in form.questions() if q.rows for text in (q.rows.who, q.rows.part, q.rows.more)
    }
