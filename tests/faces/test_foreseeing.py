"""Forecast and sent, as the Records Manager reads them in Teams."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from dialogs.views.forecast import forecast, forecast_pages, sent, sent_pages
from governance.calendar import Calendar
from governance.notices import NOBODY, Channel, End, Kind
from governance.people import Person
from governance.roles import Holding, Role
from governance.services.addressees import Addressees
from governance.services.forecasting import Foreseen
from governance.services.replaying import Replayed
from governance.services.watching import Ahead, Back, Coming, Gone
from tests.faces.card_rules import buttons, check, words
from tests.faces.council import JOHN, MONDAY, PRIYA, Council, council
from tests.storage.examples import notice, person

LOCAL = Calendar().local
ON = date(2026, 11, 24)
AT = datetime(2026, 11, 24, 9, tzinfo=UTC)
POSTS = (Holding(PRIYA.id, Role.RECORDS_MANAGER, date(2020, 1, 1)),)
ANN = person("1", name="Ann Field", job="Head of Housing")


def coming(*reminders: Foreseen, people: Mapping[str, Person] | None = None) -> Coming:
    return Coming(ON + timedelta(days=7), reminders, Addressees(people or {ANN.id: ANN}, {}))


def gone(*notices: Replayed, people: Mapping[str, Person] | None = None) -> Gone:
    return Gone(ON, notices, Addressees(people or {ANN.id: ANN}, {}))


def foreseen(**changes: Any) -> Foreseen:
    return replace(Foreseen(AT, ANN.id, Kind.DIGEST, 3, date(2026, 12, 1)), **changes)


def replayed(**changes: Any) -> Replayed:
    return replace(Replayed(ON, AT, ANN.id, Kind.DIGEST, End.SENT, "", 2), **changes)


def read(card: dict[str, Any]) -> str:
    check(card)
    return words(card)


def shown(what: Coming, page: int = 0) -> dict[str, Any]:
    return forecast(what, Ahead.WEEK, forecast_pages(what, LOCAL), page)


def told(what: Gone, page: int = 0) -> dict[str, Any]:
    return sent(what, Back.WEEK, sent_pages(what), page)


# ---------------------------------------------------------------- what it says


def test_a_day_has_a_line_a_person_with_counts_and_the_first_day_that_is_due() -> None:
    text = read(
        shown(
            coming(
                foreseen(),
                foreseen(kind=Kind.DUE_TODAY, count=1, due_on=ON),
                foreseen(at=AT + timedelta(days=1), channel=Channel.EMAIL),
            )
        )
    )
    assert "Tuesday 24 November 2026" in text
    assert (
        "Ann Field, Head of Housing: what is owed, 3 things, first of them due 1 December; "
        "due today, 1 thing, due 24 November" in text
    )
    assert "Wednesday 25 November 2026" in text
    assert "(by e-mail)" in text
    assert "What is owed: 2 messages" in text


def test_what_nobody_may_be_told_stands_out_and_says_what_to_do() -> None:
    text = read(shown(coming(foreseen(recipient=NOBODY))))
    assert "Nobody may be told, so appoint somebody: what is owed, 3 things" in text
    assert "For nobody: 1 message: appoint somebody" in text


def test_whom_something_did_not_reach_comes_first_with_the_reason() -> None:
    bob = person("2", name="Bob Grey")
    text = read(
        told(
            gone(
                replayed(),
                replayed(recipient="2", end=End.DEAD, reason="The app is blocked.", count=1),
                people={ANN.id: ANN, bob.id: bob},
            )
        )
    )
    assert text.index("Bob Grey: what is owed, 1 did not arrive (The app is blocked)") < text.index("Ann Field")
    assert "Ann Field, Head of Housing: what is owed, 2 sent" in text
    assert "Did not arrive: 1" in text


def test_the_newest_day_comes_first_in_what_was_sent() -> None:
    text = read(told(gone(replayed(), replayed(on=ON + timedelta(days=1)))))
    assert text.index("25 November") < text.rindex("24 November")


def test_nothing_says_so_and_both_say_that_reports_are_not_in_it() -> None:
    for text, nothing in (
        (read(shown(coming())), "No reminder would be sent."),
        (read(told(gone())), "Nothing came due."),
    ):
        assert nothing in text
        assert "Messages about reports of wrongdoing are not shown here and not counted." in text


def test_a_name_can_do_nothing_on_the_card() -> None:
    evil = person("1", name="[Ann](http://evil.example) **Field**\n${hidden}", job="")
    card = shown(coming(foreseen(), people={"1": evil}))
    runs = [run["text"] for element in card["body"] for run in _runs(element)]
    assert any("[Ann](http://evil.example) **Field** $ {hidden}" in run for run in runs)
    check(card)


def _runs(element: dict[str, Any]) -> list[dict[str, Any]]:
    inner = [run for each in element.get("items", []) for run in _runs(each)]
    return [*element.get("inlines", []), *inner]


@pytest.mark.parametrize("page", ["first", "last"])
def test_a_quarter_day_of_three_hundred_owners_fits_page_by_page_and_no_line_is_lost(page: str) -> None:
    owners = {
        str(n): person(str(n), name=f"Őwner of Things {n}", job="Head of Something Important") for n in range(300)
    }
    reminders = [foreseen(recipient=id_, at=AT + timedelta(days=day)) for day in range(3) for id_ in owners]
    what = coming(*reminders, people=owners)
    parts = forecast_pages(what, LOCAL)
    assert len(parts) > 5
    cards = [shown(what, number) for number in range(len(parts))]
    for card in cards:
        check(card)
    assert sum(words(card).count("Őwner of Things") for card in cards) == 900
    at = 0 if page == "first" else len(parts) - 1
    turns = {"Earlier in the list", "Further in the list"} & set(buttons(cards[at]))
    assert turns == ({"Further in the list"} if page == "first" else {"Earlier in the list"})
    assert all("November 2026" in words({**card, "body": card["body"][4:]}) for card in cards), "a day has its name"


# ---------------------------------------------------------------- in Teams


async def leave_traces(world: Council) -> None:
    async with world.store.work() as work:
        await work.notices.plan(
            [
                notice(recipient=PRIYA.id, kind=Kind.DIGEST, due_at=MONDAY, state=End.SENT),
                notice(recipient=PRIYA.id, kind=Kind.DIGEST, due_at=MONDAY - timedelta(days=5), state=End.SENT),
                notice(recipient=JOHN.id, kind=Kind.ACKNOWLEDGE, due_at=MONDAY, state=End.SENT),
                notice(recipient=JOHN.id, kind=Kind.REPORTS_WAIT, due_at=MONDAY, state=End.SENT),
            ]
        )


async def test_the_records_manager_chooses_how_far_to_look_back_and_sees_no_handler() -> None:
    async with council(posts=POSTS) as world:
        await leave_traces(world)
        manager = world.member(PRIYA)
        box = await manager.press(await manager.say("sent"), "Sent")
        assert box.inputs == {"since": "today"}
        assert box.words.count("Priya Nair") == 1
        week = await box.press("Show", since="week")
        assert week.words.count("Priya Nair") == 2
        assert week.inputs == {"since": "week"}
        assert JOHN.name not in box.words + week.words


async def test_the_forecast_opens_and_keeps_what_was_chosen() -> None:
    async with council(posts=POSTS) as world:
        manager = world.member(PRIYA)
        box = await manager.press(await manager.say("forecast"), "Forecast")
        assert "Tuesday 24 November 2026" in box.words
        quarter = await box.press("Show", until="quarter_day")
        assert "Monday 4 January 2027" in quarter.words
        assert quarter.inputs == {"until": "quarter_day"}


@pytest.mark.parametrize("verb", ["forecast", "sent"])
@pytest.mark.parametrize(
    "data", [{}, {"page": -1}, {"page": "1"}, {"page": True}, {"page": 10**9}, {"until": ["week"]}]
)
async def test_a_button_that_is_not_ours_shows_the_first_page(verb: str, data: dict[str, Any]) -> None:
    async with council(posts=POSTS) as world:
        await leave_traces(world)
        box = await world.member(PRIYA).invoke("task/submit", {"verb": verb, **data})
        assert box.card["body"][0]["text"] in ("What will be sent", "What was sent")


@pytest.mark.parametrize("verb", ["forecast", "sent"])
async def test_a_handler_may_not_look(verb: str) -> None:
    async with council() as world:
        box = await world.member(JOHN).invoke("task/fetch", {"verb": verb})
        assert "This is not open to you" in box.words
