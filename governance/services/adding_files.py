"""Files from a reporter whom we know, who has no code: a link from "my reports" or "my incidents" to a page that takes
files for that one report or incident, and shows nothing of it but the day on which it was sent.

The link works once and for a short while, and another one ends it. Only the digest of what opens the page is kept; the
page it opens sends once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from governance.errors import Expired, Tampered
from governance.linked_ports import Linked, LinkedTo
from governance.people import Person
from governance.ports import Store, Ticker, Work
from governance.seal_ports import Drafts
from governance.services.corresponding import Corresponding, NewLetter, Once

#: The first word of what a link is sealed for; how long one opens hangs on it.
PURPOSE = "file_link"
#: A page opens for less than a day, and a link is kept with its day alone.
_KEPT = timedelta(days=2)

_AGAIN = "Go back to Candour in Teams, write “my reports” or “my incidents”, and ask for another link."
USED = f"This link was used, or another one was made after it. {_AGAIN}"
TOO_OLD = f"This link is too old: it works for 15 minutes. {_AGAIN}"
NOT_WHOLE = f"This is not a whole link. {_AGAIN}"
ENDED = (
    "Nothing was sent. This page has sent files before, or another link was made after it, and each link sends once. "
    f"{_AGAIN}"
)


@dataclass(frozen=True, slots=True)
class FilesFor:
    """A page that may send files, once: to what, which was received on that day. `page` is what it shows to send, 32
    hex digits that are nowhere kept."""

    to: LinkedTo
    received_on: date
    page: str = ""


class TakesFiles(Protocol):
    """Reports, or incidents: whose they are, and keeping what is added."""

    async def own(self, by: Person, subject_id: str) -> date:
        """The day on which one of theirs was received. Raises NotFound when it does not have their name; Refused when
        nothing is added to it any more."""

    async def day(self, work: Work, subject_id: str) -> date | None:
        """The same without who asks; None when it has gone."""

    async def keep(self, subject_id: str, letter: NewLetter, once: Once) -> bool:
        """Keep the files. False when these were kept before. Raises what `once` does, NotFound, and Refused."""


class ToReports:
    """Files to a report are a letter, as from somebody with a code."""

    def __init__(self, corresponding: Corresponding) -> None:
        self._corresponding = corresponding

    async def own(self, by: Person, subject_id: str) -> date:
        return (await self._corresponding.own(by, subject_id)).received_on

    async def day(self, work: Work, subject_id: str) -> date | None:
        report = await work.reports.by_id(subject_id)
        return report.received_on if report else None

    async def keep(self, subject_id: str, letter: NewLetter, once: Once) -> bool:
        return await self._corresponding.write_linked(subject_id, letter, once)


class AddingFiles:
    """Links for files, the pages behind them, and what those send."""

    def __init__(
        self,
        store: Store,
        takers: Mapping[Linked, TakesFiles],
        drafts: Drafts,
        ticker: Ticker,
        new_id: Callable[[], str],
        address: str,
    ) -> None:
        """`address` is where links lead, without the token."""
        self._store = store
        self._takers = takers
        self._drafts = drafts
        self._ticker = ticker
        self._new_id = new_id
        self._address = address

    async def link(self, by: Person, to: LinkedTo) -> tuple[FilesFor, str]:
        """Something of theirs, and the address of the page that takes files for it. What was made before is over.

        Raises NotFound when it does not have their name; Refused when nothing is added to it any more.
        """
        received_on = await self._takers[to.kind].own(by, to.id)
        opens = self._new_id()
        async with self._store.work() as work:
            await work.file_links.make(to, _digest(opens), self._ticker.now().date())
        token = self._drafts.seal(PURPOSE, "", {"opens": opens})
        return FilesFor(to, received_on), f"{self._address}/{token}"

    async def begin(self, token: str) -> FilesFor:
        """The page behind a link, whose last part `token` is. The link is used then. Raises Tampered or Expired;
        Refused, and the link is not used, when nothing is added to it any more."""
        try:
            opens = str(self._drafts.open(PURPOSE, "", token)["opens"])
        except Expired:
            raise Expired(TOO_OLD) from None
        except Tampered:
            raise Tampered(NOT_WHOLE) from None
        page = self._new_id()
        async with self._store.work() as work:
            to = await work.file_links.exchange(_digest(opens), _digest(page))
            received_on = await self._takers[to.kind].day(work, to.id) if to else None
        if to is None or received_on is None:
            raise Expired(USED)
        return FilesFor(to, received_on, page)

    async def send(self, to: FilesFor, letter: NewLetter) -> bool:
        """Keep the letter with its files. False when this letter was kept before: nothing is changed then.

        Raises Expired when the page may not send any more, and what keeping them raises.
        """

        async def once(work: Work) -> None:
            if not await work.file_links.close(to.to, _digest(to.page)):
                raise Expired(ENDED)

        return await self._takers[to.to.kind].keep(to.to.id, letter, once)

    async def sweep(self) -> int:
        """Forget what could not open any more; how many."""
        async with self._store.work() as work:
            return await work.file_links.forget(self._ticker.now().date() - _KEPT)


def _digest(secret: str) -> str:
    """32 random hex digits need no salt and no slow hash."""
    return hashlib.sha256(f"candour/file-link/v1/{secret}".encode()).hexdigest()
