"""What is owed, what is said about it, and how far its sending got."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    String,
    Table,
    UniqueConstraint,
    false,
    text,
    true,
)

from storage.columns import Day, Facts, Instant
from storage.tables.base import metadata

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
    #: Of a clock of hours: from when it counts, and its deadline. Null for what is owed by a day.
    Column("opened_at", Instant),
    Column("due_at", Instant),
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
