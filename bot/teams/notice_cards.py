"""What a message says in Teams: its card, and the line that pops up."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from dialogs.views.notices import notice_card, notice_summary
from dialogs.views.parts import Element
from governance.notices import Message
from governance.people import Person

#: The card of a message as it stands when it leaves, and one line for the pop-up.
Compose = Callable[[Message, Person], Awaitable[tuple[Element, str]]]


def plain_cards(banner: str | None) -> Compose:
    """Cards that depend on a message's kind and facts, and on nothing else. `banner` stands first, in the try-out."""

    async def compose(message: Message, _to: Person) -> tuple[Element, str]:
        return notice_card(message.kind, message.facts, banner), notice_summary(message.kind)

    return compose
