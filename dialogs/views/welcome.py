"""The first card and the help card: what this app does, and the buttons a person may use today."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dialogs.views.parts import Element, buttons, card, facts, group, heading, opens, text

#: Buttons in one row of the body.
A_ROW = 4


@dataclass(frozen=True, slots=True)
class Command:
    """Something a person can ask for: by its button, or by writing its words."""

    words: str
    #: What the button says.
    button: str
    #: What it is for, in a few words.
    meaning: str
    #: What the button sends.
    data: Mapping[str, object]


def welcome(commands: Sequence[Command], own: Sequence[Command] = (), banner: str | None = None) -> Element:
    """`commands` are those that everybody may use, `own` those that come with what the person does for the council, in
    the order to show them."""
    return card(
        [
            heading("Speak up, safely"),
            text(
                "This app helps you tell the right people when something at work is wrong. "
                "You can give your name or not."
            ),
            text("Press a button to begin. **Do not type your concern in this chat**: Microsoft Teams keeps it."),
            facts([(command.words, command.meaning) for command in commands]),
            *_rows(commands, stands_out=True),
            *([_own(own)] if own else []),
            text("You can also write the words on the left. Write **help** to see this again."),
        ],
        banner=banner,
    )


def _own(commands: Sequence[Command]) -> Element:
    return group(
        [
            heading("For your work", 2),
            facts([(command.words, command.meaning) for command in commands]),
            *_rows(commands),
        ]
    )


def _rows(commands: Sequence[Command], *, stands_out: bool = False) -> list[Element]:
    """Their buttons; the first may stand out."""
    drawn = [opens(each.button, each.data, first=stands_out and not place) for place, each in enumerate(commands)]
    return [buttons(drawn[start : start + A_ROW]) for start in range(0, len(drawn), A_ROW)]
