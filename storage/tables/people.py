"""The staff list: who works here, who holds which post, who is away."""

from __future__ import annotations

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    String,
    Table,
    Text,
)

from storage.columns import Day
from storage.tables.base import metadata

people = Table(
    "people",
    metadata,
    Column("id", String, primary_key=True),
    Column("entra_id", String, nullable=False, unique=True),
    Column("name", String, nullable=False),
    Column("email", String, nullable=False),
    Column("job", String, nullable=False),
    Column("team", String, nullable=False),
    Column("directorate", String, nullable=False),
    Column("manager_id", String),
    Column("left_on", Day),
    sqlite_with_rowid=False,
)

away = Table(
    "away",
    metadata,
    Column("person_id", ForeignKey("people.id", ondelete="CASCADE"), primary_key=True),
    Column("from_on", Day, primary_key=True),
    Column("until_on", Day, primary_key=True),
    Column("deputy_id", String),
    sqlite_with_rowid=False,
)

#: Who acts as the owner of somebody's assets.
acting_owners = Table(
    "acting_owners",
    metadata,
    Column("person_id", ForeignKey("people.id", ondelete="CASCADE"), primary_key=True),
    Column("from_on", Day, primary_key=True),
    Column("acting_id", String, primary_key=True),
    Column("until_on", Day, nullable=False),
    #: References with a line break between them; empty for all assets.
    Column("assets", Text, nullable=False),
    Index("ix_acting_owners_acting_id", "acting_id"),
    sqlite_with_rowid=False,
)

holdings = Table(
    "holdings",
    metadata,
    Column("person_id", ForeignKey("people.id", ondelete="CASCADE"), primary_key=True),
    Column("role", String, primary_key=True),
    Column("from_on", Day, primary_key=True),
    Column("until_on", Day),
    Index("ix_holdings_role", "role"),
    sqlite_with_rowid=False,
)
