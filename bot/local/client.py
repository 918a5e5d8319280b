"""What the page asks of the stand-in: who is here, what was said, and everything that a person can do in Teams."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any
from uuid import uuid4

from aiohttp import web

from bot.local.activities import Activity, Writer, user_id
from bot.local.chats import Chat, Chats, Message
from bot.local.line import Answered, Line, NoAnswer
from bot.local.staff import Staff, badge
from governance.people import Person

_CARD = "application/vnd.microsoft.card.adaptive"
_LONGEST_MESSAGE = 28_000
#: Seconds between signs of life on the stream of events.
_PULSE = 15.0

_Turn = tuple[Person, Chat, dict[str, Any]]


class Client:
    def __init__(
        self, chats: Chats, staff: Staff, writer: Writer, line: Callable[[], Line], now: Callable[[], datetime]
    ) -> None:
        self._chats, self._staff, self._writer, self._line, self._now = chats, staff, writer, line, now
        # A page that sees another one starts afresh: the service was restarted, and the chats with it.
        self._start = uuid4().hex

    def routes(self, prefix: str) -> list[web.RouteDef]:
        chat = prefix + "/chats/{person}"
        return [
            web.get(prefix + "/people", self._people),
            web.get(prefix + "/events", self._events),
            web.get(chat, self._chat),
            web.post(chat + "/seen", self._with_turn(self._seen)),
            web.post(chat + "/say", self._with_turn(self._say)),
            web.post(chat + "/press", self._with_turn(self._press)),
            web.post(chat + "/execute", self._with_turn(self._execute)),
            web.post(chat + "/task", self._with_turn(self._task)),
            web.post(chat + "/app", self._with_turn(self._app)),
        ]

    # ------------------------------------------------------------------ looking

    async def _people(self, _: web.Request) -> web.Response:
        rows = []
        for person, roles in await self._staff.everyone():
            chat = self._chats.of(person.entra_id)
            rows.append({
                "id": person.entra_id, "teams_id": user_id(person), "name": person.name, "job": person.job,
                "team": person.team, "directorate": person.directorate, "roles": sorted(badge(role) for role in roles),
                "unread": chat.unread, "talked": bool(chat.messages),
            })  # fmt: skip
        return web.json_response(rows)

    async def _chat(self, request: web.Request) -> web.Response:
        _, chat = await self._whose(request)
        messages = [message.shown() for message in chat.messages.values()]
        return web.json_response({"messages": messages, "unread": chat.unread, "app_in_place": chat.app_in_place})

    async def _events(self, request: web.Request) -> web.StreamResponse:
        """Everything that changes in any chat, as server-sent events. `hello` comes first."""
        stream = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
        await stream.prepare(request)
        with self._chats.feed() as events:
            # A page that lost the stream comes back after a second.
            await stream.write(b"retry: 1000\n")
            await _tell(stream, {"kind": "hello", "start": self._start})
            while True:
                try:
                    event = await asyncio.wait_for(events.get(), _PULSE)
                except TimeoutError:
                    await stream.write(b": still here\n\n")
                    continue
                if event is None:
                    return stream
                await _tell(stream, event)

    # ------------------------------------------------------------------ doing

    async def _seen(self, turn: _Turn) -> dict[str, Any]:
        self._chats.seen(turn[1])
        return {}

    async def _say(self, turn: _Turn) -> dict[str, Any]:
        """`{text}`. The words stay in the chat even when the bot does not answer: Teams has kept them."""
        person, chat, asked = turn
        text = _text(asked, "text").strip()
        if not text or len(text) > _LONGEST_MESSAGE:
            raise _bad(f"Type a message of at most {_LONGEST_MESSAGE} characters.")
        message = self._chats.add(chat, False, self._now(), {"text": text, "textFormat": "plain"})
        await self._send(self._writer.said(person, message.id, self._now(), text))
        return {}

    async def _press(self, turn: _Turn) -> dict[str, Any]:
        """`{message, data}`: Action.Submit on a card in the chat, or a suggested reply (`{text}` alone is `_say`)."""
        person, chat, asked = turn
        message, data = _card_of(chat, asked), asked.get("data")
        fields = data if isinstance(data, dict) else {}
        teams = fields["msteams"] if isinstance(fields.get("msteams"), dict) else {}
        how = teams.get("type")
        if how == "task/fetch":
            return await self._dialog("task/fetch", person, message.id, data)
        if how == "imBack":
            return await self._say((person, chat, {"text": str(teams.get("value", ""))}))
        if how == "messageBack":
            words = teams.get("displayText")
            if words:
                self._chats.add(chat, False, self._now(), {"text": str(words), "textFormat": "plain"})
            activity = self._pressed(person, message, _message_back(fields, teams), str(teams.get("text") or ""))
        else:
            activity = self._pressed(person, message, data, None)
        await self._send(activity)
        return {}

    async def _execute(self, turn: _Turn) -> dict[str, Any]:
        """`{message, action: {verb, id, title, data}, trigger}`: Action.Execute, or a card's own refresh."""
        person, chat, asked = turn
        message, action = _card_of(chat, asked), asked.get("action")
        trigger = asked.get("trigger", "manual")
        if not isinstance(action, dict) or trigger not in {"manual", "automatic"}:
            raise _bad("A button needs its action.")
        written = {key: action[key] for key in ("verb", "id", "title", "data") if action.get(key) is not None}
        activity = self._writer.executed(person, self._chats.new_id(), self._now(), message.id, written, trigger)
        body = (await self._send(activity)).body
        if not isinstance(body, dict):
            raise NoAnswer("The bot's answer was empty. In Teams you would read: Something went wrong.")
        kind, value = body.get("type"), body.get("value")
        if kind == _CARD and isinstance(value, dict):
            if message.id in chat.messages:
                self._chats.replace_view(chat, message, value)
            return {"replaced": True}
        if kind == "application/vnd.microsoft.activity.message":
            return {"words": str(value)}
        if kind == "application/vnd.microsoft.error" and isinstance(value, dict):
            raise NoAnswer(str(value.get("message") or "Something went wrong. Please try again."))
        raise NoAnswer("The bot's answer is of a kind that Teams does not know.")

    async def _task(self, turn: _Turn) -> dict[str, Any]:
        """`{message, data}`: Action.Submit inside a dialog."""
        person, _, asked = turn
        return await self._dialog("task/submit", person, _text(asked, "message"), asked.get("data"))

    async def _app(self, turn: _Turn) -> dict[str, Any]:
        """`{action}`: add puts the app in place (and lets it say hello), remove takes it away."""
        person, chat, asked = turn
        action = asked.get("action")
        if action not in {"add", "remove"}:
            raise _bad("The app can be added or removed.")
        chat.app_in_place = action == "add"
        self._chats.publish({"kind": "app", "person": person.entra_id, "in_place": chat.app_in_place})
        await self._send(self._writer.installed(person, self._chats.new_id(), self._now(), action))
        if chat.app_in_place:
            await self._send(self._writer.members_added(person, self._chats.new_id(), self._now()))
        return {}

    async def _dialog(self, name: str, person: Person, reply_to: str, data: Any) -> dict[str, Any]:
        """The dialog's next page, or None when it closes."""
        activity = self._writer.task(name, person, self._chats.new_id(), self._now(), reply_to, data)
        body = (await self._send(activity)).body
        task = body.get("task") if isinstance(body, dict) else None
        if task is None and name == "task/fetch":
            raise NoAnswer("The bot did not say what the dialog should show.")
        return {"task": task}

    def _pressed(self, person: Person, message: Message, value: object, text: str | None) -> Activity:
        return self._writer.pressed(person, self._chats.new_id(), self._now(), message.id, value, text)

    async def _send(self, activity: Activity) -> Answered:
        return await self._line().send(activity)

    # ------------------------------------------------------------------ asking well

    def _with_turn(self, act: Callable[[_Turn], Awaitable[dict[str, Any]]]) -> Callable[
            [web.Request], Awaitable[web.Response]]:  # fmt: skip
        async def handler(request: web.Request) -> web.Response:
            person, chat = await self._whose(request)
            asked = await read_object(request)
            try:
                return web.json_response(await act((person, chat, asked)))
            except NoAnswer as why:
                return web.json_response({"error": str(why)}, status=502)

        return handler

    async def _whose(self, request: web.Request) -> tuple[Person, Chat]:
        entra_id = request.match_info["person"]
        person = await self._staff.find(lambda one: one.entra_id == entra_id)
        if person is None:
            raise _bad("Nobody in the demo council has that id.")
        return person, self._chats.of(person.entra_id)


