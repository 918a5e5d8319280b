"""Handing documents out: a link for one person and one thing, which works once and for a short while."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

from governance.documents import Document, Producer
from governance.errors import Expired, NotYours, Stale, Tampered
from governance.people import Person
from governance.ports import Store, Ticker
from governance.seal_ports import Drafts

#: The first word of what a link is sealed for; how long one opens hangs on it.
PURPOSE = "document"
#: A link opens for minutes, and clocks of several processes differ by less than a day.
_KEPT = timedelta(days=2)

AGAIN = "Go back to Candour in Teams and ask for the document again."
SPENT = (
    f"This link was used, and each link works once. If the document did not reach you: {AGAIN[:1].lower()}{AGAIN[1:]}"
)


class HandingOut:
    """Links, and the documents behind them. A link carries everything that it needs, sealed; only that it was used is
    kept."""

    def __init__(
        self,
        store: Store,
        drafts: Drafts,
        ticker: Ticker,
        new_id: Callable[[], str],
        producers: Mapping[str, Producer],
        address: str,
    ) -> None:
        """`producers` by the name of the document that each makes. `address` is where links lead, without the token."""
        self._store = store
        self._drafts = drafts
        self._ticker = ticker
        self._new_id = new_id
        self._producers = producers
        self._address = address

    def link(self, by: Person, document: str, **facts: str | int) -> str:
        """The address of that document, for this person. Nothing is checked yet: everything is when it is used.

        Raises KeyError for a document that nobody makes.
        """
        self._producers[document]
        made = {"link": self._new_id(), "for": by.id, "entra": by.entra_id, "document": document, "facts": facts}
        return f"{self._address}/{self._drafts.seal(PURPOSE, '', made)}"

    async def hand_out(self, token: str) -> Document:
        """The document behind a link, whose last part `token` is. The link is spent first, whatever comes of it.

        Raises Tampered or Expired, Stale for one that was used, NotYours when the person is not on the staff list any
        more as they were, and whatever the document's own checks refuse.
        """
        try:
            made = self._drafts.open(PURPOSE, "", token)
        except Expired:
            raise Expired(f"This link is too old: it works for ten minutes. {AGAIN}") from None
        except Tampered:
            raise Tampered(f"This is not a whole link. {AGAIN}") from None
        produce, facts = self._producers.get(str(made["document"])), made["facts"]
        if produce is None or not isinstance(facts, dict):
            raise Tampered("This link is from another version of Candour. Ask for the document again.")
        now = self._ticker.now()
        async with self._store.work() as work:
            if not await work.spent_links.spend(str(made["link"]), now.date()):
                raise Stale(SPENT)
            by = await work.people.by_id(str(made["for"]))
        if by is None or by.entra_id != made["entra"] or by.has_left(now.date()):
            raise NotYours("This link was made for somebody who is not on the staff list as they were then.")
        return await produce(by, facts)

    async def sweep(self) -> int:
        """Forget the links that could not open any more; how many."""
        async with self._store.work() as work:
            return await work.spent_links.forget(self._ticker.now().date() - _KEPT)
