"""What would be lost: somebody with the databases in their hands alters one byte, one key or one row of a case, and
whoever opens it reads something else than was written, without a word. Everything altered here is refused; a row that
is rolled back or taken out is named by its number."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import permutations
from pathlib import Path

import pytest

from governance.case_record import CaseEntry, Recorded, compared, digest
from governance.errors import Unreadable
from governance.seal_ports import MailboxKey, Sealed
from storage.seal_record import RecordSealing
from tests.storage.seals import Service, flipped, service
from tests.trust.conftest import Figure

MONDAY = date(2026, 11, 23)
LEAD, OTHER = "1", "2"
STORY, IDENTITY = b'{"title": "Fire doors wedged open"}', b'{"name": "A clerk"}'
LETTER, INSIDE, PRIVATELY = b"Which of the doors?", b'{"text": "Asked the caretaker."}', b'{"text": "I doubt the log."}'

Opening = Callable[[bytes], Awaitable[bytes | None]]


@dataclass(frozen=True)
class Filed:
    """One report with everything that is sealed about it."""

    made: Service
    record: RecordSealing
    id: str
    report: Sealed
    mailbox: MailboxKey
    letter_id: str
    letter: bytes
    step: CaseEntry
    note: CaseEntry

    def sealed(self) -> dict[str, bytes]:
        assert self.report.identity is not None
        return {
            "story": self.report.story,
            "identity": self.report.identity,
            "letter": self.letter,
            "letter, by its reporter": self.letter,
            "entry": self.step.sealed,
            "private note": self.note.sealed,
        }

    def openings(self) -> dict[str, Opening]:
        """How each is opened, by somebody who may; None or Unreadable: refused."""
        desk, key = self.made.desk, self.report.key_id
        return {
            "story": lambda box: desk.open_story(LEAD, self.id, key, box),
            "identity": lambda box: desk.open_identity(LEAD, self.id, key, box),
            "letter": lambda box: desk.open_letter(LEAD, self.id, key, self.letter_id, box),
            "letter, by its reporter": lambda box: desk.open_letter(self.mailbox, self.id, key, self.letter_id, box),
            "entry": lambda box: self.entry(replace(self.step, sealed=box)),
            "private note": lambda box: self.entry(replace(self.note, sealed=box)),
        }

    def entries(self) -> dict[str, CaseEntry]:
        return {"entry": self.step, "private note": self.note}

    async def entry(self, entry: CaseEntry, key_id: str = "") -> bytes | None:
        (opened,) = await self.record.open_entries(LEAD, key_id or self.report.key_id, [entry])
        return opened

    async def all_open(self) -> None:
        wanted = (STORY, IDENTITY, LETTER, LETTER, INSIDE, PRIVATELY)
        assert [await opening(self.sealed()[kind]) for kind, opening in self.openings().items()] == list(wanted)


async def filed(made: Service) -> Filed:
    report_id, letter_id, mailbox = secrets.token_hex(16), secrets.token_hex(16), made.intake.new_mailbox()
    report = await made.intake.seal_report(report_id, STORY, [LEAD, OTHER], IDENTITY, [LEAD], mailbox.public)
    letter = await made.desk.seal_letter(LEAD, report_id, report.key_id, letter_id, LETTER)
    record = RecordSealing(made.keystore, made.intake_keys, made.desk_keys, made.watch)

    async def entry(number: int, kind: Recorded, inside: bytes) -> CaseEntry:
        plain = CaseEntry(secrets.token_hex(16), report_id, number, MONDAY, LEAD, "monitoring_officer", kind, b"")
        return replace(plain, sealed=await record.seal_entry(report.key_id, plain, inside))

    step, note = await entry(1, Recorded.STEP, INSIDE), await entry(2, Recorded.PRIVATE_NOTE, PRIVATELY)
    return Filed(made, record, report_id, report, mailbox, letter_id, letter, step, note)


@pytest.fixture
async def cases(tmp_path: Path) -> AsyncIterator[tuple[Filed, Filed]]:
    """Two cases of the same handlers: a thief of rows has something to exchange."""
    async with service(tmp_path, LEAD, OTHER) as made:
        yield await filed(made), await filed(made)


async def is_refused(opening: Awaitable[bytes | None]) -> bool:
    try:
        return await opening is None
    except Unreadable:
        return True


async def test_every_flipped_byte_of_every_sealed_thing_of_a_case_is_refused(
    cases: tuple[Filed, Filed], figure: Figure, full_size: bool
) -> None:
    """Of an entry and of a private note every byte, always; of the others every byte at full size, and else every
    sixteenth and both ends, which say what it is and hold the tag."""
    mine, _ = cases
    step = 1 if full_size else 16
    tried, accepted = 0, []
    for kind, opening in mine.openings().items():
        if kind in mine.entries():
            continue
        for wrong in flipped(mine.sealed()[kind], step):
            tried += 1
            if not await is_refused(opening(wrong)):
                accepted.append(kind)
    for kind, entry in mine.entries().items():
        altered = [replace(entry, sealed=wrong) for wrong in flipped(entry.sealed)]
        opened = await mine.record.open_entries(LEAD, mine.report.key_id, altered)
        tried += len(opened)
        accepted += [kind for each in opened if each is not None]
    figure(f"{tried} altered bytes of sealed fields, {len(accepted)} accepted")
    assert accepted == []
    assert tried >= sum(len(box) // (1 if kind in mine.entries() else step) for kind, box in mine.sealed().items())
    await mine.all_open()


async def test_every_flipped_byte_of_every_wrap_of_a_case_is_refused(
    cases: tuple[Filed, Filed], figure: Figure
) -> None:
    mine, _ = cases
    tried, accepted = 0, []
    for strand, holder, kinds in OPENED_BY:
        right = blob(mine, strand, holder)
        for wrong in flipped(right):
            put(mine, strand, holder, wrong)
            for kind in kinds:
                tried += 1
                if not await is_refused(mine.openings()[kind](mine.sealed()[kind])):
                    accepted.append((strand, holder, kind))
        put(mine, strand, holder, right)
        await mine.all_open()
    figure(f"{tried} openings with an altered wrap, {len(accepted)} accepted")
    assert accepted == []
    assert tried > sum(len(blob(mine, strand, holder)) for strand, holder, _ in OPENED_BY)


#: (strand, holder, what is opened with that wrap): the whole way to each sealed thing.
OPENED_BY: Sequence[tuple[str, str, Sequence[str]]] = (
    ("story", LEAD, ("story", "letter", "entry")),
    ("identity", LEAD, ("identity",)),
    ("conversation", "@mailbox", ("letter, by its reporter",)),
    ("private", LEAD, ("private note",)),
)
_WHERE = "WHERE key_id = ? AND strand = ? AND holder = ?"


def blob(of: Filed, strand: str, holder: str) -> bytes:
    ((found,),) = of.made.rows(f"SELECT blob FROM wraps {_WHERE}", of.report.key_id, strand, holder)
    assert isinstance(found, bytes)
    return found


def put(of: Filed, strand: str, holder: str, wrap: bytes) -> None:
    assert of.made.change(f"UPDATE wraps SET blob = ? {_WHERE}", wrap, of.report.key_id, strand, holder) == 1


async def test_sealed_things_and_keys_that_change_places_are_refused(
    cases: tuple[Filed, Filed], figure: Figure
) -> None:
    """Each sealed thing in each other's place, within one case and between two; each wrap in each other's place."""
    mine, theirs = cases
    tried, accepted = 0, []
    boxes = {(of.id, kind): box for of in cases for kind, box in of.sealed().items()}
    for of in cases:
        for kind, opening in of.openings().items():
            for place, box in boxes.items():
                if box != of.sealed()[kind]:
                    tried += 1
                    if not await is_refused(opening(box)):
                        accepted.append((kind, *place))
    wraps = [(of, strand, holder, kinds) for of in cases for strand, holder, kinds in OPENED_BY]
    for (of, strand, holder, kinds), (other, strand2, holder2, _) in permutations(wraps, 2):
        right = blob(of, strand, holder)
        put(of, strand, holder, blob(other, strand2, holder2))
        for kind in kinds:
            for sealed in (of.sealed()[kind], other.sealed()[kind]):
                tried += 1
                if not await is_refused(of.openings()[kind](sealed)):
                    accepted.append((kind, strand2, holder2))
        put(of, strand, holder, right)
    figure(f"{tried} exchanges of sealed things and keys, {len(accepted)} accepted")
    assert accepted == []
    assert tried >= 2 * 6 * 9 + 8 * 7 * 2
    await mine.all_open()
    await theirs.all_open()


async def test_rows_moved_to_another_case_are_refused_however_their_columns_are_put_right(
    cases: tuple[Filed, Filed], figure: Figure
) -> None:
    mine, theirs = cases
    refused = []
    for of, to in permutations(cases, 2):
        desk, key = to.made.desk, to.report.key_id
        moved: Sequence[Awaitable[bytes | None]] = (
            to.entry(replace(of.step, report_id=to.id), key),
            to.entry(replace(of.note, report_id=to.id), key),
            of.entry(of.step, key),
            of.entry(of.note, key),
            desk.open_letter(LEAD, to.id, key, of.letter_id, of.letter),
            desk.open_story(LEAD, to.id, of.report.key_id, of.report.story),
        )
        refused += [await is_refused(each) for each in moved]
    figure(f"{len(refused)} rows moved to another case, {refused.count(False)} accepted")
    assert refused == [True] * 12
    await mine.all_open()
    await theirs.all_open()


async def test_a_row_that_is_rolled_back_exchanged_or_taken_out_is_named_by_its_number(
    cases: tuple[Filed, Filed],
) -> None:
    """A row of an older copy opens, because it was once written so. What tells is the audit log, which holds a digest
    of each number and is chained and signed."""
    mine, theirs = cases
    older = mine.step
    sealed = await mine.record.seal_entry(mine.report.key_id, older, b'{"text": "Asked the porter."}')
    now = replace(older, sealed=sealed)
    logged = {1: digest(now), 2: digest(mine.note)}
    assert compared([now, mine.note], logged) == ((), ())
    wrong: dict[str, tuple[Sequence[CaseEntry], tuple[tuple[int, ...], tuple[int, ...]]]] = {
        "rolled back": ([older, mine.note], ((), (1,))),
        "taken out": ([now], ((2,), ())),
        "both taken out": ([], ((1, 2), ())),
        "numbers exchanged": ([replace(now, number=2), replace(mine.note, number=1)], ((), (1, 2))),
        "of another case": ([now, replace(theirs.note, report_id=mine.id)], ((), (2,))),
        "put in": ([now, mine.note, replace(now, id=secrets.token_hex(16), number=3)], ((), (3,))),
        "another day": ([replace(now, written_on=date(2026, 11, 24)), mine.note], ((), (1,))),
        "another author": ([replace(now, author=OTHER), mine.note], ((), (1,))),
        "another role": ([replace(now, role="deputy_monitoring_officer"), mine.note], ((), (1,))),
        "another kind": ([replace(now, kind=Recorded.OUTCOME), mine.note], ((), (1,))),
    }
    assert {how: compared(rows, logged) for how, (rows, _) in wrong.items()} == {
        how: noticed for how, (_, noticed) in wrong.items()
    }
