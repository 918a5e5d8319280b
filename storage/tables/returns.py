"""Quarterly returns."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
)

from storage.columns import Day, Facts
from storage.tables.base import metadata

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
