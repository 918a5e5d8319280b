"""Information-security incidents. No row of one without a name says at what time it was made."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Table,
    false,
)

from storage.columns import Day, Instant
from storage.tables.base import metadata

incidents = Table(
    "incidents",
    metadata,
    Column("id", String, primary_key=True),
    Column("origin", String, nullable=False),
    Column("naming", String, nullable=False),
    Column("state", String, nullable=False),
    Column("reported_on", Day, nullable=False),
    Column("reported_at", Instant),
    Column("kind", String, nullable=False),
    Column("near_miss", Boolean, nullable=False),
    Column("suspected", Boolean, nullable=False),
    Column("ongoing", Boolean, nullable=False),
    Column("live_attack", Boolean, nullable=False),
    Column("directorate", String, nullable=False),
    Column("asset", String, nullable=False),
    Column("service_desk", String, nullable=False),
    Column("key_id", String, nullable=False, unique=True),
    Column("story", LargeBinary, nullable=False),
    Column("form", String, nullable=False),
    Column("version", Integer, nullable=False),
    Column("identity_sealed", LargeBinary),
    Column("locator", LargeBinary),
    Column("aware_at", Instant),
    Column("severity", String, nullable=False),
    #: Somebody is kept out of it.
    Column("only_told", Boolean, nullable=False, server_default=false()),
    CheckConstraint("naming <> 'none' OR (reported_at IS NULL AND locator IS NULL)", name="no_name_has_no_time"),
    Index("ix_incidents_state", "state"),
    Index("ix_incidents_locator", "locator"),
    Index("ix_incidents_asset", "asset"),
    sqlite_with_rowid=False,
)

#: What concerns open, until the next batch makes incidents of it: then its rows go, and what is made of them was not
#: written with the concern.
expected_incidents = Table(
    "expected_incidents",
    metadata,
    Column("id", String, primary_key=True),
    Column("key_id", String, nullable=False, unique=True),
    Column("story", LargeBinary, nullable=False),
    #: Ids of people, one a line.
    Column("told", String, nullable=False),
    Column("only_told", Boolean, nullable=False),
    sqlite_with_rowid=False,
)

incident_told = Table(
    "incident_told",
    metadata,
    Column("incident_id", ForeignKey("incidents.id", ondelete="CASCADE"), primary_key=True),
    Column("person_id", String, primary_key=True),
    Column("place", SmallInteger, nullable=False),
    sqlite_with_rowid=False,
)
