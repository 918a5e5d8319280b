"""Messages that arrive on their own: a person, their one-to-one conversation, a card.

No conversation is stored anywhere: it is asked for by tenant and Entra object id, and remembered in memory only, so
that nothing kept tells who has ever talked to this app.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from typing import Any, Final, Protocol

from bot.teams.answers import CARD
from bot.teams.notice_cards import Compose, plain_cards
from governance.notices import Blocked, Failed, Message, Outcome, Sent, Unknown
from governance.people import Person

#: Conversations remembered; the one unused for longest goes first.
REMEMBER_MOST: Final = 10_000


class Posts(Protocol):
    """What the messenger needs of the connector."""

    async def create_conversation(self, service_url: str, tenant_id: str, entra_id: str) -> Outcome: ...

    async def send(self, service_url: str, conversation_id: str, activity: Mapping[str, Any]) -> Outcome: ...

    async def update(
        self, service_url: str, conversation_id: str, activity_id: str, activity: Mapping[str, Any]
    ) -> Outcome: ...


class TeamsMessenger:
    """Delivers on the Teams channel."""

    def __init__(
        self,
        posts: Posts,
        service_url: str,
        tenant_id: str,
        compose: Compose | None = None,
        remember_most: int = REMEMBER_MOST,
    ) -> None:
        """`compose` says what a message says; without it, what its kind and its facts say."""
        self._posts = posts
        self._service_url = service_url
        self._tenant_id = tenant_id
        self._compose = compose or plain_cards(None)
        self._remember_most = remember_most
        self._conversations: OrderedDict[str, str] = OrderedDict()

    async def deliver(self, message: Message, to: Person) -> Outcome:
        """One card: a new one, or in the place of an earlier one."""
        try:
            activity = await self._activity(message, to)
        except Exception as error:
            # Nothing has left, so nothing is in doubt.
            return Failed(f"The card could not be put together ({type(error).__name__}).")
        known = self._conversations.get(to.entra_id)
        if known is not None:
            outcome = await self._hand_over(message, known, activity)
            if not isinstance(outcome, Blocked):
                self._conversations.move_to_end(to.entra_id)
                return outcome
            # The conversation may have been made anew since; nothing was sent, so asking again repeats nothing.
            del self._conversations[to.entra_id]
        return await self._afresh(message, activity, to)

    async def _afresh(self, message: Message, activity: Mapping[str, Any], to: Person) -> Outcome:
        made = await self._posts.create_conversation(self._service_url, self._tenant_id, to.entra_id)
        if isinstance(made, Unknown):
            # Nothing was sent yet, so there is nothing to be in doubt about.
            return Failed("Teams did not say whether there is a conversation with this person")
        if not isinstance(made, Sent):
            return made
        if not made.provider_id:
            return Failed("Teams named no conversation with this person")
        outcome = await self._hand_over(message, made.provider_id, activity)
        if not isinstance(outcome, Blocked):
            self._remember(to.entra_id, made.provider_id)
        return outcome

    async def _hand_over(self, message: Message, conversation_id: str, activity: Mapping[str, Any]) -> Outcome:
        if not message.replaces:
            return await self._posts.send(self._service_url, conversation_id, activity)
        outcome = await self._posts.update(self._service_url, conversation_id, message.replaces, activity)
        # A card that took the place of another one has its name.
        return Sent(message.replaces) if isinstance(outcome, Sent) else outcome

    async def _activity(self, message: Message, to: Person) -> dict[str, Any]:
        card, summary = await self._compose(message, to)
        return {
            "type": "message",
            "summary": summary,
            "attachments": [{"contentType": CARD, "content": card}],
        }

    def _remember(self, entra_id: str, conversation_id: str) -> None:
        self._conversations[entra_id] = conversation_id
        if len(self._conversations) > self._remember_most:
            self._conversations.popitem(last=False)
