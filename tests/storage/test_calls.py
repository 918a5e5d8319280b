"""The list of people whom no message reached: nobody falls off it, and nobody stands on it twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from governance.calls import Call
from governance.notices import Channel, Kind, Message
from storage.work import SqlStore
from tests.storage.examples import TODAY, message

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def call(sent: Message, **changes: Any) -> Call:
    return replace(Call(sent.id, sent.recipient, sent.kind, TODAY, "The mailbox is full."), **changes)


async def messages(store: SqlStore, count: int) -> list[Message]:
    put = [message(channel=Channel.EMAIL, kind=Kind.DIGEST) for _ in range(count)]
    async with store.work() as work:
        await work.outbox.put_all([(each, [], NOW) for each in put])
    return put


async def test_who_has_waited_longest_comes_first(store: SqlStore) -> None:
    first, second = await messages(store, 2)
    older = call(second, since_on=date(2026, 11, 20))
    async with store.work() as work:
        await work.calls.add([call(first), older])
    async with store.work() as work:
        assert await work.calls.open() == [older, call(first)]


async def test_a_message_is_on_the_list_once(store: SqlStore) -> None:
    (sent,) = await messages(store, 1)
    async with store.work() as work:
        await work.calls.add([call(sent)])
        await work.calls.add([call(sent, reason="Another reason.")])
        await work.calls.add([])
    async with store.work() as work:
        assert await work.calls.open() == [call(sent)]


async def test_somebody_who_was_told_is_off_the_list_and_cannot_be_told_again(store: SqlStore) -> None:
    told, waiting = await messages(store, 2)
    async with store.work() as work:
        await work.calls.add([call(told), call(waiting)])
        assert await work.calls.done([told.id, "nobody"], "rm", TODAY) == 1
    async with store.work() as work:
        assert await work.calls.done([told.id], "siro", TODAY) == 0
        await work.calls.add([call(told)])
        assert await work.calls.open() == [call(waiting)]
