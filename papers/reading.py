"""Spreadsheets in: a csv file or an Excel workbook becomes a table of trimmed text, or every reason why it cannot."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from governance.errors import Refused
from governance.rows import Column, Table
from papers.csv_files import SAVE_AS, read_csv

MOST_BYTES = 64 * 1024 * 1024
WORKBOOK = b"PK\x03\x04"
#: How other kinds of file begin.
OTHER_KINDS = {
    b"\xd0\xcf\x11\xe0": "an old Excel workbook (xls), or one with a password",
    b"%PDF": "a PDF",
}


def read_table(path: Path, columns: Sequence[Column], sheet: str = "") -> Table:
    """The rows of a file under these columns; `sheet` is the one of a workbook, which may be left out when only one has
    such headings. Raises Refused, or BadRows with every mistake of its shape.

    Headings match whatever their case, and with spaces or hyphens for underscores. Empty lines are left out.
    """
    name = path.name
    raw = _bytes(path)
    if not raw.strip():
        raise Refused(f"{name} is empty. Nothing was imported.")
    if raw.startswith(WORKBOOK):
        # Calamine is heavy, and most starts of the program read no workbook.
        from papers.workbooks import read_workbook

        return read_workbook(name, raw, columns, sheet)
    for start, kind in OTHER_KINDS.items():
        if raw.startswith(start):
            raise Refused(f"{name} is {kind}. It has to be an Excel workbook (xlsx) or a csv file. {SAVE_AS}.")
    if sheet:
        raise Refused(f"{name} is a csv file, which has no sheets. Leave out --sheet.")
    return read_csv(name, raw, columns)


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise Refused(f"{path.name} is larger than {MOST_BYTES // 1024 // 1024} MB. Split it and import the parts.")
        return path.read_bytes()
    except FileNotFoundError:
        raise Refused(f"There is no file {path}. Check the name and the folder.") from None
    except IsADirectoryError:
        raise Refused(f"{path} is a folder. Name the file in it.") from None
    except OSError as error:
        raise Refused(f"{path} cannot be read: {error.strerror}. Check who may read it.") from None
