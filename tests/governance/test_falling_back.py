"""Falling back: nobody is dropped in silence, nobody is told twice the same way, and no reporter is given away."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from governance.calendar import Calendar
from governance.calls import Call
from governance.delivery_ports import Result
from governance.notices import NOBODY, Blocked, Channel, End, Failed, Kind, Message, Notice, OnDoubt
from governance.obligations import Duty, Obligation
from governance.people import Away, Person
from governance.roles import Holding, Role
from governance.services.falling_back import NO_ADDRESS, NO_MAIL, NOBODY_TO_CALL, FallingBack, Fell
from storage.work import SqlStore, memory_store
from tests.governance.delivery_world import ANYTIME, HandTime, Killed

MONDAY = date(2026, 11, 23)
NINE = datetime(2026, 11, 23, 9, tzinfo=UTC)
DAY = timedelta(days=1)


def person(person_id: str, **changes: object) -> Person:
    plain = Person(person_id, f"entra-{person_id}", person_id.title(), f"{person_id}@council.example")
    return replace(plain, **changes)  # type: ignore[arg-type]  # what a test names of it


@dataclass
class Office:
    """A council of which some people cannot be reached."""

    store: SqlStore
    mail: bool = True
    time: HandTime = field(default_factory=HandTime)
    kill_at: str = ""

    async def staff(self, *people: Person, **holders: Role) -> None:
        holdings = [Holding(person_id, role, date(2020, 1, 1)) for person_id, role in holders.items()]
        async with self.store.work() as work:
            await work.people.replace(people, holdings)

    async def owe(self, *, open_: bool = True) -> str:
        """Something owed; its id."""
        owed = Obligation(uuid4().hex, Duty.ACTION, uuid4().hex, 0, MONDAY, MONDAY, "2026", 1, None, open=open_)
        async with self.store.work() as work:
            await work.obligations.add([owed])
        return owed.id

    async def lose(
        self,
        recipient: str,
        *about: str,
        channel: Channel = Channel.TEAMS,
        kind: Kind = Kind.DIGEST,
        blocked: bool = True,
        any_hour: bool = False,
    ) -> Message:
        """A message to this person, which did not arrive."""
        notices = [
            Notice(uuid4().hex, each, 0, 1, recipient, channel, kind, NINE) for each in about or [f"x:{uuid4().hex}"]
        ]
        lost = Message(uuid4().hex, recipient, channel, kind, {"count": len(notices)}, OnDoubt.PARK, any_hour=any_hour)
        async with self.store.work() as work:
            await work.notices.plan(notices)
            await work.outbox.put(lost, [notice.id for notice in notices], self.time.now())
        await self.answer(channel, Blocked("no app") if blocked else Failed("502"))
        return lost

    async def answer(self, channel: Channel, outcome: Blocked | Failed) -> list[Message]:
        """Everything that waits to leave this way comes to this; what it was."""
        async with self.store.work() as work:
            lane = await work.outbox.take_lane("tenant", self.time.now(), 60, channel)
            claimed = await work.outbox.wave(lane, self.time.now(), 60, [], 100) if lane else ()
            results = [Result(each.id, outcome) for each in claimed or ()]
            if lane:
                await work.outbox.wave(lane, self.time.now(), 60, results, 0)
                await work.outbox.release_lane(lane)
        return list(claimed or ())

    async def run(self, now: datetime = NINE) -> Fell:
        def reach(name: str) -> None:
            if name == self.kill_at:
                raise Killed

        falling = FallingBack(self.store, Calendar(), self.time, lambda: uuid4().hex, reach, mail=self.mail, batch=2)
        return await falling.run(now)

    async def waiting(self, channel: Channel) -> list[Message]:
        """What would leave this way now. They stay where they are."""

        class Looked(Exception):
            pass

        found: list[Message] = []
        try:
            async with self.store.work() as work:
                lane = await work.outbox.take_lane("tenant", self.time.now(), 60, channel)
                found += await work.outbox.wave(lane, self.time.now(), 60, [], 100) or () if lane else ()
                raise Looked
        except Looked:
            return found

    async def calls(self) -> list[Call]:
        async with self.store.work() as work:
            return list(await work.calls.open())

    async def notices(self, channel: Channel) -> list[Notice]:
        async with self.store.work() as work:
            return [each for each in await work.notices.since(ANYTIME) if each.channel is channel]


@pytest.fixture
async def office() -> AsyncIterator[Office]:
    async with await memory_store(None) as store:
        office = Office(store)
        await office.staff(person("anna"), person("rm"), person("siro"), rm=Role.RECORDS_MANAGER, siro=Role.SIRO)
        yield office


# ---------------------------------------------------------------- a mail instead of a card


@pytest.mark.parametrize("blocked", [True, False], ids=["blocked", "dead"])
async def test_what_teams_does_not_take_becomes_one_mail_that_says_the_same(office: Office, blocked: bool) -> None:
    first, second = await office.owe(), await office.owe()
    lost = await office.lose("anna", first, second, blocked=blocked)
    assert await office.run() == Fell(mailed=1)
    (mail,) = await office.waiting(Channel.EMAIL)
    assert mail.id != lost.id
    assert (mail.recipient, mail.kind, mail.facts) == ("anna", Kind.DIGEST, {"count": 2})
    assert (mail.any_hour, mail.on_doubt) == (False, OnDoubt.PARK)
    carried = await office.notices(Channel.EMAIL)
    assert {each.obligation_id for each in carried} == {first, second}
    assert {(each.state, each.message_id, each.rung) for each in carried} == {(End.READY, mail.id, 1)}
    assert await office.calls() == []


async def test_an_alarm_for_any_hour_is_one_by_mail_too(office: Office) -> None:
    await office.lose("anna", kind=Kind.REPORT_URGENT, any_hour=True)
    await office.run()
    assert [each.any_hour for each in await office.waiting(Channel.EMAIL)] == [True]


async def test_it_is_done_once_however_often_it_runs(office: Office) -> None:
    for _ in range(5):
        await office.lose("anna")
    assert await office.run() == Fell(mailed=5)
    assert await office.run() == Fell()
    assert len(await office.waiting(Channel.EMAIL)) == 5


@pytest.mark.parametrize("place", ["fallback.before_commit", "fallback.after_commit"])
async def test_a_kill_at_any_place_doubles_and_loses_nothing(office: Office, place: str) -> None:
    for _ in range(5):
        await office.lose("anna")
    await office.lose("anna", channel=Channel.EMAIL)
    office.kill_at = place
    with pytest.raises(Killed):
        await office.run()
    office.kill_at = ""
    await office.run()
    assert len(await office.waiting(Channel.EMAIL)) == 5
    assert len(await office.calls()) == 1


async def test_what_was_done_meanwhile_is_not_carried_on(office: Office) -> None:
    owed = await office.owe()
    await office.lose("anna", await office.owe(open_=False), owed)
    await office.lose("anna", await office.owe(open_=False))
    await office.lose("anna", await office.owe(open_=False), channel=Channel.EMAIL)
    assert await office.run() == Fell(mailed=1, left=2)
    assert [each.obligation_id for each in await office.notices(Channel.EMAIL) if each.state is End.READY] == [owed]


async def test_a_notice_that_was_cancelled_in_time_is_not_carried_on(office: Office) -> None:
    kept, cancelled = await office.owe(), await office.owe()
    notices = [Notice(uuid4().hex, each, 0, 1, "anna", Channel.TEAMS, Kind.DIGEST, NINE) for each in (kept, cancelled)]
    async with office.store.work() as work:
        await work.notices.plan(notices)
        lost = Message(uuid4().hex, "anna", Channel.TEAMS, Kind.DIGEST)
        await work.outbox.put(lost, [notice.id for notice in notices], office.time.now())
        await work.notices.cancel_unsent([cancelled])
    await office.answer(Channel.TEAMS, Blocked("no app"))
    assert await office.run() == Fell(mailed=1)
    assert [each.obligation_id for each in await office.notices(Channel.EMAIL)] == [kept]


async def test_what_its_rung_sends_by_mail_already_is_not_sent_by_mail_again(office: Office) -> None:
    owed = await office.owe()
    async with office.store.work() as work:
        await work.notices.plan([Notice(uuid4().hex, owed, 0, 1, "anna", Channel.EMAIL, Kind.DIGEST, NINE)])
    await office.lose("anna", owed)
    assert await office.run() == Fell(left=1)
    assert await office.waiting(Channel.EMAIL) == []


# ---------------------------------------------------------------- the call list


async def test_whom_no_mail_reaches_either_is_on_the_call_list(office: Office) -> None:
    await office.lose("anna")
    await office.run()
    (mail,) = await office.answer(Channel.EMAIL, Failed("The mail server refused the address (550)."))
    assert await office.run() == Fell(to_call=1, told=1)
    assert await office.calls() == [
        Call(mail.id, "anna", Kind.DIGEST, MONDAY, "The mail server refused the address (550).")
    ]


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"email": " "}, f"no app. {NO_ADDRESS}"),
        ({"left_on": date(2026, 11, 20)}, "no app"),
    ],
    ids=["no address", "left"],
)
async def test_whoever_cannot_be_mailed_is_on_the_call_list(
    office: Office, changes: dict[str, object], why: str
) -> None:
    await office.staff(person("anna", **changes))
    await office.lose("anna")
    assert await office.run() == Fell(to_call=1, told=1)
    assert [call.reason for call in await office.calls()] == [why]


async def test_without_a_mail_server_the_list_is_the_only_other_way(office: Office) -> None:
    office.mail = False
    await office.lose("anna")
    await office.lose("nobody of that number")
    assert await office.run() == Fell(to_call=2, told=1)
    reasons = {call.person_id: call.reason for call in await office.calls()}
    assert reasons == {"anna": f"no app. {NO_MAIL}", "nobody of that number": "no app"}


@pytest.mark.parametrize(
    ("recipient", "kind"), [("anna", Kind.NEWS), ("sealed:00", Kind.NEWS), ("sealed:00", Kind.DIGEST)]
)
@pytest.mark.parametrize("channel", Channel)
async def test_nobody_is_told_of_a_reporter_whom_no_message_reaches(
    office: Office, recipient: str, kind: Kind, channel: Channel
) -> None:
    await office.lose(recipient, kind=kind, channel=channel)
    assert await office.run() == Fell(left=1)
    assert await office.calls() == []
    assert await office.waiting(Channel.EMAIL) == []
    # How it ended stays where the notices are listed.
    (notice,) = await office.notices(channel)
    assert (notice.state, notice.reason) == (End.FALLEN_BACK, "no app")


async def test_a_card_that_could_not_be_changed_is_left_alone(office: Office) -> None:
    await office.lose("anna", kind=Kind.ANSWERED)
    assert await office.run() == Fell(left=1)


# ---------------------------------------------------------------- who is told of the list


async def told(office: Office) -> list[str]:
    """Who gets a message about the list now; it arrives."""
    messages = [each for each in await office.waiting(Channel.TEAMS) if each.kind is Kind.CALLS]
    return [each.recipient for each in messages]


async def test_the_records_manager_is_told_once_a_working_day_however_many_there_are(office: Office) -> None:
    for _ in range(3):
        await office.lose("anna", channel=Channel.EMAIL)
    assert (await office.run()).told == 1
    (message,) = await office.waiting(Channel.TEAMS)
    assert (message.recipient, message.kind, message.facts) == ("rm", Kind.CALLS, {"count": 3})
    assert not message.any_hour
    await office.lose("anna", channel=Channel.EMAIL)
    assert (await office.run(NINE + timedelta(hours=3))).told == 0


async def test_what_came_after_the_days_message_is_told_of_on_the_next_day_and_then_no_more(office: Office) -> None:
    await office.lose("anna", channel=Channel.EMAIL)
    assert (await office.run()).told == 1
    await office.lose("anna", channel=Channel.EMAIL)
    assert (await office.run(NINE + timedelta(hours=1))).told == 0
    assert (await office.run(NINE + DAY)).told == 1
    assert (await office.run(NINE + 2 * DAY)).told == 0


async def test_nothing_is_told_of_a_list_that_was_worked_off(office: Office) -> None:
    lost = await office.lose("anna", channel=Channel.EMAIL)
    # At night it is only put on the list.
    assert await office.run(NINE - timedelta(hours=3)) == Fell(to_call=1)
    async with office.store.work() as work:
        await work.calls.done([lost.id], "rm", MONDAY)
    assert await office.run() == Fell()


async def test_while_nobody_is_records_manager_or_all_are_away_the_siro_is_told(office: Office) -> None:
    await office.staff(person("rm", away=(Away(MONDAY, MONDAY),)), rm=Role.RECORDS_MANAGER)
    await office.lose("anna", channel=Channel.EMAIL)
    await office.run()
    assert await told(office) == ["siro"]
    await office.staff(person("rm"), rm=Role.INFORMATION_ASSET_OWNER)
    await office.lose("anna", channel=Channel.EMAIL)
    await office.run(NINE + DAY)
    assert await told(office) == ["siro", "siro"]


async def test_when_everybody_is_away_it_waits_for_the_records_manager(office: Office) -> None:
    away = (Away(MONDAY, MONDAY),)
    await office.staff(person("rm", away=away), person("siro", away=away), rm=Role.RECORDS_MANAGER, siro=Role.SIRO)
    await office.lose("anna", channel=Channel.EMAIL)
    await office.run()
    assert await told(office) == ["rm"]


async def test_when_both_posts_are_vacant_that_is_listed(office: Office) -> None:
    await office.staff(person("rm"), person("siro"), rm=Role.IMSG, siro=Role.IMSG)
    await office.lose("anna", channel=Channel.EMAIL)
    assert (await office.run()).told == 0
    (notice,) = [each for each in await office.notices(Channel.TEAMS) if each.kind is Kind.CALLS]
    assert (notice.recipient, notice.state, notice.reason) == (NOBODY, End.DEAD, NOBODY_TO_CALL)


async def test_a_records_manager_who_cannot_be_reached_is_passed_by_and_it_never_goes_round(office: Office) -> None:
    await office.lose("anna", channel=Channel.EMAIL)
    await office.run()
    assert await told(office) == ["rm"]
    seen = []
    for _ in range(8):
        for channel in Channel:
            seen += [(each.recipient, channel) for each in await office.answer(channel, Blocked("no"))]
            await office.run()
    assert seen == [
        ("rm", Channel.TEAMS),
        ("rm", Channel.EMAIL),
        ("siro", Channel.TEAMS),
        ("siro", Channel.EMAIL),
    ]
    assert {(call.person_id, call.kind) for call in await office.calls()} == {
        ("anna", Kind.DIGEST),
        ("rm", Kind.CALLS),
        ("siro", Kind.CALLS),
    }


async def test_a_clock_that_was_set_back_silences_nobody(office: Office) -> None:
    await office.lose("anna", channel=Channel.EMAIL)
    assert (await office.run(NINE + 30 * DAY)).told == 1
    await office.lose("anna", channel=Channel.EMAIL)
    assert (await office.run()).told == 1
