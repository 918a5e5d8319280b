"""Journey 6 with a screenshot that is found later: told in the chat, added by a link from "my incidents" that works
once, after it was asked if the leaked data is on it, and got by those who handle incidents alone."""

from __future__ import annotations

import aiohttp
import pytest

from tests.harness.browserless import Visitor
from tests.harness.cast import ordinary
from tests.harness.chat import Chat
from tests.harness.connector import RecordingConnector
from tests.harness.process import Candour
from tests.harness.teams import Dialog, Member, Teams, actions
from tests.journeys.test_an_incident_with_a_screenshot import gets, opens
from tests.journeys.test_files import adds, presses, use
from tests.papers.hostile_files import NEEDLES, needles_in, photograph
from tests.trust.residue import Scanner, keys_of, needles

pytestmark = pytest.mark.process

TO = "/add-files"
NAME = "rosas-desk.jpg"
NEVER_SENT = b"This was taken out again before it was sent. " * 20


async def my_incidents(member: Member) -> Dialog:
    [card] = await member.say("my incidents")
    return await member.open(card, "My incidents")


async def link_of(mine: Dialog) -> str:
    ready = await mine.press("Add a file")
    assert "They cannot read anything" in ready.words
    assert "To the incident that you reported on **Monday 23 November 2026**" in ready.words
    return str(next(each["url"] for each in actions(ready.card) if each["type"] == "Action.OpenUrl"))


async def test_a_screenshot_is_added_to_an_incident_that_was_told_in_the_chat(
    candour: Candour, session: aiohttp.ClientSession, teams: Teams, connector: RecordingConnector
) -> None:
    who = ordinary()
    member, visitor = teams.person(who.entra_id, who.name), Visitor(session, candour.url)
    chat = await Chat(member).begins()
    await chat.goes_on(until="Check your answers")
    assert "We have it. Thank you" in str(await member.execute(chat.card, "Send"))
    # Who it is stands on the staff list alone, and adding to it adds no form of it anywhere.
    reporter = Scanner(needles({"entra id": who.entra_id}, keys_of(candour.data)))
    mine = await my_incidents(member)
    # While the service runs, what it writes goes from one file to the other, past whoever looks through them in turn.
    await candour.stop()
    had = {(each.fact, each.form) for each in reporter.scan(candour.data)}
    await candour.start()

    first, second = await link_of(mine), await link_of(mine)
    looked = set()
    for url in (second, second, first, f"{candour.url}{TO}/nothing"):
        async with session.get(url) as answer:
            looked.add((answer.status, await answer.text()))
    assert len(looked) == 1, "a GET shows one page for every link, and uses nothing up"
    assert (await use(visitor, first)).status == 410

    page = await use(visitor, second)
    assert "Can the data that got out, or nearly did, be read on it?" in page.words
    assert "Choose files" not in page.words
    assert (await use(Visitor(session, candour.url), second)).status == 410
    page = await visitor.go_on({})
    assert "Say if the data can be read on it." in page.words
    page = await visitor.go_on({"leaked": "yes"})
    assert "Do not send that data again" in page.words
    asked = page
    assert "Nothing was sent" in (await visitor.press("I leave it out")).words
    visitor.page = asked
    await visitor.press("Back")
    page = await visitor.go_on({"leaked": "covered"})
    assert "the incident that you reported on Monday 23 November 2026" in page.words
    assert "Do not add the data that got out" in page.words

    page = await adds(visitor, photograph(), NEVER_SENT, b"<svg/>", name=NAME, to=TO)
    assert "where it was taken" in page.words
    assert "File 3 of those you just chose" in page.words
    await presses(visitor, "out:2", TO)
    sending = visitor.page
    for _ in range(2):
        visitor.page = sending
        said = (await presses(visitor, "send", TO)).decode()
        assert "Those who handle incidents can see it from now on" in said, "a repeated press says the same"
    visitor.page = sending
    await adds(visitor, b"One file more.", to=TO)
    assert visitor.page is not None
    token = next(field.value for field in visitor.page.fields if field.name == "files")
    async with session.post(f"{candour.url}{TO}", data={"files": token, "action": "send"}) as answer:
        assert (answer.status, "each link sends once" in await answer.text()) == (410, True)

    opened = await opens(teams)
    assert "Files were added: whoever reported it" in opened.words
    listed = await opened.press("Added files (1)")
    assert "where it was taken" in listed.words
    named, content, url = await gets(session, listed)
    assert (named, needles_in(content)) == ('attachment; filename="incident-file-1.jpg"', [])
    async with session.post(url) as again:
        assert again.status == 410

    assert not [each for each in connector.calls if "add-files" in str(each)]
    await candour.stop()
    assert "add-files" not in candour.log_file.read_text()
    assert candour.query("SELECT count(*) FROM file_links") == [(0,)], "what sent is not even a digest any more"
    assert candour.query("SELECT count(*) FROM incident_files") == [(1,)]
    told = candour.query("SELECT count(*) FROM notices WHERE kind = 'incident_added'")
    assert told[0][0] > 0
    assert {(each.fact, each.form) for each in reporter.scan(candour.data)} == had
    facts = {needle: needle for needle in NEEDLES} | {"the file's name": NAME.removesuffix(".jpg")}
    facts |= {f"link {number}": url.rpartition("/")[2] for number, url in enumerate((first, second))}
    facts |= {"what was taken out": NEVER_SENT[:44].decode()}
    assert Scanner(needles(facts)).scan(candour.data) == set()
