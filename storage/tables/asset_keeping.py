"""Who else helps with an asset, what was changed of it, and to whom it is to go."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, ForeignKeyConstraint, Index, Integer, SmallInteger, String, Table, Text

from storage.columns import Day
from storage.tables.base import metadata

#: Those who help with an asset besides the first.
asset_helpers = Table(
    "asset_helpers",
    metadata,
    Column("reference", ForeignKey("assets.reference", ondelete="CASCADE"), primary_key=True),
    Column("person_id", String, primary_key=True),
    #: In the order in which they are asked, from 1.
    Column("place", SmallInteger, nullable=False),
    Index("ix_asset_helpers_person_id", "person_id"),
    sqlite_with_rowid=False,
)

#: The same of a return's line, as it was when the return opened.
return_line_helpers = Table(
    "return_line_helpers",
    metadata,
    Column("return_id", String, primary_key=True),
    Column("asset_reference", String, primary_key=True),
    Column("person_id", String, primary_key=True),
    Column("place", SmallInteger, nullable=False),
    ForeignKeyConstraint(
        ["return_id", "asset_reference"],
        ["return_lines.return_id", "return_lines.asset_reference"],
        name="fk_return_line_helpers_line",
        ondelete="CASCADE",
        onupdate="CASCADE",
    ),
    Index("ix_return_line_helpers_person_id", "person_id"),
    sqlite_with_rowid=False,
)

#: One row a cell that was changed, never altered.
asset_changes = Table(
    "asset_changes",
    metadata,
    Column("reference", ForeignKey("assets.reference"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("changed_on", Day, nullable=False),
    Column("by_id", String, nullable=False),
    Column("by_name", String, nullable=False),
    Column("by_role", String, nullable=False),
    Column("column_name", String, nullable=False),
    Column("before", Text, nullable=False),
    Column("after", Text, nullable=False),
    Column("words", Text, nullable=False),
    sqlite_with_rowid=False,
)

#: Requests that somebody else becomes the owner.
asset_transfers = Table(
    "asset_transfers",
    metadata,
    Column("reference", ForeignKey("assets.reference"), primary_key=True),
    Column("number", SmallInteger, primary_key=True),
    Column("from_id", String, nullable=False),
    Column("to_id", String, nullable=False),
    Column("asked_on", Day, nullable=False),
    Column("asked_by", String, nullable=False),
    Column("reason", Text, nullable=False),
    Column("state", String, nullable=False),
    Column("decided_on", Day),
    Column("decided_by", String),
    Column("decided_words", Text, nullable=False),
    sqlite_with_rowid=False,
)
