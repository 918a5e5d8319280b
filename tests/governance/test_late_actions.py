"""Which actions are late, with whom, and what waits: for the whole council, and for one directorate."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from governance.actions import Action
from governance.extensions import Decision
from governance.people import Person
from governance.services.late_actions import Band, Late, LateActions, late_actions
from tests.governance.actions_world import CALENDAR, DONE, ENCRYPT, PEOPLE, POSTS, TODAY, World, person, world


async def seen(w: World, today: date, directorate: str = "") -> LateActions:
    def sees(person: Person | None) -> bool:
        return not directorate or (person is not None and person.directorate == directorate)

    async with w.store.work() as work:
        return await late_actions(work, today, CALENDAR, sees, "Nobody", "Nowhere")


def due(reference: str, on: date, holder: str = "nadia") -> Action:
    return replace(ENCRYPT, reference=reference, holder_id=holder, original_due_on=on, due_on=on)


async def test_what_is_late_is_counted_by_who_has_heard_of_it_and_said_with_whom() -> None:
    lates = [due(f"L-{n}", CALENDAR.add(TODAY, -n)) for n in (1, 4, 5, 9, 10, 19, 20)]
    async with world((*PEOPLE, person("tom", directorate="Housing")), POSTS, *lates, ENCRYPT) as w:
        await w.know(due("T-1", date(2017, 4, 30), "tom"), due("T-2", TODAY, "tom"))
        whole = await seen(w, TODAY)
        assert (whole.open, whole.late) == (10, 8)
        assert whole.bands == (Band(0, 5, 2), Band(5, 10, 2), Band(10, 20, 2), Band(20, None, 2))
        assert whole.holders == (
            Late("Tom", "Housing", 1, date(2017, 4, 30), "T-1"),
            Late("Nadia", "Nowhere", 7, CALENDAR.add(TODAY, -20), "L-20"),
        )
        housing = await seen(w, TODAY, "Housing")
        assert (housing.open, housing.late, [each.holder for each in housing.holders]) == (2, 1, ["Tom"])


async def test_more_time_that_waits_and_what_is_to_be_checked_are_counted_until_they_are_dealt_with() -> None:
    async with world() as w:
        await w.ask()
        asked = await seen(w, TODAY)
        assert (asked.requests, asked.requests_late, asked.open, asked.late) == (1, 0, 1, 0)
        assert (await seen(w, date(2027, 3, 29))).requests_late == 1
        assert (await seen(w, TODAY, "Housing")) == LateActions(bands=asked.bands)
        await w.extending.decide(w.who("records"), "A-1", 1, Decision("yes", ""))
        await w.update(said=DONE)
        done = await seen(w, date(2027, 6, 1))
        assert (done.requests, done.checks, done.open, done.late) == (0, 1, 0, 0), "who says it is done is not late"


async def test_an_action_with_nobody_is_still_late() -> None:
    async with world(PEOPLE, POSTS, due("A-9", date(2026, 12, 1), "gone")) as w:
        assert (await seen(w, TODAY)).holders == (Late("Nobody", "Nowhere", 1, date(2026, 12, 1), "A-9"),)
