"""What keeps a report beyond its time, and the register of concerns, which outlives them."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, String, Table

from storage.columns import Day
from storage.tables.base import metadata

holds = Table(
    "holds",
    metadata,
    Column("report_id", ForeignKey("reports.id", ondelete="CASCADE"), primary_key=True),
    Column("reason", String, nullable=False),
    Column("until", Day, nullable=False),
    Column("by", String, nullable=False),
    Column("placed_on", Day, nullable=False),
    sqlite_with_rowid=False,
)

#: Of which end those who keep a report were warned; gone when a hold is lifted.
end_warnings = Table(
    "end_warnings",
    metadata,
    Column("report_id", ForeignKey("reports.id", ondelete="CASCADE"), primary_key=True),
    Column("goes_on", Day, nullable=False),
    Column("from_on", Day, nullable=False),
    sqlite_with_rowid=False,
)

#: A line a closed concern, sealed: no name, no reference, a random id, and in the clear the year in which it closed.
concern_lines = Table(
    "concern_lines",
    metadata,
    Column("id", String, primary_key=True),
    Column("year", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Index("ix_concern_lines_year", "year"),
    sqlite_with_rowid=False,
)

#: Which line is a report's, while the report is there: nothing leads from a line to it afterwards.
concern_line_of = Table(
    "concern_line_of",
    metadata,
    Column("report_id", ForeignKey("reports.id", ondelete="CASCADE"), primary_key=True),
    Column("line_id", String, nullable=False),
    sqlite_with_rowid=False,
)
