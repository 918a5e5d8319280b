"""Links by which a reporter whom we know adds files: one a report or incident, known by a digest alone, and by no time
of day."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, String, Table

from storage.columns import Day
from storage.tables.base import metadata

file_links = Table(
    "file_links",
    metadata,
    # The id of whichever of the two it is for; the link goes with it.
    Column("id", String, primary_key=True),
    Column("report_id", ForeignKey("reports.id", ondelete="CASCADE")),
    Column("incident_id", ForeignKey("incidents.id", ondelete="CASCADE")),
    Column("digest", String, nullable=False, unique=True),
    Column("made_on", Day, nullable=False),
    Index("ix_file_links_made_on", "made_on"),
    Index("ix_file_links_report_id", "report_id"),
    Index("ix_file_links_incident_id", "incident_id"),
    CheckConstraint("(report_id IS NULL) <> (incident_id IS NULL)", name="one"),
    sqlite_with_rowid=False,
)
