"""Other rhythms for returns than each quarter."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "cadences",
        sa.Column("owner_id", sa.String(), nullable=False),
        sa.Column("number", sa.SmallInteger(), nullable=False),
        sa.Column("every_quarters", sa.SmallInteger(), nullable=False),
        sa.Column("first_quarter", sa.String(), nullable=False),
        sa.Column("assets", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("decided_on", sa.Date()),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("decided_words", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("owner_id", "number", name="pk_cadences"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_cadences_state", "cadences", ["state"])
