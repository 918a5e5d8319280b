"""What the outbox keeps besides its queue: messages that did not arrive, and who had a digest on which day."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import Integer, bindparam, select, text, update

from governance.delivery_ports import Fallen
from storage import tables
from storage.message_rows import message_of
from storage.notices import SqlNotices
from storage.transaction import Transaction, chunks

#: Built once: every tick asks.
_FALLEN = (
    select(tables.messages)
    .where(text(tables.MESSAGE_HAS_FALLEN))
    .order_by(tables.messages.c.id)
    .limit(bindparam("limit", type_=Integer))
    .with_for_update(skip_locked=True)
)


async def fallen(transaction: Transaction, limit: int) -> Sequence[Fallen]:
    """Messages that did not arrive and that nobody has dealt with, with the notices they carried. They stay locked, and
    a second caller gets others."""
    rows = await transaction.all(_FALLEN, {"limit": limit})
    carried = await SqlNotices(transaction).carried_by([row.id for row in rows])
    return [Fallen(message_of(row), tuple(carried.get(row.id, ())), row.reason) for row in rows]


async def settle(transaction: Transaction, message_ids: Collection[str]) -> None:
    """Nobody need look at these again."""
    for chunk in chunks(sorted(message_ids)):
        await transaction.execute(update(tables.messages).where(tables.messages.c.id.in_(chunk)).values(settled=True))


async def first_digests(transaction: Transaction, recipients: Collection[str], day: date) -> frozenset[str]:
    """Those without a digest on `day`; from now on they have one."""
    # Sorted, so that two callers who name the same people wait for each other in the same order.
    rows = [{"recipient": recipient, "day": day} for recipient in sorted(set(recipients))]
    return frozenset(row.recipient for row in await transaction.added(tables.digests, rows, tables.digests.c.recipient))


async def had_digest(transaction: Transaction, day: date) -> frozenset[str]:
    """Those who have one on `day`."""
    query = select(tables.digests.c.recipient).where(tables.digests.c.day == day)
    return frozenset(row.recipient for row in await transaction.all(query))
