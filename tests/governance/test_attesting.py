"""Signed heads: sent once a working day to two people, telling nothing, and enough to show any cut of the log."""

from __future__ import annotations

import asyncio
import random
import re
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from os import urandom
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from dialogs.views.notices import notice_card
from governance.audit import MARK, Event, Head, Line, SignedHead, mask, read_heads, unmask, verify
from governance.calendar import Calendar
from governance.errors import Misconfigured, Refused
from governance.notices import NOBODY, End, Kind, Message, Notice
from governance.people import Person
from governance.roles import Holding, Role
from governance.services.attesting import NOBODY_TO_KEEP_IT, Attesting
from governance.services.inspecting import Inspecting, Inspection, Verdict
from storage.heads import OwnHeads, PublicHeads, read_public
from storage.keyfiles import DeskKeys
from storage.work import SqlStore, empty_in_memory
from tests.faces.card_rules import CHAT_BYTES, check, words

LONG_AGO = date(2020, 1, 1)
MONDAY = date(2026, 11, 23)
DESK = DeskKeys(urandom(32))
SIGNER = OwnHeads(DESK)

AUDITOR, SIRO, PROTECTION, CHIEF = (
    Role.CHIEF_INTERNAL_AUDITOR,
    Role.SIRO,
    Role.DATA_PROTECTION_OFFICER,
    Role.CHIEF_EXECUTIVE,
)


class RealTime:
    """Real time that stands still."""

    def now(self) -> datetime:
        return datetime(2026, 11, 23, 12, tzinfo=UTC)

    def monotonic(self) -> float:
        return 0.0


@dataclass
class Service:
    """A service with a log, and what an attacker and an auditor do to it."""

    engine: AsyncEngine

    @property
    def store(self) -> SqlStore:
        return SqlStore(self.engine, DESK.audit)

    @property
    def attesting(self) -> Attesting:
        return Attesting(self.store, Calendar(), SIGNER, RealTime(), lambda: uuid4().hex)

    async def appoint(self, *posts: tuple[str, Role], left_on: date | None = None) -> None:
        async with self.store.work() as work:
            for name in {name for name, _ in posts}:
                person = Person(name, f"entra-{name}", name, f"{name}@council.example", left_on=left_on)
                await work.people.replace(
                    [person], [Holding(name, role, LONG_AGO) for who, role in posts if who == name]
                )

    async def records(self, count: int) -> None:
        async with self.store.work() as work:
            for _ in range(count):
                await work.audit.write(Event(at(8), "system", "", "received", uuid4().hex))

    async def notices(self) -> Sequence[Notice]:
        async with self.store.work() as work:
            return await work.notices.since(datetime(2020, 1, 1, tzinfo=UTC))

    async def messages(self) -> Sequence[Message]:
        """What a sender would be given now."""
        async with self.store.work() as work:
            lane = await work.outbox.take_lane("tenant", RealTime().now(), 60)
            return [] if lane is None else await work.outbox.wave(lane, RealTime().now(), 60, [], 100) or []

    async def lines(self) -> Sequence[Line]:
        async with self.store.work() as work:
            return await work.audit.lines(0, 1000)

    async def alter(self, statement: str) -> None:
        async with self.engine.begin() as connection:
            await connection.execute(text("DROP TRIGGER audit_no_update"))
            await connection.execute(text(statement))

    async def inspect(self, *heads: SignedHead, at_once: int = 1000) -> Inspection:
        return await Inspecting(self.store, DESK.audit, SIGNER, at_once).inspect(heads)


def at(hour: int, minute: int = 0, day: int = 23) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


@asynccontextmanager
async def opened(events: Iterable[Event] = ()) -> AsyncIterator[Service]:
    """A service of its own, with these lines in its log."""
    engine = empty_in_memory()
    try:
        made = Service(engine)
        async with made.store.work() as work:
            for event in events:
                await work.audit.write(event)
        yield made
    finally:
        await engine.dispose()


@pytest.fixture
async def service() -> AsyncIterator[Service]:
    async with opened() as service:
        yield service


@pytest.fixture
async def staffed(service: Service) -> Service:
    await service.appoint(("auditor", AUDITOR), ("siro", SIRO), ("protection", PROTECTION), ("chief", CHIEF))
    return service


