"""X17: the power goes at every place that has a name. No report that was acknowledged on screen is lost or doubled, no
notice is lost, and none is repeated that is not marked as in doubt."""

from __future__ import annotations

import asyncio
import os
import re
import signal
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from typing import Any, TypeVar

import aiohttp
import pytest

from dialogs.views.due import due_summary
from dialogs.views.notices import notice_summary
from governance.notices import GATHERED, Kind
from tests.harness.browserless import Visitor
from tests.harness.cast import STORY, in_post
from tests.harness.connector import RecordingConnector
from tests.harness.fixtures import MONDAY, Starts
from tests.harness.people import MOST_SCREENS, Handler, WebWhistleblower, Whistleblower, code_in
from tests.harness.process import Candour
from tests.harness.teams import Teams, actions
from tests.trust import thief
from tests.trust.conftest import Figure
from tests.trust.strangers import Stranger

pytestmark = pytest.mark.process

T = TypeVar("T")

LAUNCHER = ("-m", "tests.trust.faulty_server")
#: The parts of a round, and where the service dies in each of two rounds.
PARTS = ("press", "batch", "acknowledge", "remind")
Round = Mapping[str, str]
IN_TURN: tuple[Round, ...] = (
    {"press": "receive.after_wraps:1", "batch": "deliver.after_send:1", "remind": "plan.after_messages:1"},
    {"press": "receive.after_commit:1", "batch": "release.before_commit:1", "acknowledge": "work.after_commit:3"},
)
#: A lane or a message of a sender that died is free again after this.
LEASE_MINUTES = 2
ROUNDS_IN_A_LIFE = 12


@dataclass
class Life:
    """A council from its first report to the last, whose service is started again whenever it dies."""

    candour: Candour
    connector: RecordingConnector
    session: aiohttp.ClientSession
    launcher: tuple[str, ...] = LAUNCHER
    minutes: int = 0
    deaths: int = 0
    #: By title: the code that stood on a screen; empty for whoever gave their name.
    acknowledged: dict[str, str] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    chance: Random = field(default_factory=lambda: Random(7))

    @property
    def teams(self) -> Teams:
        return Teams(self.session, self.candour.url, self.connector)

    async def arm(self, fault: str | None) -> None:
        """Choose where the service dies next; an earlier choice that it did not come to stays otherwise."""
        if fault is None:
            return
        told = self.candour.data / "fault"
        told.write_text(f"kill:{fault}", encoding="ascii")
        asked: set[int] = set()

        def is_armed() -> bool:
            # Each process is asked once; an earlier fault may end one before it hears, and this one as soon as it does.
            if told.exists() and self.candour.pid not in asked:
                asked.add(self.candour.pid)
                os.kill(self.candour.pid, signal.SIGUSR1)
            return not told.exists()

        await self.until(is_armed, revive=True)

    async def survives(self, deed: Callable[[], Awaitable[T]]) -> T:
        """Do it; when the service dies meanwhile, start it and do it again, as people do."""
        while True:
            try:
                return await deed()
            except aiohttp.ClientError:
                await self.until(lambda: not self.candour.running)
                await self.revive()

    async def revive(self) -> None:
        assert await self.candour.ended() == -signal.SIGKILL
        self.deaths += 1
        self.minutes += LEASE_MINUTES
        self.candour.launcher = (*self.launcher, "--minutes", str(self.minutes))
        await self.candour.start()

    async def moves_to(self, instant: datetime) -> None:
        """Move the clock, and wait until all that is due then is done."""
        self.candour.set_clock(instant)
        await self.until(lambda: thief.caught_up(self.candour.data, instant), revive=True)

    async def until(self, true: Callable[[], bool], *, revive: bool = False) -> None:
        for _ in range(1000):
            if revive and not self.candour.running:
                await self.revive()
            if true():
                return
            await asyncio.sleep(0.04)
        raise AssertionError(f"it did not come to that:\n{self.candour.log_file.read_text()[-3000:]}")


async def lived(life: Life, rounds: Sequence[Round], *, again: bool = True) -> Life:
    """A round of eight days each: a report, the batch, an acknowledgement every other time, and a reminder."""
    officer = Handler.of(life.teams, in_post("monitoring officer"))
    for number, faults in enumerate(rounds):
        day = MONDAY + timedelta(days=8 * number)
        title = f"Doors wedged open at gate {chr(65 + number)}"
        await life.moves_to(day)
        press = await ready_to_press(life, number, {**STORY, "title": title})
        await life.arm(faults.get("press"))
        code = await life.survives(press)
        life.acknowledged[title] = code
        if again and await life.survives(press) != code:
            life.wrong.append(f"{title}: another code at the second press")
        await life.arm(faults.get("batch"))
        await life.moves_to(day + timedelta(hours=1, seconds=30))
        if number % 2:
            await life.arm(faults.get("acknowledge"))
            await life.survives(partial(acknowledge, officer, title))
        await life.arm(faults.get("remind"))
        await life.moves_to(day + timedelta(days=7, hours=2))
    return life


