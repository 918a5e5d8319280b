"""Letters to reporters: how they are signed, and the acknowledgement in its three parts (policy paragraph 21).

Nothing here reads a story. A draft is made of the day, the grounds and the post, which show nobody who the reporter is;
the reporter's own title comes in only when the handler asks for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import date
from enum import StrEnum

from governance.reports import Acknowledgement

#: Stands in a draft for what only the handler can write.
MARKER = "[Write here what you understood.]"

#: The parts in the order of the letter, as a handler calls them.
PARTS = {
    "received": "that we received it",
    "understood": "what we understood",
    "dealing": "who is dealing with it",
}

#: The grounds of the reporting form, in its words. Hiding "any of these" would point at nothing in a letter.
GROUNDS = {
    "crime": "a crime",
    "legal_duty": "not doing what the law says must be done",
    "justice": "somebody punished or blamed unfairly by a court or the like",
    "health_and_safety": "danger to someone's health or safety",
    "environment": "damage to the environment",
    "concealment": "hiding something that is wrong",
    "sexual_harassment": "sexual harassment",
}
#: What is closest, for whoever was not sure of the grounds.
CLOSEST = {
    "fraud": "fraud, theft or bribery",
    "misuse": "misuse of money, property or time",
    "buying": "buying and contracts",
    "health_and_safety": "health and safety",
    "care": "poor care, or people not kept safe",
    "data": "personal information or secrets",
    "discrimination": "discrimination or harassment",
    "environment": "the environment",
    "councillors": "what councillors do, or elections",
    "cover_up": "a cover-up",
}


class HandlerNames(StrEnum):
    """What reporters read of the handlers who write to them: the council chooses."""

    SHOWN = "shown"
    POST = "post"


def signature(name: str, post: str, names: HandlerNames) -> str:
    """Who stands above a letter."""
    return name if names is HandlerNames.SHOWN else f"the {post}"


def draft(
    received_on: date, grounds: Sequence[str], closest: str, post: str, name: str, next_by: date
) -> Acknowledgement:
    """Words to begin from. `grounds` and `closest` are values of the reporting form, and those that say nothing are
    passed over; where none is left the marker stands. `name` is empty where the council names posts alone."""
    about = [GROUNDS[each] for each in grounds if each in GROUNDS]
    if about:
        understood = f"We understand that it involves {_listed(about)}. If we have that wrong, please tell us."
    elif closest in CLOSEST:
        understood = f"We understand that it is about {CLOSEST[closest]}. If we have that wrong, please tell us."
    else:
        understood = MARKER
    who = f"The {post}, {name}," if name else f"The {post}"
    return Acknowledgement(
        received=f"Thank you for telling us. We received your concern on {_day(received_on)}.",
        understood=understood,
        dealing=f"{who} is dealing with it and will decide what to do. You can reach them here: press “Add to this "
        f"report”. You will hear from us here by {_day(next_by)}, even if there is nothing new to tell.",
    )


def with_title(understood: str, title: str) -> str:
    """The same words with the reporter's title in front, or in the place of the marker; once, however often it is asked
    for."""
    sentence = f"You call it “{title}”."
    if sentence in understood:
        return understood
    if MARKER in understood:
        return understood.replace(MARKER, sentence)
    return f"{sentence} {understood}".strip()


def unwritten(parts: Acknowledgement) -> Sequence[str]:
    """The parts that are empty or still hold the marker, as a handler calls them."""
    return [PARTS[key] for key, words in _texts(parts) if not words or MARKER in words]


def edited(parts: Acknowledgement, begun_from: Acknowledgement | None) -> Sequence[str]:
    """The keys of the parts that a handler changed; all of them where nothing was drafted. Never their words."""
    drafted = dict(_texts(begun_from)) if begun_from else {}
    return [key for key, words in _texts(parts) if words != drafted.get(key)]


def acknowledgement(parts: Acknowledgement) -> str:
    """The letter: what was received, what was understood, who deals with it, in this order."""
    return paragraphs(words for _, words in _texts(parts))


def paragraphs(texts: Iterable[str]) -> str:
    """Texts one below the other, as they are read."""
    return "\n\n".join(stripped for text in texts if (stripped := text.strip()))


def _texts(parts: Acknowledgement) -> list[tuple[str, str]]:
    return [(each.name, getattr(parts, each.name).strip()) for each in fields(parts)]


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
