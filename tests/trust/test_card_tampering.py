"""X8: an altered, borrowed, aged or misplaced draft or button does nothing and says so; a page sent twenty times at
once makes one report."""

from __future__ import annotations

import asyncio
import base64
import uuid
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import aiohttp
import pytest

from governance.errors import Tampered
from storage.drafts import SealedDrafts
from storage.keyfiles import read_intake
from tests.harness.browserless import Visitor
from tests.harness.cast import STORY, ordinary
from tests.harness.fixtures import MONDAY
from tests.harness.people import Handler, WebWhistleblower, Whistleblower, code_in
from tests.harness.process import Candour
from tests.harness.teams import TENANT, Dialog, Member, actions
from tests.trust import thief
from tests.trust.conftest import Figure

pytestmark = pytest.mark.process

NINE = MONDAY + timedelta(hours=1, seconds=30)
#: The titles of a refusal; no form, case or code has one of them.
REFUSED = ("This button does not work", "This was open for too long")
AT_ONCE = 20


class AgedTicker:
    """Real time as it was some hours ago."""

    def __init__(self, hours: float) -> None:
        self._ago = timedelta(hours=hours)

    def now(self) -> datetime:
        return datetime.now(UTC) - self._ago

    def monotonic(self) -> float:
        return 0.0


def without_the_lanes(candour: Candour) -> dict[str, list[thief.Row]]:
    """Every table but the one that says who sends just now, whether or not there is anything to send."""
    return {name: rows for name, rows in thief.tables(candour.data).items() if name != "lanes"}


