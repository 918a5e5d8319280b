"""Messages that arrive on their own: a person, their one-to-one conversation, a card.

No conversation is stored anywhere: it is asked for by tenant and Entra object id, and remembered in memory only, so
that nothing kept tells who has ever talked to this app.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from typing import Any, Final, Protocol

from bot.teams.answers import CARD
from dialogs.views.notices import notice_card, notice_summary
from governance.notices import Blocked, Failed, Message, Outcome, Sent, Unknown
from governance.people import Person

#: Conversations remembered; the one unused for longest goes first.
REMEMBER_MOST: Final = 10_000


class Posts(Protocol):
    """What the messenger needs of the connector."""

    async def create_conversation(self, service_url: str, tenant_id: str, entra_id: str) -> Outcome: ...

    async def send(self, service_url: str, conversation_id: str, activity: Mapping[str, Any]) -> Outcome: ...


class TeamsMessenger:
    """Delivers on the Teams channel."""

    def __init__(
        self,
        posts: Posts,
        service_url: str,
        tenant_id: str,
        banner: str | None = None,
        remember_most: int = REMEMBER_MOST,
    ) -> None:
        self._posts = posts
        self._service_url = service_url
        self._tenant_id = tenant_id
        self._banner = banner
        self._remember_most = remember_most
        self._conversations: OrderedDict[str, str] = OrderedDict()

    async def deliver(self, message: Message, to: Person) -> Outcome:
        """One card. What it says depends on its kind, a count and a day, and on nothing else."""
        activity = self._activity(message)
        known = self._conversations.get(to.entra_id)
        if known is not None:
            outcome = await self._posts.send(self._service_url, known, activity)
            if not isinstance(outcome, Blocked):
                self._conversations.move_to_end(to.entra_id)
                return outcome
            # The conversation may have been made anew since; nothing was sent, so asking again repeats nothing.
            del self._conversations[to.entra_id]
        return await self._afresh(activity, to)

    async def _afresh(self, activity: Mapping[str, Any], to: Person) -> Outcome:
        made = await self._posts.create_conversation(self._service_url, self._tenant_id, to.entra_id)
        if isinstance(made, Unknown):
            # Nothing was sent yet, so there is nothing to be in doubt about.
            return Failed("Teams did not say whether there is a conversation with this person")
        if not isinstance(made, Sent):
            return made
        if not made.provider_id:
            return Failed("Teams named no conversation with this person")
        outcome = await self._posts.send(self._service_url, made.provider_id, activity)
        if not isinstance(outcome, Blocked):
            self._remember(to.entra_id, made.provider_id)
        return outcome

    def _activity(self, message: Message) -> dict[str, Any]:
        card = notice_card(message.kind, message.facts, self._banner)
        return {
            "type": "message",
            "summary": notice_summary(message.kind),
            "attachments": [{"contentType": CARD, "content": card}],
        }

    def _remember(self, entra_id: str, conversation_id: str) -> None:
        self._conversations[entra_id] = conversation_id
        if len(self._conversations) > self._remember_most:
            self._conversations.popitem(last=False)
