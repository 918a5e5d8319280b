"""Personal details in a text are noticed, and what only looks a little like them is not."""

from __future__ import annotations

import pytest

from dialogs.personal_details import GONE, personal_details, without_details

FOUND = {
    "Her number is QQ 12 34 56 C.": None,  # HM Revenue's own example is never given to anybody
    "Her number is AB 12 34 56 C.": "a National Insurance number (it ends in 6C)",
    "ab123456c": "a National Insurance number (it ends in 6C)",
    "NHS number 943 476 5919 was on it": "an NHS number (it ends in 19)",
    "NHS: 9434765919": "an NHS number (it ends in 19)",
    "It went to rosa.quill@mail.example by mistake": "an email address",
    "Ring him on 07700 900123": "a phone number (it ends in 23)",
    "Ring (024) 7683 1111 or so": "a phone number (it ends in 11)",
    "+44 7700 900 123": "a phone number (it ends in 23)",
    "The card was 4111 1111 1111 1111": "a bank card number (it ends in 11)",
    "5500-0000-0000-0004": "a bank card number (it ends in 04)",
}

#: What stands in such texts every day.
NOTHING = (
    "It happened on 27/03/2026 at 14:30.",
    "It happened on 27-03-2026, and again on 2026-04-01.",
    "The letter went to CV1 5RR instead of CV11 5RR.",
    "The reference is I-4F3A-91C2-AA07.",
    "Service desk INC0012345678 and RITM0045012.",
    "Order 4500012345 for 250 units, £1,234,567.89 in all.",
    "About 1200 records and 3,500 lines, version 10.4.2.",
    "Case 2026/000123456 and file 123-456-7890/2.",
    "943 476 5918 is no NHS number, because its check digit is wrong.",
    "4111 1111 1111 1112 is no card, because its check digit is wrong.",
    "The laptop is CCC-LT-004512, serial 5CG1234ABC.",
    "Room 0.12, floor 3, from 9 to 5.",
    "The IP address was 192.168.100.200 and the port 8080.",
    "ISBN 978-0-306-40615-7 and account UPRN 100070012345.",
    "Uploaded at 20260327143000, batch 00000000001234.",
    "Phase 1-2-3-4-5-6-7-8-9-10-11-12.",
    "@everyone in the team saw it; the handle is @council.",
    "Bins AB 1, AB 2 and AB 3.",
)


@pytest.mark.parametrize(("text", "words"), FOUND.items())
def test_what_is_somebodys_is_noticed(text: str, words: str | None) -> None:
    assert [slip.words for slip in personal_details(text)] == ([words] if words else [])


@pytest.mark.parametrize("text", NOTHING)
def test_what_only_looks_a_little_like_it_raises_no_alarm(text: str) -> None:
    assert [(text[slip.start : slip.end], slip.words) for slip in personal_details(text)] == []


@pytest.mark.parametrize("text", [text for text, words in FOUND.items() if words])
def test_it_can_be_taken_out_and_is_gone_then(text: str) -> None:
    cleaned = without_details(text)
    assert GONE in cleaned
    assert personal_details(cleaned) == ()
    assert without_details(cleaned) == cleaned


def test_several_are_found_in_their_order_and_the_words_around_them_stay() -> None:
    text = "Mail a@mail.example, then ring 07700 900123 about AB123456C today."
    assert [slip.words.split(" (")[0] for slip in personal_details(text)] == [
        "an email address",
        "a phone number",
        "a National Insurance number",
    ]
    assert without_details(text) == f"Mail {GONE}, then ring {GONE} about {GONE} today."


def test_the_words_never_hold_the_thing_itself() -> None:
    for text, words in FOUND.items():
        if words:
            digits = "".join(filter(str.isdigit, text))
            assert len("".join(filter(str.isdigit, words))) <= 2
            assert not digits or digits not in words
