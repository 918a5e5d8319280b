"""What the Records Manager decided of returns that were sent."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, SmallInteger, String, Table, Text

from storage.columns import Day
from storage.tables.base import metadata

#: One row a decision, never altered.
return_reviews = Table(
    "return_reviews",
    metadata,
    Column("return_id", ForeignKey("returns.id", ondelete="CASCADE"), primary_key=True),
    Column("number", SmallInteger, primary_key=True),
    Column("reviewed_on", Day, nullable=False),
    Column("by_id", String, nullable=False),
    Column("by_name", String, nullable=False),
    Column("by_role", String, nullable=False),
    Column("accepted", Boolean, nullable=False),
    Column("words", Text, nullable=False),
    Column("signed", String, nullable=False),
    Column("sent_on", Day, nullable=False),
    sqlite_with_rowid=False,
)