# ---------------------------------------------------------------- once a working day


async def test_the_first_call_from_nine_of_a_working_day_sends_one_head_to_each_of_two_people(staffed: Service) -> None:
    assert await staffed.attesting.attest(at(8, 59)) == 0
    assert await staffed.attesting.attest(at(9, 12)) == 2
    assert await staffed.attesting.attest(at(9, 13)) == 0
    assert await staffed.attesting.attest(at(16)) == 0
    sent = await staffed.messages()
    assert {message.recipient for message in sent} == {"auditor", "siro"}
    assert {message.kind for message in sent} == {Kind.AUDIT_HEAD}
    assert len({str(message.facts) for message in sent}) == 1
    assert {(notice.obligation_id, notice.due_at) for notice in await staffed.notices()} == {("head:2026-11-23", at(9))}
    assert await staffed.attesting.attest(at(9, day=24)) == 2


@pytest.mark.parametrize("moment", [at(10, day=21), at(10, day=22), datetime(2026, 12, 25, 10, tzinfo=UTC)])
async def test_a_day_on_which_nobody_works_has_no_head(staffed: Service, moment: datetime) -> None:
    assert await staffed.attesting.attest(moment) == 0
    assert await staffed.lines() == []


async def test_nine_is_nine_by_the_councils_clocks(staffed: Service) -> None:
    summer = datetime(2026, 7, 6, 8, 0, tzinfo=UTC)
    assert await staffed.attesting.attest(summer.replace(hour=7, minute=59)) == 0
    assert await staffed.attesting.attest(summer) == 2


async def test_the_log_has_a_line_of_each_head_and_so_shows_the_days_without(staffed: Service) -> None:
    for day in (23, 24, 26):
        await staffed.attesting.attest(at(9, day=day))
    signed = [line.event.subject for line in await staffed.lines() if line.event.verb == "head_signed"]
    assert signed == ["head:2026-11-23", "head:2026-11-24", "head:2026-11-26"]


async def test_two_processes_at_the_same_moment_send_one_head(staffed: Service) -> None:
    planned = await asyncio.gather(*(staffed.attesting.attest(at(9)) for _ in range(5)))
    assert sorted(planned) == [0, 0, 0, 0, 2]
    assert len(await staffed.messages()) == 2
    assert len(await staffed.lines()) == 1


async def test_a_clock_that_was_set_back_sends_no_day_twice_and_leaves_no_later_day_out(staffed: Service) -> None:
    await staffed.attesting.attest(at(9, day=30))
    assert await staffed.attesting.attest(at(9, day=23)) == 2
    assert await staffed.attesting.attest(at(9, day=24)) == 2
    assert await staffed.attesting.attest(at(9, day=30)) == 0
    assert len(await staffed.lines()) == 3


# ---------------------------------------------------------------- to whom


@pytest.mark.parametrize(
    ("posts", "keepers"),
    [
        ([("a", AUDITOR), ("s", SIRO), ("p", PROTECTION)], {"a", "s"}),
        ([("a", AUDITOR), ("a2", AUDITOR), ("s", SIRO)], {"a", "a2", "s"}),
        ([("s", SIRO), ("p", PROTECTION), ("c", CHIEF)], {"s", "p"}),
        ([("a", AUDITOR), ("c", CHIEF)], {"a", "c"}),
        ([("p", PROTECTION), ("c", CHIEF)], {"p", "c"}),
        ([("a", AUDITOR), ("a", SIRO), ("p", PROTECTION)], {"a", "p"}),
        ([("a", AUDITOR), ("a", SIRO), ("a", PROTECTION), ("c", CHIEF)], {"a", "c"}),
        ([("c", CHIEF)], {"c"}),
    ],
)
async def test_a_cut_has_to_fool_two_people_whoever_is_in_post(
    service: Service, posts: list[tuple[str, Role]], keepers: set[str]
) -> None:
    await service.appoint(*posts)
    await service.attesting.attest(at(9))
    assert {message.recipient for message in await service.messages()} == keepers


async def test_somebody_who_has_left_gets_no_head(service: Service) -> None:
    await service.appoint(("gone", AUDITOR), left_on=date(2026, 11, 22))
    await service.appoint(("siro", SIRO), ("chief", CHIEF))
    await service.attesting.attest(at(9))
    assert {message.recipient for message in await service.messages()} == {"siro", "chief"}


