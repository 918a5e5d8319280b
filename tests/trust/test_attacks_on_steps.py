"""Who tries to take a step in a case that is not theirs: every step, and everybody who may not. Nothing is changed, and
nothing tells them whether there is such a case."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from governance.case_steps import Step
from governance.deeds import Beginning, CheckingIn, Closing, Referral, Reopening
from governance.errors import NotFound, NotYours, Refused
from governance.people import Person
from governance.roles import Holding, Role
from tests.governance.casework_world import INSIDE, LETTER, Handler, case, conclusion, lesson, owed, triage
from tests.governance.reporting import LONG_AGO, Office, office, parts
from tests.trust.conftest import Figure

STEPS = tuple(step for step in Step if step is not Step.WITHDRAW)


async def tries(o: Office, by: Person, report_id: str, version: int, step: Step) -> None:  # noqa: C901  # one line a step
    """What a button of the step would do."""
    at, work = (by, report_id, version), o.casework
    match step:
        case Step.ACKNOWLEDGE:
            await work.handling.acknowledge(*at, parts())
        case Step.ASK:
            await work.handling.ask(*at, LETTER)
        case Step.MESSAGE:
            await work.replying.message(*at, LETTER)
        case Step.MEET:
            await work.replying.offer_meeting(*at, LETTER)
        case Step.PROGRESS:
            await work.replying.progress(*at, LETTER)
        case Step.TRIAGE:
            await work.deciding.triage(*at, triage())
        case Step.INVESTIGATE:
            await work.deciding.begin(*at, Beginning("Somebody", INSIDE, LETTER))
        case Step.REFER:
            await work.deciding.refer(*at, Referral("Them", INSIDE, LETTER))
        case Step.CONCLUDE:
            await work.concluding.conclude(*at, conclusion())
        case Step.CLOSE:
            await work.concluding.close(*at, Closing(INSIDE, LETTER))
        case Step.CHECK_IN:
            await work.concluding.check_in(*at, CheckingIn(LETTER))
        case Step.REOPEN:
            await work.concluding.reopen(*at, Reopening(INSIDE, LETTER))
        case Step.LEARN:
            await work.learning.learn(by, report_id, "e" * 32, lesson())
        case _:
            raise AssertionError(f"nobody tries {step}")


def attackers(o: Office) -> dict[str, Person]:
    return {
        "kept out by the reporter": o.people["auditor"],
        "told of missed promises only": o.people["chief"],
        "an independent person of other cases": o.people["outsider"],
        "the reporter": o.people["reporter"],
        "an account that nobody confirmed": replace(o.people["officer"], entra_id=o.people["reporter"].entra_id),
        "a role that ended yesterday": o.people["second"],
    }


async def stands(o: Office, report_id: str) -> tuple[object, ...]:
    async with o.store.work() as work:
        report = await work.reports.by_id(report_id)
        kept = (report, await work.letters.of(report_id), await work.record.of(report_id))
    return *kept, await owed(o, report_id)


async def test_nobody_takes_a_step_in_a_case_that_is_not_theirs(figure: Figure) -> None:
    async with office() as o:
        handler, _ = await case(o, not_to_see=("chief_internal_auditor",))
        await handler.comes_to("acknowledges", "decides")
        ended = [Holding("second", Role.DEPUTY_CHIEF_INTERNAL_AUDITOR, LONG_AGO, date(2026, 11, 23))]
        async with o.store.work() as work:
            await work.people.replace([o.people["second"]], ended)
        tried = 0
        for step in STEPS:
            for who, person in attackers(o).items():
                for report_id in (handler.report_id, "0" * 32):
                    before = await stands(o, handler.report_id)
                    with pytest.raises((NotYours, NotFound)) as refused:
                        await tries(o, person, report_id, 4, step)
                    assert handler.report_id not in str(refused.value)
                    assert await stands(o, handler.report_id) == before, (step, who)
                    tried += 1
        figure(f"{tried} tries at {len(STEPS)} steps by {len(attackers(o))} people who may not: 0 changed anything")


async def test_a_case_that_there_is_not_and_one_that_is_not_theirs_are_refused_alike() -> None:
    async with office() as o:
        handler, _ = await case(o, not_to_see=("chief_internal_auditor",))
        words = set()
        for report_id in (handler.report_id, "0" * 32):
            with pytest.raises(Refused) as refused:
                await o.casework.deciding.triage(o.people["auditor"], report_id, 2, triage())
            words.add(str(refused.value))
        assert len(words) == 1


async def test_a_step_out_of_its_turn_is_refused_whatever_its_button_says() -> None:
    """A forged button could name any step: the state decides, and not what was shown."""
    async with office() as o:
        handler, _ = await case(o)
        await handler.comes_to("acknowledges")
        mine = Handler(o, handler.report_id)
        version = (await mine.at())[2]
        for step in (Step.INVESTIGATE, Step.CONCLUDE, Step.CLOSE, Step.CHECK_IN, Step.REOPEN, Step.LEARN, Step.REFER):
            before = await stands(o, handler.report_id)
            with pytest.raises(Refused):
                await tries(o, mine.person, handler.report_id, version, step)
            with pytest.raises(Refused):
                await o.handling.ready(mine.person, handler.report_id, version, step)
            assert await stands(o, handler.report_id) == before
