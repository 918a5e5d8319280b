"""People in Teams: what they say, press and fill in goes to the bot's real end point as Teams would send it."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from tests.harness.connector import RecordingConnector

TENANT = "d3300000-0000-4000-8000-000000000001"

Card = dict[str, Any]


class NoSuchThing(AssertionError):
    """The card does not show what the person looks for."""


@dataclass
class Teams:
    """The way from a person to the bot."""

    session: aiohttp.ClientSession
    bot_url: str
    connector: RecordingConnector
    headers: Mapping[str, str] = field(default_factory=dict)

    def person(self, entra_id: str, name: str = "Somebody") -> Member:
        return Member(self, entra_id, name)

    async def post(self, activity: Mapping[str, Any]) -> tuple[int, Any]:
        async with self.session.post(f"{self.bot_url}/api/messages", json=activity, headers=self.headers) as answer:
            text = await answer.text()
            return answer.status, await answer.json() if text else None


@dataclass
class Member:
    """One person, by their Entra id."""

    teams: Teams
    entra_id: str
    name: str

    def activity(self, kind: str, **more: Any) -> dict[str, Any]:
        return {
            "type": kind,
            "id": uuid.uuid4().hex,
            "timestamp": "2026-11-23T10:00:00Z",
            "channelId": "msteams",
            "serviceUrl": self.teams.connector.url,
            "from": {"id": f"29:{self.entra_id}", "name": self.name, "aadObjectId": self.entra_id},
            "conversation": {"id": f"a:{self.entra_id}", "conversationType": "personal", "tenantId": TENANT},
            "recipient": {"id": "28:candour", "name": "Candour"},
            "channelData": {"tenant": {"id": TENANT}},
            "locale": "en-GB",
            **more,
        }

    @property
    def chat(self) -> list[dict[str, Any]]:
        return self.teams.connector.inbox.setdefault(self.inbox, [])

    @property
    def inbox(self) -> str:
        """By what the connector knows their chat."""
        return self.entra_id

    async def say(self, text: str) -> list[Card]:
        """Type in the chat; the cards and texts that came back, and nothing that arrived by itself meanwhile. They are
        waited for where the pace holds them up for longer than a turn waits."""
        before = len(self.chat)
        status, _ = await self.teams.post(self.activity("message", text=text))
        assert status < 300, status
        while not (answers := [each for each in self.chat[before:] if _is_answer(each)]):
            await self.teams.connector.until(self.inbox, len(self.chat) + 1)
        return [_shown(each) for each in answers]

    async def asks(self, text: str) -> Card:
        """The first that comes back."""
        return (await self.say(text))[0]

    async def invoke(self, name: str, value: Mapping[str, Any]) -> tuple[int, Any]:
        return await self.teams.post(self.activity("invoke", name=name, value=value))

    async def submit(self, data: Mapping[str, Any]) -> Dialog:
        """Send what a button in a dialog sends."""
        status, body = await self.invoke("task/submit", {"data": data, "context": {"theme": "default"}})
        assert status == 200, (status, body)
        return Dialog.read(self, body)

    async def open(self, card: Card, title: str) -> Dialog:
        """Press a button that opens a dialog."""
        data = action(card, title).get("data", {})
        status, body = await self.invoke("task/fetch", {"data": data, "context": {"theme": "default"}})
        assert status == 200, (status, body)
        return Dialog.read(self, body)

    async def execute(self, card: Card, title: str, answers: Mapping[str, Any] | None = None) -> Card:
        """Fill in what the card in the chat asks of `answers` (by input id), leave the rest as it stands, and press a
        button that changes the card. The card that takes its place, in the chat too."""
        found = action(card, title)
        assert found["type"] == "Action.Execute", f"{title!r} changes no card"
        pressed = {"type": "Action.Execute", "verb": found["verb"], "data": filled(card, found, answers)}
        value = {"action": pressed, "trigger": "manual"}
        there = {"replyToId": of["id"]} if (of := self._message_of(card)) else {}
        status, body = await self.teams.post(self.activity("invoke", name="adaptiveCard/action", value=value, **there))
        assert (status, body["statusCode"]) == (200, 200), (status, body)
        assert body["type"] == "application/vnd.microsoft.card.adaptive", body
        replaced: Card = body["value"]
        for message in self.chat:
            for attachment in message.get("attachments") or []:
                if attachment["content"] is card:
                    attachment["content"] = replaced
        return replaced

    def _message_of(self, card: Card) -> dict[str, Any] | None:
        """The message in the chat that shows this card: Teams says which one it was."""
        shown = [m for m in self.chat for each in m.get("attachments") or [] if each["content"] is card]
        return shown[0] if shown else None


@dataclass
class Dialog:
    """Teams' pop-up: a card to fill in, or a last word."""

    member: Member
    card: Card
    message: str = ""
    title: str = ""

    @classmethod
    def read(cls, member: Member, body: Any) -> Dialog:
        if not body:
            return cls(member, {})
        task = body["task"]
        if task["type"] == "message":
            return cls(member, {}, message=str(task["value"]))
        return cls(member, task["value"]["card"]["content"], title=task["value"].get("title", ""))

    @property
    def words(self) -> str:
        """Everything a person reads on it."""
        return self.message or "\n".join(words(self.card))

    def inputs(self) -> dict[str, dict[str, Any]]:
        return inputs(self.card)

    async def press(self, title: str, answers: Mapping[str, Any] | None = None) -> Dialog:
        """Fill in what the page asks of `answers` (by input id), leave the rest as it stands, and press a button."""
        return await self._press(action(self.card, title), answers)

    async def press_beside(self, text: str, title: str) -> Dialog:
        """Press the button that stands with this text in one group of the card."""
        groups = [e for e in walk(self.card) if e["type"] == "Container" and text in "\n".join(words(e))]
        if not groups:
            raise NoSuchThing(f"{text!r} is not shown")
        return await self._press(action(groups[-1], title), None)

    @property
    def asks(self) -> bool:
        """Whether it is a page of a form that goes on."""
        return any(_does(a, "next") for a in actions(self.card))

    async def go_on(self, answers: Mapping[str, Any] | None = None) -> Dialog:
        """Answer this page and press its main button, whatever that says."""
        return await self._press(next(a for a in actions(self.card) if _does(a, "next")), answers)

    async def does(self, verb: str, answers: Mapping[str, Any] | None = None) -> Dialog:
        """Press the button that does `verb`, whatever it says."""
        return await self._press(
            next(a for a in actions(self.card) if (a.get("data") or {}).get("verb") == verb), answers
        )

    def next_data(self, answers: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """What the main button of this page sends: its own data, and the inputs as they are filled in."""
        return self._data(next(a for a in actions(self.card) if _does(a, "next")), answers)

    async def _press(self, found: Mapping[str, Any], answers: Mapping[str, Any] | None) -> Dialog:
        return await self.member.submit(self._data(found, answers))

    def _data(self, found: Mapping[str, Any], answers: Mapping[str, Any] | None) -> dict[str, Any]:
        return filled(self.card, found, answers)

    def has(self, title: str) -> bool:
        return any(a.get("title") == title for a in actions(self.card))


def inputs(card: Card) -> dict[str, dict[str, Any]]:
    return {e["id"]: e for e in walk(card) if str(e.get("type", "")).startswith("Input.")}


def filled(card: Card, found: Mapping[str, Any], answers: Mapping[str, Any] | None) -> dict[str, Any]:
    """What a button sends: its own data, and what stands in the inputs unless it leaves them out."""
    typed: dict[str, Any] = {}
    if found.get("associatedInputs", "auto") != "none":
        for name, element in inputs(card).items():
            value = (answers or {}).get(name, element.get("value", ""))
            typed[name] = ",".join(value) if isinstance(value, list | tuple) else value
    return {**typed, **found.get("data", {})}


def _does(found: Mapping[str, Any], verb: str) -> bool:
    return bool((found.get("data") or {}).get("action") == verb)


def walk(node: Any) -> Iterator[dict[str, Any]]:
    """Every element of a card, in order, as Teams shows it."""
    if isinstance(node, dict):
        if "type" in node:
            yield node
        for key, value in node.items():
            if key != "fallback":
                yield from walk(value)
    elif isinstance(node, list):
        for value in node:
            yield from walk(value)


def actions(card: Card) -> list[dict[str, Any]]:
    return [e for e in walk(card) if str(e["type"]).startswith("Action.")]


def action(card: Card, title: str) -> dict[str, Any]:
    for found in actions(card):
        if found.get("title") == title:
            return found
    raise NoSuchThing(f"no button {title!r} among {[a.get('title') for a in actions(card)]}")


def words(card: Card) -> list[str]:
    return [str(e[k]) for e in walk(card) for k in ("text", "title", "label", "errorMessage") if e.get(k)]


def _is_answer(message: Mapping[str, Any]) -> bool:
    """Only what answers somebody is addressed to them: the rest goes to their chat."""
    return "recipient" in message


def _shown(message: Mapping[str, Any]) -> Card:
    for attachment in message.get("attachments") or []:
        content: Card = attachment["content"]
        return content
    return {"type": "AdaptiveCard", "body": [{"type": "TextBlock", "text": message.get("text", "")}]}
