"""An action may have a deadline from outside, and be about an information asset."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0054"
down_revision = "0053"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("actions", sa.Column("external_on", sa.Date()))
    op.add_column("actions", sa.Column("asset_reference", sa.String(), nullable=False, server_default=sa.text("''")))
    op.create_index("ix_actions_asset_reference", "actions", ["asset_reference"])
