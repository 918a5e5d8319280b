"""Words that every rendering of a page says alike."""

from __future__ import annotations

from dialogs.form import Kind, Page, Progress, Question


def place_of(page: Page, progress: Progress) -> str:
    """Where a page stands: answers may still add pages or take them away, so it is a good guess. Empty for a form of
    one page."""
    return "" if len(progress.pages) == 1 else f"Page {progress.pages.index(page) + 1} of about {len(progress.pages)}"


def label(question: Question) -> str:
    """What is asked, whether it may be left out, and the hint: all that a screen reader must read with the input."""
    optional = "" if question.required or question.kind is Kind.CONFIRM else " (you can leave this out)"
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


def problems(page: Page, progress: Progress) -> list[tuple[Question, str]]:
    """What is wrong on this page, in its order."""
    return [
        (question, progress.errors[question.key])
        for question in progress.asked[page.key]
        if question.key in progress.errors
    ]
