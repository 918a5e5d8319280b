"""What would be lost: the promise itself. Whoever was named in a report could read it, or a thief of the database
could, or somebody could change what was said and nobody would see."""

from __future__ import annotations

import asyncio
import os
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from governance.codes import Mistyped, mint
from governance.errors import Busy, Misconfigured, Unreadable
from governance.seal_ports import MailboxKey, Sealed
from storage.keyfiles import make_keys, read_desk
from storage.seal_frames import open_box, seal_box
from storage.seal_people import make_person_key
from storage.sealing import Sealing
from tests.storage.seals import Service, flipped, service

MONITORING_OFFICER, CHIEF_AUDITOR, DEPUTY, EXCLUDED = "1", "2", "3", "4"
REPORT, OTHER_REPORT = "a1" * 16, "b2" * 16
LETTER = "c3" * 16
STORY = b"The same invoice was paid three times and the file was taken away."
IDENTITY = b"A clerk in the finance team"
TEXT = b"Thank you for telling us."


@dataclass(frozen=True)
class Case:
    """A sealed report with one letter."""

    id: str
    sealed: Sealed
    letter: bytes
    mailbox: MailboxKey

    @property
    def key_id(self) -> str:
        return self.sealed.key_id

    @property
    def identity(self) -> bytes:
        assert self.sealed.identity is not None
        return self.sealed.identity


async def told(made: Service, report_id: str = REPORT, story: bytes = STORY) -> Case:
    mailbox = made.intake.new_mailbox()
    handlers = [MONITORING_OFFICER, CHIEF_AUDITOR, DEPUTY]
    sealed = await made.intake.seal_report(
        report_id, story, handlers, IDENTITY, [MONITORING_OFFICER, CHIEF_AUDITOR], mailbox.public
    )
    letter = await made.desk.seal_letter(MONITORING_OFFICER, report_id, sealed.key_id, LETTER, TEXT)
    return Case(report_id, sealed, letter, mailbox)


@pytest.fixture
async def made(tmp_path: Path) -> AsyncIterator[Service]:
    async with service(tmp_path, MONITORING_OFFICER, CHIEF_AUDITOR, DEPUTY, EXCLUDED) as one:
        yield one


@pytest.fixture
async def case(made: Service) -> Case:
    return await told(made)


async def is_unreadable(opening: Awaitable[object]) -> bool:
    try:
        await opening
    except Unreadable:
        return True
    return False


# ------------------------------------------------------------------ who opens what


async def test_every_handler_who_was_told_reads_the_story(made: Service, case: Case) -> None:
    for handler in (MONITORING_OFFICER, CHIEF_AUDITOR, DEPUTY):
        assert await made.desk.open_story(handler, REPORT, case.key_id, case.sealed.story) == STORY
        assert await made.desk.keys_of(handler) == {case.key_id}


async def test_whoever_is_excluded_has_no_wrap_and_opens_nothing(made: Service, case: Case) -> None:
    assert await made.desk.keys_of(EXCLUDED) == frozenset()
    assert made.rows("SELECT * FROM wraps WHERE holder = ?", EXCLUDED) == []
    desk, key_id = made.desk, case.key_id
    assert await is_unreadable(desk.open_story(EXCLUDED, REPORT, key_id, case.sealed.story))
    assert await is_unreadable(desk.open_identity(EXCLUDED, REPORT, key_id, case.identity))
    assert await is_unreadable(desk.open_letter(EXCLUDED, REPORT, key_id, LETTER, case.letter))
    assert await is_unreadable(desk.seal_letter(EXCLUDED, REPORT, key_id, LETTER, TEXT))


async def test_wraps_copied_to_the_excluded_person_open_nothing(made: Service, case: Case) -> None:
    copied = made.change(
        "INSERT INTO wraps SELECT key_id, strand, ?, epoch, suite, blob, made_on FROM wraps WHERE holder = ?",
        EXCLUDED,
        MONITORING_OFFICER,
    )
    assert copied == 2
    assert await is_unreadable(made.desk.open_story(EXCLUDED, REPORT, case.key_id, case.sealed.story))
    assert await is_unreadable(made.desk.open_identity(EXCLUDED, REPORT, case.key_id, case.identity))


