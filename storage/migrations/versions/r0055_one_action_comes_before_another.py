"""An action may wait for others, and answer several recommendations."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0055"
down_revision = "0056"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("actions", sa.Column("answers", sa.Text(), nullable=False, server_default=sa.text("''")))
    op.create_table(
        "action_predecessors",
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("predecessor", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["reference"], ["actions.reference"], name="fk_action_predecessors_reference"),
        sa.PrimaryKeyConstraint("reference", "predecessor", name="pk_action_predecessors"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_action_predecessors_predecessor", "action_predecessors", ["predecessor"])
