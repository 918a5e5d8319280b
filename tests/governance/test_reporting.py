"""A report from receipt to acknowledgement, on the real store and sealing."""

from __future__ import annotations

import asyncio
import uuid
from datetime import date
from os import urandom

import pytest

from dialogs.forms.speak_up import SPEAK_UP
from governance import codes
from governance.errors import NotFound, NotYours, Stale
from governance.letters import acknowledgement
from governance.notices import End, Kind
from governance.people import Away
from governance.reports import Identity, State
from governance.roles import Holding, Role
from governance.services.corresponding import WRONG_CODE
from tests.governance.reporting import LONG_AGO, REPORTER, Killed, concern, office, parts

ANSWER = parts()
LETTER = acknowledgement(ANSWER)


async def test_a_report_waits_for_the_batch_and_is_then_open_to_its_handlers() -> None:
    async with office() as o:
        await o.tick()
        report_id, _, receipt = await o.told()
        assert receipt.acknowledge_by == date(2026, 11, 30)
        await o.tick()
        assert await o.handling.cases(o.people["officer"]) == []
        o.clock.on_day(0)
        await o.tick()
        [line] = await o.handling.cases(o.people["officer"])
        assert (line.report_id, line.title, line.state) == (report_id, "Fire doors", State.RECEIVED)


async def test_a_batch_is_released_once_a_slot() -> None:
    async with office() as o:
        o.clock.on_day(0)
        await o.tick()
        await o.told()
        await o.tick()
        assert await o.handling.cases(o.people["officer"]) == []
        o.clock.on_day(0, hour=13)
        await o.tick()
        assert len(await o.handling.cases(o.people["officer"])) == 1


async def test_somebody_who_may_be_hurt_is_not_kept_waiting() -> None:
    async with office() as o:
        await o.told(urgency="hurt", tell_at_once="yes")
        assert [n.kind for n in await o.notices()] == [Kind.REPORT_URGENT, Kind.REPORT_URGENT]
        assert len(await o.handling.cases(o.people["officer"])) == 1


async def test_an_urgent_notice_does_not_lead_to_its_report() -> None:
    async with office() as o:
        report_id, _, _ = await o.told(urgency="hurt", tell_at_once="yes")
        for notice in await o.notices():
            assert report_id not in repr(notice)


async def test_nobody_is_reminded_in_the_same_breath_as_they_are_first_told() -> None:
    async with office() as o:
        await o.told()
        o.clock.on_day(1)
        await o.tick()
        sent = [n for n in await o.notices() if n.state is End.READY]
        assert {(n.recipient, n.kind) for n in sent} == {
            ("officer", Kind.REPORTS_WAIT),
            ("auditor", Kind.REPORTS_WAIT),
        }


async def test_the_clock_climbs_to_the_chief_executive() -> None:
    async with office() as o:
        await o.told()
        heard: list[set[str]] = []
        for day in range(9):
            before = {n.id for n in await o.notices()}
            o.clock.on_day(day)
            await o.tick()
            new = [n for n in await o.notices() if n.id not in before and n.state is End.READY]
            heard.append({n.recipient for n in new})
        assert heard[0] == {"officer", "auditor"}
        assert heard[1:4] == [{"officer"}, set(), set()]
        assert heard[4:6] == [{"officer"}, {"officer"}]
        assert heard[6] == {"officer", "deputy", "second"}
        assert heard[7] == {"officer", "auditor", "deputy", "second"}
        assert heard[8] == {"auditor", "chief"}


async def test_when_the_lead_is_away_the_deputy_is_reminded_on_day_five() -> None:
    async with office() as o:
        await o.told()
        o.clock.on_day(4)
        await o.tick()
        await o.change("officer", away=(Away(date(2026, 11, 20), date(2026, 12, 20)),))
        before = {n.id for n in await o.notices()}
        o.clock.on_day(5)
        await o.tick()
        new = {n.recipient for n in await o.notices() if n.id not in before and n.state is End.READY}
        assert "officer" not in new
        assert "deputy" in new


async def test_an_excluded_handler_hears_nothing_for_as_long_as_it_takes() -> None:
    async with office() as o:
        report_id, _, _ = await o.told(not_to_see=("monitoring_officer",))
        for day in range(12):
            o.clock.on_day(day)
            await o.tick()
        assert "officer" not in {n.recipient for n in await o.notices()}
        assert await o.handling.cases(o.people["officer"]) == []
        with pytest.raises(NotFound):
            await o.handling.open(o.people["officer"], report_id)


async def test_the_same_submission_sent_twenty_times_at_once_is_one_report() -> None:
    async with office() as o:
        report_id, code = uuid.uuid4().hex, codes.mint(urandom(12))
        receipts = await asyncio.gather(
            *(o.receiving.receive(concern(), report_id, code, SPEAK_UP.fingerprint) for _ in range(20))
        )
        assert sum(not receipt.already for receipt in receipts) == 1
        assert {receipt.code for receipt in receipts} == {code}
        assert len(await o.seal.keys_of("officer")) == 1


async def test_a_crash_after_the_keys_leaves_no_report_and_nothing_to_open() -> None:
    async with office() as o:
        o.killing.at = "receive.after_wraps"
        with pytest.raises(Killed):
            await o.told()
        async with o.store.work() as work:
            known = await work.reports.known_keys()
        assert known == frozenset()
        assert len(await o.seal.keys_of("officer")) == 1
        o.clock.on_day(3)
        assert await o.seal.sweep(known, date(2026, 11, 26)) == 1
        assert await o.seal.keys_of("officer") == frozenset()


