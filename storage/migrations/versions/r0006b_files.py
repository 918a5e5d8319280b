"""Files that reporters add: sealed pieces, and which report they belong to."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006b"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "blobs",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kept_on", sa.Date()),
        sa.PrimaryKeyConstraint("id", name="pk_blobs"),
        sqlite_with_rowid=False,
    )
    unsent = sa.text("kept_on IS NOT NULL")
    op.create_index("ix_blobs_unsent", "blobs", ["kept_on"], sqlite_where=unsent, postgresql_where=unsent)
    op.create_table(
        "blob_pieces",
        sa.Column("blob_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["blob_id"], ["blobs.id"], name="fk_blob_pieces_blob_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("blob_id", "number", name="pk_blob_pieces"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "files",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("report_id", sa.String(), nullable=False),
        sa.Column("letter_id", sa.String(), nullable=False),
        sa.Column("place", sa.SmallInteger(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["blobs.id"], name="fk_files_id"),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name="fk_files_report_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_files"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_files_report_id", "files", ["report_id"])
