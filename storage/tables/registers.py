"""Assets and actions."""

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
    Text,
    text,
)

from storage.columns import Day
from storage.tables.base import metadata

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
    Column("purpose", Text, nullable=False, server_default=text("''")),
    Column("location", Text, nullable=False, server_default=text("''")),
    Column("personal_data", Text, nullable=False, server_default=text("''")),
    Column("access", Text, nullable=False, server_default=text("''")),
    Column("security", Text, nullable=False, server_default=text("''")),
    Column("shared_with", Text, nullable=False, server_default=text("''")),
    Column("state", String, nullable=False, server_default=text("'live'")),
    Column("version", Integer, nullable=False, server_default=text("1")),
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
    #: By when somebody outside wants it done.
    Column("external_on", Day),
    Column("asset_reference", String, nullable=False, server_default=text("''")),
    Index("ix_actions_holder_id", "holder_id"),
    Index("ix_actions_asset_reference", "asset_reference"),
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
    #: What shows it: a report, a file's place, a link.
    Column("evidence", Text, nullable=False, server_default=text("''")),
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
