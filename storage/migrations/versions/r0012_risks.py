"""The Information Risk Register."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0010"
branch_labels = None
depends_on = None

_LEVELS = (
    "inherent_likelihood",
    "inherent_impact",
    "current_likelihood",
    "current_impact",
    "target_likelihood",
    "target_impact",
)


def upgrade() -> None:
    op.create_table(
        "risks",
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("asset_reference", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("controls", sa.Text(), nullable=False),
        *(sa.Column(name, sa.SmallInteger(), nullable=False) for name in _LEVELS),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("raised_on", sa.Date(), nullable=False),
        sa.Column("raised_by", sa.String(), nullable=False),
        sa.Column("reviewed_on", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("reference", name="pk_risks"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_risks_asset_reference", "risks", ["asset_reference"])
    op.create_table(
        "risk_entries",
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("happened", sa.String(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("by_id", sa.String(), nullable=False),
        sa.Column("by_name", sa.String(), nullable=False),
        sa.Column("by_role", sa.String(), nullable=False),
        *(sa.Column(name, sa.SmallInteger(), nullable=False) for name in _LEVELS),
        sa.Column("words", sa.Text(), nullable=False),
        _of_a_risk("risk_entries"),
        sa.PrimaryKeyConstraint("reference", "number", name="pk_risk_entries"),
        sqlite_with_rowid=False,
    )
    _acceptances()
    op.create_table(
        "risk_actions",
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("action_reference", sa.String(), nullable=False),
        _of_a_risk("risk_actions"),
        sa.ForeignKeyConstraint(["action_reference"], ["actions.reference"], name="fk_risk_actions_action_reference"),
        sa.PrimaryKeyConstraint("reference", "action_reference", name="pk_risk_actions"),
        sqlite_with_rowid=False,
    )


def _acceptances() -> None:
    op.create_table(
        "risk_acceptances",
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("number", sa.SmallInteger(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("band", sa.String(), nullable=False),
        sa.Column("classification", sa.String(), nullable=False),
        sa.Column("owner_id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("ended_on", sa.Date()),
        _of_a_risk("risk_acceptances"),
        sa.PrimaryKeyConstraint("reference", "number", name="pk_risk_acceptances"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_risk_acceptances_state", "risk_acceptances", ["state"])
    op.create_table(
        "risk_decisions",
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("number", sa.SmallInteger(), nullable=False),
        sa.Column("decider", sa.String(), nullable=False),
        sa.Column("granted", sa.Boolean(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("by_id", sa.String(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        _of_a_risk("risk_decisions"),
        sa.PrimaryKeyConstraint("reference", "number", "decider", name="pk_risk_decisions"),
        sqlite_with_rowid=False,
    )


def _of_a_risk(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["reference"], ["risks.reference"], name=f"fk_{table}_reference")
