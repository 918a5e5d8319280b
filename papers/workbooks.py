"""An Excel workbook becomes a table of trimmed text, or every reason why it cannot.

Nothing is guessed silently: cells that were merged, that hold an error of Excel or a formula that was never worked out
are mistakes with their place. A formula's last value is what counts, with a note; text that looks like a formula stays
text.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetVisibleEnum

from governance.errors import Refused
from governance.rows import BadRows, Column, Problem, Row, Table, plain
from papers.headings import MOST_ROWS, matched, too_many_rows
from papers.sheet_parts import Oddities, place, sheet_oddities

#: Unpacked: a workbook of a few kilobytes can hold gigabytes.
MOST_UNPACKED = 512 * 1024 * 1024
#: Titles and logos may stand above the headings; further down nobody looks for them.
_HEADINGS_WITHIN = 20
_WHOLE_NUMBERS = 10.0**15
_SHOWN_PLACES = 5


@dataclass(frozen=True, slots=True)
class _Found:
    sheet: CalamineSheet
    #: Lines count from 1, as Excel's do.
    line: int
    headings: tuple[str, ...]


def read_workbook(name: str, raw: bytes, columns: Sequence[Column], wanted: str = "") -> Table:
    """As `papers.reading.read_table`. Every problem names the sheet, and the line as Excel counts it."""
    _must_fit(name, raw)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(raw))
        found = _chosen(name, book, columns, wanted)
    except PasswordError:
        raise Refused(f"{name} is kept with a password. Save a copy without one, and import that.") from None
    except CalamineError:
        raise Refused(
            f"{name} cannot be read as an Excel workbook (xlsx). Open it in Excel and save it again."
        ) from None
    where = f"{name}, sheet {found.sheet.name}"
    order = matched(where, found.line, found.headings, columns)
    odd = sheet_oddities(raw, found.sheet.name)
    problems = _merged(found, len(order)) + _odd(odd, found, order)
    rows: list[Row] = []
    seen: dict[str, str] = {}
    for line, values in _below(found):
        cells = [_text(value) for value in values[: len(order)]]
        if not any(cells) and not any(map(_text, values[len(order) :])):
            continue
        if any(map(_text, values[len(order) :])):
            problems.append(Problem(line, "", "has a cell beside the last heading. Empty it, or give it a heading"))
        elif len(rows) == MOST_ROWS:
            raise too_many_rows(where)
        else:
            # Most cells of a register repeat: kept once, they are a fraction of the file.
            cells += [""] * (len(order) - len(cells))
            rows.append(Row(line, tuple(seen.setdefault(cell, cell) for cell in cells)))
    if problems:
        raise BadRows(where, problems)
    if not rows:
        raise Refused(f"{where} has headings, but no rows under them. Nothing was imported.")
    return Table(where, order, rows, _notes(where, book, found, odd))


def _must_fit(name: str, raw: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as parts:
            unpacked = sum(part.file_size for part in parts.infolist())
    except zipfile.BadZipFile:
        raise Refused(f"{name} is damaged. Open it in Excel, save it again, and import that.") from None
    if unpacked > MOST_UNPACKED:
        raise Refused(f"{name} holds more than {MOST_UNPACKED // 1024 // 1024} MB. Split it and import the parts.")


def _chosen(name: str, book: CalamineWorkbook, columns: Sequence[Column], wanted: str) -> _Found:
    """The sheet that is wanted, or the only one with such headings that is not hidden."""
    if wanted and wanted not in book.sheet_names:
        raise Refused(f"{name} has no sheet called {wanted}. It has: {', '.join(book.sheet_names)}.")
    shown = [each.name for each in book.sheets_metadata if each.visible is SheetVisibleEnum.Visible]
    names = [wanted] if wanted else [each for each in book.sheet_names if each in shown]
    found = [one for each in names if (one := _headed(book.get_sheet_by_name(each), columns))]
    if len(found) > 1:
        with_headings = ", ".join(one.sheet.name for one in found)
        raise Refused(f"{name} has several sheets with such headings: {with_headings}. Say which with --sheet.")
    hidden = [] if wanted or found else [each for each in book.sheet_names if each not in shown]
    if hidden := [each for each in hidden if _headed(book.get_sheet_by_name(each), columns)]:
        raise Refused(
            f"{name}: the sheet with such headings is hidden: {', '.join(hidden)}. Show it in Excel and save, or name "
            "it with --sheet."
        )
    if not found:
        raise Refused(
            f"{name}{f', sheet {wanted}' if wanted else ''}: none of the first {_HEADINGS_WITHIN} lines holds the "
            f"headings. They are: {', '.join(column.name for column in columns)}."
        )
    return found[0]


def _headed(sheet: CalamineSheet, columns: Sequence[Column]) -> _Found | None:
    """With the first line that holds known headings; None when there is none."""
    known = {column.name for column in columns}
    if sheet.start is None:
        return None
    for line, values in enumerate(sheet.iter_rows(), 1):
        headings = tuple(map(_text, values))
        if len(known.intersection(map(plain, headings))) > 1:
            return _Found(sheet, line, headings)
        if line == _HEADINGS_WITHIN:
            break
    return None


def _below(found: _Found) -> Iterator[tuple[int, Sequence[object]]]:
    for line, values in enumerate(found.sheet.iter_rows(), 1):
        if line > found.line:
            yield line, values


def _text(value: object) -> str:
    """As a person would have typed it into a csv file."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        whole = value.is_integer() and abs(value) < _WHOLE_NUMBERS
        return str(int(value)) if whole else repr(value)
    if isinstance(value, datetime):
        midnight = (value.hour, value.minute, value.second) == (0, 0, 0)
        return value.date().isoformat() if midnight else value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    return str(value).strip()


def _merged(found: _Found, width: int) -> list[Problem]:
    """Of merged cells a spreadsheet keeps one: what the others meant, nobody can know."""
    first_column = (found.sheet.start or (0, 0))[1]
    problems = []
    for (top, left), (bottom, right) in found.sheet.merged_cell_ranges or ():
        if bottom + 1 < found.line or left >= first_column + width:
            continue
        cells = f"{place(top, left)} to {place(bottom, right)}"
        reason = f"cells {cells} are merged. Take them apart, and fill in each of them"
        problems.append(Problem(max(top + 1, found.line), "", reason))
    return problems


def _odd(odd: Oddities, found: _Found, order: Sequence[str]) -> list[Problem]:
    first_column = (found.sheet.start or (0, 0))[1]
    problems = []
    for (line, column), error in odd.errors:
        at = column - first_column
        if line > found.line and 0 <= at < len(order):
            problems.append(Problem(line, order[at], error))
    return problems


def _notes(where: str, book: CalamineWorkbook, found: _Found, odd: Oddities) -> tuple[str, ...]:
    notes = []
    others = [each for each in book.sheet_names if each != found.sheet.name]
    if others:
        notes.append(f"{where} was read. Not read: {', '.join(others)}.")
    if found.line > 1:
        notes.append(f"{where}: the headings stand in line {found.line}. What stands above them was not read.")
    formulas = [each for each in odd.formulas if each[0] > found.line]
    if formulas:
        shown = ", ".join(place(line - 1, column) for line, column in formulas[:_SHOWN_PLACES])
        more = ", …" if odd.formula_count > _SHOWN_PLACES else ""
        notes.append(f"{where}: cells with formulas were read as Excel last worked them out: {shown}{more}.")
    return tuple(notes)
