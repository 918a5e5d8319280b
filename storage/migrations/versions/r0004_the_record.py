"""A case has a record of what was done about it, which is only ever added to."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0006"
branch_labels = None
depends_on = None

_SQLITE = (
    "CREATE TRIGGER case_entries_no_update BEFORE UPDATE ON case_entries"
    " BEGIN SELECT RAISE(ABORT, 'the record of a case is only added to'); END",
    "CREATE TRIGGER case_entries_no_replace BEFORE INSERT ON case_entries"
    " WHEN EXISTS (SELECT 1 FROM case_entries WHERE id = NEW.id)"
    " BEGIN SELECT RAISE(ABORT, 'the record of a case is only added to'); END",
)
_POSTGRESQL = (
    "CREATE OR REPLACE FUNCTION case_entries_only_added() RETURNS trigger LANGUAGE plpgsql AS"
    " $$ BEGIN RAISE EXCEPTION 'the record of a case is only added to'; END $$",
    "CREATE TRIGGER case_entries_no_change BEFORE UPDATE ON case_entries"
    " FOR EACH ROW EXECUTE FUNCTION case_entries_only_added()",
)


def upgrade() -> None:
    op.create_table(
        "case_entries",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("report_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("written_on", sa.Date(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name="fk_case_entries_report_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_case_entries"),
        sa.UniqueConstraint("report_id", "number", name="uq_case_entries_report_id_number"),
        sqlite_with_rowid=False,
    )
    for statement in _SQLITE if op.get_context().dialect.name == "sqlite" else _POSTGRESQL:
        op.execute(statement)
    op.create_index("ix_audit_subject", "audit", ["subject", "verb"])
