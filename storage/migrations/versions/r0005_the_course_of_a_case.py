"""The course of a case, in the clear: priority, outcome and the days on which handlers did what."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("reports", sa.Column("priority", sa.String()))
    op.add_column("reports", sa.Column("outcome", sa.String()))
    for day in ("acknowledged_on", "triaged_on", "concluded_on", "closed_on"):
        op.add_column("reports", sa.Column(day, sa.Date()))
