"""Answering and sending a return: one press where nothing differs, and never for what nobody looked at."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date

import pytest

from governance.assurance import ReturnState, Standing
from governance.assurance_questions import PER_ASSET, PER_PORTFOLIO
from governance.delivery_ports import Result
from governance.errors import NotFound, NotYours, Refused, Stale
from governance.notices import Channel, Kind, Message, Notice, Sent
from governance.obligations import Duty
from governance.people import Away
from governance.services.overseeing import Overseeing
from governance.services.owed_returns import AssuranceSubjects
from tests.governance.returns_world import (
    CALENDAR,
    DUE,
    LEAVERS,
    QUARTER_DAY,
    REVIEWED,
    Killed,
    Office,
    asset,
    new_id,
    office,
    person,
)

ALL_YES = {each.key: "yes" for each in PER_ASSET}


async def ready(o: Office) -> tuple[str, int]:
    """Nadia's return with its asset at risk answered for: its id and version."""
    back = await o.opened()
    o.clock.on(date(2027, 1, 5), 10)
    sheet = await o.assuring.answer_line(o.people["nadia"], back.id, 1, "IA-3", REVIEWED)
    return back.id, sheet.back.version


async def test_one_press_sends_everything_as_it_was() -> None:
    async with office() as o:
        return_id, version = await ready(o)
        sheet = await o.assuring.unchanged(o.people["nadia"], return_id, version)
        sent = (await o.returns())["nadia"]
        assert (sent.state, sent.submitted_on, sent.submitted_by) == (ReturnState.SUBMITTED, date(2027, 1, 5), "nadia")
        assert (sent.signed, sent.drafted_by) == ("Nadia, Information Asset Owner", "nadia")
        assert sent.answers == {each.key: "yes" for each in PER_PORTFOLIO}
        assert {line.asset_reference: line.answers for line in sheet.lines} == {
            "IA-1": ALL_YES, "IA-2": ALL_YES, "IA-3": {**ALL_YES, **REVIEWED},
        }  # fmt: skip
        assert not (await o.obligations())[return_id].open
        assert await o.actions() == {}


async def test_one_press_is_refused_while_nobody_looked_at_an_asset_at_risk() -> None:
    async with office() as o:
        back = await o.opened()
        with pytest.raises(Refused, match="Asset IA-3: It is at risk, so it needs an answer of its own"):
            await o.assuring.unchanged(o.people["nadia"], back.id, 1)
        assert (await o.returns())["nadia"] == back
        early = {"risk_reviewed_on": "2027-01-03"}
        sheet = await o.assuring.answer_line(o.people["nadia"], back.id, 1, "IA-3", early)
        with pytest.raises(Refused, match="Look at its risks again"):
            await o.assuring.unchanged(o.people["nadia"], back.id, sheet.back.version)


async def test_one_press_is_refused_while_a_difference_is_incomplete() -> None:
    async with office() as o:
        return_id, version = await ready(o)
        half = {key: value for key, value in LEAVERS.items() if key != "access.due_on"}
        sheet = await o.assuring.answer_line(o.people["nadia"], return_id, version, "IA-1", half)
        with pytest.raises(Refused, match="Asset IA-1: Say by when it will be done"):
            await o.assuring.unchanged(o.people["nadia"], return_id, sheet.back.version)


async def test_a_difference_becomes_an_action_that_is_chased_and_the_rest_is_as_it_was() -> None:
    async with office() as o:
        return_id, version = await ready(o)
        sheet = await o.assuring.answer_line(o.people["nadia"], return_id, version, "IA-1", LEAVERS)
        assert sheet.back.state is ReturnState.DRAFT
        await o.assuring.unchanged(o.people["nadia"], return_id, sheet.back.version)
        action = (await o.actions())["2027-Q1/IA-1/access"]
        due_on = date(2027, 2, 1)
        assert (action.holder_id, action.due_on, action.original_due_on) == ("nadia", due_on, due_on)
        assert action.source == "Quarterly assurance January to March 2027"
        async with o.store.work() as work:
            assert (await work.obligations.of(Duty.ACTION, [action.reference]))[action.reference].open


async def test_to_send_it_as_it_is_every_asset_has_to_be_answered_for() -> None:
    async with office() as o:
        nadia = o.people["nadia"]
        return_id, version = await ready(o)
        with pytest.raises(Refused, match="Asset IA-1: Nobody has answered this yet"):
            await o.assuring.submit(nadia, return_id, version)
        for reference in ("IA-1", "IA-2"):
            version = (await o.assuring.answer_line(nadia, return_id, version, reference, {})).back.version
        sheet = await o.assuring.answer_portfolio(nadia, return_id, version, {"incidents": "not_applicable"})
        assert sheet.missing == ()
        await o.assuring.submit(nadia, return_id, sheet.back.version)
        assert (await o.returns())["nadia"].answers["incidents"] == "not_applicable"


