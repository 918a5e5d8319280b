"""The main database's tables, for SQLite and PostgreSQL alike, a file an area.

No table says when a row was made. Tables with rows that belong to a report are WITHOUT ROWID on SQLite, because row
ids give back the order in which reports arrived, random keys or not.
"""

from __future__ import annotations

from storage.tables.action_keeping import action_states
from storage.tables.asset_keeping import asset_changes, asset_helpers, asset_transfers, return_line_helpers
from storage.tables.audit import audit
from storage.tables.base import metadata
from storage.tables.cadences import cadences
from storage.tables.case_record import case_entries, shares
from storage.tables.documents import spent_links
from storage.tables.engine import (
    CALL_IS_OPEN,
    MESSAGE_HAS_FALLEN,
    MESSAGE_IS_UNFINISHED,
    NOTICE_WAITS,
    OBLIGATION_IS_DUE,
    calls,
    digests,
    lanes,
    messages,
    notices,
    obligations,
    ticks,
)
from storage.tables.file_links import file_links
from storage.tables.files import BLOB_IS_UNSENT, blob_pieces, blobs, files
from storage.tables.half_done import half_done
from storage.tables.incident_courses import incident_courses, incident_entries, incident_tasks
from storage.tables.incident_talks import incident_talks
from storage.tables.incidents import expected_incidents, incident_told, incidents
from storage.tables.people import acting_owners, away, holdings, people
from storage.tables.quarter_packs import quarter_packs
from storage.tables.registers import action_updates, actions, assets, extensions
from storage.tables.reports import letters, readings, reports, told, waiting_letters
from storage.tables.retention import concern_line_of, concern_lines, end_warnings, holds
from storage.tables.returns import return_lines, returns
from storage.tables.reviews import return_reviews
from storage.tables.risks import risk_acceptances, risk_actions, risk_decisions, risk_entries, risks
from storage.tables.siro_decisions import return_exemptions, return_notings

__all__ = [
    "BLOB_IS_UNSENT",
    "CALL_IS_OPEN",
    "MESSAGE_HAS_FALLEN",
    "MESSAGE_IS_UNFINISHED",
    "NOTICE_WAITS",
    "OBLIGATION_IS_DUE",
    "acting_owners",
    "action_states",
    "action_updates",
    "actions",
    "asset_changes",
    "asset_helpers",
    "asset_transfers",
    "assets",
    "audit",
    "away",
    "blob_pieces",
    "blobs",
    "cadences",
    "calls",
    "case_entries",
    "concern_line_of",
    "concern_lines",
    "digests",
    "end_warnings",
    "expected_incidents",
    "extensions",
    "file_links",
    "files",
    "half_done",
    "holdings",
    "holds",
    "incident_courses",
    "incident_entries",
    "incident_talks",
    "incident_tasks",
    "incident_told",
    "incidents",
    "lanes",
    "letters",
    "messages",
    "metadata",
    "notices",
    "obligations",
    "people",
    "quarter_packs",
    "readings",
    "reports",
    "return_exemptions",
    "return_line_helpers",
    "return_lines",
    "return_notings",
    "return_reviews",
    "returns",
    "risk_acceptances",
    "risk_actions",
    "risk_decisions",
    "risk_entries",
    "risks",
    "shares",
    "spent_links",
    "ticks",
    "told",
    "waiting_letters",
]
