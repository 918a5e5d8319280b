"""Words that every rendering of a page says alike."""

from __future__ import annotations

from functools import lru_cache
from zoneinfo import ZoneInfo

from dialogs.form import Kind, Page, Progress, Question, Source
from governance.incidents import Moment

_ZONE = ZoneInfo("Europe/London")


def place_of(page: Page, progress: Progress) -> str:
    """Where a page stands: answers may still add pages or take them away, so it is a good guess. Empty for a form of
    one page."""
    return "" if len(progress.pages) == 1 else f"Page {progress.pages.index(page) + 1} of about {len(progress.pages)}"


def optionally(question: Question) -> str:
    """What stands behind a question that may be left out."""
    return "" if question.required or question.needed else " (you can leave this out)"


# The words of a form are the same for everybody; an answer never comes in here.
@lru_cache(maxsize=1024)
def label(question: Question) -> str:
    """What is asked, whether it may be left out, and the hint: all that a screen reader must read with the input."""
    optional = optionally(question) if question.kind is not Kind.CONFIRM else ""
    hint = question.hint
    if not hint:
        return f"{question.ask}{optional}"
    stop = "" if question.ask[-1] in ".?!" and not optional else "."
    return f"{question.ask}{optional}{stop} {hint}"


def handlers_line(question: Question, progress: Progress) -> str:
    """Who deals with reports, for a question that turns on it; empty otherwise."""
    if not question.names_handlers or not progress.facts.handlers:
        return ""
    names = "; ".join(f"{handler.name}, {handler.post}" for handler in progress.facts.handlers)
    return f"These people deal with reports: {names}."


def found_lines(question: Question, progress: Progress) -> tuple[str, ...]:
    """What a question found in the answers, to be read above its input; most find nothing."""
    if question.choices_from is not Source.PERSONAL_DETAILS:
        return ()
    return tuple(choice.label for choice in progress.choices(question))


def in_words(moment: Moment) -> str:
    """Such as "3 November 2026, 14:30", or "some time on 3 November 2026"."""
    if moment.at is None:
        return f"some time on {moment.on.day} {moment.on:%B %Y}"
    local = moment.at.astimezone(_ZONE)
    return f"{local.day} {local:%B %Y, %H:%M}"


def problems(page: Page, progress: Progress) -> list[tuple[Question, str]]:
    """What is wrong on this page, in its order."""
    return [
        (question, progress.errors[question.key])
        for question in progress.asked[page.key]
        if question.key in progress.errors
    ]
