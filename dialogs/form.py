"""Forms are data: pages of typed questions with conditions on the answers of earlier pages.

One operation matters: `form.read(raw, facts) -> Progress(answers, page, errors)`. It re-validates the whole draft each
time, so that a face may carry the draft anywhere and need not be trusted; position is computed, never stored.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any

from dialogs.answers import Raw, Reading, text_of
from dialogs.conditions import ALWAYS, AllOf, AnyOf, Condition, Contains, Given, Has, Is, Mentions, Not
from dialogs.facts import TEAMS_TEXT_BYTES, WEB_TEXT_BYTES, Facts, Handler
from dialogs.questions import YES_OR_NO, Choice, Fit, Kind, Looks, Page, Question, Rows, Source, faults_of
from dialogs.reading import begun, input_names, is_asked, keep_parts, read_question

__all__ = [
    "ALWAYS",
    "TEAMS_TEXT_BYTES",
    "WEB_TEXT_BYTES",
    "YES_OR_NO",
    "AllOf",
    "AnyOf",
    "Choice",
    "Condition",
    "Contains",
    "Facts",
    "Fit",
    "Form",
    "Given",
    "Handler",
    "Has",
    "Is",
    "Kind",
    "Looks",
    "Malformed",
    "Mentions",
    "Not",
    "Page",
    "Progress",
    "Question",
    "Rows",
    "Source",
]


class Malformed(Exception):
    """A form that cannot work. The message names every fault, for the person who writes forms."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a draft has come. Shows what is asked, what is answered, and what is wrong; decides nothing."""

    #: Values by the command's field (and by key, for questions that only steer). Only what was asked, and is right.
    answers: Mapping[str, object] = field(repr=False)
    #: What the face sent for the questions that are asked, by input name; everything else was dropped.
    raw: Raw = field(repr=False)
    #: The pages that are asked, in order. Later ones may still come and go.
    pages: tuple[Page, ...]
    #: The questions asked on each page, by page key.
    asked: Mapping[str, tuple[Question, ...]]
    #: The first page with a question that is unsettled or wrong; None when the form is complete.
    page: Page | None
    #: What to do about a wrong answer, by question key.
    errors: Mapping[str, str]
    facts: Facts
    #: Choices that came out of facts and answers, by question key.
    found: Mapping[str, tuple[Choice, ...]]

    def choices(self, question: Question) -> tuple[Choice, ...]:
        return self.found.get(question.key, question.choices)

    def page_called(self, key: str | None) -> Page | None:
        """The asked page of that name; None when there is none, or it is not asked."""
        return next((page for page in self.pages if page.key == key), None)

    def shown(self, name: str, question: Question) -> str:
        """The text that an input shows: what was sent, or a suggestion while nothing was."""
        if name in self.raw:
            return text_of(self.raw[name])
        return self.facts.prefill.get(question.key, "") if question.prefilled else question.default

    def picked(self, name: str) -> tuple[str, ...]:
        """The choices that were picked where several may be."""
        picks = self.raw.get(name)
        return tuple(pick for pick in picks if isinstance(pick, str)) if isinstance(picks, list) else ()

    def rows(self, question: Question) -> int:
        """How many rows of a question about people are shown: those begun, and at least one."""
        return max(begun(question, self.raw), 1)

    def texts(self, page: Page | None = None) -> dict[str, str]:
        """What was typed into text inputs, by input name: on one page, or altogether."""
        pages = self.pages if page is None else (page,)
        return {
            name: text_of(self.raw[name])
            for each in pages
            for question in self.asked.get(each.key, ())
            if question.holds_text
            for name in input_names(question, (), question.rows.most if question.rows else 0)
            if name in self.raw and not name.endswith(".part")
        }

    def names(self, question: Question) -> tuple[str, ...]:
        """The names of the inputs that a question has just now."""
        if not question.in_parts:
            return (question.key,)
        return input_names(question, self.found.get(question.key, ()), self.rows(question))


@dataclass(slots=True, repr=False)
class _Course:
    """How far a reading has come."""

    reading: Reading
    pages: list[Page] = field(default_factory=list)
    #: The first page with something open.
    page: Page | None = None


