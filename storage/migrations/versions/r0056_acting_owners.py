"""Somebody acts as the owner of another's information assets, from a day until a day."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0056"
down_revision = "0052"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "acting_owners",
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("acting_id", sa.String(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("assets", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_acting_owners_person_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("person_id", "from_on", "acting_id", name="pk_acting_owners"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_acting_owners_acting_id", "acting_owners", ["acting_id"])
