"""What handlers, former handlers and reporters who press twice can make of a case, and must not."""

from __future__ import annotations

import asyncio
import uuid
from argparse import Namespace
from collections.abc import Awaitable
from dataclasses import replace
from datetime import date, timedelta
from os import urandom
from pathlib import Path

import pytest

from bot.commands import tick
from bot.settings import Settings
from dialogs.forms.speak_up import SPEAK_UP
from governance import codes
from governance.errors import NotYours, Refused, Stale
from governance.letters import acknowledgement
from governance.notices import End, Kind
from governance.people import Away
from governance.reports import Identity, State
from governance.roles import Holding, Role
from tests.governance.reporting import LONG_AGO, POSTS, REPORTER, Killed, Office, concern, office, parts

ANSWER = parts()
LETTER = acknowledgement(ANSWER)
TUESDAY = date(2026, 11, 24)


async def role_ends(o: Office, name: str, last_day: date) -> None:
    """They still work for the council, in another post."""
    async with o.store.work() as work:
        await work.people.replace([o.people[name]], [Holding(name, POSTS[name], LONG_AGO, last_day)])


async def heard_on(o: Office, day: int) -> set[str]:
    """Whose messages are new when that day's work is done."""
    before = {n.id for n in await o.notices()}
    o.clock.on_day(day)
    await o.tick()
    return {n.recipient for n in await o.notices() if n.id not in before and n.state is End.READY}


async def test_whoever_is_not_in_post_any_more_is_not_told_how_many_reports_wait() -> None:
    async with office() as o:
        await o.told()
        await role_ends(o, "officer", TUESDAY - timedelta(days=1))
        assert await heard_on(o, 1) == {"auditor", "deputy", "second"}, "deputies stand in, as for a leave"


async def test_whoever_is_not_in_post_any_more_is_not_reminded_and_the_others_are() -> None:
    async with office() as o:
        await o.told()
        o.clock.on_day(1)
        await o.tick()
        for name in ("officer", "chief"):
            await role_ends(o, name, TUESDAY)
        heard = [await heard_on(o, day) for day in range(2, 9)]
        assert all(not {"officer", "chief"} & people for people in heard)
        assert heard[2] == {"auditor", "deputy", "second"}, "a reminder for the lead goes to everybody who keeps it"
        assert heard[3] == {"deputy", "second"}
        assert heard[6] == {"auditor"}


async def test_a_former_handler_who_becomes_chief_executive_does_not_read_of_it_as_a_handler() -> None:
    async with office() as o:
        await o.told(same_people=("chief",))
        async with o.store.work() as work:
            await work.people.replace([o.people["officer"]], [Holding("officer", Role.CHIEF_EXECUTIVE, LONG_AGO)])
        for day in range(1, 10):
            assert "officer" not in await heard_on(o, day)


async def test_a_reporter_is_told_who_deals_with_it_and_not_whom_they_kept_out() -> None:
    async with office() as o:
        report_id, _, _ = await o.told(not_to_see=("monitoring_officer",))
        o.clock.on_day(1)
        await o.tick()
        for name in ("deputy", "auditor", "second"):
            drafted = await o.handling.draft_acknowledgement(o.people[name], report_id)
            assert "The Deputy Monitoring Officer, Deputy, is dealing with it" in drafted.parts.dealing
        await role_ends(o, "deputy", TUESDAY - timedelta(days=1))
        drafted = await o.handling.draft_acknowledgement(o.people["auditor"], report_id)
        assert "The Chief Internal Auditor, Auditor, is dealing with it" in drafted.parts.dealing


async def test_when_nobody_of_the_two_posts_is_left_the_independent_person_deals_with_it() -> None:
    async with office() as o:
        out = ("monitoring_officer", "chief_internal_auditor", "deputies")
        report_id, _, _ = await o.told(not_to_see=out)
        o.clock.on_day(1)
        await o.tick()
        drafted = await o.handling.draft_acknowledgement(o.people["outsider"], report_id)
        assert "The independent person, Outsider, is dealing with it" in drafted.parts.dealing


async def test_what_is_written_while_an_urgent_report_is_released_is_not_lost() -> None:
    async with office() as o:
        report_id, code, _ = await o.told(urgency="hurt", tell_at_once="yes")
        shown = (await o.handling.open(o.people["officer"], report_id)).line.version
        o.clock.on_day(1)
        await o.tick()
        await o.handling.acknowledge(o.people["officer"], report_id, shown, ANSWER)
        assert [letter.text for letter in (await o.corresponding.look(code)).letters] == [LETTER]
        with pytest.raises(Stale, match="Already done by Officer"):
            await o.handling.acknowledge(o.people["auditor"], report_id, shown, ANSWER)


