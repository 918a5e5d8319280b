"""Whoever runs the service sees what would be sent and what was, and no report."""

from __future__ import annotations

import re

import pytest

from bot.commands.notice_words import ENDS, KINDS
from governance.notices import End, Kind
from tests.harness.cast import STORY, in_post
from tests.harness.people import Handler, WebWhistleblower
from tests.harness.process import Candour

pytestmark = pytest.mark.process

#: A report's, notice's or person's id.
AN_ID = re.compile(r"[0-9a-f]{8}-?[0-9a-f]{4}")


async def test_the_week_ahead_and_the_days_behind_are_printed_without_a_word_of_the_report(
    candour: Candour, web_whistleblower: WebWhistleblower, monitoring_officer: Handler
) -> None:
    await web_whistleblower.reports()
    waiting = candour.command("forecast", "--until", "2026-12-31")
    assert waiting.returncode == 0, waiting.stderr
    assert "report, due" not in waiting.stdout
    assert "The next release of new reports is on Monday 23 November 2026" in waiting.stdout

    candour.command("tick", "--at", "2026-11-23T16:30:00+00:00")
    await monitoring_officer.is_told()
    officer = in_post("monitoring officer").name
    ahead = candour.command("forecast", "--until", "2026-11-30").stdout
    line = f"  09:00  {officer}, Monitoring Officer: acknowledgement reminder, 1 report, due 30 November 2026\n"
    assert line in ahead.partition("\nTuesday 24 November 2026\n")[2].partition("\n\n")[0] + "\n"
    assert "Tuesday 1 December 2026" not in ahead

    candour.command("tick", "--at", "2026-11-24T09:00:00+00:00")
    await monitoring_officer.is_told(2)
    await candour.stop()
    behind = candour.command("sent", "--since", "2026-11-23").stdout
    assert f"  16:30    {officer}, Monitoring Officer: new reports wait: sent.\n" in behind
    assert f"  09:00    {officer}, Monitoring Officer: acknowledgement reminder, 1 report: sent.\n" in behind
    for printed in (waiting.stdout, ahead, behind):
        assert str(STORY["title"]) not in printed
        assert not AN_ID.search(printed)


@pytest.mark.parametrize(
    ("command", "why"),
    [
        (("forecast", "--until", "tomorrow"), "--until 2026-11-30"),
        (("forecast", "--until", "2020-01-01"), "Give today or a later day."),
        (("forecast", "--until", "9999-12-31"), "Give a day within 10 years."),
        (("sent", "--since", "2026-02-30"), "--since 2026-11-30"),
        (("sent", "--since", "2090-01-01"), "Give today or an earlier day."),
    ],
)
def test_a_day_that_makes_no_sense_is_refused_with_what_to_do(
    candour_command: Candour, command: tuple[str, ...], why: str
) -> None:
    refused = candour_command.command(*command)
    assert refused.returncode == 1
    assert why in refused.stderr
    assert refused.stdout == ""
    assert "Traceback" not in refused.stderr


@pytest.mark.parametrize("command", ["forecast", "sent"])
def test_a_day_that_is_missing_is_a_usage_error(candour_command: Candour, command: str) -> None:
    assert candour_command.command(command).returncode == 2


def test_every_kind_and_every_end_has_plain_words() -> None:
    assert KINDS.keys() == set(Kind)
    assert ENDS.keys() == set(End)
