"""The pieces every view is made of: Adaptive Card 1.5 elements as plain dicts.

Only our own words may go through `text` and `heading`, because a TextBlock reads Markdown. What a person typed, and
every name, goes through `dialogs.views.said`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

#: An Adaptive Card element, action or card, ready for `json.dumps`.
Element = dict[str, object]

_ZONE = ZoneInfo("Europe/London")

#: Names the verb of an Action.Execute where it has to travel in the data.
EXECUTE = "execute"

#: What the body of one card may weigh, in bytes (see `weight`): Teams cuts a card off at 28 KB in chat, and 40 KB is
#: ours everywhere; the rest is left for the frame and the buttons.
BODY_BYTES = 22_000


def card(body: Iterable[Element], actions: Iterable[Element] = (), banner: str | None = None) -> Element:
    """A card with its body and buttons. `banner` stands first, on every card of the try-out."""
    whole: Element = {
        "type": "AdaptiveCard",
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "version": "1.5",
        "lang": "en-GB",
        "body": [*([notice(banner)] if banner else []), *body],
    }
    buttons = list(actions)
    if buttons:
        whole["actions"] = buttons
    return whole


def heading(words: str, level: int = 1) -> Element:
    """A heading that screen readers find. Level 1 names the card, level 2 a part of it."""
    size = "Large" if level == 1 else "Medium"
    return {"type": "TextBlock", "text": words, "style": "heading", "size": size, "weight": "Bolder", "wrap": True}


def text(words: str, *, bold: bool = False) -> Element:
    """Our own words."""
    block: Element = {"type": "TextBlock", "text": words, "wrap": True}
    if bold:
        block["weight"] = "Bolder"
    return block


def notice(words: str) -> Element:
    """Our own words, small: they stand on every card, and never in front of what it is about."""
    return {**text(words), "size": "Small", "isSubtle": True}


def warning(words: str) -> Element:
    """Our own words, set apart: colour is never the only sign."""
    return {
        "type": "Container",
        "style": "warning",
        "bleed": True,
        "items": [text(words, bold=True)],
    }


def group(items: Sequence[Element], *, apart: bool = True) -> Element:
    """Elements that belong together."""
    return {"type": "Container", "separator": apart, "spacing": "Large", "items": list(items)}


def apart(first: Element, items: Iterable[Element]) -> list[Element]:
    """A part of its own, like a group; but a long one is cut where a page ends."""
    return [{**first, "separator": True, "spacing": "Large"}, *items]


def facts(pairs: Iterable[tuple[str, str]]) -> Element:
    """Short labelled values of ours, such as dates and states."""
    return {"type": "FactSet", "facts": [{"title": title, "value": value} for title, value in pairs]}


def press(title: str, data: Mapping[str, object], *, inputs: bool = False, first: bool = False) -> Element:
    """A button that sends `data`; with `inputs`, what was typed on the card goes beside it."""
    button: Element = {"type": "Action.Submit", "title": title, "data": dict(data)}
    if not inputs:
        button["associatedInputs"] = "none"
    if first:
        button["style"] = "positive"
    return button


def opens(title: str, data: Mapping[str, object], *, first: bool = False) -> Element:
    """A button in a chat that opens a dialog: nothing is written to the chat."""
    return press(title, {**data, "msteams": {"type": "task/fetch"}}, first=first)


def executes(
    title: str, verb: str, data: Mapping[str, object], *, inputs: bool = False, first: bool = False
) -> Element:
    """A button in a chat whose answer takes the place of its card (Action.Execute); with `inputs`, what was typed on
    the card goes beside `data`. A host that does not know it sends the same as a message instead."""
    button: Element = {"type": "Action.Execute", "title": title, "verb": verb, "data": dict(data)}
    if not inputs:
        button["associatedInputs"] = "none"
    if first:
        button["style"] = "positive"
    button["fallback"] = press(title, {**data, EXECUTE: verb}, inputs=inputs, first=first)
    return button


def unfolds(title: str, element_id: str) -> Element:
    """A button that shows the element of this id, and hides it again; nothing is sent."""
    return {"type": "Action.ToggleVisibility", "title": title, "targetElements": [element_id]}


def leads_to(title: str, url: str, *, first: bool = False) -> Element:
    """A button that opens an address of ours in the browser."""
    button: Element = {"type": "Action.OpenUrl", "title": title, "url": url}
    if first:
        button["style"] = "positive"
    return button


def bar(percent: int) -> Element:
    """A picture of a part of the whole, below words that say the same: nothing is told by it alone."""
    filled = min(max(percent, 0), 100)
    parts: list[Element] = []
    if filled:
        parts.append({"type": "Column", "width": filled, "style": "accent", "minHeight": "8px", "items": []})
    if filled < 100:
        parts.append({"type": "Column", "width": 100 - filled, "style": "emphasis", "minHeight": "8px", "items": []})
    return {"type": "ColumnSet", "spacing": "Small", "columns": parts}


def bullets(lines: Iterable[str]) -> Element:
    """A list of our own sentences."""
    return text("\n".join(f"- {line}" for line in lines))


def buttons(actions: Sequence[Element]) -> Element:
    """Buttons inside the body, beside what they are about."""
    return {"type": "ActionSet", "actions": list(actions)}


def weight(elements: object) -> int:
    """Bytes, counted the dearer way: as UTF-16, as Teams counts, or with every letter beyond ASCII written out."""
    plain = json.dumps(elements, ensure_ascii=False)
    if plain.isascii():
        return 2 * len(plain)
    return max(len(plain.encode("utf-16-le", "surrogatepass")), len(json.dumps(elements)))


def pages(blocks: Iterable[Element], budget: int = BODY_BYTES) -> list[list[Element]]:
    """The blocks in order, as few pages as fit; at least one page, which may be empty."""
    done: list[list[Element]] = [[]]
    used = 0
    for block in blocks:
        cost = weight(block) + 4
        if done[-1] and used + cost > budget:
            done.append([])
            used = 0
        done[-1].append(block)
        used += cost
    return done


def day(on: date) -> str:
    """Such as "Monday 30 November 2026"."""
    return f"{on:%A} {on.day} {on:%B %Y}"


def moment(at: datetime) -> str:
    """Such as "at 16:05 on Monday 30 November 2026", as the council's clocks show it."""
    local = at.astimezone(_ZONE)
    return f"at {local:%H:%M} on {day(local.date())}"


def counted(number: int, one: str, many: str) -> str:
    """Such as "1 report", "3 reports"."""
    return f"{number} {one if number == 1 else many}"
