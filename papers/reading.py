"""Spreadsheets in: a csv file becomes a table of trimmed text, or every reason why it cannot.

Nothing is guessed silently. The character set is UTF-8, or Windows-1252 with a note; the delimiter is the one by which
the first line holds known headings; a cell that looks like a formula is text like any other.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from governance.errors import Refused
from governance.rows import BadRows, Column, Problem, Row, Table, plain, quoted

MOST_BYTES = 64 * 1024 * 1024
MOST_ROWS = 200_000
DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs"}
#: How other kinds of file begin.
OTHER_KINDS = {
    b"PK\x03\x04": "an Excel workbook (xlsx)",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook (xls)",
    b"%PDF": "a PDF",
    b"\xff\xfe": "saved as “Unicode Text” (UTF-16)",
    b"\xfe\xff": "saved as “Unicode Text” (UTF-16)",
}
SAVE_AS = "In Excel choose File, Save As, “CSV UTF-8 (Comma delimited)”, and import that file"
WINDOWS_NOTE = (
    "{name} is not UTF-8, so it was read as Windows-1252, which is what Excel’s plain “CSV” is. "
    "Look at a name with an accent to be sure: line {line}."
)


def read_table(path: Path, columns: Sequence[Column]) -> Table:
    """The rows of a csv file under these columns. Raises Refused, or BadRows with every mistake of its shape.

    Headings match whatever their case, and with spaces or hyphens for underscores. Empty lines are left out.
    """
    text, notes = _decoded(path)
    delimiter = _delimiter(path.name, text, columns)
    records = _records(path.name, text, delimiter)
    line, headings = next(records)
    order = _matched(path.name, line, headings, columns)
    problems: list[Problem] = []
    rows: list[Row] = []
    seen: dict[str, str] = {}
    for line, cells in records:
        width = len(cells)
        cells = [cell.strip() for cell in cells]
        if not any(cells):
            continue
        if width < len(order) or any(cells[len(order) :]):
            problems.append(Problem(line, "", _width_words(width, len(order), delimiter)))
        elif len(rows) == MOST_ROWS:
            raise Refused(f"{path.name} has more than {MOST_ROWS:,} rows. Split it and import the parts.")
        else:
            # Most cells of a register repeat: kept once, they are a fraction of the file.
            rows.append(Row(line, tuple(seen.setdefault(cell, cell) for cell in cells[: len(order)])))
    if problems:
        raise BadRows(path.name, problems)
    if not rows:
        raise Refused(f"{path.name} has headings, but no rows under them. Nothing was imported.")
    return Table(path.name, order, rows, notes)


def _decoded(path: Path) -> tuple[str, tuple[str, ...]]:
    name = path.name
    try:
        if path.stat().st_size > MOST_BYTES:
            raise Refused(f"{name} is larger than {MOST_BYTES // 1024 // 1024} MB. Split it and import the parts.")
        raw = path.read_bytes()
    except FileNotFoundError:
        raise Refused(f"There is no file {path}. Check the name and the folder.") from None
    except IsADirectoryError:
        raise Refused(f"{path} is a folder. Name the csv file in it.") from None
    except OSError as error:
        raise Refused(f"{path} cannot be read: {error.strerror}. Check who may read it.") from None
    if not raw.strip():
        raise Refused(f"{name} is empty. Nothing was imported.")
    for start, kind in OTHER_KINDS.items():
        if raw.startswith(start):
            raise Refused(f"{name} is {kind}, not a csv file. {SAVE_AS}.")
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


def _matched(name: str, line: int, headings: Sequence[str], columns: Sequence[Column]) -> tuple[str, ...]:
    """The headings as column names. Raises BadRows for those that are unknown, repeated or missing."""
    order = tuple(map(plain, headings))
    while order and not order[-1]:
        order = order[:-1]
    known = {column.name for column in columns}
    problems = []
    for place, heading in enumerate(order):
        if not heading:
            problems.append(Problem(line, "", f"heading {place + 1} is empty. Remove the column or name it"))
        elif heading not in known:
            reason = f"heading {quoted(headings[place])} is not known. Remove the column, or check the spelling: "
            problems.append(Problem(line, "", reason + ", ".join(sorted(known - set(order)))))
        elif heading in order[:place]:
            problems.append(Problem(line, heading, "stands twice among the headings. Keep one of the two columns"))
    problems += [
        Problem(line, column.name, f"is missing. Add a column with {column.words}")
        for column in columns
        if column.needed and column.name not in order
    ]
    if problems:
        raise BadRows(name, problems)
    return order


def _width_words(cells: int, headings: int, delimiter: str) -> str:
    marks = DELIMITERS[delimiter]
    return (
        f"has {cells} cells, the headings are {headings}. Put a text that holds {marks} between quotation marks, and "
        f"keep the {marks} of empty cells"
    )
