"""The year's report on concerns, as the two posts ask for it in Teams."""

from __future__ import annotations

from datetime import date

import pytest

from dialogs.views.yearly import yearly_documents
from governance.roles import Holding, Role
from tests.faces.card_rules import check, words
from tests.faces.council import PRIYA, council

SINCE = date(2020, 1, 1)


def links(card: dict[str, object]) -> list[str]:
    actions = card["actions"]
    assert isinstance(actions, list)
    return [each["url"] for each in actions if each["type"] == "Action.OpenUrl"]


def test_the_box_says_what_the_report_counts_and_what_it_hides() -> None:
    card = yearly_documents(2025, "https://desk.council.example/one", "https://desk.council.example/other")
    check(card)
    told = words(card)
    assert "Concerns in 2025/26: the report" in told
    assert "closed from 1 April 2025 to 31 March 2026" in told
    assert "Small numbers are not shown." in told
    assert links(card) == ["https://desk.council.example/one", "https://desk.council.example/other"]


@pytest.mark.parametrize("role", [Role.MONITORING_OFFICER, Role.CHIEF_INTERNAL_AUDITOR])
async def test_either_post_gets_two_links_to_the_last_year_that_is_over(role: Role) -> None:
    async with council(posts=(Holding(PRIYA.id, role, SINCE),)) as world:
        card = await world.member(PRIYA).say("yearly report")
        box = await world.member(PRIYA).press(card, "Yearly report")
        assert links(box.card) == [
            f"https://desk.council.example/documents/{PRIYA.id}-yearly-concerns-{kind}-year-2025"
            for kind in ("word", "excel")
        ]


@pytest.mark.parametrize("role", [Role.DEPUTY_MONITORING_OFFICER, Role.CHIEF_EXECUTIVE, Role.SIRO, Role.INVESTIGATOR])
async def test_nobody_else_gets_a_link(role: Role) -> None:
    async with council(posts=(Holding(PRIYA.id, role, SINCE),)) as world:
        assert "That is for the Monitoring Officer" in words(await world.member(PRIYA).say("yearly report"))
        box = await world.member(PRIYA).invoke("task/fetch", {"verb": "yearly"})
        assert "Only the Monitoring Officer and the Chief Internal Auditor" in box.words
        assert "desk.council.example" not in str(box.card)