async def test_the_identity_is_for_fewer_people_than_the_story(made: Service, case: Case) -> None:
    for handler in (MONITORING_OFFICER, CHIEF_AUDITOR):
        assert await made.desk.open_identity(handler, REPORT, case.key_id, case.identity) == IDENTITY
    assert await is_unreadable(made.desk.open_identity(DEPUTY, REPORT, case.key_id, case.identity))


async def test_a_letter_is_sealed_once_and_both_sides_read_it(made: Service, case: Case) -> None:
    for reader in (MONITORING_OFFICER, CHIEF_AUDITOR, DEPUTY, case.mailbox):
        assert await made.desk.open_letter(reader, REPORT, case.key_id, LETTER, case.letter) == TEXT
    answer = await made.intake.seal_letter(case.mailbox, REPORT, case.key_id, "d4" * 16, b"And it goes on.")
    assert await made.desk.open_letter(DEPUTY, REPORT, case.key_id, "d4" * 16, answer) == b"And it goes on."


async def test_the_reporter_comes_back_with_the_code_to_a_process_without_the_kek(made: Service) -> None:
    code = mint(os.urandom(12))
    mailbox = await made.intake.mailbox_of(code)
    sealed = await made.intake.seal_report(REPORT, STORY, [DEPUTY], None, [], mailbox.public)
    letter = await made.desk.seal_letter(DEPUTY, REPORT, sealed.key_id, LETTER, TEXT)
    again = await made.intake.mailbox_of(code.lower().replace("-", " "))
    assert again == mailbox
    assert await made.intake.open_letter(again, REPORT, sealed.key_id, LETTER, letter) == TEXT
    stranger = await made.intake.mailbox_of(mint(os.urandom(12)))
    assert await is_unreadable(made.intake.open_letter(stranger, REPORT, sealed.key_id, LETTER, letter))


async def test_the_mailbox_opens_letters_and_not_the_story(made: Service, case: Case) -> None:
    """A code that somebody finds gives away the answers, not what was told."""
    made.change("UPDATE wraps SET strand = 'story', holder = ? WHERE strand = 'conversation'", EXCLUDED)
    assert await is_unreadable(made.desk.open_story(EXCLUDED, REPORT, case.key_id, case.sealed.story))


async def test_an_anonymous_report_has_no_identity_and_no_wrap_for_one(made: Service) -> None:
    mailbox = made.intake.new_mailbox()
    sealed = await made.intake.seal_report(REPORT, STORY, [DEPUTY], None, [MONITORING_OFFICER], mailbox.public)
    assert sealed.identity is None
    assert made.rows("SELECT * FROM wraps WHERE strand = 'identity'") == []
    assert await made.desk.keys_of(MONITORING_OFFICER) == frozenset()


async def test_recovery_opens_everything_even_when_every_handler_is_excluded(made: Service) -> None:
    recovery = made.recovery_private
    mailbox = made.intake.new_mailbox()
    sealed = await made.intake.seal_report(REPORT, STORY, [], IDENTITY, [], mailbox.public)
    opened = await made.intake.recover(recovery, REPORT, sealed.key_id, sealed.story, sealed.identity)
    assert opened == (STORY, IDENTITY)
    anonymous = await made.intake.seal_report(OTHER_REPORT, STORY, [], None, [], mailbox.public)
    assert await made.intake.recover(recovery, OTHER_REPORT, anonymous.key_id, anonymous.story, None) == (STORY, None)
    wrong = made.intake.recover(os.urandom(32), REPORT, sealed.key_id, sealed.story, sealed.identity)
    assert await is_unreadable(wrong)
    assert await is_unreadable(made.intake.recover(recovery, REPORT, "f" * 32, sealed.story, None))


@pytest.mark.parametrize("holder", ["@recovery", "@mailbox", "", "nobody"])
async def test_a_holder_that_is_not_a_person_opens_nothing_at_the_desk(made: Service, case: Case, holder: str) -> None:
    assert await is_unreadable(made.desk.open_story(holder, REPORT, case.key_id, case.sealed.story))


async def test_a_report_is_not_sealed_to_somebody_without_a_signed_key(made: Service) -> None:
    mailbox = made.intake.new_mailbox().public
    for story_holders, identity_holders in (([DEPUTY, "9"], [DEPUTY]), ([DEPUTY], ["9"]), (["@recovery"], [])):
        with pytest.raises(Misconfigured, match="candour keys list"):
            await made.intake.seal_report(REPORT, STORY, story_holders, IDENTITY, identity_holders, mailbox)
    assert made.rows("SELECT * FROM wraps") == []


