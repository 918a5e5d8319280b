"""The month's digest of incidents: what is in it, who gets it when, and who says that it was talked about."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest

from governance.calendar import Calendar
from governance.errors import NotFound, NotYours, Refused, Stale
from governance.incident_course import Course
from governance.incident_talks import MonthDigest, Talk, before, digest_of, months_asked
from governance.incidents import Incident, IncidentKind, IncidentState
from governance.lessons import names_one_of, whole_names
from governance.obligations import Duty
from governance.people import ActingOwner, Away
from governance.roles import Role
from governance.services.chasing import Chasing
from governance.services.forecasting import Forecasting
from governance.services.incident_talks import ForthcomingTalks, IncidentTalks, OpeningTalks, TalkSubjects
from governance.services.owing import OwedAudiences
from tests.governance import incident_world
from tests.governance.reporting import Killed, new_id
from tests.storage.examples import incident

CALENDAR = Calendar()
#: A Tuesday, the first working day of December.
FIRST = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
NOVEMBER = date(2026, 11, 12)
CLOSED = datetime(2026, 11, 20, 12, tzinfo=UTC)


def told(**fields: object) -> Incident:
    return incident(**{"reported_on": NOVEMBER, "state": IncidentState.DECIDED, "near_miss": False, **fields})


def digest(*found: Incident, courses: dict[str, Course] | None = None, staff: tuple[str, ...] = ()) -> MonthDigest:
    names = whole_names(staff)
    return digest_of("2026-11", found, courses or {}, CALENDAR.day_of, lambda lesson: names_one_of(lesson, names))


# ---------------------------------------------------------------- what is in it


def test_what_happened_is_told_by_kind_with_the_numbers_that_may_be_shown() -> None:
    found = [told(kind=IncidentKind.EMAIL) for _ in range(7)] + [told(kind=IncidentKind.POST) for _ in range(6)]
    made = digest(*found)
    assert (made.incidents, made.kinds) == (13, ((IncidentKind.EMAIL, 7), (IncidentKind.POST, 6)))


def test_of_few_incidents_the_kinds_are_told_and_no_number() -> None:
    made = digest(told(kind=IncidentKind.EMAIL), told(kind=IncidentKind.DEVICE_LOST, near_miss=True))
    assert made.incidents is None
    assert dict(made.kinds) == {IncidentKind.EMAIL: None, IncidentKind.DEVICE_LOST: None}
    assert made.near_misses is None


def test_no_number_is_left_from_which_a_hidden_one_could_be_taken() -> None:
    found = [told(kind=IncidentKind.EMAIL) for _ in range(9)] + [told(kind=IncidentKind.POST, near_miss=True)]
    made = digest(*found)
    assert made.incidents == 10
    assert set(dict(made.kinds).values()) == {None}
    assert made.near_misses is None


def test_nothing_that_keeps_somebody_out_waits_for_its_batch_or_was_told_twice_is_in_it() -> None:
    twin, other = told(), told(kind=IncidentKind.POST)
    courses = {twin.id: Course(twin.id, merged_into=other.id, closed_at=CLOSED, lesson="Of the twin.")}
    quiet = told(only_told=True, state=IncidentState.CLOSED)
    courses[quiet.id] = Course(quiet.id, closed_at=CLOSED, lesson="Of the quiet one.")
    made = digest(twin, other, quiet, told(state=IncidentState.WAITING), courses=courses)
    assert dict(made.kinds) == {IncidentKind.POST: None}
    assert made.lessons == ()


def test_a_lesson_is_told_in_the_month_in_which_it_was_agreed_to_unless_it_may_name_somebody() -> None:
    old, new, open_, named = (told(reported_on=date(2026, 9, 1)) for _ in range(4))
    courses = {
        old.id: Course(old.id, closed_at=CLOSED - timedelta(days=40), lesson="Of October."),
        new.id: Course(new.id, closed_at=CLOSED, lesson="One letter, one envelope."),
        open_.id: Course(open_.id, closing_by="x", lesson="Nobody has agreed to it."),
        named.id: Course(named.id, closed_at=CLOSED, lesson="Sam Ode has to look twice."),
    }
    made = digest(old, new, open_, named, courses=courses, staff=("Sam Ode", "Ann"))
    assert (made.incidents, made.lessons, made.left_out) == (0, ("One letter, one envelope.",), 1)


def test_a_return_asks_about_the_three_months_before_it_opened() -> None:
    assert months_asked(date(2027, 1, 4)) == ("2026-10", "2026-11", "2026-12")
    assert before(date(2027, 1, 4)) == "2026-12"


# ---------------------------------------------------------------- who gets it


@dataclass
class Month:
    desk: incident_world.Desk
    opening: OpeningTalks
    talks: IncidentTalks
    chasing: Chasing
    forecasting: Forecasting

    async def told_on(self, at: datetime) -> list[str]:
        """Who has a notice of it that leaves by then."""
        self.desk.clock.at = at
        await self.opening.open(at)
        await self.chasing.plan(at)
        async with self.desk.store.work() as work:
            notices = await work.notices.since(at - timedelta(days=1))
            owed = await work.obligations.by_ids({each.obligation_id for each in notices})
        return [e.recipient for e in notices if owed[e.obligation_id].duty is Duty.INCIDENT_TALK]


@asynccontextmanager
async def month() -> AsyncIterator[Month]:
    async with incident_world.desk() as d:
        owed = {Duty.INCIDENT_TALK: OwedAudiences(TalkSubjects(), CALENDAR, mail=False)}
        d.clock.at = FIRST - timedelta(days=5)
        opening = OpeningTalks(d.store, CALENDAR, new_id, d.killing)
        # The service begins its life in November.
        assert await opening.open(d.clock.now()) == 0
        yield Month(
            d,
            opening,
            IncidentTalks(d.store, CALENDAR, d.clock, d.clock, new_id),
            Chasing(d.store, CALENDAR, owed, d.clock, new_id, d.killing),
            Forecasting(d.store, CALENDAR, owed, ForthcomingTalks(CALENDAR, mail=False)),
        )


async def test_each_owner_hears_once_on_the_first_working_day_of_a_month() -> None:
    async with month() as m:
        assert await m.told_on(FIRST - timedelta(minutes=1)) == []
        assert await m.told_on(FIRST) == ["owner"]
        assert await m.opening.open(FIRST + timedelta(hours=1)) == 0
        # Nobody is chased about it.
        for days in range(1, 30):
            m.desk.clock.at = FIRST + timedelta(days=days)
            await m.chasing.plan(m.desk.clock.now())
        async with m.desk.store.work() as work:
            assert len([each for each in await work.notices.since(FIRST) if each.recipient != "nobody"]) == 1


async def test_a_first_that_is_a_sunday_waits_for_the_monday_and_the_month_before_is_over() -> None:
    async with month() as m:
        await m.told_on(FIRST)
        january = datetime(2027, 1, 1, 9, 30, tzinfo=UTC)  # a bank holiday, and a week-end after it
        assert await m.opening.open(january) == 0
        assert await m.told_on(datetime(2027, 1, 4, 9, 0, tzinfo=UTC)) == ["owner"]
        async with m.desk.store.work() as work:
            owed = await work.obligations.of(Duty.INCIDENT_TALK, ["2026-11/owner", "2026-12/owner"])
        assert {subject: each.open for subject, each in owed.items()} == {
            "2026-11/owner": False,
            "2026-12/owner": True,
        }


async def test_the_forecast_has_it_before_and_after_it_is_opened() -> None:
    async with month() as m:
        ahead = await m.forecasting.until(m.desk.clock.now(), FIRST + timedelta(days=1))
        assert [(each.at, each.recipient) for each in ahead.reminders] == [(FIRST, "owner")]
        async with m.desk.store.work() as work:
            assert await work.talks.newest_of("owner") is None
        assert await m.told_on(FIRST) == ["owner"]
        later = await m.forecasting.until(FIRST + timedelta(hours=1), datetime(2027, 2, 2, tzinfo=UTC))
        days = [each.at.date() for each in later.reminders if each.recipient == "owner"]
        assert [day for day in days if day > FIRST.date()] == [date(2027, 1, 4), date(2027, 2, 1)]


async def test_a_deputy_hears_for_an_owner_on_leave_and_says_it_for_them() -> None:
    async with month() as m:
        leave = (Away(date(2026, 11, 30), date(2026, 12, 4), "chief"),)
        await m.desk.change("owner", Role.INFORMATION_ASSET_OWNER, away=leave)
        assert set(await m.told_on(FIRST)) == {"chief", "owner"}
        assert (await m.talks.open(m.desk.people["chief"], "2026-11/owner")).talk.said_on is None
        said = await m.talks.said(m.desk.people["chief"], "2026-11/owner")
        assert (said.said_on, said.said_by) == (FIRST.date(), "chief")
        assert said.said_as == f"{m.desk.people['chief'].name} for {m.desk.people['owner'].name}"
        with pytest.raises(Stale, match=f"Already done by {said.said_as}"):
            await m.talks.said(m.desk.people["owner"], "2026-11/owner")


async def test_whoever_acts_as_owner_hears_reads_and_says_it() -> None:
    async with month() as m:
        acting = (ActingOwner("stranger", FIRST.date(), date(2026, 12, 31)),)
        await m.desk.change("owner", Role.INFORMATION_ASSET_OWNER, acting=acting)
        assert await m.told_on(FIRST) == ["stranger"]
        stranger = m.desk.people["stranger"]
        for subject in ("2026-11/owner", ""):
            assert (await m.talks.open(stranger, subject)).talk.owner_id == "owner"
        assert (await m.talks.taken(stranger, "2026-11/owner")).digest.month == "2026-11"
        said = await m.talks.said(stranger, "2026-11/owner")
        assert said.said_as == f"{stranger.name} for {m.desk.people['owner'].name}"
        m.desk.clock.at = FIRST + timedelta(days=31)
        with pytest.raises(NotYours):
            await m.talks.open(stranger, "2026-11/owner")
        with pytest.raises(NotFound):
            await m.talks.open(stranger)


async def test_whoever_acts_for_some_assets_has_nothing_to_do_with_it() -> None:
    async with month() as m:
        acting = (ActingOwner("stranger", FIRST.date(), date(2026, 12, 31), ("IA-017",)),)
        await m.desk.change("owner", Role.INFORMATION_ASSET_OWNER, acting=acting)
        assert await m.told_on(FIRST) == ["owner"]
        for subject in ("2026-11/owner", ""):
            with pytest.raises((NotYours, NotFound)):
                await m.talks.open(m.desk.people["stranger"], subject)


async def test_one_press_says_that_it_was_talked_about_and_a_second_says_the_same() -> None:
    async with month() as m:
        await m.told_on(FIRST)
        owner = m.desk.people["owner"]
        said = await m.talks.said(owner, "2026-11/owner")
        m.desk.clock.at += timedelta(days=1)
        assert await m.talks.said(owner, "2026-11/owner") == said
        async with m.desk.store.work() as work:
            assert await work.talks.of_owner("owner", ["2026-10", "2026-11"]) == [said]
            assert not (await work.obligations.of(Duty.INCIDENT_TALK, ["2026-11/owner"]))["2026-11/owner"].open
            lines = await work.audit.about("incidents:2026-11", "incident_digest_talked")
        assert [line.event.actor for line in lines] == ["owner"]


async def test_nobody_reads_or_answers_for_an_owner_but_whoever_acts_for_them() -> None:
    async with month() as m:
        await m.told_on(FIRST)
        for who in ("stranger", "manager", "riskowner", "technician"):
            for does in (m.talks.open, m.talks.said, m.talks.taken):
                with pytest.raises(NotYours):
                    await does(m.desk.people[who], "2026-11/owner")
        with pytest.raises(NotFound):
            await m.talks.open(m.desk.people["owner"], "2026-10/owner")
        with pytest.raises(NotFound, match="no digest of incidents for you yet"):
            await m.talks.open(m.desk.people["manager"])


async def test_a_digest_for_the_command_line_is_of_a_month_that_is_over_and_on_the_record() -> None:
    async with month() as m:
        assert (await m.talks.published("2026-10")).incidents == 0
        for wrong, why in (("2026-11", "is not over"), ("November", "is no month"), ("2026-13", "is no month")):
            with pytest.raises(Refused, match=why):
                await m.talks.published(wrong)
        async with m.desk.store.work() as work:
            assert len(await work.audit.about("incidents:2026-10", "incident_digest_made")) == 1


async def test_a_service_that_dies_while_it_opens_a_month_opens_it_whole_the_next_time() -> None:
    async with month() as m:
        m.desk.killing.at = "talks.before_commit"
        with pytest.raises(Killed):
            await m.opening.open(FIRST)
        async with m.desk.store.work() as work:
            assert await work.talks.newest_of("owner") is None
        assert await m.told_on(FIRST + timedelta(hours=3)) == ["owner"]
        async with m.desk.store.work() as work:
            assert await work.talks.newest_of("owner") == Talk("2026-11", "owner")