async def test_pressed_twice_it_is_sent_once_and_somebody_else_hears_who_did_it() -> None:
    async with office() as o:
        return_id, version = await ready(o)
        await o.assuring.answer_line(o.people["nadia"], return_id, version, "IA-1", LEAVERS)
        first = await o.assuring.unchanged(o.people["nadia"], return_id, version + 1)
        assert (await o.assuring.unchanged(o.people["nadia"], return_id, version + 1)).back == first.back
        assert len(await o.actions()) == 1
        await o.change("nadia", away=(Away(QUARTER_DAY, DUE, "ewa"),))
        with pytest.raises(Stale, match="Already done by Nadia, Information Asset Owner, on 5 January 2027"):
            await o.assuring.unchanged(o.people["ewa"], return_id, version + 1)
        with pytest.raises(Stale, match="Already done by Nadia"):
            await o.assuring.answer_line(o.people["helper"], return_id, version + 1, "IA-1", {})


async def test_two_presses_at_once_send_it_once() -> None:
    async with office() as o:
        return_id, version = await ready(o)
        await o.assuring.answer_line(o.people["nadia"], return_id, version, "IA-1", LEAVERS)
        press = [o.assuring.unchanged(o.people["nadia"], return_id, version + 1) for _ in range(5)]
        await asyncio.gather(*press)
        assert len(await o.actions()) == 1
        assert [event.verb for event in await o.record()].count("return_sent") == 1


async def test_a_press_on_what_somebody_changed_since_is_stale_and_says_who_it_was() -> None:
    async with office() as o:
        return_id, version = await ready(o)
        await o.assuring.answer_line(o.people["helper"], return_id, version, "IA-1", LEAVERS)
        with pytest.raises(Stale, match="Helper changed this after it was shown to you"):
            await o.assuring.unchanged(o.people["nadia"], return_id, version)
        with pytest.raises(Stale, match="Helper changed this"):
            await o.assuring.answer_line(o.people["nadia"], return_id, version, "IA-1", {})
        assert (await o.returns())["nadia"].state is ReturnState.DRAFT


async def test_two_people_who_answer_for_different_assets_lose_nothing() -> None:
    async with office() as o:
        return_id, version = await ready(o)
        await o.assuring.answer_line(o.people["helper"], return_id, version, "IA-1", LEAVERS)
        sheet = await o.assuring.answer_line(o.people["nadia"], return_id, version, "IA-2", {})
        assert [line.answered_by for line in sheet.lines] == ["helper", "nadia", "nadia"]


# ------------------------------------------------------------------ who may


async def test_whoever_helps_answers_for_their_own_assets_and_never_sends() -> None:
    async with office() as o:
        return_id, version = await ready(o)
        helper = o.people["helper"]
        sheet = await o.assuring.open(helper, return_id)
        assert [line.asset_reference for line in sheet.lines] == ["IA-1"]
        assert not sheet.may_send
        with pytest.raises(NotFound):
            await o.assuring.answer_line(helper, return_id, version, "IA-2", {})
        for verb in (o.assuring.unchanged, o.assuring.submit):
            with pytest.raises(NotYours, match="Only Nadia can send this"):
                await verb(helper, return_id, version)
        with pytest.raises(NotYours):
            await o.assuring.answer_portfolio(helper, return_id, version, {})
        sheet = await o.assuring.answer_line(helper, return_id, version, "IA-1", LEAVERS)
        sent = (await o.assuring.unchanged(o.people["nadia"], return_id, sheet.back.version)).back
        assert (sent.drafted_by, sent.submitted_by) == ("helper", "nadia")


async def test_nobody_else_opens_or_answers_anything() -> None:
    async with office() as o:
        return_id, version = await ready(o)
        for name in ("stranger", "siro", "boss", "ewa"):
            by = o.people[name]
            with pytest.raises(NotYours):
                await o.assuring.open(by, return_id)
            with pytest.raises(NotYours):
                await o.assuring.unchanged(by, return_id, version)
            with pytest.raises(NotYours):
                await o.assuring.answer_line(by, return_id, version, "IA-1", {})
        with pytest.raises(NotFound):
            await o.assuring.open(o.people["nadia"], "0" * 32)
        unlisted = replace(o.people["stranger"], id="entra:x")
        assert await o.assuring.mine(unlisted) == []


async def test_the_named_deputy_sends_while_the_owner_is_away_and_both_names_are_kept() -> None:
    async with office() as o:
        return_id, version = await ready(o)
        await o.change("nadia", away=(Away(QUARTER_DAY, date(2027, 1, 8), "ewa"),))
        sheet = await o.assuring.unchanged(o.people["ewa"], return_id, version)
        assert (sheet.back.signed, sheet.back.submitted_by, sheet.back.owner_id) == (
            "Ewa for Nadia, acting Information Asset Owner", "ewa", "nadia",
        )  # fmt: skip