async def test_holders_are_those_with_a_key(made: Service) -> None:
    assert await made.intake.holders() == {MONITORING_OFFICER, CHIEF_AUDITOR, DEPUTY, EXCLUDED}


# ------------------------------------------------------------------ tampering


def openings(made: Service, case: Case) -> dict[str, Callable[[bytes], Awaitable[bytes]]]:
    desk, key_id = made.desk, case.key_id
    return {
        "story": lambda sealed: desk.open_story(MONITORING_OFFICER, REPORT, key_id, sealed),
        "identity": lambda sealed: desk.open_identity(MONITORING_OFFICER, REPORT, key_id, sealed),
        "letter": lambda sealed: desk.open_letter(MONITORING_OFFICER, REPORT, key_id, LETTER, sealed),
        "letter, by its reporter": lambda sealed: desk.open_letter(case.mailbox, REPORT, key_id, LETTER, sealed),
    }


def boxes(case: Case) -> dict[str, bytes]:
    letter = case.letter
    sealed = {"story": case.sealed.story, "identity": case.identity}
    return sealed | {"letter": letter, "letter, by its reporter": letter}


async def test_every_changed_byte_of_a_sealed_field_is_refused(made: Service, case: Case) -> None:
    for kind, opening in openings(made, case).items():
        await opening(boxes(case)[kind])
        for wrong in flipped(boxes(case)[kind], step=200):
            assert await is_unreadable(opening(wrong)), kind


@pytest.mark.full
async def test_every_changed_byte_of_a_sealed_field_is_refused_at_every_place(made: Service, case: Case) -> None:
    for kind, opening in openings(made, case).items():
        for wrong in flipped(boxes(case)[kind]):
            assert await is_unreadable(opening(wrong)), kind


def test_every_changed_byte_of_a_box_and_of_what_it_is_bound_to_is_refused() -> None:
    key, bound_to = os.urandom(32), b"the field, the report and the version that it is bound to"
    box = seal_box(key, bound_to, STORY)
    assert open_box(key, bound_to, box) == STORY
    tried = 0
    for wrong in flipped(box):
        tried += 1
        with pytest.raises(Unreadable):
            open_box(key, bound_to, wrong)
    for wrong in flipped(bound_to):
        with pytest.raises(Unreadable):
            open_box(key, wrong, box)
    for place in range(32):
        with pytest.raises(Unreadable):
            open_box(key[:place] + bytes([key[place] ^ 1]) + key[place + 1 :], bound_to, box)
    assert tried > len(box)


async def test_sealed_fields_do_not_open_in_each_others_place(made: Service, case: Case) -> None:
    other = await told(made, OTHER_REPORT)
    for kind, opening in openings(made, case).items():
        for foreign in (*boxes(case).values(), *boxes(other).values()):
            if foreign != boxes(case)[kind]:
                assert await is_unreadable(opening(foreign)), kind
    desk, key_id = made.desk, case.key_id
    assert await is_unreadable(desk.open_letter(DEPUTY, REPORT, key_id, "d4" * 16, case.letter))
    assert await is_unreadable(desk.open_story(DEPUTY, OTHER_REPORT, key_id, case.sealed.story))
    assert await is_unreadable(desk.open_story(DEPUTY, REPORT, other.key_id, case.sealed.story))
    assert await is_unreadable(desk.open_story(DEPUTY, REPORT, "e" * 32, case.sealed.story))


STRANDS = {"story": "story", "identity": "identity", "letter": "story", "letter, by its reporter": "conversation"}


def holder_of(kind: str) -> str:
    return "@mailbox" if kind == "letter, by its reporter" else MONITORING_OFFICER


@pytest.mark.parametrize("kind", STRANDS)
async def test_every_changed_byte_of_a_wrap_is_refused(made: Service, case: Case, kind: str) -> None:
    opening, box = openings(made, case)[kind], boxes(case)[kind]
    where = (case.key_id, STRANDS[kind], holder_of(kind))
    ((right,),) = made.rows("SELECT blob FROM wraps WHERE key_id = ? AND strand = ? AND holder = ?", *where)
    assert isinstance(right, bytes)
    for wrong in flipped(right):
        made.change("UPDATE wraps SET blob = ? WHERE key_id = ? AND strand = ? AND holder = ?", wrong, *where)
        assert await is_unreadable(opening(box))
    made.change("UPDATE wraps SET blob = ? WHERE key_id = ? AND strand = ? AND holder = ?", right, *where)
    assert await opening(box)


