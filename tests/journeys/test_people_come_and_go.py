"""People come and go: nothing that they looked after is nobody's, and whoever takes over hears of all of it."""

from __future__ import annotations

from datetime import date, time
from pathlib import Path

import aiohttp
import pytest

from governance.calendar import OPENING, Calendar
from tests.harness.cast import Staff, by_email, in_post, manager_of
from tests.harness.connector import RecordingConnector
from tests.harness.fixtures import MONDAY, Starts
from tests.harness.owners import AssetOwner
from tests.harness.process import Candour
from tests.harness.teams import Card, Member, Teams, words
from tests.trust.thief import until_caught_up

pytestmark = pytest.mark.process

CALENDAR = Calendar()
STAFF = Path("bot/local/demo/people.csv")
OWNER = by_email("khadija.carrick@demo-council.example")
HELPER = by_email("malcolm.hebblethwaite@demo-council.example")
OTHERS_EMAIL = "nadia.georgiou@demo-council.example"
OTHER = by_email(OTHERS_EMAIL)
TITLE = "Benefit claims are read by people who left"
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

    def __init__(self, candour: Candour, teams: Teams, connector: RecordingConnector, folder: Path) -> None:
        self.candour = candour
        self._teams = teams
        self._connector = connector
        self._folder = folder
        self._seen: dict[str, int] = {}

    async def comes(self, day: date, at: time = OPENING) -> None:
        self._seen = {one: len(chat) for one, chat in self._connector.inbox.items()}
        moment = CALENDAR.at(day, at)
        self.candour.set_clock(moment)
        await until_caught_up(self.candour.data, moment)

    def new(self, staff: Staff, told: str) -> list[Card]:
        """Cards that say this and came since the clock last moved."""
        chat = self._connector.inbox.get(staff.entra_id, [])[self._seen.get(staff.entra_id, 0) :]
        cards = [message["attachments"][0]["content"] for message in chat]
        return [card for card in cards if told in "\n".join(words(card))]

    def foreseen(self, day: str, staff: Staff) -> int:
        """How many things the forecast puts on their list of that day."""
        told = self.candour.command("forecast", "--until", "2027-01-08").stdout.partition(day)[2].partition("\n\n")[0]
        [line] = [each for each in told.splitlines() if staff.name in each and "list of what is due" in each]
        return int(line.partition("due, ")[2].split()[0])

    def member(self, staff: Staff) -> Member:
        return self._teams.person(staff.entra_id, staff.name)

    def changes(self, staff: Staff, **cells: str) -> None:
        """The staff list is imported with other cells for one person."""
        lines = STAFF.read_text(encoding="utf-8").splitlines()
        columns = lines[0].split(",")
        row = next(line for line in lines if line.startswith(staff.id + ","))
        held = dict(zip(columns, row.split(","), strict=True)) | cells
        to = self._folder / "staff.csv"
        to.write_text("\n".join([lines[0], ",".join(held[column] for column in columns)]) + "\n", encoding="utf-8")
        assert self.candour.command("import", "people", str(to)).returncode == 0


@pytest.fixture
async def office(
    starts: Starts, session: aiohttp.ClientSession, connector: RecordingConnector, tmp_path: Path
) -> Office:
    candour = await starts(MONDAY)
    await until_caught_up(candour.data, MONDAY)
    return Office(candour, Teams(session, candour.url, connector), connector, tmp_path)


async def test_an_administrator_leaves_and_then_the_owner_with_a_risk(office: Office, tmp_path: Path) -> None:
    owner, records = office.member(OWNER), in_post("records manager")

    # The administrator leaves: the owner is asked, and answers from the card.
    office.changes(HELPER, left_on="2026-11-23")
    await office.comes(date(2026, 11, 24))
    [card] = office.new(OWNER, f"{HELPER.name} has left")
    box = await owner.open(card, "Say who helps")
    assert "(IA-002)" in box.words
    box = await (await box.go_on({"what": "somebody"})).go_on({"who": OTHERS_EMAIL})
    assert "Only you can send it." in box.words
    [asked] = await office.member(OTHER).say("my assets")
    assert "Housing benefit claims" in (await office.member(OTHER).open(asked, "My assets")).words

    # A risk of one of her assets; then she leaves herself.
    [asked] = await owner.say("my risks")
    form = await (await (await owner.open(asked, "My risks")).press("Write down a risk")).press_beside(
        "IA-002", "This one"
    )
    form = await form.go_on({"title": TITLE, "description": "Accounts are still open.", "controls": ""})
    assert "The risk is written down" in (await form.go_on(LEVELS)).words
    office.changes(OWNER, left_on="2026-11-25")
    await office.comes(date(2026, 11, 26))
    [card] = office.new(records, f"{OWNER.name} has left")
    assert "1 risk" in "\n".join(words(card))
    # Until somebody is appointed the line manager acts, by words too.
    acting = office.member(manager_of(OWNER))
    [asked] = await acting.say("my risks")
    assert TITLE in (await acting.open(asked, "My risks")).words
    [asked] = await acting.say("my actions")
    assert "That is for" not in "\n".join(words(asked))
    box = await office.member(records).open(card, "Appoint somebody")
    assert f"{TITLE} (RSK-0001): high" in box.words
    box = await box.go_on({"to": OTHERS_EMAIL, "what": "all"})
    assert "Somebody is appointed" in box.words

    # Whoever is appointed hears how much it is, and the risk is theirs.
    await office.comes(date(2026, 11, 26), time(10))
    chat = [message["attachments"][0]["content"] for message in office.member(OTHER).chat]
    [told] = [card for card in chat if "this is yours from now on" in "\n".join(words(card))]
    assert "6 assets, 1 risk and" in "\n".join(words(told))
    [mine] = await office.member(OTHER).say("my risks")
    assert TITLE in (await office.member(OTHER).open(mine, "My risks")).words
    _registers_go_out_and_in(office.candour, tmp_path)
    assert office.candour.command("audit", "verify").returncode == 0