async def test_when_an_owner_has_left_the_line_manager_sends_and_the_leaver_does_not() -> None:
    async with office() as o:
        return_id, version = await ready(o)
        await o.change("nadia", left_on=date(2027, 1, 4))
        with pytest.raises(NotYours):
            await o.assuring.unchanged(o.people["nadia"], return_id, version)
        sheet = await o.assuring.unchanged(o.people["boss"], return_id, version)
        assert sheet.back.signed == "Boss for Nadia, acting Information Asset Owner"


# ------------------------------------------------------------------ what else happens


async def test_a_late_return_is_taken_and_says_how_late_it_was() -> None:
    async with office() as o:
        return_id, version = await ready(o)
        o.clock.on(date(2027, 2, 15), 11)
        assert (await o.assuring.open(o.people["nadia"], return_id)).standing is Standing.NON_RETURN
        sheet = await o.assuring.unchanged(o.people["nadia"], return_id, version)
        assert (sheet.standing, sheet.days_late) == (Standing.SUBMITTED, 16)
        sent = next(event for event in await o.record() if event.verb == "return_sent")
        assert (sent.actor, sent.role, sent.details["late"]) == ("nadia", "information_asset_owner", 16)


async def test_unsent_reminders_are_called_back_and_every_card_that_was_sent_is_drawn_anew() -> None:
    async with office() as o:
        return_id, version = await ready(o)
        obligation = (await o.obligations())[return_id]
        at = o.clock.now()

        def notice(rung: int) -> Notice:
            return Notice(new_id(), obligation.id, 0, rung, "nadia", Channel.TEAMS, Kind.DIGEST, at)

        first, later = notice(0), notice(1)
        async with o.store.work() as work:
            await work.notices.plan([first, later])
            message = Message(new_id(), "nadia", Channel.TEAMS, Kind.DIGEST)
            await work.outbox.put(message, [first.id], at)
        await _sent(o, "card-1")
        await o.assuring.unchanged(o.people["nadia"], return_id, version)
        async with o.store.work() as work:
            ends = {each.id: each.state.value for each in await work.notices.since(at)}
            lane = await work.outbox.take_lane("t", at, 60.0)
            assert lane is not None
            (redrawn,) = await work.outbox.wave(lane, at, 60.0, [], 10) or ()
        assert ends == {first.id: "sent", later.id: "cancelled"}
        assert (redrawn.kind, redrawn.recipient, redrawn.replaces) == (Kind.ANSWERED, "nadia", "card-1")
        assert redrawn.facts == {"obligation": obligation.id}


async def _sent(o: Office, provider_id: str) -> None:
    """Everything that is ready arrives."""
    async with o.store.work() as work:
        lane = await work.outbox.take_lane("t", o.clock.now(), 60.0)
        assert lane is not None
        wave = await work.outbox.wave(lane, o.clock.now(), 60.0, [], 10) or ()
        results = [Result(message.id, Sent(provider_id)) for message in wave]
        await work.outbox.wave(lane, o.clock.now(), 60.0, results, 10)
        await work.outbox.release_lane(lane)


async def test_every_step_is_on_the_record_and_no_word_that_somebody_wrote() -> None:
    async with office() as o:
        return_id, version = await ready(o)
        sheet = await o.assuring.answer_line(o.people["helper"], return_id, version, "IA-1", LEAVERS)
        await o.assuring.unchanged(o.people["nadia"], return_id, sheet.back.version)
        record = [event for event in await o.record() if event.subject == return_id]
        assert [(event.actor, event.verb, event.details["from"], event.details["to"]) for event in record] == [
            ("nadia", "return_drafted", "open", "draft"),
            ("helper", "return_drafted", "draft", "draft"),
            ("nadia", "return_sent", "draft", "submitted"),
        ]
        assert "leavers" not in str(await o.record())


async def test_killed_while_it_is_sent_nothing_of_it_happened() -> None:
    async with office() as o:
        return_id, version = await ready(o)
        await o.assuring.answer_line(o.people["nadia"], return_id, version, "IA-1", LEAVERS)
        o.killing.at = "return.before_commit"
        with pytest.raises(Killed):
            await o.assuring.unchanged(o.people["nadia"], return_id, version + 1)
        assert (await o.obligations())[return_id].open
        assert await o.actions() == {}
        await o.assuring.unchanged(o.people["nadia"], return_id, version + 1)
        assert len(await o.actions()) == 1


# ------------------------------------------------------------------ what it is to the reminders


