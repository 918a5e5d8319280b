"""What buttons do, by the name that they carry."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Protocol, TypeVar

from bot.teams.answers import Replaced, Shown
from bot.teams.form_dialogs import Inputs
from bot.teams.identity import Presser
from dialogs.views.parts import Element

#: A button in a dialog, or one that opens it.
Verb = Callable[[Presser, Inputs], Awaitable[Shown]]
#: A button of a card in the chat; what comes back takes the card's place. It gets the button's data, with what was
#: typed on the card beside it.
Change = Callable[[Presser, Inputs], Awaitable[Replaced]]

#: A card for the chat that somebody asked for in words; None when there is nothing to show on one.
Chat = Callable[[Presser], Awaitable[Element | None]]

_Does = TypeVar("_Does")


class HasVerbs(Protocol):
    def verbs(self) -> Mapping[str, Verb]:
        """What its buttons do in a dialog."""


class Area(HasVerbs, Protocol):
    """A part of the face that also changes cards where they stand."""

    def executes(self) -> Mapping[str, Change]:
        """What its buttons do to a card in the chat."""


def gathered(mappings: Iterable[Mapping[str, _Does]]) -> Mapping[str, _Does]:
    """All in one. Raises ValueError when two do different things under one name."""
    found: dict[str, _Does] = {}
    for mapping in mappings:
        if twice := found.keys() & mapping.keys():
            raise ValueError(f"two parts of the face answer to {', '.join(sorted(twice))}")
        found.update(mapping)
    return found
