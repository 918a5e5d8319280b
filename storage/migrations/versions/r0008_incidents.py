"""Information-security incidents, and who holds keys to each."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0006b"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "incidents",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("naming", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reported_on", sa.Date(), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True)),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("near_miss", sa.Boolean(), nullable=False),
        sa.Column("suspected", sa.Boolean(), nullable=False),
        sa.Column("ongoing", sa.Boolean(), nullable=False),
        sa.Column("live_attack", sa.Boolean(), nullable=False),
        sa.Column("directorate", sa.String(), nullable=False),
        sa.Column("asset", sa.String(), nullable=False),
        sa.Column("service_desk", sa.String(), nullable=False),
        sa.Column("key_id", sa.String(), nullable=False),
        sa.Column("story", sa.LargeBinary(), nullable=False),
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("identity_sealed", sa.LargeBinary()),
        sa.Column("locator", sa.LargeBinary()),
        sa.Column("aware_at", sa.DateTime(timezone=True)),
        sa.Column("severity", sa.String(), nullable=False),
        sa.CheckConstraint(
            "naming <> 'none' OR (reported_at IS NULL AND locator IS NULL)",
            name=op.f("ck_incidents_no_name_has_no_time"),
        ),
        sa.PrimaryKeyConstraint("id", name="pk_incidents"),
        sa.UniqueConstraint("key_id", name="uq_incidents_key_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_incidents_state", "incidents", ["state"])
    op.create_index("ix_incidents_locator", "incidents", ["locator"])
    op.create_index("ix_incidents_asset", "incidents", ["asset"])
    op.create_table(
        "incident_told",
        sa.Column("incident_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("place", sa.SmallInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incidents.id"], name="fk_incident_told_incident_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("incident_id", "person_id", name="pk_incident_told"),
        sqlite_with_rowid=False,
    )
