"""Whoever reported an incident by name adds files to it by a link, as to a report."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0060"
down_revision = "0048"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # A link works for a quarter of an hour, so that none is carried over: whoever has one asks for another.
    op.drop_table("file_links")
    op.create_table(
        "file_links",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("report_id", sa.String(), nullable=True),
        sa.Column("incident_id", sa.String(), nullable=True),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.CheckConstraint("(report_id IS NULL) <> (incident_id IS NULL)", name="one"),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name="fk_file_links_report_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incidents.id"], name="fk_file_links_incident_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_file_links"),
        sa.UniqueConstraint("digest", name="uq_file_links_digest"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_file_links_made_on", "file_links", ["made_on"])
    op.create_index("ix_file_links_report_id", "file_links", ["report_id"])
    op.create_index("ix_file_links_incident_id", "file_links", ["incident_id"])
