"""Everybody's chat with the bot, in memory only: nothing here is written to disk, and a restart empties it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any

from bot.local.activities import conversation_id

Event = dict[str, Any]

#: Events that a page may be behind before it has to start again from the whole chat.
_BEHIND = 1000


@dataclass(slots=True)
class Message:
    id: str
    by_bot: bool
    at: datetime
    #: As it was sent: text, attachments, suggestedActions.
    content: dict[str, Any]
    #: How often the bot changed it.
    revision: int = 0
    #: The card that an Action.Execute put in place of the first one, for this person.
    view: dict[str, Any] | None = None

    def shown(self) -> dict[str, Any]:
        """What the page draws."""
        attachments = list(self.content.get("attachments") or [])
        if self.view is not None:
            attachments = [{"contentType": "application/vnd.microsoft.card.adaptive", "content": self.view}]
        suggested = self.content.get("suggestedActions") or {}
        return {
            "id": self.id,
            "by_bot": self.by_bot,
            "at": self.at.isoformat(),
            "text": self.content.get("text") or "",
            "format": self.content.get("textFormat") or "markdown",
            "attachments": attachments,
            "replaced": self.view is not None,
            "suggested": suggested.get("actions") or [],
            "revision": self.revision,
        }


@dataclass(slots=True)
class Chat:
    person: str
    messages: dict[str, Message] = field(default_factory=dict)
    unread: int = 0
    #: Councils push the app to everyone, so a chat begins with the app in place.
    app_in_place: bool = True


class Chats:
    """Chats by Entra object id, and a feed of everything that changes in them."""

    def __init__(self) -> None:
        self._chats: dict[str, Chat] = {}
        self._people: dict[str, str] = {}
        self._pages: set[asyncio.Queue[Event | None]] = set()
        self._ids = count(1_700_000_000_001)

    def of(self, entra_id: str) -> Chat:
        """The chat of this person; an empty one before the first word."""
        if entra_id not in self._chats:
            self._chats[entra_id] = Chat(entra_id)
            self._people[conversation_id(entra_id)] = entra_id
        return self._chats[entra_id]

    def by_conversation(self, conversation: str) -> Chat | None:
        entra_id = self._people.get(conversation)
        return None if entra_id is None else self._chats[entra_id]

    def new_id(self) -> str:
        """Shaped like Teams' ids, which count milliseconds; unique, and rising."""
        return str(next(self._ids))

    def add(self, chat: Chat, by_bot: bool, at: datetime, content: dict[str, Any]) -> Message:
        message = Message(self.new_id(), by_bot, at, content)
        chat.messages[message.id] = message
        if by_bot:
            chat.unread += 1
        self._tell_of(chat, message)
        return message

    def update(self, chat: Chat, message: Message, content: dict[str, Any]) -> None:
        message.content, message.view = content, None
        message.revision += 1
        self._tell_of(chat, message)

    def replace_view(self, chat: Chat, message: Message, card: dict[str, Any]) -> None:
        message.view = card
        self._tell_of(chat, message)

    def delete(self, chat: Chat, message: Message) -> None:
        del chat.messages[message.id]
        self.publish({"kind": "deleted", "person": chat.person, "id": message.id})

    def seen(self, chat: Chat) -> None:
        chat.unread = 0
        self.publish({"kind": "seen", "person": chat.person})

    def publish(self, event: Event) -> None:
        for page in list(self._pages):
            try:
                page.put_nowait(event)
            except asyncio.QueueFull:
                # Cut it off: it comes back and reads the whole chat again.
                self._pages.discard(page)
                page.get_nowait()
                page.put_nowait(None)

    @contextmanager
    def feed(self) -> Iterator[asyncio.Queue[Event | None]]:
        """A queue of events from now on; None means that it has ended."""
        page: asyncio.Queue[Event | None] = asyncio.Queue(_BEHIND)
        self._pages.add(page)
        try:
            yield page
        finally:
            self._pages.discard(page)

    def end_feeds(self) -> None:
        for page in list(self._pages):
            self._pages.discard(page)
            while not page.empty():
                page.get_nowait()
            page.put_nowait(None)

    def _tell_of(self, chat: Chat, message: Message) -> None:
        self.publish({"kind": "message", "person": chat.person, "message": message.shown(), "unread": chat.unread})
