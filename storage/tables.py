"""The main database's tables, for SQLite and PostgreSQL alike.

No table says when a row was made. Tables with rows that belong to a report are WITHOUT ROWID on SQLite, because row
ids give back the order in which reports arrived, random keys or not.
"""

from __future__ import annotations

from sqlalchemy import (
    DDL,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
    event,
    false,
    text,
    true,
)

from storage.columns import Day, Facts, Instant

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)

#: A queue table's rows change many times in a short life. The server's defaults wait for a fifth of the table to
#: change, and until the first analysis of a fresh queue claims run at a quarter of the speed.
_QUEUE_UPKEEP = {
    "autovacuum_vacuum_threshold": 500,
    "autovacuum_vacuum_scale_factor": 0.02,
    "autovacuum_vacuum_insert_threshold": 500,
    "autovacuum_vacuum_insert_scale_factor": 0.02,
    "autovacuum_analyze_threshold": 250,
    "autovacuum_analyze_scale_factor": 0.02,
}

#: The conditions of the partial indexes. Queries repeat them word for word with the constants inlined: SQLite does
#: not use a partial index for a condition whose constants are bound.
OBLIGATION_IS_DUE = "open AND next_at IS NOT NULL"
MESSAGE_IS_UNFINISHED = "state IN ('ready','sending')"
CALL_IS_OPEN = "done_on IS NULL"
NOTICE_WAITS = "state = 'ready' AND message_id IS NULL"
MESSAGE_HAS_FALLEN = "state IN ('fallen_back','dead') AND NOT settled"

people = Table(
    "people",
    metadata,
    Column("id", String, primary_key=True),
    Column("entra_id", String, nullable=False, unique=True),
    Column("name", String, nullable=False),
    Column("email", String, nullable=False),
    Column("job", String, nullable=False),
    Column("team", String, nullable=False),
    Column("directorate", String, nullable=False),
    Column("manager_id", String),
    Column("left_on", Day),
    sqlite_with_rowid=False,
)

away = Table(
    "away",
    metadata,
    Column("person_id", ForeignKey("people.id", ondelete="CASCADE"), primary_key=True),
    Column("from_on", Day, primary_key=True),
    Column("until_on", Day, primary_key=True),
    Column("deputy_id", String),
    sqlite_with_rowid=False,
)

holdings = Table(
    "holdings",
    metadata,
    Column("person_id", ForeignKey("people.id", ondelete="CASCADE"), primary_key=True),
    Column("role", String, primary_key=True),
    Column("from_on", Day, primary_key=True),
    Column("until_on", Day),
    Index("ix_holdings_role", "role"),
    sqlite_with_rowid=False,
)

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

obligations = Table(
    "obligations",
    metadata,
    Column("id", String, primary_key=True),
    Column("duty", String, nullable=False),
    Column("subject_id", String, nullable=False),
    Column("cycle", Integer, nullable=False),
    Column("opened_on", Day, nullable=False),
    Column("due_on", Day, nullable=False),
    Column("policy", String, nullable=False),
    Column("rung", Integer, nullable=False),
    Column("next_at", Instant),
    Column("open", Boolean, nullable=False),
    Column("snoozed_until", Day),
    Column("snoozes", SmallInteger, nullable=False, server_default=text("0")),
    UniqueConstraint("duty", "subject_id", "cycle"),
    Index(
        "ix_obligations_due",
        "next_at",
        "id",
        sqlite_where=text(OBLIGATION_IS_DUE),
        postgresql_where=text(OBLIGATION_IS_DUE),
    ),
    sqlite_with_rowid=False,
)

