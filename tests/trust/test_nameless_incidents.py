"""X1 and X14 for incidents: of whoever reported one without a name nothing is left, and what is stored of it tells no
time of day and nothing of the order in which they came. On the web page it is told so; in Teams that leads to "Speak
up"."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from random import Random
from time import time
from typing import Any

import aiohttp
import pytest

from tests.harness.browserless import Visitor
from tests.harness.cast import STORY, in_post
from tests.harness.connector import RecordingConnector
from tests.harness.fixtures import MONDAY, Starts
from tests.harness.incident_story import INCIDENT
from tests.harness.people import Handler, Whistleblower, code_in
from tests.harness.teams import Teams
from tests.trust import thief
from tests.trust.conftest import Figure
from tests.trust.strangers import Stranger
from tests.trust.test_no_time_of_day import SLOTS, TOO_FAR, Moment, deviation, times_in
from tests.trust.test_residue import found_of

pytestmark = pytest.mark.process

#: One in so many gives up on the way.
GIVES_UP = 5
_PAGES = 16
_END = 32


async def test_nothing_tells_who_reported_an_incident_without_a_name_nor_when(
    starts: Starts,
    session: aiohttp.ClientSession,
    connector: RecordingConnector,
    tmp_path: Path,
    full_size: bool,
    figure: Figure,
) -> None:
    chance, came, moments = Random(11), list[list[str]](), list[Moment]()
    # Every day the first batches of two days: on the second one says why one tells so late.
    batches, size = (range(12), 20) if full_size else ((0, len(SLOTS)), 8)
    candour = await starts()
    teams = Teams(session, candour.url, connector)
    strangers: list[Stranger] = []
    for batch in batches:
        released = MONDAY + timedelta(days=batch // len(SLOTS)) + SLOTS[batch % len(SLOTS)]
        stood_at = released - timedelta(minutes=17, seconds=23 + batch)
        candour.set_clock(stood_at)
        await thief.until_caught_up(candour.data, stood_at)
        came.append([])
        for number in range(size):
            before, began = ids(candour.data), time()
            stranger = Stranger.made(teams, chance)
            strangers.append(stranger)
            gives_up = number % GIVES_UP == GIVES_UP - 1
            if number % 2:
                await on_the_web(Visitor(session, candour.url), stranger, gives_up=gives_up)
            else:
                await in_teams(stranger, gives_up=gives_up)
            moments.append(Moment(stood_at, began, time()))
            new = ids(candour.data) - before
            assert len(new) == (0 if gives_up or number % 2 == 0 else 1)
            came[-1] += new
        candour.set_clock(released + timedelta(seconds=30))
        await thief.until_caught_up(candour.data, released)
    await is_opened(teams)

    running = thief.steal(candour.data, tmp_path / "running")
    backed_up = thief.back_up(candour.data, tmp_path / "back-up")
    done = candour.command("audit", "verify")
    assert done.returncode == 0, done.stderr
    (tmp_path / "audit").write_text(done.stdout + done.stderr, encoding="utf-8")
    await candour.stop()
    assert found_of(strangers, candour.data, tmp_path) == set()
    for copy in (running, candour.data):
        assert list(times_in(thief.tables(copy), moments)) == []
    furthest = max(furthest_order(copy, came) for copy in (running, backed_up))
    reported = sum(map(len, came))
    figure(f"{len(strangers)} runs, {reported} incidents, residue 0, furthest order {furthest:.2f} deviations")
    assert furthest < TOO_FAR


async def in_teams(stranger: Stranger, *, gives_up: bool) -> None:
    """Without a name Teams has the way to "Speak up", with what was typed so far. They say who they are in the story,
    in the chat, and in what no question asks for."""
    await stranger.arrives()
    await stranger.say(f"I am {stranger.name} ({stranger.upn}) and I lost some papers")
    [card] = await stranger.say("report an incident")
    form = await Whistleblower(stranger).member.open(card, "Report an incident")
    answers = told_by(stranger) | {"covered_up": "yes", "route": "speak_up"}
    spoken = {**STORY, "story": answers["story"]}
    for page in range(2 * _PAGES):
        if not form.asks or (gives_up and page == 3):
            break
        said = spoken if form.next_data()["form"] == "speak_up" else answers
        form = await stranger.submit({**form.next_data(said), "sender": stranger.upn})
    assert gives_up or code_in(form.words)


async def on_the_web(visitor: Visitor, stranger: Stranger, *, gives_up: bool) -> None:
    page = await visitor.go("/incident")
    for number in range(_PAGES):
        if not visitor.asked or (gives_up and number == 3):
            return
        page = await visitor.go_on(told_by(stranger))
        assert "There is a problem" not in page.words, page.words


def told_by(stranger: Stranger) -> dict[str, Any]:
    story = f"{stranger.name} of {stranger.upn} sent the rent arrears to all tenants."
    # What was typed before they chose to give no name.
    why = {"details_reason": "They are needed.", "late_reason": f"{stranger.name} was afraid."}
    return {**INCIDENT, "story": story, "name": stranger.name, "naming": "none", **why}


async def is_opened(teams: Teams) -> None:
    """Somebody who handles incidents opens one."""
    handler = Handler.of(teams, in_post("data protection officer"))
    [card] = await handler.member.say("incidents")
    listed = await handler.member.open(card, "Incidents")
    assert "Gave no name" in str((await listed.press("Open this incident")).card)


def ids(data: Path) -> set[str]:
    with closing(thief.reading(data / "candour.db")) as database:
        return {row[0] for row in database.execute("SELECT id FROM incidents")}


def furthest_order(copy: Path, came: Sequence[Sequence[str]]) -> float:
    """How far any order of rows, or of places in the files, agrees with the one in which they came."""
    stolen = thief.tables(copy)
    marks = {row["id"]: row["id"] for row in stolen["incidents"]} | {r["key_id"]: r["id"] for r in stolen["incidents"]}
    orders = [
        list(dict.fromkeys(marks[value] for row in rows for value in row.values() if value in marks))
        for rows in ([r for r in each if _plain(r)] for each in stolen.values())
    ]
    for path in sorted(copy.iterdir()):
        raw = path.read_bytes()
        for mark in ("id", "key_id"):
            at = {row["id"]: raw.find(row[mark].encode()) for row in stolen["incidents"]}
            orders.append(sorted((each for each in at if at[each] >= 0), key=lambda each: at[each]))
        ends = {row["id"]: raw.find(row["story"][-_END:]) for row in stolen["incidents"]}
        orders.append(sorted((each for each in ends if ends[each] >= 0), key=lambda each: ends[each]))
    return max(abs(deviation(came, order)) for order in orders)


def _plain(row: thief.Row) -> bool:
    return any(isinstance(value, str) for value in row.values())