async def read_object(request: web.Request) -> dict[str, Any]:
    """The request's JSON object. JSON only: no web form on another site can send it."""
    try:
        content = await request.json() if request.content_type == "application/json" else None
    except ValueError:
        content = None
    if not isinstance(content, dict):
        raise _bad("Send a JSON object.")
    return content


async def _tell(stream: web.StreamResponse, event: dict[str, Any]) -> None:
    await stream.write(f"data: {json.dumps(event)}\n\n".encode())


def _card_of(chat: Chat, asked: dict[str, Any]) -> Message:
    message = chat.messages.get(_text(asked, "message"))
    if message is None or not message.by_bot:
        raise _bad("That message is no longer there.")
    return message


def _message_back(data: dict[str, Any], teams: dict[str, Any]) -> object:
    """The value of a messageBack, with what was typed into the card beside it."""
    value = teams.get("value", {})
    typed = {key: given for key, given in data.items() if key != "msteams"}
    return typed | value if isinstance(value, dict) else value


def _text(asked: dict[str, Any], key: str) -> str:
    value = asked.get(key)
    if not isinstance(value, str):
        raise _bad(f"{key} is missing.")
    return value


def _bad(words: str) -> web.HTTPBadRequest:
    return web.HTTPBadRequest(text=json.dumps({"error": words}), content_type="application/json")