async def test_an_urgent_report_may_be_acknowledged_before_its_batch_once() -> None:
    async with office() as o:
        report_id, code, _ = await o.told(urgency="hurt", tell_at_once="yes")
        shown = (await o.handling.open(o.people["officer"], report_id)).line.version
        await o.handling.acknowledge(o.people["officer"], report_id, shown, ANSWER)
        with pytest.raises(Stale, match="Already done by Officer"):
            await o.handling.acknowledge(o.people["officer"], report_id, shown, parts("Something else."))
        assert await heard_on(o, 1) == set()
        assert (await o.corresponding.look(code)).state is State.ACKNOWLEDGED
        async with o.store.work() as work:
            verbs = [line.event.verb for line in await work.audit.lines(0, 100)]
        assert verbs == ["read", "received", "acknowledged"]


async def test_a_send_that_arrives_again_is_sent_once_recorded_once_and_told_once() -> None:
    async with office() as o:
        report_id = uuid.uuid4().hex
        named = concern(identity=Identity.NAMED, name="Reporter", contact_by="service")
        await o.receiving.receive_known(named, report_id, SPEAK_UP.fingerprint, REPORTER)
        o.clock.on_day(1)
        await o.tick()
        officer = o.people["officer"]
        shown = (await o.handling.open(officer, report_id)).line.version
        await asyncio.gather(*(o.handling.acknowledge(officer, report_id, shown, ANSWER) for _ in range(3)))
        o.clock.on_day(2)
        await o.handling.acknowledge(officer, report_id, shown, replace(ANSWER, received=f" {ANSWER.received}\n"))
        [mailbox] = await o.corresponding.mine(REPORTER)
        assert [letter.text for letter in mailbox.letters] == [LETTER]
        assert [notice.kind for notice in await o.notices()].count(Kind.NEWS) == 1
        async with o.store.work() as work:
            verbs = [line.event.verb for line in await work.audit.lines(0, 100)]
        assert verbs.count("acknowledged") == 1


async def test_only_the_same_words_of_the_same_person_for_what_they_saw_are_a_press_that_came_twice() -> None:
    async with office() as o:
        report_id, code, _ = await o.told()
        o.clock.on_day(1)
        await o.tick()
        officer, auditor = o.people["officer"], o.people["auditor"]
        namesake = replace(auditor, name=officer.name)
        shown = (await o.handling.open(officer, report_id)).line.version
        await o.handling.acknowledge(officer, report_id, shown, ANSWER)
        others = ((officer, shown, parts("Something else.")), (officer, shown + 1, ANSWER), (auditor, shown, ANSWER))
        for who, version, words in (*others, (namesake, shown, ANSWER)):
            with pytest.raises(Stale, match="Already done by Officer on 24 November 2026"):
                await o.handling.acknowledge(who, report_id, version, words)
        assert [letter.text for letter in (await o.corresponding.look(code)).letters] == [LETTER]


async def test_an_urgent_report_that_is_released_between_two_arrivals_of_a_send_is_still_sent_once() -> None:
    async with office() as o:
        report_id, code, _ = await o.told(urgency="hurt", tell_at_once="yes")
        officer = o.people["officer"]
        shown = (await o.handling.open(officer, report_id)).line.version
        o.clock.on_day(1)
        await o.tick()
        for _ in range(2):
            await o.handling.acknowledge(officer, report_id, shown, ANSWER)
        assert [letter.text for letter in (await o.corresponding.look(code)).letters] == [LETTER]


async def test_whoever_lost_the_post_is_not_told_that_a_second_send_was_kept() -> None:
    async with office() as o:
        report_id, _, _ = await o.told()
        o.clock.on_day(1)
        await o.tick()
        officer = o.people["officer"]
        shown = (await o.handling.open(officer, report_id)).line.version
        await o.handling.acknowledge(officer, report_id, shown, ANSWER)
        await role_ends(o, "officer", TUESDAY - timedelta(days=1))
        with pytest.raises(NotYours):
            await o.handling.acknowledge(officer, report_id, shown, ANSWER)


async def test_seeing_the_titles_is_recorded_and_without_a_record_they_are_not_seen() -> None:
    async with office() as o:
        await o.told()
        o.clock.on_day(1)
        await o.tick()
        o.killing.at = "work.before_commit"
        with pytest.raises(Killed):
            await o.handling.cases(o.people["officer"])
        await o.handling.cases(o.people["officer"])
        async with o.store.work() as work:
            last = [(line.event.actor, line.event.verb, line.event.details) for line in await work.audit.lines(1, 100)]
        assert last == [("officer", "listed", {"count": 1})]


