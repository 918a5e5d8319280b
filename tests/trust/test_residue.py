"""X1: of whoever spoke up without a name, nothing is left: not in the databases, their logs, the log file, the
temporary folder, a back-up or what a command prints."""

from __future__ import annotations

import asyncio
import base64
import gzip
import hashlib
import hmac
import json
import re
import zlib
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import quote
from uuid import UUID

import aiohttp
import pytest

from governance.audit import MARK
from tests.harness.cast import STORY, in_post, ordinary
from tests.harness.connector import RecordingConnector
from tests.harness.fixtures import MONDAY, Starts
from tests.harness.people import Handler, Whistleblower, code_in
from tests.harness.process import Candour
from tests.harness.teams import Dialog, Teams
from tests.trust import thief
from tests.trust.conftest import Figure
from tests.trust.residue import Found, Scanner, keys_of, needles
from tests.trust.strangers import Stranger

pytestmark = pytest.mark.process

NINE = MONDAY + timedelta(hours=1, seconds=30)
#: How many of a hundred give up at each page.
GIVE_UP = 20
#: The receiving of a report fails, here and there, where nobody expects it.
FAULTY = (
    "-m", "tests.trust.faulty_server",
    "fail:receive.after_wraps:/3", "fail:receive.before_commit:/4", "fail:receive.after_commit:/5",
)  # fmt: skip
LEAKING = ("-m", "tests.trust.leaking_server")

#: Columns that hold random or sealed values, or the real time at which the service itself did something.
RANDOM = {
    "reports.id", "reports.key_id", "reports.story", "reports.tag", "reports.mailbox",
    "told.report_id", "letters.id", "letters.report_id", "letters.sealed", "readings.report_id",
    "obligations.id", "obligations.subject_id",
    "notices.id", "notices.message_id", "messages.id", "messages.visible_at",
    "audit.subject", "audit.previous", "audit.mac", "wraps.key_id", "wraps.blob",
}  # fmt: skip
#: Teams numbers what it was sent, in the order in which it came.
NAMED_BY_TEAMS = {"messages.provider_id"}
#: The signed head of the audit log: all but its day is as good as random.
HEAD = re.compile(rf"({MARK} [0-9-]{{10}}) [0-9a-f]{{16}} [0-9a-f]{{64}} [0-9a-f]{{128}}")


async def test_nothing_is_left_of_people_who_spoke_up_without_a_name(
    starts: Starts,
    connector: RecordingConnector,
    session: aiohttp.ClientSession,
    tmp_path: Path,
    full_size: bool,
    figure: Figure,
) -> None:
    runs, chance = 500 if full_size else 12, Random(1)
    candour = await starts(launcher=FAULTY)
    teams = Teams(session, candour.url, connector)
    strangers = [Stranger.made(teams, chance) for _ in range(runs)]
    for number, stranger in enumerate(strangers):
        cuts = number % 10 == 4
        await speaks_up(stranger, chance, candour if cuts else None, patient=number % 6 == 0)
    reported = len(thief.reports(candour.data))
    assert reported >= runs // 6
    await is_handled(candour, teams)

    left = tmp_path / "left"
    thief.back_up(candour.data, left / "back-up")
    done = candour.command("audit", "verify")
    assert done.returncode == 0, done.stderr
    (left / "audit").write_text(done.stdout + done.stderr, encoding="utf-8")
    assert found_of(strangers, candour.data, left) == set()
    figure(f"{runs} runs, {reported} reports, residue 0")


async def speaks_up(stranger: Stranger, chance: Random, candour: Candour | None, *, patient: bool) -> None:
    """Comes, says who they are, does what nobody should, and gives up or goes on page by page. With `candour` given,
    the power goes while one of the answers is on its way."""
    await stranger.arrives()
    await stranger.say(f"hello, I am {stranger.name} ({stranger.upn}) and I saw something")
    reporter = Whistleblower(stranger)
    dialog = await reporter.opens_the_form()
    story = {**STORY, "story": f"{stranger.name} of {stranger.upn} saw the fire doors wedged open."}
    page = 0
    while dialog.asks:
        page += 1
        if page == 2:
            await misbehaves(stranger, str(dialog.next_data()["draft"]))
        if not patient and chance.randrange(100) < GIVE_UP:
            return
        if candour is not None and page == 3:
            dialog = await cut_off(candour, dialog, story)
        else:
            # What no question asks for is sent along, as an altered card would.
            dialog = await stranger.submit({**dialog.next_data(story), "who": stranger.upn, "name": stranger.name})
    reporter.code = code_in(dialog.words)
    more = f"I am {stranger.name}, and I saw it again."
    assert more in (await reporter.writes("Add to this report", text=more)).words


