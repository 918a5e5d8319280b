"""A page of a form as HTML, after the patterns of the GOV.UK Design System: no script, no address of anybody else.

Only the form itself; the frame around it is the web face's. Classes are those of its stylesheet. Input names are those
of the card, so a draft may be carried by either face. Spelling is not checked by the browser, because some browsers
send what is typed away for that.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from dialogs.answers import WHO_AT_MOST
from dialogs.filling import BACK, EDIT, MORE, NEXT, REMOVE, STOP
from dialogs.form import YES_OR_NO, Choice, Form, Kind, Page, Progress, Question, Rows
from dialogs.reviewing import joined, reviewed
from dialogs.views.said import clean
from dialogs.wording import found_lines, handlers_line, optionally, place_of, problems

#: More choices than this are shown as a list that opens.
EXPANDED = 8

_PRIVATE = ' autocomplete="off" autocapitalize="sentences" spellcheck="false"'


def _place(page: Page, progress: Progress) -> str:
    place = place_of(page, progress)
    return f'<p class="place">{_text(place)}</p>' if place else ""


def form_page(form: Form, page: Page, progress: Progress, draft_token: str, action: str = "") -> str:
    """The heading, what is wrong, and the form. It posts to `action`, or else to the page's own address."""
    to = f' action="{_text(action)}"' if action else ""
    questions = "".join(_question(question, progress) for question in progress.asked[page.key])
    return (
        f"{_summary(page, progress)}"
        f"{_place(page, progress)}<h1>{_text(page.title)}</h1>"
        f'<form method="post"{to} novalidate autocomplete="off">'
        f'<input type="hidden" name="form" value="{_text(form.key)}">'
        f'<input type="hidden" name="draft" value="{_text(draft_token)}">'
        # The first button is the one that the Enter key presses.
        f'<button class="unseen" name="action" value="{NEXT}" tabindex="-1" aria-hidden="true">'
        f"{_text(page.button)}</button>"
        f"{questions}{_buttons(page, progress)}</form>"
    )


def _text(words: str) -> str:
    return escape(words, quote=True)


def _summary(page: Page, progress: Progress) -> str:
    wrong = problems(page, progress)
    if not wrong:
        return ""
    links = "".join(
        f'<li><a href="#{_first_id(question, progress)}">{_text(words)}</a></li>' for question, words in wrong
    )
    return (
        '<div class="error-summary" role="alert" tabindex="-1" aria-labelledby="problem">'
        f'<h2 id="problem">There is a problem</h2><ul>{links}</ul></div>'
    )


def _buttons(page: Page, progress: Progress) -> str:
    offers = "".join(_button(words, EDIT + target, "secondary") for target, words in page.offers)
    offers = (_button(page.removes, REMOVE, "secondary") if page.removes else "") + offers
    back = "" if page is progress.pages[0] else _button("Back", BACK, "secondary")
    stop = _button("Stop", STOP, "link")
    return f'<div class="buttons">{_button(page.button, NEXT, "")}{offers}{back}{stop}</div>'


def _button(words: str, action: str, kind: str) -> str:
    looks = f' class="{kind}"' if kind else ""
    return f'<button{looks} name="action" value="{_text(action)}">{_text(words)}</button>'


def _question(question: Question, progress: Progress) -> str:
    match question.kind:
        case Kind.NOTICE:
            return f'<div class="inset">{"".join(_paragraphs(question.ask))}</div>'
        case Kind.REVIEW:
            return _letter(question, progress) if question.joined else "".join(_review(progress))
        case Kind.EACH | Kind.PEOPLE | Kind.MOMENT:
            return _fieldset(question, progress, "".join(_parts(question, progress)))
        case Kind.CHOICE | Kind.YES_NO | Kind.SEVERAL:
            choices = progress.choices(question)
            if question.kind is not Kind.SEVERAL and len(choices) > EXPANDED:
                return _labelled(question, progress, _select(question.key, choices, progress, question))
            return _fieldset(question, progress, _options(question.key, choices, progress, question))
        case Kind.CONFIRM:
            ticked, ties = bool(progress.raw.get(question.key)), _described(question, progress)
            tick = _option("checkbox", question.key, "yes", question.ask, "", ticked, ties=ties)
            box = f'<div class="group">{tick}</div>'
            return _wrong(question, progress, f"{_error(question, progress)}{box}")
        case _:
            return _labelled(question, progress, _field(question, progress))


