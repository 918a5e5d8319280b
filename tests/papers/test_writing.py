"""What goes out comes in again unchanged, and nothing that somebody typed is a formula in it."""

from __future__ import annotations

import csv
import io
import random
import re
import zipfile
from pathlib import Path

import pytest

from governance.errors import Refused
from governance.rows import Column
from papers.reading import read_table
from papers.writing import csv_bytes, plain_cell, workbook, write_table

COLUMNS = (Column("reference", "the reference", "A1", True), Column("title", "the title", "Deeds", True))
NAMES = ("reference", "title")
HOSTILE = ("=1+1", "+44 20", "-5", "@SUM(A1)", "'=1", "''@x", "＝1", '=HYPERLINK("x")', "\t=1", "\u202e=1", "\ufeff=1")
#: A cell that a spreadsheet program may work out.
FORMULA = re.compile(r"[\s\ufeff\u200b]*[=+\-@＝＋－＠]")


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
@pytest.mark.parametrize("typed", [*HOSTILE, "Zoë’s “deeds”, all; of them", "0012", "yes"])
def test_what_is_written_is_read_again_as_it_was(tmp_path: Path, ending: str, typed: str) -> None:
    path = tmp_path / f"register.{ending}"
    write_table(path, "Register", NAMES, [("A1", typed)])
    assert read_table(path, COLUMNS).rows[0].cells == ("A1", plain_cell(typed))


def test_fifty_thousand_hostile_strings_make_no_formula_cell() -> None:
    chance = random.Random(13)
    letters = "=+-@'\t\r\n\u202e\ufeff\u200b＝ a1(\"|!,;{"
    typed = ["".join(chance.choices(letters, k=chance.randint(1, 12))) for _ in range(50_000)]
    rows = [(f"A{n}", each) for n, each in enumerate(typed)]
    raw = csv_bytes("Register", NAMES, rows).decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(raw)) for cell in row]
    assert [cell for cell in cells if FORMULA.match(cell)] == []
    with zipfile.ZipFile(io.BytesIO(workbook("Register", NAMES, rows))) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml")
        assert b"<f" not in sheet.replace(b"<filter", b"")
        assert not any(name.startswith("xl/externalLinks") for name in parts.namelist())
    assert len(cells) == 2 * 50_001


def test_a_file_that_is_there_is_not_written_over(tmp_path: Path) -> None:
    path = tmp_path / "register.csv"
    path.write_text("mine")
    with pytest.raises(Refused, match="there already"):
        write_table(path, "Register", NAMES, [])
    assert path.read_text() == "mine"
    with pytest.raises(Refused, match=r"end in \.xlsx or \.csv"):
        write_table(tmp_path / "register.ods", "Register", NAMES, [])
    with pytest.raises(Refused, match="cannot be written"):
        write_table(tmp_path / "no" / "register.csv", "Register", NAMES, [])
