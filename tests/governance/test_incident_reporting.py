"""An incident from the report to those who may see it, on the real store and sealing."""

from __future__ import annotations

import pytest

from governance.errors import NotFound, NotYours, Refused
from governance.incidents import IncidentState, Naming, Origin
from governance.notices import Kind
from governance.roles import Role
from tests.governance.incident_world import REPORTER, WITH_KEYS, desk
from tests.governance.reporting import Killed, new_id


async def test_an_incident_by_name_is_there_at_once_for_those_who_handle_them() -> None:
    async with desk() as d:
        incident_id, filed = await d.report()
        assert filed.shown
        assert filed.reference == f"I-{incident_id[:4]}-{incident_id[4:8]}-{incident_id[8:12]}".upper()
        for name in ("manager", "assistant", "protector"):
            [line] = await d.files.list(d.people[name])
            assert (line.incident.id, line.asset, line.can_open) == (incident_id, "Council tax accounts", True)
            file = await d.files.open(d.people[name], incident_id)
            assert "A letter about one tenant went to another tenant." in str(file.sections)
            assert "Rosa Quill" in str(file.identity)
            assert "Rosa Quill" not in str(file.sections)
        assert (await d.incident(incident_id)).reported_at == d.clock.now()


async def test_what_is_in_the_clear_holds_nothing_that_was_written() -> None:
    async with desk() as d:
        incident_id, _ = await d.report()
        row = repr(await d.incident(incident_id))
        for word in ("tenant", "Rosa", "Desk 4", d.people[REPORTER].entra_id, "reporter"):
            assert word not in row


async def test_what_weighs_on_the_decision_comes_out_with_the_story() -> None:
    async with desk() as d:
        incident_id, _ = await d.report(special=("health",), who=("children",), people=1200, effects=("safety",))
        file = await d.files.open(d.people["manager"], incident_id)
        assert (file.gravity.special, file.gravity.children, file.gravity.people) == (True, True, 1200)
        assert file.gravity.physical_safety
        assert file.found is not None
        assert file.found.roughly


async def test_without_a_name_it_waits_for_the_batch_and_has_no_time_of_day() -> None:
    async with desk() as d:
        await d.tick()
        incident_id, filed = await d.report(by=None)
        assert not filed.shown
        assert await d.notices() == []
        assert await d.files.list(d.people["manager"]) == []
        with pytest.raises(NotFound):
            await d.files.open(d.people["manager"], incident_id)
        d.clock.on_day(0, hour=13)
        await d.tick()
        kept = await d.incident(incident_id)
        assert (kept.reported_at, kept.locator, kept.identity_sealed) == (None, None, None)
        assert kept.state is IncidentState.REPORTED
        [line] = await d.files.list(d.people["manager"])
        assert line.incident.naming is Naming.NONE
        assert ("manager", Kind.INCIDENT) in await d.heard()


async def test_the_record_learns_of_a_nameless_incident_at_the_batch() -> None:
    async with desk() as d:
        await d.tick()
        await d.report(by=None)
        async with d.store.work() as work:
            before = [line.event.verb for line in await work.audit.lines(0, 100)]
        d.clock.on_day(0, hour=13)
        await d.tick()
        async with d.store.work() as work:
            after = [line.event for line in await work.audit.lines(0, 100)]
        assert "incident_reported" not in before
        assert [(e.verb, e.at) for e in after] == [("incident_reported", d.clock.now())]


async def test_what_can_still_be_stopped_waits_for_no_batch_and_its_notice_leads_nowhere() -> None:
    async with desk() as d:
        await d.tick()
        incident_id, filed = await d.report(by=None, still="yes")
        assert filed.shown
        assert {name for name, _ in await d.heard()} == {"manager", "assistant", "protector", "owner"}
        assert all(incident_id not in repr(notice) for notice in await d.notices())
        heard = len(await d.notices())
        d.clock.on_day(0, hour=13)
        await d.tick()
        assert len(await d.notices()) == heard


async def test_of_a_live_attack_ict_and_the_risk_owner_hear_at_any_hour() -> None:
    async with desk() as d:
        d.clock.on_day(5, hour=2)
        await d.report(attack="yes", asset=None)
        everybody = {"manager", "assistant", "protector", "technician", "riskowner"}
        assert await d.heard() == {(name, Kind.INCIDENT_LIVE) for name in everybody}
        async with d.store.work() as work:
            lines = await work.notices.since(d.clock.now())
        assert all(each.message_id for each in lines)


