"""An Excel workbook as a council's office keeps it, and every way in which it can be spoilt."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from xlsxwriter import Workbook

from governance.errors import Refused
from governance.rows import BadRows, Cells, Column, Table
from papers.reading import read_table

COLUMNS = (
    Column("reference", "the reference", "A1", True),
    Column("title", "the title", "Deeds", True),
    Column("due_date", "when it is due", "2027-03-31"),
)
HEADINGS = ("Reference", "Title", "Due date")

#: Excel knows no zone.
LAST_OF_MARCH = datetime(2027, 3, 31)  # noqa: DTZ001
HALF_PAST_TWO = datetime(2027, 3, 31, 14, 30)  # noqa: DTZ001

Fill = Callable[[Workbook], object]


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., Table]:
    def made(fill: Fill, sheet: str = "") -> Table:
        path = tmp_path / "register.xlsx"
        with Workbook(path) as book:
            fill(book)
        return read_table(path, COLUMNS, sheet)

    return made


def sheet(*rows: tuple[Any, ...], name: str = "Register", at: tuple[int, int] = (0, 0)) -> Fill:
    """A sheet with the headings and these rows; text that looks like a formula stays text."""

    def fill(book: Workbook) -> Any:
        page = book.add_worksheet(name)
        dates = book.add_format({"num_format": "dd/mm/yyyy"})
        for down, row in enumerate((HEADINGS, *rows)):
            for right, value in enumerate(row):
                place = at[0] + down, at[1] + right
                if isinstance(value, datetime):
                    page.write_datetime(*place, value, dates)
                elif isinstance(value, str):
                    page.write_string(*place, value)
                else:
                    page.write(*place, value)
        return page

    return fill


def cells(table: Table) -> list[tuple[int, tuple[str, ...]]]:
    return [(row.line, row.cells) for row in table.rows]


def test_numbers_dates_and_answers_are_read_as_a_person_would_type_them(read: Callable[..., Table]) -> None:
    table = read(sheet((10482, True, LAST_OF_MARCH), ("0012", 1.5, ""), (" A3 ", "Zoë’s", "31/03/2027")))
    assert table.columns == ("reference", "title", "due_date")
    assert cells(table) == [
        (2, ("10482", "yes", "2027-03-31")),
        (3, ("0012", "1.5", "")),
        (4, ("A3", "Zoë’s", "31/03/2027")),
    ]
    assert table.notes == ()


@pytest.mark.parametrize("formula", ["=1+1", "+44 24", "-5", "@SUM(A1)", '=HYPERLINK("http://x.example")'])
def test_text_that_looks_like_a_formula_stays_text(read: Callable[..., Table], formula: str) -> None:
    assert read(sheet(("A1", formula))).rows[0].cells[1] == formula


def test_a_title_above_the_headings_and_an_empty_column_before_them_do_no_harm(read: Callable[..., Table]) -> None:
    def fill(book: Workbook) -> None:
        page = sheet(("A1", "Deeds"), ("", ""), ("A2", "Minutes"), at=(3, 1))(book)
        page.merge_range(0, 1, 0, 3, "Register of the council")

    table = read(fill)
    assert cells(table) == [(5, ("A1", "Deeds", "")), (7, ("A2", "Minutes", ""))]
    assert "the headings stand in line 4" in table.notes[0]


def test_the_one_sheet_with_such_headings_is_read_and_the_others_are_named(read: Callable[..., Table]) -> None:
    def fill(book: Workbook) -> None:
        book.add_worksheet("Notes").write(0, 0, "Ask Sam")
        sheet(("A1", "Deeds"))(book)

    table = read(fill)
    assert table.name == "register.xlsx, sheet Register"
    assert table.notes == ("register.xlsx, sheet Register was read. Not read: Notes.",)


def test_of_two_such_sheets_somebody_has_to_say_which(read: Callable[..., Table]) -> None:
    def fill(book: Workbook) -> None:
        sheet(("A1", "Deeds"), name="Old")(book)
        sheet(("A1", "Deeds, new"), name="New")(book)

    with pytest.raises(Refused, match=r"Old, New\. Say which with --sheet"):
        read(fill)
    assert read(fill, "New").rows[0].cells[1] == "Deeds, new"
    with pytest.raises(Refused, match="no sheet called Other"):
        read(fill, "Other")


def test_merged_cells_an_error_and_a_formula_never_worked_out_are_named_by_place(read: Callable[..., Table]) -> None:
    def fill(book: Workbook) -> None:
        page = sheet(("A1", "Deeds"), ("A2", "Minutes"), ("A3", "Maps"), ("A4", "Keys"))(book)
        page.merge_range(1, 2, 2, 2, "2027-03-31")
        page.write_formula(3, 1, "=NA()", None, "#N/A")
        page.write_formula(4, 1, "=A4&B4", None, "")

    with pytest.raises(BadRows) as caught:
        read(fill)
    words = str(caught.value)
    assert "register.xlsx, sheet Register, line 2: cells C2 to C3 are merged" in words
    assert "register.xlsx, sheet Register, line 4, column title: holds an error of Excel" in words
    assert [(each.line, each.column) for each in caught.value.problems] == [
        (2, ""),
        (4, "title"),
        (5, "title"),
    ]
    assert "holds a formula that was never worked out" in words


def test_a_formula_that_no_program_worked_out_is_no_empty_cell(tmp_path: Path) -> None:
    path = tmp_path / "register.xlsx"
    with Workbook(path) as book:
        page = sheet(("A1", "Deeds"))(book)
        page.write_formula(1, 1, '="a"&"b"', None, 7)
    _rewrite(path, b"<v>7</v>", b"")
    with pytest.raises(BadRows, match="column title: holds a formula that was never worked out"):
        read_table(path, COLUMNS)


def test_a_formula_counts_as_it_was_last_worked_out_and_the_reader_is_told(read: Callable[..., Table]) -> None:
    def fill(book: Workbook) -> None:
        sheet(("A1", "x"))(book).write_formula(1, 1, '="De"&"eds"', None, "Deeds")

    table = read(fill)
    assert cells(table) == [(2, ("A1", "Deeds", ""))]
    assert "as Excel last worked them out: B2" in table.notes[0]


def test_a_cell_beside_the_last_heading_is_not_dropped(read: Callable[..., Table]) -> None:
    with pytest.raises(BadRows, match="line 3: has a cell beside the last heading"):
        read(sheet(("A1", "Deeds"), ("A2", "Minutes", "", "surplus")))


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        (46477, "is the number by which Excel keeps 31/03/2027"),
        ("03/31/2027", "has the month first. Write 31/03/2027"),
        ("31/03/27", "has a year of two digits"),
        ("soon", "is not a date"),
        ("31/02/2027", "is not a date"),
        (HALF_PAST_TWO, "is not a date"),
    ],
)
def test_each_wrong_date_has_its_own_words(read: Callable[..., Table], cell: object, words: str) -> None:
    table = read(sheet(("A1", "Deeds", cell)))
    found = Cells(table, COLUMNS)
    found.each(table, lambda: found.date("due_date"))
    (problem,) = found.problems
    assert words in problem.reason


def test_dates_that_could_be_read_two_ways_are_read_day_first_and_the_reader_is_told(
    read: Callable[..., Table],
) -> None:
    def noted(*dates: str) -> tuple[str, ...]:
        table = read(sheet(*((f"A{n}", "Deeds", each) for n, each in enumerate(dates))))
        found = Cells(table, COLUMNS)
        found.each(table, lambda: found.date("due_date"))
        assert not found.problems
        return found.notes()

    assert noted("03/04/2027", "2027-05-01") == (
        "Dates in column due_date were read with the day first: 03/04/2027 is 3 April 2027.",
    )
    assert noted("03/04/2027", "31/03/2027") == ()
    assert noted("3 April 2027", "1 Sept 2027", "05/05/2027") == ()


def test_what_is_no_workbook_or_would_fill_the_memory_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "register.xlsx"
    path.write_bytes(_zip({"anything": b"x"}))
    with pytest.raises(Refused, match="cannot be read as an Excel workbook"):
        read_table(path, COLUMNS)
    path.write_bytes(_zip({"xl/worksheets/sheet1.xml": bytes(513 * 1024 * 1024)}))
    with pytest.raises(Refused, match="holds more than 512 MB"):
        read_table(path, COLUMNS)


def test_an_empty_sheet_and_one_without_rows_are_told_apart(read: Callable[..., Table]) -> None:
    with pytest.raises(Refused, match="none of the first 20 lines holds the headings"):
        read(lambda book: book.add_worksheet("Register"))
    with pytest.raises(Refused, match="headings, but no rows"):
        read(sheet())


def _zip(parts: dict[str, bytes]) -> bytes:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return raw.getvalue()


def _rewrite(path: Path, old: bytes, new: bytes) -> None:
    """Change the sheet's XML, as another program would have written it."""
    with zipfile.ZipFile(path) as made:
        parts = {name: made.read(name) for name in made.namelist()}
    parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"].replace(old, new)
    path.write_bytes(_zip(parts))