@pytest.mark.parametrize("kind", STRANDS)
@pytest.mark.parametrize("change", ["epoch = 0", "epoch = 1", "epoch = 2", "suite = 0", "suite = 2", "suite = 255"])
async def test_a_wrap_with_another_epoch_or_suite_is_refused(made: Service, case: Case, kind: str, change: str) -> None:
    where = (case.key_id, STRANDS[kind], holder_of(kind))
    same = made.rows(f"SELECT 1 FROM wraps WHERE {change} AND key_id = ? AND strand = ? AND holder = ?", *where)
    made.change(f"UPDATE wraps SET {change} WHERE key_id = ? AND strand = ? AND holder = ?", *where)
    assert await is_unreadable(openings(made, case)[kind](boxes(case)[kind])) != bool(same)


async def test_a_key_rolled_back_to_an_older_epoch_opens_nothing(made: Service) -> None:
    """A wrap made to a person's second key does not open with the first, though the same person holds both."""
    second = make_person_key(DEPUTY, 2, made.root_private, made.desk_keys)
    made.change(
        "INSERT INTO people_keys VALUES (?, 2, 1, ?, ?, ?)",
        DEPUTY,
        second.public,
        second.signature,
        second.sealed_private,
    )
    case = await told(made)
    assert made.rows("SELECT DISTINCT epoch FROM wraps WHERE holder = ?", DEPUTY) == [(2,)]
    assert await made.desk.open_story(DEPUTY, REPORT, case.key_id, case.sealed.story) == STORY
    made.change("UPDATE wraps SET epoch = 1 WHERE holder = ?", DEPUTY)
    assert await is_unreadable(made.desk.open_story(DEPUTY, REPORT, case.key_id, case.sealed.story))
    made.change("UPDATE wraps SET epoch = 2 WHERE holder = ?", DEPUTY)
    made.change("DELETE FROM people_keys WHERE person_id = ? AND epoch = 2", DEPUTY)
    made.change("UPDATE people_keys SET epoch = 2 WHERE person_id = ?", DEPUTY)
    assert await is_unreadable(made.desk.open_story(DEPUTY, REPORT, case.key_id, case.sealed.story))
    assert DEPUTY not in await made.intake.holders()


async def test_wraps_swapped_between_reports_holders_or_strands_are_refused(made: Service, case: Case) -> None:
    other = await told(made, OTHER_REPORT)
    blobs = {row[:3]: row[3] for row in made.rows("SELECT key_id, strand, holder, blob FROM wraps")}
    story = (case.key_id, "story", MONITORING_OFFICER)
    opening, tried = openings(made, case)["story"], 0
    for where, blob in blobs.items():
        if where != story:
            tried += 1
            made.change("UPDATE wraps SET blob = ? WHERE key_id = ? AND strand = ? AND holder = ?", blob, *story)
            assert await is_unreadable(opening(case.sealed.story)), where
            assert await is_unreadable(opening(other.sealed.story)), where
    assert tried == 2 * (4 + 1 + 3) - 1


async def test_a_reports_wraps_do_not_serve_another_report_with_the_same_key_id(made: Service, case: Case) -> None:
    other = await told(made, OTHER_REPORT)
    made.change("DELETE FROM wraps WHERE key_id = ?", other.key_id)
    made.change("UPDATE wraps SET key_id = ? WHERE key_id = ?", other.key_id, case.key_id)
    assert await is_unreadable(made.desk.open_story(DEPUTY, OTHER_REPORT, other.key_id, other.sealed.story))
    assert await is_unreadable(made.desk.open_story(DEPUTY, REPORT, other.key_id, case.sealed.story))


