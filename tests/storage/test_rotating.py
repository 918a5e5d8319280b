"""A new KEK: whatever stops the change, nothing is lost; the record holds over it; and the older key opens nothing."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from governance.audit import GENERATION, KEY_CHANGED, Event, Head
from governance.errors import Misconfigured, Unreadable
from governance.incidents import locator_of_account
from governance.reports import Identity, Report
from governance.seal_ports import MailboxKey
from governance.services.inspecting import Inspecting, Inspection, Verdict
from storage.desk_keys import DeskKeys
from storage.engines import open_engine
from storage.heads import OwnHeads, PublicHeads
from storage.kek_file import write_desk
from storage.keyfiles import make_keys, read_desk, read_intake, read_root
from storage.keystore import Keystore
from storage.renewing import sealed_subjects
from storage.rotating import Rotating, begin, end
from storage.sealing import Sealing
from storage.tables import metadata
from storage.work import SqlStore
from tests.storage.examples import incident, person
from tests.storage.examples import report as a_report
from tests.storage.seals import Watch
from tests.storage.test_renewing import Stopped, Stops

AT = datetime(2026, 11, 27, 9, tzinfo=UTC)
DAY = date(2026, 11, 27)


@dataclass
class Office:
    """A service with a handler and a named report, on disk, so that each process begins from the files."""

    folder: Path
    engine: AsyncEngine
    keystore_engine: AsyncEngine
    mailbox: MailboxKey
    report: Report

    @property
    def kek_file(self) -> Path:
        return self.folder / "keys" / "kek"

    @property
    def desk(self) -> DeskKeys:
        return read_desk(self.kek_file)

    def store(self, desk: DeskKeys | None = None) -> SqlStore:
        return SqlStore(self.engine, (desk or self.desk).audit)

    def keystore(self) -> Keystore:
        return Keystore(self.keystore_engine, read_intake(self.folder / "keys" / "intake"), self.desk)

    async def write(self, verb: str, desk: DeskKeys | None = None) -> None:
        async with self.store(desk).work() as work:
            await work.audit.write(Event(AT, "system", "", verb, "x"))

    async def rotate(self, stops: Stops | None = None) -> DeskKeys:
        fail = stops or Stops()
        desk = begin(self.kek_file, self.desk, os.urandom)
        fail("rotate.after_file")
        steps = Rotating(self.engine, self.keystore(), desk, Watch(AT), fail)
        await steps.hand_over()
        await steps.reseal_people()
        await steps.reseal_known()
        return end(self.kek_file, desk)

    async def inspect(self, *heads: Head) -> Inspection:
        signer = OwnHeads(self.desk)
        return await Inspecting(self.store(), self.desk.audit, signer, at_once=2).inspect(
            [signer.sign(h) for h in heads]
        )

    async def all_opens(self) -> None:
        """The handler's key, the reporter's own list, and where a message to them goes."""
        intake = read_intake(self.folder / "keys" / "intake")
        seal = Sealing(self.keystore(), intake, self.desk, Watch(AT))
        try:
            await self.keystore().check()
            async with self.store().work() as work:
                found = [r for at in seal.locators("entra-of-sam") for r in await work.reports.by_locator(at)]
            assert [each.id for each in found] == [self.report.id]
            assert found[0].recipient is not None
            assert seal.open_recipient(found[0].id, found[0].recipient) == ("entra-of-sam", self.mailbox)
        finally:
            seal.close()


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[Office]:
    make_keys(folder / "keys")
    intake, desk = read_intake(folder / "keys" / "intake"), read_desk(folder / "keys" / "kek")
    engine = open_engine(f"sqlite+aiosqlite:///{folder / 'candour.db'}")
    other = open_engine(f"sqlite+aiosqlite:///{folder / 'keystore.db'}")
    async with engine.begin() as connection:
        await connection.run_sync(metadata.create_all)
    keystore = Keystore(other, intake, desk)
    await keystore.prepare()
    await keystore.add_person("mo", read_root(folder / "keys" / "offline" / "root"))
    seal = Sealing(keystore, intake, desk, Watch(AT))
    mailbox = seal.new_mailbox()
    plain = a_report()
    report = replace(
        plain,
        identity=Identity.NAMED,
        tag=None,
        locator=seal.locator("entra-of-sam"),
        recipient=seal.seal_recipient(plain.id, "entra-of-sam", mailbox),
    )
    async with SqlStore(engine, desk.audit).work() as work:
        await work.reports.add(report)
        for number in range(3):
            await work.audit.write(Event(AT, "system", "", f"before-{number}", "x"))
    seal.close()
    try:
        yield Office(folder, engine, other, mailbox, report)
    finally:
        await engine.dispose()
        await other.dispose()


async def test_the_record_holds_over_a_change_and_says_when_it_was(tmp_path: Path) -> None:
    async with opened(tmp_path) as office:
        await office.rotate()
        await office.write("after")
        found = await office.inspect()
        assert found.well
        assert found.good == 5
        async with office.store().work() as work:
            line = (await work.audit.lines(3, 1))[0]
        assert (line.event.verb, line.event.details["generation"]) == (KEY_CHANGED, 2)
        assert line.event.details["head_key"] == OwnHeads(office.desk).public.hex()


async def test_it_holds_over_many_changes_and_any_line_that_is_altered_is_named(tmp_path: Path) -> None:
    async with opened(tmp_path) as office:
        for number in range(4):
            await office.rotate()
            await office.write(f"after-{number}")
        assert office.desk.generation == 5
        assert (await office.inspect()).good == 3 + 2 * 4
        async with office.store().work() as work:
            lines = list(await work.audit.lines(0, 100))
        for place, line in enumerate(lines):
            altered = [*lines[:place], replace(line, event=replace(line.event, actor="mallory")), *lines[place + 1 :]]
            assert _first_bad(office.desk, altered) == line.number


def _first_bad(desk: DeskKeys, lines: list) -> int | None:  # type: ignore[type-arg]  # lines as they are read
    from governance.audit import verify

    bad = verify(desk.audit, lines)
    return None if bad is None else bad.number


async def test_whoever_stole_the_older_kek_cannot_go_on_with_the_chain(tmp_path: Path) -> None:
    async with opened(tmp_path) as office:
        stolen = office.desk
        await office.rotate()
        with pytest.raises(Misconfigured, match="was changed"):
            await office.write("by a process that still has the older key", stolen)
        async with office.engine.begin() as connection:
            await connection.exec_driver_sql("UPDATE ticks SET mark = '1' WHERE name = 'audit_generation'")
        await office.write("forged", stolen)
        found = await office.inspect()
        assert found.bad is not None
        assert found.bad.event.verb == "forged"


async def test_a_log_that_was_cut_before_the_change_and_went_on_under_the_older_key_is_noticed(tmp_path: Path) -> None:
    async with opened(tmp_path) as office:
        stolen = office.desk
        await office.rotate()
        async with office.engine.begin() as connection:
            await connection.exec_driver_sql("DROP TRIGGER audit_no_delete")
            await connection.exec_driver_sql("DELETE FROM audit WHERE number > 2")
            await connection.exec_driver_sql("DELETE FROM ticks")
        await office.write("forged", stolen)
        found = await office.inspect()
        assert found.bad is None
        assert found.behind
        assert not found.well


async def test_a_crash_anywhere_loses_nothing_and_the_same_command_goes_on(tmp_path: Path) -> None:
    places = Stops()
    async with opened(tmp_path / "0") as office:
        await office.rotate(places)
    assert len(places.reached) == 4
    for place in range(1, 5):
        async with opened(tmp_path / str(place)) as office:
            with pytest.raises(Stopped):
                await office.rotate(Stops(at=place))
            await office.all_opens()
            await office.write("meanwhile")
            await office.rotate()
            assert (office.desk.generation, office.desk.leaving) == (2, None), "what was begun is ended, and no more"
            await office.all_opens()
            assert (await office.inspect()).well


async def test_the_older_kek_opens_nothing_any_more(tmp_path: Path) -> None:
    async with opened(tmp_path) as office:
        stolen, before = office.desk, office.kek_file.read_text()
        await office.rotate()
        await office.all_opens()
        assert before.split('"kek": "')[1][:44] not in office.kek_file.read_text()
        intake = read_intake(office.folder / "keys" / "intake")
        with pytest.raises(Misconfigured, match="was not sealed with"):
            await Keystore(office.keystore_engine, intake, stolen).check()
        thief = Sealing(office.keystore(), intake, stolen, Watch(AT))
        async with office.store().work() as work:
            report = await work.reports.by_id(office.report.id)
            assert await work.reports.by_locator(thief.locator("entra-of-sam")) == []
        assert report is not None
        assert report.recipient is not None
        with pytest.raises(Unreadable):
            thief.open_recipient(report.id, report.recipient)
        thief.close()


async def test_what_a_process_wrote_that_was_not_started_again_stays_readable(tmp_path: Path) -> None:
    async with opened(tmp_path) as office:
        older = Sealing(office.keystore(), read_intake(office.folder / "keys" / "intake"), office.desk, Watch(AT))
        await office.rotate()
        sealed = older.seal_recipient("f" * 32, "entra-of-pat", office.mailbox)
        newer = Sealing(office.keystore(), read_intake(office.folder / "keys" / "intake"), office.desk, Watch(AT))
        assert newer.open_recipient("f" * 32, sealed)[0] == "entra-of-pat"
        assert newer.addressee(older.address("entra-of-pat")) == "entra-of-pat"
        assert older.locator("entra-of-pat") in newer.locators("entra-of-pat")
        older.close()
        newer.close()


async def test_heads_of_before_and_after_both_hold_for_the_service_and_for_an_auditor(tmp_path: Path) -> None:
    async with opened(tmp_path) as office:
        async with office.store().work() as work:
            line = await work.audit.head()
        assert line is not None
        before, older = OwnHeads(office.desk).sign(Head(line.number, line.mac, DAY)), OwnHeads(office.desk).public
        await office.rotate()
        async with office.store().work() as work:
            line = await work.audit.head()
        assert line is not None
        signer = OwnHeads(office.desk)
        after = signer.sign(Head(line.number, line.mac, date(2026, 11, 28)))
        found = await Inspecting(office.store(), office.desk.audit, signer).inspect([before, after])
        assert [(each.verdict, each.number) for each in found.heads] == [(Verdict.HOLDS, 3), (Verdict.HOLDS, 4)]
        auditor = PublicHeads(older, signer.public)
        assert auditor.verifies(before)
        assert auditor.verifies(after)
        assert not PublicHeads(older).verifies(after)


async def test_the_mark_is_read_for_every_line(tmp_path: Path) -> None:
    async with opened(tmp_path) as office:
        await office.rotate()
        async with office.store().work() as work:
            assert await work.ticks.last(GENERATION) == "2"


def test_a_kek_file_of_which_anything_was_changed_is_refused(tmp_path: Path) -> None:
    make_keys(tmp_path / "keys")
    path = tmp_path / "keys" / "kek"
    desk = read_desk(path).next(os.urandom(32))
    write_desk(path, desk)
    assert read_desk(path) == desk
    assert path.stat().st_mode & 0o777 == 0o600
    whole = path.read_text()
    for old, new in (
        ('"generation": 2', '"generation": 3'),
        ('"leaving": "', '"leaving": "A'),
        ('"audit": "', '"audit": "A'),
    ):
        path.write_text(whole.replace(old, new))
        with pytest.raises(Misconfigured, match="damaged"):
            read_desk(path)


def test_a_kek_file_that_cannot_be_written_stays_as_it_was(tmp_path: Path) -> None:
    make_keys(tmp_path / "keys")
    path = tmp_path / "keys" / "kek"
    before = path.read_bytes()
    (tmp_path / "keys" / "kek.new").mkdir()
    with pytest.raises(Misconfigured, match="It is as it was"):
        write_desk(path, read_desk(path).next(os.urandom(32)))
    assert path.read_bytes() == before


async def test_an_incident_is_found_by_its_reporter_over_a_change_and_not_with_the_older_key(tmp_path: Path) -> None:
    async with opened(tmp_path) as office:
        stolen, intake = office.desk, read_intake(office.folder / "keys" / "intake")
        older = Sealing(office.keystore(), intake, stolen, Watch(AT))
        here, gone = person("7"), "an account that left"
        theirs = incident(locator=older.locator(locator_of_account(here.entra_id)))
        others = incident(locator=older.locator(locator_of_account(gone)))
        async with office.store().work() as work:
            await work.people.replace([here], [])
            for each in (theirs, others):
                await work.incidents.add(each)
        await office.rotate()
        newer = Sealing(office.keystore(), intake, office.desk, Watch(AT))
        async with office.store().work() as work:
            found = {
                whose: [
                    i.id
                    for at in newer.locators(locator_of_account(whose))
                    for i in await work.incidents.by_locator(at)
                ]
                for whose in (here.entra_id, gone)
            }
            assert found == {here.entra_id: [theirs.id], gone: [others.id]}
            assert await work.incidents.by_locator(older.locator(locator_of_account(here.entra_id))) == []
        older.close()
        newer.close()


async def test_everything_that_has_keys_of_its_own_is_among_the_subjects(tmp_path: Path) -> None:
    async with opened(tmp_path) as office:
        told = incident()
        async with office.store().work() as work:
            await work.incidents.add(told)
        subjects = await sealed_subjects(office.engine)
        assert subjects == {office.report.key_id: office.report.id, told.key_id: told.id}
