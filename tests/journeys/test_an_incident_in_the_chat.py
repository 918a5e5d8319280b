"""Journey 6, told card by card: somebody types it in the chat, the power goes, they go on, and it arrives once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.harness.cast import in_post, ordinary
from tests.harness.chat import Chat
from tests.harness.connector import RecordingConnector
from tests.harness.incident_story import INCIDENT
from tests.harness.people import Handler
from tests.harness.process import Candour
from tests.harness.teams import Teams

pytestmark = pytest.mark.process

STORY = str(INCIDENT["story"])
TYPED = (b"Larch Road", b"second floor", b"menu of lists", b"looked for it first")


def on_disk(data: Path) -> bytes:
    return b"".join(path.read_bytes() for path in data.rglob("*") if path.is_file())


async def test_an_incident_told_in_the_chat_outlives_a_power_cut_and_arrives_once(
    candour: Candour, teams: Teams, connector: RecordingConnector
) -> None:
    who = ordinary()
    chat = await Chat(teams.person(who.entra_id, who.name)).begins()
    assert "stays in your chat with Candour" in chat.words
    for words, asked in (("no", "attacking"), ("not sure", "Did it happen?"), ("it happened", "in a few words")):
        await chat.says(words)
        assert asked in chat.words
    await chat.says(STORY)
    await chat.goes_on(until="may have caused it")
    await candour.kill()
    written = on_disk(candour.data)
    assert not [part for part in TYPED if part in written]

    await candour.start()
    old = chat.card
    await chat.says("The wrong list was picked from a menu of lists.")
    assert "supplier" in chat.words
    above = next(shown for shown in chat.member.chat if "menu of lists" in str(shown))
    assert "answered" in str(above)
    actions = await chat.member.asks("my actions")
    assert "still waits for you" in str(actions)
    chat.card = await chat.member.execute(actions, "Go on with it")
    late = await chat.member.execute(old, "Skip")
    assert "Show where I am" in str(late)
    await chat.goes_on(until="Check your answers")
    assert STORY in chat.words
    assert "menu of lists" in chat.words
    last = chat.card
    assert "We have it. Thank you" in str(await chat.member.execute(last, "Send"))
    assert "We had this already" in str(await chat.member.execute(last, "Send"))

    handler = Handler.of(teams, in_post("data protection officer"))
    *_, listed = await handler.member.say("incidents")
    opened = await (await handler.member.open(listed, "Incidents")).press("Open this incident")
    assert STORY in opened.words
    assert who.name in opened.words
    others = [each for whose, each in connector.inbox.items() if whose != who.entra_id]
    assert "Larch" not in str(others)

    await candour.stop()
    assert candour.query("SELECT count(*) FROM incidents") == [(1,)]
    assert candour.query("SELECT count(*) FROM half_done") == [(0,)]
    written = on_disk(candour.data)
    assert not [part for part in TYPED if part in written]
