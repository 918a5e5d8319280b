"""A quarter day of the demo council, served by two processes that are killed again and again, on a line that throttles,
fails, refuses and loses answers: every reminder is planned as it is without all that, nobody gets two digests on a day,
and what came twice is marked as in doubt."""

from __future__ import annotations

import asyncio
import signal
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import pytest

from dialogs.views.due import due_summary
from governance.notices import GATHERED, Kind
from tests.harness.cast import in_post
from tests.harness.connector import RecordingConnector, Trouble
from tests.harness.fixtures import Starts
from tests.harness.postgres import PostgresCouncils
from tests.harness.process import Candour, elsewhere
from tests.trust import thief
from tests.trust.conftest import Figure

pytestmark = pytest.mark.process

LAUNCHER = ("-m", "tests.trust.faulty_server")
#: The first working day of a quarter, a later hour of it, and days on which reminders come due.
QUARTER_DAY = datetime(2027, 1, 4, 9, 0, 30, tzinfo=UTC)
MOMENTS = (
    QUARTER_DAY,
    QUARTER_DAY + timedelta(hours=3),
    QUARTER_DAY + timedelta(days=1),
    datetime(2027, 1, 13, 9, 1, tzinfo=UTC),
)
#: A lane or a message of a sender that died is free again after this.
LEASE_MINUTES = 2
#: Where a process ends by itself, and at which visit.
FAULTS = (
    "plan.after_notices:1",
    "gather.before_commit:1",
    "deliver.after_claim:2",
    "deliver.after_send:3",
    "work.before_commit:9",
    "gather.after_commit:1",
    "plan.before_commit:1",
    "deliver.before_record:2",
    "work.after_commit:14",
    "deliver.before_send:5",
)


