"""Cards that were sent show what became of the things on them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from governance.notices import Channel, Kind, Message
from governance.ports import Work


async def redraw_cards(work: Work, obligation_ids: Iterable[str], at: datetime, new_id: Callable[[], str]) -> None:
    """Put a message in the outbox for every card in Teams that is about one of these; `at` is real time."""
    loads: list[tuple[Message, tuple[str, ...], datetime]] = []
    seen: set[tuple[str, str]] = set()
    for obligation_id in obligation_ids:
        for recipient, provider_id in await work.notices.cards([obligation_id]):
            if (recipient, provider_id) not in seen:
                seen.add((recipient, provider_id))
                facts = {"obligation": obligation_id}
                card = Message(new_id(), recipient, Channel.TEAMS, Kind.ANSWERED, facts, replaces=provider_id)
                loads.append((card, (), at))
    await work.outbox.put_all(loads)
