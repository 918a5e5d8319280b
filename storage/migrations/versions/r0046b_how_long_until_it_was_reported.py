"""How long it was from when an incident happened to when it was reported, coarsely."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0046b"
down_revision = "0055"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("incident_courses", sa.Column("waited", sa.String(), nullable=False, server_default=""))
