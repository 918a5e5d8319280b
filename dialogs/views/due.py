"""The card that says what is due: one person's things in one message, answered where they stand."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from dialogs.views.parts import BODY_BYTES, Element, card, counted, day, group, heading, opens, text, weight
from dialogs.views.said import one_line
from governance.notices import Kind
from governance.obligations import Duty
from governance.services.briefing import Brief, Item

#: A token for a button that does a verb, with these facts, for the person whom the card is for: `seal(verb, **facts)`.
Seal = Callable[..., str]


@dataclass(frozen=True, slots=True)
class Section:
    """How things of one duty stand on the card."""

    #: To whoever is to do it: what it is, when it is due, and its buttons. It weighs a quarter of what a card holds
    #: at most, whatever was typed.
    due: Callable[[Item, Seal, date], list[Element]]
    #: When it has been done: what was answered, without buttons.
    answered: Callable[[Item, date], list[Element]]


Sections = Mapping[Duty, Section]

_TITLES = {
    Kind.DIGEST: "What is due",
    Kind.DUE_TODAY: "Due today",
    Kind.ESCALATED: "Not done yet",
    Kind.TO_DO_NOW: "To do now",
}
_OPEN_MINE = (
    opens("My actions", {"verb": "my_actions"}),
    opens("My return", {"verb": "my_return"}),
)
#: What is asked of an action that has a date of its own, or none: the day by which to answer is not its date.
_ASKED = {
    Duty.ACTION_UPDATE: "They have not said how it is going",
    Duty.ACTION_DATE: "They have not said by when it will be done",
}
#: Questions how an action goes that stand on one card; more are counted.
_ASKED_AT_ONCE = 4
_OVERVIEW = opens("Overview", {"verb": "overview"})


def due_card(brief: Brief, sections: Sections, seal: Seal, banner: str | None = None) -> Element:
    """All of it that one card holds; what it does not hold is counted, with a way to it."""
    items, folded = _folded(brief.items)
    mine = [_section(item, sections, seal, brief.today) for item in items if item.yours]
    if folded:
        mine.append(group([text(f"And {counted(folded, 'more action', 'more actions')}: how are they going?")]))
    others = [_other(item, brief.today) for item in items if not item.yours]
    blocks = [*mine, *others]
    shown = _fitting(blocks)
    body = [heading(_TITLES.get(brief.kind, "What is due")), *_opening(brief, len(others)), *blocks[:shown]]
    if shown < len(blocks):
        body.append(text(f"There is more than this card can hold: {counted(len(blocks) - shown, 'thing', 'things')}."))
    actions = list(_OPEN_MINE) if shown < len(mine) else list(_OPEN_MINE[:1]) if folded else []
    if others and brief.watches:
        actions.append(_OVERVIEW)
    return card(body, actions, banner)


def due_summary(kind: Kind) -> str:
    """One line for the pop-up that Teams shows."""
    return _TITLES.get(kind, "What is due")


def _opening(brief: Brief, others: int) -> list[Element]:
    if not brief.items:
        return [text("Everything on this list has been done. You need do nothing.")]
    if not others:
        return []
    asked = "This has not been done. Ask why, and help it along."
    return [text(asked if others == 1 else "These have not been done. Ask why, and help them along.")]


def _section(item: Item, sections: Sections, seal: Seal, today: date) -> Element:
    section = sections[item.obligation.duty]
    return group(section.due(item, seal, today) if item.obligation.open else section.answered(item, today))


def _other(item: Item, today: date) -> Element:
    """What somebody else has not done: who, what, since when."""
    owner = item.holder or "Somebody who is not on the staff list"
    due_on = item.obligation.due_on
    if item.obligation.duty in _ASKED:
        asked = f"{owner}. {_ASKED[item.obligation.duty]}. We asked for it by {day(due_on)}."
        return group([one_line(item.owed.title, bold=True), one_line(asked)])
    when = f"It was due on {day(due_on)}." if today > due_on else f"It is due on {day(due_on)}."
    first = item.owed.original_due_on
    if first is not None and first != due_on:
        when += f" It was first due on {day(first)}."
    return group([one_line(item.owed.title, bold=True), one_line(f"{owner}. {when}")])


def _folded(items: Sequence[Item]) -> tuple[Sequence[Item], int]:
    """Without those of many questions how an action goes that would make a flood, and how many these are."""
    asked = [each for each in items if each.obligation.duty is Duty.ACTION_UPDATE and each.yours]
    rest = [each for each in asked[_ASKED_AT_ONCE:] if each.obligation.open]
    return [each for each in items if each not in rest], len(rest)


def _fitting(blocks: Sequence[Element]) -> int:
    """How many of them one card holds, from the first; at least one."""
    used = 0
    for number, block in enumerate(blocks):
        used += weight(block) + 4
        if used > BODY_BYTES and number:
            return number
    return len(blocks)