async def test_a_report_that_comes_twice_is_one_incident() -> None:
    async with desk() as d:
        incident_id, first = await d.report()
        _, again = await d.report(incident_id=incident_id, story="Other words about the same thing, sent again.")
        assert (first.already, again.already) == (False, True)
        assert again.reference == first.reference
        assert len(await d.incidents()) == 1
        file = await d.files.open(d.people["manager"], incident_id)
        assert "A letter about one tenant" in str(file.sections)
        assert len(await d.notices()) == 4


async def test_an_asset_that_nobody_knows_is_none() -> None:
    async with desk() as d:
        incident_id, _ = await d.report(asset="unknown")
        assert (await d.incident(incident_id)).asset == ""
        assert "owner" not in {name for name, _ in await d.heard()}


async def test_two_reports_of_one_event_are_both_kept() -> None:
    async with desk() as d:
        await d.report()
        await d.report(by="stranger")
        assert len(await d.files.list(d.people["manager"])) == 2


@pytest.mark.parametrize("place", ["incident.after_wraps", "incident.before_commit", "incident.after_commit"])
async def test_a_report_that_broke_off_can_be_sent_again(place: str) -> None:
    async with desk() as d:
        d.killing.at = place
        incident_id = new_id()
        with pytest.raises(Killed):
            await d.report(incident_id=incident_id)
        await d.report(incident_id=incident_id)
        [line] = await d.files.list(d.people["manager"])
        assert line.incident.id == incident_id
        assert "tenant" in str((await d.files.open(d.people["manager"], incident_id)).sections)


async def test_when_nobody_could_open_it_nothing_is_taken_and_the_words_say_what_to_do() -> None:
    async with desk(with_keys=("officer",)) as d:
        with pytest.raises(Refused, match="candour keys add"):
            await d.reporting.check_ready()
        with pytest.raises(Refused, match="Nothing of this was kept"):
            await d.report()
        assert await d.incidents() == []
    async with desk() as d:
        await d.reporting.check_ready()


# ------------------------------------------------------------------ about somebody who deals with incidents


async def test_about_the_team_it_goes_to_the_protection_officer_and_the_risk_owner() -> None:
    async with desk() as d:
        incident_id, _ = await d.report(not_to_see=("team",))
        assert (await d.incident(incident_id)).told == ("protector", "riskowner")
        assert await d.files.list(d.people["manager"]) == []
        with pytest.raises(NotFound):
            await d.files.open(d.people["manager"], incident_id)
        file = await d.files.open(d.people["riskowner"], incident_id)
        assert "tenant" in str(file.sections)
        assert not {"manager", "assistant"} & {name for name, _ in await d.heard()}


async def test_whoever_is_kept_out_does_not_come_in_as_the_owner_of_the_data() -> None:
    async with desk() as d:
        await d.change("owner", Role.INFORMATION_ASSET_OWNER, Role.INFORMATION_GOVERNANCE)
        incident_id, _ = await d.report(not_to_see=("team",))
        assert await d.files.list(d.people["owner"]) == []
        with pytest.raises(NotFound):
            await d.files.open(d.people["owner"], incident_id)
        assert "owner" not in {name for name, _ in await d.heard()}


async def test_at_the_batch_whoever_is_kept_out_hears_nothing_as_the_owner_of_the_data() -> None:
    async with desk() as d:
        await d.tick()
        await d.change("owner", Role.INFORMATION_ASSET_OWNER, Role.INFORMATION_GOVERNANCE)
        await d.report(by=None, not_to_see=("team",))
        d.clock.on_day(0, hour=13)
        await d.tick()
        assert {name for name, _ in await d.heard()} == {"protector", "riskowner"}


async def test_whose_role_has_ended_does_not_find_what_keeps_them_out_among_their_data() -> None:
    async with desk() as d:
        await d.change("owner", Role.INFORMATION_ASSET_OWNER, Role.INFORMATION_GOVERNANCE)
        incident_id, _ = await d.report(not_to_see=("team",))
        await d.change("owner", Role.INFORMATION_ASSET_OWNER)
        assert await d.files.list(d.people["owner"]) == []
        with pytest.raises(NotFound):
            await d.files.open(d.people["owner"], incident_id)