async def test_when_nobody_may_keep_it_the_head_is_signed_and_the_day_is_listed_as_unheard(service: Service) -> None:
    assert await service.attesting.attest(at(9)) == 0
    assert await service.attesting.attest(at(9, 1)) == 0
    [notice] = await service.notices()
    assert (notice.recipient, notice.state, notice.reason) == (NOBODY, End.DEAD, NOBODY_TO_KEEP_IT)
    assert [line.event.verb for line in await service.lines()] == ["head_signed"]
    assert await service.messages() == []


# ---------------------------------------------------------------- what it tells


async def test_a_head_says_nothing_of_how_much_is_recorded(staffed: Service) -> None:
    """An auditor who is kept out of a report would read from the numbers that there is one."""
    await staffed.records(700)
    await staffed.attesting.attest(at(9))
    facts = dict((await staffed.messages())[0].facts)
    assert facts.keys() == {"day", "head"}
    assert facts["day"] == "2026-11-23"
    [head] = read_heads(str(facts["head"]), "the card")
    assert SIGNER.number(head) == 701
    assert int.from_bytes(head.place, "big") != 701
    pads = {bytes(a ^ b for a, b in zip(mask(DESK.head_mask, 1, bytes([n]) * 32), bytes(8), strict=True))
            for n in range(100)}  # fmt: skip
    assert len(pads) == 100, "one mask for all would show how far apart two numbers are"


@given(number=st.integers(0, 2**63), mac=st.binary(min_size=32, max_size=32), key=st.binary(min_size=32, max_size=32))
def test_the_service_reads_its_own_numbers(number: int, mac: bytes, key: bytes) -> None:
    assert unmask(key, mask(key, number, mac), mac) == number


async def test_a_head_is_the_line_that_was_last(staffed: Service) -> None:
    await staffed.records(3)
    head = await staffed.attesting.head(MONDAY)
    last = (await staffed.lines())[-1]
    assert (head.day, head.mac, SIGNER.number(head)) == (MONDAY, last.mac, 3)
    assert await staffed.attesting.head(MONDAY) == head


async def test_an_empty_log_has_no_head(service: Service) -> None:
    with pytest.raises(Refused, match="empty"):
        await service.attesting.head(MONDAY)


# ---------------------------------------------------------------- the signature


def signed(number: int = 1042) -> SignedHead:
    return SIGNER.sign(Head(number, bytes(range(32)), MONDAY))


def test_the_public_key_alone_checks_a_signature_and_cannot_read_the_number() -> None:
    auditor = PublicHeads(read_public(SIGNER.public.hex()))
    assert auditor.verifies(signed())
    assert auditor.number(signed()) is None
    assert not PublicHeads(OwnHeads(DeskKeys(urandom(32))).public).verifies(signed())


@pytest.mark.parametrize("part", ["day", "place", "mac", "signature"])
def test_a_head_of_which_anything_was_changed_does_not_verify(part: str) -> None:
    head = signed()
    if part == "day":
        others = [replace(head, day=date(2026, 11, 24))]
    else:
        value: bytes = getattr(head, part)
        others = [replace(head, **{part: flipped(value, bit)}) for bit in range(8 * len(value))]
    assert not any(SIGNER.verifies(other) for other in others)


def flipped(value: bytes, bit: int) -> bytes:
    return (int.from_bytes(value, "big") ^ (1 << bit)).to_bytes(len(value), "big")


def test_a_process_without_the_kek_can_neither_sign_nor_read_a_number() -> None:
    keyless = OwnHeads(None)
    deeds: list[Callable[[], object]] = [
        lambda: keyless.sign(Head(1, bytes(32), MONDAY)),
        lambda: keyless.verifies(signed()),
        lambda: keyless.number(signed()),
        lambda: keyless.public,
    ]
    for deed in deeds:
        with pytest.raises(Misconfigured):
            deed()


@pytest.mark.parametrize("typed", ["", "x" * 64, "ab" * 31, "ab" * 33, "the key", "🔑"])
def test_a_public_key_that_was_copied_badly_is_refused(typed: str) -> None:
    with pytest.raises(Refused, match="Copy it again"):
        read_public(typed)