def _paragraphs(words: str) -> Iterator[str]:
    for paragraph in words.split("\n\n"):
        lines = paragraph.split("\n")
        if all(line.startswith("- ") for line in lines):
            yield f"<ul>{''.join(f'<li>{_text(line[2:])}</li>' for line in lines)}</ul>"
        else:
            yield f"<p>{_text(paragraph)}</p>"


def _asked(question: Question) -> str:
    return _text(question.ask + optionally(question))


def _error(question: Question, progress: Progress) -> str:
    wrong = progress.errors.get(question.key)
    if not wrong:
        return ""
    return f'<p class="error" id="{question.key}-error"><span class="unseen">Error:</span> {_text(wrong)}</p>'


def _hints(question: Question, progress: Progress) -> str:
    line = handlers_line(question, progress)
    words = "".join(f"<p>{_text(each)}</p>" for each in (question.hint, line) if each)
    if found := found_lines(question, progress):
        words += f"<ul>{''.join(f'<li>{_text(each)}</li>' for each in found)}</ul>"
    return f'<div class="hint" id="{question.key}-hint">{words}</div>' if words else ""


def _described(question: Question, progress: Progress) -> str:
    """Ties an input, or a group of them, to its hint and to what is wrong with it."""
    ids = [f"{question.key}-hint"] if _hints(question, progress) else []
    if question.key in progress.errors:
        ids.append(f"{question.key}-error")
    return f' aria-describedby="{" ".join(ids)}"' if ids else ""


def _invalid(question: Question, progress: Progress) -> str:
    return ' aria-invalid="true"' if question.key in progress.errors else ""


def _wrong(question: Question, progress: Progress, inside: str) -> str:
    return f'<div class="question{" wrong" if question.key in progress.errors else ""}">{inside}</div>'


def _labelled(question: Question, progress: Progress, field: str) -> str:
    above = f'<label for="{question.key}">{_asked(question)}</label>'
    return _wrong(question, progress, f"{above}{_hints(question, progress)}{_error(question, progress)}{field}")


def _fieldset(question: Question, progress: Progress, fields: str) -> str:
    legend = f"<legend>{_asked(question)}</legend>"
    return _wrong(
        question,
        progress,
        f"<fieldset{_described(question, progress)}>{legend}{_hints(question, progress)}{_error(question, progress)}"
        f"{fields}</fieldset>",
    )


def _field(question: Question, progress: Progress) -> str:
    key, shown = question.key, progress.shown(question.key, question)
    ties = _described(question, progress) + _invalid(question, progress)
    if question.kind is Kind.LONG_TEXT:
        rows = 8 if question.at_most > 1_000 else 4
        # The first line end after the tag is not part of the text.
        return f'<textarea id="{key}" name="{key}" rows="{rows}"{_PRIVATE}{ties}>\n{_text(shown)}</textarea>'
    special = {
        Kind.CODE: ' class="code-input" autocomplete="off" autocapitalize="characters" spellcheck="false"',
        Kind.NUMBER: ' class="short" inputmode="numeric" autocomplete="off" spellcheck="false"',
        Kind.DAY: ' class="short" autocomplete="off" spellcheck="false"',
    }.get(question.kind, _PRIVATE)
    return f'<input type="text" id="{key}" name="{key}" value="{_text(shown)}"{special}{ties}>'


def _parts(question: Question, progress: Progress) -> Iterator[str]:
    match question.kind:
        case Kind.EACH:
            for number, choice in enumerate(progress.choices(question)):
                name = f"{question.key}.{choice.value}"
                options = _options(name, YES_OR_NO, progress, question, f"{question.key}-{number}")
                yield f'<fieldset class="group"><legend>{_text(choice.label)}</legend>{options}</fieldset>'
        case Kind.MOMENT:
            for part, words in (("day", "Day, such as 27 3 2026"), ("time", "Time, such as 14:30")):
                yield _small(f"{question.key}.{part}", words, question, progress)
        case Kind.PEOPLE if question.rows:
            shown = progress.rows(question)
            for number in range(shown):
                yield f'<div class="row">{"".join(_row(question, question.rows, number, progress))}</div>'
            if shown < question.rows.most:
                yield f"<p>{_button(question.rows.more, MORE + question.key, 'secondary')}</p>"


