"""What offices send, against all four importers: each is taken with a word about it, or refused with where, what and
what to do; and then nothing was changed."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from xlsxwriter import Workbook

from bot.commands.importing import COLUMNS, RISKS, import_file
from governance.errors import Refused
from governance.services.importing import Imported, Importing
from governance.services.importing_risks import ImportingRisks
from governance.services.moving_lines import MovingLines
from governance.services.risk_clock import RiskClock
from governance.services.risk_records import RiskWriter
from governance.services.settling import Settling
from papers.reading import read_table
from storage.work import SqlStore, memory_store
from tests.governance.actions_world import CALENDAR, Hand, never, new_id

Rows = list[dict[str, str]]
#: The column that names a row, one with a date, one with a choice or a number, and one that names something else.
PARTS = {
    "people": ("staff_number", "left_on", "roles", "manager"),
    "assets": ("reference", "", "importance", "owner"),
    "actions": ("reference", "original_due_date", "priority", "holder"),
    "risks": ("reference", "reviewed_on", "current_impact", "asset"),
}
SUBJECTS = tuple(PARTS)


#: Columns that speak of what is not there yet.
LEAN_ON_OTHERS = ("manager", "leave", "left_on", "acting_owner", "administrator", "predecessors")


def rows_of(subject: str) -> Rows:
    """Two rows as each importer's own examples have them."""
    found = []
    for number in (1, 2):
        row = {column.name: column.example for column in COLUMNS[subject]}
        row |= {
            name: ""
            for name in ("manager", "leave", "left_on", "acting_owner", "administrator", "predecessors")
            if name in row
        }
        row[PARTS[subject][0]] = f"N-{number}"
        if subject == "people":
            entra_id = f"00000000-0000-4000-8000-{number:012}"
            row |= {"entra_object_id": entra_id, "email": f"p{number}@c.example", "roles": "", "name": f"Zoë {number}"}
        row |= {name: "p1@c.example" for name in ("owner", "holder") if name in row}
        row |= {"asset": "N-1"} if "asset" in row else {}
        row |= {"current_likelihood": "2"} if subject == "risks" else {}
        row |= {"target_likelihood": "1", "reviewed_on": "", "state": "treating"} if subject == "risks" else {}
        row |= {"state": "in progress"} if subject == "actions" else {}
        found.append(row)
    return found


