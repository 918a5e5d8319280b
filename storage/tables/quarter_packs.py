"""The figures of quarters that are closed."""

from __future__ import annotations

from sqlalchemy import Column, String, Table, Text

from storage.columns import Day
from storage.tables.base import metadata

quarter_packs = Table(
    "quarter_packs",
    metadata,
    #: Such as 2027-Q1.
    Column("quarter", String, primary_key=True),
    Column("due_on", Day, nullable=False),
    Column("as_of", Day, nullable=False),
    #: JSON: rows by part; a date is an object with its ISO form.
    Column("figures", Text, nullable=False),
    sqlite_with_rowid=False,
)
