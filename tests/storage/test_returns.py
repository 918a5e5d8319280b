"""Quarterly returns: opened once, frozen, and never changed by a press on something older."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from governance.assurance import Line, Return, ReturnState
from governance.errors import Stale
from storage.work import SqlStore

OPENED, DUE = date(2027, 1, 4), date(2027, 1, 22)


def opened(id_: str, owner: str = "7", quarter: str = "2027-Q1") -> Return:
    return Return(id_, quarter, owner, OPENED, DUE)


def line(of: str, asset: str, administrator: str | None = None, *, at_risk: bool = False) -> Line:
    return Line(of, asset, f"Asset {asset}", "official", "high", at_risk, administrator)


async def test_a_return_comes_back_with_its_lines_as_it_was_opened(store: SqlStore) -> None:
    async with store.work() as work:
        await work.returns.add([opened("a")], [line("a", "IA-2", "9", at_risk=True), line("a", "IA-1")])
    async with store.work() as work:
        assert await work.returns.by_ids(["a", "x"]) == {"a": opened("a")}
        assert await work.returns.lines(["a", "x"]) == {"a": [line("a", "IA-1"), line("a", "IA-2", "9", at_risk=True)]}
        assert (await work.returns.by_ids([]), await work.returns.lines([])) == ({}, {})


async def test_opened_twice_the_first_return_stays_and_gets_no_more_lines(store: SqlStore) -> None:
    async with store.work() as work:
        await work.returns.add([opened("a")], [line("a", "IA-1")])
    async with store.work() as work:
        await work.returns.add(
            [opened("b"), opened("c", "8")], [line("b", "IA-1"), line("b", "IA-9"), line("c", "IA-3")]
        )
        assert [each.id for each in await work.returns.of_quarter("2027-Q1")] == ["a", "c"]
        assert await work.returns.lines(["a", "b", "c"]) == {"a": [line("a", "IA-1")], "c": [line("c", "IA-3")]}


async def test_an_owner_finds_the_newest_first_and_an_administrator_those_with_an_asset_of_theirs(
    store: SqlStore,
) -> None:
    async with store.work() as work:
        returns = [opened("a", quarter="2026-Q4"), opened("b"), opened("c", "8")]
        await work.returns.add(returns, [line("a", "IA-1"), line("b", "IA-1", "9"), line("c", "IA-2", "9")])
        assert [each.id for each in await work.returns.of_owner("7")] == ["b", "a"]
        assert await work.returns.of_owner("nobody") == []
        assert {each.id for each in await work.returns.drafted_by_administrator("9")} == {"b", "c"}
        assert await work.returns.drafted_by_administrator("7") == []


async def test_a_change_writes_the_answers_and_nothing_of_what_was_frozen(store: SqlStore) -> None:
    async with store.work() as work:
        await work.returns.add([opened("a")], [line("a", "IA-1"), line("a", "IA-2")])
    sent = replace(
        opened("a"), state=ReturnState.SUBMITTED, answers={"training": "yes"}, drafted_by="9", submitted_on=DUE,
        submitted_by="7", signed="Nadia Georgiou, Information Asset Owner",
    )  # fmt: skip
    answered = replace(line("a", "IA-1"), answers={"access": "no", "access.action": "Remove"}, answered_by="9")
    async with store.work() as work:
        elsewhere = replace(line("b", "IA-2"), answered_by="9")
        await work.returns.change(sent, 1, [replace(answered, title="Another", at_risk=True), elsewhere])
    async with store.work() as work:
        assert await work.returns.by_ids(["a"]) == {"a": replace(sent, version=2)}
        assert await work.returns.lines(["a"]) == {"a": [answered, line("a", "IA-2")]}


async def test_a_press_on_an_older_version_changes_nothing(store: SqlStore) -> None:
    async with store.work() as work:
        await work.returns.add([opened("a")], [line("a", "IA-1")])
        await work.returns.change(replace(opened("a"), state=ReturnState.DRAFT), 1)
    late = replace(line("a", "IA-1"), answers={"access": "no"})
    async with store.work() as work:
        with pytest.raises(Stale):
            await work.returns.change(replace(opened("a"), state=ReturnState.SUBMITTED), 1, [late])
    async with store.work() as work:
        assert (await work.returns.by_ids(["a"]))["a"].state is ReturnState.DRAFT
        assert await work.returns.lines(["a"]) == {"a": [line("a", "IA-1")]}
