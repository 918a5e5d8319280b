"""A council's year: people answer, ignore, ask for more time, go away and leave, and processes are killed."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from random import Random

from governance.notices import Blocked, Channel, Failed, Kind, Message, Outcome, Sent, Throttled
from governance.obligations import Duty
from governance.owed import Owed
from governance.people import Away, Person
from governance.roles import Holding, Role
from governance.services.pacing import Pace
from tests.governance.engine.checker import Checker
from tests.governance.engine.oracle import Owes, counted, nine, works
from tests.governance.engine.staff import LONG_AGO
from tests.governance.engine.world import council, tables

QUARTERS = (1, 4, 7, 10)
#: A sender that died has lost its lane after this.
LEASE = timedelta(minutes=2)
#: The return is due on the fifteenth working day, the day it opens being the first.
RETURN_DAYS = 14


@dataclass(frozen=True)
class Size:
    staff: int = 5000
    owners: int = 300
    assets: int = 3000
    actions: int = 2000
    begins: date = date(2027, 1, 4)
    ends: date = date(2028, 1, 3)
    kills: int = 100


@dataclass
class Figures:
    """What happened in the year."""

    counts: Counter[str] = field(default_factory=Counter)
    killed_at: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0

    def __str__(self) -> str:
        parts = [f"{count:,} {what}" for what, count in self.counts.items()]
        places = ", ".join(f"{place} {count}" for place, count in sorted(self.killed_at.items()))
        return f"{', '.join(parts)}; {self.seconds:.0f} s\nkilled at: {places}"


class Year:
    def __init__(self, size: Size, seed: int) -> None:
        self.size = size
        self.chance = Random(seed)
        self.figures = Figures()
        self.blocked: set[str] = set()
        staff = [f"p{number:05}" for number in range(size.staff)]
        self.staff = staff
        self.owners = staff[-size.owners :]
        self.holders = self.chance.sample(staff[60:], min(len(staff) - 60, size.actions // 6))

    def people(self) -> Iterator[Person]:
        """A tree: everybody's manager is a tenth of the way up."""
        for number, id_ in enumerate(self.staff):
            manager = self.staff[(number - 1) // 10] if number else None
            yield Person(id_, f"entra-{id_}", id_, f"{id_}@council.example", manager_id=manager)

    def posts(self) -> Iterator[Holding]:
        fixed = {0: Role.CHIEF_EXECUTIVE, 1: Role.SIRO, 2: Role.RECORDS_MANAGER, 3: Role.RECORDS_MANAGER}
        for number, id_ in enumerate(self.staff[: max(30, len(self.staff) // 10)]):
            role = fixed.get(number) or (
                Role.IMSG if number < 6 else Role.DIRECTOR if number < 11 else Role.HEAD_OF_SERVICE
            )
            yield Holding(id_, role, LONG_AGO)

    async def goes_by(self, url: str) -> Figures:
        began = time.perf_counter()
        async with tables(url) as engine:
            world = await council(
                engine, nine(self.size.begins) - timedelta(hours=1), list(self.people()), list(self.posts()),
                batch=500, answer=self.answers, pace=Pace(wave=40),
            )  # fmt: skip
            self.world, self.checker = world, Checker(world)
            await self.begins()
            day = self.size.begins
            while day < self.size.ends:
                await self.day(day)
                day += timedelta(days=1)
            await self.ends()
        self.figures.seconds = time.perf_counter() - began
        return self.figures

    async def begins(self) -> None:
        days = (self.size.ends - self.size.begins).days
        loads = []
        for number in range(self.size.actions):
            duty = Duty.URGENT_ACTION if number % 8 == 0 else Duty.ACTION
            due_on = self.size.begins + timedelta(days=self.chance.randrange(5, days))
            loads.append((duty, due_on, Owed(self.chance.choice(self.holders), f"Action {number}", 1)))
        await self.world.owe_all(loads)

    async def ends(self) -> None:
        """The line works again for three days; what is left is in order."""
        self.blocked.clear()
        self.world.answer = lambda _message, _to: Sent()
        day = counted(self.size.ends, 0)
        for _ in range(3):
            for hour in (9, 12):
                await self.works_at(nine(day) + timedelta(hours=hour - 9), calm=True)
            day = counted(day, 1)
        await self.checker.all_is_well(over=True)
        count, copies = self.figures.counts, self.world.copies
        for table in ("obligations", "notices", "messages"):
            [row] = await self.world.rows(f"SELECT count(*) AS n FROM {table}")
            count[table] = row["n"]
        [row] = await self.world.rows("SELECT sum(doubts) AS n FROM messages")
        count["rungs"], count["arrived"], count["doubts"] = self.checker.rungs, len(copies), row["n"] or 0
        count["digests"] = sum(each.kind is Kind.DIGEST and each.channel is Channel.TEAMS for each in copies)
        count["mails"] = sum(each.channel is Channel.EMAIL for each in copies)

    # ------------------------------------------------------------ a day

    async def day(self, day: date) -> None:
        if works(day):
            if day == counted(date(day.year, day.month, 1), 0) and day.month in QUARTERS:
                await self.quarter_day(day)
            await self.people_do(day)
            for hours in (0, 3, 7):
                await self.works_at(nine(day) + timedelta(hours=hours))
        if self.chance.random() < 0.35:
            # Nights and weekends too.
            await self.works_at(nine(day) + timedelta(minutes=self.chance.randrange(8 * 60, 15 * 60)))
        if day.day == 1:
            await self.checker.all_is_well()

    async def quarter_day(self, day: date) -> None:
        self.world.goes_on(max(nine(day) - timedelta(minutes=1) - self.world.now, timedelta()))
        each = self.size.assets // self.size.owners
        loads = [
            (
                Duty.ASSURANCE,
                counted(day, RETURN_DAYS),
                Owed(owner, f"Return {day}", 1, (self.staff[60 + number],), untouched=True, assets=each),
            )
            for number, owner in enumerate(self.owners)
        ]
        await self.world.owe_all(loads)

    async def people_do(self, day: date) -> None:
        self.world.goes_on(max(nine(day) - timedelta(minutes=30) - self.world.now, timedelta()))
        for each in [each for each in self.world.owes.values() if each.open]:
            left = (each.due_on - day).days
            if left < 30:
                await self.deals_with(each, day)
        changed: dict[str, Person] = {}
        busy = [*self.owners, *self.holders]
        for _ in range(1 + len(busy) // 60):
            who = self.world.staff.people[self.chance.choice(busy)]
            begins = day + timedelta(days=self.chance.randrange(5))
            deputy = self.chance.choice([None, self.chance.choice(self.staff)])
            leave = Away(begins, begins + timedelta(days=self.chance.randrange(16)), deputy)
            changed[who.id] = replace(who, away=(leave,))
        if self.chance.random() < 0.2:
            who = self.world.staff.people[self.chance.choice(self.staff[4:])]
            changed[who.id] = replace(who, left_on=day)
        if self.chance.random() < 0.1:
            self.blocked.add(self.chance.choice(busy))
        await self.world.hires(
            list(changed.values()), [each for each in self.world.staff.holdings if each.person_id in changed]
        )

    async def deals_with(self, each: Owes, day: date) -> None:
        luck = self.chance.random()
        if luck < 0.05:
            await self.world.answers(each)
            self.figures.counts["answers"] += 1
        elif luck < 0.06 and day < each.due_on and each.duty is not Duty.ASSURANCE and each.cycle < 4:
            await self.world.extends(each, each.due_on + timedelta(days=self.chance.randrange(7, 40)))
            self.figures.counts["extensions"] += 1
        elif luck < 0.07 and counted(day, 3) <= each.due_on and each.snoozes < 2:
            await self.world.snoozes(each, counted(day, 3))
            self.figures.counts["snoozes"] += 1
        elif luck < 0.10:
            self.world.things.known[each.subject] = replace(self.world.things.known[each.subject], untouched=False)

    # ------------------------------------------------------------ the service

    async def works_at(self, at: datetime, *, calm: bool = False) -> None:
        self.world.goes_on(max(at - self.world.now, timedelta()))
        for what in (self.checker.ticks, self.world.sends):
            while not await what(name := self.chance.choice("ab"), self._kill_at(calm=calm)):
                self.figures.killed_at[self.world.passed_by(name)[-1]] += 1
                self.figures.counts["kills"] += 1
                self.world.goes_on(LEASE)
            self.figures.counts["ticks"] += what == self.checker.ticks

    def _kill_at(self, *, calm: bool) -> int:
        left = self.size.kills - self.figures.counts["kills"]
        share = self.size.kills / max((self.size.ends - self.size.begins).days, 1)
        return self.chance.randrange(1, 40) if left > 0 and not calm and self.chance.random() < share / 2 else 0

    def answers(self, message: Message, to: Person) -> Outcome | bool:
        if message.channel is Channel.TEAMS and to.id in self.blocked:
            return Blocked("403")
        luck = self.chance.random()
        if luck < 0.02:
            return Failed("502")
        if luck < 0.03:
            return Throttled(self.chance.choice([None, 0.5, 3.0]))
        return True if luck < 0.032 else Sent()


async def year(size: Size, url: str, seed: int = 2027) -> Figures:
    """Every promise is checked on the way and at the end."""
    return await Year(size, seed).goes_by(url)
