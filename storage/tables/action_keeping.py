"""What is kept of actions beside the register's own columns."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table

from storage.columns import Day
from storage.tables.base import metadata

#: Since when each stands as it does. Rows are added and never changed.
action_states = Table(
    "action_states",
    metadata,
    Column("reference", ForeignKey("actions.reference"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("reached_on", Day, nullable=False),
    Column("state", String, nullable=False),
    #: A staff number, or “register” for what a spreadsheet says.
    Column("by_id", String, nullable=False),
    Index("ix_action_states_reached_on", "reached_on"),
    sqlite_with_rowid=False,
)
