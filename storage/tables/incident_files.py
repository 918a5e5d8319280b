"""Which sealed files came with an incident. What each is, and its key, is sealed in the incident's own words."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Table

from storage.tables.base import metadata

incident_files = Table(
    "incident_files",
    metadata,
    Column("id", ForeignKey("blobs.id"), primary_key=True),
    Column("incident_id", ForeignKey("incidents.id", ondelete="CASCADE"), nullable=False),
    Index("ix_incident_files_incident_id", "incident_id"),
    sqlite_with_rowid=False,
)
