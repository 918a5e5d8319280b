"""How incidents are handled: how far each has come, what was done, and what somebody has to do."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, String, Table, text

from storage.columns import Day, Instant
from storage.tables.base import metadata

TASK_IS_OPEN = "done_on IS NULL"

incident_courses = Table(
    "incident_courses",
    metadata,
    Column("incident_id", ForeignKey("incidents.id", ondelete="CASCADE"), primary_key=True),
    Column("handler_id", String, nullable=False),
    Column("confirmed_at", Instant),
    Column("assessed_at", Instant),
    Column("contained_at", Instant),
    Column("decided_at", Instant),
    Column("advice", String, nullable=False),
    Column("decision", String, nullable=False),
    Column("ico_told_at", Instant),
    Column("ico_reference", String, nullable=False),
    Column("closing_by", String, nullable=False),
    Column("closing_number", Integer, nullable=False),
    Column("closed_at", Instant),
    Column("lesson", String, nullable=False),
    Column("merged_into", String, nullable=False),
    Column("waited", String, nullable=False, server_default=""),
    sqlite_with_rowid=False,
)

incident_entries = Table(
    "incident_entries",
    metadata,
    Column("incident_id", ForeignKey("incidents.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("kind", String, nullable=False),
    Column("at", Instant, nullable=False),
    Column("by_id", String, nullable=False),
    Column("by_name", String, nullable=False),
    Column("by_role", String, nullable=False),
    Column("sealed", LargeBinary),
    Column("key_id", String, nullable=False, server_default=""),
    sqlite_with_rowid=False,
)

incident_tasks = Table(
    "incident_tasks",
    metadata,
    Column("incident_id", ForeignKey("incidents.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("kind", String, nullable=False),
    Column("owner_id", String, nullable=False),
    Column("given_on", Day, nullable=False),
    Column("due_on", Day, nullable=False),
    Column("about", String, nullable=False),
    Column("words", String, nullable=False),
    Column("done_on", Day),
    Column("done_by", String, nullable=False),
    Column("done_words", String, nullable=False),
    Index(
        "ix_incident_tasks_owner_id",
        "owner_id",
        "due_on",
        sqlite_where=text(TASK_IS_OPEN),
        postgresql_where=text(TASK_IS_OPEN),
    ),
    sqlite_with_rowid=False,
)
