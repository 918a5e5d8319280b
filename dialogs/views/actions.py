"""Actions in a box: the list of what somebody has to do, and one of them with everything that was said of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from dialogs.views.done import CLOSE
from dialogs.views.parts import (
    Element,
    buttons,
    card,
    counted,
    day,
    facts,
    group,
    heading,
    opens,
    pages,
    press,
    text,
)
from dialogs.views.ratings import dates, rated
from dialogs.views.said import one_line, said
from governance.actions import PRIORITIES, Extension, ExtensionState, Update
from governance.services.following import ActionFile, ActionLine

#: Actions on one card.
A_PAGE = 8
LIST: Mapping[str, object] = {"verb": "my_actions"}
ALL: Mapping[str, object] = {"verb": "all_actions"}


@dataclass(frozen=True, slots=True)
class ActionButtons:
    """Sealed tokens; None where the reader may not. `turn` has one for each page."""

    turn: tuple[str, ...]
    update: str | None = None
    ask: str | None = None
    decide: str | None = None
    verify: str | None = None
    agree: str | None = None
    date: str | None = None
    give: str | None = None
    order: str | None = None
    close: str | None = None
    replace: str | None = None
    #: The reader may look through all of them.
    keeps: bool = False


def actions_list(
    lines: Sequence[ActionLine], page: int, open_tokens: Mapping[str, str], today: date, banner: str | None = None
) -> Element:
    """One page of the list, from 0. `open_tokens` has the token of each shown action's button, by reference."""
    title = f"{counted(len(lines), 'action is', 'actions are')} yours to do" if lines else "No action is yours to do"
    rows = [action_row(line, open_tokens[line.action.reference], today) for line in shown_actions(lines, page)]
    return card([heading(title), *rows], [*_turns(page, len(lines)), press("Close", CLOSE)], banner)


def shown_actions(lines: Sequence[ActionLine], page: int) -> Sequence[ActionLine]:
    return lines[page * A_PAGE : (page + 1) * A_PAGE]


def action_pages(file: ActionFile) -> list[list[Element]]:
    """One action cut into pieces that each fit a card."""
    return pages(_blocks(file))


def action_view(
    file: ActionFile, page: int, parts: list[list[Element]], tokens: ActionButtons, banner: str | None = None
) -> Element:
    """One page, from 0, of the pieces that `action_pages` made."""
    body = [one_line(file.line.action.title, heading=True)]
    if len(parts) > 1:
        body.append(text(f"Part {page + 1} of {len(parts)}"))
    ways_on = [
        press(title, {"verb": verb, "card": token}, first=True)
        for title, verb, token in (
            ("Say how it is going", "action_update", tokens.update),
            ("Decide about more time", "decide_extension", tokens.decide),
            ("Say what you found", "verify", tokens.verify),
            ("Say if it shall be done", "action_agree", tokens.agree),
            ("Say by when", "action_date", tokens.date),
            ("Close it", "action_close", tokens.close),
        )
        if token is not None
    ]
    ways_on += [
        press(title, {"verb": verb, "card": token})
        for title, verb, token in (
            ("Ask for more time", "extension", tokens.ask),
            ("Give it to somebody else", "action_give", tokens.give),
            ("Say what comes first", "action_order", tokens.order),
            ("Another one takes its place", "action_replace", tokens.replace),
        )
        if token is not None
    ]
    if page + 1 < len(parts):
        ways_on.append(press("Read on", {"verb": "action", "card": tokens.turn[page + 1]}))
    if page > 0:
        ways_on.append(press("Read the part before", {"verb": "action", "card": tokens.turn[page - 1]}))
    lists = [press("All actions", ALL)] if tokens.keeps else []
    ends = [*lists, press("What I have to do", LIST), press("Close", CLOSE)]
    return card([*body, *parts[page]], [*ways_on, *ends], banner)


def kept(title: str, words: str, banner: str | None = None) -> Element:
    """In the box, when something was done. The words are ours."""
    return card([heading(title), text(words)], [press("What I have to do", LIST), press("Close", CLOSE)], banner)


