"""Owners get the month's incidents, and say that their team talked about them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "incident_talks",
        sa.Column("month", sa.String(), nullable=False),
        sa.Column("owner_id", sa.String(), nullable=False),
        sa.Column("said_on", sa.Date()),
        sa.Column("said_by", sa.String(), nullable=False),
        sa.Column("said_as", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("month", "owner_id", name="pk_incident_talks"),
        sqlite_with_rowid=False,
    )