async def test_an_acknowledgement_ends_the_clock_and_reaches_the_reporter() -> None:
    async with office() as o:
        report_id, code, _ = await o.told()
        o.clock.on_day(1)
        await o.tick()
        await o.handling.acknowledge(o.people["officer"], report_id, 2, ANSWER)
        assert not await o.promise_is_open(report_id)
        mailbox = await o.corresponding.look(code)
        assert [letter.text for letter in mailbox.letters] == [LETTER]
        for day in range(2, 10):
            o.clock.on_day(day)
            await o.tick()
        chased = [n for n in await o.notices() if n.kind in (Kind.ACKNOWLEDGE, Kind.ACKNOWLEDGE_MISSED)]
        assert not [n for n in chased if n.state is End.READY]


async def test_the_second_acknowledgement_says_who_sent_the_first() -> None:
    async with office() as o:
        report_id, _, _ = await o.told()
        o.clock.on_day(1)
        await o.tick()
        await o.handling.acknowledge(o.people["officer"], report_id, 2, ANSWER)
        with pytest.raises(Stale, match="Already done by Officer on 24 November 2026"):
            await o.handling.acknowledge(o.people["auditor"], report_id, 2, ANSWER)


async def test_two_acknowledgements_at_once_send_one() -> None:
    async with office() as o:
        report_id, code, _ = await o.told()
        o.clock.on_day(1)
        await o.tick()
        done = await asyncio.gather(
            *(o.handling.acknowledge(o.people[who], report_id, 2, ANSWER) for who in ("officer", "auditor")),
            return_exceptions=True,
        )
        assert sum(isinstance(each, Stale) for each in done) == 1
        assert len((await o.corresponding.look(code)).letters) == 1


async def test_somebody_whose_role_ended_yesterday_reads_nothing_more() -> None:
    async with office() as o:
        report_id, _, _ = await o.told()
        o.clock.on_day(1)
        await o.tick()
        async with o.store.work() as work:
            held = Holding("officer", Role.MONITORING_OFFICER, LONG_AGO, date(2026, 11, 23))
            await work.people.replace([o.people["officer"]], [held])
        with pytest.raises(NotYours):
            await o.handling.open(o.people["officer"], report_id)


async def test_a_read_that_cannot_be_recorded_does_not_happen() -> None:
    async with office() as o:
        report_id, _, _ = await o.told()
        o.clock.on_day(1)
        await o.tick()
        o.killing.at = "work.before_commit"
        with pytest.raises(Killed):
            await o.handling.open(o.people["officer"], report_id)
        async with o.store.work() as work:
            assert [line.event.verb for line in await work.audit.lines(0, 100)] == ["received"]
        await o.handling.open(o.people["officer"], report_id)
        async with o.store.work() as work:
            assert [line.event.verb for line in await work.audit.lines(0, 100)] == ["received", "read"]


async def test_only_the_two_posts_see_who_reported() -> None:
    async with office() as o:
        by_name = concern(identity=Identity.CONFIDENTIAL, name="Reporter", contact_by="service")
        await o.receiving.receive_known(by_name, "a" * 32, SPEAK_UP.fingerprint, REPORTER)
        o.clock.on_day(1)
        await o.tick()
        assert "Reporter" in str((await o.handling.open(o.people["officer"], "a" * 32)).identity)
        assert (await o.handling.open(o.people["deputy"], "a" * 32)).identity is None
        assert "Reporter" not in str((await o.handling.open(o.people["deputy"], "a" * 32)).sections)


async def test_a_known_reporter_is_told_that_there_is_something_to_read_and_no_more() -> None:
    async with office() as o:
        by_name = concern(identity=Identity.NAMED, name="Reporter", contact_by="service")
        await o.receiving.receive_known(by_name, "a" * 32, SPEAK_UP.fingerprint, REPORTER)
        o.clock.on_day(1)
        await o.tick()
        await o.handling.acknowledge(o.people["officer"], "a" * 32, 2, ANSWER)
        [news] = [n for n in await o.notices() if n.kind is Kind.NEWS]
        assert REPORTER.entra_id not in repr(news)
        assert "a" * 32 not in repr(news)
        assert o.seal.addressee(news.recipient) == REPORTER.entra_id
        [mailbox] = await o.corresponding.mine(REPORTER)
        assert [letter.text for letter in mailbox.letters] == [LETTER]


@pytest.mark.parametrize("wrong", ["", "hello", "00000-00000-00000-00000", "431RZ-WMFDG-NEPCC-VCDV8", "x" * 5000])
async def test_every_wrong_code_gets_the_same_answer(wrong: str) -> None:
    async with office() as o:
        await o.told()
        with pytest.raises(NotFound, match="^" + WRONG_CODE.replace("?", r"\?").replace(".", r"\.")):
            await o.corresponding.look(wrong)


async def test_a_reporter_who_comes_back_leaves_no_trace() -> None:
    async with office() as o:
        _, code, _ = await o.told()
        async with o.store.work() as work:
            before = await work.register.counts()
            lines = await work.audit.lines(0, 100)
        await o.corresponding.look(code)
        async with o.store.work() as work:
            assert await work.register.counts() == before
            assert await work.audit.lines(0, 100) == lines
