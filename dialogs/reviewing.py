"""All answers so far, in words: what the last page of a form shows before it is sent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from dialogs.form import Kind, Page, Progress, Question
from dialogs.wording import in_words
from governance.incidents import Moment
from governance.letters import paragraphs
from governance.reports import NamedPerson

#: What stands for a question that was left empty.
LEFT_EMPTY = "Not answered"

_ZONE = ZoneInfo("Europe/London")


@dataclass(frozen=True, slots=True, repr=False)
class Answered:
    """A question and its answer, in words. `typed` says whether the words are the person's own."""

    question: Question
    asked: str
    answer: str
    typed: bool


def reviewed(progress: Progress) -> Iterator[tuple[Page, list[Answered]]]:
    """The pages before the last one that asked anything, each with its answers."""
    for page in progress.pages[:-1]:
        lines = [line for question in progress.asked[page.key] for line in _lines(question, progress)]
        if lines:
            yield page, lines


def joined(review: Question, progress: Progress) -> str:
    """The texts that a review shows as whoever gets them reads them."""
    return paragraphs(str(progress.answers.get(key, "")) for key in review.joined)


def _lines(question: Question, progress: Progress) -> Iterator[Answered]:
    if question.kind is Kind.EACH:
        yes = progress.answers.get(question.key, ())
        for choice in progress.choices(question):
            said = "Yes" if isinstance(yes, tuple) and choice.value in yes else "No"
            yield Answered(question, choice.label, said, typed=False)
    elif question.kind not in (Kind.NOTICE, Kind.REVIEW):
        answer = _in_words(question, progress.answers.get(question.key), progress)
        if answer or not question.steers:
            yield Answered(question, question.ask, answer or LEFT_EMPTY, bool(answer) and question.holds_text)


def _in_words(question: Question, value: object, progress: Progress) -> str:
    labels = {choice.value: choice.label for choice in progress.choices(question)}
    match value:
        case None:
            return ""
        case bool():
            return "Yes"
        case Moment():
            return in_words(value)
        case datetime():
            local = value.astimezone(_ZONE)
            return f"{local.day} {local:%B %Y, %H:%M}"
        case date():
            return f"{value.day} {value:%B %Y}"
        case tuple():
            return "\n".join(_one(each, labels) for each in value)
        case _:
            return _one(value, labels)


def _one(value: object, labels: dict[str, str]) -> str:
    if isinstance(value, NamedPerson):
        return f"{value.who} ({labels[value.part]})" if value.part in labels else value.who
    return labels.get(str(value), str(value))
