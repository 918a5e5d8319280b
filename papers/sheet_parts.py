"""What a workbook's sheet holds besides values: formulas, and errors where a value should be.

Calamine gives an empty cell for both an error and a formula that was never worked out, so they are looked for in the
sheet's own XML, piece by piece, however large it is.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field

from defusedxml.ElementTree import fromstring

_BOOK = "xl/workbook.xml"
_LINKS = "xl/_rels/workbook.xml.rels"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_PIECE = 1 << 20
_CELL = re.compile(rb"<c\s[^>]*?\br=\"([A-Z]{1,3})([0-9]{1,7})\"[^>]*>")
_ODD = re.compile(rb"<c\s[^>]*?\bt=\"e\"[^>]*>|<f[\s>/]")
_EMPTY = re.compile(rb"<f(?:\s[^>]*)?(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v></v>)?\s*</c>")
#: Kept of each kind; more are counted.
_MOST = 200

ERROR = "holds an error of Excel, such as #N/A or #REF!. Put the value itself there"
NOT_WORKED_OUT = "holds a formula that was never worked out. Open the file in Excel, save it, and import it again"

Cell = tuple[int, int]


@dataclass
class Oddities:
    #: ((line from 1, column from 0), what is wrong).
    errors: list[tuple[Cell, str]] = field(default_factory=list)
    #: (line from 1, column from 0), the first of them.
    formulas: list[Cell] = field(default_factory=list)
    formula_count: int = 0


def sheet_oddities(raw: bytes, sheet: str) -> Oddities:
    """Of the sheet of that name; empty where the workbook does not say which part it is."""
    odd = Oddities()
    with zipfile.ZipFile(io.BytesIO(raw)) as parts:
        part = _part_of(parts, sheet)
        if part is None:
            return odd
        for cell in _odd_cells(parts, part):
            _look_at(cell, odd)
    return odd


def place(row: int, column: int) -> str:
    """Such as "C4"; both count from 0."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row + 1}"


def _part_of(parts: zipfile.ZipFile, sheet: str) -> str | None:
    names = set(parts.namelist())
    if not {_BOOK, _LINKS} <= names:
        return None
    targets = {link.get("Id"): link.get("Target", "") for link in fromstring(parts.read(_LINKS))}
    for each in fromstring(parts.read(_BOOK)).iter():
        if each.tag.endswith("}sheet") and each.get("name") == sheet:
            target = targets.get(each.get(_RELATION), "")
            part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            return part if part in names else None
    return None


def _odd_cells(parts: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """The XML of each cell with an error or a formula, however the pieces were cut."""
    rest = b""
    with parts.open(part) as stream:
        while piece := stream.read(_PIECE):
            rest += piece
            whole = rest.rfind(b"</row>") + len(b"</row>")
            if whole < len(b"</row>"):
                continue
            if _ODD.search(rest, 0, whole):
                yield from (cell for cell in rest[:whole].split(b"<c ")[1:] if _ODD.search(b"<c " + cell))
            rest = rest[whole:]


def _look_at(cell: bytes, odd: Oddities) -> None:
    found = _CELL.match(b"<c " + cell)
    if found is None:
        return
    at = int(found[2]), _column(found[1].decode("ascii"))
    if b't="e"' in found[0]:
        _keep(odd, at, ERROR)
        return
    odd.formula_count += 1
    if _EMPTY.search(cell) and b't="str"' not in found[0]:
        _keep(odd, at, NOT_WORKED_OUT)
    elif len(odd.formulas) < _MOST:
        odd.formulas.append(at)


def _keep(odd: Oddities, at: Cell, reason: str) -> None:
    if len(odd.errors) < _MOST:
        odd.errors.append((at, reason))


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