def test_a_public_key_may_be_copied_with_spaces_and_capitals() -> None:
    typed = SIGNER.public.hex().upper()
    assert read_public("  " + " ".join(typed[i : i + 4] for i in range(0, 64, 4)) + "\n") == SIGNER.public


# ---------------------------------------------------------------- the text


def wrapped(head: str, width: int) -> str:
    return "\r\n".join(head[i : i + width] for i in range(0, len(head), width))


MANGLED: dict[str, Callable[[str], str]] = {
    "as it was sent": lambda head: head,
    "in the middle of a mail": lambda head: f"Dear auditor,\nhere is today’s.\n\n{head}\n\nRegards, the service — 2026",
    "broken after 76 letters": lambda head: wrapped(head, 76),
    "broken after 20 letters": lambda head: wrapped(head, 20),
    "quoted twice": lambda head: "\n".join(f"> > {line}" for line in wrapped(head, 60).splitlines()),
    "a word a line": lambda head: head.replace(" ", "\n\n    "),
    "without spaces": lambda head: head.replace(" ", ""),
    "in capitals": lambda head: head.upper(),
    "with long dashes": lambda head: head.replace("-", "–"),
    "with no-break spaces": lambda head: head.replace(" ", "\u00a0"),
    "as quoted-printable": lambda head: "=\r\n".join(head[i : i + 75] for i in range(0, len(head), 75)),
    "in bold and in a table": lambda head: f"| **{head}** |",
    "after a mark of its own": lambda head: f"\ufeff\u200b{head}\u200b",
}


@pytest.mark.parametrize("kind", MANGLED)
def test_a_head_is_read_back_however_mail_and_chat_broke_it(kind: str) -> None:
    assert list(read_heads(MANGLED[kind](signed().text), "the mail")) == [signed()]


def test_hidden_letters_inside_a_head_do_not_matter() -> None:
    day_on = signed().text.removeprefix(MARK)
    hidden = day_on.replace(" ", "\u00a0").replace("e", "e\u00ad")
    assert list(read_heads(MARK + hidden, "the mail")) == [signed()]


def test_many_heads_in_one_text_are_read_in_order() -> None:
    heads = [signed(number) for number in range(1, 20)]
    chance = random.Random(3)
    mails = "\n".join(chance.choice(list(MANGLED.values()))(head.text) for head in heads)
    assert list(read_heads(mails, "the mails")) == heads


def test_a_text_without_a_head_is_refused_with_what_a_head_looks_like() -> None:
    why = re.escape(f"There is no head in notes.txt. A head is a line that begins with {MARK}")
    for notes in ("", "Dear auditor, nothing today.", signed().text.removeprefix(MARK)):
        with pytest.raises(Refused, match=why):
            read_heads(notes, "notes.txt")


@pytest.mark.parametrize(
    "spoil",
    [
        lambda head: head[:-1],
        lambda head: head[: len(MARK)],
        lambda head: head[:100],
        lambda head: head.replace("2026-11-23", "2026-13-23"),
        lambda head: head.replace("2026-11-23", "yesterday"),
        lambda head: head[:60] + "g" + head[61:],
    ],
    ids=["a letter short", "the mark alone", "half", "a month that is not", "no day", "a letter that is not"],
)
def test_a_head_that_is_not_whole_is_refused_by_its_line(spoil: Callable[[str], str]) -> None:
    with pytest.raises(Refused, match=r"The head on line 3 of notes\.txt is not whole\. Copy it again"):
        read_heads(f"{signed().text}\n\n{spoil(signed().text)}", "notes.txt")


@given(st.text())
def test_any_text_is_read_or_refused(typed: str) -> None:
    for each in (typed, MARK + typed, signed().text[:120] + typed):
        assert outcome(each).startswith(("read", "The head on line", "There is no head"))


def outcome(typed: str) -> str:
    try:
        read_heads(typed, "it")
    except Refused as refused:
        return str(refused)
    return "read"


def test_the_card_shows_the_head_as_it_was_signed() -> None:
    card = notice_card(Kind.AUDIT_HEAD, {"day": "2026-11-23", "head": signed().text})
    check(card, CHAT_BYTES)
    assert signed().text in words(card).splitlines()
    assert "Monday 23 November 2026" in words(card)
    assert list(read_heads(words(card), "the card")) == [signed()]


