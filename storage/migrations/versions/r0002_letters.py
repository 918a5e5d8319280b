"""Reporters write too: what they wrote waits for the batch, and handlers are shown what they have not read."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "waiting_letters",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("report_id", sa.String(), nullable=False),
        sa.Column("entry", sa.String(), nullable=False),
        sa.Column("written_on", sa.Date(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name="fk_waiting_letters_report_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_waiting_letters"),
        sa.UniqueConstraint("report_id", "number", name="uq_waiting_letters_report_id_number"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "readings",
        sa.Column("report_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name="fk_readings_report_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("report_id", "person_id", name="pk_readings"),
        sqlite_with_rowid=False,
    )
