"""Links by which a reporter whom we know adds files: one a report, known by a digest alone, and by no time of day."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, String, Table

from storage.columns import Day
from storage.tables.base import metadata

file_links = Table(
    "file_links",
    metadata,
    Column("report_id", ForeignKey("reports.id", ondelete="CASCADE"), primary_key=True),
    Column("digest", String, nullable=False, unique=True),
    Column("made_on", Day, nullable=False),
    Index("ix_file_links_made_on", "made_on"),
    sqlite_with_rowid=False,
)
