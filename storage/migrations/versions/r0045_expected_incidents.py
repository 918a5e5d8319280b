"""What a concern opens is kept apart until the next batch makes an incident of it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "expected_incidents",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("key_id", sa.String(), nullable=False),
        sa.Column("story", sa.LargeBinary(), nullable=False),
        sa.Column("told", sa.String(), nullable=False),
        sa.Column("only_told", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_expected_incidents"),
        sa.UniqueConstraint("key_id", name="uq_expected_incidents_key_id"),
        sqlite_with_rowid=False,
    )
