"""It is kept since when an action stands as it does, and what shows that one is done."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0053"
down_revision = "0047"
branch_labels = None
depends_on = None

#: What people said of an action says since when it stood so.
_AS_SAID = """
    INSERT INTO action_states (reference, number, reached_on, state, by_id)
    SELECT reference, number, said_on, state, by_id FROM action_updates
"""
#: Of the others it is known from today on.
_FROM_TODAY = """
    INSERT INTO action_states (reference, number, reached_on, state, by_id)
    SELECT a.reference, COALESCE((SELECT MAX(u.number) FROM action_updates u WHERE u.reference = a.reference), 0) + 1,
           CURRENT_DATE, a.state, 'register'
    FROM actions a
    WHERE NOT EXISTS (
        SELECT 1 FROM action_updates u WHERE u.reference = a.reference AND u.state = a.state AND u.number =
            (SELECT MAX(v.number) FROM action_updates v WHERE v.reference = a.reference)
    )
"""


def upgrade() -> None:
    op.create_table(
        "action_states",
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("reached_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("by_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["reference"], ["actions.reference"], name="fk_action_states_reference"),
        sa.PrimaryKeyConstraint("reference", "number", name="pk_action_states"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_action_states_reached_on", "action_states", ["reached_on"])
    op.add_column("action_updates", sa.Column("evidence", sa.Text(), nullable=False, server_default=sa.text("''")))
    op.execute(_AS_SAID)
    op.execute(_FROM_TODAY)
