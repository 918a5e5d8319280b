"""An administrator leaves: their help ends at the next tick, and the owner says who helps from now on."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date

import pytest

from governance.administrators import ALONE, SOMEBODY, NewAdministrators, subject_of
from governance.assets import Asset
from governance.errors import NotFound, NotYours, Refused, Stale
from governance.ladders import Rung
from governance.obligations import Duty, Obligation
from governance.policy import by_key
from governance.services.asset_files import Reach, Relation, write_change
from governance.services.naming_administrators import AdministratorSubjects, NamingAdministrators
from governance.services.owing import OwedAudiences
from tests.governance.returns_world import CALENDAR, Killed, Office, asset, new_id, office

LEFT = date(2027, 1, 15)
MONDAY = date(2027, 1, 18)
OF_NADIA, OF_EWA = subject_of("helper", "nadia"), subject_of("helper", "ewa")
EWA_HELPS = NewAdministrators(SOMEBODY, "ewa@council.example")
NOBODY_HELPS = NewAdministrators(ALONE, None)


@dataclass
class World:
    office: Office
    naming: NamingAdministrators

    async def owed(self, subject: str = OF_NADIA) -> Obligation | None:
        async with self.office.store.work() as work:
            return (await work.obligations.of(Duty.NAME_ADMINISTRATOR, [subject])).get(subject)

    async def looks(self) -> int:
        return await self.naming.look(self.office.clock.now())

    async def leaves(self) -> None:
        await self.office.change("helper", left_on=LEFT)
        self.office.clock.on(MONDAY)
        assert await self.looks() == 1

    async def says(self, said: NewAdministrators, who: str = "nadia") -> None:
        await self.naming.name(self.office.people[who], OF_NADIA, said)

    async def assets(self) -> dict[str, Asset]:
        async with self.office.store.work() as work:
            return {each.reference: each for each in await work.register.all_assets()}

    async def hearers(self, offset: int) -> set[str]:
        """Who hears of the rung so many working days after the date."""
        obligation = await self.owed()
        assert obligation is not None
        rungs = by_key(obligation.policy).ladders[Duty.NAME_ADMINISTRATOR].rungs
        rung: Rung = next(each for each in rungs if each.offset == offset)
        audiences = OwedAudiences(AdministratorSubjects(), CALENDAR, mail=False)
        async with self.office.store.work() as work:
            found = await audiences.recipients(work, [obligation], {obligation.id: rung}, MONDAY)
        return {each.person_id for each in found[obligation.id] or ()}


@pytest.fixture
async def world() -> AsyncIterator[World]:
    more = asset("IA-5", "nadia", "ewa")
    assets = (asset("IA-1", "nadia", "helper"), asset("IA-2", "nadia"), asset("IA-4", "ewa", "helper"), more)
    async with office(assets) as made:
        yield World(made, NamingAdministrators(made.store, CALENDAR, made.clock, made.clock, new_id, made.killing))


@pytest.fixture
async def one(world: World) -> World:
    """Whoever leaves helps one owner alone."""
    await world.office.register([asset("IA-4", "ewa")])
    return world


async def test_on_the_last_day_they_help_still(world: World) -> None:
    await world.office.change("helper", left_on=LEFT)
    world.office.clock.on(LEFT)
    assert await world.looks() == 0
    assert (await world.assets())["IA-1"].administrators == ("helper",)


async def test_the_day_after_nothing_names_them_and_each_owner_is_asked_once(world: World) -> None:
    await world.office.change("helper", left_on=LEFT)
    world.office.clock.on(MONDAY)
    assert await world.looks() == 2
    assert await world.looks() == 0
    assert {each.administrators for each in (await world.assets()).values()} == {(), ("ewa",)}
    for subject in (OF_NADIA, OF_EWA):
        owed = await world.owed(subject)
        assert owed is not None
        assert (owed.open, owed.due_on) == (True, date(2027, 1, 25))
    async with world.office.store.work() as work:
        history = (await work.assets.history(["IA-1"]))["IA-1"]
    assert [(each.by_name, each.by_role, each.before, each.after) for each in history] == [
        ("Candour", "has left", "helper", "")
    ]
    assert [each.verb for each in await world.office.record()] == ["administrator_ended"]


async def test_the_owner_hears_and_those_above_when_there_is_no_answer(one: World) -> None:
    await one.leaves()
    assert await one.hearers(0) == {"nadia"}
    assert await one.hearers(1) == {"nadia", "records"}
    assert await one.hearers(5) == {"boss"}
    assert await one.hearers(10) == {"siro"}


async def test_whoever_is_named_helps_with_all_that_the_leaver_did_and_nothing_else(one: World) -> None:
    await one.leaves()
    await one.says(EWA_HELPS)
    assets = await one.assets()
    assert {reference: each.administrators for reference, each in assets.items()} == {
        "IA-1": ("ewa",), "IA-2": (), "IA-4": (), "IA-5": ("ewa",),
    }  # fmt: skip
    owed = await one.owed()
    assert owed is not None
    assert not owed.open
    with pytest.raises(Stale, match="already said who helps"):
        await one.says(NOBODY_HELPS)
    assert await one.looks() == 0


async def test_an_owner_may_go_on_alone_and_is_not_asked_again(one: World) -> None:
    await one.leaves()
    await one.says(NOBODY_HELPS)
    assert (await one.assets())["IA-1"].administrators == ()
    assert await one.looks() == 0
    owed = await one.owed()
    assert owed is not None
    assert not owed.open


async def test_somebody_who_is_named_in_another_way_is_an_answer(one: World) -> None:
    await one.leaves()
    async with one.office.store.work() as work:
        left = (await work.register.assets(["IA-1"]))["IA-1"]
    after = asset("IA-1", "nadia", "ewa")
    async with one.office.store.work() as work:
        await work.assets.change(after, left.version)
        relation = Relation(Reach.DISPOSES, "Nadia", "owner")
        await write_change(work, left, after, one.office.people["nadia"], relation, one.office.clock.now(), MONDAY)
    assert await one.looks() == 0
    owed = await one.owed()
    assert owed is not None
    assert not owed.open


async def test_an_asset_that_changes_hands_asks_its_new_owner(one: World) -> None:
    await one.leaves()
    async with one.office.store.work() as work:
        left = (await work.register.assets(["IA-1"]))["IA-1"]
        await work.assets.change(asset("IA-1", "ewa"), left.version)
    assert await one.looks() == 1
    before, after = await one.owed(), await one.owed(OF_EWA)
    assert before is not None
    assert after is not None
    assert (before.open, after.open) == (False, True)


async def test_a_repeat_on_a_killed_tick_asks_once(one: World) -> None:
    await one.office.change("helper", left_on=LEFT)
    one.office.clock.on(MONDAY)
    one.office.killing.at = "administrators.before_commit"
    with pytest.raises(Killed):
        await one.looks()
    assert await one.owed() is None
    assert await one.looks() == 1


@pytest.mark.parametrize("who", ["ewa", "records", "siro", "stranger", "boss"])
async def test_only_the_owner_says_who_helps(one: World, who: str) -> None:
    await one.leaves()
    with pytest.raises(NotYours):
        await one.says(EWA_HELPS, who)
    with pytest.raises(NotYours):
        await one.naming.vacancy(one.office.people[who], OF_NADIA)


@pytest.mark.parametrize(
    ("who", "words"),
    [
        ("", "or say that you go on alone"),
        ("nadia@council.example", "or say that you go on alone"),
        ("x@y.example", "Nobody on the staff list"),
        ("helper", "has left"),
    ],
)
async def test_whoever_is_named_has_to_be_there(one: World, who: str, words: str) -> None:
    await one.leaves()
    with pytest.raises(Refused, match=words):
        await one.says(NewAdministrators(SOMEBODY, who))
    owed = await one.owed()
    assert owed is not None
    assert owed.open


async def test_nobody_is_named_in_the_place_of_somebody_who_is_there(one: World) -> None:
    with pytest.raises(NotFound):
        await one.says(EWA_HELPS)
