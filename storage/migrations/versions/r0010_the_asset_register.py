"""Information assets with all that the register asks, who helps with them, their history, and transfers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0004"
branch_labels = None
depends_on = None

_TEXTS = ("purpose", "location", "personal_data", "access", "security", "shared_with")


def upgrade() -> None:
    for name in _TEXTS:
        op.add_column("assets", sa.Column(name, sa.Text(), nullable=False, server_default=sa.text("''")))
    op.add_column("assets", sa.Column("state", sa.String(), nullable=False, server_default=sa.text("'live'")))
    op.add_column("assets", sa.Column("version", sa.Integer(), nullable=False, server_default=sa.text("1")))
    _helpers()
    _history()


def _helpers() -> None:
    op.create_table(
        "asset_helpers",
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("place", sa.SmallInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["reference"], ["assets.reference"], name="fk_asset_helpers_reference", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("reference", "person_id", name="pk_asset_helpers"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_asset_helpers_person_id", "asset_helpers", ["person_id"])
    op.create_table(
        "return_line_helpers",
        sa.Column("return_id", sa.String(), nullable=False),
        sa.Column("asset_reference", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("place", sa.SmallInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["return_id", "asset_reference"],
            ["return_lines.return_id", "return_lines.asset_reference"],
            name="fk_return_line_helpers_line",
            ondelete="CASCADE",
            onupdate="CASCADE",
        ),
        sa.PrimaryKeyConstraint("return_id", "asset_reference", "person_id", name="pk_return_line_helpers"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_return_line_helpers_person_id", "return_line_helpers", ["person_id"])


def _history() -> None:
    op.create_table(
        "asset_changes",
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("changed_on", sa.Date(), nullable=False),
        sa.Column("by_id", sa.String(), nullable=False),
        sa.Column("by_name", sa.String(), nullable=False),
        sa.Column("by_role", sa.String(), nullable=False),
        sa.Column("column_name", sa.String(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["reference"], ["assets.reference"], name="fk_asset_changes_reference"),
        sa.PrimaryKeyConstraint("reference", "number", name="pk_asset_changes"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "asset_transfers",
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("number", sa.SmallInteger(), nullable=False),
        sa.Column("from_id", sa.String(), nullable=False),
        sa.Column("to_id", sa.String(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("decided_on", sa.Date()),
        sa.Column("decided_by", sa.String()),
        sa.Column("decided_words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["reference"], ["assets.reference"], name="fk_asset_transfers_reference"),
        sa.PrimaryKeyConstraint("reference", "number", name="pk_asset_transfers"),
        sqlite_with_rowid=False,
    )