async def cut_off(candour: Candour, dialog: Dialog, story: Mapping[str, Any]) -> Dialog:
    data = dialog.next_data(story)
    pressed = asyncio.create_task(dialog.member.submit(data))
    await asyncio.sleep(0)
    await candour.kill()
    await asyncio.gather(pressed, return_exceptions=True)
    await candour.start()
    return await dialog.member.submit(data)


async def misbehaves(stranger: Stranger, draft: str) -> None:
    """Everything that a turn can trip over, each time with the sender's name in it."""
    me = {"who": stranger.name, "upn": stranger.upn, "id": stranger.entra_id}
    datas: list[Any] = [
        stranger.name,
        None,
        [me],
        {"form": ["speak_up"], "draft": 7, **me},
        {"form": "speak_up", "draft": stranger.upn, "action": "next"},
        {"form": "speak_up", "draft": draft, "action": {"next": me}, "identity": [me], "understood": me},
        {"form": "speak_up", "draft": draft, "action": f"edit:{stranger.name}", "story": stranger.name * 3000},
        {"form": stranger.entra_id, "draft": draft},
        {"verb": stranger.entra_id, "card": stranger.mri},
        {"verb": "mailbox", "code": stranger.name},
        {"verb": "case", "card": draft},
        {"verb": "my_reports", "page": me},
    ]
    activities = [stranger.activity("invoke", name="task/submit", value={"data": data}) for data in datas]
    activities += [
        stranger.activity("invoke", name="task/fetch", value=stranger.name),
        stranger.activity("invoke", name="composeExtension/query", value={"commandId": stranger.upn}),
        stranger.activity("invoke", name="adaptiveCard/action", value={"action": me}),
        stranger.activity("message", text="", value=me),
        stranger.activity("message", text=f"\ud83d\ude00 {stranger.name}", attachments=[{"name": stranger.upn}]),
        stranger.activity("message", text=7),
        stranger.activity("messageReaction", reactionsAdded=[{"type": stranger.name}]),
        stranger.activity(stranger.name),
        {**stranger.activity("message", text="cases"), "from": {"id": stranger.mri, "name": [stranger.name]}},
        {**stranger.activity("message", text="help"), "conversation": stranger.conversation},
    ]
    for activity in activities:
        status, _ = await stranger.teams.post(activity)
        assert status < 500, activity["type"]


async def is_handled(candour: Candour, teams: Teams) -> None:
    """The batch is released, and one of the reports is opened and acknowledged."""
    officer = Handler.of(teams, in_post("monitoring officer"))
    candour.set_clock(NINE)
    await officer.is_told()
    await officer.acknowledges(STORY["title"], "We have your concern. The Monitoring Officer is dealing with it.")


def found_of(people: list[Stranger], data: Path, *others: Path) -> set[Found]:
    """What is found of these people, some of them at a time."""
    keys, found = keys_of(data), set[Found]()
    for begin in range(0, len(people), 25):
        some = people[begin : begin + 25]
        facts = {f"{name} of {number}": v for number, each in enumerate(some) for name, v in each.facts().items()}
        found |= Scanner(needles(facts, keys)).scan(data, *others)
    return found


# ---------------------------------------------------------------- who it was changes nothing


async def lives(
    starts: Starts, session: aiohttp.ClientSession, connector: RecordingConnector, who: tuple[str, str], **how: Any
) -> AsyncIterator[tuple[Candour, Stranger]]:
    """One council, in which one person comes, asks, gives up once and reports once. Given out twice: when the service
    has started, and when it has been stopped after the batch."""
    connector.forget()
    candour = await starts(**how)
    person = Stranger.on_the_list(Teams(session, candour.url, connector), Random(who[0]), *who)
    yield candour, person
    await person.arrives()
    await person.say("help")
    await person.say(f"I am {person.name}")
    reporter = Whistleblower(person)
    await reporter.answers(await reporter.opens_the_form(), STORY, pages=3)
    await reporter.reports()
    await reporter.writes("Add to this report", text=f"I am {person.name}, and there is more.")
    await reporter.writes("Take this report back", why=f"They know that it was {person.name}.", sure="yes")
    candour.set_clock(NINE)
    await thief.until_caught_up(candour.data, NINE)
    await candour.stop()
    yield candour, person


def told_apart_by(data: Path) -> tuple[set[str], dict[str, Counter[Any]]]:
    """All by which two councils could be told apart: their files, and their rows less what is random."""
    rows = {
        table: Counter(tuple(_masked(f"{table}.{name}", value) for name, value in row.items()) for row in found)
        for table, found in thief.tables(data).items()
    }
    return {path.relative_to(data).as_posix() for path in data.rglob("*")}, rows


