"""The audit log."""

from __future__ import annotations

from sqlalchemy import (
    DDL,
    Column,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    event,
)

from storage.columns import Facts, Instant
from storage.tables.base import metadata

audit = Table(
    "audit",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
    Column("actor", String, nullable=False),
    Column("role", String, nullable=False),
    Column("verb", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("details", Facts, nullable=False),
    Column("previous", LargeBinary, nullable=False),
    Column("mac", LargeBinary, nullable=False),
    Index("ix_audit_subject", "subject", "verb"),
)

#: The audit table is append-only. `INSERT OR REPLACE` fires no delete trigger on SQLite, so it has one of its own.
_SQLITE_APPEND_ONLY = (
    "CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit"
    " BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END",
    "CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit"
    " BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END",
    "CREATE TRIGGER audit_no_replace BEFORE INSERT ON audit"
    " WHEN EXISTS (SELECT 1 FROM audit WHERE number = NEW.number)"
    " BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END",
)
_POSTGRESQL_APPEND_ONLY = (
    "CREATE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS"
    " $$ BEGIN RAISE EXCEPTION 'the audit log is append-only'; END $$",
    "CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE ON audit FOR EACH ROW EXECUTE FUNCTION audit_append_only()",
    "CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only()",
)
for _dialect, _statements in (("sqlite", _SQLITE_APPEND_ONLY), ("postgresql", _POSTGRESQL_APPEND_ONLY)):
    for _statement in _statements:
        _ddl = DDL(_statement)  # type: ignore[no-untyped-call]  # the library leaves it unannotated
        event.listen(audit, "after_create", _ddl.execute_if(dialect=_dialect))