@pytest.mark.parametrize("column", ["public", "sealed_private"])
async def test_every_changed_byte_of_a_handlers_key_is_refused(made: Service, case: Case, column: str) -> None:
    ((right,),) = made.rows(f"SELECT {column} FROM people_keys WHERE person_id = ?", DEPUTY)
    assert isinstance(right, bytes)
    for wrong in flipped(right):
        made.change(f"UPDATE people_keys SET {column} = ? WHERE person_id = ?", wrong, DEPUTY)
        assert await is_unreadable(made.desk.open_story(DEPUTY, REPORT, case.key_id, case.sealed.story))
    made.change(f"UPDATE people_keys SET {column} = ? WHERE person_id = ?", right, DEPUTY)
    assert await made.desk.open_story(DEPUTY, REPORT, case.key_id, case.sealed.story) == STORY


async def test_handlers_keys_swapped_for_each_other_open_nothing(made: Service, case: Case) -> None:
    made.change("DELETE FROM people_keys WHERE person_id = ?", EXCLUDED)
    made.change("UPDATE people_keys SET person_id = ? WHERE person_id = ?", EXCLUDED, DEPUTY)
    made.change("UPDATE wraps SET holder = ? WHERE holder = ?", EXCLUDED, DEPUTY)
    assert await is_unreadable(made.desk.open_story(EXCLUDED, REPORT, case.key_id, case.sealed.story))
    assert EXCLUDED not in await made.intake.holders()


async def test_a_swapped_public_key_gets_no_report(made: Service) -> None:
    ((own,),) = made.rows("SELECT public FROM people_keys WHERE person_id = ?", EXCLUDED)
    made.change("UPDATE people_keys SET public = ? WHERE person_id = ?", own, MONITORING_OFFICER)
    with pytest.raises(Misconfigured):
        await told(made)
    assert made.rows("SELECT * FROM wraps") == []


# ------------------------------------------------------------------ theft


async def test_a_stolen_keystore_and_database_open_nothing_without_the_kek(
    made: Service, case: Case, tmp_path: Path
) -> None:
    """The thief has every row of both databases and even the intake key file, and a KEK of their own."""
    make_keys(tmp_path / "thief")
    kek = read_desk(tmp_path / "thief" / "kek")
    thief = Sealing(made.keystore, made.intake_keys, kek, made.watch)
    for holder in (MONITORING_OFFICER, CHIEF_AUDITOR, DEPUTY, EXCLUDED):
        assert await is_unreadable(thief.open_story(holder, REPORT, case.key_id, case.sealed.story))
        assert await is_unreadable(thief.open_identity(holder, REPORT, case.key_id, case.identity))
        assert await is_unreadable(thief.open_letter(holder, REPORT, case.key_id, LETTER, case.letter))
    for key in (kek.kek, *(getattr(made.intake_keys, name) for name in ("pepper", "draft_seed", "root_public"))):
        assert await is_unreadable(thief.recover(key, REPORT, case.key_id, case.sealed.story, case.identity))
    thief.close()


async def test_nothing_that_is_stored_holds_a_word_or_a_key(made: Service, case: Case) -> None:
    stored = made.on_disk() + b"".join(boxes(case).values())
    for secret in (STORY, IDENTITY, TEXT, STORY[:12], IDENTITY[:12], TEXT[:12], case.mailbox.private):
        assert secret not in stored
        assert secret.hex().encode() not in stored


