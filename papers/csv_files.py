"""A csv file becomes a table of trimmed text, or every reason why it cannot.

Nothing is guessed silently. The character set is UTF-8, or Windows-1252 with a note; the delimiter is the one by which
the first line holds known headings; a cell that looks like a formula is text like any other.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence

from governance.errors import Refused
from governance.rows import BadRows, Column, Problem, Row, Table, plain
from papers.headings import MOST_ROWS, matched, too_many_rows

DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs"}
#: Stands before a cell that a spreadsheet program would take for a formula; what we write, we read back without it.
GUARD = "'"
SAVE_AS = "In Excel choose File, Save As, “CSV UTF-8 (Comma delimited)”, and import that file"
WINDOWS_NOTE = (
    "{name} is not UTF-8, so it was read as Windows-1252, which is what Excel’s plain “CSV” is. "
    "Look at a name with an accent to be sure: line {line}."
)


def read_csv(name: str, raw: bytes, columns: Sequence[Column]) -> Table:
    """The rows of a csv file under these columns. Raises Refused, or BadRows with every mistake of its shape.

    Headings match whatever their case, and with spaces or hyphens for underscores. Empty lines are left out.
    """
    text, notes = _decoded(name, raw)
    delimiter = _delimiter(name, text, columns)
    records = _records(name, text, delimiter)
    line, headings = next(records)
    order = matched(name, line, headings, columns)
    problems: list[Problem] = []
    rows: list[Row] = []
    seen: dict[str, str] = {}
    guarded = GUARD in text
    for line, cells in records:
        width = len(cells)
        cells = [*map(str.strip, cells)]
        if guarded:
            cells = [*map(_unguarded, cells)]
        if not any(cells):
            continue
        if width < len(order) or any(cells[len(order) :]):
            problems.append(Problem(line, "", _width_words(width, len(order), delimiter)))
        elif len(rows) == MOST_ROWS:
            raise too_many_rows(name)
        else:
            # Most cells of a register repeat: kept once, they are a fraction of the file.
            kept = cells[: len(order)]
            rows.append(Row(line, tuple(map(seen.setdefault, kept, kept))))
    if problems:
        raise BadRows(name, problems)
    if not rows:
        raise Refused(f"{name} has headings, but no rows under them. Nothing was imported.")
    return Table(name, order, rows, notes)


def looks_like_formula(cell: str) -> bool:
    """Whether a spreadsheet program would work it out, or may: also a cell that our own guard stands before."""
    return cell.startswith(("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")) or (
        cell.startswith(GUARD) and looks_like_formula(cell[1:])
    )


def _unguarded(cell: str) -> str:
    return cell[1:] if cell.startswith(GUARD) and looks_like_formula(cell[1:]) else cell


def _decoded(name: str, raw: bytes) -> tuple[str, tuple[str, ...]]:
    if b"\x00" in raw:
        line = raw.count(b"\n", 0, raw.index(b"\x00")) + 1
        raise Refused(f"{name}, line {line}: holds a byte that no text has, so it is not a csv file. {SAVE_AS}.")
    try:
        return raw.decode("utf-8-sig"), ()
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
    try:
        return raw.decode("cp1252"), (WINDOWS_NOTE.format(name=name, line=line),)
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise Refused(f"{name}, line {line}: is neither UTF-8 nor Windows-1252. {SAVE_AS}.") from None


def _lines(text: str) -> Iterator[str]:
    """Lines ending as csv files end them: not at the form feeds and separators that `splitlines` also knows."""
    return (found[0] for found in re.finditer(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+", text))


def _records(name: str, text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """(line on which it begins, cells) of each record."""
    reader = csv.reader(_lines(text), delimiter=delimiter, strict=True)
    begins = 1
    try:
        for cells in reader:
            yield begins, cells
            begins = reader.line_num + 1
    except csv.Error as error:
        raise BadRows(name, [Problem(begins, "", _csv_words(str(error), delimiter))]) from None


def _csv_words(error: str, delimiter: str) -> str:
    if "expected after" in error:
        marks = DELIMITERS[delimiter]
        return f"text goes on after a closing quotation mark. Keep {marks} outside, and double a quotation mark inside"
    return "a quotation mark is opened and never closed"


def _delimiter(name: str, text: str, columns: Sequence[Column]) -> str:
    known = {column.name for column in columns}
    found = []
    for delimiter in DELIMITERS:
        first = next(_lines(text))
        try:
            headings = next(csv.reader([first], delimiter=delimiter, strict=True), [])
        except csv.Error:
            continue
        if len(known.intersection(map(plain, headings))) > 1:
            found.append(delimiter)
    if len(found) != 1:
        raise Refused(
            f"{name}, line 1: must hold the headings, with commas, semicolons or tabs between them. "
            f"The headings are: {', '.join(column.name for column in columns)}."
        )
    return found[0]


def _width_words(cells: int, headings: int, delimiter: str) -> str:
    marks = DELIMITERS[delimiter]
    return (
        f"has {cells} cells, the headings are {headings}. Put a text that holds {marks} between quotation marks, and "
        f"keep the {marks} of empty cells"
    )
