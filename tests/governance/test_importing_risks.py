"""The council's own spreadsheet of risks: all of it or nothing, and never over what people said here since."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from datetime import date

import pytest

from governance.differences import Change
from governance.matrices import FIVE_BY_FIVE, Level
from governance.obligations import Duty
from governance.risk_rows import COLUMNS, risk_cells
from governance.risks import AcceptanceState, Happened, RiskState
from governance.rows import BadRows, Row, Table
from governance.services.importing import Imported
from governance.services.importing_risks import ImportingRisks
from governance.services.risk_records import RiskWriter
from tests.governance.actions_world import CALENDAR, never, new_id
from tests.governance.risks_world import TODAY, World, told, world

HEADINGS = tuple(column.name for column in COLUMNS)
UNTIL = date(2027, 6, 1)


def row(reference: str = "R-1", **cells: str) -> dict[str, str]:
    made = {
        "reference": reference, "asset": "IA-1", "title": "Lost", "description": "It may be lost", "controls": "",
        "inherent_likelihood": "5", "inherent_impact": "4", "current_likelihood": "3", "current_impact": "3",
        "target_likelihood": "1", "target_impact": "1", "matrix": "5x5", "reviewed_on": "", "state": "",
    }  # fmt: skip
    return made | cells


def table(*rows: Mapping[str, str], without: tuple[str, ...] = ()) -> Table:
    columns = tuple(each for each in HEADINGS if each not in without)
    lines = [Row(line, tuple(each[column] for column in columns)) for line, each in enumerate(rows, 2)]
    return Table("risks.csv", columns, lines)


class Register:
    def __init__(self, council: World) -> None:
        self.council = council
        writer = RiskWriter(CALENDAR, council.clock, new_id)
        self._importing = ImportingRisks(council.store, writer, council.by_itself, CALENDAR, council.clock, never)

    async def takes(self, *rows: Mapping[str, str], dry_run: bool = False, over: bool = False) -> Imported:
        return await self._importing.risks(table(*rows), dry_run=dry_run, over=over)

    async def takes_table(self, given: Table) -> Imported:
        return await self._importing.risks(given)

    async def wrong(self, *rows: Mapping[str, str], over: bool = False) -> BadRows:
        with pytest.raises(BadRows) as caught:
            await self.takes(*rows, over=over)
        return caught.value

    async def exported(self, reference: str = "RSK-0001") -> dict[str, str]:
        return risk_cells((await self.council.file(reference)).risk, FIVE_BY_FIVE)

    async def references(self) -> list[str]:
        async with self.council.store.work() as work:
            return [each.reference for each in await work.risks.in_states(list(RiskState))]


@pytest.fixture
async def register() -> AsyncIterator[Register]:
    async with world() as made:
        yield Register(made)


class TestNewRisks:
    async def test_they_come_into_the_register_and_are_reviewed_from_then_on(self, register: Register) -> None:
        dry = await register.takes(row(), row("R-2"), dry_run=True)
        assert (dry.added, dry.rows.added) == (2, ["R-1", "R-2"])
        assert await register.references() == []
        done = await register.takes(row(reviewed_on="01/02/2027"), row("R-2", state="closed"))
        assert (done.added, await register.references()) == (2, ["R-1", "R-2"])
        file = await register.council.file("R-1")
        assert (file.risk.state, file.risk.reviewed_on) == (RiskState.TREATING, date(2027, 2, 1))
        [entry] = file.entries
        assert (entry.happened, entry.by_name, entry.by_role) == (Happened.RAISED, "Import", "import")
        assert await register.council.owed() == {Duty.RISK_REVIEW: date(2027, 5, 4)}
        assert [each.verb for each in await register.council.events()] == ["risk_raised", "risk_raised", "imported"]

    async def test_one_that_its_owner_has_to_sign_comes_in_as_a_draft(self, register: Register) -> None:
        await register.takes(row(state="Draft"))
        assert set(await register.council.owed()) == {Duty.RISK_SIGN}

    @pytest.mark.parametrize(
        ("cells", "column", "words"),
        [
            ({"asset": "IA-9"}, "asset", "not an asset of the register. Import the assets first"),
            ({"title": ""}, "title", "is empty"),
            ({"current_impact": "6"}, "current_impact", "not on the policy's matrix, 5x5: a whole number from 1 to 5"),
            ({"current_impact": "likely"}, "current_impact", "a whole number from 1 to 5"),
            ({"current_impact": "2.5"}, "current_impact", "a whole number from 1 to 5"),
            ({"matrix": "4x4"}, "matrix", "levels of one are not levels of the other. Judge this risk on 5x5"),
            ({"current_likelihood": "5", "current_impact": "5"}, "current_likelihood", "cannot be above"),
            ({"reviewed_on": "31/06/2027"}, "reviewed_on", "“31/06/2027”"),
            ({"reviewed_on": "2027-03-02"}, "reviewed_on", "is after today"),
            ({"state": "accepted"}, "state", "draft, treating, closed. What is accepted of it is asked for in Teams"),
            ({"state": "gone"}, "state", "is not one of"),
        ],
    )
    async def test_each_mistake_says_where_what_and_what_to_do_and_nothing_comes_in(
        self, register: Register, cells: dict[str, str], column: str, words: str
    ) -> None:
        wrong = await register.wrong(row("R-2"), row(**cells))
        assert [(each.line, each.column) for each in wrong.problems] == [(3, column)]
        assert words in str(wrong)
        assert await register.references() == []

    async def test_a_reference_stands_once(self, register: Register) -> None:
        assert "is the same as in line 2" in str(await register.wrong(row(), row()))

    async def test_a_whole_number_may_look_like_a_spreadsheets(self, register: Register) -> None:
        await register.takes(row(current_impact="2.0"))
        assert (await register.council.file("R-1")).risk.levels.current == Level(3, 2)


class TestKnownRisks:
    async def test_what_was_exported_changes_nothing(self, register: Register) -> None:
        await register.council.kept()
        cells = await register.exported()
        assert (await register.takes(cells)).unchanged == 1
        several = told(description="One line.\nAnother line.")
        await register.council.keeping.assess(register.council.who("owner"), "RSK-0001", 3, several)
        assert (await register.takes(await register.exported())).unchanged == 1
        assert "\n" in (await register.council.file()).risk.description

    async def test_the_cells_that_change_are_shown_and_then_written(self, register: Register) -> None:
        await register.takes(row())
        cells = row(title="Lost on a train", current_impact="4")
        dry = await register.takes(cells, dry_run=True)
        assert dry.rows.changed[0].changes == (
            Change("title", "Lost", "Lost on a train"),
            Change("current_impact", "3", "4"),
        )
        assert (await register.council.file("R-1")).risk.title == "Lost"
        await register.takes(cells)
        file = await register.council.file("R-1")
        assert (file.risk.title, file.risk.levels.current, file.risk.version) == ("Lost on a train", Level(3, 4), 3)
        assert [each.happened for each in file.entries] == [Happened.RAISED, Happened.ASSESSED]
        assert (await register.takes(cells)).unchanged == 1

    async def test_an_older_file_undoes_nothing(self, register: Register) -> None:
        await register.takes(row())
        await register.council.keeping.assess(
            register.council.who("owner"), "R-1", 2, told((2, 2), "Lost", description="It may be lost", controls="")
        )
        done = await register.takes(row(reviewed_on="2027-02-01"))
        assert (done.unchanged, done.left_as_said) == (1, 1)
        assert (await register.council.file("R-1")).risk.levels.current == Level(2, 2)
        # What only the file changes since then comes in.
        await register.takes(row(target_impact="2"))
        levels = (await register.council.file("R-1")).risk.levels
        assert (levels.current, levels.target) == (Level(2, 2), Level(1, 2))

    async def test_what_was_changed_on_both_sides_is_named_unless_the_file_counts(self, register: Register) -> None:
        await register.takes(row())
        await register.council.keeping.assess(
            register.council.who("owner"), "R-1", 2, told((2, 2), "Mislaid", description="It may be lost", controls="")
        )
        cells = row(current_impact="1", title="Lost again")
        wrong = await register.wrong(cells)
        assert [each.column for each in wrong.problems] == ["title", "current_impact"]
        assert "was changed here by Owner on 01/03/2027" in str(wrong)
        await register.takes(cells, over=True)
        assert (await register.council.file("R-1")).risk.title == "Lost again"

    async def test_a_risk_stays_with_its_asset_and_as_it_stands(self, register: Register) -> None:
        await register.council.kept()
        async with register.council.store.work() as work:
            await work.register.replace_assets(
                [replace(each, reference="IA-2") for each in (await work.register.assets(["IA-1"])).values()]
            )
        cells = await register.exported()
        assert "A risk stays with its asset" in str(await register.wrong(cells | {"asset": "IA-2"}))
        assert (await register.takes(cells | {"state": "closed"})).left_as_said == 1
        assert (await register.council.file()).risk.state is RiskState.TREATING

    async def test_one_that_rises_in_the_file_is_not_accepted_any_more(self, register: Register) -> None:
        await register.council.kept()
        await register.council.ask(UNTIL)
        await register.council.decide("records")
        await register.takes(await register.exported() | {"current_likelihood": "4", "current_impact": "4"})
        file = await register.council.file()
        assert (file.risk.state, file.acceptances[0].state) == (RiskState.TREATING, AcceptanceState.INVALIDATED)
        assert "has risen" in file.entries[-1].words

    async def test_what_was_asked_for_of_another_level_is_not_decided(self, register: Register) -> None:
        await register.council.kept()
        await register.council.ask(UNTIL)
        await register.takes(await register.exported() | {"current_likelihood": "1", "current_impact": "2"})
        file = await register.council.file()
        assert (file.risk.state, file.acceptances[0].state) == (RiskState.TREATING, AcceptanceState.INVALIDATED)

    async def test_risks_that_the_file_does_not_name_stay(self, register: Register) -> None:
        await register.takes(row(), row("R-2"))
        done = await register.takes(row("R-2"))
        assert (done.not_named, done.rows.gone) == (1, ["R-1"])
        assert (await register.council.file("R-1")).risk.reviewed_on == TODAY

    async def test_columns_that_a_file_lacks_stay_as_they_are(self, register: Register) -> None:
        await register.takes(row(controls="A lock"))
        await register.takes_table(table(row(), without=("controls", "reviewed_on", "state", "matrix")))
        assert (await register.council.file("R-1")).risk.controls == "A lock"
