"""Which month's incidents were talked about in whose team."""

from __future__ import annotations

from sqlalchemy import Column, String, Table

from storage.columns import Day
from storage.tables.base import metadata

incident_talks = Table(
    "incident_talks",
    metadata,
    #: Such as "2026-10".
    Column("month", String, primary_key=True),
    Column("owner_id", String, primary_key=True),
    Column("said_on", Day),
    Column("said_by", String, nullable=False),
    Column("said_as", String, nullable=False),
    sqlite_with_rowid=False,
)