def answered(title: str, about: str, words: str, banner: str | None = None) -> Element:
    """In the place of the card in the chat, until it is drawn anew. `about` may be typed; the words are ours."""
    return card([heading(title), one_line(about), text(words)], [opens("What I have to do", LIST)], banner)


def action_row(line: ActionLine, token: str, today: date) -> Element:
    pairs = [
        ("Number", line.action.reference),
        *dates(line.action, today),
        ("How far", line.words),
        ("Rated", rated(line.rating, line.action)),
    ]
    see = press("Open this action", {"verb": "action", "card": token})
    return group(
        [one_line(line.action.title, bold=True), one_line(f"With {line.holder}"), facts(pairs), buttons([see])]
    )


def _turns(page: int, total: int) -> list[Element]:
    turns = []
    if page > 0:
        turns.append(press("Earlier in the list", {**LIST, "page": page - 1}))
    if (page + 1) * A_PAGE < total:
        turns.append(press("Further in the list", {**LIST, "page": page + 1}))
    return turns


def _blocks(file: ActionFile) -> Iterable[Element]:
    action = file.line.action
    yield one_line(f"{action.reference}, from: {action.source}")
    yield one_line(f"With {file.line.holder}" if file.line.holder else "Nobody has this action")
    yield facts([
        *dates(action, file.today),
        ("How far", file.line.words),
        ("Rated", rated(file.line.rating, action)),
        ("Urgency", PRIORITIES.get(action.priority, action.priority)),
        *([("Deadline that others set", day(action.external_on))] if action.external_on else []),
        *([("About", action.asset)] if action.asset else []),
    ])  # fmt: skip
    if action.answers:
        yield text("It answers too:", bold=True)
        yield from said("\n".join(action.answers))
    if file.first:
        yield text("To be done first:", bold=True)
        for reference, title, is_done in file.first:
            yield one_line(f"{reference}: {title} ({'done' if is_done else 'not done yet'})")
    for extension in file.extensions:
        yield from request(extension, file.names)
    yield {**heading("What was said", 2), "separator": True, "spacing": "Large"}
    if not file.updates:
        yield text("Nobody has said anything yet.")
    for update in reversed(file.updates):
        yield from told(update)


def request(extension: Extension, names: Mapping[str, str]) -> Iterable[Element]:
    """A request for more time, and what was decided."""
    title = f"More time was asked for, until {day(extension.to_on)}"
    yield {**heading(title, 2), "separator": True, "spacing": "Large"}
    yield one_line(f"{_named(names, extension.asked_by)} on {day(extension.asked_on)}")
    yield text("Why:", bold=True)
    yield from said(extension.reason)
    yield text("What could go wrong until then:", bold=True)
    yield from said(extension.interim_risk)
    if extension.decided_on is None:
        yield text("It is not decided yet. The reminders go on until it is.")
        return
    agreed = "Agreed to" if extension.state is ExtensionState.GRANTED else "Refused"
    yield one_line(f"{agreed} by {_named(names, extension.decided_by)} on {day(extension.decided_on)}", bold=True)
    yield from said(extension.decided_words)


def told(update: Update) -> Iterable[Element]:
    """What somebody said."""
    yield one_line(f"{day(update.said_on)}: {update.by_name}, {_in_words(update.by_role)}", bold=True)
    pairs = [("How far", _in_words(update.state.value))]
    if update.percent is not None:
        pairs.append(("Done", f"{update.percent}%"))
    if update.forecast_on is not None:
        pairs.append(("Expected", day(update.forecast_on)))
    if update.evidence_on is not None:
        pairs.append(("Done since", day(update.evidence_on)))
    yield facts(pairs)
    yield from said(update.words)
    if update.evidence:
        yield text("What shows it:", bold=True)
        yield from said(update.evidence)


def _named(names: Mapping[str, str], person_id: str) -> str:
    return names.get(person_id, "Somebody who is not on the staff list any more")


def _in_words(value: str) -> str:
    return value.replace("_", " ")
