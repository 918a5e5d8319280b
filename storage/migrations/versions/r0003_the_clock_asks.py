"""Quarterly returns, actions with updates and extensions, digests, other ways to reach a person, and snoozing."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_WAITS = "state = 'ready' AND message_id IS NULL"
_HAS_FALLEN = "state IN ('fallen_back','dead') AND NOT settled"
_CALL_IS_OPEN = "done_on IS NULL"


def upgrade() -> None:
    _widen()
    _messages_and_notices()
    _actions()
    _returns()


def _widen() -> None:
    op.add_column("away", sa.Column("deputy_id", sa.String()))
    op.add_column("obligations", sa.Column("snoozed_until", sa.Date()))
    op.add_column("obligations", sa.Column("snoozes", sa.SmallInteger(), nullable=False, server_default=sa.text("0")))
    op.add_column("actions", sa.Column("due_on", sa.Date()))
    op.add_column("actions", sa.Column("version", sa.Integer(), nullable=False, server_default=sa.text("1")))
    op.execute("UPDATE actions SET due_on = original_due_on")


def _messages_and_notices() -> None:
    op.add_column("messages", sa.Column("any_hour", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.add_column("messages", sa.Column("replaces", sa.String(), nullable=False, server_default=sa.text("''")))
    op.add_column("messages", sa.Column("settled", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("notices", sa.Column("leaves_at", sa.DateTime(timezone=True)))
    # What ended before there was another way to try was listed when it ended.
    op.execute("UPDATE messages SET settled = true WHERE state IN ('fallen_back','dead')")
    op.create_index(
        "ix_messages_fallen",
        "messages",
        ["id"],
        sqlite_where=sa.text(_HAS_FALLEN),
        postgresql_where=sa.text(_HAS_FALLEN),
    )
    op.create_index(
        "ix_notices_waiting",
        "notices",
        ["leaves_at", "id"],
        sqlite_where=sa.text(_WAITS),
        postgresql_where=sa.text(_WAITS),
    )
    op.create_table(
        "digests",
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("recipient", "day", name="pk_digests"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "calls",
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("since_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("done_on", sa.Date()),
        sa.Column("done_by", sa.String()),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name="fk_calls_message_id"),
        sa.PrimaryKeyConstraint("message_id", name="pk_calls"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_calls_open",
        "calls",
        ["since_on"],
        sqlite_where=sa.text(_CALL_IS_OPEN),
        postgresql_where=sa.text(_CALL_IS_OPEN),
    )


def _actions() -> None:
    op.create_table(
        "action_updates",
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("said_on", sa.Date(), nullable=False),
        sa.Column("by_id", sa.String(), nullable=False),
        sa.Column("by_name", sa.String(), nullable=False),
        sa.Column("by_role", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("percent", sa.SmallInteger()),
        sa.Column("forecast_on", sa.Date()),
        sa.Column("evidence_on", sa.Date()),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["reference"], ["actions.reference"], name="fk_action_updates_reference"),
        sa.PrimaryKeyConstraint("reference", "number", name="pk_action_updates"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "extensions",
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("number", sa.SmallInteger(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("interim_risk", sa.Text(), nullable=False),
        sa.Column("decider", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("decided_on", sa.Date()),
        sa.Column("decided_by", sa.String()),
        sa.Column("decided_words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["reference"], ["actions.reference"], name="fk_extensions_reference"),
        sa.PrimaryKeyConstraint("reference", "number", name="pk_extensions"),
        sqlite_with_rowid=False,
    )


def _returns() -> None:
    op.create_table(
        "returns",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("quarter", sa.String(), nullable=False),
        sa.Column("owner_id", sa.String(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("drafted_by", sa.String(), nullable=False),
        sa.Column("submitted_on", sa.Date()),
        sa.Column("submitted_by", sa.String(), nullable=False),
        sa.Column("signed", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_returns"),
        sa.UniqueConstraint("quarter", "owner_id", name="uq_returns_quarter_owner_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_returns_owner_id", "returns", ["owner_id"])
    op.create_table(
        "return_lines",
        sa.Column("return_id", sa.String(), nullable=False),
        sa.Column("asset_reference", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("classification", sa.String(), nullable=False),
        sa.Column("importance", sa.String(), nullable=False),
        sa.Column("at_risk", sa.Boolean(), nullable=False),
        sa.Column("administrator_id", sa.String()),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("answered_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["return_id"], ["returns.id"], name="fk_return_lines_return_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("return_id", "asset_reference", name="pk_return_lines"),
        sqlite_with_rowid=False,
    )
