"""The Information Risk Register: risks, what was said of them, and who accepted what is left."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, Table, func, select, update

from governance.errors import Stale
from governance.matrices import Band, Level
from governance.risks import (
    Acceptance,
    AcceptanceState,
    Happened,
    Levels,
    Risk,
    RiskDecision,
    RiskEntry,
    RiskState,
)
from governance.roles import Role
from storage import tables
from storage.transaction import Transaction, Values, chunks

#: The name of a lock in PostgreSQL's own book of them: any number that nothing else uses.
_NUMBERING = 0x7269736B6E6F0001
_CHANGED = "This risk was changed since it was shown. Open it again."


class SqlRisks:
    """Implements `governance.risk_ports.Risks`."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def next_reference(self) -> str:
        if self._transaction.on_postgresql:
            # Until this transaction ends nobody else gets a number; SQLite has one writer at a time.
            await self._transaction.execute(select(func.pg_advisory_xact_lock(_NUMBERING)))
        # A council's own references, out of a spreadsheet, may look alike and hold no number.
        query = select(tables.risks.c.reference).where(tables.risks.c.reference.like("RSK-%"))
        numbers = (row.reference.removeprefix("RSK-") for row in await self._transaction.all(query))
        return f"RSK-{max((int(each) for each in numbers if each.isdecimal()), default=0) + 1:04d}"

    async def add(self, risk: Risk) -> None:
        if not await self._transaction.add_if_new(tables.risks, _risk_row(risk)):
            raise Stale("Somebody else added a risk at the same moment. Send it again.")

    async def change(self, risk: Risk, version: int) -> None:
        columns = tables.risks.c
        await self._one(
            update(tables.risks)
            .where(columns.reference == risk.reference, columns.version == version)
            .values(**{**_risk_row(risk), "version": version + 1})
            .returning(columns.reference),
            _CHANGED,
        )

    async def by_references(self, references: Collection[str]) -> Mapping[str, Risk]:
        rows: list[Row[Any]] = []
        for chunk in chunks(sorted(set(references))):
            rows += await self._transaction.all(select(tables.risks).where(tables.risks.c.reference.in_(chunk)))
        return {row.reference: _risk(row) for row in rows}

    async def about(self, asset_references: Collection[str]) -> Sequence[Risk]:
        rows: list[Row[Any]] = []
        for chunk in chunks(sorted(set(asset_references))):
            rows += await self._transaction.all(select(tables.risks).where(tables.risks.c.asset_reference.in_(chunk)))
        return sorted(map(_risk, rows), key=lambda risk: risk.reference)

    async def in_states(self, states: Collection[RiskState]) -> Sequence[Risk]:
        query = select(tables.risks).where(tables.risks.c.state.in_(sorted(state.value for state in states)))
        return sorted(map(_risk, await self._transaction.all(query)), key=lambda risk: risk.reference)

    async def add_entry(self, entry: RiskEntry) -> None:
        row = {
            "reference": entry.reference,
            "number": entry.number,
            "happened": entry.happened.value,
            "on": entry.on,
            "by_id": entry.by_id,
            "by_name": entry.by_name,
            "by_role": entry.by_role,
            **_level_values(entry.levels),
            "words": entry.words,
        }
        if not await self._transaction.add_if_new(tables.risk_entries, row):
            raise Stale(_CHANGED)

    async def entries(self, references: Collection[str]) -> Mapping[str, Sequence[RiskEntry]]:
        found: dict[str, list[RiskEntry]] = defaultdict(list)
        for row in await self._of(tables.risk_entries, references, "number"):
            found[row.reference].append(
                RiskEntry(
                    row.reference,
                    row.number,
                    Happened(row.happened),
                    row.on,
                    row.by_id,
                    row.by_name,
                    row.by_role,
                    _levels(row),
                    row.words,
                )
            )
        return dict(found)

    async def add_acceptance(self, acceptance: Acceptance) -> None:
        if not await self._transaction.add_if_new(tables.risk_acceptances, _acceptance_row(acceptance)):
            raise Stale(_CHANGED)

    async def end_acceptance(
        self, reference: str, number: int, was: AcceptanceState, to: AcceptanceState, on: date
    ) -> None:
        columns = tables.risk_acceptances.c
        await self._one(
            update(tables.risk_acceptances)
            .where(columns.reference == reference, columns.number == number, columns.state == was.value)
            .values(state=to.value, ended_on=on)
            .returning(columns.number),
            "Somebody has already decided this.",
        )

    async def acceptances(self, references: Collection[str]) -> Mapping[str, Sequence[Acceptance]]:
        found: dict[str, list[Acceptance]] = defaultdict(list)
        for row in await self._of(tables.risk_acceptances, references, "number"):
            found[row.reference].append(_acceptance(row))
        return dict(found)

    async def accepted(self) -> Sequence[Acceptance]:
        columns = tables.risk_acceptances.c
        query = select(tables.risk_acceptances).where(columns.state == AcceptanceState.GRANTED.value)
        return sorted(map(_acceptance, await self._transaction.all(query)), key=lambda one: (one.reference, one.number))

    async def add_decision(self, decision: RiskDecision) -> None:
        row = {
            "reference": decision.reference,
            "number": decision.number,
            "decider": decision.decider.value,
            "granted": decision.granted,
            "on": decision.on,
            "by_id": decision.by_id,
            "words": decision.words,
        }
        if not await self._transaction.add_if_new(tables.risk_decisions, row):
            raise Stale("Somebody has already decided this.")

    async def decisions(self, references: Collection[str]) -> Mapping[str, Sequence[RiskDecision]]:
        found: dict[str, list[RiskDecision]] = defaultdict(list)
        for row in await self._of(tables.risk_decisions, references, "number", "decider"):
            found[row.reference].append(
                RiskDecision(row.reference, row.number, Role(row.decider), row.granted, row.on, row.by_id, row.words)
            )
        return dict(found)

    async def link(self, reference: str, action_references: Iterable[str]) -> None:
        rows = [{"reference": reference, "action_reference": each} for each in action_references]
        await self._transaction.add_new(tables.risk_actions, rows)

    async def actions_of(self, references: Collection[str]) -> Mapping[str, Sequence[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for row in await self._of(tables.risk_actions, references, "action_reference"):
            found[row.reference].append(row.action_reference)
        return dict(found)

    async def _one(self, statement: Any, otherwise: str) -> None:
        """Raises Stale with these words when there was no such row."""
        if await self._transaction.first(statement) is None:
            raise Stale(otherwise)

    async def _of(self, table: Table, references: Collection[str], *order: str) -> Sequence[Row[Any]]:
        rows: list[Row[Any]] = []
        for chunk in chunks(sorted(set(references))):
            query = select(table).where(table.c.reference.in_(chunk))
            rows += await self._transaction.all(query.order_by(table.c.reference, *(table.c[name] for name in order)))
        return rows


def _level_values(levels: Levels) -> Values:
    named = (("inherent", levels.inherent), ("current", levels.current), ("target", levels.target))
    return {f"{name}_{side}": getattr(level, side) for name, level in named for side in ("likelihood", "impact")}


def _levels(row: Row[Any]) -> Levels:
    return Levels(
        Level(row.inherent_likelihood, row.inherent_impact),
        Level(row.current_likelihood, row.current_impact),
        Level(row.target_likelihood, row.target_impact),
    )


def _risk_row(risk: Risk) -> Values:
    return {
        "reference": risk.reference,
        "asset_reference": risk.asset_reference,
        "title": risk.title,
        "description": risk.description,
        "controls": risk.controls,
        **_level_values(risk.levels),
        "state": risk.state.value,
        "raised_on": risk.raised_on,
        "raised_by": risk.raised_by,
        "reviewed_on": risk.reviewed_on,
        "version": risk.version,
    }


def _risk(row: Row[Any]) -> Risk:
    return Risk(
        reference=row.reference,
        asset_reference=row.asset_reference,
        title=row.title,
        description=row.description,
        controls=row.controls,
        levels=_levels(row),
        state=RiskState(row.state),
        raised_on=row.raised_on,
        raised_by=row.raised_by,
        reviewed_on=row.reviewed_on,
        version=row.version,
    )


def _acceptance_row(acceptance: Acceptance) -> Values:
    return {
        "reference": acceptance.reference,
        "number": acceptance.number,
        "asked_on": acceptance.asked_on,
        "asked_by": acceptance.asked_by,
        "until_on": acceptance.until_on,
        "reason": acceptance.reason,
        "band": acceptance.band.value,
        "classification": acceptance.classification,
        "owner_id": acceptance.owner_id,
        "state": acceptance.state.value,
        "ended_on": acceptance.ended_on,
    }


def _acceptance(row: Row[Any]) -> Acceptance:
    return Acceptance(
        reference=row.reference,
        number=row.number,
        asked_on=row.asked_on,
        asked_by=row.asked_by,
        until_on=row.until_on,
        reason=row.reason,
        band=Band(row.band),
        classification=row.classification,
        owner_id=row.owner_id,
        state=AcceptanceState(row.state),
        ended_on=row.ended_on,
    )
