"""The Bot Connector as the bot meets it: conversations, activities and members, for one-to-one chats."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from aiohttp import web

from bot.local.activities import Writer, conversation_id, user_id
from bot.local.chats import Chat, Chats, Message
from bot.local.faults import Answer, Call, Calls, Fault, Faults
from bot.local.staff import Staff
from governance.people import Person

#: Teams refuses a message above this many bytes of UTF-16.
_LARGEST = 100 * 1024

_REFUSALS = {
    Answer.SLOW_DOWN: (429, "TooManyRequests", "The request was throttled. Try again later."),
    Answer.CONFLICT: (412, "PreconditionFailed", "The conversation is being changed by another request."),
    Answer.BAD_GATEWAY: (502, "BadGateway", "The service behind Teams did not answer."),
    Answer.UNAVAILABLE: (503, "ServiceUnavailable", "The service is not available."),
    Answer.BLOCKED: (403, "MessageWritesBlocked", "The person has blocked this app or taken it away."),
}

_Act = Callable[[web.Request, Chat], Awaitable[web.StreamResponse]]


class Connector:
    def __init__(
        self, chats: Chats, staff: Staff, writer: Writer, faults: Faults, calls: Calls, now: Callable[[], datetime]
    ) -> None:
        self._chats, self._staff, self._writer, self._now = chats, staff, writer, now
        self._faults, self._calls = faults, calls

    def routes(self, prefix: str) -> list[web.RouteDef]:
        chat = prefix + "/v3/conversations/{conversation}"
        one = chat + "/activities/{activity}"
        return [
            web.post(prefix + "/v3/conversations", self._begin),
            web.post(chat + "/activities", self._in_chat(self._add)),
            web.post(one, self._in_chat(self._add)),
            web.put(one, self._in_chat(self._update)),
            web.delete(one, self._in_chat(self._delete)),
            web.get(chat + "/members", self._in_chat(self._members)),
            web.get(chat + "/pagedmembers", self._in_chat(self._paged_members)),
            web.get(chat + "/members/{member}", self._in_chat(self._member)),
        ]

    async def _begin(self, request: web.Request) -> web.StreamResponse:
        """A one-to-one chat, asked for by tenant and Entra object id (or Teams' own id of the person)."""
        asked = await _json(request)
        members = asked.get("members")
        ids = [member.get("id") for member in members or [] if isinstance(member, dict)]
        if len(ids) != 1 or asked.get("isGroup"):
            return self._refused(request, None, 400, "BadSyntax", "Give exactly one member, and isGroup false.")
        tenant = asked.get("tenantId") or (asked.get("channelData") or {}).get("tenant", {}).get("id")
        if tenant != self._writer.tenant_id:
            return self._refused(request, None, 403, "Forbidden", "The tenant is not this app's tenant.")
        person = await self._staff.find(lambda one: ids[0] in (one.entra_id, user_id(one)))
        if person is None:
            return self._refused(request, None, 400, "BadSyntax", "Nobody in this tenant has that id.")
        chat = self._chats.of(person.entra_id)

        async def act(_: web.Request, chat: Chat) -> web.StreamResponse:
            body: dict[str, str] = {"id": conversation_id(chat.person)}
            if isinstance(asked.get("activity"), dict):
                body["activityId"] = self._chats.add(chat, True, self._now(), asked["activity"]).id
            return web.json_response(body, status=201)

        return await self._answered(request, chat, act)

    def _in_chat(self, act: _Act) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def handler(request: web.Request) -> web.StreamResponse:
            chat = self._chats.by_conversation(request.match_info["conversation"])
            if chat is None:
                return self._refused(request, None, 404, "ConversationNotFound", "There is no such conversation.")
            return await self._answered(request, chat, act)

        return handler

    async def _answered(self, request: web.Request, chat: Chat, act: _Act) -> web.StreamResponse:
        """Do `act`, unless the person at the page asked for trouble."""
        began = asyncio.get_running_loop().time()
        fault = self._faults.meet(chat.person)
        if fault is None and not chat.app_in_place and request.method != "GET":
            fault = Fault(Answer.BLOCKED)
        if fault is None or fault.answer is Answer.LOSE:
            answer = await act(request, chat)
        elif fault.answer is Answer.DROP:
            answer = web.Response(status=502)
        else:
            answer = _trouble(fault)
        lost = fault is not None and fault.answer in (Answer.DROP, Answer.LOSE)
        if lost and request.transport is not None:
            request.transport.abort()
        self._record(request, chat.person, 0 if lost else answer.status, asyncio.get_running_loop().time() - began)
        return answer

    async def _add(self, request: web.Request, chat: Chat) -> web.StreamResponse:
        content = await _json(request)
        if content.get("type") == "typing":
            self._chats.publish({"kind": "typing", "person": chat.person})
            return web.json_response({"id": self._chats.new_id()}, status=201)
        if _too_large(content):
            return _error(413, "MessageSizeTooBig", "The message is larger than Teams takes.")
        return web.json_response({"id": self._chats.add(chat, True, self._now(), content).id}, status=201)

    async def _update(self, request: web.Request, chat: Chat) -> web.StreamResponse:
        message = _own(request, chat)
        if message is None:
            return _no_activity()
        content = await _json(request)
        if _too_large(content):
            return _error(413, "MessageSizeTooBig", "The message is larger than Teams takes.")
        self._chats.update(chat, message, content)
        return web.json_response({"id": message.id})

    async def _delete(self, request: web.Request, chat: Chat) -> web.StreamResponse:
        message = _own(request, chat)
        if message is None:
            return _no_activity()
        self._chats.delete(chat, message)
        return web.Response(status=200)

    async def _members(self, _: web.Request, chat: Chat) -> web.StreamResponse:
        return web.json_response(await self._roster(chat))

    async def _paged_members(self, _: web.Request, chat: Chat) -> web.StreamResponse:
        return web.json_response({"members": await self._roster(chat)})

    async def _member(self, request: web.Request, chat: Chat) -> web.StreamResponse:
        person = await self._person(chat)
        if person is None or request.match_info["member"] not in (person.entra_id, user_id(person)):
            return _error(404, "MemberNotFoundInConversation", "That person is not in this conversation.")
        return web.json_response(self._writer.member(person))

    async def _roster(self, chat: Chat) -> list[dict[str, str]]:
        person = await self._person(chat)
        return [] if person is None else [self._writer.member(person)]

    async def _person(self, chat: Chat) -> Person | None:
        return await self._staff.find(lambda one: one.entra_id == chat.person)

    def _refused(
        self, request: web.Request, person: str | None, status: int, code: str, words: str
    ) -> web.StreamResponse:
        self._record(request, person, status, 0.0)
        return _error(status, code, words)

    def _record(self, request: web.Request, person: str | None, status: int, took: float) -> None:
        parts = request.path.partition("/v3/conversations")[2].split("/")
        what = f"{request.method} {parts[2] if len(parts) > 2 else 'conversations'}"
        self._calls.add(Call("to Teams", what, person, status, round(took * 1000)))


def _own(request: web.Request, chat: Chat) -> Message | None:
    """The bot's own message of this id: it cannot touch what the person wrote."""
    message = chat.messages.get(request.match_info["activity"])
    return message if message is not None and message.by_bot else None


async def _json(request: web.Request) -> dict[str, Any]:
    try:
        content = await request.json()
    except ValueError:
        content = None
    if not isinstance(content, dict):
        raise web.HTTPBadRequest(text='{"error":{"code":"BadSyntax","message":"Send a JSON object."}}',
                                 content_type="application/json")  # fmt: skip
    return content


def _too_large(content: dict[str, Any]) -> bool:
    return len(json.dumps(content, ensure_ascii=False).encode("utf-16-le")) > _LARGEST


def _no_activity() -> web.Response:
    return _error(404, "ActivityNotFoundInConversation", "The bot has no such message in this conversation.")


def _trouble(fault: Fault) -> web.Response:
    answer = _error(*_REFUSALS[fault.answer])
    if fault.retry_after is not None:
        answer.headers["Retry-After"] = str(fault.retry_after)
    return answer


def _error(status: int, code: str, message: str) -> web.Response:
    return web.json_response({"error": {"code": code, "message": message}}, status=status)
