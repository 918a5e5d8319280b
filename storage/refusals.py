"""Database errors as refusals that a person can act on, without a bound value or a statement's text.

A driver's message may repeat values ("Key (tag)=(…) already exists"), so none of it is passed on: only its code is.
"""

from __future__ import annotations

import sqlite3

from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError, StatementError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from governance.errors import Busy, Misconfigured, Refused, Stale, Unavailable

_BUSY = "The database is busy; nothing was changed. Try again in a minute."
_CONTRADICTS = "This contradicts what is already recorded; nothing was changed."
_NO_TABLES = "The database's tables are missing or older than this program: run candour migrate."
_DISK_FULL = "The disk that holds the database is full; nothing was changed. Free some space and try again."
_DAMAGED = "The database file is damaged or is not a database; nothing was changed. Restore it from a backup."
_READ_ONLY = "The database may not be written; nothing was changed. Look at the file's owner and permissions."
_NO_ANSWER = "The database cannot be read or written now; nothing was changed."

_SQLITE: dict[int, tuple[type[Refused], str]] = {
    5: (Busy, _BUSY),
    6: (Busy, _BUSY),
    8: (Unavailable, _READ_ONLY),
    10: (Unavailable, _NO_ANSWER),
    11: (Unavailable, _DAMAGED),
    13: (Unavailable, _DISK_FULL),
    14: (Unavailable, _READ_ONLY),
    26: (Unavailable, _DAMAGED),
}
_POSTGRESQL: dict[str, tuple[type[Refused], str]] = {
    "40001": (Busy, _BUSY),
    "40P01": (Busy, _BUSY),
    "53300": (Busy, _BUSY),
    "55P03": (Busy, _BUSY),
    "57014": (Busy, _BUSY),
    "25006": (Unavailable, _READ_ONLY),
    "42501": (Unavailable, _READ_ONLY),
    "53100": (Unavailable, _DISK_FULL),
    "42P01": (Misconfigured, _NO_TABLES),
    "42703": (Misconfigured, _NO_TABLES),
}


def refusal(error: SQLAlchemyError) -> Exception:
    """What to raise instead of `error`, from None. A ValueError of our own column types comes back as it is."""
    if isinstance(error, PoolTimeout):
        return Busy(_BUSY)
    if isinstance(error, DBAPIError):
        return _of_driver(error)
    if isinstance(error, StatementError) and isinstance(error.orig, ValueError | TypeError):
        return error.orig
    return Unavailable(f"{_NO_ANSWER} ({type(error).__name__})")


def _of_driver(error: DBAPIError) -> Refused:
    if isinstance(error, IntegrityError):
        return Stale(f"{_CONTRADICTS} ({_code(error)})")
    if isinstance(error.orig, sqlite3.Error):
        # The low byte is the kind; the rest says which.
        number = getattr(error.orig, "sqlite_errorcode", 0) & 0xFF
        # SQLite has no code of its own for a missing table; the text of this one is its own, and is not passed on.
        if str(error.orig).startswith(("no such table", "no such column")):
            return Misconfigured(_NO_TABLES)
        kind, words = _SQLITE.get(number, (Unavailable, _NO_ANSWER))
    else:
        kind, words = _POSTGRESQL.get(getattr(error.orig, "sqlstate", None) or "", (Unavailable, _NO_ANSWER))
    return kind(f"{words} ({_code(error)})")


def _code(error: DBAPIError) -> str:
    """The driver's own name for what happened: SQLITE_FULL, 53100; never a value."""
    name = getattr(error.orig, "sqlite_errorname", None) or getattr(error.orig, "sqlstate", None)
    diagnosis = getattr(error.orig, "diag", None)
    constraint = getattr(diagnosis, "constraint_name", None)
    return " ".join(part for part in (name, constraint) if part) or type(error.orig).__name__