async def ready_to_press(life: Life, number: int, story: dict[str, Any]) -> Callable[[], Awaitable[str]]:
    """Everything but the last press: in Teams, on the web page, by name, and with somebody in danger."""
    identity = "named" if number % 4 == 3 else "anonymous"
    if number % 4 == 1:
        return await web_press(life, story)
    if number % 4 == 2:
        story |= {"urgency": "hurt", "tell_at_once": "yes"}
    reporter = Whistleblower(Stranger.made(life.teams, life.chance))
    how = "Report here with your name" if identity == "named" else "Report here without your name"
    dialog = await life.survives(partial(reporter.opens_the_form, how))
    story |= {"identity": identity}
    for _ in range(MOST_SCREENS):
        if "true_to_best" in dialog.inputs():
            break
        dialog = await life.survives(partial(dialog.go_on, story))
    data = dialog.next_data(story)

    async def press() -> str:
        last = await reporter.member.submit(data)
        assert not last.inputs() or identity == "anonymous", last.words
        return code_in(last.words) if identity == "anonymous" else ""

    return press


async def web_press(life: Life, story: dict[str, Any]) -> Callable[[], Awaitable[str]]:
    visitor = Visitor(life.session, life.candour.url)
    page = await life.survives(partial(visitor.go, "/speak-up"))
    for _ in range(MOST_SCREENS):
        if "true_to_best" in {each.name for each in page.fields}:
            break
        page = await life.survives(partial(visitor.go_on, story))
    body = [*Visitor._filled(page, story), ("action", "next")]  # noqa: SLF001  # the same fields, pressed twice

    async def press() -> str:
        return code_in((await Visitor(life.session, life.candour.url).post("/speak-up", body)).words)

    return press


async def acknowledge(officer: Handler, title: str) -> None:
    case = await officer.opens(title)
    if any((a.get("data") or {}).get("verb") == "acknowledge" for a in actions(case.card)):
        form = await case.does("acknowledge")
        letter = await form.go_on({"understood": "You told us that the doors are wedged open."})
        await letter.go_on()


async def wrongs(life: Life) -> list[str]:
    """Everything by which the council's records and chats are not what they must be."""
    stolen = thief.tables(life.candour.data)
    wrong = list(life.wrong)
    codes = [code for code in life.acknowledged.values() if code]
    if len(stolen["reports"]) != len(life.acknowledged) or len(set(codes)) != len(codes):
        wrong.append(f"{len(stolen['reports'])} reports of {len(life.acknowledged)} that were acknowledged")
    visitor = WebWhistleblower(Visitor(life.session, life.candour.url))
    for code in codes:
        page = await visitor.reads_by_code(code)
        if "There is a problem" in page.words:
            wrong.append("a code that was shown opens nothing")
    now = datetime.fromisoformat((life.candour.data / "clock").read_text().strip()).isoformat(" ", "microseconds")[:26]
    # What is put off until tomorrow's digest has not ended, and need not have.
    ended = [each for each in stolen["notices"] if each["state"] != "ready" or each["leaves_at"] <= now]
    ends = Counter((notice["state"], notice["message_id"] is not None) for notice in ended)
    wrong += [
        f"a notice that ended {end}" for end in ends if end[0] not in ("sent", "superseded", "cancelled", "in_doubt")
    ]
    wrong += [f"{which} came {copies} times" for which, copies in unmarked_copies(life, stolen).items()]
    verified = life.candour.command("audit", "verify")
    if verified.returncode:
        wrong.append(verified.stdout)
    return wrong


def summary_of(kind: Kind) -> str:
    """What pops up. A card that takes the place of another has what that one had."""
    return due_summary(kind) if kind in GATHERED else notice_summary(kind)


