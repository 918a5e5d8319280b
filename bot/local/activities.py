"""Activities as Teams writes them, for one person's chat with the bot."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

from governance.people import Person

_ZONE = "Europe/London"
_LOCALE = "en-GB"

Activity = dict[str, Any]


def user_id(person: Person) -> str:
    """Teams' own id of a person, which is not the Entra object id."""
    return f"29:{uuid5(NAMESPACE_URL, 'person:' + person.entra_id).hex}"


def conversation_id(entra_id: str) -> str:
    """Of the person's chat with the bot. The same after a restart, so that a bot that kept it goes on working."""
    return f"a:{uuid5(NAMESPACE_URL, 'chat:' + entra_id).hex}"


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes the activities of one tenant and one bot."""

    tenant_id: str
    bot_id: str
    bot_name: str
    #: Where the bot sends its answers: ends in a slash, as Teams' own do.
    service_url: str

    def said(self, person: Person, activity_id: str, at: datetime, text: str) -> Activity:
        """Words typed into the chat. Teams sends them twice: plain, and as HTML."""
        return self._envelope(person, activity_id, at, "message") | {
            "text": text,
            "textFormat": "plain",
            "attachments": [{"contentType": "text/html", "content": f"<p>{escape(text)}</p>"}],
        }

    def pressed(
        self, person: Person, activity_id: str, at: datetime, reply_to: str, value: object, text: str | None = None
    ) -> Activity:
        """Action.Submit on a card in the chat (with `text`: a messageBack). The inputs are inside `value`."""
        activity = self._envelope(person, activity_id, at, "message") | {"replyToId": reply_to, "value": value}
        activity["channelData"] |= {"source": {"name": "message"}, "legacy": {"replyToId": reply_to}}
        return activity if text is None else activity | {"text": text, "textFormat": "plain"}

    def task(self, name: str, person: Person, activity_id: str, at: datetime, reply_to: str, data: object) -> Activity:
        """`name` is task/fetch or task/submit."""
        value = {"data": data, "context": {"theme": "default"}}
        return self._invoke(name, person, activity_id, at, reply_to, value)

    def executed(
        self, person: Person, activity_id: str, at: datetime, reply_to: str, action: dict[str, Any], trigger: str
    ) -> Activity:
        """Action.Execute. `action` holds verb, id, title and data; `trigger` is manual or automatic."""
        value = {"action": {"type": "Action.Execute"} | action, "trigger": trigger}
        return self._invoke("adaptiveCard/action", person, activity_id, at, reply_to, value)

    def installed(self, person: Person, activity_id: str, at: datetime, action: str) -> Activity:
        """`action` is add or remove."""
        return self._envelope(person, activity_id, at, "installationUpdate") | {"action": action}

    def members_added(self, person: Person, activity_id: str, at: datetime) -> Activity:
        members = [{"id": self.bot_id}, {"id": user_id(person), "aadObjectId": person.entra_id}]
        return self._envelope(person, activity_id, at, "conversationUpdate") | {"membersAdded": members}

    def member(self, person: Person) -> dict[str, str]:
        """A row of the roster."""
        first, _, last = person.name.partition(" ")
        return {
            "id": user_id(person), "name": person.name, "objectId": person.entra_id, "aadObjectId": person.entra_id,
            "givenName": first, "surname": last, "email": person.email, "userPrincipalName": person.email,
            "tenantId": self.tenant_id, "userRole": "user",
        }  # fmt: skip

    def _invoke(
        self, name: str, person: Person, activity_id: str, at: datetime, reply_to: str, value: dict[str, Any]
    ) -> Activity:
        activity = self._envelope(person, activity_id, at, "invoke")
        activity["channelData"] |= {"source": {"name": "message"}, "legacy": {"replyToId": reply_to}}
        return activity | {"name": name, "replyToId": reply_to, "value": value}

    def _envelope(self, person: Person, activity_id: str, at: datetime, kind: str) -> Activity:
        return {
            "type": kind,
            "id": activity_id,
            "timestamp": at.isoformat().replace("+00:00", "Z"),
            "localTimestamp": at.astimezone(ZoneInfo(_ZONE)).isoformat(),
            "localTimezone": _ZONE,
            "channelId": "msteams",
            "serviceUrl": self.service_url,
            "from": {"id": user_id(person), "name": person.name, "aadObjectId": person.entra_id},
            "conversation": {"conversationType": "personal", "tenantId": self.tenant_id,
                             "id": conversation_id(person.entra_id)},
            "recipient": {"id": self.bot_id, "name": self.bot_name},
            "entities": [{"type": "clientInfo", "locale": _LOCALE, "country": "GB", "platform": "Web",
                          "timezone": _ZONE}],
            "channelData": {"tenant": {"id": self.tenant_id}},
            "locale": _LOCALE,
        }  # fmt: skip
