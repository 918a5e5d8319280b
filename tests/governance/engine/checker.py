"""That nobody is told twice or not at all: how every obligation, notice and message must look, whatever happened."""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from governance.notices import NOBODY, Channel, End, Kind
from tests.governance.engine.oracle import (
    Hears,
    Owes,
    asked_at,
    hears,
    leaves_at,
    local_day,
    rung_due,
    waits_for_hours,
    within_hours,
)
from tests.governance.engine.world import SNOOZE_RUNG, Row, World

#: (obligation, cycle, rung, recipient, channel)
Key = tuple[str, int, int, str, str]
OPEN = {End.READY.value}
ENDS = {end.value for end in End} - {End.READY.value, End.SENDING.value}
#: Ends of what a channel took, or may have taken.
GONE = {End.SENT.value, End.IN_DOUBT.value}


@dataclass(frozen=True)
class Asked:
    """What a tick has to plan of one obligation."""

    owes: Owes
    rung: int
    told: Hears | None

    def wanted(self) -> dict[Key, tuple[str, datetime, bool]]:
        """By key: the kind, from when it may leave, and whether it is one that leaves at all."""
        each, rungs = self.owes, self.owes.rungs
        found: dict[Key, tuple[str, datetime, bool]] = {}
        for missed in range(each.rung, self.rung):
            key = (each.id, each.cycle, missed, NOBODY, Channel.TEAMS.value)
            found[key] = (rungs[missed].kind.value, rung_due(each, missed), False)
        due = rung_due(each, self.rung)
        if not self.told:
            key = (each.id, each.cycle, self.rung, NOBODY, Channel.TEAMS.value)
            return found | {key: (rungs[self.rung].kind.value, due, False)}
        for (who, channel), (kind, from_on) in self.told.items():
            key = (each.id, each.cycle, self.rung, who, channel.value)
            found[key] = (kind.value, leaves_at(due, from_on), True)
        return found


