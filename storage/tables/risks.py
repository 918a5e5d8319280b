"""The Information Risk Register."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, SmallInteger, String, Table, Text

from storage.columns import Day
from storage.tables.base import metadata

_LEVELS = (
    "inherent_likelihood",
    "inherent_impact",
    "current_likelihood",
    "current_impact",
    "target_likelihood",
    "target_impact",
)

#: Its owner is not kept: it is whoever owns the asset.
risks = Table(
    "risks",
    metadata,
    Column("reference", String, primary_key=True),
    Column("asset_reference", String, nullable=False),
    Column("title", String, nullable=False),
    Column("description", Text, nullable=False),
    Column("controls", Text, nullable=False),
    *(Column(name, SmallInteger, nullable=False) for name in _LEVELS),
    Column("state", String, nullable=False),
    Column("raised_on", Day, nullable=False),
    Column("raised_by", String, nullable=False),
    Column("reviewed_on", Day, nullable=False),
    Column("version", Integer, nullable=False),
    Index("ix_risks_asset_reference", "asset_reference"),
    sqlite_with_rowid=False,
)

#: What was said and done about a risk, one row each, never changed.
risk_entries = Table(
    "risk_entries",
    metadata,
    Column("reference", ForeignKey("risks.reference"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("happened", String, nullable=False),
    Column("on", Day, nullable=False),
    Column("by_id", String, nullable=False),
    Column("by_name", String, nullable=False),
    Column("by_role", String, nullable=False),
    *(Column(name, SmallInteger, nullable=False) for name in _LEVELS),
    Column("words", Text, nullable=False),
    sqlite_with_rowid=False,
)

#: Requests to accept what is left of a risk. A renewal is a new one.
risk_acceptances = Table(
    "risk_acceptances",
    metadata,
    Column("reference", ForeignKey("risks.reference"), primary_key=True),
    Column("number", SmallInteger, primary_key=True),
    Column("asked_on", Day, nullable=False),
    Column("asked_by", String, nullable=False),
    Column("until_on", Day, nullable=False),
    Column("reason", Text, nullable=False),
    Column("band", String, nullable=False),
    Column("classification", String, nullable=False),
    Column("owner_id", String, nullable=False),
    Column("state", String, nullable=False),
    Column("ended_on", Day),
    Index("ix_risk_acceptances_state", "state"),
    sqlite_with_rowid=False,
)

#: What each of the deciders said of a request.
risk_decisions = Table(
    "risk_decisions",
    metadata,
    Column("reference", ForeignKey("risks.reference"), primary_key=True),
    Column("number", SmallInteger, primary_key=True),
    #: The post that had to decide.
    Column("decider", String, primary_key=True),
    Column("granted", Boolean, nullable=False),
    Column("on", Day, nullable=False),
    Column("by_id", String, nullable=False),
    Column("words", Text, nullable=False),
    sqlite_with_rowid=False,
)

#: The actions that bring a risk down.
risk_actions = Table(
    "risk_actions",
    metadata,
    Column("reference", ForeignKey("risks.reference"), primary_key=True),
    Column("action_reference", ForeignKey("actions.reference"), primary_key=True),
    sqlite_with_rowid=False,
)
