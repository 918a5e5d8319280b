"""Holds on reports whose time is over, and the register of concerns, which outlives them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "holds",
        sa.Column("report_id", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("placed_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name="fk_holds_report_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("report_id", name="pk_holds"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "concern_lines",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_concern_lines"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_concern_lines_year", "concern_lines", ["year"])
    op.create_table(
        "concern_line_of",
        sa.Column("report_id", sa.String(), nullable=False),
        sa.Column("line_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name="fk_concern_line_of_report_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("report_id", name="pk_concern_line_of"),
        sqlite_with_rowid=False,
    )
