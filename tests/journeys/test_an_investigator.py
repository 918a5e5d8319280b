"""An investigator is asked for by one keeper and let in by another, writes into the record; and whoever steps aside is
told no more than somebody who asks for a case that never was."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.teams.buttons import Buttons
from bot.teams.identity import Presser
from dialogs.views.notices import notice_summary
from governance.notices import Kind
from storage.drafts import SealedDrafts
from storage.keyfiles import read_intake
from tests.harness.cast import STORY, Staff, all_in_post
from tests.harness.people import Handler, WebWhistleblower
from tests.harness.process import Candour
from tests.harness.teams import TENANT, Dialog, Teams, action, actions
from tests.storage.seals import Watch

pytestmark = pytest.mark.process

NINE = datetime(2026, 11, 23, 9, 0, 30, tzinfo=UTC)
TEN = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
#: When whoever was let in on that day is asked how it goes.
TWO_WEEKS_LATER = datetime(2026, 12, 7, 9, 0, 30, tzinfo=UTC)
TITLE = "Fire doors wedged open"
WHY = "They know how such doors are looked after."
STEP = "Asked the caretaker who wedges the doors, and read the log of the night rounds."
ASIDE = "My brother works in that building."


async def is_told(who: Handler, kind: Kind) -> Mapping[str, Any]:
    """Wait for the message of this kind in the chat; its card."""
    member, wanted = who.member, notice_summary(kind)
    while not (found := [m for m in member.chat if m.get("summary") == wanted]):
        await member.teams.connector.until(member.entra_id, len(member.chat) + 1)
    card: Mapping[str, Any] = found[-1]["attachments"][0]["content"]
    return card


async def team_of(who: Handler) -> Dialog:
    return await (await who.opens(TITLE)).press("Who works on it")


async def is_shown(who: Handler, words: str) -> None:
    """On who works on it, once the clock has asked."""
    for _ in range(500):
        if words in (await team_of(who)).words:
            return
    raise AssertionError(words)


async def an_investigator_is_asked_for(officer: Handler, other: Handler, staff: Staff) -> None:
    form = await (await team_of(officer)).press(f"Ask for {staff.name}")
    asked = await form.press("Ask", {"reason": WHY, "identity": "no"})
    assert "can read the case once someone else has agreed" in asked.words
    box = await other.member.open(dict(await is_told(other, Kind.CASE_TO_DECIDE)), "See what is asked")
    assert f"{officer.staff.name} asks that {staff.name} may work on a case." in box.words
    assert TITLE not in box.words, "whoever decides may be somebody who cannot read it"
    assert "You agreed" in (await box.press("Agree")).words


async def they_write_a_step(investigator: Handler) -> None:
    case = await investigator.opens(TITLE)
    assert STORY["story"] in case.words
    offered = [str(each.get("title")) for each in actions((await case.press("Who works on it")).card)]
    assert not [title for title in offered if title.startswith(("Ask for", "Let this person"))], "they let nobody in"
    form = await (await case.press("Record of this case")).press("Step")
    done = await form.press("Add to the record", {"on": "2026-11-23", "text": STEP})
    assert "It is in the record" in done.words


def never_was(candour: Candour, who: Handler, old: Mapping[str, Any], **facts: str | int) -> dict[str, Any]:
    """The same button as the service would seal it to the same person, for a case that there never was."""
    drafts = SealedDrafts(read_intake(candour.data / "keys" / "intake"), Watch(NINE))
    presser = Presser(TENANT, who.staff.entra_id, who.staff.name)
    token = Buttons(drafts).seal(presser, str(old["verb"]), id=secrets.token_hex(16), **facts)
    return {**old, "card": token}


async def they_step_aside(candour: Candour, who: Handler) -> None:
    case = await who.opens(TITLE)
    team = await case.press("Who works on it")
    old = {title: action(case.card, title)["data"] for title in ("Record of this case", "Who works on it")}
    old["Back to the case"] = action(team.card, "Back to the case")["data"]
    facts: Mapping[str, Mapping[str, int]] = {"Record of this case": {"page": 0}, "Back to the case": {"page": 0}}
    form = await team.press("Step aside from this case")
    done = await form.press("Step aside", {"reason": ASIDE, "sure": "true"})
    assert "You stepped aside" in done.words
    assert TITLE not in (await who.opens_the_list()).words
    for title, data in old.items():
        refused = await who.member.submit(data)
        there_is_none = await who.member.submit(never_was(candour, who, data, **facts.get(title, {})))
        assert "There is no such case among those that you hold." in refused.words
        assert refused.words == there_is_none.words, title


async def test_an_investigator_is_let_in_by_two_and_a_handler_steps_aside(
    candour: Candour,
    web_whistleblower: WebWhistleblower,
    monitoring_officer: Handler,
    chief_internal_auditor: Handler,
    teams: Teams,
) -> None:
    staff, stranger = (Handler.of(teams, each).staff for each in all_in_post("investigator")[1:3])
    investigator, another = Handler.of(teams, staff), Handler.of(teams, stranger)
    await web_whistleblower.reports()
    candour.set_clock(NINE)
    await monitoring_officer.is_told()
    assert TITLE not in (await investigator.opens_the_list()).words

    await an_investigator_is_asked_for(monitoring_officer, chief_internal_auditor, staff)
    await is_told(investigator, Kind.CASE_YOURS)
    await they_write_a_step(investigator)
    assert STEP in (await (await monitoring_officer.opens(TITLE)).press("Record of this case")).words
    assert TITLE not in (await another.opens_the_list()).words, "the other investigators were not let in"

    await they_step_aside(candour, chief_internal_auditor)
    team = await team_of(investigator)
    assert f"{staff.name}: looks into it" in team.words
    assert chief_internal_auditor.staff.name not in team.words
    assert ASIDE in (await (await monitoring_officer.opens(TITLE)).press("Record of this case")).words

    candour.set_clock(TEN)
    await is_shown(investigator, f"{staff.name}: looks into it; says how it goes by Monday 7 December 2026")
    candour.set_clock(TWO_WEEKS_LATER)
    asked = await is_told(investigator, Kind.SAY_HOW_IT_GOES)
    listed = await investigator.member.open(dict(asked), "Open the list")
    case = await listed.press_beside(TITLE, "Open this case")
    assert STEP in (await case.press("Record of this case")).words

    nothing_in_a_chat(teams, candour, web_whistleblower.code)
    assert "as they were written" in candour.command("audit", "verify").stdout


def nothing_in_a_chat(teams: Teams, candour: Candour, code: str) -> None:
    """Nothing of the case stands in anything that the service wrote to a chat, nor in its log."""
    assert teams.connector.inbox
    everything = json.dumps(teams.connector.inbox, ensure_ascii=False) + candour.log_file.read_text(encoding="utf-8")
    for secret in (TITLE, STORY["story"], WHY, STEP, ASIDE, code):
        assert secret not in everything
