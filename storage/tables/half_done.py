"""Forms that are filled in in a chat. A row says nothing about whose it is, what it is about or how far it has come."""

from __future__ import annotations

from sqlalchemy import Column, Index, String, Table, Text

from storage.columns import Instant
from storage.tables.base import metadata

half_done = Table(
    "half_done",
    metadata,
    Column("place", String, primary_key=True),
    Column("sealed", Text, nullable=False),
    Column("version", String, nullable=False),
    Column("until", Instant, nullable=False),
    Index("ix_half_done_until", "until"),
    sqlite_with_rowid=False,
)
