"""Answers are taken as people write them, and what cannot be taken is refused in words that help."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogs.answers import tidy
from dialogs.days import day_of
from governance.reports import NamedPerson
from tests.dialogs.every_kind import EVERYTHING
from tests.dialogs.people_who_fill_in import CODE, FACTS, TODAY


def value(field: str, **raw: object) -> object:
    read = EVERYTHING.read({name.replace("__", "."): each for name, each in raw.items()}, FACTS)
    assert field not in read.errors, read.errors
    return read.answers.get(field)


def wrong(field: str, **raw: object) -> str:
    read = EVERYTHING.read({name.replace("__", "."): each for name, each in raw.items()}, FACTS)
    assert field not in read.answers
    return read.errors[field]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2026-11-03", date(2026, 11, 3)),
        ("3/11/2026", date(2026, 11, 3)),
        ("03.11.2026", date(2026, 11, 3)),
        ("3 11 2026", date(2026, 11, 3)),
        ("3 nov 2026", date(2026, 11, 3)),
        (" 3rd November, 2026 ", date(2026, 11, 3)),
        ("29/2/2024", date(2024, 2, 29)),
        ("29/2/2026", None),
        ("31 June 2026", None),
        ("3 Fool 2026", None),
        ("11/2026", None),
        ("3/11/26", None),
        ("0001-01-01", None),
        ("", None),
        ("x" * 10_000, None),
    ],
)
def test_a_date_is_read_as_people_write_it(typed: str, meant: date | None) -> None:
    assert day_of(typed) == meant


@settings(deadline=None)
@given(st.text(max_size=60))
def test_reading_a_date_takes_anything(typed: str) -> None:
    day = day_of(typed)
    assert day is None or day.year >= 1900


def test_today_is_taken_and_tomorrow_is_not() -> None:
    assert value("seen_on", seen_on=TODAY.isoformat()) == TODAY
    assert wrong("seen_on", seen_on="2026-11-24") == "Enter a date that is today or earlier."
    assert wrong("heard_at", heard_at="", heard_at__day="24/11/2026", heard_at__time="00:00") == (
        "Enter a date that is today or earlier."
    )


def test_a_day_that_lies_ahead_is_today_or_later_and_not_a_slip_of_the_finger() -> None:
    assert value("done_by", done_by=TODAY.isoformat()) == TODAY
    assert value("done_by", done_by="24/11/2026") == date(2026, 11, 24)
    assert wrong("done_by", done_by="2026-11-22") == "Enter a date that is today or later."
    assert wrong("done_by", done_by="24/11/2206") == "Enter a date that is not so far away. Is the year right?"


def test_what_ended_cannot_have_ended_before_it_began() -> None:
    assert wrong("gone_on", seen_on="3/11/2026", gone_on="2/11/2026") == (
        "Enter a date that is not before the first one."
    )
    assert value("gone_on", seen_on="3/11/2026", gone_on="3/11/2026") == date(2026, 11, 3)
    assert value("gone_on", seen_on="rubbish", gone_on="2/11/2026") == date(2026, 11, 2)


def test_a_time_of_day_is_the_councils_own_and_kept_as_utc() -> None:
    summer = value("heard_at", heard_at="", heard_at__day="3/7/2026", heard_at__time="14.30")
    assert summer == datetime(2026, 7, 3, 13, 30, tzinfo=UTC)
    winter = value("heard_at", heard_at="", heard_at__day="2026-11-03", heard_at__time="14:30:00")
    assert winter == datetime(2026, 11, 3, 14, 30, tzinfo=UTC)
    assert wrong("heard_at", heard_at="", heard_at__day="3/7/2026") == "Enter a time of day, such as 14:30."
    assert wrong("heard_at", heard_at="", heard_at__time="14:30").startswith("Enter a date as day, month and year")
    assert wrong("heard_at", heard_at="") == "Enter a date and a time."


@pytest.mark.parametrize(("typed", "meant"), [("7", 7), (7, 7), ("1,200", 1200), (" 1 200 ", 1200), ("-5", -5)])
def test_a_number_is_read_as_people_write_it(typed: object, meant: int) -> None:
    assert value("amount", amount=typed) == meant


@pytest.mark.parametrize("typed", ["5001", "-6", "seven", "1.5", "--5", "5-", "٣", "1" * 500])
def test_what_is_no_number_in_range_is_refused(typed: str) -> None:
    assert wrong("amount", amount=typed) == "Enter a whole number from -5 to 5000."


def test_several_choices_come_as_a_list_or_with_commas() -> None:
    assert value("colours", colours="blue,red") == ("red", "blue"), "in the form's order"
    assert value("colours", colours=["blue"]) == ("blue",)
    assert value("colours", colours=["blue", 7, "green", None]) == ("blue",)
    assert wrong("colours", colours=[]) == "Choose at least one of the answers."
    assert wrong("colours", colours="red,none") == "Choose “None of these” or the other answers, not both."


@pytest.mark.parametrize("sent", [None, 7, ["red"], {"red": 1}, "Red", "green", True, "red,blue"])
def test_a_choice_that_is_not_offered_is_no_answer(sent: object) -> None:
    assert wrong("colour", colour=sent) == "Choose one of the answers."


@pytest.mark.parametrize("sent", ["yes", "true", "on", True])
def test_a_ticked_box_is_ticked_on_every_face(sent: object) -> None:
    assert value("agreed", agreed=sent) is True


@pytest.mark.parametrize("sent", ["", "no", "false", 1, None, ["yes"]])
def test_a_box_that_must_be_ticked_must_be_ticked(sent: object) -> None:
    assert wrong("agreed", agreed=sent) == "Tick the box to carry on."


def test_people_are_rows_and_empty_rows_are_nobody() -> None:
    people = value(
        "people", people="", people__0__who=" Ann\n Lee ", people__0__part="red", people__1__who="", people__2__who="Bo"
    )
    assert people == (NamedPerson("Ann Lee", "red"), NamedPerson("Bo"))
    assert wrong("people", people="", people__0__who="", people__0__part="red") == (
        "Say who you mean in row 1, or clear that row."
    )
    assert wrong("people", people="", people__0__who="x" * 160) == "Make row 1 shorter. It is 10 letters too long."
    assert wrong("people", people="") == "Add at least one person."
    assert value("people", people="", people__0__who="Ann", people__0__part="green") == (NamedPerson("Ann"),)


def test_more_people_than_there_are_rows_are_not_read() -> None:
    raw = {f"people__{row}__who": f"Person {row}" for row in range(9)}
    assert len(value("people", people="", **raw)) == 3  # type: ignore[arg-type]  # a tuple of people


def test_limits_are_said_with_what_to_do() -> None:
    assert wrong("words", words="ab") == "Write a little more: at least 3 letters."
    assert wrong("words", words="a" * 53) == "Make this shorter. It is 3 letters too long."
    assert value("words", words="  a b\r\n c  ") == "a b c", "one line"


def test_a_code_is_taken_however_it_is_typed_and_a_slip_is_noticed() -> None:
    assert value("code", code=CODE.lower().replace("-", " ")) == CODE
    assert wrong("code", code=CODE[:-1]).startswith("A code has 20 letters and numbers.")
    swapped = CODE[1] + CODE[0] + CODE[2:]
    assert wrong("code", code=swapped).startswith("That is not quite the code.")
    assert swapped not in wrong("code", code=swapped)


def test_texts_are_tidied_and_keep_their_words() -> None:
    assert tidy("  caf\u0065\u0301\r\nnext\rline\x00\x1b[31m\ud800 ") == "café\nnext\nline[31m"
    assert tidy("a\tb") == "a b"


@settings(deadline=None)
@given(st.text())
def test_a_tidied_text_stays_as_it_is(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)
    tidy(text).encode("utf-8")
