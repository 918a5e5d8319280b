"""Forms that are filled in in a chat are kept sealed until they are sent."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "half_done",
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("place", name="pk_half_done"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_half_done_until", "half_done", ["until"])