@dataclass
class Pair:
    """Two processes on the same data."""

    both: list[Candour]
    connector: RecordingConnector
    launcher: Sequence[str] = LAUNCHER
    minutes: int = 0
    kills: int = 0
    chance: Random = field(default_factory=lambda: Random(11))
    #: From which call of the connector on it was which day.
    days: list[tuple[int, date]] = field(default_factory=list)

    @property
    def data(self) -> Any:
        return self.both[0].data

    async def moves_to(self, instant: datetime) -> None:
        self.days.append((len(self.connector.calls), instant.date()))
        self.both[0].set_clock(instant)

    async def lives_on(self, fault: str = "") -> None:
        """Start whichever process is dead again; one of them dies next at that fault."""
        for each in self.both:
            if not each.running:
                self.minutes += LEASE_MINUTES
                thief.let_time_pass(self.data, LEASE_MINUTES)
                options = ["--minutes", str(self.minutes), *([f"kill:{fault}"] if fault else [])]
                each.launcher = (*self.launcher, *options)
                await self.starts(each)

    async def starts(self, each: Candour) -> None:
        try:
            await each.start()
        except AssertionError:
            # It came to its fault before it answered.
            if await each.ended() != -signal.SIGKILL:
                raise

    async def is_killed(self, number: int, fault: str) -> None:
        """One dies as a power cut ends it, while it works or not; the other at a place with a name."""
        await self.lives_on(fault)
        calls = len(self.connector.calls) + self.chance.randrange(1, 5)
        instant = self.both[0].data / "clock"
        now = datetime.fromisoformat(instant.read_text("ascii").strip())
        await until(
            lambda: (
                len(self.connector.calls) >= calls
                or not all(each.running for each in self.both)
                or thief.caught_up(self.data, now, self.real_time())
            )
        )
        victim = self.both[number % 2]
        self.kills += sum(not each.running for each in self.both) + victim.running
        await victim.kill()

    async def settles(self, instant: datetime) -> None:
        """Both live, until everything is done that is due. What failed is tried again up to an hour later, and what
        nobody answered a minute later: for that, time passes."""
        for _ in range(60 // LEASE_MINUTES):
            await self.lives_on()
            await until(lambda: thief.caught_up(self.data, instant, self.real_time()))
            if thief.caught_up(self.data, instant):
                return
            for each in self.both:
                await each.kill()
        raise AssertionError("what is tried again never ends")

    def real_time(self) -> datetime:
        """As leases and waits are counted: by PostgreSQL's clock, or by that of the processes."""
        minutes = 0 if elsewhere(self.data) else self.minutes
        return datetime.now(UTC) + timedelta(minutes=minutes)


async def until(true: Callable[[], bool], looks: int = 600) -> None:
    for _ in range(looks):
        if true():
            return
        await asyncio.sleep(0.1)
    raise AssertionError("it did not come to that")


def troubles(chance: Random, count: int) -> list[Trouble | None]:
    """Every third call meets one."""
    each = [
        Trouble(429, {"Retry-After": "1"}),
        Trouble(502),
        Trouble(200, swallow_answer=True),
        Trouble(429),
    ]
    return [chance.choice(each) if chance.random() < 0.15 else None for _ in range(count)]


async def quarter(pair: Pair, moments: Sequence[datetime], kills: int) -> None:
    """Each moment comes, and is lived through with its share of the kills."""
    number = 0
    for place, moment in enumerate(moments):
        await pair.moves_to(moment)
        for _ in range(kills * (place + 1) // len(moments) - kills * place // len(moments)):
            if kills:
                pair.connector.troubles.extend(troubles(pair.chance, 15))  # type: ignore[arg-type]  # None: no trouble
            await pair.is_killed(number, FAULTS[number % len(FAULTS)])
            number += 1
        pair.connector.troubles.clear()
        await pair.settles(moment)
    for each in pair.both:
        await each.stop()


async def pair_of(starts: Starts, connector: RecordingConnector, **settings: str) -> Pair:
    first = await starts(at=QUARTER_DAY - timedelta(hours=2), launcher=LAUNCHER, **settings)
    second = Candour(first.data, first.extra, LAUNCHER)
    await second.start()
    return Pair([first, second], connector)


def planned(pair: Pair) -> Counter[tuple[Any, ...]]:
    """What was to be told, to whom and when, whatever the obligations' ids are; the audit's heads are not at stake."""
    stolen = thief.tables(pair.data)
    about = {row["id"]: (row["duty"], subject(stolen, row), row["cycle"]) for row in stolen["obligations"]}
    return Counter(
        (about[row["obligation_id"]], row["rung"], row["recipient"], row["channel"], row["kind"], row["due_at"])
        for row in stolen["notices"]
        if row["obligation_id"] in about
    )


def subject(stolen: dict[str, list[thief.Row]], obligation: thief.Row) -> str:
    """A return is known by its owner and quarter: its id is random."""
    known = {row["id"]: f"{row['owner_id']} {row['quarter']}" for row in stolen["returns"]}
    return str(known.get(obligation["subject_id"], obligation["subject_id"]))


def wrongs(pair: Pair) -> list[str]:
    """Everything by which the databases and the chats are not what they must be."""
    stolen = thief.tables(pair.data)
    keys = Counter(
        (row["obligation_id"], row["cycle"], row["rung"], row["recipient"], row["channel"]) for row in stolen["notices"]
    )
    wrong = [f"{count} notices for {key}" for key, count in keys.items() if count > 1]
    digests = Counter((row["recipient"], row["day"]) for row in stolen["digests"])
    wrong += [f"{count} digests written down for {key}" for key, count in digests.items() if count > 1]
    wrong += [
        f"a {row['kind']} is {row['state']}: {row['reason']}"
        for row in stolen["notices"]
        if row["state"] in ("ready", "sending") and row["message_id"] is not None
    ]
    wrong += [
        f"a {row['kind']} of {row['due_at']} ended {row['state']} without a reason"
        for row in stolen["notices"]
        if row["state"] not in ("sent", "ready") and not row["reason"]
    ]
    return [*wrong, *copies(pair, stolen)]


def copies(pair: Pair, stolen: dict[str, list[thief.Row]]) -> list[str]:
    """By reader, kind and day: what came is what was sent, and a repeat for each doubt at most."""
    entra = {row["id"]: row["entra_id"] for row in stolen["people"]}
    sent: Counter[tuple[str, str]] = Counter()
    doubts: Counter[tuple[str, str]] = Counter()
    for row in stolen["messages"]:
        if row["kind"] not in GATHERED:
            continue
        which = (entra.get(row["recipient"], ""), row["kind"])
        sent[which] += row["state"] == "sent"
        doubts[which] += row["doubts"]
    kinds = {due_summary(kind): kind.value for kind in GATHERED}
    came: Counter[tuple[str, str]] = Counter()
    on: Counter[tuple[str, date]] = Counter()
    for who, chat in pair.connector.inbox.items():
        for each in chat:
            if (kind := kinds.get(each.get("summary", ""))) is not None:
                came[who, kind] += 1
                call = int(each["id"].removeprefix("m"))
                day = [day for begin, day in pair.days if begin < call][-1]
                on[who, day] += kind == Kind.DIGEST.value
    wrong = [
        f"{which[1]} came {came[which]} times: {sent[which]} sent, {doubts[which]} in doubt"
        for which in sent | came
        if not sent[which] <= came[which] <= sent[which] + doubts[which]
    ]
    allowed = {who: 1 + doubts[who, Kind.DIGEST.value] for who, _ in on}
    return wrong + [f"{count} digests on {day}" for (who, day), count in on.items() if count > allowed[who]]


async def test_a_quarter_day_with_two_processes_that_are_killed_tells_everybody_once(
    starts: Starts, full_size: bool, connector: RecordingConnector, figure: Figure
) -> None:
    connector.blocked.add(in_post("siro").entra_id)
    whole = await pair_of(starts, connector)
    moments = MOMENTS if full_size else MOMENTS[:1]
    await quarter(whole, moments, 0)
    assert wrongs(whole) == []
    assert sum(planned(whole).values()) > 20
    connector.forget()
    connector.inbox.clear()
    pair = await pair_of(starts, connector)
    await quarter(pair, moments, 100 if full_size else 4)
    assert wrongs(pair) == []
    assert planned(pair) == planned(whole)
    figure(f"{pair.kills} kills of two processes: {sum(planned(pair).values())} notices, as many as without")


@pytest.mark.full
async def test_on_postgresql_one_process_stands_by_for_the_other_that_is_killed(
    starts: Starts,
    full_size: bool,
    connector: RecordingConnector,
    postgres_councils: PostgresCouncils,
    figure: Figure,
) -> None:
    connector.blocked.add(in_post("siro").entra_id)
    pair = await pair_of(starts, connector, **postgres_councils())
    await quarter(pair, MOMENTS if full_size else MOMENTS[:1], 100 if full_size else 4)
    assert wrongs(pair) == []
    assert sum(planned(pair).values()) > 20
    figure(f"{pair.kills} kills of two processes on PostgreSQL: {sum(planned(pair).values())} notices, each once")