# ---------------------------------------------------------------- what heads show


async def three_days(service: Service) -> list[SignedHead]:
    heads = []
    for day in (23, 24, 25):
        await service.records(4)
        await service.attesting.attest(at(9, day=day))
        heads.append(await service.attesting.head(date(2026, 11, day)))
    return heads


@pytest.mark.parametrize("at_once", [1, 2, 5, 7, 1000])
async def test_a_log_that_nobody_touched_holds_every_head(staffed: Service, at_once: int) -> None:
    heads = await three_days(staffed)
    found = await staffed.inspect(*heads, at_once=at_once)
    assert found.well
    assert (found.good, [each.number for each in found.heads]) == (15, [5, 10, 15])


@pytest.mark.parametrize("kept", range(15))
async def test_a_cut_shows_in_every_head_after_it_and_in_none_before(staffed: Service, kept: int) -> None:
    heads = await three_days(staffed)
    async with opened([line.event for line in await staffed.lines()][:kept]) as cut:
        found = await cut.inspect(*heads)
    assert (found.good, found.bad, found.well) == (kept, None, False)
    assert [each.verdict for each in found.heads] == [
        Verdict.HOLDS if number <= kept else Verdict.CUT for number in (5, 10, 15)
    ]


async def test_a_log_that_was_cut_and_went_on_shows_it(staffed: Service) -> None:
    heads = await three_days(staffed)
    async with opened([line.event for line in await staffed.lines()][:7]) as cut:
        await cut.records(20)
        found = await cut.inspect(*heads)
        public = await Inspecting(cut.store, None, PublicHeads(SIGNER.public)).inspect(heads)
    assert found.bad is None, "the chain alone is good"
    assert [each.verdict for each in found.heads] == [Verdict.HOLDS, Verdict.REWRITTEN, Verdict.REWRITTEN]
    assert [each.verdict for each in public.heads] == [Verdict.HOLDS, Verdict.GONE, Verdict.GONE]


async def test_a_log_written_anew_under_the_stolen_key_shows_it_from_the_first_changed_line_on(
    staffed: Service,
) -> None:
    heads = await three_days(staffed)
    events = [line.event for line in await staffed.lines()]
    events[6] = replace(events[6], subject="another")
    async with opened(events) as anew:
        found = await anew.inspect(*heads)
    assert (found.good, found.bad) == (15, None)
    assert [each.verdict for each in found.heads] == [Verdict.HOLDS, Verdict.REWRITTEN, Verdict.REWRITTEN]


async def test_a_head_of_another_service_or_one_that_was_changed_is_told_from_a_cut(staffed: Service) -> None:
    [first, *_] = await three_days(staffed)
    foreign = OwnHeads(DeskKeys(urandom(32))).sign(Head(5, first.mac, first.day))
    found = await staffed.inspect(foreign, replace(first, day=date(2026, 11, 26)))
    assert {each.verdict for each in found.heads} == {Verdict.NOT_SIGNED}
    assert not found.well


async def test_heads_behind_a_broken_chain_are_not_vouched_for(staffed: Service) -> None:
    heads = await three_days(staffed)
    await staffed.alter("UPDATE audit SET actor = 'somebody' WHERE number = 8")
    found = await staffed.inspect(*heads)
    assert found.bad is not None
    assert (found.good, found.bad.number) == (7, 8)
    assert [each.verdict for each in found.heads] == [Verdict.HOLDS, Verdict.NOT_REACHED, Verdict.NOT_REACHED]


async def test_without_the_key_the_order_is_checked_and_what_a_line_says_is_not(staffed: Service) -> None:
    await staffed.records(5)
    lines = list(await staffed.lines())
    said = [*lines[:2], replace(lines[2], event=replace(lines[2].event, actor="somebody")), *lines[3:]]
    assert verify(None, lines) is None
    assert verify(None, said) is None
    assert verify(DESK.audit, said) == said[2]
    assert verify(None, [*lines[:2], *lines[3:]]) == lines[3]
    assert verify(None, [*lines[:2], replace(lines[2], mac=bytes(32)), *lines[3:]]) == lines[3]
