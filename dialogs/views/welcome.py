"""The first card and the help card: what this app does, and the buttons a person may use today."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dialogs.views.parts import Element, card, facts, heading, opens, text


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


def welcome(commands: Sequence[Command], banner: str | None = None) -> Element:
    """`commands` are those that the person may use, in the order to show them."""
    return card(
        [
            heading("Speak up, safely"),
            text(
                "This app helps you tell the right people when something at work is wrong. "
                "You can give your name or not."
            ),
            text("Press a button to begin. **Do not type your concern in this chat**: Microsoft Teams keeps it."),
            facts([(command.words, command.meaning) for command in commands]),
            text("You can also write those words. Write **help** to see this again."),
        ],
        [opens(command.button, command.data, first=not place) for place, command in enumerate(commands)],
        banner,
    )
