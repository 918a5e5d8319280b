"""A handler's pair is made anew: whatever stops it, everything opens, and in the end the older key is nowhere."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest

from governance.errors import Misconfigured, Refused, Stale
from storage.renewing import AT_ONCE, Renewed, Renewing
from storage.seal_wraps import Strand, Wrap
from tests.storage.seals import Service, service

STORY = b"The fire doors are wedged open"
NAME = b"Somebody's name"


class Stopped(Exception):
    """The process ended here."""


@dataclass
class Stops:
    """A failpoint that ends the process at the nth place that is reached."""

    at: int = 0
    reached: list[str] = field(default_factory=list)

    def __call__(self, name: str) -> None:
        self.reached.append(name)
        if len(self.reached) == self.at:
            raise Stopped


@dataclass
class Office:
    """Two handlers and some reports that they hold."""

    made: Service
    reports: dict[str, tuple[str, bytes, bytes | None]]

    @property
    def subjects(self) -> dict[str, str]:
        return {key_id: report_id for report_id, (key_id, _, _) in self.reports.items()}

    async def report(self, *holders: str) -> str:
        report_id = os.urandom(16).hex()
        mailbox = self.made.intake.new_mailbox().public
        sealed = await self.made.intake.seal_report(report_id, STORY, holders, NAME, holders[:1], mailbox)
        self.reports[report_id] = (sealed.key_id, sealed.story, sealed.identity)
        return report_id

    async def renew(self, person: str = "mo", stops: Stops | None = None) -> Renewed:
        renewing = Renewing(self.made.keystore, self.made.desk_keys, stops or Stops())
        return await renewing.renew(person, self.made.root_private, self.subjects, lambda _done, _total: None)

    async def opens(self, *people: str) -> None:
        for person in people:
            for report_id, (key_id, story, _) in self.reports.items():
                assert await self.made.desk.open_story(person, report_id, key_id, story) == STORY
        for report_id, (key_id, _, identity) in self.reports.items():
            assert identity is not None
            assert await self.made.desk.open_identity("mo", report_id, key_id, identity) == NAME

    async def epochs(self, person: str = "mo") -> list[int]:
        return [key.epoch for key in await self.made.keystore.epochs(person)]


@asynccontextmanager
async def opened(folder: Path, reports: int = 3) -> AsyncIterator[Office]:
    async with service(folder, "mo", "cia") as made:
        office = Office(made, {})
        for _ in range(reports):
            await office.report("mo", "cia")
        yield office


@contextmanager
def stopped() -> Iterator[None]:
    with pytest.raises(Stopped):
        yield


async def test_everything_opens_with_the_new_pair_and_the_older_one_is_nowhere(tmp_path: Path) -> None:
    async with opened(tmp_path) as office:
        older = (await office.made.keystore.epochs("mo"))[0]
        renewed = await office.renew()
        assert renewed == Renewed(epoch=2, wraps=6)
        assert await office.epochs() == [2]
        await office.opens("mo", "cia")
        assert older.sealed_private not in office.made.on_disk()
        assert older.public not in office.made.on_disk()
        assert await office.epochs("cia") == [1], "nobody else's key is touched"


async def test_whoever_renews_twice_gets_a_pair_twice(tmp_path: Path) -> None:
    async with opened(tmp_path, reports=1) as office:
        assert [(await office.renew()).epoch, (await office.renew()).epoch] == [2, 3]
        await office.opens("mo", "cia")


async def test_a_crash_anywhere_loses_nothing_and_the_same_command_goes_on(tmp_path: Path) -> None:
    places = Stops()
    async with opened(tmp_path / "0") as office:
        await office.renew(stops=places)
    assert {"renew.after_epoch", "renew.between_wraps", "renew.before_destroying"} <= set(places.reached)
    for place in range(1, len(places.reached) + 1):
        async with opened(tmp_path / str(place)) as office:
            with stopped():
                await office.renew(stops=Stops(at=place))
            await office.opens("mo", "cia")
            await office.report("mo", "cia")
            assert (await office.renew()).epoch == 2, "what was begun is ended, and nothing is begun anew"
            assert await office.epochs() == [2]
            await office.opens("mo", "cia")


async def test_more_than_one_batch_is_renewed_and_progress_is_told(tmp_path: Path) -> None:
    async with opened(tmp_path, reports=0) as office:
        for _ in range(AT_ONCE // 2 + 3):
            await office.report("mo")
        told: list[tuple[int, int]] = []
        renewing = Renewing(office.made.keystore, office.made.desk_keys, Stops())
        await renewing.renew(
            "mo", office.made.root_private, office.subjects, lambda done, total: told.append((done, total))
        )
        whole = 2 * len(office.reports)
        assert told == [(AT_ONCE, whole), (whole, whole)]
        await office.opens("mo")


async def test_nothing_is_kept_that_is_wrapped_to_a_key_which_was_given_up(tmp_path: Path) -> None:
    async with opened(tmp_path) as office:
        await office.renew()
        stale = Wrap("f" * 32, Strand.STORY, "mo", 1, 1, os.urandom(80))
        with pytest.raises(Stale, match="renewed at this moment"):
            await office.made.keystore.put([stale], date(2026, 3, 10))
        await office.report("mo", "cia")
        await office.opens("mo", "cia")


async def test_a_wrap_that_somebody_changed_keeps_both_keys_and_is_named(tmp_path: Path) -> None:
    async with opened(tmp_path) as office:
        report_id = next(iter(office.reports))
        office.made.change(
            "UPDATE wraps SET blob = randomblob(80) WHERE holder = 'mo' AND key_id = ?", office.reports[report_id][0]
        )
        with pytest.raises(Misconfigured, match=report_id):
            await office.renew()
        assert await office.epochs() == [1, 2]


async def test_a_key_without_a_report_keeps_both_keys_until_it_is_swept_away(tmp_path: Path) -> None:
    async with opened(tmp_path) as office:
        gone = next(iter(office.reports))
        key_id, _, _ = office.reports.pop(gone)
        with pytest.raises(Refused, match="just arriving"):
            await office.renew()
        await office.made.desk.forget(key_id)
        await office.renew()
        assert await office.epochs() == [2]


async def test_only_the_root_of_this_service_renews_and_only_whoever_has_a_key(tmp_path: Path) -> None:
    async with opened(tmp_path) as office:
        renewing = Renewing(office.made.keystore, office.made.desk_keys, Stops())
        with pytest.raises(Misconfigured, match="not the root key"):
            await renewing.renew("mo", os.urandom(32), office.subjects, lambda _done, _total: None)
        with pytest.raises(Refused, match="has no key"):
            await office.renew("nobody")
        assert await office.epochs() == [1]


async def test_a_newer_key_that_the_root_did_not_sign_is_not_wrapped_to(tmp_path: Path) -> None:
    async with opened(tmp_path) as office:
        office.made.change(
            "INSERT INTO people_keys SELECT person_id, 2, suite, randomblob(32), randomblob(64), sealed_private"
            " FROM people_keys WHERE person_id = 'mo'"
        )
        with pytest.raises(Misconfigured, match="not signed"):
            await office.renew()
