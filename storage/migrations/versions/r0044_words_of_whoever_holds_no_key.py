"""What somebody without a key writes about an incident is kept, under keys of its own."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("incident_entries", sa.Column("key_id", sa.String(), nullable=False, server_default=""))
