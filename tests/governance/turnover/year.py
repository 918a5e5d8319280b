"""A year of a small council whose people come, go, are away, and whose directorates are joined, on the service itself:
its own jobs, imports, returns, actions, risks, transfers and appointments. Only Teams is not there."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from random import Random

from bot.app import Council, open_council
from bot.commands.migrate import migrate
from bot.log import Log
from bot.settings import Settings
from governance.calendar import Calendar
from governance.notices import Channel, Message, Notice, Outcome, Sent
from governance.obligations import Duty
from governance.people import Person
from governance.services.delivering import Delivering
from governance.services.pacing import Pace
from storage.keyfiles import make_keys
from tests.governance.turnover.checks import Checks, Told, counts, told
from tests.governance.turnover.deeds import Deeds
from tests.governance.turnover.staff import RECORDS, REORGANISED, Sheets, founded, table

#: What the clock opens by itself and the forecast foresees.
FORESEEN = frozenset({Duty.ASSURANCE, Duty.INCIDENT_TALK, Duty.ACTION_UPDATE})


@dataclass(frozen=True)
class Size:
    begins: date
    ends: date
    #: The directorates are joined.
    reorganised_on: date
    #: Whoever is the Records Manager leaves, and from when on somebody else is.
    vacant_on: date
    filled_on: date
    #: From this day on the council is shut on another day.
    told_on: date
    shut_on: date
    owners: int = 8
    assets: int = 24
    actions: int = 24


@dataclass
class Hand:
    """The time of day, and real time."""

    at: datetime
    seconds: float = 0.0

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return self.seconds

    async def sleep(self, seconds: float) -> None:
        self.seconds += seconds


@dataclass
class Year:
    size: Size
    data: Path
    chance: Random
    sheets: Sheets
    hand: Hand
    done: Counter[str] = field(default_factory=Counter)
    #: What has arrived about which rung for whom, since the beginning.
    arrived: Counter[tuple[str, int, int, str, str]] = field(default_factory=Counter)
    sent: list[Message] = field(default_factory=list)

    async def goes_by(self) -> Counter[str]:
        env = {"CANDOUR_DATA": str(self.data)}
        settings = Settings.from_env(env)
        make_keys(settings.kek_file.parent)
        await migrate(settings)
        shut = {**env, "CANDOUR_CLOSED_DAYS": self.size.shut_on.isoformat()}
        await self._days(settings, self.size.begins, self.size.told_on)
        # A closed day is a setting: the service begins anew.
        await self._days(Settings.from_env(shut), self.size.told_on, self.size.ends)
        return self.done

    async def _days(self, settings: Settings, day: date, ends: date) -> None:
        log = Log(lambda _line: None, self.hand.now)
        async with open_council(settings, log, ticker=self.hand) as council:
            while day < ends:
                await self._day(council, day)
                day += timedelta(days=1)

    async def _day(self, council: Council, day: date) -> None:
        calendar = council.calendar
        self.hand.at = calendar.at(day, time(8, 30))
        if day == self.size.begins:
            await self._imports(council)
        if calendar.works(day):
            await self._people_change(council, day)
            await Deeds(council, self.chance, self.done).of(day)
        # The night's jobs: who has left, what has run out, a working day that is none any more.
        self.hand.at = calendar.at(day, time(8, 50))
        await council.tick(self.hand.now())
        self.hand.at = calendar.at(day, time(8, 55))
        foreseen = await self._foreseen(council, day)
        before = await self._open(council)
        planned_before = await self._planned(council)
        happened: dict[Told, set[str]] = defaultdict(set)
        for hour in (9, 13):
            self.hand.at = calendar.at(day, time(hour))
            await self._ticks(council, happened)
        after = await self._open(council)
        new = [each for id_, each in (await self._planned(council)).items() if id_ not in planned_before]
        try:
            await Checks(council).all_is_well(day, new)
        except AssertionError as wrong:
            raise AssertionError(f"{day}: {wrong}") from wrong
        self.done["days"] += 1
        self._compare(day, foreseen, happened, before, after)

    # ---------------------------------------------------------------- the staff list

    async def _people_change(self, council: Council, day: date) -> None:
        sheets, chance, size = self.sheets, self.chance, self.size
        before = {id_: dict(each) for id_, each in sheets.people.items()}
        if chance.random() < 0.12:
            self._leaves(chance.choice([each for each in sheets.there() if each not in ("S000", RECORDS)]), day)
        if chance.random() < 0.35:
            self._goes_away(chance.choice(sheets.there()), day)
        if chance.random() < 0.1:
            moved, to = chance.choice(sheets.there()[8:]), chance.choice(sheets.there()[:8])
            sheets.people[moved]["manager"] = to if to != moved else sheets.people[moved]["manager"]
            self.done["another manager"] += 1
        if chance.random() < 0.12:
            sheets.hire("Officer", "Place", chance.choice(sheets.there()))
        if day == size.vacant_on:
            self._leaves(RECORDS, day)
        if day == size.filled_on:
            sheets.hire("Records Manager", "Finance", "S001", f"records manager {day}..")
            self.done["post filled"] += 1
        if day == size.reorganised_on:
            await self._reorganise(council)
        elif sheets.people != before:
            await council.registers.importing.people(table("people.csv", sheets.people))

    def _leaves(self, who: str, day: date) -> None:
        self.sheets.people[who]["left_on"] = (day + timedelta(days=self.chance.randrange(-3, 4))).isoformat()
        self.done["left"] += 1

    def _goes_away(self, who: str, day: date) -> None:
        begins = day + timedelta(days=self.chance.randrange(6))
        days = f"{begins}..{begins + timedelta(days=self.chance.randrange(18))}"
        deputy = self.chance.choice(["", self.chance.choice(self.sheets.there())])
        self.sheets.people[who]["leave"] = f"{days} {deputy}".strip() if deputy != who else days
        self.done["away with a deputy" if deputy else "away without one"] += 1

    async def _reorganise(self, council: Council) -> None:
        """Two directorates become one and the third has another name: people report to another head, and assets go to
        another owner, by the council's own sheets."""
        sheets = self.sheets
        for each in (*sheets.people.values(), *sheets.assets.values()):
            each["directorate"] = REORGANISED.get(each["directorate"], each["directorate"])
        heads = sheets.holding("head of service") or sheets.there()
        for id_ in sheets.owners():
            sheets.people[id_]["manager"] = next((each for each in heads if each != id_), "S000")
        await council.registers.importing.people(table("people.csv", sheets.people))
        async with council.store.work() as work:
            stored = {each.reference: each for each in await work.register.all_assets()}
        owners = sheets.owners()
        for reference, each in sheets.assets.items():
            each["owner"] = stored[reference].owner_id
            if self.chance.random() < 0.3:
                each["owner"] = self.chance.choice(owners)
        columns = ("reference", "title", "owner", "directorate", "service", "classification", "importance", "at_risk")
        await council.registers.importing.assets(table("assets.csv", sheets.assets, columns), over=True)
        self.done["reorganised"] += 1

    async def _imports(self, council: Council) -> None:
        await council.registers.importing.people(table("people.csv", self.sheets.people))
        await council.registers.importing.assets(table("assets.csv", self.sheets.assets))
        await council.registers.importing.actions(table("actions.csv", self.sheets.actions))

    # ---------------------------------------------------------------- the service

    async def _ticks(self, council: Council, happened: dict[Told, set[str]]) -> None:
        await council.tick(self.hand.now())
        self.sent.clear()
        lane = Delivering(
            council.store, self, council.resolve, council.calendar, self.hand, self.hand.sleep, self.chance.random,
            "tenant", council.failpoint, Pace(wave=40), Channel.TEAMS, other_way=False,
        )  # fmt: skip
        await lane.run(self.hand.now())
        async with council.store.work() as work:
            carried = await work.notices.carried_by([each.id for each in self.sent])
        for message in self.sent:
            notices = carried.get(message.id, ())
            for each in notices:
                key = each.obligation_id, each.cycle, each.rung, each.recipient, each.channel.value
                self.arrived[key] += 1
                assert self.arrived[key] == 1, f"{each.recipient} was told twice of one rung"
            if counts(message):
                happened[told(message, self.hand.now())] |= {each.obligation_id for each in notices}
                self.done["messages"] += 1

    async def deliver(self, message: Message, to: Person) -> Outcome:
        """As the port says: everything arrives, and nothing at somebody who has left."""
        assert not to.has_left(Calendar().day_of(self.hand.now())), f"{to.id} has left and is written to"
        self.sent.append(message)
        return Sent()

    async def _planned(self, council: Council) -> Mapping[str, Notice]:
        async with council.store.work() as work:
            found = await work.notices.since(self.hand.now() - timedelta(days=40))
        return {each.id: each for each in found}

    async def _open(self, council: Council) -> dict[str, Duty]:
        async with council.store.work() as work:
            return {each.id: each.duty for each in await work.obligations.still_open(list(Duty))}

    # ---------------------------------------------------------------- the forecast

    async def _foreseen(self, council: Council, day: date) -> dict[Told, int]:
        end = council.calendar.at(day + timedelta(days=1), time(0))
        forecast = await council.forecasting.until(self.hand.now(), end)
        return {
            (each.at, each.recipient, each.channel.value, each.kind.value): each.count for each in forecast.reminders
        }

    def _compare(
        self,
        day: date,
        foreseen: Mapping[Told, int],
        happened: Mapping[Told, set[str]],
        before: Mapping[str, Duty],
        after: Mapping[str, Duty],
    ) -> None:
        """What was foreseen in the morning is what was sent, but for what the clock found only then: somebody has left,
        an acceptance has run out."""
        if {before[each] for each in before.keys() - after.keys()} - {Duty.INCIDENT_TALK}:
            self.done["days on which the clock closed something"] += 1
            return
        found = {id_ for id_, duty in after.items() if id_ not in before and duty not in FORESEEN}
        sent = {key: len(about - found) for key, about in happened.items() if not about or about - found}
        sent = {key: count or 1 for key, count in sent.items()}
        assert sent == dict(foreseen), f"{day}: {_differ(foreseen, sent)}"
        self.done["days as foreseen"] += 1
        self.done["messages foreseen"] += len(sent)


def _differ(foreseen: Mapping[Told, int], sent: Mapping[Told, int]) -> str:
    keys = sorted({key for key in foreseen.keys() | sent.keys() if foreseen.get(key) != sent.get(key)})
    return "; ".join(f"{key[0]:%H:%M} {key[1:]}: {foreseen.get(key)} foreseen, {sent.get(key)} sent" for key in keys)


async def year(size: Size, data: Path, seed: int) -> Counter[str]:
    """Every promise is checked on each day; what happened."""
    chance = Random(seed)
    sheets = founded(chance, size.owners, size.assets, size.actions, size.begins, size.ends)
    hand = Hand(datetime.combine(size.begins, time(8), UTC))
    return await Year(size, data, chance, sheets, hand).goes_by()
