"""An incident is handled: when the council knew, how severe it is, who is told, and who has to do what."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from governance.delivery_ports import Result
from governance.errors import NotFound, NotYours, Refused, Stale
from governance.incident_course import (
    Aware,
    AwareCorrected,
    EntryKind,
    GivenTask,
    Overriding,
    ServiceDesk,
    TaskKind,
    Weighing,
)
from governance.incidents import IncidentState
from governance.notices import NOBODY, Kind, Sent
from governance.obligations import Duty
from governance.people import Away
from governance.roles import Role
from governance.services.incident_reporting import reference_of
from tests.governance.handling_world import HOUR, LOW, NOT_TOLD, RISK, TODAY, TOLD, Handled, handled
from tests.governance.reporting import Killed

# ---------------------------------------------------------------- somebody looks


async def test_what_nobody_looks_at_is_chased_in_working_hours() -> None:
    async with handled() as h:
        await h.reported()
        h.later(hours=1)
        await h.chasing.plan(h.now)
        assert {n.recipient for n in await h.alarms(Kind.INCIDENT_LOOK)} == {"manager", "assistant"}
        h.later(hours=1)
        await h.chasing.plan(h.now)
        assert "protector" in {n.recipient for n in await h.alarms(Kind.INCIDENT_LOOK)}
        h.later(hours=2)
        await h.chasing.plan(h.now)
        assert "riskowner" in {n.recipient for n in await h.alarms(Kind.INCIDENT_LOOK)}


async def test_who_goes_on_not_looking_goes_on_hearing_of_it_and_so_does_the_chief_executive() -> None:
    async with handled() as h:
        await h.reported()
        day, heard = h.now, []
        for days in range(9):
            h.desk.clock.at = day + timedelta(days=days, hours=5)
            await h.chasing.plan(h.now)
            looks = await h.alarms(Kind.INCIDENT_LOOK)
            heard.append(sum(each.recipient == "chief" for each in looks))
        assert heard == sorted(heard)
        assert heard[-1] == 3
        looks = await h.alarms(Kind.INCIDENT_LOOK)
        late = {each.recipient for each in looks if each.due_at.date() >= date(2026, 11, 27)}
        assert late >= {"manager", "assistant", "protector", "riskowner"}


async def test_opening_the_clock_again_changes_nothing() -> None:
    async with handled() as h:
        incident_id = await h.reported()
        first = await h.clock(Duty.CONFIRM_AWARE, incident_id)
        h.later(hours=5)
        await h.awaiting.open(h.now)
        assert await h.clock(Duty.CONFIRM_AWARE, incident_id) == first


async def test_an_attack_that_nobody_looks_at_is_chased_in_the_night() -> None:
    async with handled() as h:
        h.later(hours=14)
        await h.reported(attack="yes")
        h.later(hours=1)
        await h.chasing.plan(h.now)
        heard = {n.recipient for n in await h.alarms(Kind.INCIDENT_LOOK)}
        assert heard == {"manager", "assistant", "protector", "riskowner", "technician"}


async def test_the_clock_of_a_nameless_incident_counts_from_its_batch_and_not_from_its_minute() -> None:
    async with handled() as h:
        await h.desk.tick()
        incident_id = await h.reported(by=None)
        assert await h.clock(Duty.CONFIRM_AWARE, incident_id) is None
        h.desk.clock.on_day(0, hour=13)
        h.later(minutes=7)
        await h.desk.tick()
        await h.awaiting.open(h.now)
        clock = await h.clock(Duty.CONFIRM_AWARE, incident_id)
        assert clock is not None
        assert clock.opened_at is not None
        assert (clock.opened_at.hour, clock.opened_at.minute) == (13, 0)


async def test_a_nameless_one_that_goes_on_is_handled_before_its_batch_and_enters_the_record_then() -> None:
    async with handled() as h:
        await h.desk.tick()
        incident_id = await h.reported(by=None, still="yes")
        assert (await h.desk.incident(incident_id)).state is IncidentState.WAITING
        h.later(minutes=40)
        await h.aware(incident_id)
        assert (await h.desk.incident(incident_id)).state is IncidentState.AWARE
        h.desk.clock.on_day(0, hour=13)
        await h.desk.tick()
        async with h.desk.store.work() as work:
            lines = [line.event for line in await work.audit.lines(0, 100)]
        assert [e.verb for e in lines].count("incident_reported") == 1


async def test_of_an_incident_that_keeps_somebody_out_only_those_with_keys_hear() -> None:
    async with handled() as h:
        incident_id = await h.reported(not_to_see=("team",))
        assert (await h.desk.incident(incident_id)).only_told
        told = set((await h.desk.incident(incident_id)).told)
        assert not told & {"manager", "assistant"}
        for _ in range(5):
            h.later(hours=2)
            await h.chasing.plan(h.now)
        assert {n.recipient for n in await h.alarms(Kind.INCIDENT_LOOK)} == told


async def test_of_one_that_keeps_somebody_out_whose_role_has_ended_hears_no_alarm() -> None:
    async with handled() as h:
        await h.reported(not_to_see=("team",))
        await h.desk.change("protector", Role.INFORMATION_ASSET_OWNER)
        for _ in range(5):
            h.later(hours=2)
            await h.chasing.plan(h.now)
        assert {n.recipient for n in await h.alarms(Kind.INCIDENT_LOOK)} == {"riskowner"}


# ---------------------------------------------------------------- aware


async def test_from_when_the_council_knew_the_law_counts_seventy_two_hours() -> None:
    async with handled() as h:
        incident_id = await h.reported()
        knew = h.later(hours=1) - 3 * HOUR
        await h.aware(incident_id, knew)
        incident = await h.desk.incident(incident_id)
        assert (incident.state, incident.aware_at) == (IncidentState.AWARE, knew)
        clock = await h.clock(Duty.NOTIFY_ICO, incident_id)
        assert clock is not None
        assert (clock.opened_at, clock.due_at, clock.cycle) == (knew, knew + 72 * HOUR, 1)
        looked = await h.clock(Duty.CONFIRM_AWARE, incident_id)
        assert looked is not None
        assert not looked.open
        assert (await h.course(incident_id)).handler_id == "manager"


async def test_the_alarms_come_by_the_moved_clock_until_somebody_decides() -> None:
    async with handled() as h:
        incident_id = await h.reported()
        await h.aware(incident_id)
        seen = []
        for _ in range(80):
            h.later(hours=1)
            planned = await h.chasing.plan(h.now)
            if planned.notices:
                seen += [n for n in await h.alarms(Kind.INCIDENT_CLOCK) if n.due_at == h.now]
            if len({n.due_at for n in seen}) == 2:
                break
        assert {n.recipient for n in seen} == {"manager", "assistant", "protector", "riskowner"}
        await h.decide(incident_id)
        h.later(hours=60)
        await h.chasing.plan(h.now)
        assert await h.alarms(Kind.INCIDENT_CLOCK_RAN_OUT) == []


async def test_an_alarm_that_was_heard_is_not_changed_when_it_is_over() -> None:
    async with handled() as h:
        incident_id = await h.reported()
        h.later(hours=1)
        await h.chasing.plan(h.now)
        await sent(h)
        await h.aware(incident_id)
        await h.assess(incident_id)
        async with h.desk.store.work() as work:
            assert await work.outbox.unfinished() == 0


async def sent(h: Handled) -> None:
    """Everything that waits arrives."""
    async with h.desk.store.work() as work:
        lane = await work.outbox.take_lane("tenant", h.now, 60.0)
        assert lane is not None
        claimed = await work.outbox.wave(lane, h.now, 60.0, [], 50) or ()
        assert claimed
        await work.outbox.wave(lane, h.now, 60.0, [Result(each.id, Sent("card")) for each in claimed], 50)
        await work.outbox.release_lane(lane)


async def test_a_correction_has_a_reason_and_is_a_new_cycle_that_alarms_at_once_when_it_is_late() -> None:
    async with handled() as h:
        incident_id = await h.reported()
        knew = h.now
        await h.aware(incident_id)
        h.later(hours=1)
        version = await h.version(incident_id)
        manager = h.person("manager")
        with pytest.raises(Refused, match="Say why"):
            await h.handling.correct_aware(manager, incident_id, version, AwareCorrected(knew - 40 * HOUR, " "))
        with pytest.raises(Refused, match="already kept"):
            await h.handling.correct_aware(manager, incident_id, version, AwareCorrected(knew, "Because."))
        await h.handling.correct_aware(
            manager, incident_id, version, AwareCorrected(knew - 60 * HOUR, "A mail of Friday.")
        )
        clock = await h.clock(Duty.NOTIFY_ICO, incident_id)
        assert clock is not None
        assert (clock.cycle, clock.opened_at, clock.open) == (2, knew - 60 * HOUR, True)
        await h.chasing.plan(h.now)
        alarms = await h.alarms(Kind.INCIDENT_CLOCK)
        assert {(n.cycle, n.rung) for n in alarms} == {(2, 2)}
        [*_, last] = await h.entries(incident_id)
        assert last.entry.kind is EntryKind.AWARE_CORRECTED
        assert last.words["reason"] == "A mail of Friday."
        assert last.words["before"] == knew.isoformat()


async def test_a_correction_after_the_decision_starts_no_clock_again() -> None:
    async with handled() as h:
        incident_id = await h.reported()
        await h.aware(incident_id)
        await h.decide(incident_id)
        version = await h.version(incident_id)
        said = AwareCorrected(h.now - HOUR, "A mail.")
        await h.handling.correct_aware(h.person("manager"), incident_id, version, said)
        clock = await h.clock(Duty.NOTIFY_ICO, incident_id)
        assert clock is not None
        assert (clock.open, clock.cycle) == (False, 1)


async def test_nobody_knew_in_the_future_and_nobody_confirms_twice() -> None:
    async with handled() as h:
        incident_id = await h.reported()
        with pytest.raises(Refused, match="later than now"):
            await h.aware(incident_id, h.now + HOUR)
        await h.aware(incident_id)
        with pytest.raises(Stale, match="already confirmed"):
            await h.aware(incident_id)


async def test_a_press_that_arrives_twice_says_the_same_and_a_slower_one_hears_who_was_faster() -> None:
    async with handled() as h:
        incident_id = await h.reported()
        said, version = Aware(h.now), await h.version(incident_id)
        await h.handling.confirm_aware(h.person("manager"), incident_id, version, said)
        await h.handling.confirm_aware(h.person("manager"), incident_id, version, said)
        assert len(await h.entries(incident_id)) == 1
        with pytest.raises(Stale, match=f"Already done by {h.person('manager').name}"):
            await h.handling.confirm_aware(h.person("assistant"), incident_id, version, said)
        with pytest.raises(Stale, match="has changed this incident"):
            await h.handling.assess(h.person("assistant"), incident_id, version, LOW)


async def test_only_those_who_handle_incidents_and_hold_a_key_handle_this_one() -> None:
    async with handled() as h:
        incident_id = await h.reported()
        for name in ("owner", "riskowner"):
            with pytest.raises(NotFound):
                await h.aware(incident_id, by=name)
        for name in ("officer", "reporter"):
            with pytest.raises(NotYours):
                await h.aware(incident_id, by=name)
        await h.desk.change("manager")
        with pytest.raises(NotYours):
            await h.aware(incident_id, by="manager")


async def test_what_handlers_write_is_sealed_and_in_the_record_stands_only_that_they_did() -> None:
    async with handled() as h:
        incident_id = await h.reported()
        await h.ready_to_close(incident_id)
        async with h.desk.store.work() as work:
            rows = repr(await work.courses.entries(incident_id)) + repr(await work.courses.of([incident_id]))
            lines = repr([line.event for line in await work.audit.lines(0, 100)])
        for words in ("They deleted it", "No need", "One letter", "They sent it back"):
            assert words not in rows + lines
        assert "incident_decided" in lines


async def test_a_verb_that_dies_before_it_is_kept_has_changed_nothing() -> None:
    async with handled() as h:
        incident_id = await h.reported()
        h.desk.killing.at = "incident_desk.before_commit"
        with pytest.raises(Killed):
            await h.aware(incident_id)
        h.desk.killing.at = ""
        assert (await h.desk.incident(incident_id)).aware_at is None
        assert await h.clock(Duty.NOTIFY_ICO, incident_id) is None
        await h.aware(incident_id)


# ---------------------------------------------------------------- the first tasks


async def test_the_owner_looks_at_the_risk_and_the_service_desk_is_told() -> None:
    async with handled() as h:
        incident_id = await h.reported(encrypted="not_sure")
        await h.aware(incident_id)
        found = {t.kind: (t.owner_id, t.due_on, t.about) for t in await h.tasks_of(incident_id)}
        assert found == {
            TaskKind.WAS_IT_ENCRYPTED: ("technician", date(2026, 11, 24), ""),
            TaskKind.REVIEW_RISK: ("owner", date(2026, 11, 30), "IA-017"),
            TaskKind.SERVICE_DESK: ("manager", date(2026, 11, 25), ""),
        }
        await h.chasing.plan(h.now)
        assert {(n.recipient, n.kind) for n in await h.desk.notices() if n.kind in (Kind.TO_DO_NOW, Kind.DIGEST)} >= {
            ("technician", Kind.TO_DO_NOW),
            ("owner", Kind.DIGEST),
        }


async def test_where_the_register_has_a_risk_of_the_asset_that_one_is_looked_at_within_five_working_days() -> None:
    async with handled() as h:
        async with h.desk.store.work() as work:
            await work.risks.add(RISK)
        incident_id = await h.reported()
        await h.aware(incident_id)
        assert TaskKind.REVIEW_RISK not in {t.kind for t in await h.tasks_of(incident_id)}
        owed = await h.clock(Duty.RISK_REVIEW, "RSK-0001")
        assert owed is not None
        assert owed.due_on == date(2026, 11, 30)


async def test_an_owner_who_may_not_hear_of_it_is_given_nothing() -> None:
    async with handled() as h:
        incident_id = await h.reported(not_to_see=("team",), service_desk="SD-1")
        await h.aware(incident_id, by="protector")
        assert await h.tasks_of(incident_id) == []


async def test_the_number_of_the_service_desk_ends_its_chase_and_has_to_look_like_one() -> None:
    async with handled(r"SD-\d{3,8}") as h:
        incident_id = await h.reported()
        await h.aware(incident_id)
        manager, version = h.person("manager"), await h.version(incident_id)
        with pytest.raises(Refused, match="look like a number"):
            await h.handling.service_desk(manager, incident_id, version, ServiceDesk("4711"))
        await h.handling.service_desk(manager, incident_id, version, ServiceDesk(" sd-4711 "))
        assert (await h.desk.incident(incident_id)).service_desk == "sd-4711"
        [task] = [t for t in await h.tasks_of(incident_id) if t.kind is TaskKind.SERVICE_DESK]
        assert task.done_on == TODAY
        chased = await h.clock(Duty.INCIDENT_FOLLOW_UP, task.subject)
        assert chased is not None
        assert not chased.open


# ---------------------------------------------------------------- severity


async def test_the_highest_severity_is_called_out_at_any_hour_and_once() -> None:
    async with handled() as h:
        incident_id = await h.reported()
        await h.aware(incident_id)
        h.later(hours=13)
        await h.assess(incident_id, replace(LOW, holds=("physical_safety",)))
        called = [n.recipient for n in await h.alarms(Kind.INCIDENT_CRITICAL)]
        assert sorted(called) == ["protector", "riskowner", "technician"]
        await h.assess(incident_id, Weighing("five", "five", (), None, "All systems."))
        assert len(await h.alarms(Kind.INCIDENT_CRITICAL)) == 3
        assert not any(incident_id in n.obligation_id for n in await h.alarms(Kind.INCIDENT_CRITICAL))


async def test_each_floor_is_kept_with_what_it_asked_for() -> None:
    async with handled() as h:
        incident_id = await h.reported()
        await h.aware(incident_id)
        await h.assess(incident_id, Weighing("one", "two", ("special", "children"), 1200, "Case notes."))
        assert (await h.desk.incident(incident_id)).severity == "S3"
        [*_, last] = await h.entries(incident_id)
        assert last.words["by_grid"] == "S1"
        assert last.words["bounds"] == "special:S3,children:S3,many_people:S3"


async def test_another_severity_than_the_rules_has_a_reason() -> None:
    async with handled() as h:
        incident_id = await h.reported()
        await h.aware(incident_id)
        manager, version = h.person("manager"), await h.version(incident_id)
        with pytest.raises(Refused, match="Reckon the severity first"):
            await h.handling.override(manager, incident_id, version, Overriding("S2", "x"))
        await h.assess(incident_id)
        version = await h.version(incident_id)
        with pytest.raises(Refused, match="The rules say S1"):
            await h.handling.override(manager, incident_id, version, Overriding("S4", ""))
        await h.handling.override(manager, incident_id, version, Overriding("S4", "The press has it."))
        assert (await h.desk.incident(incident_id)).severity == "S4"
        assert len(await h.alarms(Kind.INCIDENT_CRITICAL)) == 3


# ---------------------------------------------------------------- who is told


async def test_not_telling_is_kept_with_who_and_why_and_stops_the_clock() -> None:
    async with handled() as h:
        incident_id = await h.reported()
        await h.aware(incident_id)
        await h.decide(incident_id)
        clock = await h.clock(Duty.NOTIFY_ICO, incident_id)
        assert clock is not None
        assert not clock.open
        course = await h.course(incident_id)
        assert (course.decision, course.advice) == ("do_not_notify", "record_with_reason")
        [*_, last] = await h.entries(incident_id)
        assert (last.words["reason"], last.words["decided_by"]) == ("They deleted it.", "The DPO")


async def test_deciding_to_tell_goes_on_alarming_until_it_is_told() -> None:
    async with handled() as h:
        incident_id = await h.reported()
        await h.aware(incident_id)
        await h.decide(incident_id, TOLD)
        clock = await h.clock(Duty.NOTIFY_ICO, incident_id)
        assert clock is not None
        assert clock.open
        h.later(hours=5)
        await h.told_ico(incident_id)
        course = await h.course(incident_id)
        assert (course.ico_reference, course.ico_told_at) == ("IC-1234", h.now)
        assert not (await h.clock(Duty.NOTIFY_ICO, incident_id) or clock).open


async def test_a_decision_that_is_changed_to_tell_starts_the_clock_where_it_was() -> None:
    async with handled() as h:
        incident_id = await h.reported()
        knew = h.now
        await h.aware(incident_id)
        await h.decide(incident_id)
        h.later(hours=30)
        await h.decide(incident_id, TOLD)
        clock = await h.clock(Duty.NOTIFY_ICO, incident_id)
        assert clock is not None
        assert (clock.open, clock.opened_at, clock.cycle) == (True, knew, 2)


async def test_who_is_told_late_says_why() -> None:
    async with handled() as h:
        incident_id = await h.reported()
        await h.aware(incident_id)
        with pytest.raises(Refused, match="Record first"):
            await h.told_ico(incident_id)
        await h.decide(incident_id, TOLD)
        h.later(hours=73)
        with pytest.raises(Refused, match="more than 72 hours"):
            await h.told_ico(incident_id)
        await h.told_ico(incident_id, late="The office was flooded.")
        [*_, last] = await h.entries(incident_id)
        assert (last.words["in_time"], last.words["late_reason"]) == ("no", "The office was flooded.")


async def test_people_at_high_risk_and_what_is_still_to_come_are_tasks_with_a_day() -> None:
    async with handled() as h:
        incident_id = await h.reported(service_desk="SD-1")
        await h.aware(incident_id)
        by = date(2026, 11, 25)
        decided = replace(
            TOLD, high="yes", decision="phased", to_come="How many.", to_come_by=date(2026, 11, 27),
            people="tell", people_words="Each by letter.", people_by=by,
        )  # fmt: skip
        await h.decide(incident_id, decided)
        found = {t.kind: t.due_on for t in await h.tasks_of(incident_id)}
        assert found[TaskKind.TELL_PEOPLE] == by
        assert found[TaskKind.TELL_MORE] == date(2026, 11, 27)
        chased = [await h.clock(Duty.INCIDENT_TASK, t.subject) for t in await h.tasks_of(incident_id) if not t.about]
        assert all(each is not None and each.open for each in chased)


async def test_a_decision_that_is_taken_anew_moves_what_the_one_before_left_to_be_done_or_ends_it() -> None:
    async with handled() as h:
        incident_id = await h.reported(service_desk="SD-1", asset=None)
        await h.aware(incident_id)
        first = replace(
            TOLD, high="yes", decision="phased", to_come="How many.", to_come_by=date(2026, 11, 27),
            people="tell", people_words="Each by letter.", people_by=date(2026, 11, 25),
        )  # fmt: skip
        await h.decide(incident_id, first)
        sooner = replace(first, people_by=date(2026, 11, 24))
        await h.handling.decide(h.person("assistant"), incident_id, await h.version(incident_id), sooner)
        waits = [(t.kind, t.owner_id, t.due_on) for t in await h.tasks_of(incident_id) if t.done_on is None]
        assert sorted(waits) == [
            (TaskKind.TELL_MORE, "manager", date(2026, 11, 27)),
            (TaskKind.TELL_PEOPLE, "assistant", date(2026, 11, 24)),
        ]
        await h.decide(incident_id, NOT_TOLD)
        tasks = await h.tasks_of(incident_id)
        assert [(t.kind, t.done_words) for t in tasks if t.done_on is None] == []
        for task in tasks:
            chased = await h.clock(Duty.INCIDENT_TASK, task.subject)
            assert chased is not None
            assert not chased.open


# ---------------------------------------------------------------- tasks


async def test_a_task_is_done_by_whoever_has_it_and_by_nobody_else() -> None:
    async with handled() as h:
        incident_id = await h.reported(service_desk="SD-1", asset=None)
        await h.aware(incident_id)
        await h.give(incident_id, who="ict", kind="wipe", words="Tag 7.")
        [task] = await h.tasks_of(incident_id)
        assert (task.owner_id, task.words) == ("technician", "Tag 7.")
        assert [line.task for line in await h.tasks.mine(h.person("technician"))] == [task]
        with pytest.raises(NotYours):
            await h.tasks.done(h.person("manager"), incident_id, 1, "Wiped.")
        await h.tasks.done(h.person("technician"), incident_id, 1, "Wiped.")
        await h.tasks.done(h.person("technician"), incident_id, 1, "Wiped.")
        with pytest.raises(Stale, match=f"Already done by {h.person('technician').name}"):
            await h.tasks.done(h.person("technician"), incident_id, 1, "Wiped again.")
        assert await h.tasks.mine(h.person("technician")) == []
        chased = await h.clock(Duty.INCIDENT_TASK, task.subject)
        assert chased is not None
        assert not chased.open


async def test_of_a_task_about_one_that_keeps_the_team_out_nobody_hears_whose_role_has_ended() -> None:
    async with handled() as h:
        incident_id = await h.reported(not_to_see=("team",), asset=None, service_desk="")
        await h.aware(incident_id, by="protector")
        task = GivenTask(kind="retrieve", who="me", other=None, due_on=TODAY, words="")
        await h.tasks.add(h.person("protector"), incident_id, await h.version(incident_id), task)
        await h.desk.change("riskowner")
        for _ in range(21):
            h.later(days=1)
            await h.chasing.plan(h.now)
        about = {each.subject for each in await h.tasks_of(incident_id)}
        async with h.desk.store.work() as work:
            owed = {
                each.id
                for duty in (Duty.INCIDENT_TASK, Duty.INCIDENT_FOLLOW_UP)
                for each in (await work.obligations.of(duty, about)).values()
            }
        heard = {each.recipient for each in await h.desk.notices() if each.obligation_id in owed}
        assert heard - {NOBODY} == {"protector"}


async def test_of_a_late_task_about_one_that_keeps_the_team_out_the_team_hears_nothing() -> None:
    async with handled() as h:
        incident_id = await h.reported(not_to_see=("team",), asset=None, service_desk="")
        await h.aware(incident_id, by="protector")
        task = GivenTask(kind="retrieve", who="me", other=None, due_on=TODAY, words="")
        await h.tasks.add(h.person("protector"), incident_id, await h.version(incident_id), task)
        for _ in range(21):
            h.later(days=1)
            await h.chasing.plan(h.now)
        about = {each.subject for each in await h.tasks_of(incident_id)}
        async with h.desk.store.work() as work:
            owed = {
                each.id
                for duty in (Duty.INCIDENT_TASK, Duty.INCIDENT_FOLLOW_UP)
                for each in (await work.obligations.of(duty, about)).values()
            }
        assert len(owed) == 2
        heard = {each.recipient for each in await h.desk.notices() if each.obligation_id in owed}
        assert heard - {NOBODY} == {"protector", "riskowner"}


async def test_whoever_acts_for_somebody_reads_no_task_about_one_that_keeps_them_out() -> None:
    async with handled() as h:
        incident_id = await h.reported(not_to_see=("team",), service_desk="SD-1", asset=None)
        given = GivenTask("retrieve", "me", None, TODAY, "")
        await h.tasks.add(h.person("protector"), incident_id, await h.version(incident_id), given)
        away = (Away(TODAY, TODAY, "manager"),)
        await h.desk.change("protector", Role.DATA_PROTECTION_OFFICER, away=away)
        for does in (h.tasks.of(h.person("manager"), incident_id, 1),
                     h.tasks.done(h.person("manager"), incident_id, 1, "Done")):  # fmt: skip
            with pytest.raises(NotFound):
                await does
        assert (await h.tasks.of(h.person("protector"), incident_id, 1)).task.done_on is None


async def test_a_task_goes_to_somebody_by_their_address() -> None:
    async with handled() as h:
        incident_id = await h.reported(service_desk="SD-1", asset=None)
        await h.aware(incident_id)
        await h.give(incident_id, who="other", other=f" {h.person('chief').email.upper()} ")
        [task] = await h.tasks_of(incident_id)
        assert task.owner_id == "chief"
        with pytest.raises(Refused, match="Nobody with this"):
            await h.give(incident_id, who="other", other="nobody@council.example")
        with pytest.raises(Refused, match="Nobody owns"):
            await h.give(incident_id, who="owner")


async def test_what_is_not_done_is_chased_up_the_line() -> None:
    async with handled() as h:
        incident_id = await h.reported(service_desk="SD-1", asset=None)
        await h.aware(incident_id)
        await h.give(incident_id, who="ict", kind="wipe")
        told: list[tuple[str, Kind]] = []
        for _ in range(9):
            await h.chasing.plan(h.now)
            told += [(n.recipient, n.kind) for n in await h.desk.notices() if n.obligation_id]
            h.later(days=1)
        assert ("technician", Kind.DUE_TODAY) in told
        assert ("manager", Kind.ESCALATED) in told
        assert ("protector", Kind.ESCALATED) in told
        assert ("riskowner", Kind.ESCALATED) in told


async def test_it_is_not_contained_while_something_that_stops_the_harm_is_not_done() -> None:
    async with handled() as h:
        incident_id = await h.reported(service_desk="SD-1", asset=None, still="yes")
        await h.aware(incident_id)
        await h.give(incident_id)
        with pytest.raises(Refused, match="1 of the things"):
            await h.contain(incident_id)
        await h.tasks.done(h.person("manager"), incident_id, 1, "Got it back.")
        await h.contain(incident_id)
        incident = await h.desk.incident(incident_id)
        assert (incident.ongoing, incident.state) == (False, IncidentState.CONTAINED)


# ---------------------------------------------------------------- what is like it


async def test_incidents_of_the_same_kind_and_asset_in_the_year_are_counted_for_those_who_may_see_them() -> None:
    async with handled() as h:
        old = await h.reported()
        h.later(days=300)
        near, other = await h.reported(), await h.reported(kind="phishing", asset=None, directorate="Homes")
        hidden = await h.reported(not_to_see=("team",))
        this = await h.reported()
        alike = (await h.record(this)).alike
        assert (alike.of_kind, alike.of_asset, alike.of_directorate) == (2, 2, 2)
        assert set(alike.references) == {reference_of(old), reference_of(near)}
        assert reference_of(hidden) not in alike.references
        assert reference_of(other) not in alike.references
        h.later(days=200)
        assert (await h.record(await h.reported())).alike.of_kind == 2


async def test_the_owner_reads_how_far_it_is_and_nothing_that_handlers_wrote() -> None:
    async with handled() as h:
        incident_id = await h.reported()
        await h.ready_to_close(incident_id)
        record = await h.record(incident_id, "owner")
        assert (record.entries, record.tasks, record.handles) == ((), (), False)
        assert record.incident.state is IncidentState.DECIDED


async def test_the_hours_that_are_left_are_told() -> None:
    async with handled() as h:
        incident_id = await h.reported()
        await h.aware(incident_id, h.now - 10 * HOUR)
        assert (await h.record(incident_id)).hours_left == pytest.approx(62)
        h.later(hours=63)
        assert (await h.record(incident_id)).hours_left == pytest.approx(-1)
        await h.decide(incident_id, NOT_TOLD)
        assert (await h.record(incident_id)).hours_left is None


async def test_the_records_of_roles_are_as_they_were() -> None:
    async with handled() as h:
        incident_id = await h.reported()
        await h.aware(incident_id)
        await h.desk.change("manager", Role.DATA_PROTECTION_OFFICER)
        [entry] = await h.entries(incident_id)
        assert entry.entry.by_role == Role.INFORMATION_GOVERNANCE
        assert entry.entry.at - h.now == timedelta()


async def test_how_long_it_took_to_be_reported_is_not_in_the_clear_where_somebody_is_kept_out() -> None:
    async with handled() as h:
        incident_id = await h.reported(not_to_see=("officer",), service_desk="SD-1", asset=None)
        said = Aware(h.now, "longer")
        await h.handling.confirm_aware(h.person("manager"), incident_id, await h.version(incident_id), said)
        assert (await h.course(incident_id)).waited == ""
        [entry] = await h.entries(incident_id)
        assert entry.words["waited"] == "longer"
