"""One transaction over one connection, with its repositories."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from types import TracebackType

from sqlalchemy import StaticPool, create_engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from governance.action_history import ActionHistory
from governance.action_order import ActionOrder
from governance.administrators import Helpers
from governance.asset_ports import AssetKeeping
from governance.audit import ChainKeys
from governance.cadences import Cadences
from governance.concern_ports import ConcernLines
from governance.course_ports import Courses
from governance.delivery_ports import Outbox
from governance.document_ports import SpentLinks
from governance.file_ports import Files
from governance.half_done_ports import HalfDoneForms
from governance.incident_ports import Incidents
from governance.linked_ports import FileLinks
from governance.orphans import Orphans
from governance.ports import AuditLog, Failpoint, Notices, Obligations, People, Ticks, Work
from governance.quarter_figures import QuarterPacks
from governance.record_ports import CaseRecords, Shares
from governance.register_ports import Calls, Progress, Register, Returns
from governance.report_ports import Letters, Reports
from governance.retention_ports import Retention
from governance.reviews import Reviews
from governance.risk_ports import Risks
from governance.siro_decisions import SiroDecisions
from governance.talk_ports import Talks
from storage.action_history import SqlActionHistory
from storage.action_order import SqlActionOrder
from storage.administrators import SqlHelpers
from storage.asset_keeping import SqlAssetKeeping
from storage.audit import SqlAuditLog
from storage.cadences import SqlCadences
from storage.calls import SqlCalls
from storage.case_record import SqlCaseRecords
from storage.concern_lines import SqlConcernLines
from storage.engines import checkpoint, open_copy, settle
from storage.file_links import SqlFileLinks
from storage.files import SqlFiles
from storage.half_done import SqlHalfDone
from storage.incident_courses import SqlCourses
from storage.incident_talks import SqlTalks
from storage.incidents import SqlIncidents
from storage.letters import SqlLetters
from storage.notices import SqlNotices
from storage.obligations import SqlObligations
from storage.orphans import SqlOrphans
from storage.outbox import SqlOutbox
from storage.people import SqlPeople
from storage.progress import SqlProgress
from storage.quarter_packs import SqlQuarterPacks
from storage.refusals import refusal
from storage.register import SqlRegister
from storage.reports import SqlReports
from storage.retention import SqlRetention
from storage.returns import SqlReturns
from storage.reviews import SqlReviews
from storage.risks import SqlRisks
from storage.shares import SqlShares
from storage.siro_decisions import SqlSiroDecisions
from storage.spent_links import SqlSpentLinks
from storage.tables import metadata
from storage.ticks import SqlTicks
from storage.transaction import Transaction


class SqlWork:
    """Implements `governance.ports.Work`."""

    def __init__(self, transaction: Transaction, audit_key: ChainKeys | None) -> None:
        self.people: People = SqlPeople(transaction)
        self.reports: Reports = SqlReports(transaction)
        self.letters: Letters = SqlLetters(transaction)
        self.obligations: Obligations = SqlObligations(transaction)
        self.notices: Notices = SqlNotices(transaction)
        self.outbox: Outbox = SqlOutbox(transaction)
        self.audit: AuditLog = SqlAuditLog(transaction, audit_key)
        self.ticks: Ticks = SqlTicks(transaction)
        self.register: Register = SqlRegister(transaction)
        self.progress: Progress = SqlProgress(transaction)
        self.returns: Returns = SqlReturns(transaction)
        self.calls: Calls = SqlCalls(transaction)
        self.files: Files = SqlFiles(transaction)
        self.spent_links: SpentLinks = SqlSpentLinks(transaction)
        self.record: CaseRecords = SqlCaseRecords(transaction)
        self.assets: AssetKeeping = SqlAssetKeeping(transaction)
        self.risks: Risks = SqlRisks(transaction)
        self.incidents: Incidents = SqlIncidents(transaction)
        self.retention: Retention = SqlRetention(transaction)
        self.concern_lines: ConcernLines = SqlConcernLines(transaction)
        self.reviews: Reviews = SqlReviews(transaction)
        self.orphans: Orphans = SqlOrphans(transaction)
        self.courses: Courses = SqlCourses(transaction)
        self.shares: Shares = SqlShares(transaction)
        self.file_links: FileLinks = SqlFileLinks(transaction)
        self.half_done: HalfDoneForms = SqlHalfDone(transaction)
        self.helpers: Helpers = SqlHelpers(transaction)
        self.history: ActionHistory = SqlActionHistory(transaction)
        self.order: ActionOrder = SqlActionOrder(transaction)
        self.cadences: Cadences = SqlCadences(transaction)
        self.packs: QuarterPacks = SqlQuarterPacks(transaction)
        self.siro: SiroDecisions = SqlSiroDecisions(transaction)
        self.talks: Talks = SqlTalks(transaction)


class SqlStore:
    """Implements `governance.ports.Store`. Used as an async context manager, or closed by hand, it ends its engine.

    A piece of work belongs to one task, and one task has one piece of work at a time: a second inside the first would
    wait for the first one's lock.
    """

    def __init__(self, engine: AsyncEngine, audit_key: ChainKeys | None, failpoint: Failpoint | None = None) -> None:
        """Without `audit_key` (the process that serves the web page alone) nothing can be recorded in the audit log,
        nor anything be done that has to be. `failpoint` is called with `work.before_commit` and `work.after_commit`."""
        self._engine = engine
        self._audit_key = audit_key
        self._failpoint = failpoint

    @asynccontextmanager
    async def work(self) -> AsyncIterator[Work]:
        """Raises Busy, Unavailable, Misconfigured or Stale instead of every database error; nothing is changed then."""
        try:
            async with self._engine.connect() as connection, connection.begin():
                transaction = Transaction(connection)
                yield SqlWork(transaction, self._audit_key)
                transaction.must_be_whole()
                self._reach("work.before_commit")
        except SQLAlchemyError as error:
            raise refusal(error) from None
        self._reach("work.after_commit")

    async def settle(self) -> None:
        """Leave nothing in the files of the order in which rows were written. Raises as `work` does."""
        try:
            await settle(self._engine)
        except SQLAlchemyError as error:
            raise refusal(error) from None

    async def empty_log(self) -> None:
        """Leave nothing in SQLite's log of what was deleted. Raises as `work` does."""
        try:
            await checkpoint(self._engine)
        except SQLAlchemyError as error:
            raise refusal(error) from None

    async def close(self) -> None:
        await self._engine.dispose()

    async def __aenter__(self) -> SqlStore:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    def _reach(self, name: str) -> None:
        if self._failpoint is not None:
            self._failpoint(name)


async def memory_store(audit_key: ChainKeys | None, failpoint: Failpoint | None = None) -> SqlStore:
    """A new, empty store in memory: `async with await memory_store(key) as store: …`."""
    return SqlStore(empty_in_memory(), audit_key, failpoint)


def empty_in_memory() -> AsyncEngine:
    """An engine for a new database in memory, with empty tables."""
    return open_copy(_empty())


@cache
def _empty() -> sqlite3.Connection:
    """A database in memory with the tables, to be copied: to make them anew takes ten times as long."""
    connection = sqlite3.connect(":memory:", check_same_thread=False)
    metadata.create_all(create_engine("sqlite://", creator=lambda: connection, poolclass=StaticPool), checkfirst=False)
    return connection
