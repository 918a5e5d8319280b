"""Back-ups of the two SQLite files, as files of their own, while the service works on.

A back-up is written in the order of its keys, so it does not say in which order reports came.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy.engine import make_url

from governance.errors import Refused, Unavailable, Unreadable
from storage.engines import in_memory

#: main-20261123T0215-3f9c12ab.db: a back-up and its counterpart have the same time and letters.
_NAME = re.compile(r"(main|keystore)-(\d{8}T\d{4})-([0-9a-f]{8})\.db")
_TIME = "%Y%m%dT%H%M"


@dataclass(frozen=True, slots=True)
class BackUp:
    """One file of a pair."""

    path: Path
    #: `main` or `keystore`.
    what: str
    #: In UTC, to the minute: when the pair was made.
    at: datetime
    pair: str

    @classmethod
    def read(cls, path: Path, what: str) -> BackUp:
        """By the file's name. Raises Refused for any other file."""
        found = _NAME.fullmatch(path.name)
        if found is None or found[1] != what:
            raise Refused(f"{path} is no back-up of that kind: its name begins with {what}- and ends with .db.")
        return cls(path, what, datetime.strptime(found[2], _TIME).replace(tzinfo=UTC), found[3])

    def age(self, now: datetime) -> timedelta:
        return now - self.at


def place(folder: Path, what: str, at: datetime, pair: str) -> Path:
    """Where a back-up goes: a name that no other has, in a folder for this user alone."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise Refused(f"The folder {folder} cannot be made: {error.strerror}.") from None
    return folder / f"{what}-{at.astimezone(UTC):{_TIME}}-{pair}.db"


def file_of(url: str) -> Path:
    """The file of an SQLite database. Raises Refused for one that is not in a file."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite" or in_memory(parsed):
        raise Refused("This is for SQLite files. Back PostgreSQL up with pg_dump, each database on its own.")
    return Path(str(parsed.database))


def back_up(source: Path, to: Path) -> None:
    """One moment of a database that may be in use, in a new file. It is whole when this returns, or not there."""
    if not source.is_file():
        raise Refused(f"There is no database {source}. Look at CANDOUR_DATA and at the addresses of the databases.")
    unfinished = to.with_suffix(".unfinished")
    try:
        os.close(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        # Autocommit: it may not run inside a transaction.
        with closing(sqlite3.connect(f"{source.resolve().as_uri()}?mode=ro", uri=True, timeout=60)) as database:
            database.isolation_level = None
            database.execute("VACUUM INTO ?", (str(unfinished),))
        _is_sound(unfinished)
        _keep(unfinished)
        # Never over another: two that run at once each end with what they made.
        os.link(unfinished, to)
    except sqlite3.Error as error:
        raise Unavailable(f"{source} could not be backed up ({error.sqlite_errorname}). Nothing was kept.") from None
    except OSError as error:
        raise Unavailable(f"{to} could not be written: {error.strerror}. Nothing was kept.") from None
    finally:
        with suppress(OSError):
            unfinished.unlink()


def must_be_free(*places: Path) -> None:
    """Raises Refused when a database, or what is left of its log, is in any of these places."""
    for path in (each.with_name(each.name + end) for each in places for end in ("", "-wal")):
        if path.exists():
            raise Refused(f"{path} is there already. Move it away first: nothing is put over a database.")


def put_back(back_up: Path, to: Path) -> None:
    """A back-up as a database again. Raises Refused when there is one already, Unreadable when it is damaged."""
    must_be_free(to)
    to.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = to.with_name(to.name + ".unfinished")
    try:
        with (
            back_up.open("rb") as given,
            os.fdopen(os.open(unfinished, os.O_CREAT | os.O_TRUNC | os.O_RDWR, 0o600), "wb") as kept,
        ):
            shutil.copyfileobj(given, kept)
        _is_sound(unfinished)
        _keep(unfinished)
        unfinished.rename(to)
    except OSError as error:
        raise Unavailable(f"{back_up} could not be put back as {to}: {error.strerror}.") from None
    finally:
        with suppress(OSError):
            unfinished.unlink()


def fingerprint(path: Path) -> str:
    """SHA-256, as `sha256sum` prints it."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def older_than(folder: Path, what: str, now: datetime, days: int) -> list[BackUp]:
    """The back-ups of that kind whose time is over, oldest first. Other files are left alone."""
    found = [BackUp.read(path, what) for path in folder.iterdir() if (m := _NAME.fullmatch(path.name)) and m[1] == what]
    return sorted((each for each in found if each.age(now) > timedelta(days=days)), key=lambda each: each.at)


def _is_sound(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database:
        try:
            found = database.execute("PRAGMA integrity_check(1)").fetchall()
            broken = database.execute("PRAGMA foreign_key_check").fetchall()
        except sqlite3.DatabaseError:
            found, broken = [("not a database",)], []
    if found != [("ok",)] or broken:
        raise Unreadable(f"{path.name} is damaged. Take another back-up.")


def _keep(path: Path) -> None:
    """On the disk, and not only on its way there."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
