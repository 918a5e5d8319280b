"""A csv file as a council's office saves it, and every way in which it can be spoilt."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from governance.errors import Refused
from governance.rows import BadRows, Column, Table
from papers import reading
from papers.headings import MOST_ROWS

COLUMNS = (
    Column("reference", "the reference", "A1", True),
    Column("title", "the title", "Deeds", True),
    Column("due_date", "when it is due", "2027-03-31"),
)

Read = Callable[[bytes], Table]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def from_bytes(content: bytes) -> Table:
        path = tmp_path / "register.csv"
        path.write_bytes(content)
        return reading.read_table(path, COLUMNS)

    return from_bytes


def cells(table: Table) -> list[tuple[int, tuple[str, ...]]]:
    return [(row.line, row.cells) for row in table.rows]


PLAIN = "reference,title,due_date\nA1,Zoë’s deeds,2027-03-31\n"


@pytest.mark.parametrize(
    "content",
    [
        PLAIN.encode(),
        PLAIN.encode("utf-8-sig"),
        PLAIN.replace(",", ";").encode(),
        PLAIN.replace(",", "\t").encode(),
        PLAIN.replace("\n", "\r\n").encode(),
        PLAIN.replace("\n", "\r").encode(),
        PLAIN.rstrip().encode(),
        PLAIN.replace("due_date", " Due Date ").encode(),
        PLAIN.replace("reference", "REFERENCE").encode(),
        PLAIN.replace("\n", ",,\n").encode(),
        (PLAIN + ",,\n\n").encode(),
    ],
    ids=[
        "utf-8",
        "with a byte order mark",
        "semicolons",
        "tabs",
        "windows line ends",
        "old mac line ends",
        "no last line end",
        "headings with spaces and capitals",
        "headings in capitals",
        "empty columns at the end",
        "empty rows at the end",
    ],
)
def test_the_same_rows_are_read_however_the_office_saved_them(read: Read, content: bytes) -> None:
    table = read(content)
    assert table.columns == ("reference", "title", "due_date")
    assert cells(table) == [(2, ("A1", "Zoë’s deeds", "2027-03-31"))]
    assert table.notes == ()


def test_a_windows_file_is_read_and_the_reader_is_told_where_to_look(read: Read) -> None:
    table = read("reference,title\nA1,plain\nA2,Zoë’s deeds\n".encode("cp1252"))
    assert table.rows[1].cells[1] == "Zoë’s deeds"
    (note,) = table.notes
    assert "register.csv" in note
    assert "Windows-1252" in note
    assert "line 3" in note


def test_a_cell_may_hold_several_lines_and_lines_are_counted_as_an_editor_counts_them(read: Read) -> None:
    table = read(b'reference,title\nA1,"two\r\nlines, and a ""word"""\nA2,after\n')
    assert cells(table) == [(2, ("A1", 'two\r\nlines, and a "word"')), (4, ("A2", "after"))]


@pytest.mark.parametrize("formula", ["=1+1", "+44 24", "-5", "@SUM(A1)", '=HYPERLINK("http://x.example")'])
def test_what_looks_like_a_formula_is_only_text(read: Read, formula: str) -> None:
    quoted = '"' + formula.replace('"', '""') + '"'
    assert read(f"reference,title\nA1,{quoted}\n".encode()).rows[0].cells[1] == formula


def test_columns_may_stand_in_any_order(read: Read) -> None:
    assert read(b"title,reference\nDeeds,A1\n").columns == ("title", "reference")


@pytest.mark.parametrize(
    ("content", "line", "column", "words"),
    [
        (b"reference,title,colour\nA1,x,red\n", 1, "", "heading “colour” is not known"),
        (b"reference,title,title\nA1,x,y\n", 1, "title", "twice"),
        (b"reference,due_date\nA1,2027-03-31\n", 1, "title", "is missing. Add a column with the title"),
        (b"reference,,title\nA1,x,y\n", 1, "", "heading 2 is empty"),
        (b"reference,title\nA1,x\nA2\n", 3, "", "has 1 cells, the headings are 2"),
        (b"reference,title\nA1,x,surplus\n", 2, "", "has 3 cells, the headings are 2"),
        (b'reference,title\nA1,"x\nA2,y\nA3,z\n', 2, "", "never closed"),
        (b'reference,title\nA1,x\nA2,"y" z\n', 3, "", "goes on after a closing quotation mark"),
    ],
)
def test_each_mistake_of_shape_is_named_by_line_and_column(
    read: Read, content: bytes, line: int, column: str, words: str
) -> None:
    with pytest.raises(BadRows) as caught:
        read(content)
    (problem,) = caught.value.problems
    assert (problem.line, problem.column) == (line, column)
    assert words in problem.reason
    assert "register.csv, line" in str(caught.value)
    assert "Nothing was imported." in str(caught.value)


def test_every_row_of_a_wrong_width_is_named_at_once(read: Read) -> None:
    with pytest.raises(BadRows) as caught:
        read(b"reference,title\nA1\nA2,fine\nA3,x,y\n")
    assert [problem.line for problem in caught.value.problems] == [2, 4]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"  \r\n\r\n", "is empty"),
        (b"reference,title\n", "no rows under them"),
        (b"one\ntwo\n", "line 1: must hold the headings"),
        (b"A1,Deeds\nA2,Minutes\n", "line 1: must hold the headings"),
        (b"PK\x03\x04rest", "is damaged"),
        (b"\xd0\xcf\x11\xe0rest", "an old Excel workbook (xls)"),
        ("reference\ttitle\nA1\tx\n".encode("utf-16")[:-1], "UTF-16"),
        (b"reference,title\nA1,\x00\n", "line 2: holds a byte that no text has"),
        (b"reference,title\nA1,\x81\x8d\n", "line 2: is neither UTF-8 nor Windows-1252"),
    ],
)
def test_a_file_that_is_no_table_is_refused_in_words(read: Read, content: bytes, words: str) -> None:
    with pytest.raises(Refused, match=r"register\.csv") as caught:
        read(content)
    assert words in str(caught.value)


def test_a_missing_file_and_a_folder_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="There is no file"):
        reading.read_table(tmp_path / "none.csv", COLUMNS)
    with pytest.raises(Refused, match="is a folder"):
        reading.read_table(tmp_path, COLUMNS)


def test_a_file_with_too_many_rows_or_bytes_is_refused_before_it_fills_the_memory(tmp_path: Path, read: Read) -> None:
    with pytest.raises(Refused, match="more than 200,000 rows"):
        read(b"reference,title\n" + b"A1,x\n" * (MOST_ROWS + 1))
    large = tmp_path / "large.csv"
    with large.open("wb") as file:
        file.truncate(reading.MOST_BYTES + 1)
    with pytest.raises(Refused, match="larger than 64 MB"):
        reading.read_table(large, COLUMNS)


def test_a_heading_with_control_characters_cannot_write_on_the_terminal(read: Read) -> None:
    with pytest.raises(BadRows) as caught:
        read(b"reference,title,\x1b[2Jcolour\nA1,x,y\n")
    assert "\x1b" not in str(caught.value)
