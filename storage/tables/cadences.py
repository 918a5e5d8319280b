"""Other rhythms for returns than each quarter."""

from __future__ import annotations

from sqlalchemy import Column, Index, SmallInteger, String, Table, Text

from storage.columns import Day
from storage.tables.base import metadata

cadences = Table(
    "cadences",
    metadata,
    Column("owner_id", String, primary_key=True),
    Column("number", SmallInteger, primary_key=True),
    Column("every_quarters", SmallInteger, nullable=False),
    #: Such as 2027-Q1.
    Column("first_quarter", String, nullable=False),
    #: Asset references, a line each; empty for all.
    Column("assets", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("until_on", Day, nullable=False),
    Column("state", String, nullable=False),
    Column("asked_on", Day, nullable=False),
    Column("asked_by", String, nullable=False),
    Column("decided_on", Day),
    Column("decided_by", String, nullable=False),
    Column("decided_words", Text, nullable=False),
    Index("ix_cadences_state", "state"),
    sqlite_with_rowid=False,
)
