"""The forecast says what planning then does, changes nothing, and tells of no report that waits."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from governance import policy
from governance.calendar import Calendar
from governance.delivery_ports import Result
from governance.notices import NOBODY, Channel, End, Kind, Message, Notice, Sent
from governance.obligations import Duty, Obligation
from governance.people import Away, Person
from governance.ports import Store
from governance.reports import Identity, Report, Standing, State, Told
from governance.roles import Holding, Role
from governance.services.acknowledging import AcknowledgementAudiences
from governance.services.chasing import Chasing
from governance.services.forecasting import Forecasting, Foreseen
from governance.services.replaying import Replaying
from storage.engines import open_engine
from storage.tables import metadata
from storage.work import SqlStore, memory_store
from tests.governance.reporting import LONG_AGO, POSTS, Hand, concern, new_id, office, parts, person
from tests.storage.examples import notice, report

CALENDAR = Calendar()
AUDIENCES = {Duty.ACKNOWLEDGE: AcknowledgementAudiences()}
FIRST = date(2026, 10, 20)
HANDLERS = ("officer", "deputy", "auditor", "second", "chief")


@dataclass(frozen=True)
class Owed:
    """A report that was released, who is told of it, and how far its reminders have climbed."""

    received_on: date
    version: str
    rung: int
    told: tuple[Told, ...]

    def report(self) -> Report:
        return report(received_on=self.received_on, state=State.RECEIVED, told=self.told)

    def obligation(self, subject_id: str) -> Obligation:
        promised = policy.by_key(self.version)
        ladder, due_on = promised.ladders[Duty.ACKNOWLEDGE], promised.acknowledge_by(self.received_on)
        rung = min(self.rung, len(ladder.rungs))
        next_at = ladder.rung_at(rung, self.received_on, due_on, CALENDAR) if rung < len(ladder.rungs) else None
        return Obligation(
            new_id(), Duty.ACKNOWLEDGE, subject_id, 0, self.received_on, due_on, self.version, rung, next_at
        )


#: Days around the end of summer time.
days = st.integers(0, 14).map(lambda number: FIRST + timedelta(days=number))
leave = st.tuples(days, st.integers(0, 6)).map(lambda each: Away(each[0], each[0] + timedelta(days=each[1])))
staff = st.fixed_dictionaries(
    {name: st.tuples(st.lists(leave, max_size=2), st.none() | days) for name in HANDLERS}
).map(lambda all_: [replace(person(name), away=tuple(away), left_on=left) for name, (away, left) in all_.items()])
standings = {
    "officer": st.sampled_from([Standing.LEAD, Standing.HANDLER]),
    "deputy": st.just(Standing.DEPUTY),
    "auditor": st.sampled_from([Standing.HANDLER, Standing.INDEPENDENT]),
    "second": st.just(Standing.DEPUTY),
    "chief": st.just(Standing.ESCALATION),
}
told = st.fixed_dictionaries({name: st.none() | each for name, each in standings.items()}).map(
    lambda all_: tuple(Told(name, standing) for name, standing in all_.items() if standing is not None)
)
owed = st.builds(Owed, days, st.sampled_from(["2007", "2017"]), st.integers(0, 6), told)
moments = st.builds(lambda day, at: datetime.combine(day, at, UTC), days, st.times())


async def fill(store: Store, people: Iterable[Person], reports: Iterable[Owed]) -> None:
    async with store.work() as work:
        await work.people.replace(people, [Holding(name, POSTS[name], LONG_AGO) for name in HANDLERS])
        for each in reports:
            made = each.report()
            await work.reports.add(made)
            await work.obligations.add([each.obligation(made.id)])


def chasing(store: Store) -> Chasing:
    return Chasing(store, CALENDAR, AUDIENCES, Hand(), new_id, lambda _: None)


def midnight_after(day: date) -> datetime:
    return CALENDAR.at(day + timedelta(days=1), time(0))


async def planned(store: Store, now: datetime, end: datetime) -> list[Foreseen]:
    """What planning does, looked at now and at every full hour, and sent at once."""
    done: list[Foreseen] = []
    known: set[str] = set()
    at = now
    while at < end:
        plan = await chasing(store).plan(at)
        if plan.notices or plan.unheard:
            done += [_message(at, each) for each in await _send(store)]
            async with store.work() as work:
                unheard = [
                    n for n in await work.notices.since(datetime(2020, 1, 1, tzinfo=UTC))
                    if n.state is End.DEAD and n.id not in known
                ]  # fmt: skip
            known |= {each.id for each in unheard}
            done += [Foreseen(at, NOBODY, kind, n, date.min) for kind, n in Counter(n.kind for n in unheard).items()]
        at = at.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return done


async def _send(store: Store) -> Sequence[Message]:
    now = Hand().now()
    async with store.work() as work:
        lane = await work.outbox.take_lane("tenant", now, 60)
        if lane is None:
            return ()
        messages = await work.outbox.wave(lane, now, 60, (), 10_000) or ()
        await work.outbox.wave(lane, now, 60, [Result(each.id, Sent()) for each in messages], 0)
        await work.outbox.release_lane(lane)
    return messages


def _message(at: datetime, message: Message) -> Foreseen:
    facts = message.facts
    return Foreseen(at, message.recipient, message.kind, int(facts["count"]), date.fromisoformat(str(facts["due_on"])))


def comparable(reminders: Iterable[Foreseen]) -> list[tuple[str, str, str, int, str]]:
    """A notice to nobody says no due day: there is no message that could."""
    return sorted(
        (each.at.isoformat(), each.recipient, each.kind, each.count,
         "" if each.recipient == NOBODY else each.due_on.isoformat())
        for each in reminders
    )  # fmt: skip


@given(people=staff, reports=st.lists(owed, max_size=8), now=moments, length=st.integers(0, 12))
@settings(max_examples=15, deadline=None)
async def test_what_is_forecast_is_what_happens(
    people: list[Person], reports: list[Owed], now: datetime, length: int
) -> None:
    end = midnight_after(CALENDAR.day_of(now) + timedelta(days=length))
    async with await memory_store(None) as store:
        await fill(store, people, reports)
        forecast = await Forecasting(store, CALENDAR, AUDIENCES).until(now, end)
        assert comparable(forecast.reminders) == comparable(await planned(store, now, end))


def everybody() -> list[Person]:
    return [person(name) for name in HANDLERS]


def plain(received_on: date = FIRST) -> Owed:
    keepers = {"officer": Standing.LEAD, "deputy": Standing.DEPUTY, "auditor": Standing.HANDLER}
    known = [Told(name, standing) for name, standing in keepers.items()]
    return Owed(received_on, "2017", 0, (*known, Told("chief", Standing.ESCALATION)))


async def test_a_forecast_leaves_the_database_as_it_was_to_the_byte(tmp_path: Path) -> None:
    path = tmp_path / "candour.db"
    async with SqlStore(engine := open_engine(f"sqlite+aiosqlite:///{path}"), None) as store:
        async with engine.begin() as connection:
            await connection.run_sync(metadata.create_all)
        await fill(store, everybody(), [plain(), plain(FIRST + timedelta(days=3))])
        await chasing(store).plan(CALENDAR.at(FIRST + timedelta(days=1), time(9)))
        before = dump(path)
        now = CALENDAR.at(FIRST + timedelta(days=2), time(9))
        forecast = await Forecasting(store, CALENDAR, AUDIENCES).until(now, midnight_after(FIRST + timedelta(days=20)))
        replay = await Replaying(store, CALENDAR).since(FIRST)
        assert forecast.reminders
        assert replay.notices
        assert dump(path) == before
        await chasing(store).plan(CALENDAR.at(FIRST + timedelta(days=4), time(9)))
        assert dump(path) != before, "the comparison must be able to fail"


def dump(path: Path) -> bytes:
    with closing(sqlite3.connect(path)) as database:
        return "\n".join(database.iterdump()).encode()


async def test_the_forecast_stops_at_the_end_of_the_day_that_was_asked_for() -> None:
    async with await memory_store(None) as store:
        await fill(store, everybody(), [plain()])
        forecasting = Forecasting(store, CALENDAR, AUDIENCES)
        now = CALENDAR.at(FIRST, time(9))
        for days_ahead, heard in ((0, []), (1, [1]), (3, [1]), (4, [1, 4]), (30, [1, 4, 5, 6, 7, 8])):
            forecast = await forecasting.until(now, midnight_after(FIRST + timedelta(days=days_ahead)))
            moments_ = sorted({CALENDAR.day_of(each.at) for each in forecast.reminders})
            assert moments_ == [FIRST + timedelta(days=number) for number in heard]


async def test_a_report_that_waits_for_its_release_cannot_be_told_from_none() -> None:
    async with office() as o:
        forecasting = Forecasting(o.store, CALENDAR, AUDIENCES)
        end = midnight_after(date(2026, 12, 31))
        before = await forecasting.until(o.clock.now(), end)
        await o.told()
        assert await forecasting.until(o.clock.now(), end) == before
        assert before.next_release == CALENDAR.at(date(2026, 11, 23), time(9))
        o.clock.on_day(0)
        await o.tick()
        after = await forecasting.until(o.clock.now(), end)
        assert {each.recipient for each in after.reminders} == {"officer", "deputy", "auditor", "second", "chief"}


async def test_a_forecast_says_who_stands_in_on_the_day_itself() -> None:
    away = Away(FIRST + timedelta(days=5), FIRST + timedelta(days=5))
    async with await memory_store(None) as store:
        await fill(store, [replace(person("officer"), away=(away,)), *everybody()[1:]], [plain()])
        now = CALENDAR.at(FIRST, time(9))
        forecast = await Forecasting(store, CALENDAR, AUDIENCES).until(now, midnight_after(FIRST + timedelta(days=5)))
        assert [each.recipient for each in forecast.reminders] == ["officer", "officer", "deputy"]
        [_, _, standing_in] = forecast.reminders
        assert forecast.addressees.named(standing_in.recipient, FIRST) == "Deputy, Deputy Monitoring Officer"


async def test_a_post_is_named_as_it_is_held_on_the_day() -> None:
    until = FIRST + timedelta(days=4)
    async with await memory_store(None) as store:
        await fill(store, [replace(person("officer"), job="Solicitor"), *everybody()[1:]], [plain()])
        async with store.work() as work:
            await work.people.replace(
                [replace(person("officer"), job="Solicitor")],
                [Holding("officer", Role.MONITORING_OFFICER, LONG_AGO, until)],
            )
        now = CALENDAR.at(FIRST, time(9))
        who = (await Forecasting(store, CALENDAR, AUDIENCES).until(now, midnight_after(until))).addressees
    assert who.named("officer", until) == "Officer, Monitoring Officer"
    assert who.named("officer", until + timedelta(days=1)) == "Officer, Solicitor"
    assert who.named("stranger", until) == "somebody who is not on the staff list"


# ---------------------------------------------------------------- replay


async def test_what_was_sent_says_how_it_ended_and_never_who_a_reporter_is() -> None:
    async with office() as o:
        o.clock.on_day(0)
        by = o.people["reporter"]

        named = concern(identity=Identity.NAMED, name="Reporter")
        await o.receiving.receive_known(named, new_id(), "form", by)
        o.clock.on_day(0, hour=13)
        await o.tick()
        [case] = await o.handling.cases(o.people["officer"])
        await o.handling.acknowledge(o.people["officer"], case.report_id, case.version, parts())
        replay = await Replaying(o.store, CALENDAR).since(date(2026, 11, 23))
        [news] = [each for each in replay.notices if each.kind is Kind.NEWS]
        assert news.due_at is None
        assert replay.addressees.named(news.recipient, news.on) == "a reporter"
        assert by.id not in replay.addressees.people
        assert by.entra_id not in repr(replay)
        assert case.report_id not in repr(replay)


async def test_notices_that_came_due_and_ended_alike_are_one_line_and_others_are_not() -> None:
    nine = CALENDAR.at(FIRST, time(9))
    ends = [(End.SENT, ""), (End.SENT, ""), (End.DEAD, "no app"), (End.IN_DOUBT, "lost"), (End.SUPERSEDED, "later")]
    async with await memory_store(None) as store:
        async with store.work() as work:
            await work.notices.plan([notice(due_at=nine, state=end, reason=why) for end, why in ends])
            await work.notices.plan([notice(due_at=nine - timedelta(days=1))])
        replay = await Replaying(store, CALENDAR).since(FIRST)
    assert {(each.end, each.reason): each.count for each in replay.notices} == {
        (End.SENT, ""): 2,
        (End.DEAD, "no app"): 1,
        (End.IN_DOUBT, "lost"): 1,
        (End.SUPERSEDED, "later"): 1,
    }


async def test_the_day_begins_at_local_midnight() -> None:
    midnight = CALENDAR.at(FIRST, time(0))
    assert midnight.hour == 23, "summer time"
    async with await memory_store(None) as store:
        async with store.work() as work:
            await work.notices.plan([notice(due_at=midnight), notice(due_at=midnight - timedelta(seconds=1))])
        assert [each.on for each in (await Replaying(store, CALENDAR).since(FIRST)).notices] == [FIRST]


async def test_what_was_told_at_once_keeps_neither_its_minute_nor_its_place() -> None:
    at = CALENDAR.at(FIRST, time(11, 23))
    async with await memory_store(None) as store:
        async with store.work() as work:
            await work.notices.plan(
                [
                    Notice(new_id(), f"urgent:{new_id()}", 0, 0, "officer", Channel.TEAMS, Kind.REPORT_URGENT, at),
                    notice(due_at=at + timedelta(hours=2)),
                ]
            )
        replay = await Replaying(store, CALENDAR).since(FIRST)
    assert [each.kind for each in replay.notices] == [Kind.ACKNOWLEDGE, Kind.REPORT_URGENT]
    assert "11, 23" not in repr(replay)
    assert "10, 23" not in repr(replay)
