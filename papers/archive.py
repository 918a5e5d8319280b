"""Office files are zip archives; these hold nothing of when and where they were made."""

from __future__ import annotations

import io
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

#: The earliest day that a zip archive can hold.
_EARLIEST = (1980, 1, 1, 0, 0, 0)


def settled(archive: bytes) -> bytes:
    """The same parts in the same order, without times of day: the same content gives the same bytes."""
    file = io.BytesIO()
    with ZipFile(io.BytesIO(archive)) as given, ZipFile(file, "w", ZIP_DEFLATED) as made:
        for name in given.namelist():
            made.writestr(ZipInfo(name, _EARLIEST), given.read(name), ZIP_DEFLATED)
    return file.getvalue()
