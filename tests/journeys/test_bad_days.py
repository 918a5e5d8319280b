"""A full disk, a dead connector, a lost answer: said clearly, nothing lost, nothing half-done."""

from __future__ import annotations

from datetime import UTC, datetime

import aiohttp
import pytest

from tests.harness.browserless import Visitor
from tests.harness.cast import STORY, in_post
from tests.harness.connector import RecordingConnector, Trouble
from tests.harness.fixtures import Starts
from tests.harness.people import Handler, WebWhistleblower, Whistleblower
from tests.harness.process import Candour
from tests.harness.teams import Teams

pytestmark = pytest.mark.process

NINE = datetime(2026, 11, 23, 9, 0, 30, tzinfo=UTC)
TITLE = "Fire doors wedged open"
NOTE = "The caretaker says that the wedges come from the store room."
#: What lies beside a case, by its button: words that are only there when it is shown, and the verb of its line.
BESIDE = {
    "Record of this case": (NOTE, "record_read"),
    "Who works on it": ("Who works on this case", "team_read"),
    "How long it is kept": ("How long this case is kept", "kept_read"),
}
#: SQLite's shared memory takes 32 kB; what is left of its log holds a line or two of the record and no report.
ROOM = 33_000


async def test_a_full_disk_is_said_and_nothing_is_half_done(
    starts: Starts, session: aiohttp.ClientSession, connector: RecordingConnector
) -> None:
    candour = await starts()
    visitor = Visitor(session, candour.url)
    first = WebWhistleblower(visitor)
    await first.reports()
    candour.set_clock(NINE)
    officer = Handler.of(Teams(session, candour.url, connector), in_post("monitoring officer"))
    await officer.is_told()
    opened = await officer.opens(TITLE)
    note = await (await opened.press("Record of this case")).press("Note")
    await note.press("Add to the record", {"text": NOTE, "who": "all"})
    before = {button: int(words in (await opened.press(button)).words) for button, (words, _) in BESIDE.items()}
    assert set(before.values()) == {1}
    await candour.stop()

    candour.launcher = ("-m", "tests.harness.full_disk_server")
    candour.extra = {**candour.extra, "CANDOUR_TEST_FILE_BYTES": str(ROOM)}
    await candour.start()
    second = WebWhistleblower(visitor)
    last = await second.answers(await visitor.go("/speak-up"), STORY)
    assert last.status == 503
    assert "could not keep your concern" in last.words
    lists = reads = 0
    for _ in range(20):
        listed = await officer.opens_the_list()
        if TITLE not in listed.words:
            break
        lists += 1
        case = await listed.press_beside(TITLE, "Open this case")
        if "wedged open since the spring" in case.words:
            reads += 1
    else:
        raise AssertionError("reads go on although nothing can be recorded")
    # What lies beside the case is read by buttons of the day before: no more of it is shown than is recorded.
    seen = dict.fromkeys(BESIDE, 0)
    for button, (words, _) in BESIDE.items():
        for _ in range(3):
            shown = await opened.press(button)
            seen[button] += words in shown.words
            if words not in shown.words:
                assert "could not" in shown.words or "Try again" in shown.words, shown.words
    await candour.stop()

    candour.launcher = ("-m", "bot", "serve")
    candour.extra = {name: value for name, value in candour.extra.items() if "TEST" not in name}
    await candour.start()
    assert (await officer.opens_the_list()).words.count(TITLE) == 1
    assert "wedged open since the spring" in (await officer.opens(TITLE)).words
    assert candour.command("audit", "verify").returncode == 0
    await candour.stop()
    # No line, no read: each list and each case that was shown has its line; once before the bad day, and after it.
    assert candour.query("select count(*) from audit where verb = 'read'") == [(reads + 2,)]
    assert candour.query("select count(*) from audit where verb = 'listed'") == [(lists + 3,)]
    for button, (_, verb) in BESIDE.items():
        lines = candour.query("select count(*) from audit where verb = ?", verb)
        # The record was read once more, to write into it.
        assert lines == [(before[button] + seen[button] + (verb == "record_read"),)], button
        assert seen[button] < 3, "nothing is read while nothing can be recorded"


async def test_a_connector_that_fails_for_a_while_loses_nothing_and_doubles_nothing(
    candour: Candour, whistleblower: Whistleblower, monitoring_officer: Handler, connector: RecordingConnector
) -> None:
    await whistleblower.reports()
    connector.troubles.extend([Trouble(429, {"Retry-After": "0"}), Trouble(429, {"Retry-After": "1"})])
    candour.set_clock(NINE)
    assert len(await monitoring_officer.is_told()) == 1
    assert TITLE in (await monitoring_officer.opens_the_list()).words


async def test_somebody_who_blocked_the_app_ends_as_dead_with_the_reason(
    candour: Candour, whistleblower: Whistleblower, chief_internal_auditor: Handler, connector: RecordingConnector
) -> None:
    await whistleblower.reports()
    connector.blocked.add(in_post("monitoring officer").entra_id)
    candour.set_clock(NINE)
    await chief_internal_auditor.is_told()
    await connector.until_refused(1)
    await candour.stop()
    officer = in_post("monitoring officer").id
    ends = candour.query("select state from notices where recipient = ? and kind = 'reports_wait'", officer)
    assert ends == [("dead",)]
