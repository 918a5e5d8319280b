"""Files that reporters added, sealed. No row says what a file is, or was called."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, SmallInteger, String, Table, text

from storage.columns import Day
from storage.tables.base import metadata

BLOB_IS_UNSENT = "kept_on IS NOT NULL"

blobs = Table(
    "blobs",
    metadata,
    Column("id", String, primary_key=True),
    #: The day on which it came, while it waits to be sent; null from then on.
    Column("kept_on", Day),
    Index(
        "ix_blobs_unsent", "kept_on", sqlite_where=text(BLOB_IS_UNSENT), postgresql_where=text(BLOB_IS_UNSENT)
    ),
    sqlite_with_rowid=False,
)  # fmt: skip

blob_pieces = Table(
    "blob_pieces",
    metadata,
    Column("blob_id", ForeignKey("blobs.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

files = Table(
    "files",
    metadata,
    Column("id", ForeignKey("blobs.id"), primary_key=True),
    Column("report_id", ForeignKey("reports.id", ondelete="CASCADE"), nullable=False),
    Column("letter_id", String, nullable=False),
    Column("place", SmallInteger, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Index("ix_files_report_id", "report_id"),
    sqlite_with_rowid=False,
)