@dataclass
class Checker:
    """Watches one world. Everything that is wrong is said at once, in words."""

    world: World
    planned: set[Key] = field(default_factory=set)
    ended: dict[str, str] = field(default_factory=dict)
    rungs: int = 0

    # ------------------------------------------------------------ planning

    def asks(self) -> dict[str, Asked]:
        """What is to be planned at this moment."""
        world, day, found = self.world, local_day(self.world.now), {}
        for each in world.owes.values():
            rung = asked_at(each, world.now) if each.open else None
            if rung is not None:
                owed = world.things.known.get(each.subject)
                found[each.id] = Asked(each, rung, hears(each, rung, owed, world.staff, day, mail=world.mail))
        return found

    async def ticks(self, name: str = "a", kill_at: int = 0) -> bool:
        """Let a process tick, and compare what it planned with what is wanted."""
        asked = self.asks()
        lived = await self.world.ticks(name, kill_at)
        await self.compare(asked, lived=lived)
        if lived:
            await self.nothing_waits()
        return lived

    async def tick_at_once(self) -> None:
        """Two processes at the same moment."""
        asked = self.asks()
        await asyncio.gather(self.world.ticks("a"), self.world.ticks("b"))
        await self.compare(asked, lived=True)
        await self.nothing_waits()

    async def nothing_waits(self) -> None:
        """After a whole tick in working hours, what may leave is in a message."""
        if within_hours(self.world.now):
            waiting = await self.world.rows(
                "SELECT recipient, rung, leaves_at FROM notices WHERE state = 'ready' AND message_id IS NULL"
            )
            late = [row for row in waiting if _instant(row["leaves_at"]) <= self.world.now]
            assert not late, late[:3]

    async def compare(self, asked: dict[str, Asked], *, lived: bool) -> None:
        wrong: list[str] = []
        stands = {row["id"]: row for row in await self._some("obligations", "id", asked)}
        rows: defaultdict[str, dict[Key, Row]] = defaultdict(dict)
        for row in await self._some("notices", "obligation_id", asked):
            rows[row["obligation_id"]][_key(row)] = row
        for id_, each in asked.items():
            if stands[id_]["rung"] == each.owes.rung and not lived:
                continue
            if stands[id_]["rung"] != each.rung + 1:
                wrong.append(f"{each.owes.duty} stands at rung {stands[id_]['rung']} after rung {each.rung}")
            wanted = each.wanted()
            there = {key: row for key, row in rows[id_].items() if each.owes.rung <= key[2] <= each.rung}
            wrong += [f"not planned: {key[1:]} of {each.owes}" for key in wanted.keys() - there.keys()]
            wrong += [f"planned and not wanted: {key[1:]} of {each.owes}" for key in there.keys() - wanted.keys()]
            for key in wanted.keys() & there.keys():
                kind, from_, leaves = wanted[key]
                wrong += _differs(there[key], kind, from_, leaves=leaves)
            self.planned |= wanted.keys()
            self.rungs += each.rung + 1 - each.owes.rung
            each.owes.rung = each.rung + 1
        assert not wrong, wrong[:5]

    async def _some(self, table: str, column: str, ids: Iterable[str]) -> Sequence[Row]:
        found: list[Row] = []
        wanted = sorted(ids)
        for begin in range(0, len(wanted), 500):
            # Ids are hex digits that the test made.
            inside = ",".join(f"'{each}'" for each in wanted[begin : begin + 500])
            found += await self.world.rows(f"SELECT * FROM {table} WHERE {column} IN ({inside})")
        return found

    # ------------------------------------------------------------ everything

    async def all_is_well(self, *, over: bool = False) -> None:
        """`over`: whatever could leave has had its chance to."""
        notices = await self.world.rows("SELECT * FROM notices")
        messages = {row["id"]: row for row in await self.world.rows("SELECT * FROM messages")}
        wrong = [*self._planned_once(notices), *self._seen(notices, messages), *self._digests()]
        wrong += [*self._ended_once(notices, messages, over=over), *self._in_order(notices)]
        assert not wrong, wrong[:5]

    def _planned_once(self, notices: Sequence[Row]) -> Iterable[str]:
        keys = Counter(_key(row) for row in notices)
        yield from (f"{count} notices for {key}" for key, count in keys.items() if count > 1)
        yield from (f"lost: {key}" for key in self.planned - keys.keys())
        fallen = {key[:4] for key, row in ((_key(r), r) for r in notices) if row["state"] in ("fallen_back", "dead")}
        for key in keys.keys() - self.planned:
            instead = key[4] == Channel.EMAIL.value and key[:4] in fallen
            if not (instead or key[2] > SNOOZE_RUNG or key[0].startswith("calls:")):
                yield f"nobody asked for {key}"

    def _seen(self, notices: Sequence[Row], messages: dict[str, Row]) -> Iterable[str]:
        copies = Counter(copy.message_id for copy in self.world.copies)
        for id_, count in copies.items():
            if count - 1 > messages[id_]["doubts"]:
                yield f"{messages[id_]['kind']} came {count} times with {messages[id_]['doubts']} doubts"
            stands = messages[id_]["state"]
            if stands in ENDS - GONE and not messages[id_]["doubts"]:
                yield f"a {messages[id_]['kind']} arrived and is {stands}"
        for id_, row in messages.items():
            if row["state"] == End.SENT.value and not copies[id_]:
                yield f"a {row['kind']} is sent and nobody saw it"
        carried: defaultdict[str, list[Row]] = defaultdict(list)
        for row in notices:
            if row["state"] == End.SENT.value and not copies[row["message_id"] or ""]:
                yield f"a notice of rung {row['rung']} is sent and nobody saw it"
            carried[row["message_id"] or ""].append(row)
        for copy in self.world.copies:
            early = [r for r in carried[copy.message_id] if _instant(r["leaves_at"]) > self.world.latest]
            if early:
                yield f"{len(early)} early in a {copy.kind} at {copy.at}"
            if waits_for_hours(copy.kind) and (copy.any_hour or not within_hours(copy.at)):
                yield f"a {copy.kind} left at {copy.at}"

    def _digests(self) -> Iterable[str]:
        """At most one digest a person and day. A copy of the same one is one that is marked as in doubt."""
        days: defaultdict[tuple[str, date], set[str]] = defaultdict(set)
        for copy in self.world.copies:
            if copy.kind is Kind.DIGEST and copy.channel is Channel.TEAMS:
                days[copy.recipient, local_day(copy.at)].add(copy.message_id)
        yield from (f"{len(ids)} digests for {who} on {day}" for (who, day), ids in days.items() if len(ids) > 1)

    def _ended_once(self, notices: Sequence[Row], messages: dict[str, Row], *, over: bool) -> Iterable[str]:
        higher = {(row["obligation_id"], row["cycle"], row["recipient"], row["channel"]): 0 for row in notices}
        for row in notices:
            who = (row["obligation_id"], row["cycle"], row["recipient"], row["channel"])
            higher[who] = max(higher[who], row["rung"])
        for row in notices:
            before, stands = self.ended.get(row["id"]), row["state"]
            if before is not None and before != stands:
                yield f"a notice was {before} and is {stands}"
            if stands in ENDS:
                self.ended[row["id"]] = stands
            owes = self.world.owes.get(row["obligation_id"])
            is_open = owes is None or owes.open
            carrier = messages.get(row["message_id"] or "")
            if stands == End.CANCELLED.value and is_open:
                yield "a notice is cancelled and what it is about is not done"
            who = (row["obligation_id"], row["cycle"], row["recipient"], row["channel"])
            if stands == End.SUPERSEDED.value and row["recipient"] != NOBODY and higher[who] <= row["rung"]:
                yield f"rung {row['rung']} gave way to nothing"
            if stands in ENDS and not row["reason"] and stands not in (End.SENT.value,):
                yield f"a notice is {stands} without a reason"
            if stands == End.READY.value:
                if not is_open and (carrier is None or carrier["state"] != End.SENDING.value):
                    yield "what it is about is done, and a notice still waits to leave"
                if carrier is not None and carrier["state"] in ENDS:
                    yield f"a notice waits in a message that is {carrier['state']}"
                if over and _instant(row["leaves_at"]) <= self.world.now:
                    yield f"a notice of rung {row['rung']} to {row['recipient']} never left"

    def _in_order(self, notices: Sequence[Row]) -> Iterable[str]:
        """Nobody hears of a lower rung after a higher one, but for a card that came back and is a mail now."""
        first: dict[str, datetime] = {}
        for copy in self.world.copies:
            first.setdefault(copy.message_id, copy.at)
        heard: defaultdict[tuple[str, int, str, str], list[tuple[int, datetime]]] = defaultdict(list)
        for row in notices:
            if row["message_id"] in first and _key(row) in self.planned and row["state"] in GONE:
                who = (row["obligation_id"], row["cycle"], row["recipient"], row["channel"])
                heard[who].append((row["rung"], first[row["message_id"]]))
        for told in heard.values():
            order = [at for _, at in sorted(told)]
            if order != sorted(order):
                yield f"rungs came in the order of {sorted(told, key=lambda each: each[1])}"


def _key(row: Row) -> Key:
    return row["obligation_id"], row["cycle"], row["rung"], row["recipient"], row["channel"]


def _differs(row: Row, kind: str, from_: datetime, *, leaves: bool) -> Iterable[str]:
    if row["kind"] != kind:
        yield f"rung {row['rung']} is a {row['kind']} and should be a {kind}"
    if leaves and _instant(row["leaves_at"]) < from_:
        yield f"rung {row['rung']} may leave from {row['leaves_at']} and not from {from_}"
    if not leaves and row["state"] not in (End.SUPERSEDED.value, End.DEAD.value):
        yield f"rung {row['rung']} is {row['state']} and for nobody"


def _instant(value: str | datetime | None) -> datetime:
    if value is None or isinstance(value, datetime):
        return value or datetime(2000, 1, 1, tzinfo=UTC)
    return datetime.fromisoformat(value).replace(tzinfo=UTC)
