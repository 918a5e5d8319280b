"""The only reader of a Teams identity.

What it hands on is opaque: it can bind a sealed draft, and it can become a Person for what is not anonymous. Nothing
else in the program reads who sent an activity.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import date
from typing import Protocol, TypeVar

from botbuilder.schema import Activity

from governance.errors import NotYours
from governance.people import Person
from governance.roles import Role

#: Before the id of somebody who works here and is not in the people table, such as an agency worker.
UNLISTED = "entra:"

_GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)
_LONGEST_NAME = 200

Known = TypeVar("Known")


class Directory(Protocol):
    """The people table."""

    async def by_entra(self, entra_id: str) -> Person | None: ...

    async def roles_on(self, day: date) -> Mapping[str, frozenset[Role]]:
        """As what people are shown commands on that day, by Entra id; who is shown no more than everybody, or has left,
        is absent."""

    async def owing_actions(self) -> Collection[str]:
        """Entra ids of the people who have an action to do, for themselves or for whom they act today."""


class Presser:
    """Whoever wrote or pressed. Has no repr of its own, no equality and no field that could be printed by mistake."""

    __slots__ = ("_entra_id", "_name", "_tenant", "card")

    def __init__(self, tenant: str, entra_id: str, name: str, card: str = "") -> None:
        """`card` is the channel's id of the card in the chat whose button was pressed; empty when not known."""
        self._tenant = tenant
        self._entra_id = entra_id
        self._name = name
        self.card = card

    @property
    def binding(self) -> str:
        """What a sealed draft or button is bound to: `tenant:entra id`. It is authenticated and never kept."""
        return f"{self._tenant}:{self._entra_id}"

    def is_among(self, entra_ids: Collection[str]) -> bool:
        return self._entra_id in entra_ids

    def among(self, known: Mapping[str, Known], otherwise: Known) -> Known:
        """What is known of them; `otherwise` when nothing is."""
        return known.get(self._entra_id, otherwise)

    async def person(self, people: Directory) -> Person:
        """Who it is, for what is not anonymous. Somebody not in the people table has only the name that Teams gives:
        any worker may speak up by name (policy paragraphs 9 and 10)."""
        known = await people.by_entra(self._entra_id)
        if known is not None:
            return known
        return Person(id=UNLISTED + self._entra_id, entra_id=self._entra_id, name=self._name, email="")


def presser_of(activity: Activity) -> Presser:
    """Raises NotYours for a sender without an Entra account, such as a guest of another platform or another bot."""
    sender = activity.from_property
    entra_id = str(getattr(sender, "aad_object_id", None) or "").lower()
    tenant = _tenant(activity.channel_data)
    if not tenant or not _GUID.fullmatch(entra_id):
        raise NotYours("This app is for people with an account of the council. Use the web page instead.")
    name = getattr(sender, "name", None)
    card = activity.reply_to_id
    return Presser(
        tenant,
        entra_id,
        name.strip()[:_LONGEST_NAME] if isinstance(name, str) else "",
        card if isinstance(card, str) else "",
    )


def _tenant(channel_data: object) -> str:
    """Botbuilder's reader drops `conversation.tenantId`, so it comes from the channel's own data."""
    tenant = channel_data.get("tenant") if isinstance(channel_data, dict) else None
    named = tenant.get("id") if isinstance(tenant, dict) else None
    return named.lower() if isinstance(named, str) else ""
