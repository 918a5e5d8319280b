"""Closing an incident, opening it again, and two reports of one."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from governance.actions import ActionState
from governance.errors import NotFound, NotYours, Refused, Stale
from governance.incident_course import (
    Approving,
    Containing,
    EntryKind,
    Merging,
    Reopening,
    ServiceDesk,
    TaskKind,
    Weighing,
)
from governance.incidents import IncidentState
from governance.lessons import SOURCE
from governance.notices import NOBODY, End, Kind
from governance.obligations import Duty
from governance.roles import Role
from governance.services.incident_reporting import reference_of
from tests.governance.handling_world import HOUR, NOT_TOLD, TODAY, TOLD, Handled, handled

CONTAINED = Containing("fully", "It came back.")
SERIOUS = Weighing("two", "two", ("special",), 3, "Case notes.")


async def ready(h: Handled, found: Weighing | None = None, **answers: object) -> str:
    incident_id = await h.reported(**{"service_desk": "SD-1", "asset": None, **answers})
    await h.ready_to_close(incident_id)
    if found is not None:
        await h.assess(incident_id, found)
    return incident_id


async def test_what_is_missing_is_said_all_at_once() -> None:
    async with handled() as h:
        incident_id = await h.reported(service_desk="SD-1", asset=None)
        with pytest.raises(Refused) as refused:
            await h.ask_to_close(incident_id)
        for words in ("aware", "severe", "contained", "decide whether"):
            assert words in str(refused.value)
        await h.ready_to_close(incident_id)
        await h.decide(incident_id, TOLD)
        with pytest.raises(Refused, match="tell the Commissioner"):
            await h.ask_to_close(incident_id)


async def test_somebody_else_agrees_and_it_is_closed() -> None:
    async with handled() as h:
        incident_id = await ready(h)
        await h.ask_to_close(incident_id)
        with pytest.raises(NotYours, match="somebody else"):
            await h.approve(incident_id, by="manager")
        await h.approve(incident_id)
        incident = await h.desk.incident(incident_id)
        assert incident.state is IncidentState.CLOSED
        assert (await h.course(incident_id)).lesson == "Close the window."
        with pytest.raises(Stale, match=f"Already decided by {h.person('assistant').name}"):
            await h.approve(incident_id, by="protector")
        with pytest.raises(Refused, match="closed"):
            await h.assess(incident_id)


async def test_a_serious_one_is_closed_by_the_officer_or_the_siro_who_needs_no_key() -> None:
    async with handled() as h:
        incident_id = await ready(h, SERIOUS)
        await h.ask_to_close(incident_id)
        with pytest.raises(NotYours, match="Data Protection Officer"):
            await h.approve(incident_id, by="assistant")
        with pytest.raises(NotYours):
            await h.approve(incident_id, by="stranger")
        await h.approve(incident_id, by="riskowner")
        assert (await h.desk.incident(incident_id)).state is IncidentState.CLOSED
        [*_, last] = await h.entries(incident_id)
        assert (last.entry.kind, last.entry.by_role) == (EntryKind.CLOSED, Role.SIRO)


async def test_what_whoever_holds_no_key_writes_is_kept_for_those_who_do_and_for_nobody_else() -> None:
    async with handled() as h:
        incident_id = await ready(h, SERIOUS)
        await h.ask_to_close(incident_id)
        siro = h.person("riskowner")
        assert (await h.desk.incident(incident_id)).key_id not in await h.desk.seal.keys_of("riskowner")
        await h.closing.decide(siro, incident_id, 1, Approving("no", "Ring the other tenant first."))
        await h.ask_to_close(incident_id)
        await h.closing.decide(siro, incident_id, 2, Approving("yes", "They were rung."))
        for reader in ("manager", "assistant", "protector"):
            said = [each.words.get("words") for each in (await h.record(incident_id, reader)).entries]
            assert [each for each in said if each in ("Ring the other tenant first.", "They were rung.")] == [
                "Ring the other tenant first.",
                "They were rung.",
            ]
        async with h.desk.store.work() as work:
            kept = await work.courses.entries(incident_id)
            known = await work.incidents.known_keys()
        assert not any(b"tenant" in (each.sealed or b"") for each in kept)
        # Nothing sweeps their keys away.
        await h.desk.seal.sweep(known, TODAY + timedelta(days=400))
        assert (await h.record(incident_id)).entries[-1].words["words"] == "They were rung."


async def test_words_that_nobody_could_read_are_refused_and_nothing_is_changed() -> None:
    async with handled() as h:
        incident_id = await ready(h, SERIOUS)
        await h.ask_to_close(incident_id)
        for name in ("manager", "assistant", "protector"):
            await h.desk.lose_key(name)
        with pytest.raises(Refused, match="Nobody who handles this incident has a key any more"):
            await h.approve(incident_id, by="riskowner")
        assert (await h.desk.incident(incident_id)).state is IncidentState.DECIDED


async def test_whoever_decides_about_closing_is_chased() -> None:
    async with handled() as h:
        incident_id = await ready(h, SERIOUS)
        await h.ask_to_close(incident_id)
        await h.chasing.plan(h.now)
        asked = await h.clock(Duty.APPROVE_CLOSURE, f"{incident_id}/1")
        assert asked is not None
        heard = [n.recipient for n in await h.desk.notices() if n.obligation_id == asked.id]
        assert heard == ["protector"]
        await h.approve(incident_id, by="protector")
        after = await h.clock(Duty.APPROVE_CLOSURE, f"{incident_id}/1")
        assert after is not None
        assert not after.open


async def test_one_that_keeps_the_team_out_is_closed_by_those_who_hold_keys() -> None:
    async with handled() as h:
        incident_id = await h.reported(not_to_see=("team",), service_desk="SD-1")
        told = (await h.desk.incident(incident_id)).told
        assert set(told) == {"protector", "riskowner"}
        person = h.person("protector")
        await h.aware(incident_id, by="protector")
        small = Weighing("one", "one", (), 1, "Small.")
        await h.handling.assess(person, incident_id, await h.version(incident_id), small)
        await h.handling.contain(person, incident_id, await h.version(incident_id), CONTAINED)
        await h.handling.decide(person, incident_id, await h.version(incident_id), NOT_TOLD)
        await h.ask_to_close(incident_id, by="protector")
        await h.chasing.plan(h.now)
        asked = await h.clock(Duty.APPROVE_CLOSURE, f"{incident_id}/1")
        assert asked is not None
        assert [n.recipient for n in await h.desk.notices() if n.obligation_id == asked.id] == ["riskowner"]
        with pytest.raises(NotFound):
            await h.approve(incident_id, by="assistant")
        await h.approve(incident_id, by="riskowner")


async def test_whoever_holds_a_key_and_whose_role_has_ended_is_not_asked_to_close_one() -> None:
    async with handled() as h:
        incident_id = await h.reported(not_to_see=("team",), service_desk="SD-1")
        person = h.person("protector")
        await h.aware(incident_id, by="protector")
        small = Weighing("one", "one", (), 1, "Small.")
        await h.handling.assess(person, incident_id, await h.version(incident_id), small)
        await h.handling.contain(person, incident_id, await h.version(incident_id), CONTAINED)
        await h.handling.decide(person, incident_id, await h.version(incident_id), NOT_TOLD)
        await h.ask_to_close(incident_id, by="protector")
        await h.desk.change("riskowner")
        await h.chasing.plan(h.now)
        asked = await h.clock(Duty.APPROVE_CLOSURE, f"{incident_id}/1")
        assert asked is not None
        heard = [(n.recipient, n.state) for n in await h.desk.notices() if n.obligation_id == asked.id]
        assert heard == [(NOBODY, End.DEAD)]


async def test_what_was_not_agreed_to_is_asked_for_again_under_another_number() -> None:
    async with handled() as h:
        incident_id = await ready(h)
        await h.ask_to_close(incident_id)
        with pytest.raises(Stale, match="already asked"):
            await h.ask_to_close(incident_id)
        await h.approve(incident_id, agreed="no")
        assert (await h.desk.incident(incident_id)).state is IncidentState.DECIDED
        await h.ask_to_close(incident_id)
        with pytest.raises(Stale):
            await h.approve(incident_id, number=1)
        await h.approve(incident_id, number=2)
        assert (await h.desk.incident(incident_id)).state is IncidentState.CLOSED


async def test_a_lesson_becomes_an_action_that_is_chased() -> None:
    async with handled() as h:
        incident_id = await ready(h)
        by = TODAY + timedelta(days=60)
        with pytest.raises(Refused, match="who does what follows"):
            await h.ask_to_close(incident_id, to_do="Fit a catch.")
        await h.ask_to_close(incident_id, to_do="Fit a catch.", to_do_who=h.person("chief").email, to_do_by=by)
        async with h.desk.store.work() as work:
            [action] = await work.register.all_actions()
        reference = (await h.entries(incident_id))[-1].words["action"]
        assert (action.reference, action.source) == (reference, SOURCE)
        # The list does not tell what taught it, nor which incident it was.
        assert incident_id[:4].upper() not in f"{action.reference} {action.source}"
        assert (action.title, action.holder_id, action.due_on) == ("Fit a catch.", "chief", by)
        assert action.state is ActionState.NOT_BEGUN
        chased = await h.clock(Duty.ACTION, reference)
        assert chased is not None
        assert chased.open


async def test_what_follows_from_one_that_keeps_somebody_out_is_not_on_the_list_that_they_read() -> None:
    async with handled() as h:
        incident_id = await h.reported(not_to_see=("officer",), service_desk="SD-1", asset=None)
        await h.ready_to_close(incident_id)
        with pytest.raises(Refused, match="others read the list of actions"):
            await h.ask_to_close(
                incident_id,
                to_do="Fit a catch.",
                to_do_who=h.person("riskowner").email,
                to_do_by=TODAY + 60 * 24 * HOUR,
            )
        async with h.desk.store.work() as work:
            assert not await work.register.all_actions()
        await h.ask_to_close(incident_id)


async def test_it_is_opened_again_with_a_reason_and_goes_on_where_it_was() -> None:
    async with handled() as h:
        incident_id = await ready(h)
        manager = h.person("manager")
        version = await h.version(incident_id)
        with pytest.raises(Stale, match="is open"):
            await h.closing.reopen(manager, incident_id, version, Reopening("More papers."))
        await h.ask_to_close(incident_id)
        await h.approve(incident_id)
        with pytest.raises(Refused, match="Say why"):
            await h.closing.reopen(manager, incident_id, await h.version(incident_id), Reopening(" "))
        await h.closing.reopen(manager, incident_id, await h.version(incident_id), Reopening("More papers."))
        assert (await h.desk.incident(incident_id)).state is IncidentState.DECIDED
        await h.assess(incident_id)


async def test_two_reports_of_one_are_one_from_the_earlier_awareness_and_nothing_is_lost() -> None:
    async with handled() as h:
        first = await h.reported(service_desk="SD-1")
        await h.aware(first, h.now - 5 * HOUR)
        second = await h.reported(service_desk="SD-2", asset=None)
        await h.aware(second, h.now - HOUR)
        said = Merging(reference_of(second).lower(), "The same letter.")
        await h.closing.merge(h.person("manager"), first, await h.version(first), said)
        gone, goes_on = await h.desk.incident(first), await h.desk.incident(second)
        assert (gone.state, (await h.course(first)).merged_into) == (IncidentState.CLOSED, second)
        assert goes_on.aware_at == h.now - 5 * HOUR
        ended, runs = await h.clock(Duty.NOTIFY_ICO, first), await h.clock(Duty.NOTIFY_ICO, second)
        assert ended is not None
        assert runs is not None
        assert (ended.open, runs.open, runs.cycle, runs.opened_at) == (False, True, 2, h.now - 5 * HOUR)
        # What was given to somebody is still theirs, and both reporters see theirs.
        assert [t.kind for t in await h.tasks_of(first) if t.done_on is None] == [TaskKind.REVIEW_RISK]
        mine = [line.incident.id for line in await h.desk.files.mine(h.person("reporter"))]
        assert set(mine) == {first, second}
        assert [e.entry.kind for e in await h.entries(second)][-1] is EntryKind.MERGED
        with pytest.raises(Refused, match="It is one with"):
            await h.closing.reopen(h.person("manager"), first, await h.version(first), Reopening("x"))


async def test_the_one_that_goes_on_keeps_its_clock_when_it_knew_first() -> None:
    async with handled() as h:
        first, second = await h.reported(service_desk="SD-1"), await h.reported(service_desk="SD-2")
        await h.aware(second, h.now - 9 * HOUR)
        said = Merging(reference_of(second), "The same letter.")
        await h.closing.merge(h.person("manager"), first, await h.version(first), said)
        runs, looked = await h.clock(Duty.NOTIFY_ICO, second), await h.clock(Duty.CONFIRM_AWARE, first)
        assert runs is not None
        assert looked is not None
        assert (runs.cycle, runs.opened_at, looked.open) == (1, h.now - 9 * HOUR, False)


async def test_one_that_nobody_looked_at_takes_over_the_running_clock() -> None:
    async with handled() as h:
        first, second = await h.reported(service_desk="SD-1"), await h.reported(service_desk="SD-2")
        await h.aware(first, h.now - 9 * HOUR)
        said = Merging(reference_of(second), "The same letter.")
        await h.closing.merge(h.person("manager"), first, await h.version(first), said)
        runs = await h.clock(Duty.NOTIFY_ICO, second)
        assert runs is not None
        assert (runs.opened_at, runs.open) == (h.now - 9 * HOUR, True)
        assert (await h.desk.incident(second)).state is IncidentState.AWARE


async def test_an_incident_is_joined_to_one_that_may_be_seen_and_to_no_other() -> None:
    async with handled() as h:
        first, hidden = await h.reported(), await h.reported(not_to_see=("team",))
        manager = h.person("manager")
        for wanted in (first, hidden, "0" * 32):
            said, version = Merging(reference_of(wanted), "The same."), await h.version(first)
            with pytest.raises(Refused, match="no other incident of that number"):
                await h.closing.merge(manager, first, version, said)


async def test_two_that_keep_different_people_out_stay_apart() -> None:
    async with handled() as h:
        about_team, about_officer = await h.reported(not_to_see=("team",)), await h.reported(not_to_see=("officer",))
        said, version = Merging(reference_of(about_officer), "The same."), await h.version(about_team)
        with pytest.raises(Refused, match="do not keep the same people out"):
            await h.closing.merge(h.person("riskowner"), about_team, version, said)


async def quiet(h: Handled) -> str:
    """One that keeps the team out and is ready to be closed, by the officer."""
    incident_id = await h.reported(not_to_see=("team",), service_desk="SD-1")
    person = h.person("protector")
    await h.aware(incident_id, by="protector")
    small = Weighing("one", "one", (), 1, "Small.")
    await h.handling.assess(person, incident_id, await h.version(incident_id), small)
    await h.handling.contain(person, incident_id, await h.version(incident_id), CONTAINED)
    await h.handling.decide(person, incident_id, await h.version(incident_id), NOT_TOLD)
    return incident_id


async def test_where_one_person_alone_is_left_a_siro_who_holds_no_key_agrees() -> None:
    async with handled() as h:
        incident_id = await quiet(h)
        # Whoever was told beside the officer is no longer the SIRO; somebody else is, and holds no key to it.
        await h.desk.change("riskowner")
        await h.desk.change("chief", Role.SIRO)
        with pytest.raises(NotFound):
            await h.approve(incident_id, by="chief")
        await h.ask_to_close(incident_id, by="protector")
        await h.chasing.plan(h.now)
        asked = await h.clock(Duty.APPROVE_CLOSURE, f"{incident_id}/1")
        assert asked is not None
        assert [n.recipient for n in await h.desk.notices() if n.obligation_id == asked.id] == ["chief"]
        for kept_out in ("manager", "assistant", "riskowner"):
            with pytest.raises((NotFound, NotYours)):
                await h.approve(incident_id, by=kept_out)
        await h.approve(incident_id, by="chief")
        assert (await h.desk.incident(incident_id)).state is IncidentState.CLOSED


async def test_a_siro_who_may_be_kept_out_agrees_to_nothing_and_whoever_asks_is_told_so() -> None:
    async with handled() as h:
        incident_id = await quiet(h)
        await h.desk.change("riskowner")
        await h.desk.change("chief", Role.SIRO, Role.INFORMATION_GOVERNANCE)
        with pytest.raises(Refused, match="nobody could agree that it is closed"):
            await h.ask_to_close(incident_id, by="protector")
        with pytest.raises(NotFound):
            await h.approve(incident_id, by="chief")
        assert (await h.desk.incident(incident_id)).state is IncidentState.DECIDED


async def test_while_another_with_a_key_is_left_nobody_without_one_agrees() -> None:
    async with handled() as h:
        incident_id = await quiet(h)
        await h.desk.change("chief", Role.SIRO)
        await h.ask_to_close(incident_id, by="protector")
        with pytest.raises(NotFound):
            await h.approve(incident_id, by="chief")
        await h.approve(incident_id, by="riskowner")


async def test_whoever_reported_one_that_is_one_with_another_sees_that_it_goes_on_until_that_one_is_closed() -> None:
    async with handled() as h:
        first, second = await h.reported(asset=None), await h.reported(service_desk="SD-2", asset=None)
        last = await ready(h)
        for gone, goes_on in ((first, second), (second, last)):
            said = Merging(reference_of(goes_on), "The same letter.")
            await h.closing.merge(h.person("manager"), gone, await h.version(gone), said)

        async def goes_on_of() -> dict[str, bool]:
            lines = await h.desk.files.mine(h.person("reporter"))
            return {line.incident.id: line.goes_on for line in lines}

        assert await goes_on_of() == {first: True, second: True, last: False}
        await h.ask_to_close(last)
        await h.approve(last)
        assert await goes_on_of() == {first: False, second: False, last: False}


async def test_whoever_asked_hears_that_it_was_not_closed() -> None:
    async with handled() as h:
        incident_id = await ready(h)
        await h.ask_to_close(incident_id)
        await h.approve(incident_id, agreed="no")
        assert [each.recipient for each in await h.alarms(Kind.INCIDENT_GOES_ON)] == ["manager"]


async def test_where_whoever_asked_handles_incidents_no_more_those_hear_who_do() -> None:
    async with handled() as h:
        incident_id = await ready(h)
        await h.ask_to_close(incident_id)
        await h.desk.change("manager")
        await h.approve(incident_id, agreed="no")
        assert {each.recipient for each in await h.alarms(Kind.INCIDENT_GOES_ON)} == {"assistant", "protector"}


async def test_nothing_is_closed_that_changed_since_somebody_asked_for_it() -> None:
    async with handled() as h:
        incident_id = await ready(h)
        await h.ask_to_close(incident_id)
        await h.decide(incident_id, TOLD)
        with pytest.raises(Refused, match="tell the Commissioner"):
            await h.approve(incident_id)
        assert (await h.desk.incident(incident_id)).state is IncidentState.DECIDED
        runs = await h.clock(Duty.NOTIFY_ICO, incident_id)
        assert runs is not None
        assert runs.open, "the law's hours run, and somebody can still stop them"
        await h.told_ico(incident_id)
        await h.approve(incident_id)
        assert (await h.desk.incident(incident_id)).state is IncidentState.CLOSED


async def test_the_number_of_the_service_desk_is_still_taken_when_it_is_closed() -> None:
    async with handled() as h:
        incident_id = await h.reported(service_desk=None, asset=None)
        await h.ready_to_close(incident_id)
        await h.ask_to_close(incident_id)
        await h.approve(incident_id)
        [task] = [each for each in await h.tasks_of(incident_id) if each.kind is TaskKind.SERVICE_DESK]
        number = ServiceDesk("SD-4711")
        await h.handling.service_desk(h.person("manager"), incident_id, await h.version(incident_id), number)
        chased = await h.clock(Duty.INCIDENT_FOLLOW_UP, task.subject)
        assert chased is not None
        assert not chased.open
        incident = await h.desk.incident(incident_id)
        assert (incident.service_desk, incident.state) == ("SD-4711", IncidentState.CLOSED)


async def test_two_that_are_one_have_one_number_and_nobody_is_asked_to_close_the_other() -> None:
    async with handled() as h:
        first = await ready(h, service_desk=None)
        await h.ask_to_close(first)
        second = await h.reported(service_desk="SD-2", asset=None)
        third = await h.reported(service_desk=None, asset=None)
        await h.aware(third)
        for gone, goes_on in ((first, second), (second, third)):
            said = Merging(reference_of(goes_on), "The same letter.")
            await h.closing.merge(h.person("manager"), gone, await h.version(gone), said)
        asked = await h.clock(Duty.APPROVE_CLOSURE, f"{first}/1")
        assert asked is not None
        assert not asked.open
        assert (await h.desk.incident(third)).service_desk == "SD-2"
        tasks = [*await h.tasks_of(first), *await h.tasks_of(third)]
        numbers = [each for each in tasks if each.kind is TaskKind.SERVICE_DESK]
        assert len(numbers) == 2
        assert all(each.done_on for each in numbers), "nobody can give a number to one that is gone"
        late = ServiceDesk("SD-9")
        with pytest.raises(Refused, match="It is one with"):
            await h.handling.service_desk(h.person("manager"), first, await h.version(first), late)


async def test_a_lesson_that_names_somebody_is_given_back_and_does_not_vanish_from_the_digest() -> None:
    async with handled() as h:
        incident_id = await ready(h)
        await h.desk.change("stranger", name="Petra Vane")
        by = TODAY + timedelta(days=60)
        for words in ({"lesson": "Vane, Petra has to look twice."}, {"to_do": "Train PETRA VANE.", "to_do_by": by}):
            with pytest.raises(Refused, match="Take it out"):
                await h.ask_to_close(incident_id, to_do_who="chief", **words)
        assert not (await h.course(incident_id)).closing_by
        await h.ask_to_close(incident_id, lesson="Look twice before you send.")
        await h.approve(incident_id)
        assert (await h.course(incident_id)).lesson == "Look twice before you send."


async def test_what_stays_open_for_long_is_said_until_it_is_closed_and_again_when_it_is_opened_again() -> None:
    async with handled() as h:
        incident_id = await ready(h)
        await h.reported(asset=None)
        for _ in range(2):
            await h.still_open.settle(h.now)
        owed = await h.clock(Duty.INCIDENT_OPEN, incident_id)
        assert owed is not None
        assert (owed.cycle, owed.due_on) == (1, date(2026, 12, 21))
        heard = []
        for day in (28, 38, 46):
            h.desk.clock.on_day(day, hour=9)
            await h.still_open.settle(h.now)
            await h.chasing.plan(h.now)
            heard.append({each.recipient for each in await h.alarms(Kind.INCIDENT_OPEN)})
        team = {"manager", "assistant"}
        assert heard == [team, {*team, "protector"}, {*team, "protector", "riskowner"}]
        await h.ask_to_close(incident_id)
        await h.approve(incident_id)
        after = await h.clock(Duty.INCIDENT_OPEN, incident_id)
        assert after is not None
        assert not after.open
        await h.closing.reopen(h.person("manager"), incident_id, await h.version(incident_id), Reopening("More."))
        h.desk.clock.on_day(47, hour=9)
        await h.still_open.settle(h.now)
        again = await h.clock(Duty.INCIDENT_OPEN, incident_id)
        assert again is not None
        assert (again.open, again.cycle) == (True, 2)


async def test_of_one_that_stays_open_and_keeps_the_team_out_the_team_hears_nothing() -> None:
    async with handled() as h:
        incident_id = await h.reported(not_to_see=("team",), service_desk="SD-1", asset=None)
        await h.aware(incident_id, by="protector")
        await h.still_open.settle(h.now)
        h.desk.clock.on_day(30, hour=9)
        await h.chasing.plan(h.now)
        assert {each.recipient for each in await h.alarms(Kind.INCIDENT_OPEN)} == {"protector", "riskowner"}