def as_csv(rows: Sequence[Mapping[str, str]], delimiter: str = ",") -> str:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(rows[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def book(fill: Callable[[Workbook], object]) -> bytes:
    raw = io.BytesIO()
    with Workbook(raw, {"in_memory": True}) as made:
        fill(made)
    return raw.getvalue()


def page(made: Workbook, rows: Rows, name: str = "Register") -> Any:
    sheet = made.add_worksheet(name)
    for line, cells in enumerate([list(rows[0]), *(list(row.values()) for row in rows)]):
        for column, cell in enumerate(cells):
            sheet.write_string(line, column, cell)
    return sheet


@dataclass
class Office:
    store: SqlStore
    importing: Importing
    risks: ImportingRisks
    folder: Path

    async def takes(self, subject: str, raw: bytes, *, dry_run: bool = False) -> Imported:
        path = self.folder / "register"
        path.write_bytes(raw)
        if subject == RISKS:
            return await self.risks.risks(read_table(path, COLUMNS[RISKS]), dry_run=dry_run)
        return await import_file(self.importing, subject, path, dry_run)

    async def before(self, subject: str) -> None:
        """What its rows lean on is there."""
        for each in {"people": (), "assets": ("people",)}.get(subject, ("people", "assets")):
            await self.takes(each, as_csv(rows_of(each)).encode())

    async def count(self, subject: str) -> int:
        async with self.store.work() as work:
            counts = await work.register.counts()
            risks = await work.risks.about({"N-1"})
        return counts.get(subject, len(risks))


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    clock = Hand()
    async with await memory_store(b"k" * 32) as store:
        settling, writer = Settling(CALENDAR, clock, new_id), RiskWriter(CALENDAR, clock, new_id)
        importing = Importing(store, clock, CALENDAR, settling, MovingLines(CALENDAR, clock, new_id))
        risks = ImportingRisks(store, writer, RiskClock(store, writer, CALENDAR, never), CALENDAR, clock, never)
        yield Office(store, importing, risks, tmp_path)


def changed(rows: Rows, **cells: str) -> Rows:
    return [rows[0], {**rows[1], **{name: cell for name, cell in cells.items() if name}}]


def merged_headings(rows: Rows, subject: str) -> bytes:
    def fill(made: Workbook) -> None:
        sheet = page(made, rows)
        sheet.merge_range(0, 0, 0, 1, PARTS[subject][0])

    return book(fill)


def merged_cells(rows: Rows, _subject: str) -> bytes:
    def fill(made: Workbook) -> None:
        page(made, rows).merge_range(1, 2, 2, 2, "both")

    return book(fill)


def formula_without_value(rows: Rows, _subject: str) -> bytes:
    def fill(made: Workbook) -> None:
        page(made, rows).write_formula(2, 0, "=1+1", value="")

    return book(fill)


def only_hidden(rows: Rows, _subject: str) -> bytes:
    def fill(made: Workbook) -> None:
        made.add_worksheet("Notes").write_string(0, 0, "See the other sheet")
        page(made, rows).hide()

    return book(fill)


def two_sheets(rows: Rows, _subject: str) -> bytes:
    def fill(made: Workbook) -> None:
        page(made, rows)
        page(made, rows, "Last year")

    return book(fill)


REFUSED: Mapping[str, tuple[Callable[[Rows, str], bytes], tuple[str, ...]]] = {
    "merged headings": (merged_headings, ("merged",)),
    "merged cells": (merged_cells, ("cells C2 to C3 are merged. Take them apart",)),
    "a formula that was never worked out": (formula_without_value, ("line 3", "Open the file in Excel, save it")),
    "a hidden sheet alone": (only_hidden, ("is hidden: Register. Show it in Excel",)),
    "two sheets of it": (two_sheets, ("Say which with --sheet",)),
    "a reference twice": (
        lambda rows, subject: as_csv([rows[0], {**rows[1], PARTS[subject][0]: "N-1"}]).encode(),
        ("line 3", "is the same as in line 2"),
    ),
    "a date that is none": (
        lambda rows, subject: as_csv(changed(rows, **{PARTS[subject][1] or "importance": "31/02/2027"})).encode(),
        ("line 3", "“31/02/2027”"),
    ),
    "a word that is none": (
        lambda rows, subject: as_csv(changed(rows, **{PARTS[subject][2]: "enormous"})).encode(),
        ("line 3", "“enormous”"),
    ),
    "somebody or something unknown": (
        lambda rows, subject: as_csv(changed(rows, **{PARTS[subject][3]: "nobody@c.example"})).encode(),
        ("line 3", "is n"),
    ),
    "cut off UTF-16": (lambda rows, _: as_csv(rows, "\t").encode("utf-16")[:-1], ("cut off in the middle",)),
    "cells beside the last heading": (
        lambda rows, _: (as_csv(rows).rstrip("\r\n") + ",more\r\n").encode(),
        ("line 3", "cells, the headings are"),
    ),
    "no headings": (lambda rows, _: as_csv(rows).split("\r\n", 1)[1].encode(), ("must hold the headings",)),
}


def trailing_blanks(rows: Rows, _subject: str) -> bytes:
    def fill(made: Workbook) -> None:
        sheet = page(made, rows)
        for line in range(3, 3000):
            sheet.write_string(line, 0, "  ")

    return book(fill)


def hidden_beside(rows: Rows, _subject: str) -> bytes:
    def fill(made: Workbook) -> None:
        page(made, rows)
        page(made, rows, "Old").hide()

    return book(fill)


def formula_with_value(rows: Rows, subject: str) -> bytes:
    def fill(made: Workbook) -> None:
        page(made, rows).write_formula(2, 0, '="N-"&"2"', value=rows[1][PARTS[subject][0]])

    return book(fill)


TAKEN: Mapping[str, tuple[Callable[[Rows, str], bytes], str]] = {
    "Windows-1252": (lambda rows, _: as_csv([{**rows[0]}, _accent(rows[1])]).encode("cp1252"), "read as Windows-1252"),
    "UTF-16 with tabs": (lambda rows, _: as_csv(rows, "\t").encode("utf-16"), ""),
    "semicolons": (lambda rows, _: as_csv(rows, ";").encode("utf-8-sig"), ""),
    "thousands of blank rows": (trailing_blanks, ""),
    "a hidden sheet beside it": (hidden_beside, "Not read: Old"),
    "a formula that was worked out": (formula_with_value, "formulas were read as Excel last worked them out"),
}


def _accent(row: dict[str, str]) -> dict[str, str]:
    name = next(each for each in ("name", "title") if each in row)
    return {**row, name: "Café"}


@pytest.mark.parametrize("subject", SUBJECTS)
@pytest.mark.parametrize("what", REFUSED)
async def test_it_is_refused_with_where_and_what_to_do_and_nothing_is_changed(
    office: Office, subject: str, what: str
) -> None:
    await office.before(subject)
    before = await office.count(subject)
    make, words = REFUSED[what]
    with pytest.raises(Refused) as caught:
        await office.takes(subject, make(rows_of(subject), subject))
    for each in words:
        assert each in str(caught.value)
    assert await office.count(subject) == before


@pytest.mark.parametrize("subject", SUBJECTS)
@pytest.mark.parametrize("what", TAKEN)
async def test_it_is_taken_and_the_reader_knows_how(office: Office, subject: str, what: str) -> None:
    await office.before(subject)
    make, note = TAKEN[what]
    raw = make(rows_of(subject), subject)
    dry = await office.takes(subject, raw, dry_run=True)
    done = await office.takes(subject, raw)
    assert (dry.added, done.added, await office.count(subject)) == (2, 2, 2)
    assert note in " ".join(done.notes)


async def test_people_who_manage_each_other_in_a_circle_are_named(office: Office) -> None:
    rows = rows_of("people")
    with pytest.raises(Refused, match=r"goes round in a circle: nobody is at the top \(line 2, 3\)"):
        await office.takes("people", as_csv([{**rows[0], "manager": "N-2"}, {**rows[1], "manager": "N-1"}]).encode())
    assert await office.count("people") == 0


async def test_a_post_that_becomes_vacant_is_said_before_it_is_done(office: Office) -> None:
    rows = rows_of("people")
    await office.takes("people", as_csv([{**rows[0], "roles": "records manager"}, rows[1]]).encode())
    for gone in ({"roles": ""}, {"roles": "records manager", "left_on": "2020-01-01"}):
        dry = await office.takes("people", as_csv([{**rows[0], **gone}]).encode(), dry_run=True)
        assert "Nobody is records manager any more" in " ".join(dry.notes)
    kept = await office.takes(
        "people", as_csv([{**rows[0], "roles": ""}, {**rows[1], "roles": "records manager"}]).encode()
    )
    assert kept.notes == ()