def _masked(column: str, value: Any) -> Any:
    if column in NAMED_BY_TEAMS:
        return bool(value)
    if isinstance(value, str):
        value = HEAD.sub(r"\1", value)
    return (type(value).__name__, len(value)) if column in RANDOM and value is not None else value


async def test_the_state_after_a_run_by_one_person_is_that_after_a_run_by_another(
    starts: Starts, session: aiohttp.ClientSession, connector: RecordingConnector
) -> None:
    states = []
    for number in (0, 1):
        staff = ordinary(number)
        stages = lives(starts, session, connector, (staff.entra_id, staff.name))
        candour, person = await anext(stages)
        scanner = Scanner(needles(person.facts(), keys_of(candour.data)))
        had = scanner.scan(candour.data)
        assert {each.fact for each in had} == {"entra id", "name"}, "the staff list has these, and nothing else has"
        await anext(stages)
        assert {(each.fact, each.form) for each in scanner.scan(candour.data)} == {(e.fact, e.form) for e in had}
        states.append(told_apart_by(candour.data))
    (files, rows), (other_files, other_rows) = states
    assert files == other_files
    assert {table: (rows[table] - other_rows[table], other_rows[table] - rows[table]) for table in rows} == {
        table: (Counter(), Counter()) for table in other_rows
    }

    # A service that leaks is found out, by what is left of the person and by how the state differs.
    leaking = lives(starts, session, connector, (ordinary(2).entra_id, "Somebody Else"), launcher=LEAKING)
    candour, person = await anext(leaking)
    scanner = Scanner(needles({"entra id": person.entra_id}, keys_of(candour.data)))
    had = {(each.fact, each.form) for each in scanner.scan(candour.data)}
    await anext(leaking)
    new = {each for each in scanner.scan(candour.data) if (each.fact, each.form) not in had}
    assert {each.place for each in new} == {"server.log", "tmp/sealed", "candour.db"}
    assert Found("candour.db", "entra id", "text, hmac-sha256 under audit 1, hex") in new
    files, rows = told_apart_by(candour.data)
    assert files != states[0][0]
    assert {table for table in rows if rows[table] != states[0][1][table]} == {"ticks"}


# ---------------------------------------------------------------- the scanner finds what is there


def test_every_form_is_found_among_other_bytes(demo_council: Path) -> None:
    chance = Random(2)
    keys = keys_of(demo_council)
    wanted = needles({"entra id": str(UUID(bytes=chance.randbytes(16))), "name": "Qwxyz Vbnmk"}, keys)
    assert len({needle.form for needle in wanted if " under " not in needle.form}) >= 70
    hay = b"".join(part for needle in wanted for part in (needle.pattern, chance.randbytes(3)))
    assert Scanner(wanted).find(hay) == wanted
    assert Scanner(wanted).find(chance.randbytes(len(hay))) == set()


def test_what_somebody_would_really_write_down_is_found(demo_council: Path, tmp_path: Path) -> None:
    entra_id, name = "7f3c9a52-0d1e-4b7a-9c55-e1a2b3c4d5f6", "Qwxyz Vbnmk"
    keys = keys_of(demo_council)
    planted = {
        "log": json.dumps({"event": "turn", "from": {"aadObjectId": entra_id.upper()}}).encode(),
        "json": json.dumps({"from": name}).encode("utf-16"),
        "url": f"https://bot.example/x?user={quote(name, safe='')}&y=1".encode(),
        "cookie": base64.b64encode(f"session;{entra_id};1".encode()),
        "header": base64.urlsafe_b64encode(f"ab{entra_id}".encode()),
        "row": b"\0\1" + UUID(entra_id).bytes_le + b"\2",
        "number": str(UUID(entra_id).int).encode(),
        "md5": hashlib.md5(entra_id.encode(), usedforsecurity=False).hexdigest().encode(),
        "short": hashlib.sha256(entra_id.encode()).hexdigest()[:20].encode(),
        "hmac": hmac.digest(keys["kek"], entra_id.encode(), "sha512"),
        "peppered": hashlib.sha256(keys["pepper"] + name.encode()).hexdigest().encode(),
        "gzip": gzip.compress(entra_id.encode()),
        "zlib": zlib.compress(name.encode()),
        "hidden in its own name " + entra_id: b"",
    }
    for place, content in planted.items():
        (tmp_path / place).write_bytes(content)
    found = Scanner(needles({"entra id": entra_id, "name": name}, keys)).scan(tmp_path)
    assert {each.place for each in found} == set(planted)