def unmarked_copies(life: Life, stolen: dict[str, list[thief.Row]]) -> dict[tuple[str, str], int]:
    """By reader and what pops up (several kinds may say the same): how often it came, where that is not as often as was
    sent, with a doubt for each repeat."""
    entra = {row["id"]: row["entra_id"] for row in stolen["people"]}
    handlers = set(entra.values())
    sent: Counter[tuple[str, str]] = Counter()
    doubts: Counter[tuple[str, str]] = Counter()
    for message in stolen["messages"]:
        which = (entra.get(message["recipient"], "a reporter"), summary_of(Kind(message["kind"])))
        sent[which] += message["state"] in ("sent", "in_doubt")
        doubts[which] += message["doubts"]
    known = {summary_of(kind) for kind in Kind if kind is not Kind.ANSWERED}
    came: Counter[tuple[str, str]] = Counter()
    for call in life.connector.calls:
        summary = call.body.get("summary") if isinstance(call.body, dict) else None
        if call.method == "POST" and summary in known:
            reader = call.path.split("/")[3].removeprefix("a:")
            came[(reader if reader in handlers else "a reporter", summary)] += 1
    return {which: came[which] for which in sent | came if not sent[which] <= came[which] + doubts[which]
            or came[which] > sent[which] + doubts[which]}  # fmt: skip


def planned(data: Path, rounds: int) -> Counter[Any]:
    """What was to be told in these rounds, to whom, at which rung, and for when."""
    end = f"{MONDAY + timedelta(days=8 * rounds):%Y-%m-%d}"
    return Counter(
        (notice["kind"], notice["rung"], notice["recipient"].partition(":")[0], notice["due_at"])
        for notice in thief.tables(data)["notices"]
        if notice["due_at"] < end
    )


@pytest.fixture
async def fresh_session() -> AsyncIterator[aiohttp.ClientSession]:
    """A connection for each request: none is left over from a process that died."""
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(force_close=True)) as session:
        yield session


async def test_a_service_that_is_killed_at_every_place_loses_and_doubles_nothing(
    starts: Starts,
    connector: RecordingConnector,
    fresh_session: aiohttp.ClientSession,
    full_size: bool,
    figure: Figure,
) -> None:
    rounds = every_round() if full_size else list(IN_TURN)
    undisturbed = await lived(
        Life(await starts(launcher=LAUNCHER), connector, fresh_session), [{}] * min(len(rounds), ROUNDS_IN_A_LIFE)
    )
    assert await wrongs(undisturbed) == []
    await undisturbed.candour.stop()
    killed = strays = 0
    for begin in range(0, len(rounds), ROUNDS_IN_A_LIFE):
        some = rounds[begin : begin + ROUNDS_IN_A_LIFE]
        connector.forget()
        life = await lived(Life(await starts(launcher=LAUNCHER), connector, fresh_session), some)
        assert await wrongs(life) == [], some
        assert planned(life.candour.data, len(some)) == planned(undisturbed.candour.data, len(some))
        killed += life.deaths
        strays += await swept(life)
    assert strays > 0
    assert killed >= (30 if full_size else sum(map(len, IN_TURN)))
    figure(f"killed {killed} times in {len(rounds)} rounds: 0 lost, 0 doubled, no notice lost or repeated unmarked")


async def swept(life: Life) -> int:
    """Days later the wraps that some kills left without a report are gone, and the others are not; how many those
    kills were."""

    def keys(table: str) -> set[str]:
        return {row["key_id"] for row in thief.tables(life.candour.data)[table]}

    kept, strays = keys("reports"), keys("wraps") - keys("reports")
    await life.candour.stop()
    life.candour.launcher = (*LAUNCHER, "--minutes", str(3 * 24 * 60))
    await life.candour.start()
    await life.until(lambda: keys("wraps") == kept)
    await life.candour.stop()
    return len(strays)


async def test_a_service_that_speaks_too_soon_is_found_out(
    starts: Starts, connector: RecordingConnector, fresh_session: aiohttp.ClientSession
) -> None:
    launcher = (*LAUNCHER, "--late")
    life = Life(await starts(launcher=launcher), connector, fresh_session, launcher)
    await lived(life, [{"press": "receive.after_wraps:1"}], again=False)
    assert await wrongs(life) == ["0 reports of 1 that were acknowledged", "a code that was shown opens nothing"]


def every_round() -> list[Round]:
    """Every place and its first visits, in each part of a round; most parts do not come by most places."""
    faults = [f"{place}:{visit}" for place in places() for visit in (1, 2, 3)]
    turned = [faults[-at:] + faults[:-at] for at in range(len(PARTS))]
    return [dict(zip(PARTS, some, strict=True)) for some in zip(*turned, strict=True)]


def places() -> list[str]:
    """Every failpoint that the program passes."""
    sources = (
        path.read_text(encoding="utf-8") for room in ("governance", "storage") for path in Path(room).rglob("*.py")
    )
    return sorted(
        {found for text in sources for found in re.findall(r'self\._(?:failpoint|reach)\("([\w.]+)"\)', text)}
    )
