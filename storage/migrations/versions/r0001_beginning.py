"""The tables that everything begins with."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_IS_DUE = "open AND next_at IS NOT NULL"
_IS_UNFINISHED = "state IN ('ready','sending')"
_NOBODY = "identity <> 'anonymous' OR (identity_sealed IS NULL AND locator IS NULL AND recipient IS NULL)"
_QUEUE_UPKEEP = {
    "autovacuum_vacuum_threshold": 500,
    "autovacuum_vacuum_scale_factor": 0.02,
    "autovacuum_vacuum_insert_threshold": 500,
    "autovacuum_vacuum_insert_scale_factor": 0.02,
    "autovacuum_analyze_threshold": 250,
    "autovacuum_analyze_scale_factor": 0.02,
}
_SQLITE_APPEND_ONLY = (
    "CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit"
    " BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END",
    "CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit"
    " BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END",
    "CREATE TRIGGER audit_no_replace BEFORE INSERT ON audit"
    " WHEN EXISTS (SELECT 1 FROM audit WHERE number = NEW.number)"
    " BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END",
)
_POSTGRESQL_APPEND_ONLY = (
    "CREATE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS"
    " $$ BEGIN RAISE EXCEPTION 'the audit log is append-only'; END $$",
    "CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE ON audit FOR EACH ROW EXECUTE FUNCTION audit_append_only()",
    "CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only()",
)


def upgrade() -> None:
    _people()
    _away()
    _holdings()
    _reports()
    _told()
    _letters()
    _obligations()
    _messages()
    _notices()
    _lanes()
    _ticks()
    _audit()
    _assets()
    _actions()
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in _SQLITE_APPEND_ONLY if on_sqlite else _POSTGRESQL_APPEND_ONLY:
        op.execute(statement)


def _people() -> None:
    op.create_table(
        "people",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("entra_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("job", sa.String(), nullable=False),
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("directorate", sa.String(), nullable=False),
        sa.Column("manager_id", sa.String(), nullable=True),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_people"),
        sa.UniqueConstraint("entra_id", name="uq_people_entra_id"),
        sqlite_with_rowid=False,
    )


def _away() -> None:
    op.create_table(
        "away",
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_away_person_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("person_id", "from_on", "until_on", name="pk_away"),
        sqlite_with_rowid=False,
    )


def _holdings() -> None:
    op.create_table(
        "holdings",
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_holdings_person_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("person_id", "role", "from_on", name="pk_holdings"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_holdings_role", "holdings", ["role"])


def _reports() -> None:
    op.create_table(
        "reports",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("identity", sa.String(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("acknowledge_by", sa.Date(), nullable=False),
        sa.Column("route", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("key_id", sa.String(), nullable=False),
        sa.Column("story", sa.LargeBinary(), nullable=False),
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("identity_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("tag", sa.LargeBinary(), nullable=True),
        sa.Column("mailbox", sa.LargeBinary(), nullable=False),
        sa.Column("locator", sa.LargeBinary(), nullable=True),
        sa.Column("recipient", sa.LargeBinary(), nullable=True),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "identity <> 'anonymous' OR (identity_sealed IS NULL AND locator IS NULL AND recipient IS NULL)",
            name=op.f("ck_reports_anonymous_has_nobody"),
        ),
        sa.PrimaryKeyConstraint("id", name="pk_reports"),
        sa.UniqueConstraint("key_id", name="uq_reports_key_id"),
        sa.UniqueConstraint("tag", name="uq_reports_tag"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_reports_locator", "reports", ["locator"])
    op.create_index("ix_reports_state", "reports", ["state"])


def _told() -> None:
    op.create_table(
        "told",
        sa.Column("report_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("standing", sa.String(), nullable=False),
        sa.Column("place", sa.SmallInteger(), nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name="fk_told_report_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("report_id", "person_id", "standing", name="pk_told"),
        sqlite_with_rowid=False,
    )


def _letters() -> None:
    op.create_table(
        "letters",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("report_id", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("entry", sa.String(), nullable=False),
        sa.Column("written_on", sa.Date(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name="fk_letters_report_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_letters"),
        sa.UniqueConstraint("report_id", "number", name="uq_letters_report_id_number"),
        sqlite_with_rowid=False,
    )


def _obligations() -> None:
    op.create_table(
        "obligations",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("duty", sa.String(), nullable=False),
        sa.Column("subject_id", sa.String(), nullable=False),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("policy", sa.String(), nullable=False),
        sa.Column("rung", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_obligations"),
        sa.UniqueConstraint("duty", "subject_id", "cycle", name="uq_obligations_duty_subject_id_cycle"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_obligations_due",
        "obligations",
        ["next_at", "id"],
        sqlite_where=sa.text("open AND next_at IS NOT NULL"),
        postgresql_where=sa.text("open AND next_at IS NOT NULL"),
    )


def _messages() -> None:
    op.create_table(
        "messages",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("on_doubt", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("doubts", sa.Integer(), nullable=False),
        sa.Column("visible_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("token", sa.String(), nullable=True),
        sa.Column("provider_id", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_messages"),
        sqlite_with_rowid=False,
        postgresql_with=_QUEUE_UPKEEP,
    )
    op.create_index(
        "ix_messages_unfinished",
        "messages",
        ["state", "visible_at", "id"],
        sqlite_where=sa.text("state IN ('ready','sending')"),
        postgresql_where=sa.text("state IN ('ready','sending')"),
    )


def _notices() -> None:
    op.create_table(
        "notices",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("obligation_id", sa.String(), nullable=False),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column("rung", sa.Integer(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("instead", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name="fk_notices_message_id"),
        sa.PrimaryKeyConstraint("id", name="pk_notices"),
        sa.UniqueConstraint(
            "obligation_id",
            "cycle",
            "rung",
            "recipient",
            "channel",
            name="uq_notices_obligation_id_cycle_rung_recipient_channel",
        ),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_notices_due_at", "notices", ["due_at"])
    op.create_index("ix_notices_message_id", "notices", ["message_id"])


def _lanes() -> None:
    op.create_table(
        "lanes",
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("token", sa.String(), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("blocked_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("tenant", name="pk_lanes"),
        sqlite_with_rowid=False,
    )


def _ticks() -> None:
    op.create_table(
        "ticks",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_ticks"),
        sqlite_with_rowid=False,
    )


def _audit() -> None:
    op.create_table(
        "audit",
        sa.Column("number", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("verb", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("previous", sa.LargeBinary(), nullable=False),
        sa.Column("mac", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_audit"),
    )


def _assets() -> None:
    op.create_table(
        "assets",
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("owner_id", sa.String(), nullable=False),
        sa.Column("administrator_id", sa.String(), nullable=True),
        sa.Column("directorate", sa.String(), nullable=False),
        sa.Column("service", sa.String(), nullable=False),
        sa.Column("classification", sa.String(), nullable=False),
        sa.Column("importance", sa.String(), nullable=False),
        sa.Column("at_risk", sa.Boolean(), nullable=False),
        sa.Column("retention", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("reference", name="pk_assets"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_assets_owner_id", "assets", ["owner_id"])


def _actions() -> None:
    op.create_table(
        "actions",
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("holder_id", sa.String(), nullable=False),
        sa.Column("priority", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("original_due_on", sa.Date(), nullable=True),
        sa.Column("consideration", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("reference", name="pk_actions"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_actions_holder_id", "actions", ["holder_id"])
