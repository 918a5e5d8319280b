"""People who are on no list of the council's, with everything that Teams tells about them, each fact of its own."""

from __future__ import annotations

import base64
import string
from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any
from uuid import UUID

from tests.harness.teams import TENANT, Member, Teams


@dataclass
class Stranger(Member):
    """An agency worker, say: has an account, and is in no people table."""

    upn: str = ""
    mri: str = ""
    conversation: str = ""
    #: Ids of the activities that were sent.
    sent: list[str] = field(default_factory=list)

    @classmethod
    def made(cls, teams: Teams, chance: Random) -> Stranger:
        first, last = _word(chance, 6), _word(chance, 9)
        return cls(
            teams,
            str(UUID(bytes=chance.randbytes(16), version=4)),
            f"{first.title()} {last.title()}",
            upn=f"{first}.{last}@staff.example",
            mri=f"29:1{_token(chance, 48)}",
            conversation=f"a:1{_token(chance, 60)}",
        )

    @classmethod
    def on_the_list(cls, teams: Teams, chance: Random, entra_id: str, name: str) -> Stranger:
        """Somebody of the council's, with the facts about them that no spreadsheet has."""
        made = cls.made(teams, chance)
        return cls(teams, entra_id, name, made.upn, made.mri, made.conversation)

    def activity(self, kind: str, **more: Any) -> dict[str, Any]:
        activity = super().activity(kind, **more)
        activity["from"] = {
            "id": self.mri,
            "name": self.name,
            "aadObjectId": self.entra_id,
            "userPrincipalName": self.upn,
            "tenantId": TENANT,
        }
        activity["conversation"]["id"] = self.conversation
        self.sent.append(activity["id"])
        return activity

    @property
    def inbox(self) -> str:
        return self.conversation.removeprefix("a:")

    def facts(self) -> Mapping[str, str]:
        """What must not be found anywhere."""
        return {
            "entra id": self.entra_id,
            "what drafts are bound to": f"{TENANT}:{self.entra_id}",
            "name": self.name,
            "user principal name": self.upn,
            "Teams id": self.mri,
            "conversation": self.conversation,
            "conversation without its letter": self.conversation.removeprefix("a:"),
            **{f"activity {number}": sent for number, sent in enumerate(self.sent[:2])},
        }

    async def arrives(self) -> None:
        """Teams announces the app's installation, twice over, as it does."""
        me = {"id": "28:candour", "name": "Candour"}
        for activity in (
            self.activity("conversationUpdate", membersAdded=[me, {"id": self.mri, "name": self.name}]),
            self.activity("installationUpdate", action="add"),
        ):
            status, _ = await self.teams.post(activity)
            assert status < 300, status


def _word(chance: Random, letters: int) -> str:
    return "".join(chance.choices(string.ascii_lowercase, k=letters))


def _token(chance: Random, letters: int) -> str:
    return base64.urlsafe_b64encode(chance.randbytes(letters)).decode()[:letters]
