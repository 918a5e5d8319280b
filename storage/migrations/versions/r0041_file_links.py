"""Links by which a reporter whom we know adds files to their report."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "file_links",
        sa.Column("report_id", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name="fk_file_links_report_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("report_id", name="pk_file_links"),
        sa.UniqueConstraint("digest", name="uq_file_links_digest"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_file_links_made_on", "file_links", ["made_on"])
