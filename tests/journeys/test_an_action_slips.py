"""Journeys 8 and 9: an action slips, more time is asked for and given, it slips again and those above hear; and nobody
falls through who is away, has left or blocked the app."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, time
from pathlib import Path

import aiohttp
import pytest

from governance.calendar import OPENING, Calendar
from tests.harness.cast import Staff, all_in_post, by_email, in_post, manager_of
from tests.harness.connector import RecordingConnector
from tests.harness.fixtures import MONDAY, Starts
from tests.harness.mail import MailServer
from tests.harness.process import Candour
from tests.harness.teams import Card, Dialog, Member, Teams, actions, words
from tests.trust.thief import until_caught_up

pytestmark = pytest.mark.process

CALENDAR = Calendar()
TITLE = "Lock away paper benefit files at night"
DUE = date(2026, 12, 18)
HOLDER = by_email("khadija.carrick@demo-council.example")
LATER = date(2027, 1, 15)


class Office:
    """The council's people over some weeks."""

    def __init__(self, candour: Candour, teams: Teams, connector: RecordingConnector) -> None:
        self.candour = candour
        self.teams = teams
        self.connector = connector
        self._seen: dict[str, int] = {}

    async def comes(self, day: date, at: time = OPENING) -> None:
        moment = CALENDAR.at(day, at)
        self._seen = {one: len(chat) for one, chat in self.connector.inbox.items()}
        self.candour.set_clock(moment)
        await until_caught_up(self.candour.data, moment)

    async def working_days_on(self, day: date, count: int) -> None:
        await self.comes(CALENDAR.add(day, count))

    def new(self, staff: Staff) -> list[Card]:
        """What came since the clock last moved, about this action."""
        chat = self.connector.inbox.get(staff.entra_id, [])[self._seen.get(staff.entra_id, 0) :]
        cards = [message["attachments"][0]["content"] for message in chat]
        return [card for card in cards if TITLE in "\n".join(words(card))]

    def member(self, staff: Staff) -> Member:
        return self.teams.person(staff.entra_id, staff.name)


def section(card: Card) -> Card:
    """The part of a digest that is about this action."""
    body: list[Card] = [each for each in card["body"] if TITLE in "\n".join(words(each))]
    return {"type": "AdaptiveCard", "body": body}


@pytest.fixture
async def office(starts: Starts, session: aiohttp.ClientSession, connector: RecordingConnector) -> Office:
    candour = await starts(MONDAY)
    await until_caught_up(candour.data, MONDAY)
    return Office(candour, Teams(session, candour.url, connector), connector)


async def open_from_card(member: Member, card: Card, title: str) -> Dialog:
    return await member.open(section(card), title)


async def test_more_time_is_asked_for_and_given_and_the_first_date_stays(office: Office) -> None:
    await office.working_days_on(DUE, -5)
    [card] = office.new(HOLDER)
    holder = office.member(HOLDER)
    form = await open_from_card(holder, card, "Ask for more time")
    why = {"to_on": LATER.isoformat(), "reason": "The supplier is late.", "interim_risk": "Fewer people may look."}
    sent = await form.go_on(why)
    assert "Until there is an answer" in sent.words

    # The request does not stop the reminders, and is decided by somebody else.
    await office.working_days_on(DUE, -4)
    manager = in_post("records manager")
    [asked] = office.new(manager)
    assert "The supplier is late." in "\n".join(words(asked))
    agreed = await office.member(manager).execute(asked, "Agree")
    assert "Agree" not in [each.get("title") for each in actions(section(agreed))]
    # The ladder begins anew from the later date: twenty working days before it, and no word of being due today.
    await office.comes(DUE)
    [anew] = office.new(HOLDER)
    assert "What is due" in words(anew)
    assert "Due Friday 15 January 2027" in "\n".join(words(section(anew)))
    await office.comes(LATER)
    [today] = office.new(HOLDER)
    read = "\n".join(words(section(today)))
    assert "15 January 2027" in read
    assert "first due" in read
    assert "18 December 2026" in read


