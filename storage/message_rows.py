"""Messages as rows of their table, and back."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from governance.notices import Channel, End, Kind, Message, OnDoubt
from storage.transaction import Values


def message_of(row: Row[Any]) -> Message:
    return Message(
        id=row.id,
        recipient=row.recipient,
        channel=Channel(row.channel),
        kind=Kind(row.kind),
        facts=row.facts,
        on_doubt=OnDoubt(row.on_doubt),
        state=End(row.state),
        attempts=row.attempts,
        doubts=row.doubts,
        any_hour=row.any_hour,
        replaces=row.replaces,
    )


def message_row(message: Message) -> Values:
    """Without from when it may be sent."""
    return {
        "id": message.id,
        "recipient": message.recipient,
        "channel": message.channel.value,
        "kind": message.kind.value,
        "facts": message.facts,
        "on_doubt": message.on_doubt.value,
        "state": message.state.value,
        "attempts": message.attempts,
        "doubts": message.doubts,
        "token": None,
        "provider_id": "",
        "reason": "",
        "any_hour": message.any_hour,
        "replaces": message.replaces,
    }
