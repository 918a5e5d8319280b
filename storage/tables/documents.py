"""Links to documents that were used. A row says nothing about whose it was, or what for."""

from __future__ import annotations

from sqlalchemy import Column, Index, String, Table

from storage.columns import Day
from storage.tables.base import metadata

spent_links = Table(
    "spent_links",
    metadata,
    Column("id", String, primary_key=True),
    Column("day", Day, nullable=False),
    Index("ix_spent_links_day", "day"),
    sqlite_with_rowid=False,
)
