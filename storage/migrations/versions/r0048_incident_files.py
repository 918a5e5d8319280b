"""Screenshots and papers come with an incident."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0046b"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "incident_files",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("incident_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["blobs.id"], name="fk_incident_files_id"),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incidents.id"], name="fk_incident_files_incident_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_incident_files"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_incident_files_incident_id", "incident_files", ["incident_id"])