@dataclass(frozen=True)
class Form:
    """A frozen constant. Constructing one that cannot work raises Malformed."""

    key: str
    title: str
    pages: tuple[Page, ...] = field(repr=False)
    #: A dataclass with exactly one field for each field that the questions fill.
    command: Callable[..., Any]
    #: May be completed by somebody whom nobody knows.
    anonymous: bool = False
    #: Keys of the questions that only show what was answered.
    reviews: frozenset[str] = field(init=False, repr=False)
    #: Names these questions, so that stored answers stay readable when the form changes: 16 hex digits.
    fingerprint: str = field(init=False, repr=False)

    def __post_init__(self) -> None:
        faults = list(self._faults())
        if faults:
            raise Malformed(f"The form “{self.key}” cannot work: {'; '.join(faults)}.")
        reviews = frozenset(question.key for question in self.questions() if question.kind is Kind.REVIEW)
        object.__setattr__(self, "reviews", reviews)
        digest = hashlib.blake2b(repr((self.key, self.pages)).encode(), digest_size=8)
        object.__setattr__(self, "fingerprint", digest.hexdigest())

    def questions(self) -> Iterator[Question]:
        for page in self.pages:
            yield from page.questions

    def read(self, raw: Raw, facts: Facts, *, until: str | None = None) -> Progress:
        """Validate a draft, which may be anything. Never raises.

        With `until`, no answer on the page of that name is read, nor anything after it, if it is asked: for finding
        out what it asks. Nor is it looked at what all the answers hold together; `read_on` does.
        """
        reading = Reading(raw, facts)
        if until is not None:
            reading.together = (False, False)
        return self._read(_Course(reading), self.pages, until)

    def read_on(self, before: Progress, raw: Raw) -> Progress:
        """The same as `read(raw, before.facts)`, sooner: `before` was read until its last page, and `raw` says nothing
        else than that draft to what is asked before it."""
        reading = Reading(raw, before.facts)
        if any(reading.care()):  # then what stands on a page may be wrong because of another one
            return self.read(raw, before.facts)
        page = before.pages[-1]
        reading.kept.update(before.raw)
        reading.found.update(before.found)
        reading.answers.update(before.answers)
        reading.errors.update(before.errors)
        reading.asked.update(before.asked)
        for question in reading.asked.pop(page.key):
            for name in (question.key, *(before.names(question) if question.in_parts else ())):
                reading.kept.pop(name, None)
            reading.found.pop(question.key, None)
        course = _Course(reading, list(before.pages[:-1]), before.page)
        return self._read(course, self.pages[self.pages.index(page) :], None)

    def _read(self, course: _Course, pages: tuple[Page, ...], until: str | None) -> Progress:
        reading = course.reading
        for page in pages:
            if page.when is not ALWAYS and not page.when.holds(reading.answers):
                continue
            questions = page.questions
            if not page.always:
                questions = tuple([each for each in questions if each.always or is_asked(each, reading)])
            if not questions:
                continue
            course.pages.append(page)
            reading.asked[page.key] = questions
            if page.key == until:
                for question in questions:
                    if question.in_parts:
                        keep_parts(question, reading)
                break
            settled = [read_question(question, reading) for question in questions]
            if course.page is None and not all(settled):
                course.page = page
        return Progress(
            reading.answers,
            reading.kept,
            tuple(course.pages),
            reading.asked,
            course.page,
            reading.errors,
            reading.facts,
            reading.found,
        )

    def complete(self, progress: Progress) -> Any:
        """The command that a complete draft stands for. Raises ValueError when something is missing."""
        if progress.page is not None:
            raise ValueError(f"the form “{self.key}” is not complete")
        return self.command(
            **{
                name: progress.answers.get(name, _nothing(question))
                for question in self.questions()
                for name in question.fields
            }
        )

    def _faults(self) -> Iterator[str]:
        earlier: dict[str, Question] = {}
        page_keys: set[str] = set()
        for number, page in enumerate(self.pages, start=1):
            if page.key in page_keys:
                yield f"two pages are called {page.key}"
            page_keys.add(page.key)
            yield from _dangling(f"page {page.key}", page.when, earlier)
            here: dict[str, Question] = {}
            for question in page.questions:
                if question.key in earlier or question.key in here:
                    yield f"two questions are called {question.key}"
                yield from (f"{question.key}: {fault}" for fault in faults_of(question))
                yield from _dangling(question.key, question.when, earlier)
                for fit in question.fits:
                    yield from _dangling(question.key, fit.when, earlier)
                yield from _unasked(question, earlier)
                yield from _not_above(question, earlier.keys() | here.keys(), here.keys())
                if question.kind is Kind.REVIEW and number != len(self.pages):
                    yield "the review is not on the last page"
                here[question.key] = question
            earlier.update(here)
        if not self.pages:
            yield "it has no pages"
        for page in self.pages:
            if any(key not in page_keys for key, _ in page.offers):
                yield f"page {page.key} offers to go back to a page that there is not"
        yield from self._mismatch()

    def _mismatch(self) -> Iterator[str]:
        asked = {name for question in self.questions() for name in question.fields}
        wanted = {f.name for f in fields(self.command)} if is_dataclass(self.command) else set()
        if asked - wanted:
            yield f"the command has no field for {', '.join(sorted(asked - wanted))}"
        if wanted - asked:
            yield f"nothing asks for {', '.join(sorted(wanted - asked))}"


def _not_above(question: Question, above: Collection[str], here: Collection[str]) -> Iterator[str]:
    if question.needed and any(key not in above for key, _ in question.needed.points_at()):
        yield f"{question.key} is needed by what does not stand above it"
    if question.not_before and question.not_before not in here:
        yield f"{question.key} is compared with what does not stand above it"


def _unasked(question: Question, earlier: Mapping[str, Question]) -> Iterator[str]:
    if not earlier.keys() >= {*question.search, *question.search_posts}:
        yield f"{question.key} looks for names in what was not asked before it"
    if not earlier.keys() >= set(question.joined):
        yield f"{question.key} joins what was not asked before it"


def _dangling(what: str, when: Condition, earlier: Mapping[str, Question]) -> Iterator[str]:
    for key, values in when.points_at():
        question = earlier.get(key)
        if question is None:
            yield f"{what} hangs on {key}, which no earlier page asks"
        elif question.choices_from is None and not {choice.value for choice in question.choices} >= set(values):
            yield f"{what} hangs on an answer that {key} does not have"


def _nothing(question: Question) -> object:
    """What stands in the command for a question that was not asked or left empty."""
    return () if question.kind in (Kind.SEVERAL, Kind.PEOPLE, Kind.EACH) else None