messages = Table(
    "messages",
    metadata,
    Column("id", String, primary_key=True),
    Column("recipient", String, nullable=False),
    Column("channel", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("facts", Facts, nullable=False),
    Column("on_doubt", String, nullable=False),
    Column("state", String, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("doubts", Integer, nullable=False),
    #: Ready: from when it may be sent. Sending: when the sender's lease on it runs out. Real time.
    Column("visible_at", Instant, nullable=False),
    #: The lane's token under which it was claimed; None unless it is being sent.
    Column("token", String),
    Column("provider_id", String, nullable=False),
    Column("reason", String, nullable=False),
    #: Leaves at any hour; else only in the hours in which messages leave.
    Column("any_hour", Boolean, nullable=False, server_default=true()),
    #: The channel's id of the message that this one takes the place of.
    Column("replaces", String, nullable=False, server_default=text("''")),
    #: It did not arrive, and another way was found, or somebody was asked to tell the person.
    Column("settled", Boolean, nullable=False, server_default=false()),
    Index(
        "ix_messages_unfinished",
        "state",
        "visible_at",
        "id",
        sqlite_where=text(MESSAGE_IS_UNFINISHED),
        postgresql_where=text(MESSAGE_IS_UNFINISHED),
    ),
    Index(
        "ix_messages_fallen",
        "id",
        sqlite_where=text(MESSAGE_HAS_FALLEN),
        postgresql_where=text(MESSAGE_HAS_FALLEN),
    ),
    sqlite_with_rowid=False,
    postgresql_with=_QUEUE_UPKEEP,
)

notices = Table(
    "notices",
    metadata,
    Column("id", String, primary_key=True),
    Column("obligation_id", String, nullable=False),
    Column("cycle", Integer, nullable=False),
    Column("rung", Integer, nullable=False),
    Column("recipient", String, nullable=False),
    Column("channel", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("due_at", Instant, nullable=False),
    #: It does not leave before this instant; null: from `due_at`.
    Column("leaves_at", Instant),
    Column("state", String, nullable=False),
    Column("message_id", ForeignKey("messages.id")),
    Column("reason", String, nullable=False),
    #: How it ends if its message, which was being sent when it became needless, comes back unsent.
    Column("instead", String),
    UniqueConstraint("obligation_id", "cycle", "rung", "recipient", "channel"),
    Index("ix_notices_message_id", "message_id"),
    Index("ix_notices_due_at", "due_at"),
    Index(
        "ix_notices_waiting", "leaves_at", "id", sqlite_where=text(NOTICE_WAITS), postgresql_where=text(NOTICE_WAITS)
    ),
    sqlite_with_rowid=False,
)

#: Who was sent a digest on which day: at most one each.
digests = Table(
    "digests",
    metadata,
    Column("recipient", String, primary_key=True),
    Column("day", Day, primary_key=True),
    sqlite_with_rowid=False,
)

#: People whom no message reaches: somebody has to tell them.
calls = Table(
    "calls",
    metadata,
    Column("message_id", ForeignKey("messages.id"), primary_key=True),
    Column("person_id", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("since_on", Day, nullable=False),
    Column("reason", String, nullable=False),
    Column("done_on", Day),
    Column("done_by", String),
    Index("ix_calls_open", "since_on", sqlite_where=text(CALL_IS_OPEN), postgresql_where=text(CALL_IS_OPEN)),
    sqlite_with_rowid=False,
)

lanes = Table(
    "lanes",
    metadata,
    Column("tenant", String, primary_key=True),
    Column("token", String),
    Column("lease_until", Instant),
    Column("blocked_until", Instant),
    sqlite_with_rowid=False,
)

ticks = Table(
    "ticks",
    metadata,
    Column("name", String, primary_key=True),
    Column("mark", String, nullable=False),
    sqlite_with_rowid=False,
)

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
)

assets = Table(
    "assets",
    metadata,
    Column("reference", String, primary_key=True),
    Column("title", String, nullable=False),
    Column("owner_id", String, nullable=False),
    Column("administrator_id", String),
    Column("directorate", String, nullable=False),
    Column("service", String, nullable=False),
    Column("classification", String, nullable=False),
    Column("importance", String, nullable=False),
    Column("at_risk", Boolean, nullable=False),
    Column("retention", Text, nullable=False),
    Index("ix_assets_owner_id", "owner_id"),
    sqlite_with_rowid=False,
)

actions = Table(
    "actions",
    metadata,
    Column("reference", String, primary_key=True),
    Column("source", String, nullable=False),
    Column("title", Text, nullable=False),
    Column("holder_id", String, nullable=False),
    Column("priority", String, nullable=False),
    Column("state", String, nullable=False),
    Column("original_due_on", Day),
    Column("consideration", Text, nullable=False),
    #: The date by which it is due now: the original one, or a later one that was agreed to.
    Column("due_on", Day),
    Column("version", Integer, nullable=False, server_default=text("1")),
    Index("ix_actions_holder_id", "holder_id"),
    sqlite_with_rowid=False,
)

#: What a holder said of an action, one row each, never changed.
action_updates = Table(
    "action_updates",
    metadata,
    Column("reference", ForeignKey("actions.reference"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("said_on", Day, nullable=False),
    Column("by_id", String, nullable=False),
    Column("by_name", String, nullable=False),
    Column("by_role", String, nullable=False),
    Column("state", String, nullable=False),
    Column("percent", SmallInteger),
    Column("forecast_on", Day),
    #: Of what is said to be done: since when the evidence holds.
    Column("evidence_on", Day),
    Column("words", Text, nullable=False),
    sqlite_with_rowid=False,
)

#: Requests for more time, at most three an action.
extensions = Table(
    "extensions",
    metadata,
    Column("reference", ForeignKey("actions.reference"), primary_key=True),
    Column("number", SmallInteger, primary_key=True),
    Column("asked_on", Day, nullable=False),
    Column("asked_by", String, nullable=False),
    Column("to_on", Day, nullable=False),
    Column("reason", Text, nullable=False),
    Column("interim_risk", Text, nullable=False),
    Column("decider", String, nullable=False),
    Column("state", String, nullable=False),
    Column("decided_on", Day),
    Column("decided_by", String),
    Column("decided_words", Text, nullable=False),
    sqlite_with_rowid=False,
)

#: One quarterly return a cycle and owner.
returns = Table(
    "returns",
    metadata,
    Column("id", String, primary_key=True),
    #: Such as 2027-Q1.
    Column("quarter", String, nullable=False),
    Column("owner_id", String, nullable=False),
    Column("opened_on", Day, nullable=False),
    Column("due_on", Day, nullable=False),
    Column("state", String, nullable=False),
    Column("version", Integer, nullable=False),
    #: Answers about all the assets together, by question.
    Column("answers", Facts, nullable=False),
    Column("drafted_by", String, nullable=False),
    Column("submitted_on", Day),
    Column("submitted_by", String, nullable=False),
    #: The signer's name and role as they were then.
    Column("signed", String, nullable=False),
    UniqueConstraint("quarter", "owner_id"),
    Index("ix_returns_owner_id", "owner_id"),
    sqlite_with_rowid=False,
)

#: The assets of a return, as they were when it opened, and what was answered of each.
return_lines = Table(
    "return_lines",
    metadata,
    Column("return_id", ForeignKey("returns.id", ondelete="CASCADE"), primary_key=True),
    Column("asset_reference", String, primary_key=True),
    Column("title", String, nullable=False),
    Column("classification", String, nullable=False),
    Column("importance", String, nullable=False),
    Column("at_risk", Boolean, nullable=False),
    Column("administrator_id", String),
    #: By question; empty until somebody answered.
    Column("answers", Facts, nullable=False),
    Column("answered_by", String, nullable=False),
    sqlite_with_rowid=False,
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
