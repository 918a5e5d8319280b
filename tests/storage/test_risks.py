"""The risk register on every engine: what is written comes back, and nobody overwrites what they did not see."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date

import pytest

from governance.actions import Action, ActionState
from governance.errors import Stale
from governance.matrices import Band, Level
from governance.risks import (
    Acceptance,
    AcceptanceState,
    Assessing,
    Happened,
    Levels,
    Risk,
    RiskDecision,
    RiskEntry,
    RiskState,
)
from governance.roles import Role
from governance.services.keeping_risks import KeepingRisks
from governance.services.risk_records import RiskWriter
from governance.services.settling import Settling
from storage.work import SqlStore
from tests.governance.returns_world import CALENDAR, Hand, asset, new_id, person

DAY = date(2027, 3, 1)
LEVELS = Levels(Level(5, 5), Level(3, 4), Level(1, 2))
RISK = Risk("RSK-0001", "IA-1", "Letters", "They go astray", "None", LEVELS, RiskState.TREATING, DAY, "7", DAY)
ENTRY = RiskEntry("RSK-0001", 1, Happened.RAISED, DAY, "7", "Ann", "holder", LEVELS, "As I saw it")
ASKED = Acceptance("RSK-0001", 1, DAY, "7", date(2027, 9, 1), "It costs more", Band.HIGH, "official", "7")
DECIDED = RiskDecision("RSK-0001", 1, Role.SIRO, True, DAY, "9", "I have read it")


@pytest.fixture
async def known(store: SqlStore) -> SqlStore:
    async with store.work() as work:
        await work.risks.add(RISK)
    return store


async def test_people_who_write_down_risks_at_the_same_moment_each_have_theirs_and_one_press_is_one(
    store: SqlStore,
) -> None:
    owner, clock = person("nadia"), Hand()
    async with store.work() as work:
        await work.people.replace([owner], [])
        await work.register.replace_assets([asset("IA-1", "nadia")])
    writer, settling = RiskWriter(CALENDAR, clock, new_id), Settling(CALENDAR, clock, new_id)
    keeping = KeepingRisks(store, writer, settling, CALENDAR, clock, lambda _: None)
    said = Assessing("", "They go astray", None, *("step_3", "step_3") * 3)
    titles = ["a", "a", "b", "b", "c", "d", "e", "f"]
    added = await asyncio.gather(*(keeping.add(owner, "IA-1", replace(said, title=each)) for each in titles))
    async with store.work() as work:
        stored = {each.title: each.reference for each in await work.risks.about(["IA-1"])}
    assert stored == dict(zip(titles, added, strict=True))
    assert len(set(added)) == len(set(titles))


async def test_what_is_written_comes_back(known: SqlStore) -> None:
    async with known.work() as work:
        await work.risks.add_entry(ENTRY)
        await work.risks.add_acceptance(ASKED)
        await work.risks.add_decision(DECIDED)
    async with known.work() as work:
        assert await work.risks.by_references(["RSK-0001", "RSK-0002"]) == {"RSK-0001": RISK}
        assert await work.risks.entries(["RSK-0001"]) == {"RSK-0001": [ENTRY]}
        assert await work.risks.acceptances(["RSK-0001"]) == {"RSK-0001": [ASKED]}
        assert await work.risks.decisions(["RSK-0001"]) == {"RSK-0001": [DECIDED]}
        assert await work.risks.about(["IA-1"]) == await work.risks.in_states([RiskState.TREATING]) == [RISK]
        assert await work.risks.about(["IA-2"]) == await work.risks.in_states([RiskState.CLOSED]) == []


async def test_references_go_on_past_four_digits(known: SqlStore) -> None:
    async with known.work() as work:
        assert await work.risks.next_reference() == "RSK-0002"
        await work.risks.add(replace(RISK, reference="RSK-9999"))
        assert await work.risks.next_reference() == "RSK-10000"
        await work.risks.add(replace(RISK, reference="RSK-10000"))
        assert await work.risks.next_reference() == "RSK-10001"
        # A council's own reference, out of a spreadsheet, is left alone.
        await work.risks.add(replace(RISK, reference="RSK-OLD-7"))
        assert await work.risks.next_reference() == "RSK-10001"


async def test_of_two_who_saw_the_same_risk_the_second_changes_nothing(known: SqlStore) -> None:
    async with known.work() as work:
        await work.risks.change(replace(RISK, state=RiskState.ACCEPTED), 1)
    with pytest.raises(Stale):
        async with known.work() as work:
            await work.risks.change(replace(RISK, state=RiskState.RESOLVED), 1)
    async with known.work() as work:
        assert await work.risks.by_references(["RSK-0001"]) == {
            "RSK-0001": replace(RISK, state=RiskState.ACCEPTED, version=2)
        }


@pytest.mark.parametrize("what", ["risk", "entry", "acceptance", "decision"])
async def test_nothing_takes_the_place_of_what_is_there(known: SqlStore, what: str) -> None:
    async def write() -> None:
        async with known.work() as work:
            match what:
                case "risk":
                    await work.risks.add(replace(RISK, title="Another"))
                case "entry":
                    await work.risks.add_entry(ENTRY)
                case "acceptance":
                    await work.risks.add_acceptance(ASKED)
                case _:
                    await work.risks.add_decision(DECIDED)

    if what != "risk":
        await write()
    with pytest.raises(Stale):
        await write()


async def test_an_acceptance_ends_once(known: SqlStore) -> None:
    async with known.work() as work:
        await work.risks.add_acceptance(ASKED)
        await work.risks.end_acceptance("RSK-0001", 1, AcceptanceState.ASKED, AcceptanceState.GRANTED, DAY)
        granted = replace(ASKED, state=AcceptanceState.GRANTED, ended_on=DAY)
        assert await work.risks.accepted() == [granted]
        await work.risks.end_acceptance("RSK-0001", 1, AcceptanceState.GRANTED, AcceptanceState.EXPIRED, DAY)
        assert await work.risks.accepted() == []
    with pytest.raises(Stale):
        async with known.work() as work:
            await work.risks.end_acceptance("RSK-0001", 1, AcceptanceState.ASKED, AcceptanceState.REFUSED, DAY)


async def test_actions_that_bring_it_down_are_named_once(known: SqlStore) -> None:
    action = Action("A-1", "Risk RSK-0001", "Check", "7", "high", ActionState.NOT_BEGUN, DAY)
    async with known.work() as work:
        await work.register.replace_actions([action, replace(action, reference="A-2")])
        await work.risks.link("RSK-0001", ["A-2", "A-1"])
        await work.risks.link("RSK-0001", ["A-1"])
        assert await work.risks.actions_of(["RSK-0001", "RSK-0002"]) == {"RSK-0001": ["A-1", "A-2"]}
