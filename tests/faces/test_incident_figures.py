"""The figures about incidents, as they are asked for in Teams."""

from __future__ import annotations

from datetime import date

import pytest

from dialogs.views.incident_figures import incident_figures
from governance.roles import Holding, Role
from tests.faces.card_rules import check, words
from tests.faces.council import PRIYA, council
from tests.faces.test_yearly import links

SINCE = date(2020, 1, 1)
DAYS = (date(2026, 7, 1), date(2026, 9, 30))


def test_the_box_says_what_is_counted_and_whether_small_numbers_are() -> None:
    for hides in (True, False):
        card = incident_figures(*DAYS, "https://desk.council.example/1", "https://desk.council.example/2", hides=hides)
        check(card)
        told = words(card)
        assert "reported from 1 July 2026 to 30 September 2026" in told
        assert ("Small numbers are not shown." in told) is hides
        assert ("Keep it in your team." in told) is not hides


@pytest.mark.parametrize(
    ("role", "hides"),
    [(Role.SIRO, True), (Role.DATA_PROTECTION_OFFICER, False), (Role.INFORMATION_GOVERNANCE, False)],
)
async def test_whoever_may_see_them_gets_two_links_to_the_last_quarter(role: Role, hides: bool) -> None:
    async with council(posts=(Holding(PRIYA.id, role, SINCE),)) as world:
        card = await world.member(PRIYA).say("incident figures")
        box = await world.member(PRIYA).press(card, "Incident figures")
        assert ("Small numbers are not shown." in box.words) is hides
        assert links(box.card) == [
            f"https://desk.council.example/documents/{PRIYA.id}-incident-figures-{kind}"
            "-first-2026-07-01-last-2026-09-30"
            for kind in ("word", "excel")
        ]


@pytest.mark.parametrize("role", [Role.MONITORING_OFFICER, Role.INFORMATION_ASSET_OWNER, Role.ICT_SECURITY])
async def test_nobody_else_gets_a_link(role: Role) -> None:
    async with council(posts=(Holding(PRIYA.id, role, SINCE),)) as world:
        told = words(await world.member(PRIYA).say("incident figures"))
        assert "That is for the people who handle incidents, and for the SIRO" in told
        box = await world.member(PRIYA).invoke("task/fetch", {"verb": "incident_figures"})
        assert "Only the people who handle incidents" in box.words
        assert "desk.council.example" not in str(box.card)