def _row(question: Question, rows: Rows, number: int, progress: Progress) -> Iterator[str]:
    """One person: who, and the part they played."""
    name = f"{question.key}.{number}"
    yield _small(f"{name}.who", f"Person {number + 1}: {rows.who}", question, progress)
    if question.choices:
        yield f'<label for="{_id(f"{name}.part")}">{_text(f"Person {number + 1}: {rows.part}")}</label>'
        yield _select(f"{name}.part", question.choices, progress, question)


def _small(name: str, words: str, question: Question, progress: Progress) -> str:
    most = f' maxlength="{WHO_AT_MOST}"' if question.kind is Kind.PEOPLE else ""
    return (
        f'<div class="group"><label for="{_id(name)}">{_text(words)}</label><input type="text" id="{_id(name)}" '
        f'name="{name}" value="{_text(progress.shown(name, question))}"{most}{_PRIVATE}{_invalid(question, progress)}>'
        "</div>"
    )


def _select(name: str, choices: tuple[Choice, ...], progress: Progress, question: Question) -> str:
    shown = progress.shown(name, question)
    options = "".join(
        f'<option value="{_text(choice.value)}"{" selected" if choice.value == shown else ""}>{_text(_title(choice))}'
        "</option>"
        for choice in choices
    )
    ties = _described(question, progress) + _invalid(question, progress)
    return f'<select id="{_id(name)}" name="{name}"{ties}><option value="">Choose one</option>{options}</select>'


def _options(name: str, choices: tuple[Choice, ...], progress: Progress, question: Question, first: str = "") -> str:
    several = question.kind is Kind.SEVERAL
    picked = progress.picked(name) if several else (progress.shown(name, question),)
    return "".join(
        _option(
            "checkbox" if several else "radio",
            name,
            choice.value,
            choice.label,
            choice.hint,
            choice.value in picked,
            (first or _id(name)) + (f"-{number}" if number else ""),
        )
        for number, choice in enumerate(choices)
    )


def _option(
    kind: str, name: str, value: str, words: str, hint: str, ticked: bool, id_: str = "", ties: str = ""
) -> str:
    id_ = _text(id_ or _id(name))
    more = f' <span class="hint" id="{id_}-more">{_text(hint)}</span>' if hint else ""
    return (
        f'<div class="choice"><input type="{kind}" id="{id_}" name="{_text(name)}" value="{_text(value)}"'
        f'{" checked" if ticked else ""}{ties}><label for="{id_}">{_text(words)}{more}</label></div>'
    )


def _title(choice: Choice) -> str:
    return f"{choice.label} ({choice.hint})" if choice.hint else choice.label


def _id(name: str) -> str:
    return name.replace(".", "-")


def _first_id(question: Question, progress: Progress) -> str:
    """The id of a question's first input, where its error leads to."""
    if question.kind is Kind.EACH:
        return f"{question.key}-0"
    return _id(progress.names(question)[0])


def _review(progress: Progress) -> Iterator[str]:
    for page, answers in reviewed(progress):
        rows = "".join(
            f"<div><dt>{_text(each.asked)}</dt>"
            f"<dd>{'<br>'.join(map(_text, clean(each.answer).text.split(chr(10))))}</dd></div>"
            for each in answers
        )
        yield (
            f'<section class="review"><div class="review-head"><h2>{_text(page.title)}</h2>{_change(page)}</div>'
            f'<dl class="summary">{rows}</dl></section>'
        )


def _change(page: Page) -> str:
    return (
        f'<button class="link" name="action" value="{EDIT}{page.key}">Change'
        f'<span class="unseen">: {_text(page.title)}</span></button>'
    )


def _letter(question: Question, progress: Progress) -> str:
    """As it will be read; it can be changed where it was written."""
    words = clean(joined(question, progress)).text
    read = "".join(f"<p>{'<br>'.join(map(_text, each.split(chr(10))))}</p>" for each in words.split("\n\n"))
    changes = "".join(_change(page) for page, _ in reviewed(progress))
    return (
        f'<section class="review"><div class="review-head"><h2>{_text(question.ask)}</h2>{changes}</div>'
        f'<div class="inset">{read}</div></section>'
    )
