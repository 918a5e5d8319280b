"""A form one question at a time, for a chat. Pure, as `filling` is: the same draft, answer and facts give the same.

The questions, their order and what makes an answer right are the form's own; here is only which one stands open. A
draft holds answers that were right and nothing else: what was refused is kept nowhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from dialogs.filling import Draft, without_details_of
from dialogs.form import Facts, Form, Kind, Malformed, Page, Progress, Question
from dialogs.questions import Choice
from dialogs.reviewing import Answered, reviewed

#: Kinds that have no place on a card with one question.
_NOT_HERE = (Kind.PEOPLE, Kind.EACH, Kind.CONFIRM, Kind.CODE)
#: Kinds that ask nothing.
_SILENT = (Kind.NOTICE, Kind.REVIEW)


@dataclass(frozen=True, slots=True)
class Asked:
    """Where a form stands in the chat."""

    draft: Draft
    progress: Progress = field(repr=False)
    page: Page
    #: The question that is open; None when all are answered and can be looked over.
    question: Question | None
    #: What to do about the last answer to it; empty when nothing is wrong.
    error: str = ""

    @property
    def number(self) -> int:
        """Of the open question among those that are asked, from 1."""
        keys = [question.key for question in _asked(self.progress)]
        return keys.index(self.question.key) + 1 if self.question else len(keys)

    @property
    def is_first(self) -> bool:
        return self.question is not None and _before(self.progress, self.question.key) is None

    @property
    def notices(self) -> Sequence[str]:
        """What is said between the question before and this one, such as what to do now; after the last question, what
        stands beside the review."""
        said: list[str] = []
        for page in self.progress.pages:
            for question in self.progress.asked[page.key]:
                if self.question is not None and question.key == self.question.key:
                    return said
                if question.kind is Kind.NOTICE:
                    said.append(question.ask)
                elif question.kind is not Kind.REVIEW and not _passed(question, self.progress):
                    said = []
        return said

    @property
    def choices(self) -> tuple[Choice, ...]:
        return self.progress.choices(self.question) if self.question else ()

    def lines(self) -> list[Answered]:
        """Every answer so far, in words. Their places, from 1, are the numbers by which they can be changed."""
        return [
            line
            for _, lines in reviewed(replace(self.progress, pages=(*self.progress.pages, self.page)))
            for line in lines
            if _settled(line.question, self.progress) and not _passed(line.question, self.progress)
        ]

    def answer_to(self, key: str) -> Answered | None:
        return next((line for line in self.lines() if line.question.key == key), None)


def must_be_askable(form: Form) -> Form:
    """The form. Raises Malformed when a question of it cannot stand alone on a card."""
    wrong = [question.key for question in form.questions() if question.kind in _NOT_HERE]
    if wrong or form.pages[-1].questions[0].kind is not Kind.REVIEW:
        raise Malformed(f"The form “{form.key}” cannot be asked in a chat: {', '.join(wrong) or 'it has no review'}.")
    return form


def begin(form: Form, minted: Mapping[str, str], facts: Facts) -> Asked:
    return look(form, Draft(form.key, {}, minted), facts)


def look(form: Form, draft: Draft, facts: Facts) -> Asked:
    """Where the draft stands: at the question that it was changing, or else at the first that is open."""
    progress = _read(form, draft.answers, facts)
    page, question = _open(progress)
    if draft.page is not None and (turned := _find(progress, draft.page)) is not None:
        page, question = turned
    page_key = draft.page and question and question.key
    error = _error(question, progress) if question else ""
    return Asked(replace(draft, answers=progress.raw, page=page_key or None), progress, page, question, error)


def answer(form: Form, asked: Asked, inputs: Mapping[str, object], facts: Facts) -> Asked:
    """The open question answered. `inputs` are its own, by name; others are ignored. A wrong answer leaves everything
    as it was, and says what to do."""
    question = asked.question
    if question is None:
        return asked
    names = {*asked.progress.names(question), question.key}
    typed = {name: inputs.get(name, "") for name in names}
    tried = _read(form, {**asked.draft.answers, **typed}, facts)
    if not _settled(question, tried):
        return replace(asked, error=tried.errors.get(question.key) or question.missing)
    return look(form, replace(asked.draft, answers=tried.raw, page=None), facts)


def may_skip(asked: Asked) -> bool:
    question = asked.question
    return question is not None and not _must(question, asked.progress)


def skip(form: Form, asked: Asked, facts: Facts) -> Asked:
    """Leave the open question empty; one that needs an answer says so."""
    return answer(form, asked, {}, facts)


def key_of(asked: Asked, number: str) -> str:
    """The question whose answer has this number in the list of all; empty when there is none."""
    lines = asked.lines()
    place = int(number) if number.isdecimal() and len(number) < 4 else 0
    return lines[place - 1].question.key if 1 <= place <= len(lines) else ""


def shown_of(asked: Asked) -> dict[str, object]:
    """What stands in the inputs of the open question: an earlier answer, or a suggestion."""
    question, progress = asked.question, asked.progress
    if question is None:
        return {}
    if question.kind is Kind.SEVERAL:
        return {question.key: list(progress.picked(question.key))}
    return {name: progress.shown(name, question) for name in (*progress.names(question), question.key)}


def for_a_box(form: Form, draft: Draft, facts: Facts) -> dict[str, object]:
    """The answers as the pages of a box carry them: what is only to be read there counts as read."""
    asked = look(form, draft, facts)
    return {**asked.draft.answers, **_read_notices(asked.progress)}


def back(form: Form, asked: Asked, facts: Facts) -> Asked:
    """To the question before; the first stays where it is."""
    before = _before(asked.progress, asked.question.key if asked.question else "")
    return look(form, replace(asked.draft, page=before.key), facts) if before else asked


def change(form: Form, asked: Asked, key: str, facts: Facts) -> Asked:
    """To an answered question; where there is none of that key, nothing changes."""
    if asked.answer_to(key) is None:
        return asked
    return look(form, replace(asked.draft, page=key), facts)


def remove(form: Form, asked: Asked, facts: Facts) -> Asked:
    """Take out of the answers what the open question found in them, where its page offers that."""
    if not asked.page.removes:
        return asked
    answers = without_details_of(asked.page, asked.progress)
    return look(form, replace(asked.draft, answers=answers, page=None), facts)


def complete(form: Form, asked: Asked, facts: Facts) -> Any:
    """The command that the answers stand for. Raises ValueError when something is open."""
    review = {question.key: "" for question in form.pages[-1].questions}
    return form.complete(form.read({**asked.draft.answers, **_read_notices(asked.progress), **review}, facts))


# -------------------------------------------------------------------- inside


def _read(form: Form, answers: Mapping[str, object], facts: Facts) -> Progress:
    """Read, and settle what need not be asked: what another answer has made pointless, and what is known already."""
    progress = form.read(answers, facts)
    while (question := _open(progress)[1]) is not None:
        if question.key in progress.raw:
            return progress
        known = facts.prefill.get(question.key, "") if question.prefilled and question.personal else ""
        if not known and not _passes(question, progress):
            return progress
        progress = form.read({**progress.raw, question.key: known}, facts)
        if question.key in progress.errors:
            return form.read({k: v for k, v in progress.raw.items() if k != question.key}, facts)
    return progress


def _read_notices(progress: Progress) -> dict[str, object]:
    """Those that stand before the open question, as read."""
    read: dict[str, object] = {}
    for page in progress.pages:
        for question in progress.asked[page.key]:
            if question.kind is Kind.NOTICE:
                read[question.key] = ""
        if any(
            question.kind not in _SILENT and not _settled(question, progress) for question in progress.asked[page.key]
        ):
            break
    return read


def _asked(progress: Progress) -> Iterator[Question]:
    """Those that are asked one by one, in order."""
    for page in progress.pages:
        for question in progress.asked[page.key]:
            if question.kind not in _SILENT and not _passed(question, progress):
                yield question


def _open(progress: Progress) -> tuple[Page, Question | None]:
    """The first question that is not answered, or answered wrongly; the last page and None when there is none."""
    for page in progress.pages:
        for question in progress.asked[page.key]:
            if question.kind not in _SILENT and not _settled(question, progress):
                return page, question
    return progress.pages[-1], None


def _find(progress: Progress, key: str) -> tuple[Page, Question] | None:
    """A question that is asked and answered; None when there is none of that key."""
    for page in progress.pages:
        for question in progress.asked[page.key]:
            if question.key == key and _settled(question, progress):
                return page, question
    return None


def _before(progress: Progress, key: str) -> Question | None:
    before = None
    for question in _asked(progress):
        if question.key == key:
            return before
        if _settled(question, progress):
            before = question
    return before


def _settled(question: Question, progress: Progress) -> bool:
    return question.key in progress.raw and question.key not in progress.errors


def _error(question: Question, progress: Progress) -> str:
    """What is wrong with what stands there; a question that was not asked yet is not wrong."""
    given = any(progress.raw.get(name) for name in progress.names(question))
    return progress.errors.get(question.key, "") if given else ""


def _must(question: Question, progress: Progress) -> bool:
    return question.required or (question.needed is not None and question.needed.holds(progress.answers))


def _passes(question: Question, progress: Progress) -> bool:
    """Another answer has made it pointless: how many, where nobody knows how many."""
    return question.needed is not None and not _must(question, progress)


def _passed(question: Question, progress: Progress) -> bool:
    return _passes(question, progress) and question.key not in progress.answers
