"""A form as Markdown, for the people who own its words: every page and question, when it is asked, and its limits."""

from __future__ import annotations

from collections.abc import Iterator

from dialogs.conditions import ALWAYS, AllOf, AnyOf, Condition, Contains, Given, Has, Is, Mentions, Not, OverADayAgo
from dialogs.form import Form, Kind, Page, Question
from dialogs.questions import YES_OR_NO


def preview(form: Form) -> str:
    """Markdown that ends with a line end."""
    asked = {question.key: question for question in form.questions()}
    lines = [f"# {form.title}", ""]
    lines.append("May be sent without a name." if form.anonymous else "Whoever fills it in is known.")
    for number, page in enumerate(form.pages, start=1):
        lines += ["", f"## {number}. {page.title}", ""]
        lines += _page(page, asked)
    return "\n".join(lines) + "\n"


def _page(page: Page, asked: dict[str, Question]) -> Iterator[str]:
    if page.when is not ALWAYS:
        yield f"*Only if {_when(page.when, asked)}.*"
        yield ""
    for question in page.questions:
        yield from _question(question, asked)
        yield ""
    buttons = [page.button, *([page.removes] if page.removes else []), *(words for _, words in page.offers)]
    yield f"Buttons: {', '.join(f'[{words}]' for words in buttons)}"


def _question(question: Question, asked: dict[str, Question]) -> Iterator[str]:
    if question.kind is Kind.NOTICE:
        yield from (f"> {line}".rstrip() for line in question.ask.split("\n"))
    else:
        yield f"**{question.ask}**"
        if question.hint:
            yield ""
            yield question.hint
    yield ""
    yield from (f"- {choice.label}{f' ({choice.hint})' if choice.hint else ''}" for choice in question.choices)
    if question.choices_from:
        yield f"- ({question.choices_from})"
    yield f"- `{question.key}` · {', '.join(_facts(question, asked))}"


def _facts(question: Question, asked: dict[str, Question]) -> Iterator[str]:
    yield str(question.kind)
    if question.kind not in (Kind.NOTICE, Kind.REVIEW):
        needed = f"must be answered if {_when(question.needed, asked)}" if question.needed else "may be left out"
        yield "must be answered" if question.required else needed
    if question.kind in (Kind.TEXT, Kind.LONG_TEXT):
        yield (
            f"{question.at_least} to {question.at_most} letters"
            if question.at_least
            else f"up to {question.at_most} letters"
        )
    if question.rows:
        yield f"up to {question.rows.most} rows"
    if question.when is not ALWAYS:
        yield f"only if {_when(question.when, asked)}"
    if question.source:
        yield f"form {', '.join(question.source)}"


def _when(condition: Condition, asked: dict[str, Question]) -> str:
    match condition:
        case Is(key, values) | Has(key, values):
            question = asked[key]
            labels = {choice.value: choice.label for choice in (*question.choices, *YES_OR_NO)}
            return f"“{question.ask}” is {' or '.join(f'“{labels[value]}”' for value in values)}"
        case Given(key):
            return f"“{asked[key].ask}” was answered"
        case Contains(key, parts):
            return f"“{asked[key].ask}” has {' or '.join(parts)} in it"
        case Mentions(key, people):
            return f"“{asked[key].ask}” repeats a name from “{asked[people].ask}”"
        case OverADayAgo(key):
            return f"“{asked[key].ask}” lies more than a day back"
        case Not(inner):
            return f"not ({_when(inner, asked)})"
        case AnyOf(conditions):
            return " or ".join(_when(each, asked) for each in conditions)
        case AllOf(conditions):
            return " and ".join(_when(each, asked) for each in conditions)
        case _:
            raise TypeError(f"a condition that cannot be put into words: {type(condition).__name__}")
