"""Journeys 1 to 4: a concern reaches the right people, and its reporter hears back, over HTTP in the real process."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.harness.connector import RecordingConnector
from tests.harness.people import Handler, WebWhistleblower, Whistleblower
from tests.harness.process import Candour

pytestmark = pytest.mark.process

NINE = datetime(2026, 11, 23, 9, 0, 30, tzinfo=UTC)
TITLE = "Fire doors wedged open"
ANSWER = "We have your concern about the fire doors. The Monitoring Officer is dealing with it."


async def test_an_anonymous_concern_in_teams_is_answered(
    candour: Candour, whistleblower: Whistleblower, monitoring_officer: Handler
) -> None:
    last = await whistleblower.reports()
    assert whistleblower.screens <= 8
    assert "30 November 2026" in last.words

    candour.set_clock(NINE)
    [notice] = await monitoring_officer.is_told()
    assert TITLE not in notice

    case = await monitoring_officer.opens(TITLE)
    assert "wedged open since the spring" in case.words
    assert whistleblower.member.name not in case.words
    await monitoring_officer.acknowledges(TITLE, ANSWER)

    mailbox = await whistleblower.reads_by_code(whistleblower.code)
    assert ANSWER in mailbox.words


async def test_an_anonymous_concern_on_the_web_page_is_answered(
    candour: Candour, web_whistleblower: WebWhistleblower, monitoring_officer: Handler
) -> None:
    await web_whistleblower.reports()
    assert web_whistleblower.screens <= 8
    assert "9 November" not in (await web_whistleblower.reads_by_code(web_whistleblower.code)).words

    candour.set_clock(NINE)
    await monitoring_officer.is_told()
    await monitoring_officer.acknowledges(TITLE, ANSWER)
    assert ANSWER in (await web_whistleblower.reads_by_code(web_whistleblower.code.lower().replace("-", " "))).words


@pytest.mark.parametrize("identity", ["named", "confidential"])
async def test_somebody_who_gives_their_name_reads_the_answer_under_my_reports(
    candour: Candour,
    whistleblower: Whistleblower,
    monitoring_officer: Handler,
    connector: RecordingConnector,
    identity: str,
) -> None:
    last = await whistleblower.reports(identity=identity)
    assert not whistleblower.code
    assert "My reports" in last.words

    candour.set_clock(NINE)
    await monitoring_officer.is_told()
    case = await monitoring_officer.opens(TITLE)
    assert whistleblower.member.name in case.words
    await monitoring_officer.acknowledges(TITLE, ANSWER)

    before = len(whistleblower.member.chat)
    messages = await connector.until(whistleblower.member.entra_id, before + 1)
    assert TITLE not in str(messages[-1])
    assert ANSWER in (await whistleblower.reads_my_reports()).words


async def test_a_concern_of_fraud_is_led_by_the_chief_internal_auditor(
    candour: Candour, whistleblower: Whistleblower, chief_internal_auditor: Handler
) -> None:
    await whistleblower.reports(closest="fraud", grounds=["crime"])
    candour.set_clock(NINE)
    await chief_internal_auditor.is_told()
    assert "wedged open" in (await chief_internal_auditor.opens(TITLE)).words


async def test_nobody_is_told_before_the_batch(whistleblower: Whistleblower, monitoring_officer: Handler) -> None:
    await whistleblower.reports()
    assert TITLE not in (await monitoring_officer.opens_the_list()).words


async def test_somebody_without_a_role_is_not_shown_the_cases(whistleblower: Whistleblower) -> None:
    assert "cases" not in str(await whistleblower.member.say("help")).lower()
    assert "not open to you" in str(await whistleblower.member.say("cases")).lower()


async def test_what_is_typed_in_the_chat_is_not_kept_or_repeated(
    candour: Candour, whistleblower: Whistleblower
) -> None:
    [card] = await whistleblower.member.say("my boss is stealing laptops from the depot")
    assert "not kept" in str(card)
    assert "laptops" not in str(card)
    assert b"laptops" not in b"".join(p.read_bytes() for p in candour.data.rglob("*") if p.is_file())