async def test_the_reminders_know_whose_it_is_who_helps_and_what_one_press_cannot_confirm() -> None:
    async with office() as o:
        await o.opened()
        obligations = list((await o.obligations()).values())
        gone = replace(obligations[0], id=new_id(), subject_id=new_id())
        async with o.store.work() as work:
            owed = await AssuranceSubjects().owed(work, [*obligations, gone])
        assert owed.keys() == {each.id for each in obligations}
        mine = next(each for each in owed.values() if each.holder_id == "nadia")
        assert (mine.title, mine.version) == ("Information asset return, January to March 2027", 1)
        assert (mine.administrators, mine.assets, mine.at_risk_open, mine.untouched) == (("helper",), 3, 1, True)
        await ready(o)
        async with o.store.work() as work:
            owed = await AssuranceSubjects().owed(work, obligations)
        mine = next(each for each in owed.values() if each.holder_id == "nadia")
        assert (mine.at_risk_open, mine.untouched, mine.version) == (0, False, 2)


# ------------------------------------------------------------------ finding one's own


async def test_people_find_their_own_returns_and_those_they_help_with() -> None:
    async with office() as o:
        await o.register([asset("IA-7", "helper")])
        return_id, version = await ready(o)
        (own,) = await o.assuring.mine(o.people["nadia"])
        assert (own.back.id, own.may_send, own.owner) == (return_id, True, "Nadia")
        mine = await o.assuring.mine(o.people["helper"])
        assert {(sheet.owner, sheet.may_send) for sheet in mine} == {("Helper", True), ("Nadia", False)}
        await o.assuring.unchanged(o.people["nadia"], return_id, version)
        assert {sheet.owner for sheet in await o.assuring.mine(o.people["helper"])} == {"Helper"}
        assert await o.assuring.mine(o.people["stranger"]) == []


# ------------------------------------------------------------------ the whole council


async def test_the_siro_sees_who_returned_and_who_did_not_by_name() -> None:
    async with office() as o:
        return_id, version = await ready(o)
        told = {"siro": "no", "siro.comment": "We move house in May."}
        sheet = await o.assuring.answer_portfolio(o.people["nadia"], return_id, version, told)
        await o.assuring.unchanged(o.people["nadia"], return_id, sheet.back.version)
        seen = await Overseeing(o.store, CALENDAR).overview(o.people["siro"], o.clock.on(date(2027, 1, 26)))
        assert (seen.quarter, seen.returned, seen.total, seen.drafts, seen.due_on) == ("2027-Q1", 1, 2, 0, DUE)
        assert [(each.name, each.returned, each.total) for each in seen.directorates] == [
            ("Finance", 1, 1),
            ("Housing", 0, 1),
        ]
        (ewa,) = seen.outstanding
        assert (ewa.owner, ewa.directorate, ewa.assets, ewa.days_late, ewa.standing) == (
            "Ewa", "Housing", 1, 2, Standing.LATE,
        )  # fmt: skip
        assert seen.for_siro == (("Nadia", "We move house in May."),)
        for name in ("records", "group"):
            others = await Overseeing(o.store, CALENDAR).overview(o.people[name], o.clock.now())
            assert (others.total, others.for_siro) == (2, ()), "what is for the SIRO is for nobody else"


async def test_one_return_that_has_longer_moves_no_date_of_the_quarter() -> None:
    async with office() as o:
        back = await o.opened()
        async with o.store.work() as work:
            await work.returns.postpone(back.id, back.version, CALENDAR.add(DUE, 5))
        assert (await Overseeing(o.store, CALENDAR).overview(o.people["siro"], o.clock.now())).due_on == DUE


async def test_a_director_sees_their_own_directorate_and_others_see_nothing() -> None:
    async with office() as o:
        await o.opened()
        await o.change("director", directorate="Housing")
        seen = await Overseeing(o.store, CALENDAR).overview(o.people["director"], o.clock.now())
        assert (seen.directorate, [each.owner for each in seen.outstanding]) == ("Housing", ["Ewa"])
        await o.change("director", directorate="")
        assert (await Overseeing(o.store, CALENDAR).overview(o.people["director"], o.clock.now())).total == 0
        for name in ("nadia", "helper", "stranger"):
            with pytest.raises(NotYours):
                await Overseeing(o.store, CALENDAR).overview(o.people[name], o.clock.now())
        await o.change("siro", left_on=date(2026, 12, 31))
        with pytest.raises(NotYours):
            await Overseeing(o.store, CALENDAR).overview(o.people["siro"], o.clock.now())


async def test_before_the_first_quarter_there_is_nothing_to_see() -> None:
    async with office(people=[person("siro")]) as o:
        seen = await Overseeing(o.store, CALENDAR).overview(o.people["siro"], o.clock.now())
        assert (seen.quarter, seen.total, seen.outstanding) == ("", 0, ())
