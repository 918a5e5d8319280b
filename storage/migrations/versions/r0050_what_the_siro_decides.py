"""What the Senior Information Risk Owner decides of returns: which need not be sent, and which are noted."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0054"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "return_exemptions",
        sa.Column("return_id", sa.String(), nullable=False),
        sa.Column("exempted_on", sa.Date(), nullable=False),
        sa.Column("by_id", sa.String(), nullable=False),
        sa.Column("by_name", sa.String(), nullable=False),
        sa.Column("by_role", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["return_id"], ["returns.id"], name="fk_return_exemptions_return_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("return_id", name="pk_return_exemptions"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "return_notings",
        sa.Column("return_id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("noted_on", sa.Date(), nullable=False),
        sa.Column("by_id", sa.String(), nullable=False),
        sa.Column("by_name", sa.String(), nullable=False),
        sa.Column("by_role", sa.String(), nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["return_id"], ["returns.id"], name="fk_return_notings_return_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("return_id", "version", name="pk_return_notings"),
        sqlite_with_rowid=False,
    )