async def test_when_everybody_would_be_kept_out_the_other_door_is_named() -> None:
    async with desk(with_keys=("manager", "assistant", "protector")) as d:
        with pytest.raises(Refused, match="Speak up"):
            await d.report(not_to_see=("team", "officer"))
        assert await d.incidents() == []


# ------------------------------------------------------------------ who may see it


async def test_an_owner_sees_what_is_known_of_their_data_and_not_who_reported_it() -> None:
    async with desk() as d:
        incident_id, _ = await d.report()
        assert ("owner", Kind.INCIDENT_OF_ASSET) in await d.heard()
        [line] = await d.files.list(d.people["owner"])
        assert (line.incident.id, line.can_open) == (incident_id, False)
        file = await d.files.open(d.people["owner"], incident_id)
        assert (file.sections, file.identity) == (None, None)
        assert await d.files.list(d.people["stranger"]) == []
        with pytest.raises(NotFound):
            await d.files.open(d.people["stranger"], incident_id)


@pytest.mark.parametrize(("naming", "sees"), [("named", True), ("withheld", False)])
async def test_an_owner_with_a_key_reads_it_and_the_name_only_where_it_was_given_openly(
    naming: str, *, sees: bool
) -> None:
    async with desk(with_keys=(*WITH_KEYS, "owner")) as d:
        incident_id, _ = await d.report(naming=naming)
        file = await d.files.open(d.people["owner"], incident_id)
        assert "tenant" in str(file.sections)
        assert (file.identity is not None) is sees


async def test_what_is_specially_protected_stays_with_those_who_handle_incidents() -> None:
    async with desk(with_keys=(*WITH_KEYS, "owner")) as d:
        incident_id, _ = await d.report(special=("health",))
        file = await d.files.open(d.people["owner"], incident_id)
        assert (file.sections, file.identity) == (None, None)


async def test_of_what_keeps_somebody_out_the_owner_of_the_data_sees_nothing() -> None:
    async with desk(with_keys=(*WITH_KEYS, "owner")) as d:
        incident_id, _ = await d.report(not_to_see=("officer",))
        assert await d.files.list(d.people["owner"]) == []
        with pytest.raises(NotFound):
            await d.files.open(d.people["owner"], incident_id)


@pytest.mark.parametrize("name", ["technician", "officer", "auditor", "chief", REPORTER])
async def test_nobody_else_sees_incidents(name: str) -> None:
    async with desk() as d:
        incident_id, _ = await d.report()
        with pytest.raises(NotYours):
            await d.files.list(d.people[name])
        with pytest.raises(NotYours):
            await d.files.open(d.people[name], incident_id)


async def test_the_risk_owner_sees_only_those_that_came_to_them() -> None:
    async with desk() as d:
        incident_id, _ = await d.report()
        assert await d.files.list(d.people["riskowner"]) == []
        with pytest.raises(NotFound):
            await d.files.open(d.people["riskowner"], incident_id)


async def test_whose_role_has_ended_sees_none_whatever_keys_they_hold() -> None:
    async with desk() as d:
        incident_id, _ = await d.report()
        await d.change("manager")
        with pytest.raises(NotYours):
            await d.files.open(d.people["manager"], incident_id)


async def test_the_reporter_sees_how_it_stands_and_nobody_elses() -> None:
    async with desk() as d:
        incident_id, _ = await d.report()
        await d.report(by="stranger")
        [mine] = await d.files.mine(d.people[REPORTER])
        assert (mine.incident.id, mine.can_open) == (incident_id, False)
        assert await d.files.mine(d.people["chief"]) == []


async def test_reading_is_on_the_record_before_anything_is_read() -> None:
    async with desk() as d:
        incident_id, _ = await d.report()
        await d.files.list(d.people["manager"])
        await d.files.open(d.people["protector"], incident_id)
        await d.files.open(d.people["owner"], incident_id)
        async with d.store.work() as work:
            events = [line.event for line in await work.audit.lines(0, 100)]
        assert [(e.actor, e.role, e.verb) for e in events[1:]] == [
            ("manager", "information_governance", "listed"),
            ("protector", "data_protection_officer", "read_incident"),
            ("owner", "information_asset_owner", "read_incident"),
        ]


# ------------------------------------------------------------------ one door, two clocks


