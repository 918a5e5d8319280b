"""An owner's return in Teams, through the real handlers: one press, one difference, who helps, who watches."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import textstat  # type: ignore[import-untyped]  # it has no types

from dialogs.views.overview import overview, overview_pages
from dialogs.views.return_card import AS_IT_WAS, DIFFERENT
from dialogs.views.returns import return_view, rows
from governance.assurance import ReturnState, Standing
from governance.assurance_questions import PER_ASSET, PER_PORTFOLIO
from governance.notices import Kind
from governance.people import Away
from governance.services.late_actions import Band, Late, LateActions
from governance.services.overseeing import DirectorateReturns, Excused, Outstanding, Overview
from governance.services.return_sheets import Sheet
from tests.faces.card_rules import CHAT_BYTES, DIALOG_BYTES, buttons, check, elements, executes, words
from tests.faces.council import PRIYA, Box
from tests.faces.returning import EWA, MARTIN, NADIA, QUARTER_DAY, SIRO, SMALL, WITH_RISK, asset, quarter_day

LEAVERS = {
    "access_is": "no",
    "access_comment": "Two leavers can **still** get in.",
    "access_action": "Close the accounts",
    "access_due_on": "2027-02-01",
}


def is_plain(card: dict[str, Any]) -> None:
    said = [e["text"].replace("*", "") for e in elements(card) if e["type"] == "TextBlock"]
    sentences = " ".join(line if line.endswith((".", "?")) else f"{line}." for line in said)
    grade = textstat.automated_readability_index(sentences)
    assert grade <= 5.0, f"needs grade {grade}: {sentences}"


async def answer_differently(box: Box, reference: str = "IA-001") -> Box:
    form = await press_beside(box, reference, DIFFERENT)
    form = await form.press("Continue", differs="access")
    return await form.press("Continue", **LEAVERS)


async def press_beside(box: Box, reference: str, title: str) -> Box:
    """Press the button that stands with this asset."""
    (data,) = [
        element["data"]
        for element in elements(box.card)
        if element["type"] == "Action.Submit"
        and element["title"] == title
        and element["data"].get("asset") == reference
    ]
    return await box.member.invoke("task/submit", {**box.inputs, **data})


# ------------------------------------------------------------------ on the card in the chat


async def test_one_press_on_the_card_sends_the_return_and_the_card_says_who_sent_it() -> None:
    async with quarter_day() as w:
        card = await w.card_for(NADIA)
        is_plain(card)
        for statement in (*PER_ASSET, *PER_PORTFOLIO):
            assert statement.says in words(card), "what is confirmed can be read on the card"
        assert "It is about 2 assets of yours. It is due on Friday 22 January 2027." in words(card)
        changed = await w.press(NADIA, card, AS_IT_WAS)
        assert "Sent by Nadia Georgiou, Information Asset Owner, on 4 January 2027." in words(changed)
        assert not executes(changed)
        assert (await w.returned()).state is ReturnState.SUBMITTED


async def test_where_an_asset_is_at_risk_there_is_no_such_press() -> None:
    async with quarter_day(WITH_RISK) as w:
        card = await w.card_for(NADIA)
        is_plain(card)
        assert executes(card) == {}
        assert "1 asset is at risk. It needs an answer of its own." in words(card)
        box = await w.member(NADIA).press(card, "Fill in my return")
        assert "At risk: it needs an answer of its own." in box.words


async def test_whoever_helps_reads_who_sends_it_and_an_acting_owner_gets_the_one_press() -> None:
    async with quarter_day() as w:
        card = await w.card_for(MARTIN)
        is_plain(card)
        assert executes(card) == {}
        assert "Nadia Georgiou sends this return." in words(card)
        box = await w.member(MARTIN).press(card, "Open the return")
        assert "You can answer for the assets that you help with." in box.words
        await w.change(replace(NADIA, away=(Away(QUARTER_DAY, QUARTER_DAY, MARTIN.id),)))
        again = await w.card_for(MARTIN, rung=1)
        assert "It is about 2 assets of Nadia Georgiou." in words(again)
        assert AS_IT_WAS in executes(again)
        assert "Sent by Martin Fothergill for Nadia Georgiou" in words(await w.press(MARTIN, again, AS_IT_WAS))


async def test_only_those_who_may_open_the_overview_are_offered_it() -> None:
    async with quarter_day() as w:
        for reader, offered in ((SIRO, {"Overview"}), (EWA, set())):
            card = await w.card_for(reader, of=NADIA, kind=Kind.ESCALATED)
            is_plain(card)
            assert buttons(card).keys() == offered
            assert "Nadia Georgiou. It is due on Friday 22 January 2027." in words(card)


async def test_a_press_on_a_card_that_is_older_than_a_draft_is_refused_with_the_way_on() -> None:
    async with quarter_day() as w:
        card = await w.card_for(NADIA)
        box = await w.open_box(MARTIN)
        await answer_differently(box)
        refused = await w.press(NADIA, card, AS_IT_WAS)
        assert "Martin Fothergill changed this after it was shown to you." in words(refused)
        assert buttons(refused).keys() == {"Open my return"}
        assert (await w.returned()).state is ReturnState.DRAFT


async def test_a_press_that_comes_twice_has_the_same_answer() -> None:
    async with quarter_day() as w:
        card = await w.card_for(NADIA)
        first = await w.press(NADIA, card, AS_IT_WAS)
        assert words(await w.press(NADIA, card, AS_IT_WAS)) == words(first)
        box = await w.member(NADIA).press(card, DIFFERENT)
        assert "Sent by Nadia Georgiou" in box.words
        assert not box.has("As it was")


async def test_an_owner_who_is_slower_than_their_deputy_reads_who_sent_it() -> None:
    async with quarter_day() as w:
        card = await w.card_for(NADIA)
        await w.change(replace(NADIA, away=(Away(QUARTER_DAY, QUARTER_DAY, EWA.id),)))
        back = await w.returned()
        await w.council.assuring.unchanged(EWA, back.id, back.version)
        read = words(await w.press(NADIA, card, AS_IT_WAS))
        assert "Already done by Ewa *Skelhorn* for Nadia Georgiou, acting Information Asset Owner" in read
        assert "Sent by Ewa" in read


async def test_a_card_that_was_passed_on_to_somebody_else_does_nothing() -> None:
    async with quarter_day() as w:
        card = await w.card_for(NADIA)
        for other in (MARTIN, EWA, PRIYA):
            changed = await w.press(other, card, AS_IT_WAS)
            assert "This button does not work" in words(changed)
        assert (await w.returned()).state is ReturnState.OPEN


# ------------------------------------------------------------------ in the box


async def test_an_owner_answers_one_asset_differently_and_sends_the_rest_as_it_was() -> None:
    async with quarter_day() as w:
        box = await w.open_box(NADIA)
        is_plain(box.card)
        box = await answer_differently(box)
        assert "Different: Only people who need it can get at it. Leavers can not." in box.words
        assert "Two leavers can **still** get in. Action: Close the accounts, by Monday 1 February 2027." in box.words
        is_plain(box.card)
        box = await box.press("Send it: all the rest is as it was")
        is_plain(box.card)
        assert "What is different went on your list: 1 action." in box.words
        async with w.council.store.work() as work:
            (action,) = await work.register.actions_of(NADIA.id)
        assert (action.reference, action.title) == ("2027-Q1/IA-001/access", "Records 1: Close the accounts")


async def test_an_asset_at_risk_is_answered_with_the_day_on_which_its_risks_were_looked_at() -> None:
    async with quarter_day(WITH_RISK) as w:
        box = await w.open_box(NADIA)
        assert not box.has("Send it: all the rest is as it was")
        assert "Records 3: It is at risk, so it needs an answer of its own." in box.words
        form = await press_beside(box, "IA-003", "Answer")
        assert "Look at its risks on or after Monday 4 January 2027." in form.words
        early = await form.press("Continue", differs="nothing", risk_reviewed_on="2027-01-03")
        assert "Look at its risks again, and say on which day you did." in early.words
        form = await press_beside(early, "IA-003", "Answer")
        assert form.inputs["risk_reviewed_on"] == "2027-01-03", "what was filled in is still there"
        box = await form.press("Continue", differs="nothing", risk_reviewed_on="2027-01-04")
        box = await box.press("Send it: all the rest is as it was")
        assert "Nothing was different" in box.words


async def test_everything_can_be_answered_one_by_one_and_sent_as_it_is() -> None:
    async with quarter_day() as w:
        box = await w.open_box(NADIA)
        for reference in ("IA-001", "IA-002"):
            box = await press_beside(box, reference, "As it was")
        form = await _together(box)
        form = await form.press("Continue", differs="siro", nil="incidents,contracts")
        box = await form.press("Continue", siro_comment="We move house in May.")
        assert "There were no incidents." in box.words
        box = await box.press("Send my return")
        assert "Your return is sent" in box.words
        seen = await w.member(SIRO).invoke("task/fetch", {"verb": "overview"})
        assert "We move house in May." in seen.words


async def _together(box: Box) -> Box:
    """Press "Something is different" about all the assets together."""
    (data,) = [e["data"] for e in elements(box.card) if e.get("data", {}).get("verb") == "return_together"]
    return await box.member.invoke("task/submit", {**box.inputs, **data})


async def test_whoever_helps_sees_their_own_assets_and_has_no_button_to_send() -> None:
    async with quarter_day() as w:
        box = await w.open_box(MARTIN)
        is_plain(box.card)
        assert "Records 1 (IA-001)" in box.words
        assert "Records 2" not in box.words
        assert "Nadia Georgiou sends this return." in box.words
        assert not any(title.startswith("Send") for title in buttons(box.card))
        forged = {**box.inputs, "verb": "return_rest"}
        refused = await w.member(MARTIN).invoke("task/submit", forged)
        assert "Only Nadia Georgiou can send this" in refused.words
        beside = {**box.inputs, "verb": "return_was", "asset": "IA-002"}
        refused = await w.member(MARTIN).invoke("task/submit", beside)
        assert "There is no such asset in this return." in refused.words
        assert (await w.returned()).state is ReturnState.OPEN


@pytest.mark.parametrize(
    "verb", ["return", "return_find", "return_turn", "return_line", "return_was", "return_together",
             "return_together_was", "return_rest", "return_submit"],
)  # fmt: skip
async def test_a_token_of_somebody_elses_box_opens_nothing(verb: str) -> None:
    async with quarter_day() as w:
        box = await w.open_box(NADIA)
        for other in (MARTIN, EWA, SIRO):
            refused = await w.member(other).invoke("task/submit", {**box.inputs, "verb": verb, "asset": "IA-001"})
            assert "This button does not work" in refused.words
        for odd in ({}, {"card": 7}, {"card": box.inputs["card"][:-2]}, {"card": None, "asset": ["x"], "to": "x"}):
            refused = await w.member(NADIA).invoke("task/submit", {**odd, "verb": verb})
            assert "This button does not work" in refused.words
        assert (await w.returned()).version == 1


@pytest.mark.parametrize("odd", [{"asset": 7}, {"asset": "IA-999"}, {"asset": None}, {}])
async def test_an_asset_that_is_not_in_the_return_is_not_answered_for(odd: dict[str, object]) -> None:
    async with quarter_day() as w:
        box = await w.open_box(NADIA)
        for verb in ("return_line", "return_was"):
            refused = await w.member(NADIA).invoke("task/submit", {**box.inputs, "verb": verb, **odd})
            assert not refused.has("Send it: all the rest is as it was")
        for page in ("x", -1, 10**9, None, [1]):
            shown = await w.member(NADIA).invoke("task/submit", {**box.inputs, "verb": "return_turn", "to": page})
            assert "Records 1 (IA-001)" in shown.words


async def test_people_without_a_return_read_why_there_is_none() -> None:
    async with quarter_day() as w:
        box = await w.open_box(PRIYA)
        assert "There is no return for you to fill in." in box.words


async def test_whoever_has_a_return_and_helps_with_another_chooses() -> None:
    async with quarter_day((*SMALL, asset(5, MARTIN), asset(6, EWA, MARTIN))) as w:
        box = await w.open_box(MARTIN)
        is_plain(box.card)
        assert words(box.card).count("January to March 2027") == 3
        assert "Ewa *Skelhorn*" in box.words
        first = next(e["data"] for e in elements(box.card) if e["type"] == "Action.Submit" and e["title"] == "Open")
        assert "Return for January to March 2027" in (await w.member(MARTIN).invoke("task/submit", first)).words


async def test_a_draft_of_whoever_helps_waits_for_the_owner_who_sends_it() -> None:
    async with quarter_day() as w:
        await answer_differently(await w.open_box(MARTIN))
        box = await w.open_box(NADIA)
        assert "Last changed by Martin Fothergill." in box.words
        assert "Close the accounts" in box.words, "whoever signs reads what somebody else wrote"
        await box.press("Send it: all the rest is as it was")
        sent = await w.returned()
        assert (sent.drafted_by, sent.submitted_by) == (MARTIN.id, NADIA.id)


async def test_somebody_who_was_slower_hears_who_did_it() -> None:
    async with quarter_day() as w:
        slow = await w.open_box(MARTIN)
        await (await w.open_box(NADIA)).press("Send it: all the rest is as it was")
        late = await press_beside(slow, "IA-001", "As it was")
        assert "Already done by Nadia Georgiou, Information Asset Owner, on 4 January 2027." in late.words


# ------------------------------------------------------------------ four hundred assets


async def test_four_hundred_assets_with_long_names_are_all_shown_and_each_card_stays_within_its_limits() -> None:
    many = [asset(n, at_risk=n % 10 == 0) for n in range(1, 401)]
    long = [replace(each, title=f"Ö{'w' * 298}{n % 10}") if n % 7 == 0 else each for n, each in enumerate(many)]
    async with quarter_day(long) as w:
        sheet = await w.council.assuring.open(NADIA, (await w.returned()).id)
        cards = every_page(sheet)
        said = [words(card) for card in cards]
        for number in range(1, 401):
            assert sum(f"(IA-{number:03})" in page for page in said) == 1
        assert len(cards) < 40
        box = await w.open_box(NADIA)
        assert "IA-010" in box.words, "those that wait for an answer come first"
        box = await box.press("Further in the list")
        assert f"Part 2 of {len(cards)}" in box.words
        assert box.has("Earlier in the list")
        check(await w.card_for(NADIA), CHAT_BYTES)


def every_page(sheet: Sheet) -> list[dict[str, Any]]:
    """Every card of a return, each under its limit and a few of them whole."""
    parts = rows(sheet)
    cards = [return_view(sheet, parts, page, "", "t" * 260, "This is a try-out.") for page in range(len(parts))]
    for card in cards:
        assert len(json.dumps(card, ensure_ascii=False).encode("utf-16-le")) < DIALOG_BYTES
    for card in (cards[0], cards[-1]):
        check(card)
    return cards


async def test_one_of_four_hundred_assets_is_found_by_its_name() -> None:
    async with quarter_day([asset(n) for n in range(1, 401)]) as w:
        box = await (await w.open_box(NADIA)).press("Find", find=" records 237 ")
        assert "Records 237 (IA-237)" in box.words
        assert "IA-236" not in box.words
        box = await answer_differently(box, "IA-237")
        box = await box.press("Find", find="no such thing")
        assert "No asset has these words in its name or number." in box.words
        box = await box.press("Send it: all the rest is as it was")
        assert "1 action" in box.words


async def test_the_most_that_can_be_said_of_assets_stays_within_the_limits() -> None:
    async with quarter_day([asset(n) for n in range(1, 5)]) as w:
        back = await w.returned()
        every: dict[str, str] = {}
        for statement in (*PER_ASSET, *PER_PORTFOLIO):
            every |= {statement.key: "no", statement.comment: "ö" * 500}
            every |= {statement.action: "ö" * 200, statement.due_on: "2027-02-01"} if statement.acts else {}
        asset_said = {k: v for k, v in every.items() if k.split(".")[0] in {s.key for s in PER_ASSET}}
        together = {k: v for k, v in every.items() if k.split(".")[0] in {s.key for s in PER_PORTFOLIO}}
        sheet = await w.council.assuring.answer_portfolio(NADIA, back.id, 1, together)
        for number in range(1, 5):
            sheet = await w.council.assuring.answer_line(
                NADIA, back.id, sheet.back.version, f"IA-{number:03}", asset_said
            )
        assert sheet.missing == ()
        assert len(every_page(sheet)) == 4


# ------------------------------------------------------------------ the whole council


async def test_the_siro_sees_who_has_not_returned_and_an_owner_does_not() -> None:
    async with quarter_day() as w:
        await (await w.open_box(NADIA)).press("Send it: all the rest is as it was")
        w.council.clock.pass_time(days=30)
        seen = await w.member(SIRO).invoke("task/fetch", {"verb": "overview"})
        is_plain(seen.card)
        assert "Sent: 1 of 2" in seen.words
        assert "Housing: 0 of 1" in seen.words
        assert "Ewa *Skelhorn*, Housing" in seen.words
        assert "8 working days late." in seen.words
        refused = await w.member(NADIA).invoke("task/fetch", {"verb": "overview"})
        assert "This is not open to you" in refused.words


def test_the_overview_says_what_is_late_with_whom_and_what_waits_to_be_decided() -> None:
    bands = (Band(0, 5, 3), Band(5, 10, 0), Band(10, 20, 1), Band(20, None, 4))
    holders = (Late("Ewa *S*", "Housing", 7, date(2017, 4, 30)), Late("Tom", "Finance", 1, date(2026, 12, 1)))
    seen = Overview("", actions=LateActions(40, bands, holders, 2, 1, 5))
    card = overview(seen, overview_pages(seen, row), 0)
    is_plain(card)
    for line in (
        "To be done: 40 actions",
        "Late: 8",
        "How many working days late",
        "Less than 5: 3",
        "10 to 19: 1",
        "20 or more: 4",
        "More time: 2 not decided yet, 1 of them late",
        "Done: 5 not checked yet",
        "Ewa *S*, Housing: 7 actions, the first due 30 April 2017.",
        "Tom, Finance: 1 action, due 1 December 2026.",
    ):
        assert line in words(card).splitlines()
    assert "5 to 9" not in words(card)


def test_the_overview_of_a_large_council_fits_its_cards_and_names_everybody() -> None:
    late = [
        Outstanding(f"Owner {n} {'w' * 100}", "D" + "w" * 100, 9, n % 2 == 0, Standing.NON_RETURN, 20, f"{n:032x}")
        for n in range(300)
    ]
    some = tuple(DirectorateReturns(f"Directorate {n} {'w' * 200}", 60, n) for n in range(25))
    told = tuple((f"Owner {n}", "ö" * 500) for n in range(40))
    slow = LateActions(900, holders=tuple(Late(f"Holder {n} w", "w" * 100, 3, date(2017, 4, 30)) for n in range(300)))
    excused = tuple(Excused(f"Excused {n}", "Housing", f"{n:032x}") for n in range(30))
    seen = Overview(
        "2027-Q1", date(2027, 1, 22), "", 0, 0, 300, excused, 30, 150, some, tuple(late), told, True, actions=slow
    )
    parts = overview_pages(seen, row)
    cards = [overview(seen, parts, page) for page in range(len(parts))]
    for card in (cards[0], cards[-1]):
        check(card)
    said = "\n".join(map(words, cards))
    assert all(f"Owner {n} w" in said and f"Holder {n} w" in said for n in range(300))
    is_plain(overview(Overview(""), overview_pages(Overview(""), row), 0))


def row(_: str) -> str:
    return "t" * 300
