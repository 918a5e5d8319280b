"""Of which end a report's handlers were warned. Whoever was warned before is warned once more."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "end_warnings",
        sa.Column("report_id", sa.String(), nullable=False),
        sa.Column("goes_on", sa.Date(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name="fk_end_warnings_report_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("report_id", name="pk_end_warnings"),
        sqlite_with_rowid=False,
    )
