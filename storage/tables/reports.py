"""Reports and their conversations. No row says at what time it was made."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Table,
    UniqueConstraint,
)

from storage.columns import Day
from storage.tables.base import metadata

reports = Table(
    "reports",
    metadata,
    Column("id", String, primary_key=True),
    Column("identity", String, nullable=False),
    Column("received_on", Day, nullable=False),
    Column("acknowledge_by", Day, nullable=False),
    Column("route", String, nullable=False),
    Column("state", String, nullable=False),
    Column("key_id", String, nullable=False, unique=True),
    Column("story", LargeBinary, nullable=False),
    Column("form", String, nullable=False),
    Column("version", Integer, nullable=False),
    Column("identity_sealed", LargeBinary),
    Column("tag", LargeBinary, unique=True),
    Column("mailbox", LargeBinary, nullable=False),
    Column("locator", LargeBinary),
    Column("recipient", LargeBinary),
    Column("urgent", Boolean, nullable=False),
    #: The course of the case: codes and days of what handlers did, for lists, retention and the yearly register.
    Column("priority", String),
    Column("outcome", String),
    Column("acknowledged_on", Day),
    Column("triaged_on", Day),
    Column("concluded_on", Day),
    Column("closed_on", Day),
    CheckConstraint(
        "identity <> 'anonymous' OR (identity_sealed IS NULL AND locator IS NULL AND recipient IS NULL)",
        name="anonymous_has_nobody",
    ),
    Index("ix_reports_state", "state"),
    Index("ix_reports_locator", "locator"),
    sqlite_with_rowid=False,
)

told = Table(
    "told",
    metadata,
    Column("report_id", ForeignKey("reports.id", ondelete="CASCADE"), primary_key=True),
    Column("person_id", String, primary_key=True),
    Column("standing", String, primary_key=True),
    #: Place in the report's own list, so that it is read as it was written.
    Column("place", SmallInteger, nullable=False),
    sqlite_with_rowid=False,
)

letters = Table(
    "letters",
    metadata,
    Column("id", String, primary_key=True),
    Column("report_id", ForeignKey("reports.id", ondelete="CASCADE"), nullable=False),
    Column("author", String, nullable=False),
    Column("entry", String, nullable=False),
    Column("written_on", Day, nullable=False),
    Column("number", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    UniqueConstraint("report_id", "number"),
    sqlite_with_rowid=False,
)

#: What reporters wrote since the last batch: a table of its own, so that nothing that shows letters can show these.
waiting_letters = Table(
    "waiting_letters",
    metadata,
    Column("id", String, primary_key=True),
    Column("report_id", ForeignKey("reports.id", ondelete="CASCADE"), nullable=False),
    Column("entry", String, nullable=False),
    Column("written_on", Day, nullable=False),
    #: Place among those of the report that wait. The place in the conversation is given at the release: given before,
    #: it would say whether a handler wrote earlier or later that day.
    Column("number", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    UniqueConstraint("report_id", "number"),
    sqlite_with_rowid=False,
)

#: How far a handler has read in a conversation. Of a reporter's reading nothing is kept.
readings = Table(
    "readings",
    metadata,
    Column("report_id", ForeignKey("reports.id", ondelete="CASCADE"), primary_key=True),
    Column("person_id", String, primary_key=True),
    Column("number", Integer, nullable=False),
    sqlite_with_rowid=False,
)
