"""Clocks of hours: from when one counts, and its deadline to the minute."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("obligations", sa.Column("opened_at", sa.DateTime(timezone=True)))
    op.add_column("obligations", sa.Column("due_at", sa.DateTime(timezone=True)))
