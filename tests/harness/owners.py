"""Owners of information assets, whoever helps them, and the SIRO: what each of them does on a quarter day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.harness.teams import Card, Dialog, Member, actions

AS_IT_WAS = "Everything is as it was"
DIFFERENT = "Something is different"

#: Two leavers still have access: what is said of it on the pages of the form.
LEAVERS: Mapping[str, Any] = {
    "differs": ["access"],
    "access_is": "no",
    "access_comment": "Two leavers can still get in.",
    "access_action": "Close the two accounts",
}


@dataclass
class AssetOwner:
    """An owner, or somebody who helps one."""

    member: Member

    @property
    def newest_card(self) -> Card:
        """What stands last in the chat."""
        card: Card = self.member.chat[-1]["attachments"][0]["content"]
        return card

    async def opens_my_return(self, of: str = "") -> Dialog:
        """By words; whoever answers for several owners chooses the return `of` one of them, by name."""
        [card] = await self.member.say("my return")
        box = await self.opens_the_card(card)
        return await box.press_beside(of, "Open") if of else box

    async def opens_the_card(self, card: Card) -> Dialog:
        """By the button of the card that arrived, whichever it has."""
        title = next(a["title"] for a in actions(card) if (a.get("data") or {}).get("verb") in ("return", "my_return"))
        return await self.member.open(card, title)

    async def presses_as_it_was(self, card: Card) -> Card:
        """One press on the card in the chat; the card that takes its place."""
        return await self.member.execute(card, AS_IT_WAS)

    async def answers_one_asset_differently(self, box: Dialog, reference: str, due_on: str, **said: Any) -> Dialog:
        """Say what is different about an asset that the box shows; `due_on` is by when something is done about it."""
        form = await box.press_beside(f"({reference})", DIFFERENT)
        return await self._fills_in(form, {**LEAVERS, "access_due_on": due_on, **said})

    async def answers_for_one_at_risk(self, box: Dialog, reference: str, looked_on: str) -> Dialog:
        """Nothing differs, and its risks were looked at on this day (ISO)."""
        form = await box.press_beside(f"({reference})", "Answer")
        return await self._fills_in(form, {"differs": ["nothing"], "risk_reviewed_on": looked_on})

    async def finds(self, box: Dialog, words: str) -> Dialog:
        return await box.press("Find", {"find": words})

    async def sends(self, box: Dialog) -> Dialog:
        """With all the rest as it was, or as it is when everything was answered."""
        whole = "Send my return"
        return await box.press(whole if box.has(whole) else "Send it: all the rest is as it was")

    async def _fills_in(self, form: Dialog, said: Mapping[str, Any]) -> Dialog:
        while form.asks:
            before = form.words
            form = await form.go_on(said)
            assert form.words != before, f"the form came back: {before}"
        return form


@dataclass
class Overseer:
    """The SIRO, the Records Manager, the strategy group, or a director."""

    member: Member

    async def opens_the_overview(self) -> Dialog:
        [card] = await self.member.say("overview")
        return await self.member.open(card, "Overview")

    async def turns_over(self) -> list[Dialog]:
        """Every page of the overview."""
        pages = [await self.opens_the_overview()]
        while pages[-1].has("Further"):
            pages.append(await pages[-1].press("Further"))
        return pages

    async def reads_the_overview(self) -> str:
        """All of it."""
        return "\n".join(page.words for page in await self.turns_over())
