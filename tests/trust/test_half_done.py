"""What is kept of a form in the chat: nothing that is typed, nothing that leads to whoever types, and after they were
led out of it, or stopped, nothing at all."""

from __future__ import annotations

from pathlib import Path
from random import Random

import aiohttp
import pytest

from storage.keyfiles import read_intake
from tests.harness.cast import STORY as REPORT
from tests.harness.chat import MORE, Chat
from tests.harness.connector import RecordingConnector
from tests.harness.incident_story import INCIDENT
from tests.harness.people import Whistleblower, code_in
from tests.harness.process import Candour
from tests.harness.teams import TENANT, Teams
from tests.trust.conftest import Figure
from tests.trust.residue import Found, Scanner, keys_of, needles
from tests.trust.strangers import Stranger

pytestmark = pytest.mark.process

TYPED = {name: INCIDENT[name] for name in ("story", "place")} | {name: MORE[name] for name in ("cause", "late_reason")}


def place_of(candour: Candour, stranger: Stranger) -> dict[str, str]:
    """Where the row of a form of theirs stands, as only this service can work it out."""
    place = read_intake(candour.data / "keys" / "intake").draft_place("chat", f"{TENANT}:{stranger.entra_id}")
    return {"place": place}


def found_in(data: Path, facts: dict[str, str]) -> set[Found]:
    return Scanner(needles(facts, keys_of(data))).scan(data)


async def test_nothing_is_left_of_a_form_in_the_chat(
    candour: Candour, session: aiohttp.ClientSession, connector: RecordingConnector, figure: Figure
) -> None:
    chance = Random(5)
    teams = Teams(session, candour.url, connector)
    afraid, stops, waits = (Stranger.made(teams, chance) for _ in range(3))

    chat = await Chat(afraid).begins()
    await chat.goes_on(until="afraid to tell us")
    await chat.says("yes")
    assert "There is a safer way" in chat.words
    box = await afraid.open(chat.card, "Go on")
    assert "Nothing has been kept so far" in box.words
    box = await box.press("Continue", {"route": "speak_up"})
    told = await Whistleblower(afraid).answers(box, REPORT)
    assert code_in(told.words)

    ended = await Chat(stops).begins()
    await ended.goes_on(until="may have caused it")
    await ended.says("The wrong list was picked from a menu of lists.")
    await ended.says("stop")

    half = await Chat(waits).begins()
    await half.goes_on(until="may have caused it")
    await candour.kill()
    assert found_in(candour.data, {**TYPED, **waits.facts()}) == set()
    # What is looked for can be found: the row of whoever is still in the middle.
    assert found_in(candour.data, place_of(candour, waits)) != set()

    await candour.start()
    await candour.stop()
    left = TYPED | {f"{n} of {i}": v for i, each in enumerate((afraid, stops, waits)) for n, v in each.facts().items()}
    assert found_in(candour.data, left) == set()
    for gone in (afraid, stops):
        assert found_in(candour.data, place_of(candour, gone)) == set()
    assert candour.query("SELECT count(*) FROM half_done") == [(1,)]
    figure("3 forms in the chat: 0 words, 0 traces of whoever was led out or stopped")
