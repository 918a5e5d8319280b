"""Where somebody stands in a form that they fill in in the chat: read from what is kept of it, and kept again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

from bot.teams.identity import Presser
from dialogs.asking import Asked
from dialogs.filling import Draft
from dialogs.form import Form
from dialogs.views.parts import Element
from governance.errors import Stale
from governance.services.half_done import HalfDone


class KeepsHalfDone(Protocol):
    """The part of `KeepingHalfDone` that this face uses."""

    async def of(self, who: str) -> HalfDone | None: ...

    async def begin(self, who: str, data: Mapping[str, object]) -> HalfDone: ...

    async def change(self, who: str, data: Mapping[str, object], version: str) -> HalfDone: ...

    async def forget(self, who: str) -> None: ...


class ChatEnding(Protocol):
    """What a form does in the chat besides asking."""

    @property
    def form(self) -> Form: ...

    @property
    def title(self) -> str: ...

    @property
    def leaves(self) -> frozenset[str]:
        """Pages that are never shown in a chat: whoever comes to one goes on in a box, and nothing of it is kept."""

    async def ready(self) -> None:
        """Raises Refused, in words, when it could not be sent."""

    async def known(self, presser: Presser) -> Mapping[str, str]:
        """What this person need not type."""

    async def finish(self, presser: Presser, draft: Draft, command: object) -> Element:
        """Send it, and say so. Doing it again changes nothing and says the same."""

    async def after(self, presser: Presser, form_id: str) -> Element:
        """For a card whose form is no more: that it was sent, or that it is over."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One form, between two messages."""

    draft: Draft
    #: Counts what was done, so that an older card is known for one.
    step: int = 1
    #: The channel's id of the card that shows the open question; empty when not known.
    card: str = ""
    #: That card is known to have arrived. What is typed before is no answer: nobody has seen the question.
    shown: bool = False
    #: The question that was answered just now.
    echo: str = ""
    #: The part of the review that is shown, from 0.
    part: int = 0
    #: What was wrong with the last answer, in words of ours: whoever looks at the card again reads it again.
    error: str = ""
    version: str = field(default="", repr=False)

    @property
    def id(self) -> str:
        return self.draft.minted["id"]

    def to_data(self) -> dict[str, object]:
        return {
            "draft": self.draft.to_data(),
            "step": self.step,
            "card": self.card,
            "shown": self.shown,
            "echo": self.echo,
            "part": self.part,
            "error": self.error,
        }

    def after(self, asked: Asked, *, card: str, shown: bool, echo: str = "", part: int = 0) -> Standing:
        return Standing(asked.draft, self.step + 1, card, shown, echo, part, asked.error, self.version)


@dataclass(frozen=True, slots=True)
class Said:
    """What answers something that was typed."""

    card: Element = field(repr=False)
    #: An earlier card, by the channel's id, and what takes its place.
    before: tuple[str, Element] | None = field(default=None, repr=False)
    #: Where the form stands once the card has arrived; None when it is over.
    standing: Standing | None = None


class Forms:
    """The forms in the chat, a person's one at a time."""

    def __init__(self, half_done: KeepsHalfDone) -> None:
        self._half_done = half_done

    async def of(self, presser: Presser) -> Standing | None:
        kept = await self._half_done.of(presser.binding)
        return None if kept is None else _standing(kept)

    async def begin(self, presser: Presser, standing: Standing) -> Standing:
        kept = await self._half_done.begin(presser.binding, standing.to_data())
        return replace(standing, version=kept.version)

    async def keep(self, presser: Presser, standing: Standing) -> Standing:
        """Raises Stale."""
        kept = await self._half_done.change(presser.binding, standing.to_data(), standing.version)
        return replace(standing, version=kept.version)

    async def arrived(self, presser: Presser, said: Said, card: str) -> None:
        """The card that asks has this id in the channel; it is empty of one that is not known to have arrived."""
        if said.standing is None or not card:
            return
        try:
            await self.keep(presser, replace(said.standing, card=card, shown=True))
        except Stale:
            return  # Something was pressed meanwhile, and that stands.

    async def forget(self, presser: Presser) -> None:
        await self._half_done.forget(presser.binding)

    async def sent(self, presser: Presser, form_id: str) -> None:
        """The form was sent from elsewhere: what is kept of it here goes."""
        standing = await self.of(presser)
        if standing is not None and standing.id == form_id:
            await self.forget(presser)


def _standing(kept: HalfDone) -> Standing:
    """What this service sealed itself."""
    data = kept.data
    draft = data["draft"]
    return Standing(
        Draft.from_data(draft if isinstance(draft, dict) else {}),
        int(str(data["step"])),
        str(data["card"]),
        data["shown"] is True,
        str(data["echo"]),
        int(str(data["part"])),
        str(data["error"]),
        kept.version,
    )
