"""What the Senior Information Risk Owner decided of returns."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, String, Table, Text

from storage.columns import Day
from storage.tables.base import metadata

#: Returns that need not be sent.
return_exemptions = Table(
    "return_exemptions",
    metadata,
    Column("return_id", ForeignKey("returns.id", ondelete="CASCADE"), primary_key=True),
    Column("exempted_on", Day, nullable=False),
    Column("by_id", String, nullable=False),
    Column("by_name", String, nullable=False),
    Column("by_role", String, nullable=False),
    Column("reason", Text, nullable=False),
    sqlite_with_rowid=False,
)

#: Accepted returns that were noted, each as it stood then.
return_notings = Table(
    "return_notings",
    metadata,
    Column("return_id", ForeignKey("returns.id", ondelete="CASCADE"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("noted_on", Day, nullable=False),
    Column("by_id", String, nullable=False),
    Column("by_name", String, nullable=False),
    Column("by_role", String, nullable=False),
    #: Names the press that noted it.
    Column("mark", String, nullable=False),
    sqlite_with_rowid=False,
)
