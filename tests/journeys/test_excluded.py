"""Somebody whom the reporter keeps out sees nothing anywhere."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.harness.cast import in_post
from tests.harness.people import Handler, Whistleblower
from tests.harness.process import Candour
from tests.trust.thief import until_caught_up

pytestmark = pytest.mark.process

NINE = datetime(2026, 11, 23, 9, 0, 30, tzinfo=UTC)
TITLE = "Fire doors wedged open"


async def test_a_concern_about_the_monitoring_officer_never_reaches_the_monitoring_officer(
    candour: Candour, whistleblower: Whistleblower, monitoring_officer: Handler, chief_internal_auditor: Handler
) -> None:
    nothing_there = (await monitoring_officer.opens_the_list()).card
    before = monitoring_officer.notices

    await whistleblower.reports(not_to_see=["monitoring_officer"])
    for told, day in enumerate((0, 7, 8), start=1):
        candour.set_clock(NINE + timedelta(days=day))
        await chief_internal_auditor.is_told(told)
        await until_caught_up(candour.data, NINE + timedelta(days=day))

    assert monitoring_officer.notices == before
    assert (await monitoring_officer.opens_the_list()).card == nothing_there
    assert TITLE in (await chief_internal_auditor.opens_the_list()).words


async def test_a_handler_whom_the_reporter_names_is_asked_about_and_kept_out(
    candour: Candour, whistleblower: Whistleblower, monitoring_officer: Handler, chief_internal_auditor: Handler
) -> None:
    officer = in_post("monitoring officer")
    answers = {"people.0.who": officer.name, "people.0.part": "did", f"same_people.{officer.id}": "yes"}
    await whistleblower.reports(**answers)
    assert any("Is this our Monitoring Officer" in screen for screen in whistleblower.seen)

    candour.set_clock(NINE)
    await chief_internal_auditor.is_told()
    await until_caught_up(candour.data, NINE)
    assert not monitoring_officer.notices
    assert TITLE not in (await monitoring_officer.opens_the_list()).words