async def test_two_services_cannot_read_each_others_reports(made: Service, case: Case, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    async with service(tmp_path / "other", MONITORING_OFFICER) as other:
        for row in made.rows("SELECT * FROM wraps"):
            other.change("INSERT INTO wraps VALUES (?, ?, ?, ?, ?, ?, ?)", *row)
        opening = other.desk.open_story(MONITORING_OFFICER, REPORT, case.key_id, case.sealed.story)
        assert await is_unreadable(opening)


# ------------------------------------------------------------------ a process without the KEK


async def test_the_process_that_receives_opens_nothing(made: Service, case: Case) -> None:
    asked = (
        made.intake.open_story(DEPUTY, REPORT, case.key_id, case.sealed.story),
        made.intake.open_identity(MONITORING_OFFICER, REPORT, case.key_id, case.identity),
        made.intake.open_letter(DEPUTY, REPORT, case.key_id, LETTER, case.letter),
        made.intake.seal_letter(DEPUTY, REPORT, case.key_id, LETTER, TEXT),
    )
    for opening in asked:
        with pytest.raises(Misconfigured, match="KEK"):
            await opening
    for at_once in (
        lambda: made.intake.locator("7"),
        lambda: made.intake.seal_recipient(REPORT, "7", case.mailbox),
        lambda: made.intake.open_recipient(REPORT, b""),
    ):
        with pytest.raises(Misconfigured, match="KEK"):
            at_once()


# ------------------------------------------------------------------ sizes


@pytest.mark.parametrize(
    ("length", "size"),
    [
        (0, 1024),
        (1, 1024),
        (991, 1024),
        (992, 4096),
        (4063, 4096),
        (4064, 16384),
        (16351, 16384),
        (16352, 65536),
        (65503, 65536),
        (65504, 131072),
        (131039, 131072),
        (131040, 196608),
    ],
)
async def test_what_is_sealed_has_one_of_few_sizes(made: Service, length: int, size: int) -> None:
    text = os.urandom(length)
    mailbox = made.intake.new_mailbox()
    sealed = await made.intake.seal_report(REPORT, text, [DEPUTY], text, [DEPUTY], mailbox.public)
    letter = await made.desk.seal_letter(DEPUTY, REPORT, sealed.key_id, LETTER, text)
    assert sealed.identity is not None
    assert {len(sealed.story), len(sealed.identity), len(letter)} == {size}
    assert await made.desk.open_story(DEPUTY, REPORT, sealed.key_id, sealed.story) == text
    assert await made.desk.open_identity(DEPUTY, REPORT, sealed.key_id, sealed.identity) == text
    assert await made.desk.open_letter(mailbox, REPORT, sealed.key_id, LETTER, letter) == text


async def test_the_same_story_never_looks_the_same_twice(made: Service) -> None:
    one, other = await told(made), await told(made)
    assert one.key_id != other.key_id
    assert one.sealed.story != other.sealed.story


# ------------------------------------------------------------------ known reporters


async def test_a_known_reporter_is_found_again_and_nobody_else_can_tell(made: Service) -> None:
    assert made.desk.locator("1042") == made.desk.locator("1042")
    assert len({made.desk.locator(person) for person in ("1042", "1043", "10", "42", "")}) == 5
    make_keys(made.folder / "other")
    other_kek = read_desk(made.folder / "other" / "kek")
    other = Sealing(made.keystore, made.intake_keys, other_kek, made.watch)
    assert other.locator("1042") != made.desk.locator("1042")
    other.close()


async def test_the_recipient_row_gives_back_the_person_and_their_mailbox(made: Service) -> None:
    for mailbox in (made.desk.new_mailbox(), await made.desk.mailbox_of(mint(os.urandom(12)))):
        sealed = made.desk.seal_recipient(REPORT, "1042", mailbox)
        assert made.desk.open_recipient(REPORT, sealed) == ("1042", mailbox)
        assert len(sealed) == 1024
        assert b"1042" not in sealed
        with pytest.raises(Unreadable):
            made.desk.open_recipient(OTHER_REPORT, sealed)
        for wrong in flipped(sealed, step=8):
            with pytest.raises(Unreadable):
                made.desk.open_recipient(REPORT, wrong)


async def test_an_address_in_the_outbox_is_read_back_by_the_desk_alone_and_shows_nobody(made: Service) -> None:
    entra_id = "6f1c1f0e-3b52-4d0e-9b8e-2f7f0a8f0c11"
    one, other = made.desk.address(entra_id), made.desk.address(entra_id)
    assert one != other
    assert len(one) == len(other)
    assert made.desk.addressee(one) == made.desk.addressee(other) == entra_id
    for hidden in (entra_id, entra_id.encode().hex()):
        assert hidden not in one
    sealed = bytes.fromhex(one.removeprefix("sealed:"))
    for wrong in (entra_id, "", "sealed:", "sealed:zz", *(f"sealed:{changed.hex()}" for changed in flipped(sealed))):
        with pytest.raises(Unreadable):
            made.desk.addressee(wrong)
    for asked in (made.intake.address, made.intake.addressee):
        with pytest.raises(Misconfigured, match="KEK"):
            asked(one)


async def test_many_stories_are_opened_as_one_by_one_and_only_for_who_holds_them(made: Service) -> None:
    mine, other = await told(made), await told(made, OTHER_REPORT)
    asked = [
        (REPORT, mine.key_id, mine.sealed.story),
        (OTHER_REPORT, other.key_id, other.sealed.story),
        (REPORT, other.key_id, mine.sealed.story),
        (OTHER_REPORT, other.key_id, mine.sealed.story),
        (REPORT, "f" * 32, mine.sealed.story),
    ]
    one_by_one = [await made.desk.open_story(DEPUTY, *story) for story in asked[:2]]
    assert await made.desk.open_stories(DEPUTY, asked) == [*one_by_one, None, None, None]
    assert await made.desk.open_stories(EXCLUDED, asked) == [None] * 5
    assert await made.desk.open_stories(DEPUTY, []) == []
    with pytest.raises(Misconfigured, match="KEK"):
        await made.intake.open_stories(DEPUTY, asked)


# ------------------------------------------------------------------ forgetting


async def test_a_forgotten_report_opens_for_nobody_ever_again(made: Service, case: Case) -> None:
    other = await told(made, OTHER_REPORT)
    await made.desk.forget(case.key_id)
    for opening, box in zip(openings(made, case).values(), boxes(case).values(), strict=True):
        assert await is_unreadable(opening(box))
    recovery = made.recovery_private
    assert await is_unreadable(made.desk.recover(recovery, REPORT, case.key_id, case.sealed.story, None))
    assert await made.desk.keys_of(DEPUTY) == {other.key_id}
    await made.desk.forget(case.key_id)


async def test_wraps_without_a_report_are_swept_once_they_are_a_whole_day_old(made: Service) -> None:
    kept, stray = await told(made), await told(made, OTHER_REPORT)
    for days_later, swept in ((0, 0), (1, 0), (2, 1), (3, 0)):
        today = date(2026, 3, 10) + timedelta(days=days_later)
        made.watch.at = made.watch.at.replace(day=today.day)
        assert await made.desk.sweep({kept.key_id}, today) == swept
    assert await made.desk.keys_of(DEPUTY) == {kept.key_id}
    assert not await is_unreadable(made.desk.open_story(DEPUTY, REPORT, kept.key_id, kept.sealed.story))
    assert await is_unreadable(made.desk.open_story(DEPUTY, OTHER_REPORT, stray.key_id, stray.sealed.story))


async def test_beside_another_main_database_nothing_is_swept(made: Service) -> None:
    reports = [await told(made, uuid4().hex) for _ in range(3)]
    made.watch.pass_by(timedelta(days=30))
    for known in ((), [uuid4().hex]):
        with pytest.raises(Misconfigured, match="do not belong together"):
            await made.desk.sweep(known, made.watch.at.date())
    assert await made.desk.keys_of(DEPUTY) == {report.key_id for report in reports}
    assert await made.desk.sweep([report.key_id for report in reports[1:]], made.watch.at.date()) == 1


async def test_a_clock_moved_forward_does_not_sweep_a_report_that_is_just_arriving(made: Service) -> None:
    arriving = await told(made)
    assert await made.desk.sweep(set(), date(2027, 1, 1)) == 0
    assert await made.desk.keys_of(DEPUTY) == {arriving.key_id}


# ------------------------------------------------------------------ codes


async def test_a_flood_of_codes_is_told_to_wait_and_the_rest_are_served(made: Service) -> None:
    codes = [mint(os.urandom(12)) for _ in range(40)]
    answers = await asyncio.gather(*map(made.intake.mailbox_of, codes), return_exceptions=True)
    refused = [answer for answer in answers if isinstance(answer, BaseException)]
    assert len(refused) == 18
    assert all(isinstance(answer, Busy) for answer in refused)
    assert "still good" in str(refused[0])
    served = {answer.tag for answer in answers if isinstance(answer, MailboxKey)}
    assert len(served) == 22
    assert (await made.intake.mailbox_of(codes[0])).tag in served


async def test_a_report_is_sent_whatever_flood_of_codes_there_is(made: Service) -> None:
    codes = [mint(os.urandom(12)) for _ in range(24)]
    flood = asyncio.gather(*map(made.intake.mailbox_of, codes), return_exceptions=True)
    await asyncio.sleep(0)
    with pytest.raises(Busy):
        await made.intake.mailbox_of(codes[0])
    sent = await asyncio.gather(*(made.intake.mailbox_of(code, sending=True) for code in codes[:4]))
    assert len({mailbox.tag for mailbox in sent}) == 4
    await flood
    assert (await made.intake.mailbox_of(codes[0])).tag == sent[0].tag


async def test_people_who_leave_the_queue_make_room_in_it(made: Service) -> None:
    waiting = [asyncio.create_task(made.intake.mailbox_of(mint(os.urandom(12)))) for _ in range(22)]
    await asyncio.sleep(0)
    for task in waiting:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
    assert isinstance(await made.intake.mailbox_of(mint(os.urandom(12))), MailboxKey)


async def test_others_are_served_while_a_code_is_worked_out(made: Service) -> None:
    working = asyncio.create_task(made.intake.mailbox_of(mint(os.urandom(12))))
    turns = 0
    while not working.done():
        await asyncio.sleep(0)
        turns += 1
    assert turns > 10


async def test_what_is_not_a_code_is_not_worked_on(made: Service) -> None:
    with pytest.raises(Mistyped):
        await made.intake.mailbox_of("431RZ-WMFDG-NEPCC-VCDV9")


async def test_each_service_works_out_its_own_mailbox_from_a_code(made: Service, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    code = mint(os.urandom(12))
    async with service(tmp_path / "other") as other:
        mine, theirs = await made.desk.mailbox_of(code), await other.desk.mailbox_of(code)
        assert mine.tag is not None
        assert len(mine.tag) == 16
        assert mine.tag != theirs.tag
        assert mine.private != theirs.private


async def test_new_mailboxes_are_all_different_and_have_no_tag(made: Service) -> None:
    mailboxes = [made.intake.new_mailbox() for _ in range(50)]
    assert len({mailbox.private for mailbox in mailboxes}) == 50
    assert {mailbox.tag for mailbox in mailboxes} == {None}


# ------------------------------------------------------------------ silence


async def test_no_refusal_and_nothing_printed_holds_a_key_a_code_or_a_word(made: Service, case: Case) -> None:
    code = mint(os.urandom(12))
    mailbox = await made.desk.mailbox_of(code)
    said = [repr(thing) for thing in (made.desk, made.keystore, made.intake_keys, made.desk_keys, mailbox)]
    said += [repr(wrap) for wrap in await made.keystore.current()]
    failing: list[Callable[[], Awaitable[object]]] = [
        lambda: made.desk.open_story(EXCLUDED, REPORT, case.key_id, case.sealed.story),
        lambda: made.desk.open_story(DEPUTY, REPORT, case.key_id, case.sealed.story[:-1]),
        lambda: made.desk.open_letter(mailbox, REPORT, case.key_id, LETTER, case.letter),
        lambda: made.desk.recover(made.desk_keys.kek, REPORT, case.key_id, case.sealed.story, None),
        lambda: made.desk.mailbox_of(code + "Z"),
        lambda: made.desk.seal_report(REPORT, STORY, ["9"], IDENTITY, ["9"], mailbox.public),
    ]
    for fails in failing:
        with pytest.raises((Unreadable, Misconfigured, Mistyped)) as refused:
            await fails()
        said.append(str(refused.value))
        said += traceback.format_exception(refused.value, chain=True)
    keys = [made.desk_keys.kek, mailbox.private, case.mailbox.private, made.root_private]
    secrets = [code, code[:11], STORY.decode()[:20], IDENTITY.decode(), *(key.hex() for key in keys)]
    for secret in (*secrets, *(repr(key)[2:-1] for key in keys)):
        assert not any(secret in words for words in said)


async def test_every_way_of_not_opening_says_the_same(made: Service, case: Case) -> None:
    """Else the words would tell who holds a key to what."""
    said = set()
    for opening in (
        made.desk.open_story(EXCLUDED, REPORT, case.key_id, case.sealed.story),
        made.desk.open_story("nobody", REPORT, case.key_id, case.sealed.story),
        made.desk.open_story(DEPUTY, REPORT, "e" * 32, case.sealed.story),
        made.desk.open_story(DEPUTY, REPORT, case.key_id, b""),
        made.desk.open_story(DEPUTY, OTHER_REPORT, case.key_id, case.sealed.story),
        made.desk.open_identity(DEPUTY, REPORT, case.key_id, case.identity),
    ):
        with pytest.raises(Unreadable) as refused:
            await opening
        said.add(str(refused.value))
    assert len(said) == 1
