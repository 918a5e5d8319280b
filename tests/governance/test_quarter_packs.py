"""A quarter in figures: counted, taken down two working days after it closed, and never changed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import date

import pytest

from governance.cadences import CadenceWanted
from governance.errors import NotFound, NotYours
from governance.matrices import Level
from governance.notices import Kind
from governance.people import Person
from governance.quarter_figures import Part, QuarterFigures, closed_on, made_on, percent
from governance.risks import Happened, Levels, Risk, RiskEntry, RiskState
from governance.services.agreeing_cadences import AgreeingCadences
from governance.services.exempting import Exempting
from governance.services.making_packs import MakingPacks
from governance.siro_decisions import Exempted
from papers import word
from papers.quarter_pack import paper_of, workbook_of
from tests.governance.returns_world import CALENDAR, LEAVERS, Killed, Office, asset, new_id, office

CLOSES, MADE = date(2027, 2, 12), date(2027, 2, 16)
LOW, HIGH = Level(2, 2), Level(4, 4)


@dataclass
class World:
    office: Office
    packs: MakingPacks

    def who(self, name: str) -> Person:
        return self.office.people[name]

    async def made(self, day: date = MADE, hour: int = 9) -> int:
        return await self.packs.run(self.office.clock.on(day, hour))

    async def pack(self, who: str = "siro", quarter: str = "2027-Q1") -> QuarterFigures:
        return await self.packs.pack_for(self.who(who), quarter)

    async def told(self) -> list[str]:
        async with self.office.store.work() as work:
            notices = await work.notices.since(self.office.clock.now().replace(year=2020))
        return sorted(each.recipient for each in notices if each.kind is Kind.QUARTER_PACK)


@pytest.fixture
async def world() -> AsyncIterator[World]:
    """Nadia sends hers with a difference; Ewa's need not be sent; the boss sends nothing; the SIRO's own is late."""
    assets = [asset("IA-1", "nadia"), asset("IA-2", "ewa"), asset("IA-3", "boss"), asset("IA-4", "siro")]
    async with office(assets) as made:
        back = await made.opened()
        store, clock = made.store, made.clock
        yours = (await made.returns())["ewa"]
        exempting = Exempting(store, CALENDAR, clock, clock, new_id, made.killing)
        await exempting.exempt(made.people["siro"], yours.id, yours.version, Exempted("=Moving"))
        nadia = made.people["nadia"]
        sheet = await made.assuring.answer_line(nadia, back.id, 1, "IA-1", LEAVERS)
        said = {"siro": "no", "siro.comment": "We are short of people."}
        sheet = await made.assuring.answer_portfolio(nadia, back.id, sheet.back.version, said)
        await made.assuring.unchanged(nadia, back.id, sheet.back.version)
        clock.on(date(2027, 1, 26))
        late = (await made.returns())["siro"]
        await made.assuring.unchanged(made.people["siro"], late.id, late.version)
        yield World(made, MakingPacks(store, CALENDAR, clock, clock, new_id, made.killing))


def risk(reference: str, level: Level, state: RiskState = RiskState.TREATING) -> Risk:
    levels, day = Levels(HIGH, level, LOW), date(2026, 12, 1)
    return Risk(reference, "IA-1", f"Risk {reference}", "", "", levels, state, day, "nadia", day)


async def entered(world: World, made: Risk, *said: tuple[date, Level, Happened]) -> None:
    async with world.office.store.work() as work:
        await work.risks.add(made)
        for number, (day, level, happened) in enumerate(said, 1):
            levels = replace(made.levels, current=level)
            await work.risks.add_entry(
                RiskEntry(made.reference, number, happened, day, "nadia", "Nadia", "owner", levels)
            )


# ---------------------------------------------------------------- when


def test_a_quarter_closes_when_a_return_that_did_not_come_is_a_non_return_and_bank_holidays_count_for_nothing() -> None:
    assert (closed_on(date(2027, 1, 22), CALENDAR), made_on(date(2027, 1, 22), CALENDAR)) == (CLOSES, MADE)
    # Good Friday and Easter Monday lie between.
    assert made_on(date(2027, 3, 4), CALENDAR) == date(2027, 3, 31)
    assert [percent(*each) for each in ((1, 3), (1, 2), (2, 3), (0, 4), (0, 0))] == [33, 50, 67, 0, None]


async def test_the_pack_is_made_once_at_nine_two_working_days_after_the_close_and_both_posts_hear(world: World) -> None:
    assert await world.made(date(2027, 2, 15)) == 0
    assert await world.made(MADE, hour=8) == 0
    assert await world.made() == 1
    assert await world.made(hour=10) == 0
    assert await world.made(date(2027, 2, 17)) == 0
    assert await world.told() == ["records", "siro"]
    assert (await world.packs.which(world.who("group"))).quarters == ("2027-Q1",)


async def test_a_clock_that_jumps_back_makes_no_second_pack_and_one_that_was_down_makes_it_late(world: World) -> None:
    assert await world.made(date(2027, 3, 1)) == 1
    assert (await world.pack()).as_of == date(2027, 3, 1)
    assert await world.made(MADE) == 0
    assert await world.told() == ["records", "siro"]


async def test_a_crash_leaves_no_half_pack(world: World) -> None:
    world.office.killing.at = "pack.before_commit"
    with pytest.raises(Killed):
        await world.made()
    with pytest.raises(NotFound):
        await world.pack()
    assert await world.made() == 1


async def test_while_the_siros_post_is_vacant_the_records_manager_hears_alone(world: World) -> None:
    await world.office.change("siro", left_on=date(2027, 2, 1))
    assert await world.made() == 1
    assert await world.told() == ["records"]
    with pytest.raises(NotYours):
        await world.pack()


async def test_a_quarter_without_owners_has_no_pack() -> None:
    async with office([]) as made:
        await made.mark("2027-Q1")
        packs = MakingPacks(made.store, CALENDAR, made.clock, made.clock, new_id, made.killing)
        assert await packs.run(made.clock.on(date(2027, 3, 1))) == 0
        with pytest.raises(NotFound):
            await packs.now_for(made.people["siro"])
        with pytest.raises(NotFound, match="No quarter has closed yet"):
            await packs.pack(None)


# ---------------------------------------------------------------- what


async def test_it_counts_who_sent_theirs_and_names_who_did_not(world: World) -> None:
    await world.made()
    figures = await world.pack()
    assert figures.of(Part.DIRECTORATES) == (
        ("Finance", 3, 2, 1, 1, 0, 67),
        ("Housing", 0, 0, 0, 0, 1, None),
    )
    assert figures.total == ("2027-Q1", 3, 2, 1, 1, 1, 67)
    assert figures.of(Part.NON_RETURNS) == (("Boss", "Finance", 1, 17),)
    assert figures.of(Part.EXEMPT) == (("Ewa", "Housing", "=Moving", "Siro", date(2027, 1, 4)),)
    (different,) = figures.of(Part.DIFFERENCES)
    assert different[:3] == ("Nadia", "Finance", "Asset IA-1 (IA-1)")
    assert different[4:] == ("no", "Two leavers can still get in.", "Close the two accounts", date(2027, 2, 1))
    assert sum(int(str(row[1])) for row in figures.of(Part.EXCEPTIONS)) == 1
    assert [row[1] for row in figures.of(Part.ACTIONS)] == [0, 0, 1, 0]


async def test_the_strategy_group_and_whoever_runs_the_service_do_not_read_what_was_written_for_the_siro(
    world: World,
) -> None:
    await world.made()
    assert (await world.pack()).of(Part.FOR_SIRO) == (("Nadia", "We are short of people."),)
    for figures in (
        await world.pack("group"),
        await world.pack("records"),
        await world.packs.pack(None),
        await world.packs.now_for(world.who("records")),
    ):
        assert Part.FOR_SIRO not in figures.rows
        assert "short of people" not in str(paper_of(figures, "Anytown"))
    assert (await world.packs.now_for(world.who("siro"))).of(Part.FOR_SIRO)
    verbs = [each.verb for each in await world.office.record()]
    assert (verbs.count("quarter_pack_made"), verbs.count("quarter_pack_taken")) == (1, 4)


@pytest.mark.parametrize("who", ["director", "nadia", "stranger"])
async def test_nobody_else_has_the_figures(world: World, who: str) -> None:
    await world.made()
    for ask in (world.packs.pack_for(world.who(who), "2027-Q1"), world.packs.now_for(world.who(who))):
        with pytest.raises(NotYours):
            await ask


async def test_risks_that_moved_and_those_out_of_appetite(world: World) -> None:
    before, during = date(2026, 12, 1), date(2027, 1, 20)
    await entered(world, risk("R-1", HIGH), (before, LOW, Happened.RAISED), (during, HIGH, Happened.ASSESSED))
    await entered(world, risk("R-2", LOW), (before, LOW, Happened.RAISED), (during, LOW, Happened.REVIEWED))
    await entered(world, risk("R-3", HIGH, RiskState.ACCEPTED), (during, HIGH, Happened.RAISED))
    closed = (during, LOW, Happened.CLOSED)
    await entered(world, risk("R-4", LOW, RiskState.CLOSED), (before, LOW, Happened.RAISED), closed)
    await world.made()
    figures = await world.pack()
    assert figures.of(Part.MOVED) == (
        ("R-1", "Risk R-1", "Nadia", "low (4)", "very high (16)"),
        ("R-3", "Risk R-3", "Nadia", "not there", "very high (16)"),
        ("R-4", "Risk R-4", "Nadia", "low (4)", "closed"),
    )
    assert figures.of(Part.APPETITE) == (("R-1", "Risk R-1", "Nadia", "very high", 16),)


async def test_the_same_quarter_gives_the_same_bytes_whatever_happens_afterwards(world: World) -> None:
    await world.made()
    first = await world.pack()
    kept = word.document(paper_of(first, "Anytown")), workbook_of(first, "Anytown")
    late = (await world.office.returns())["boss"]
    await world.office.assuring.unchanged(world.who("boss"), late.id, late.version)
    await world.office.change("nadia", directorate="Elsewhere")
    again = await world.pack()
    assert (word.document(paper_of(again, "Anytown")), workbook_of(again, "Anytown")) == kept
    now = await world.packs.now_for(world.who("siro"))
    assert now.total == ("2027-Q1", 3, 3, 2, 0, 1, 100)


async def test_the_trend_takes_quarters_before_as_they_were_taken_down(world: World) -> None:
    await world.made()
    late = (await world.office.returns())["boss"]
    await world.office.assuring.unchanged(world.who("boss"), late.id, late.version)
    agreeing = AgreeingCadences(
        world.office.store, CALENDAR, world.office.clock, world.office.clock, new_id, world.office.killing
    )
    wanted = CadenceWanted("half_year", "second", None, "An archive.", date(2027, 12, 31))
    await agreeing.ask(world.who("siro"), "ewa", wanted)
    await world.office.assuring.open_cycle(world.office.clock.on(date(2027, 4, 1)))
    figures = await world.packs.now_for(world.who("siro"))
    assert [row[:3] for row in figures.of(Part.TREND)] == [("2027-Q1", 3, 2), ("2027-Q2", 3, 0)]
    (rhythm,) = figures.of(Part.RHYTHMS)
    assert rhythm[:3] == ("Ewa", "Housing", "every half year, first for July to September 2027")
