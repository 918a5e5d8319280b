"""Somebody who tells an incident card by card in the chat, over the bot's real end point: pressed, and typed here and
there. Teams lets a bot write seven times a second in one chat, which no person notices and every test would."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.harness.incident_story import INCIDENT
from tests.harness.teams import Card, Member, actions, words

#: What is told beside what must be.
MORE = {
    "cause": "The wrong list was picked from a menu of lists.",
    "covered_up": "no",
    "late_reason": "We looked for it first.",
    "asset": "unknown",
}


@dataclass
class Chat:
    """What they see: the newest card."""

    member: Member
    card: Card = field(default_factory=dict)

    @property
    def words(self) -> str:
        return "\n".join(words(self.card))

    async def begins(self) -> Chat:
        offer = await self.member.asks("report an incident")
        self.card = await self.member.execute(offer, "Answer in the chat")
        return self

    async def says(self, text: str) -> Chat:
        self.card = await self.member.asks(text)
        return self

    async def presses(self, title: str) -> Chat:
        self.card = await self.member.execute(self.card, title)
        return self

    async def goes_on(self, until: str, **otherwise: Any) -> Chat:
        """Answer every question by a press, to the card with these words."""
        story = {**INCIDENT, **MORE, **otherwise}
        for _ in range(50):
            if until in self.words:
                return self
            title = self._onward(story)
            self.card = await self.member.execute(self.card, title, story)
            assert "There is a problem" not in self.words, self.words
        raise AssertionError(f"this never comes: {until}")

    def _onward(self, story: Mapping[str, Any]) -> str:
        """The button of what the story says; where it says nothing, the one that leaves the question out."""
        shown = [each for each in actions(self.card) if each["type"] == "Action.Execute"]
        for each in shown:
            data = each.get("data", {})
            if any(name in story and story[name] == value for name, value in data.items()):
                return str(each["title"])
        asked = {each["id"].partition(".")[0] for each in _inputs(self.card)}
        known = {name.partition(".")[0] for name in story}
        titles = [str(each["title"]) for each in shown]
        return "Continue" if asked & known or "Skip" not in titles else "Skip"


def _inputs(card: Card) -> list[dict[str, Any]]:
    return [each for each in card["body"] if str(each["type"]).startswith("Input.")]
