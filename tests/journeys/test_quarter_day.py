"""Journey 7: on quarter day every owner gets one card; some answer in a press, some say what differs, and the gaps are
seen by those who must see them."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

import aiohttp
import pytest

from tests.harness.cast import Staff, all_in_post, asset_owners, assets, assets_of, by_email, in_post, manager_of
from tests.harness.connector import RecordingConnector
from tests.harness.fixtures import Starts
from tests.harness.owners import AssetOwner, Overseer
from tests.harness.process import Candour
from tests.harness.teams import Card, Teams, actions, words
from tests.trust.thief import until_caught_up

pytestmark = pytest.mark.process

BEFORE = datetime(2026, 12, 30, 12, tzinfo=UTC)
QUARTER_DAY = datetime(2027, 1, 4, 9, 0, 30, tzinfo=UTC)
QUARTER = "January to March 2027"
DUE = "Friday 22 January 2027"


def at(day: int, month: int = 1, hour: int = 9) -> datetime:
    return datetime(2027, month, day, hour, 0, 30, tzinfo=UTC)


class Quarter:
    """The council on its quarter day, and what has arrived since the clock last moved."""

    def __init__(self, candour: Candour, teams: Teams, connector: RecordingConnector) -> None:
        self.candour = candour
        self.teams = teams
        self.connector = connector
        self._seen: Counter[str] = Counter()

    async def comes(self, moment: datetime) -> None:
        self._seen = Counter({one: len(chat) for one, chat in self.connector.inbox.items()})
        self.candour.set_clock(moment)
        await until_caught_up(self.candour.data, moment)

    def new(self, staff: Staff) -> list[Card]:
        chat = self.connector.inbox.get(staff.entra_id, [])[self._seen[staff.entra_id] :]
        return [message["attachments"][0]["content"] for message in chat]

    def digests(self, staff: Staff) -> list[Card]:
        return [card for card in self.new(staff) if "What is due" in words(card)]

    def about_the_return(self, staff: Staff) -> list[str]:
        """What is new in somebody's chat about returns, as read."""
        read = ["\n".join(words(card)) for card in self.new(staff)]
        return [each for each in read if QUARTER in each]

    def owner(self, staff: Staff) -> AssetOwner:
        return AssetOwner(self.teams.person(staff.entra_id, staff.name))


@pytest.fixture
async def quarter(starts: Starts, session: aiohttp.ClientSession, connector: RecordingConnector) -> Quarter:
    candour = await starts(BEFORE)
    await until_caught_up(candour.data, BEFORE)
    quarter = Quarter(candour, Teams(session, candour.url, connector), connector)
    await quarter.comes(QUARTER_DAY)
    return quarter


def helps_one_owner(administrator: str) -> bool:
    return len({row["owner"] for row in assets() if row["administrator"] == administrator}) == 1


async def test_every_owner_gets_one_card_and_answers_it_where_it_stands(quarter: Quarter) -> None:
    everybody = [*asset_owners(at_risk=False), *asset_owners(at_risk=True)]
    for staff in everybody:
        assert len(quarter.about_the_return(staff)) == 1, staff.name
        assert len(quarter.digests(staff)) == 1, staff.name
    quick = quarter.owner(asset_owners(at_risk=False)[0])
    card = quick.newest_card
    assert DUE in "\n".join(words(card))
    answered = await quick.presses_as_it_was(card)
    assert "Sent by" in "\n".join(words(answered))
    assert not [each for each in actions(answered) if each.get("verb") == "return_unchanged"]
    # Teams sends a press again when it waits: the same answer, and nothing is done twice. The month's incidents are on
    # the same card.
    assert words(await quick.presses_as_it_was(card)) == words(answered)
    assert "Incidents in December 2026: for your team meeting" in words(answered)

    siro = Overseer(quarter.teams.person(in_post("siro").entra_id))
    seen = await siro.reads_the_overview()
    assert "Finance and Corporate Services: 1 of" in seen
    outstanding = seen.split("Who has not sent their return yet")[1].split("Who has a late action")[0]
    assert quick.member.name not in outstanding
    assert all(each.name in outstanding for each in everybody[1:])