async def test_a_concern_about_data_opens_an_incident_with_the_batch_and_says_nothing_of_itself() -> None:
    async with desk() as d:
        await d.tick()
        report_id = await d.concern(closest="data", story="Files of the Larch family lie in the corridor.")
        assert await d.files.list(d.people["manager"]) == []
        d.clock.on_day(0, hour=13)
        await d.tick()
        [line] = await d.files.list(d.people["manager"])
        assert line.incident.origin is Origin.CONCERN
        file = await d.files.open(d.people["manager"], line.incident.id)
        words = str(file.sections)
        assert "touches personal data" in words
        assert "The Monitoring Officer can say more" in words
        for hidden in ("Larch", "corridor", report_id, "Fire doors"):
            assert hidden not in words
            assert hidden not in repr(line.incident)
        assert (file.identity, line.incident.reported_at) == (None, None)


async def test_a_concern_about_anything_else_opens_none() -> None:
    async with desk() as d:
        await d.concern(closest="environment")
        assert await d.incidents() == []


async def test_an_excluded_post_is_not_the_one_to_ask() -> None:
    async with desk() as d:
        await d.concern(closest="data", not_to_see=("monitoring_officer",))
        d.clock.on_day(0)
        await d.tick()
        [line] = await d.files.list(d.people["manager"])
        words = str((await d.files.open(d.people["manager"], line.incident.id)).sections)
        assert "Monitoring Officer" not in words
        assert "The Chief Internal Auditor can say more" in words


async def test_whoever_a_concern_names_or_keeps_out_hears_nothing_of_its_incident() -> None:
    async with desk() as d:
        await d.change("officer", Role.MONITORING_OFFICER, Role.DATA_PROTECTION_OFFICER)
        await d.change("assistant", Role.INFORMATION_GOVERNANCE, name="Sam Ode-Larkspur")
        await d.concern(
            closest="data", not_to_see=("monitoring_officer",), story="It was Ode-Larkspur's idea to sell the list."
        )
        d.clock.on_day(0)
        await d.tick()
        [incident] = await d.incidents()
        assert incident.told == ("manager", "protector", "riskowner")
        assert {n for n, kind in await d.heard() if kind == Kind.INCIDENT} == {"manager", "protector", "riskowner"}


async def test_of_what_keeps_a_handler_of_concerns_out_nobody_hears_for_somebody_else() -> None:
    """The Monitoring Officer may deputise for the Senior Information Risk Owner, who hears of clocks."""
    async with desk() as d:
        await d.concern(closest="data", not_to_see=("monitoring_officer",))
        await d.batch()
        [incident] = await d.incidents()
        assert incident.only_told
        assert "officer" not in incident.told


async def test_when_somebody_else_must_not_see_it_those_who_hold_the_concern_decide() -> None:
    async with desk() as d:
        await d.concern(closest="data", not_to_see=("other",), not_to_see_other="the woman who handles incidents")
        await d.batch()
        assert await d.incidents() == []


async def test_a_concern_that_comes_twice_opens_one_incident_and_leaves_no_stray_keys() -> None:
    async with desk() as d:
        d.killing.at = "receive.after_wraps"
        with pytest.raises(Killed):
            await d.concern(closest="data")
        await d.concern(closest="data")
        async with d.store.work() as work:
            [expected] = await work.incidents.expected()
            known = await work.incidents.known_keys() | await work.reports.known_keys()
        assert await d.seal.keys_of("manager") >= {expected.key_id}
        d.clock.on_day(3)
        # Also before the batch nothing sweeps its keys away.
        await d.seal.sweep(known, d.clock.now().date())
        assert await d.seal.keys_of("manager") == {expected.key_id}
        await d.batch()
        [incident] = await d.incidents()
        assert (incident.id, incident.key_id) == (expected.id, expected.key_id)
        async with d.store.work() as work:
            assert not await work.incidents.expected()


async def test_a_service_that_dies_between_a_concern_and_its_incident_loses_neither() -> None:
    async with desk() as d:
        d.killing.at = "receive.after_commit"
        with pytest.raises(Killed):
            await d.concern(closest="data")
        d.clock.on_day(0)
        await d.receiving.release(d.clock.now())
        d.killing.at = "incidents.before_commit"
        with pytest.raises(Killed):
            await d.reporting.release(d.clock.now())
        assert await d.incidents() == []
        await d.tick()
        await d.tick()
        [line] = await d.files.list(d.people["manager"])
        assert (await d.files.open(d.people["manager"], line.incident.id)).sections
