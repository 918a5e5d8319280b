"""A page of a form as an Adaptive Card 1.5, for a Teams dialog.

The draft travels in one hidden input rather than in each button, so that a card carries it once: a review has a
button for every page. Every button but Stop sends the inputs, because Back must not lose what was typed; so no input
may be marked as required where one of those buttons leads elsewhere, or the client would refuse to go. Stop sends
nothing that was typed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from dialogs.answers import WHO_AT_MOST
from dialogs.days import day_of
from dialogs.filling import BACK, EDIT, MORE, NEXT, REMOVE, STOP
from dialogs.form import YES_OR_NO, Choice, Form, Kind, Page, Progress, Question
from dialogs.reviewing import Answered, joined, reviewed
from dialogs.views.parts import Element, heading, notice, text
from dialogs.views.said import clean, said
from dialogs.wording import found_lines, handlers_line, label, place_of, problems

#: More choices than this are shown as a list that opens.
EXPANDED = 7


def form_card(form: Form, page: Page, progress: Progress, draft_token: str, *, banner: str = "") -> dict[str, Any]:
    """The card. What comes back beside `form`, `draft` and `action` are the page's inputs, by name."""
    sole = page is progress.pages[0] and not any(q.kind is Kind.PEOPLE for q in progress.asked[page.key])
    body: list[Element] = [notice(banner)] if banner else []
    place, wrong = place_of(page, progress), problems(page, progress)
    body += [heading(page.title), *([{**text(place), "isSubtle": True, "spacing": "None"}] if place else [])]
    body += _summary(wrong)
    for question in progress.asked[page.key]:
        body.append(_question(form, question, progress, required=sole and question.required))
    body.append({"type": "Input.Text", "id": "draft", "value": draft_token, "isVisible": False})
    return {
        "type": "AdaptiveCard",
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "version": "1.5",
        "lang": "en-GB",
        "speak": _spoken(page, place, wrong),
        "fallbackText": f"{form.title}: {page.title}. This version of Teams is too old to show it.",
        "body": body,
        "actions": list(_actions(form, page, progress)),
    }


def _summary(wrong: Sequence[tuple[Question, str]]) -> list[Element]:
    if not wrong:
        return []
    lines = [text("There is a problem", bold=True), *(text(words) for _, words in wrong)]
    return [{"type": "Container", "style": "attention", "bleed": True, "items": lines}]


def _spoken(page: Page, place: str, wrong: Sequence[tuple[Question, str]]) -> str:
    trouble = "There is a problem. " + " ".join(words for _, words in wrong) if wrong else ""
    title = page.title.rstrip(".")
    return f"{title} – {place}. {trouble}".strip() if place else f"{title}. {trouble}".strip()


def _actions(form: Form, page: Page, progress: Progress) -> Iterator[Element]:
    yield {**_press(form, page.button, NEXT), "style": "positive"}
    if page.removes:
        yield _press(form, page.removes, REMOVE)
    for target, words in page.offers:
        yield _press(form, words, EDIT + target)
    if page is not progress.pages[0]:
        yield _press(form, "Back", BACK)
    yield {**_press(form, "Stop", STOP), "associatedInputs": "none"}


def _press(form: Form, words: str, action: str) -> Element:
    return {"type": "Action.Submit", "title": words, "data": {"form": form.key, "action": action}}


def _question(form: Form, question: Question, progress: Progress, *, required: bool) -> Element:
    items: list[Element] = []
    wrong = progress.errors.get(question.key)
    if wrong:
        items.append({**text(f"Error: {wrong}", bold=True), "color": "Attention"})
    drawn = _WITHOUT_ONE_INPUT.get(question.kind)
    if drawn is not None:
        items += drawn(form, question, progress)
    else:
        items += [*_handlers(question, progress), *_found(question, progress)]
        items += inputs_of(question, progress, required=required)
    return {"type": "Container", "spacing": "Large", "items": items}


def inputs_of(question: Question, progress: Progress, *, required: bool) -> Iterator[Element]:
    key, words = question.key, label(question)
    shown = progress.shown(key, question)
    must: Element = {"isRequired": True, "errorMessage": question.missing} if required and question.missing else {}
    match question.kind:
        case Kind.TEXT | Kind.LONG_TEXT | Kind.CODE:
            field: Element = {"type": "Input.Text", "id": key, "label": words, "value": clean(shown).text, **must}
            if question.kind is not Kind.CODE:
                field["maxLength"] = min(question.at_most, progress.facts.text_bytes)
            yield {**field, "isMultiline": True} if question.kind is Kind.LONG_TEXT else field
        case Kind.CHOICE | Kind.YES_NO | Kind.SEVERAL:
            yield {**_choice_set(key, words, progress.choices(question), progress, question), **must}
        case Kind.CONFIRM:
            toggle = {"type": "Input.Toggle", "id": key, "title": words, "wrap": True, "valueOn": "yes", "valueOff": ""}
            yield {**toggle, "value": "yes" if shown else "", **must}
        case Kind.DAY:
            yield {"type": "Input.Date", "id": key, "label": words, **_date(shown), **must}
        case Kind.MOMENT:
            day, time = progress.shown(f"{key}.day", question), progress.shown(f"{key}.time", question)
            yield {"type": "Input.Date", "id": f"{key}.day", "label": f"{words} Day", **_date(day)}
            yield {"type": "Input.Time", "id": f"{key}.time", "label": f"{words} Time", "value": time[:5]}
        case Kind.NUMBER:
            number: Element = {"value": int(shown)} if shown.isascii() and shown.isdigit() else {}
            yield {"type": "Input.Number", "id": key, "label": words, **number, **must}


