"""Whoever reported an incident by name adds files to it by a link, as to a report."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0060"
down_revision = "0048"
branch_labels = None
depends_on = None


_OLDER: dict[str, sa.types.TypeEngine[Any]] = {"report_id": sa.String(), "digest": sa.String(), "made_on": sa.Date()}


def upgrade() -> None:
    # A quarter of an hour's links: few enough to be held while the table is made anew.
    older = sa.table("file_links", *(sa.column(name, kind) for name, kind in _OLDER.items()))
    rows = [row._asdict() for row in op.get_bind().execute(sa.select(older))]
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
    if rows:
        newer = sa.table("file_links", sa.column("id", sa.String()), *(sa.column(n, k) for n, k in _OLDER.items()))
        op.bulk_insert(newer, [{"id": row["report_id"], **row} for row in rows])
