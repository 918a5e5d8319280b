"""The staff list: who somebody is, and what they may do that day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from governance.errors import Stale
from governance.people import ActingOwner, Away
from governance.roles import Holding, Role
from storage.work import SqlStore
from tests.storage.examples import TODAY, person

ANN = person("1", name="ann Archer", job="Auditor", team="Audit", directorate="Finance", manager_id="2")
BOB = person("2", name="Bob Baker", away=(Away(date(2026, 11, 1), date(2026, 11, 5)), Away(TODAY, TODAY, "1")))


async def test_people_come_back_as_they_were_imported(store: SqlStore) -> None:
    async with store.work() as work:
        await work.people.replace([BOB, ANN], [])
    async with store.work() as work:
        assert await work.people.everyone() == [ANN, BOB]
        assert await work.people.by_id("2") == BOB
        assert await work.people.many(["1", "2", "nobody"]) == {"1": ANN, "2": BOB}


async def test_teams_finds_a_person_by_their_entra_id_however_it_is_written(store: SqlStore) -> None:
    entra_id = "abcdef00-0000-4000-8000-000000000001"
    async with store.work() as work:
        await work.people.replace([replace(ANN, entra_id=entra_id)], [])
        assert await work.people.by_entra(entra_id.upper()) == replace(ANN, entra_id=entra_id)


async def test_whoever_acts_as_owner_comes_back_with_the_owner_until_it_is_over(store: SqlStore) -> None:
    some = ActingOwner("2", date(2026, 11, 1), TODAY, ("IA-1", "IA-2"))
    whole = ActingOwner("2", date(2026, 10, 1), date(2026, 10, 31))
    async with store.work() as work:
        await work.people.replace([replace(ANN, acting=(whole, some)), BOB], [])
    async with store.work() as work:
        assert (await work.people.everyone())[0].acting == (whole, some)
        assert await work.people.with_acting(TODAY) == [replace(ANN, acting=(whole, some))]
        assert await work.people.with_acting(date(2027, 12, 31)) == []
        await work.people.set_acting("1", [whole])
    async with store.work() as work:
        assert await work.people.by_id("1") == replace(ANN, acting=(whole,))
        assert await work.people.with_acting(TODAY) == []
        await work.people.set_acting("1", [])
    async with store.work() as work:
        assert (await work.people.many(["1"]))["1"] == ANN


async def test_nobody_is_nobody(store: SqlStore) -> None:
    async with store.work() as work:
        assert await work.people.by_id("1") is None
        assert await work.people.by_entra("x") is None
        assert await work.people.everyone() == []
        assert await work.people.many([]) == {}
        assert await work.people.roles_of("1", TODAY) == frozenset()
        assert await work.people.holdings([Role.SIRO], TODAY) == []
        assert await work.people.holdings_of(["1"]) == {}


async def test_a_role_is_held_on_its_first_and_its_last_day_and_on_no_other(store: SqlStore) -> None:
    holding = Holding("1", Role.SIRO, date(2026, 11, 10), date(2026, 11, 20))
    async with store.work() as work:
        await work.people.replace([ANN], [holding])
        days = {day: await work.people.roles_of("1", date(2026, 11, day)) for day in (9, 10, 20, 21)}
        assert days == {9: frozenset(), 10: {Role.SIRO}, 20: {Role.SIRO}, 21: frozenset()}
        assert await work.people.holdings([Role.SIRO], date(2026, 11, 20)) == [holding]
        assert await work.people.holdings([Role.SIRO], date(2026, 11, 21)) == []
        assert await work.people.holdings_of(["1"]) == {"1": [holding]}


async def test_whoever_has_left_holds_no_role_from_the_next_day(store: SqlStore) -> None:
    async with store.work() as work:
        await work.people.replace([replace(ANN, left_on=TODAY)], [Holding("1", Role.SIRO, date(2020, 1, 1))])
        assert await work.people.roles_of("1", TODAY) == {Role.SIRO}
        assert await work.people.roles_of("1", date(2026, 11, 24)) == frozenset()
        assert await work.people.holdings([Role.SIRO], date(2026, 11, 24)) == []


async def test_the_longest_standing_holder_comes_first(store: SqlStore) -> None:
    newer = Holding("1", Role.MONITORING_OFFICER, date(2025, 1, 1))
    older = Holding("2", Role.SIRO, date(2019, 1, 1))
    async with store.work() as work:
        await work.people.replace([ANN, BOB], [newer, older])
        assert await work.people.holdings([Role.SIRO, Role.MONITORING_OFFICER], TODAY) == [older, newer]


async def test_a_second_import_replaces_leave_and_roles_of_those_it_names_and_of_nobody_else(store: SqlStore) -> None:
    of_ann = Holding("1", Role.SIRO, date(2020, 1, 1))
    of_bob = Holding("2", Role.DIRECTOR, date(2020, 1, 1))
    async with store.work() as work:
        await work.people.replace([ANN, BOB], [of_ann, of_bob])
    async with store.work() as work:
        back_at_work = replace(BOB, away=(), name="Bob B. Baker")
        await work.people.replace([back_at_work], [])
        assert await work.people.everyone() == [ANN, back_at_work]
        assert await work.people.holdings_of(["1", "2"]) == {"1": [of_ann]}


async def test_two_people_whose_entra_ids_were_mixed_up_can_be_put_right(store: SqlStore) -> None:
    async with store.work() as work:
        await work.people.replace([ANN, BOB], [])
    async with store.work() as work:
        await work.people.replace([replace(ANN, entra_id=BOB.entra_id), replace(BOB, entra_id=ANN.entra_id)], [])
        found = await work.people.by_entra(ANN.entra_id)
        assert found is not None
        assert found.id == "2"


async def test_an_entra_id_of_somebody_else_is_refused(store: SqlStore) -> None:
    async with store.work() as work:
        await work.people.replace([ANN], [])
    with pytest.raises(Stale):
        async with store.work() as work:
            await work.people.replace([replace(BOB, entra_id=ANN.entra_id)], [])
    async with store.work() as work:
        assert await work.people.everyone() == [ANN]


async def test_a_role_for_somebody_who_is_not_on_the_staff_list_is_refused(store: SqlStore) -> None:
    with pytest.raises(Stale):
        async with store.work() as work:
            await work.people.replace([], [Holding("nobody", Role.SIRO, TODAY)])


async def test_a_whole_council_can_be_asked_for_at_once(store: SqlStore) -> None:
    council = [person(str(number)) for number in range(1, 1201)]
    async with store.work() as work:
        await work.people.replace(council, [Holding(each.id, Role.DIRECTOR, TODAY) for each in council])
        assert len(await work.people.many([each.id for each in council])) == 1200
        assert len(await work.people.holdings_of([each.id for each in council])) == 1200
