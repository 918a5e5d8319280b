"""What people do in Teams: speak up, answer, look. Told once, for every story."""

from __future__ import annotations

import re
from typing import Any

from governance.people import Person
from governance.reports import Identity
from tests.faces.card_rules import buttons
from tests.faces.council import Box, Council, Member

STORY = "The supplier gives the buyer envelopes of cash in the car park on Fridays, and the bills go up each month."
TITLE = "Envelopes in the car park"
CORE: dict[str, Any] = {
    "understood": "yes",
    "danger": "no",
    "at_risk": "no",
    "works_as": "employee",
    "affected": "others",
    "new_or_known": "new",
    "grounds": "health_and_safety",
    "closest": "health_and_safety",
    "how_known": "witnessed",
    "title": TITLE,
    "story": STORY,
    "timing": "now",
    "evidence": "no",
    "not_to_see": "no_one",
    "told": "no_one",
    "urgency": "no",
    "worried": "no",
    "guessable": "no",
    "contact_by": "service",
    "who_may_know": "ask",
    "meeting": "writing",
    "add_more": "no",
    "under_policy": "yes",
    "true_to_best": "yes",
}
UNLISTED = Person("", "bbbbbbbb-0000-4000-8000-000000000009", "Sam Reed (agency)", "")


async def fill_in(box: Box, until: str = "", **answers: Any) -> Box:
    """Go on from page to page, answering what is asked, to the end or to the page that has the input `until`."""
    told = {**CORE, **answers}
    for _ in range(25):
        if "draft" not in box.inputs or until in box.inputs:
            return box
        assert "There is a problem" not in box.words, box.words
        box = await box.press(next(iter(_forward(box))), **told)
    raise AssertionError(f"this form does not end: {box.words}")


def _forward(box: Box) -> list[str]:
    return [title for title, data in buttons(box.card).items() if data.get("action") == "next"]


async def begin(whistleblower: Member, *, named: bool) -> Box:
    card = await whistleblower.say("speak up")
    return await whistleblower.press(card, f"Report here {'with' if named else 'without'} your name")


async def speak_up(whistleblower: Member, **answers: Any) -> Box:
    return await fill_in(await begin(whistleblower, named=False), **answers)


async def speak_up_with_name(whistleblower: Member, identity: Identity = Identity.NAMED, **answers: Any) -> Box:
    return await fill_in(await begin(whistleblower, named=True), identity=identity.value, **answers)


def code_on(box: Box) -> str:
    found: str
    (found,) = re.findall(r"^(?:[0-9A-Z]{5} ){3}[0-9A-Z]{5}$", box.words, re.MULTILINE)
    return found.replace(" ", "-")


async def open_first_case(handler: Member) -> Box:
    box = await handler.press(await handler.say("cases"), "Cases")
    return await box.press("Open this case")


async def dump(world: Council) -> str:
    async with world.store._engine.connect() as connection:  # noqa: SLF001  # the whole database, past every port
        raw = await connection.get_raw_connection()
        return "\n".join([line async for line in raw.driver_connection.iterdump()])  # type: ignore[union-attr]


async def review(handler: Member, **parts: str) -> Box:
    """What the reporter will read, of the draft with these parts changed."""
    form = await (await open_first_case(handler)).press("Acknowledge")
    assert "We received your concern on 23 November 2026." in form.inputs["received"]
    return await form.press("Continue", **parts)


async def acknowledge(handler: Member) -> Box:
    understood = "You saw envelopes change hands.\n\nPlease write if it happens again."
    return await (await review(handler, understood=understood)).press("Send")