async def test_the_record_does_not_tell_an_excluded_handler_from_one_with_nothing_to_do() -> None:
    async with office() as o:
        await o.handling.cases(o.people["officer"])
        await o.told(not_to_see=("monitoring_officer",))
        o.clock.on_day(1)
        await o.tick()
        assert await o.handling.cases(o.people["officer"]) == []
        async with o.store.work() as work:
            assert [line.event.actor for line in await work.audit.lines(0, 100)] == ["system"]


async def test_sending_again_without_the_name_does_not_hand_out_a_code_that_opens_nothing() -> None:
    async with office() as o:
        report_id, code = uuid.uuid4().hex, codes.mint(urandom(12))
        named = concern(identity=Identity.NAMED, name="Reporter", contact_by="service")
        first = await o.receiving.receive_known(named, report_id, SPEAK_UP.fingerprint, REPORTER)
        assert (first.by_account, first.already) == (True, False)
        again = await o.receiving.receive(concern(), report_id, code, SPEAK_UP.fingerprint)
        assert (again.by_account, again.already, again.code) == (True, True, None)
        assert len(await o.corresponding.mine(REPORTER)) == 1


async def test_sending_again_with_the_name_still_leads_back_by_the_code() -> None:
    async with office() as o:
        report_id, code, first = await o.told()
        assert (first.by_account, first.already, first.code) == (False, False, code)
        named = concern(identity=Identity.NAMED, name="Reporter", contact_by="service")
        again = await o.receiving.receive_known(named, report_id, SPEAK_UP.fingerprint, REPORTER)
        assert (again.by_account, again.already) == (False, True)
        assert await o.corresponding.mine(REPORTER) == []
        assert (await o.corresponding.look(code)).received_on == date(2026, 11, 23)


async def test_who_writes_the_staff_list_does_not_read_as_somebody_else() -> None:
    async with office() as o:
        report_id, _, _ = await o.told(not_to_see=("deputies",))
        o.clock.on_day(1)
        await o.tick()
        officer, deputy = o.people["officer"], o.people["deputy"]
        nobodys = "dddddddd-0000-4000-8000-000000000000"
        async with o.store.work() as work:
            await work.people.replace(
                [replace(deputy, entra_id=nobodys), replace(officer, entra_id=deputy.entra_id)],
                [Holding("officer", Role.MONITORING_OFFICER, LONG_AGO)],
            )
            posing = await work.people.by_entra(deputy.entra_id)
        assert posing is not None
        assert posing.id == "officer"
        verbs: list[Awaitable[object]] = [
            o.handling.cases(posing),
            o.handling.open(posing, report_id),
            o.handling.draft_acknowledgement(posing, report_id),
            o.handling.acknowledge(posing, report_id, 2, ANSWER),
        ]
        for verb in verbs:
            with pytest.raises(NotYours, match="has not been confirmed"):
                await verb
        assert [line.title for line in await o.handling.cases(o.people["auditor"])] == ["Fire doors"]


async def test_a_process_whose_clock_is_behind_releases_nothing_between_the_slots() -> None:
    async with office() as o:
        nine = o.clock.on_day(0)
        assert await o.receiving.release(nine + timedelta(seconds=2)) == 0
        await o.told()
        for behind in (1, 30, 3_500):
            assert await o.receiving.release(nine - timedelta(seconds=behind)) == 0
            assert await o.receiving.release(nine + timedelta(seconds=3)) == 0, "and the other does not begin anew"
        assert await o.receiving.release(nine + timedelta(hours=4)) == 1


async def test_a_clock_that_is_set_back_by_hand_releases_again() -> None:
    async with office() as o:
        assert await o.receiving.release(o.clock.on_day(40)) == 0
        await o.told()
        assert await o.receiving.release(o.clock.on_day(0)) == 1


async def test_a_deputy_on_leave_does_not_hear_in_place_of_a_lead_who_is_gone() -> None:
    async with office() as o:
        await o.told()
        await o.change("deputy", away=(Away(date(2026, 11, 20), date(2026, 12, 20)),))
        await role_ends(o, "officer", TUESDAY - timedelta(days=1))
        assert await heard_on(o, 1) == {"auditor", "second"}


@pytest.mark.parametrize("moment", ["2020-01-01T09:00+00:00", "2099-01-01T09:00+00:00"])
def test_in_production_nobody_runs_the_clock_at_another_moment(moment: str, tmp_path: Path) -> None:
    production = {
        "CANDOUR_MODE": "production",
        "CANDOUR_DATA": str(tmp_path),
        "CANDOUR_APP_ID": str(uuid.uuid4()),
        "CANDOUR_TENANT_ID": str(uuid.uuid4()),
        "CANDOUR_PUBLIC_URL": "https://speak-up.council.example",
    }
    with pytest.raises(Refused, match="nobody may move the clock"):
        tick.run(Namespace(at=moment), Settings.from_env(production))
