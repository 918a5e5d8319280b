"""A risk from the day on which somebody writes it down: checked, accepted for a time, and open again when that time is
over. The clock asks, and each of them answers where they stand."""

from __future__ import annotations

from datetime import date, time

import aiohttp
import pytest

from governance.calendar import OPENING, Calendar
from tests.harness.cast import Staff, by_email, in_post
from tests.harness.connector import RecordingConnector
from tests.harness.fixtures import MONDAY, Starts
from tests.harness.process import Candour
from tests.harness.teams import Card, Dialog, Member, Teams, words
from tests.trust.thief import until_caught_up

pytestmark = pytest.mark.process

CALENDAR = Calendar()
TODAY = MONDAY.date()
TITLE = "Benefit claims are read by people who left"
OWNER = by_email("khadija.carrick@demo-council.example")
HELPER = by_email("malcolm.hebblethwaite@demo-council.example")
UNTIL = date(2027, 1, 29)
LEVELS = {
    "inherent_likelihood": "step_5",
    "inherent_impact": "step_4",
    "current_likelihood": "step_3",
    "current_impact": "step_4",
    "target_likelihood": "step_1",
    "target_impact": "step_4",
}


class Office:
    """The council's people over some weeks."""

    def __init__(self, candour: Candour, teams: Teams, connector: RecordingConnector) -> None:
        self._candour = candour
        self._teams = teams
        self._connector = connector
        self._seen: dict[str, int] = {}

    async def comes(self, day: date, at: time = OPENING) -> None:
        self._seen = {one: len(chat) for one, chat in self._connector.inbox.items()}
        moment = CALENDAR.at(day, at)
        self._candour.set_clock(moment)
        await until_caught_up(self._candour.data, moment)

    def new(self, staff: Staff) -> list[Card]:
        """Cards about the risk that came since the clock last moved."""
        chat = self._connector.inbox.get(staff.entra_id, [])[self._seen.get(staff.entra_id, 0) :]
        cards = [message["attachments"][0]["content"] for message in chat]
        return [card for card in cards if TITLE in "\n".join(words(card))]

    def member(self, staff: Staff) -> Member:
        return self._teams.person(staff.entra_id, staff.name)

    async def opens(self, staff: Staff, command: str, button: str) -> Dialog:
        [card] = await self.member(staff).say(command)
        return await self.member(staff).open(card, button)

    async def answers(self, staff: Staff, card: Card, title: str, button: str) -> Dialog:
        """From the card that came, by its button, to the form behind a button of the box."""
        body = [each for each in card["body"] if TITLE in "\n".join(words(each))]
        box = await self.member(staff).open({"type": "AdaptiveCard", "body": body}, title)
        return await box.press(button)


async def test_a_risk_is_written_down_checked_accepted_for_a_time_and_open_again(
    starts: Starts, session: aiohttp.ClientSession, connector: RecordingConnector
) -> None:
    candour = await starts(MONDAY)
    await until_caught_up(candour.data, MONDAY)
    office = Office(candour, Teams(session, candour.url, connector), connector)

    # An administrator writes it down; the owner hears of it, signs it, and the Records Manager checks it.
    box = await (await office.opens(HELPER, "my risks", "My risks")).press("Write down a risk")
    form = await box.press_beside("IA-002", "This one")
    form = await form.go_on(
        {"title": TITLE, "description": "Accounts of people who left are still open.", "controls": ""}
    )
    assert "The risk is written down" in (await form.go_on(LEVELS)).words
    await office.comes(CALENDAR.add(TODAY, 1))
    [card] = office.new(OWNER)
    signed = await office.answers(OWNER, card, "Look at it", "Sign it")
    assert "holder, signed it" in signed.words
    records = in_post("records manager")
    await office.comes(CALENDAR.add(TODAY, 2))
    [card] = office.new(records)
    checked = await (await office.answers(records, card, "Look and check", "Say what you found")).go_on(
        {"accepted": "yes", "words": "I looked at the list of accounts."}
    )
    assert "You checked it" in checked.words

    # It is high: the SIRO accepts what is left, for a time.
    box = await (await office.opens(OWNER, "my risks", "My risks")).press("Open this risk")
    form = await box.press("Ask to accept it")
    asked = await form.go_on({"until_on": UNTIL.isoformat(), "reason": "The new system closes accounts by itself."})
    assert "You asked to accept it" in asked.words
    siro = in_post("siro")
    await office.comes(CALENDAR.add(TODAY, 3))
    [card] = office.new(siro)
    decided = await (await office.answers(siro, card, "Look and decide", "Decide")).go_on(
        {"granted": "yes", "words": "I have read it."}
    )
    assert "You accepted it" in decided.words

    # The month's review is one press.
    await office.comes(date(2026, 12, 18))
    [card] = office.new(OWNER)
    changed = await office.member(OWNER).execute(card, "All is as it was")
    assert "Nothing more to do here." in "\n".join(words(changed))

    # Its time is over: it is open again, and both hear.
    await office.comes(CALENDAR.add(UNTIL, 1))
    assert office.new(OWNER)
    assert office.new(siro)
    box = await (await office.opens(siro, "risks", "Risks")).press("Open this risk")
    assert "Accepted, until its time was over." in box.words
    assert "Candour ended the acceptance: its time was over" in box.words
