"""How incidents are handled: how far each has come, what was done, and what somebody has to do."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009b"
down_revision = "0009"
branch_labels = None
depends_on = None

_IS_OPEN = "done_on IS NULL"
_INSTANTS = ("confirmed_at", "assessed_at", "contained_at", "decided_at", "ico_told_at", "closed_at")
_WORDS = ("handler_id", "advice", "decision", "ico_reference", "closing_by", "lesson", "merged_into")


def upgrade() -> None:
    op.add_column("incidents", sa.Column("only_told", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "incident_courses",
        sa.Column("incident_id", sa.String(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in _WORDS),
        *(sa.Column(name, sa.DateTime(timezone=True)) for name in _INSTANTS),
        sa.Column("closing_number", sa.Integer(), nullable=False),
        _of_incident("incident_courses"),
        sa.PrimaryKeyConstraint("incident_id", name="pk_incident_courses"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "incident_entries",
        sa.Column("incident_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("by_id", "by_name", "by_role")),
        sa.Column("sealed", sa.LargeBinary()),
        _of_incident("incident_entries"),
        sa.PrimaryKeyConstraint("incident_id", "number", name="pk_incident_entries"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "incident_tasks",
        sa.Column("incident_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("owner_id", sa.String(), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("about", "words", "done_by", "done_words")),
        sa.Column("done_on", sa.Date()),
        _of_incident("incident_tasks"),
        sa.PrimaryKeyConstraint("incident_id", "number", name="pk_incident_tasks"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_incident_tasks_owner_id",
        "incident_tasks",
        ["owner_id", "due_on"],
        sqlite_where=sa.text(_IS_OPEN),
        postgresql_where=sa.text(_IS_OPEN),
    )


def _of_incident(table: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_incident_id"
    return sa.ForeignKeyConstraint(["incident_id"], ["incidents.id"], name=name, ondelete="CASCADE")