async def test_an_owner_says_what_differs_and_an_action_comes_of_it(quarter: Quarter) -> None:
    staff = next(each for each in asset_owners(at_risk=True) if len(assets_of(each)) > 1)
    mine = assets_of(staff)
    risky = [row["reference"] for row in mine if row["at_risk"] == "yes"]
    calm = next(row["reference"] for row in mine if row["at_risk"] == "no")
    owner = quarter.owner(staff)
    assert not [each for each in actions(owner.newest_card) if each.get("verb") == "return_unchanged"]
    box = await owner.opens_the_card(owner.newest_card)
    for reference in risky:
        box = await owner.answers_for_one_at_risk(box, reference, "2027-01-04")
    # The draft is kept: another day, by words.
    box = await owner.opens_my_return()
    box = await owner.answers_one_asset_differently(box, calm, "2027-03-01")
    sent = await owner.sends(box)
    assert "sent" in sent.words.lower()
    [card] = await owner.member.say("my actions")
    assert "Close the two accounts" in (await owner.member.open(card, "My actions")).words
    assert quarter.candour.command("audit", "verify").returncode == 0


async def test_an_administrator_prepares_and_only_the_owner_sends(quarter: Quarter) -> None:
    calm = [row for owner in asset_owners(at_risk=False) for row in assets_of(owner)]
    row = next(row for row in calm if helps_one_owner(row["administrator"]))
    helper = quarter.owner(by_email(row["administrator"]))
    box = await helper.opens_my_return()
    box = await helper.answers_one_asset_differently(box, row["reference"], "2027-03-01")
    assert not [each for each in actions(box.card) if (each.get("data") or {}).get("verb") == "return_submit"]
    owner = quarter.owner(by_email(row["owner"]))
    box = await owner.opens_my_return()
    assert helper.member.name in box.words or "Something differs" in box.words
    assert "sent" in (await owner.sends(box)).words.lower()


async def test_the_silent_are_asked_again_and_then_those_above_them(quarter: Quarter) -> None:
    above_others = [manager_of(owner) for owner in (*asset_owners(at_risk=False), *asset_owners(at_risk=True))]
    answered, silent = [owner for owner in asset_owners(at_risk=False) if owner not in above_others][:2]
    await quarter.owner(answered).presses_as_it_was(quarter.owner(answered).newest_card)
    for moment in (at(13), at(19), at(21), at(22), at(25)):
        await quarter.comes(moment)
        assert len(quarter.about_the_return(silent)) == 1, moment
        assert quarter.about_the_return(answered) == [], moment
    [today] = quarter.about_the_return(silent)
    assert DUE in today
    above = {
        at(27): [manager_of(silent)],
        at(29): [in_post("records manager"), manager_of(silent)],
        at(5, 2): [in_post("siro")],
        at(12, 2): all_in_post("imsg"),
    }
    for moment, people in above.items():
        await quarter.comes(moment)
        assert quarter.about_the_return(silent) == [], moment
        for senior in people:
            [said] = quarter.about_the_return(senior)
            assert silent.name in said, (moment, senior.name)
            assert answered.name not in said
    siro = Overseer(quarter.teams.person(in_post("siro").entra_id))
    assert "Named to the strategy group" in await siro.reads_the_overview()
    late = quarter.owner(silent)
    assert "sent" in (await late.sends(await late.opens_my_return())).words.lower()


async def test_nobody_gets_more_than_one_digest_a_day_and_what_was_foretold_is_what_was_sent(quarter: Quarter) -> None:
    foretold = quarter.candour.command("forecast", "--until", "2027-01-15")
    assert foretold.returncode == 0, foretold.stderr
    for moment in (at(4, hour=15), at(5), at(13), at(13, hour=14)):
        await quarter.comes(moment)
    await quarter.candour.stop()
    digests = quarter.candour.query(
        "select recipient, day, count(*) from messages join digests using (recipient)"
        " where kind = 'digest' and channel = 'teams' group by recipient, day, messages.id having count(*) > 1"
    )
    assert digests == []
    left = quarter.candour.query("select count(*) from messages where state not in ('sent', 'cancelled', 'superseded')")
    assert left == [(0,)]
    silent = asset_owners(at_risk=False)[1]
    assert f"09:00  {silent.name}" in foretold.stdout.split("Wednesday 13 January 2027")[1]
