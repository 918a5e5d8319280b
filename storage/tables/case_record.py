"""The record of a case. Entries are added and never changed; they go when their report goes."""

from __future__ import annotations

from sqlalchemy import (
    DDL,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
    event,
)

from storage.columns import Day
from storage.tables.base import metadata

case_entries = Table(
    "case_entries",
    metadata,
    Column("id", String, primary_key=True),
    Column("report_id", ForeignKey("reports.id", ondelete="CASCADE"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("written_on", Day, nullable=False),
    Column("author", String, nullable=False),
    Column("role", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    UniqueConstraint("report_id", "number"),
    sqlite_with_rowid=False,
)

#: Requests that somebody may work on a case. Why they are asked for stands in the record, sealed.
shares = Table(
    "shares",
    metadata,
    Column("id", String, primary_key=True),
    Column("report_id", ForeignKey("reports.id", ondelete="CASCADE"), nullable=False),
    Column("person_id", String, nullable=False),
    Column("identity", Boolean, nullable=False),
    Column("asked_on", Day, nullable=False),
    Column("asked_by", String, nullable=False),
    Column("until_on", Day, nullable=False),
    Column("state", String, nullable=False),
    Column("decided_on", Day),
    Column("decided_by", String, nullable=False),
    Index("ix_shares_report_id", "report_id"),
    sqlite_with_rowid=False,
)

#: No entry is changed. Deleting is left to the end of a report, and the audit log shows every other loss.
SQLITE_NO_CHANGE = (
    "CREATE TRIGGER case_entries_no_update BEFORE UPDATE ON case_entries"
    " BEGIN SELECT RAISE(ABORT, 'the record of a case is only added to'); END",
    "CREATE TRIGGER case_entries_no_replace BEFORE INSERT ON case_entries"
    " WHEN EXISTS (SELECT 1 FROM case_entries WHERE id = NEW.id)"
    " BEGIN SELECT RAISE(ABORT, 'the record of a case is only added to'); END",
)
POSTGRESQL_NO_CHANGE = (
    "CREATE OR REPLACE FUNCTION case_entries_only_added() RETURNS trigger LANGUAGE plpgsql AS"
    " $$ BEGIN RAISE EXCEPTION 'the record of a case is only added to'; END $$",
    "CREATE TRIGGER case_entries_no_change BEFORE UPDATE ON case_entries"
    " FOR EACH ROW EXECUTE FUNCTION case_entries_only_added()",
)
for _dialect, _statements in (("sqlite", SQLITE_NO_CHANGE), ("postgresql", POSTGRESQL_NO_CHANGE)):
    for _statement in _statements:
        _ddl = DDL(_statement)  # type: ignore[no-untyped-call]  # the library leaves it unannotated
        event.listen(case_entries, "after_create", _ddl.execute_if(dialect=_dialect))