async def test_it_is_overdue_and_those_above_hear_one_after_the_other(office: Office) -> None:
    director = manager_of(HOLDER)
    await office.comes(DUE)
    # That it is due today comes on its own, and how it goes is asked in the day's digest.
    assert sorted("Due today" in words(card) for card in office.new(HOLDER)) == [False, True]
    await office.working_days_on(DUE, 1)
    [late] = office.new(HOLDER)
    assert "late" in "\n".join(words(late))
    await office.working_days_on(DUE, 5)
    [said] = office.new(director)
    assert HOLDER.name in "\n".join(words(said))
    await office.working_days_on(DUE, 10)
    assert len(office.new(in_post("records manager"))) == 1
    await office.working_days_on(DUE, 20)
    for senior in (in_post("siro"), *all_in_post("imsg")):
        assert len(office.new(senior)) == 1, senior.name

    # Done at last; somebody else checks it, and nothing more comes.
    holder = office.member(HOLDER)
    [mine] = await holder.say("my actions")
    form = await holder.open(section(mine), "Say how it is going")
    form = await form.go_on({"state": "claimed"})
    done = await form.go_on(
        {"words": "Nine names are left.", "evidence_on": "2027-01-04", "evidence": "The list of names."}
    )
    assert "Someone else will look at it" in done.words
    await office.working_days_on(DUE, 22)
    [check] = office.new(in_post("records manager"))
    form = await open_from_card(office.member(in_post("records manager")), check, "Look and check")
    checked = await form.go_on({"accepted": "yes", "words": "Seen."})
    assert "done" in checked.words.lower()
    await office.working_days_on(DUE, 40)
    assert office.new(HOLDER) == []
    # What the council reported at three dates follows from how each recommendation stood, and so does today's.
    for day, heads in (("2016-07-25", "8 49 20 77"), ("2016-10-24", "46 27 4 77"), ("2017-02-20", "75 2 0 77")):
        told = office.candour.command("report", "actions", "--on", day).stdout
        assert office.candour.command("report", "committee", "--at", day).stdout == told
        [row] = [line for line in told.splitlines() if line.strip().startswith("ICO data protection audit (Oct")][:1]
        assert row.split(")")[1].split() == heads.split()
    mitigations = office.candour.command("report", "actions", "--source", "risk register").stdout
    assert "Out of 8 actions, 1 were complete" in " ".join(mitigations.split())
    assert office.candour.command("audit", "verify").returncode == 0


async def test_a_holder_is_asked_how_it_goes_each_month_and_one_press_answers(office: Office) -> None:
    await office.comes(date(2026, 12, 1))
    [card] = office.new(HOLDER)
    assert "How is it going?" in "\n".join(words(section(card)))
    member = office.member(HOLDER)
    answered = await member.execute(section(card), "As before")
    assert "As before" not in [each.get("title") for each in actions(section(answered))]
    again = await member.execute(section(card), "As before")
    assert words(again) == words(answered)
    await office.comes(date(2026, 12, 8))
    assert not any("How is it going?" in "\n".join(words(each)) for each in office.new(HOLDER))
    [mine] = await member.say("my actions")
    assert "In progress" in "\n".join(words(section(mine)))


async def test_not_now_is_heard_and_never_beyond_the_day_it_is_due(office: Office) -> None:
    await office.working_days_on(DUE, -5)
    [card] = office.new(HOLDER)
    later = await office.member(HOLDER).execute(card, "Remind me later")
    assert "You will be reminded again on Monday 14 December 2026" in "\n".join(words(later))
    await office.comes(date(2026, 12, 14))
    assert len(office.new(HOLDER)) == 1
    await office.working_days_on(DUE, -1)
    assert len(office.new(HOLDER)) == 1


@pytest.fixture
async def post() -> AsyncIterator[MailServer]:
    post = await MailServer().start()
    yield post
    await post.close()


def changed(candour: Candour, to: Path, staff: Staff, **cells: str) -> Path:
    """The staff list with other cells for one person, as it would be imported."""
    lines = Path("bot/local/demo/people.csv").read_text(encoding="utf-8").splitlines()
    columns = lines[0].split(",")
    row = next(line for line in lines if line.startswith(staff.id + ","))
    held = dict(zip(columns, row.split(","), strict=True)) | cells
    to.write_text("\n".join([lines[0], ",".join(held[column] for column in columns)]) + "\n", encoding="utf-8")
    assert candour.command("import", "people", str(to)).returncode == 0
    return to


async def test_who_is_away_has_left_or_blocked_the_app_does_not_fall_through(
    starts: Starts, session: aiohttp.ClientSession, connector: RecordingConnector, post: MailServer, tmp_path: Path
) -> None:
    candour = await starts(MONDAY, CANDOUR_SMTP_URL=post.url, CANDOUR_MAIL_FROM="candour@council.example")
    await until_caught_up(candour.data, MONDAY)
    office = Office(candour, Teams(session, candour.url, connector), connector)
    deputy = by_email("malcolm.hebblethwaite@demo-council.example")

    # Away with a deputy: the deputy hears now, and the holder on the first day back.
    changed(candour, tmp_path / "away.csv", HOLDER, leave=f"2026-12-10..2026-12-14 {deputy.id}")
    await office.working_days_on(DUE, -5)
    assert (len(office.new(deputy)), office.new(HOLDER)) == (1, [])
    await office.comes(date(2026, 12, 15))
    assert len(office.new(HOLDER)) == 1

    # Blocked: a mail takes its place.
    connector.blocked.add(HOLDER.entra_id)
    await office.working_days_on(DUE, -1)
    mails = [mail for envelope, mail in post.taken if "khadija.carrick@demo-council.example" in envelope.rcpt_tos]
    assert [TITLE in " ".join(mail.as_string().split()) for mail in mails] == [True]

    # Left: the line manager acts, and the Records Manager knows.
    changed(candour, tmp_path / "left.csv", HOLDER, leave="", left_on="2026-12-17")
    await office.comes(DUE)
    for senior in (manager_of(HOLDER), in_post("records manager")):
        assert len(office.new(senior)) == 1, senior.name