async def test_every_altered_draft_is_refused_and_nothing_is_stored(
    candour: Candour,
    whistleblower: Whistleblower,
    web_whistleblower: WebWhistleblower,
    full_size: bool,
    figure: Figure,
) -> None:
    member = whistleblower.member
    last = (await to_the_last_page(await whistleblower.opens_the_form())).next_data(STORY)
    token = str(last["draft"])
    drafts = drafts_of(candour, hours=0)
    data = drafts.open("form:speak_up", binding(member), token)

    altered = list(flips(token, None if full_size else 40))
    altered += [token[:-1], token[1:], token + "A", token[::-1], "", "A", token + "=", f" {token}", token * 2]
    altered += [token[: len(token) // 2], token[len(token) // 2 :] + token[: len(token) // 2]]
    altered += [
        drafts.seal("form:speak_up", f"{TENANT}:{uuid.uuid4()}", data),
        drafts.seal("form:speak_up", f"{uuid.uuid4()}:{member.entra_id}", data),
        drafts.seal("form:speak_up", "", data),
        drafts.seal("form:acknowledge", binding(member), data),
        drafts.seal("card", binding(member), data),
        drafts_of(candour, hours=20.1).seal("form:speak_up", binding(member), data),
        drafts_of(candour, hours=-25).seal("form:speak_up", binding(member), data),
    ]
    for tried in altered:
        assert await is_refused(member, {**last, "draft": tried}), tried
    for tried in (None, 7, [token], {"draft": token}, True):
        assert await is_refused(member, {**last, "draft": tried})
    for form in ("acknowledge", "Speak_up", "", None, ["speak_up"]):
        assert await is_refused(member, {**last, "form": form})
    assert thief.reports(candour.data) == []
    figure(f"{len(altered)} altered drafts refused")

    await belongs_to_nobody_else(whistleblower, web_whistleblower, last)
    assert thief.reports(candour.data) == []

    # The draft itself, untouched and an hour old, is taken.
    whole = drafts_of(candour, hours=1).seal("form:speak_up", binding(member), data)
    assert code_in((await member.submit({**last, "draft": whole})).words)
    assert len(thief.reports(candour.data)) == 1


async def test_a_button_does_only_what_it_was_made_for_and_only_for_whom(
    candour: Candour,
    whistleblower: Whistleblower,
    monitoring_officer: Handler,
    chief_internal_auditor: Handler,
    full_size: bool,
) -> None:
    done = await whistleblower.reports()
    kept = data_of(done, "kept")
    candour.set_clock(NINE)
    await monitoring_officer.is_told()
    listed = await monitoring_officer.opens_the_list()
    opening = data_of(listed, "case")
    case = await monitoring_officer.opens(STORY["title"])
    acknowledging = data_of(case, "acknowledge")
    await thief.until_caught_up(candour.data, NINE)
    before = without_the_lanes(candour)

    owners = {
        "kept": (whistleblower.member, kept),
        "case": (monitoring_officer.member, opening),
        "acknowledge": (monitoring_officer.member, acknowledging),
    }
    for verb, (owner, data) in owners.items():
        token = str(data["card"])
        purpose, facts = opened(candour, owner, token)
        old = drafts_of(candour, hours=24 * 61).seal(purpose, binding(owner), facts)
        tries = [{**data, "card": flipped} for flipped in flips(token, None if full_size else 6)]
        tries += [{**data, "card": None}, {**data, "card": 7}, {"verb": verb}]
        tries += [{**data, "verb": other} for other in ("mailbox", *owners) if other != verb]
        tries += [{**data, "card": str(theirs["card"])} for other, (_, theirs) in owners.items() if other != verb]
        tries += [{**data, "card": old}]
        for tried in tries:
            assert await is_refused(owner, tried), (verb, tried)
        other = chief_internal_auditor.member if owner is monitoring_officer.member else monitoring_officer.member
        assert await is_refused(other, data), verb
        for unknown in ("", "Case", "cases ", "__class__", None, 7, ["case"]):
            assert await is_refused(owner, {**data, "verb": unknown}), unknown
    assert without_the_lanes(candour) == before


async def test_the_last_page_sent_twenty_times_at_once_is_one_report_with_one_code(
    candour: Candour,
    whistleblower: Whistleblower,
    web_whistleblower: WebWhistleblower,
    session: aiohttp.ClientSession,
    monitoring_officer: Handler,
    full_size: bool,
) -> None:
    rounds = 10 if full_size else 1
    codes = set()
    for number in range(rounds):
        last = (await to_the_last_page(await whistleblower.opens_the_form())).next_data(STORY)
        shown = await asyncio.gather(*(whistleblower.member.submit(last) for _ in range(AT_ONCE)))
        [code] = {await the_code(dialog) for dialog in shown}
        codes.add(code)
        assert len(thief.reports(candour.data)) == 2 * number + 1

        page = await web_whistleblower.visitor.go("/speak-up")
        while "true_to_best" not in {field.name for field in page.fields}:
            page = await web_whistleblower.visitor.go_on(STORY)
        body = [*Visitor._filled(page, STORY), ("action", "next")]  # noqa: SLF001  # the same fields twenty times
        pages = await asyncio.gather(*(Visitor(session, candour.url).post("/speak-up", body) for _ in range(AT_ONCE)))
        answered = [page for page in pages if page.status == 200]
        assert {page.status for page in pages} <= {200, 503}, "too many at once is said plainly"
        [code] = {code_in(page.words) for page in answered}
        codes.add(code)
        assert len(thief.reports(candour.data)) == 2 * number + 2
    assert len(codes) == 2 * rounds

    # Losers of the race left no key behind, and the handlers see each report once.
    stolen = thief.tables(candour.data)
    assert {wrap["key_id"] for wrap in stolen["wraps"]} == {report["key_id"] for report in stolen["reports"]}
    candour.set_clock(NINE)
    await monitoring_officer.is_told()
    listed = await monitoring_officer.opens_the_list()
    if rounds == 1:
        assert len([a for a in actions(listed.card) if (a.get("data") or {}).get("verb") == "case"]) == 2


async def belongs_to_nobody_else(
    whistleblower: Whistleblower, web_whistleblower: WebWhistleblower, last: Mapping[str, Any]
) -> None:
    """Another person, another tenant, another face, and an earlier page's draft beside the last page's answers."""
    member = whistleblower.member
    somebody_else = member.teams.person(ordinary(1).entra_id, ordinary(1).name)
    assert await is_refused(somebody_else, last)
    elsewhere = member.activity("invoke", name="task/submit", value={"data": last})
    elsewhere["channelData"]["tenant"]["id"] = str(uuid.uuid4())
    assert refuses(member, *await member.teams.post(elsewhere))

    early = (await whistleblower.opens_the_form()).next_data(STORY)
    for action in ("next", "edit:check", "edit:what", "more:people", "send", "finish", None, ["next"]):
        dialog = await member.submit({**last, "draft": early["draft"], "action": action})
        assert dialog.asks, action
        assert "true_to_best" not in dialog.inputs(), action
    # A draft from Teams is none of the web page's, nor the other way about.
    page = await web_whistleblower.visitor.go("/speak-up")
    stolen = next(field.value for field in page.fields if field.name == "draft")
    answer = await web_whistleblower.visitor.post("/speak-up", [("draft", str(last["draft"])), ("action", "next")])
    assert answer.status == 400
    assert await is_refused(member, {**last, "draft": stolen})


async def to_the_last_page(dialog: Dialog) -> Dialog:
    while "true_to_best" not in dialog.inputs():
        dialog = await dialog.go_on(STORY)
    return dialog


async def the_code(dialog: Dialog) -> str:
    """Whoever was told that too many came at once presses again."""
    while dialog.has("Try again"):
        dialog = await dialog.press("Try again")
    return code_in(dialog.words)


async def is_refused(member: Member, data: Mapping[str, Any]) -> bool:
    return refuses(member, *await member.invoke("task/submit", {"data": data}))


def refuses(member: Member, status: int, body: Any) -> bool:
    """Whether an answer is one of our plain refusals, and shows nothing of a form, a case or a code."""
    assert status in (200, 400), status
    dialog = Dialog.read(member, body)
    return dialog.title in REFUSED and not dialog.inputs() and STORY["title"] not in dialog.words


def data_of(dialog: Dialog, verb: str) -> dict[str, Any]:
    return next(dict(a["data"]) for a in actions(dialog.card) if (a.get("data") or {}).get("verb") == verb)


def binding(member: Member) -> str:
    return f"{TENANT}:{member.entra_id}"


def drafts_of(candour: Candour, hours: float) -> SealedDrafts:
    """What somebody with the service's own key could seal, so many hours ago."""
    return SealedDrafts(read_intake(Path(candour.data) / "keys" / "intake"), AgedTicker(hours))


def opened(candour: Candour, member: Member, token: str) -> tuple[str, dict[str, object]]:
    """What is in a button: for which purpose it was sealed, and its facts."""
    for purpose in ("card", "kept"):
        with suppress(Tampered):
            return purpose, drafts_of(candour, hours=0).open(purpose, binding(member), token)
    raise AssertionError("no purpose fits")


def flips(token: str, most: int | None) -> Iterator[str]:
    """The token with one byte altered, each in turn; or `most` of them, the ends among them."""
    sealed = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    places = list(range(len(sealed)))
    if most is not None:
        places = sorted({0, 1, 2, 3, len(sealed) - 1, *Random(4).sample(places, most - 5)})
    for place in places:
        for bit in (1, 128):
            flipped = bytearray(sealed)
            flipped[place] ^= bit
            yield base64.urlsafe_b64encode(flipped).rstrip(b"=").decode()
