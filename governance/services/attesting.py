"""Attesting: a signed head of the audit log leaves the service every working day.

The chain shows every change to the log but one: lines cut off at its end leave a good chain. Whoever keeps a head has
what shows the cut.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime

from governance.audit import Event, Head, SignedHead
from governance.calendar import OPENING, Calendar
from governance.errors import Refused
from governance.notices import NOBODY, Channel, End, Kind, Message, Notice
from governance.ports import Store, Ticker, Work
from governance.roles import Role, holders
from governance.seal_ports import Signer

AUDIT_HEAD = "audit head"
#: A cut has to fool two people.
KEEPERS = 2
#: Who keeps the heads, all of them that there are.
FIRST = (Role.CHIEF_INTERNAL_AUDITOR, Role.SIRO)
#: Who does when those are fewer than two people.
INSTEAD = (Role.DATA_PROTECTION_OFFICER, Role.CHIEF_EXECUTIVE)
NOBODY_TO_KEEP_IT = "Nobody holds a post that keeps the heads of the audit log: appoint somebody."


class Attesting:
    """Signs the head of the audit log and sends it out, once a working day."""

    def __init__(
        self, store: Store, calendar: Calendar, signer: Signer, ticker: Ticker, new_id: Callable[[], str]
    ) -> None:
        self._store = store
        self._calendar = calendar
        self._signer = signer
        self._ticker = ticker
        self._new_id = new_id

    async def attest(self, now: datetime) -> int:
        """On the first call from 09:00 of a working day, sign the log's head and plan a notice of it for each keeper.
        Returns how many notices.

        The line that the log gets of it is the line that is signed, so the log itself shows the days without a head.
        A day on which the service did not run has none. Of several processes one does it: the notices are unique.
        """
        day = self._calendar.day_of(now)
        if not self._calendar.works(day) or now < self._calendar.at(day, OPENING):
            return 0
        async with self._store.work() as work:
            if await work.ticks.last(AUDIT_HEAD) == day.isoformat():
                return 0
            await work.ticks.record(AUDIT_HEAD, day.isoformat())
            notices = await work.notices.plan(self._notices(await keepers(work, day), day))
            if not notices:
                return 0
            await work.audit.write(Event(now, "system", "", "head_signed", f"head:{day.isoformat()}"))
            ready = [notice for notice in notices if notice.state is End.READY]
            await self._send(work, ready, await self._sign(work, day))
        return len(ready)

    async def head(self, day: date) -> SignedHead:
        """The head as it stands, signed. Raises Refused when the log is empty, Misconfigured without the KEK."""
        async with self._store.work() as work:
            return await self._sign(work, day)

    async def _sign(self, work: Work, day: date) -> SignedHead:
        last = await work.audit.head()
        if last is None:
            raise Refused("The audit log is empty: there is nothing to sign yet.")
        return self._signer.sign(Head(last.number, last.mac, day))

    async def _send(self, work: Work, notices: Sequence[Notice], head: SignedHead) -> None:
        facts: dict[str, str | int] = {"day": head.day.isoformat(), "head": head.text}
        for notice in notices:
            message = Message(self._new_id(), notice.recipient, notice.channel, notice.kind, facts)
            await work.outbox.put(message, [notice.id], self._ticker.now())

    def _notices(self, people: Sequence[str], day: date) -> Sequence[Notice]:
        if not people:
            return [self._notice(NOBODY, day, End.DEAD, NOBODY_TO_KEEP_IT)]
        return [self._notice(person_id, day) for person_id in people]

    def _notice(self, recipient: str, day: date, state: End = End.READY, reason: str = "") -> Notice:
        return Notice(
            id=self._new_id(),
            obligation_id=f"head:{day.isoformat()}",
            cycle=0,
            rung=0,
            recipient=recipient,
            channel=Channel.TEAMS,
            kind=Kind.AUDIT_HEAD,
            due_at=self._calendar.at(day, OPENING),
            state=state,
            reason=reason,
        )


async def keepers(work: Work, day: date) -> Sequence[str]:
    """Who gets the head of `day`, in order: whoever is in post as Chief Internal Auditor and as SIRO, and while those
    are not two people, the Data Protection Officer, then the Chief Executive. Leave does not matter: a head that waits
    in a chat is kept."""
    holdings = await work.people.holdings((*FIRST, *INSTEAD), day)
    found = dict.fromkeys(person_id for role in FIRST for person_id in holders(holdings, role, day))
    for person_id in (each for role in INSTEAD for each in holders(holdings, role, day)):
        if len(found) < KEEPERS:
            found[person_id] = None
    return tuple(found)
