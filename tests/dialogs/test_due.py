"""The card that says what is due: what one section may weigh, who reads which buttons, and how late is said."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bot.teams.notice_cards import SECTIONS
from dialogs.views.due import due_card
from dialogs.views.parts import BODY_BYTES, Element, weight
from dialogs.views.ratings import due_in_words
from dialogs.views.return_card import AS_IT_WAS
from governance.assurance_questions import PER_ASSET, PER_PORTFOLIO
from governance.notices import Kind
from governance.obligations import Duty, Obligation
from governance.owed import Owed
from governance.roles import Role
from governance.services.briefing import Brief, Item
from tests.faces.card_rules import CHAT_BYTES, buttons, check, elements, executes, words

TODAY, DUE = date(2027, 1, 4), date(2027, 1, 22)
LONGEST = ("W" * 500, "ü" * 500, "{{" * 250)


def sealed(verb: str, **facts: object) -> str:
    """As long as a button's token of these facts."""
    return "t" * (60 + len(verb) + sum(len(f"{key}{value}") for key, value in facts.items()))


def item(
    duty: Duty = Duty.ASSURANCE, typed: str = "Nadia Georgiou", due_on: date = DUE, id_: str = "0" * 32, **changes: Any
) -> Item:
    subject = "REF-123456/1" if duty is Duty.EXTENSION else "0" * 32
    obligation = Obligation(id_, duty, subject, 1, TODAY, due_on, "2017", 0, None)
    # A return's title is ours.
    title = "Information asset return, October to December 2027" if duty is Duty.ASSURANCE else typed
    owed = Owed(
        "1", title, 7, decider=Role.SIRO, original_due_on=date(2026, 9, 30), assets=400, reason=typed,
        words="waits for approval, 100% done",
    )  # fmt: skip
    return Item(obligation, owed, typed[:120], **{"yours": True, **changes})


def draw(*items: Item, kind: Kind = Kind.DIGEST, watches: bool = False) -> Element:
    card = due_card(Brief(TODAY, kind, items, watches), SECTIONS, sealed)
    check(card, CHAT_BYTES)
    return card


@pytest.mark.parametrize("duty", SECTIONS)
@pytest.mark.parametrize("typed", LONGEST)
def test_no_section_weighs_more_than_a_quarter_of_a_card(duty: Duty, typed: str) -> None:
    for due_on in (TODAY, DUE, date(2017, 4, 30)):
        one = item(duty, typed, due_on)
        assert weight(SECTIONS[duty].due(one, sealed, TODAY)) <= BODY_BYTES // 4
        assert weight(SECTIONS[duty].answered(one, TODAY)) <= BODY_BYTES // 4


def test_whoever_helps_with_a_return_is_offered_the_box_and_not_what_only_the_owner_may_press() -> None:
    card = draw(item(helps=True))
    assert executes(card) == {}
    assert buttons(card).keys() == {"Open the return"}
    assert "Nadia Georgiou sends this return. It is due on Friday 22 January 2027." in words(card)


def test_what_a_press_confirms_is_folded_away_and_unfolds_on_each_of_two_returns() -> None:
    card = draw(item(), item(id_="1" * 32))
    hidden = {each["id"]: each for each in elements(card) if each.get("isVisible") is False}
    opened = [each["targetElements"] for each in elements(card) if each["type"] == "Action.ToggleVisibility"]
    assert opened == [[id_] for id_ in hidden]
    assert len(hidden) == 2
    for folded in hidden.values():
        assert all(statement.says in words(folded) for statement in (*PER_ASSET, *PER_PORTFOLIO))
    assert AS_IT_WAS in executes(card)


def test_whoever_acts_for_another_reads_whose_it_is_and_a_holder_does_not_read_their_own_name() -> None:
    for anothers in (True, False):
        read = words(draw(item(), item(Duty.ACTION, "Lock it", anothers=anothers))).splitlines()
        assert ("With Lock it" in read) is anothers, "the holder has the same name as the action here"
    assert "It is about 400 assets of Nadia Georgiou. It is due on Friday 22 January 2027." in words(
        draw(item(anothers=True))
    )


@pytest.mark.parametrize(("watches", "offered"), [(True, {"Overview"}), (False, set())])
def test_the_overview_is_offered_to_those_who_may_open_it(watches: bool, offered: set[str]) -> None:
    card = draw(item(Duty.ACTION, "Lock it", date(2026, 12, 1), yours=False), kind=Kind.ESCALATED, watches=watches)
    assert buttons(card).keys() == offered
    assert "Lock it. It was due on Tuesday 1 December 2026. It was first due on Wednesday 30 September 2026." in words(
        card
    )


def test_of_an_action_that_is_due_and_asked_about_there_is_one_entry_with_both() -> None:
    question = item(Duty.ACTION_UPDATE, due_on=date(2027, 1, 11)).obligation
    card = draw(item(Duty.ACTION, "Lock it", asked=question))
    titles = [each["title"] for each in elements(card) if str(each.get("type", "")).startswith("Action.")]
    assert (titles.count("Say how it is going"), titles.count("As before")) == (1, 1)
    assert "How is it going? Say by Monday 11 January 2027" in words(card)
    answered = draw(item(Duty.ACTION, "Lock it", asked=replace(question, open=False)))
    assert "As before" in executes(card)
    assert "As before" not in executes(answered)
    assert "You need not say more" in words(answered)


def test_to_those_above_the_day_to_answer_by_is_not_called_the_actions_own() -> None:
    for duty, said in ((Duty.ACTION_UPDATE, "how it is going"), (Duty.ACTION_DATE, "by when it will be done")):
        card = draw(item(duty, "Lock it", date(2026, 12, 1), yours=False), kind=Kind.ESCALATED)
        assert f"They have not said {said}. We asked for it by Tuesday 1 December 2026." in words(card)
        assert "It was due" not in words(card)


@pytest.mark.parametrize(
    ("due_on", "said"),
    [
        (date(2027, 1, 3), "1 day late)"),
        (date(2026, 11, 5), "60 days late)"),
        (date(2026, 11, 4), "2 months late)"),
        (date(2026, 1, 5), "11 months late)"),
        (date(2026, 1, 4), "1 year late)"),
        (date(2017, 4, 30), "9 years and 8 months late)"),
        (TODAY, "today)"),
        (DUE, "in 18 days)"),
    ],
)
def test_what_is_long_late_is_said_in_months_and_years(due_on: date, said: str) -> None:
    assert due_in_words(due_on, TODAY).partition("(")[2] == said
