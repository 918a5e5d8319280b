"""Whether words that leave a case could show who is in it."""

from __future__ import annotations

import pytest

from governance.lessons import case_names, slips

TOLD = (
    "Every Friday the supplier gives the buyer brown envelopes of cash behind the old boiler house. Okafor saw it, and "
    "so did a bell ringer."
)
STAFF = ("Amara Okafor", "Ruth Bell", "Colin Marsh", "Seán O’Neill-Ward")
NAMES = case_names(["Dave from stores", "Mrs Zielińska (took part in it)", "the night manager"], TOLD, STAFF)


def test_who_was_named_and_who_of_the_staff_is_spoken_of_is_a_name_of_the_case() -> None:
    assert {"dave", "zielinska", "okafor"} <= NAMES
    assert "marsh" not in NAMES
    assert "bell" not in NAMES, "a bell ringer is not Ruth Bell"
    assert "bell" in case_names([], "I saw ruth bell do it.", STAFF)


def test_posts_titles_and_first_words_name_nobody() -> None:
    assert not NAMES & {"mrs", "the", "manager", "night", "stores", "every", "friday"}


@pytest.mark.parametrize(
    "words",
    [
        "We spoke to Okafor about it.",
        "OKAFOR’S cupboard is locked now.",
        "It was okafor.",
        "Ms Zielinska is no longer in charge of it.",
        "The Okafor-Smith office is shut.",
    ],
)
def test_a_name_is_found_in_every_spelling(words: str) -> None:
    assert slips(words, NAMES).names


def test_a_name_inside_another_word_is_none() -> None:
    assert not slips("We bought davenports and a zielinskaphone.", NAMES)


def test_what_is_said_in_words_of_its_own_may_leave() -> None:
    lesson = "Buyers and suppliers must not meet alone. Two people sign for each order."
    assert not slips(lesson, NAMES, TOLD)


def test_a_turn_of_phrase_of_the_report_is_found_whole_however_it_is_written() -> None:
    found = slips("We know that BROWN envelopes, of cash – behind the old boiler house – were seen.", NAMES, TOLD)
    assert found.phrases == ("BROWN envelopes, of cash – behind the old boiler house",)


def test_words_that_any_two_texts_share_are_no_turn_of_phrase() -> None:
    assert not slips("It happened on a Friday behind the house.", NAMES, TOLD).phrases


def test_the_mark_tells_one_finding_from_another_and_says_nothing_of_it() -> None:
    one, other = slips("Okafor was there.", NAMES), slips("Dave was there.", NAMES)
    assert one.mark != other.mark
    assert one.mark == slips("Okafor, again Okafor.", NAMES).mark
    assert "kafor" not in one.mark


def test_hostile_letters_do_no_harm() -> None:
    for words in ("\u202eOkafor\u202c", "O\u0301kafor", "\ud800Okafor", "", "x" * 50_000):
        slips(words, NAMES, TOLD)
    for hidden in ("Zielin\u0301ska", "O\u200bkafor", "\u202eOka\u00adfor", "\uff2fkafor"):
        assert slips(hidden, NAMES).names, hidden
