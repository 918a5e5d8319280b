"""Spreadsheets out, as the same program would read them in again: csv and Excel workbooks.

Nothing that somebody typed is a formula in them. In a workbook text is written as text. A csv file has no such thing:
a cell that a spreadsheet program would take for a formula gets an apostrophe before it, and reading takes it away.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from governance.errors import Refused
from governance.rows import HIDDEN
from papers.csv_files import GUARD, looks_like_formula

#: What a cell of a workbook can hold.
_LONGEST_CELL = 32_000
_WIDEST = 60

Rows = Sequence[Sequence[str]]


def write_table(path: Path, title: str, columns: Sequence[str], rows: Rows) -> None:
    """By the file's ending, xlsx or csv. Raises Refused when it cannot be written, or is there already."""
    kinds = {".xlsx": workbook, ".csv": csv_bytes}
    kind = kinds.get(path.suffix.lower())
    if kind is None:
        raise Refused(f"{path.name} has to end in .xlsx or .csv.")
    try:
        with path.open("xb") as file:
            file.write(kind(title, columns, rows))
    except FileExistsError:
        raise Refused(f"{path} is there already. Name another file.") from None
    except OSError as error:
        raise Refused(f"{path} cannot be written: {error.strerror}. Check the folder.") from None


def csv_bytes(_title: str, columns: Sequence[str], rows: Rows) -> bytes:
    """UTF-8 with a byte order mark, so that Excel reads accents."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_guarded(plain_cell(cell)) for cell in row])
    return text.getvalue().encode("utf-8-sig", "replace")


def workbook(title: str, columns: Sequence[str], rows: Rows) -> bytes:
    """One sheet, its first line fixed, its columns as wide as what they hold."""
    from xlsxwriter import Workbook  # heavy, and most runs of the program write none

    raw = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(raw, options) as book:
        page = book.add_worksheet(title[:31])
        bold = book.add_format({"bold": True})
        for column, name in enumerate(columns):
            page.write_string(0, column, name, bold)
            longest = max((len(row[column]) for row in rows), default=0)
            page.set_column(column, column, min(max(len(name), longest) + 2, _WIDEST))
        for line, row in enumerate(rows, 1):
            for column, cell in enumerate(row):
                page.write_string(line, column, plain_cell(cell))
        page.freeze_panes(1, 0)
        page.autofilter(0, 0, max(len(rows), 1), len(columns) - 1)
    return raw.getvalue()


def plain_cell(cell: str) -> str:
    """Without characters that nobody sees, on one line."""
    clean = HIDDEN.sub(" ", cell.replace("\ufeff", "").replace("\u200b", "")).encode("utf-8", "replace").decode()
    return " ".join(clean.split())[:_LONGEST_CELL]


def _guarded(cell: str) -> str:
    return GUARD + cell if looks_like_formula(cell) else cell