def _date(shown: str) -> Element:
    """A date picker takes only a date in its one form."""
    day = day_of(shown)
    return {"value": day.isoformat()} if day else {}


def _choice_set(name: str, words: str, choices: tuple[Choice, ...], progress: Progress, question: Question) -> Element:
    several = question.kind is Kind.SEVERAL
    field: Element = {
        "type": "Input.ChoiceSet",
        "id": name,
        "label": words,
        "style": "expanded" if several or len(choices) <= EXPANDED else "compact",
        "wrap": True,
        "choices": _written(question) if choices is question.choices else _offered(choices),
    }
    if several:
        field["isMultiSelect"] = True
    elif field["style"] == "compact":
        field["placeholder"] = "Choose one"
    value = ",".join(progress.picked(name)) if several else progress.shown(name, question)
    return {**field, "value": value} if value else field


# The choices that a form was written with are the same for everybody; those that come out of answers never come in
# here.
@lru_cache(maxsize=1024)
def _written(question: Question) -> tuple[Element, ...]:
    return _offered(question.choices)


def _offered(choices: tuple[Choice, ...]) -> tuple[Element, ...]:
    return tuple([{"title": _title(choice), "value": choice.value} for choice in choices])


def _title(choice: Choice) -> str:
    return f"{choice.label} ({choice.hint})" if choice.hint else choice.label


def _handlers(question: Question, progress: Progress) -> list[Element]:
    """Names of people: not Markdown, whatever stands in them."""
    line = handlers_line(question, progress)
    return [{"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": clean(line).text}]}] if line else []


def _found(question: Question, progress: Progress) -> Iterator[Element]:
    for line in found_lines(question, progress):
        yield {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": f"• {clean(line).text}"}]}


def _notice(_: Form, question: Question, __: Progress) -> Iterator[Element]:
    yield text(question.ask)


def _each(_: Form, question: Question, progress: Progress) -> Iterator[Element]:
    yield text(question.ask, bold=True)
    yield text(question.hint)
    for choice in progress.choices(question):
        yield _choice_set(f"{question.key}.{choice.value}", choice.label, YES_OR_NO, progress, question)


def _people(form: Form, question: Question, progress: Progress) -> Iterator[Element]:
    rows = question.rows
    if rows is None:
        return
    yield text(label(question), bold=True)
    shown = progress.rows(question)
    for number in range(shown):
        name = f"{question.key}.{number}"
        who = clean(progress.shown(f"{name}.who", question)).text
        field = {"type": "Input.Text", "id": f"{name}.who", "value": who, "maxLength": WHO_AT_MOST}
        yield {**field, "label": f"Person {number + 1}: {rows.who}"}
        if question.choices:
            part = f"Person {number + 1}: {rows.part}"
            field = _choice_set(f"{name}.part", part, question.choices, progress, question)
            yield {**field, "style": "compact", "placeholder": "Choose one"}
    if shown < rows.most:
        yield {"type": "ActionSet", "actions": [_press(form, rows.more, MORE + question.key)]}


def _review(form: Form, question: Question, progress: Progress) -> Iterator[Element]:
    if question.joined:
        yield from _letter(form, question, progress)
        return
    for page, answers in reviewed(progress):
        change = _press(form, f"Change: {page.title}", EDIT + page.key)
        yield {**heading(page.title, 2), "separator": True}
        yield from (_answer(answer) for answer in answers)
        yield {"type": "ActionSet", "actions": [change]}


def _letter(form: Form, question: Question, progress: Progress) -> Iterator[Element]:
    """As it will be read, set apart from our own words; it can be changed where it was written."""
    yield text(question.ask, bold=True)
    yield {"type": "Container", "style": "emphasis", "items": said(joined(question, progress))}
    changes = [_press(form, f"Change: {page.title}", EDIT + page.key) for page, _ in reviewed(progress)]
    yield {"type": "ActionSet", "actions": changes}


def _answer(answer: Answered) -> Element:
    """One block: our question, and below it what was answered, which is never read as Markdown."""
    cleaned = clean(answer.answer)
    asked = (
        f"{answer.asked}\n" if not cleaned.hidden else f"{answer.asked} (hidden letters taken out: {cleaned.hidden})\n"
    )
    return {"type": "RichTextBlock", "inlines": [asked, {"type": "TextRun", "text": cleaned.text, "weight": "Bolder"}]}


#: What stands in the place of one input that the question names.
_WITHOUT_ONE_INPUT: Mapping[Kind, Callable[[Form, Question, Progress], Iterator[Element]]] = {
    Kind.NOTICE: _notice,
    Kind.REVIEW: _review,
    Kind.PEOPLE: _people,
    Kind.EACH: _each,
}
