"""Decisions about returns that were sent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import select

from governance.errors import Stale
from governance.reviews import Review
from storage import tables
from storage.transaction import Transaction, chunks


class SqlReviews:
    """Implements `governance.reviews.Reviews`."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def add(self, review: Review) -> None:
        row = {
            "return_id": review.return_id,
            "number": review.number,
            "reviewed_on": review.on,
            "by_id": review.by_id,
            "by_name": review.by_name,
            "by_role": review.by_role,
            "accepted": review.accepted,
            "words": review.words,
            "signed": review.signed,
            "sent_on": review.sent_on,
        }
        if not await self._transaction.add_if_new(tables.return_reviews, row):
            raise Stale("Somebody decided about this return a moment ago. Open it again.")

    async def of(self, return_ids: Collection[str]) -> Mapping[str, Sequence[Review]]:
        found: dict[str, list[Review]] = defaultdict(list)
        columns = tables.return_reviews.c
        for chunk in chunks(sorted(set(return_ids))):
            query = select(tables.return_reviews).where(columns.return_id.in_(chunk)).order_by(columns.number)
            for row in await self._transaction.all(query):
                found[row.return_id].append(
                    Review(
                        row.return_id, row.number, row.reviewed_on, row.by_id, row.by_name, row.by_role, row.accepted,
                        row.words, row.signed, row.sent_on,
                    )
                )  # fmt: skip
        return dict(found)
