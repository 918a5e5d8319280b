"""What people write in a chat, as answers: taken where it can mean one thing, and asked again where it cannot."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.days import Wrong
from dialogs.facts import Facts
from dialogs.forms.incident import INCIDENT
from dialogs.hearing import heard, meant, says_nothing
from dialogs.questions import Choice, Kind, Question
from dialogs.spoken_days import spoken_day, spoken_moment

FRIDAY = date(2026, 11, 27)
NOW = datetime(2026, 11, 27, 13, 0, tzinfo=UTC)
FACTS = Facts(FRIDAY, now=NOW)
QUESTIONS = {question.key: question for question in INCIDENT.questions()}
ASKED = [question for question in QUESTIONS.values() if question.kind not in (Kind.NOTICE, Kind.REVIEW)]


def answer(key: str, text: str) -> object:
    return heard(QUESTIONS[key], QUESTIONS[key].choices, text, FACTS)[key]


@pytest.mark.parametrize(
    ("key", "text", "meant_by_it"),
    [
        ("still", "Yes.", "yes"), ("still", "y", "yes"), ("still", "NOPE", "no"), ("still", "2", "no"),
        ("still", "not sure", "not_sure"), ("still", "I don’t know", "not_sure"), ("still", "option 3", "not_sure"),
        ("happened", "it nearly happened", "near_miss"), ("happened", "near miss", "near_miss"),
        ("happened", "happened", "happened"), ("kind", "phishing", "phishing"), ("kind", "bcc", "bcc"),
        ("kind", "email to the wrong person", "email"), ("kind", "lost papers", "paper_lost"),
        ("recovered", "yes", "fully"), ("recovered", "no", "no"), ("recovered", "some", "partly"),
        ("when_known", "don't know", "unknown"), ("received_by", "dont know", "unknown"),
        ("marked", "official-sensitive", "sensitive"), ("returned", "not asked", "not_asked"),
        ("harms", "1, 3", ["secrecy", "availability"]), ("harms", "1 3", ["secrecy", "availability"]),
        ("harms", "1 and 2", ["secrecy", "accuracy"]), ("harms", "1,2 and 3", ["secrecy", "accuracy", "availability"]),
        ("harms", "changed and lost", ["accuracy", "availability"]),
        ("harms", "Someone saw it, or could have", ["secrecy"]), ("special", "none", ["none"]),
        ("done", "nothing", ["nothing"]), ("locked", "none", ["no"]), ("told", "ICT; the police", ["ict", "police"]),
        ("who", "children and adults at risk", ["children", "adults_at_risk"]),
        ("people", "about 40 people", "40"), ("people", "1,200", "1,200"), ("place", "Rents", "Rents"),
    ],
)  # fmt: skip
def test_what_can_mean_one_thing_is_taken(key: str, text: str, meant_by_it: object) -> None:
    assert answer(key, text) == meant_by_it


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("still", "perhaps"), ("still", "9"), ("still", "0"), ("still", "I don't think so"), ("happened", "no"),
        ("happened", "it"), ("encrypted", "not encrypted"), ("recovered", "I don't know"), ("harms", ", and"),
        ("harms", "1, 9"), ("kind", "x" * 5_000), ("still", "\u200b"), ("harms", "1" * 4_000),
    ],
)  # fmt: skip
def test_what_means_nothing_is_asked_again(key: str, text: str) -> None:
    with pytest.raises(Wrong) as wrong:
        answer(key, text)
    assert text not in str(wrong.value) or len(text) < 3


def test_what_may_mean_two_things_is_given_back_with_both_numbers() -> None:
    with pytest.raises(Wrong, match="1 “Yes, in writing”, 2 “Yes, they said so”"):
        answer("returned", "yes")


def test_whoever_says_that_there_is_nothing_leaves_out_what_may_be_left_out() -> None:
    assert all(says_nothing(text) for text in ("no", "None.", "n/a", "not sure", "Nothing"))
    assert not any(says_nothing(text) for text in ("no phone", "the police", ""))


@given(st.sampled_from(ASKED), st.text(max_size=300))
def test_nothing_that_is_typed_breaks_it_or_answers_with_what_was_not_offered(asked: Question, text: str) -> None:
    try:
        inputs = heard(asked, asked.choices, text, FACTS)
    except Wrong:
        return
    values = {choice.value for choice in asked.choices}
    given_ = inputs[asked.key]
    if asked.kind is Kind.CHOICE:
        assert given_ in values
    if asked.kind is Kind.SEVERAL:
        assert isinstance(given_, list)
        assert set(given_) <= values


@given(st.sampled_from([question for question in ASKED if question.choices]))
def test_every_choice_is_understood_by_its_number_and_by_its_words(asked: Question) -> None:
    for number, choice in enumerate(asked.choices, 1):
        for said in (str(number), choice.label, choice.label.upper(), f"{choice.label}."):
            inputs = heard(asked, asked.choices, said, FACTS)
            assert inputs[asked.key] in (choice.value, [choice.value])


def test_two_choices_of_the_same_words_are_told_apart_by_their_numbers_alone() -> None:
    twins = (Choice("a", "Rents"), Choice("b", "Rents"))
    assert len(meant(twins, "rents")) == 2
    assert meant(twins, "2") == [twins[1]]


@pytest.mark.parametrize(
    ("text", "day", "time"),
    [
        ("last Tuesday 3pm", "2026-11-24", "15:00"), ("14/11/2026", "2026-11-14", ""),
        ("14.11.2026 at 9.30", "2026-11-14", "09:30"), ("14 november", "2026-11-14", ""), ("Nov 3rd", "2026-11-03", ""),
        ("yesterday at 14:30", "2026-11-26", "14:30"), ("3 days ago", "2026-11-24", ""), ("now", "2026-11-27", "13:00"),
        ("an hour ago", "2026-11-27", "12:00"), ("this morning about 9am", "2026-11-27", "09:00"),
        ("on the 5th of November at noon", "2026-11-05", "12:00"), ("last friday", "2026-11-20", ""),
        ("two weeks ago", "2026-11-13", ""), ("29 feb", "2024-02-29", ""), ("12am on Monday", "2026-11-23", "00:00"),
        ("2026-11-14 09:05", "2026-11-14", "09:05"), ("the day before yesterday", "2026-11-25", ""),
        ("1 December", "2025-12-01", ""), ("weds 12.15pm", "2026-11-25", "12:15"),
    ],
)  # fmt: skip
def test_days_and_times_are_taken_as_people_say_them(text: str, day: str, time: str) -> None:
    assert spoken_moment(text, FRIDAY, NOW) == (date.fromisoformat(day), time)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("friday", "today or a week ago"), ("at 3 yesterday", "am or pm"), ("3 o'clock yesterday", "am or pm"),
        ("3pm", "the day as well"), ("3pm 4pm", "one time"), ("tomorrow", "today or earlier"),
        ("lots", "Write the day"),
        ("99/99", "Write the day"), ("", "Write the day"), ("x" * 4_000, "Write the day"),
        ("midnight", "Write the day"),
        ("several days ago", "Write the day"), ("this saturday", "today or earlier"),
    ],
)  # fmt: skip
def test_a_day_that_may_be_two_or_none_is_asked_again(text: str, told: str) -> None:
    with pytest.raises(Wrong, match=told):
        spoken_moment(text, FRIDAY, NOW)


@given(st.dates(date(1950, 1, 1), date(2026, 11, 27)), st.times())
def test_a_day_in_full_is_always_that_day(day: date, at: object) -> None:
    for written in (f"{day:%d/%m/%Y}", f"{day.day} {day:%B %Y}", day.isoformat(), f"on {day:%d.%m.%Y}"):
        assert spoken_day(written, FRIDAY) == day
        assert spoken_moment(f"{written} {str(at)[:5]}", FRIDAY, NOW) == (day, str(at)[:5])


@given(st.integers(1, 6))
def test_a_weekday_is_the_last_one_before_today(back: int) -> None:
    day = FRIDAY - timedelta(days=back)
    assert spoken_day(f"{day:%A}", FRIDAY) == spoken_day(f"last {day:%a}", FRIDAY) == day


@given(st.text(max_size=70))
def test_no_words_break_the_reading_of_a_day(text: str) -> None:
    try:
        day, _ = spoken_moment(text, FRIDAY, NOW)
    except Wrong:
        return
    assert isinstance(day, date)