def _registers_go_out_and_in(candour: Candour, folder: Path) -> None:
    """The risk goes out to a workbook and comes in unchanged; a csv file says what it would change, and what is wrong
    in it."""
    book, sheet = folder / "risks.xlsx", folder / "risks.csv"
    for file in (book, sheet):
        assert "1 risks are in" in candour.command("export", "risks", str(file)).stdout
        assert "0 changed, 1 unchanged" in candour.command("import", "risks", str(file)).stdout
    text = sheet.read_text(encoding="utf-8-sig")
    sheet.write_text(text.replace(",3,4,1,4,5x5", ",2,4,1,4,5x5"), encoding="utf-8")
    dry = candour.command("import", "risks", str(sheet), "--dry-run").stdout
    assert "RSK-0001: current_likelihood “3” → “2”" in dry
    assert "0 added, 1 changed" in candour.command("import", "risks", str(sheet)).stdout
    sheet.write_text(text.replace(",3,4,1,4,5x5", ",3,7,1,4,4x4"), encoding="utf-8")
    refused = candour.command("import", "risks", str(sheet))
    assert refused.returncode == 1
    for told in ("line 2, column current_impact", "line 2, column matrix", "Nothing was imported."):
        assert told in refused.stderr + refused.stdout


async def test_somebody_acts_as_owner_over_a_quarter_day_and_then_it_is_over(office: Office) -> None:
    """From the Records Manager's box to a return with both names, and back to the owner by itself."""
    records, acting = office.member(in_post("records manager")), office.member(OTHER)
    assert [office.foreseen("4 January 2027", each) for each in (OWNER, OTHER)] == [3, 3]
    [asked] = await records.say("acting owners")
    form = await (await records.open(asked, "Acting owners")).press("Make somebody acting owner")
    form = await form.go_on(
        {
            "owner": "khadija.carrick@demo-council.example",
            "to": OTHERS_EMAIL,
            "from_on": "2026-12-14",
            "until_on": "2027-01-15",
            "what": "all",
        }
    )
    assert f"{OTHER.name} for {OWNER.name}" in (await form.go_on() if form.asks else form).words
    # The return and the month's talk about incidents are foreseen for whoever acts; how an action goes stays a question
    # to the owner.
    assert [office.foreseen("4 January 2027", each) for each in (OWNER, OTHER)] == [1, 5]

    # Begun: whoever acts hears. On the quarter day the owner's return comes to them, and not to the owner.
    await office.comes(date(2026, 12, 14))
    assert office.new(OTHER, f"{OTHER.name} acts as owner for {OWNER.name}")
    await office.comes(date(2027, 1, 4))
    assert office.new(OWNER, "Information asset return") == []
    [card] = office.new(OTHER, "Information asset return")
    theirs = [each for each in card["body"] if OWNER.name in "\n".join(words(each))]
    box = await acting.open({"type": "AdaptiveCard", "body": theirs}, "Fill in my return")
    owner = AssetOwner(acting)
    for reference in ("IA-002", "IA-005"):
        box = await owner.answers_for_one_at_risk(box, reference, "2027-01-04")
    box = await owner.sends(box)
    assert f"Sent by {OTHER.name} for {OWNER.name}, acting Information Asset Owner" in box.words

    # Five working days before the end all three hear; afterwards it is the owner's.
    await office.comes(date(2027, 1, 8))
    for one in (OWNER, OTHER, in_post("records manager")):
        assert office.new(one, "acts as owner for"), one.name
    await office.comes(date(2027, 1, 18))
    [asked] = await records.say("acting owners")
    assert "Nobody acts as owner" in (await records.open(asked, "Acting owners")).words
