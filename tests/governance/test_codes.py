"""What a reporter would miss: their code is refused though they copied it, or a slip of the pen opens nothing and
nobody says why, or a code that they pasted into a chat stays there."""

from __future__ import annotations

import random
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from governance.codes import ALPHABET, Mistyped, contains_code, is_last_block, last_block, mint, normalise

KNOWN = "431RZ-WMFDG-NEPCC-VCDV8"

PROSE = (
    "the of and to in a is that for it was on are as with his they at be this from have or by one had not but what "
    "all were when we there can an your which their said if do will each about how up out them then she many some "
    "so these would other into has more her two like him see time could no make than first been its who now people "
    "my made over did down only way find use may water long little very after words called just where most know "
    "money manager council asked never paid twice again cheque office signed wrote told March 2024 14:30 £1,200 "
    "12345 B2 3rd 10am"
)

codes = st.binary(min_size=12, max_size=12).map(mint)


def some_codes(how_many: int) -> list[str]:
    dice = random.Random(20)
    return [mint(dice.randbytes(12)) for _ in range(how_many)]


def is_refused(text: str) -> bool:
    try:
        normalise(text)
    except Mistyped:
        return True
    return False


def has_a_letter(code: str) -> bool:
    """All but one in a thousand million do; without one it cannot be told from an account number."""
    return any(map(str.isalpha, code))


def with_symbols(code: str, changes: dict[int, str]) -> str:
    symbols = list(code.replace("-", ""))
    for place, symbol in changes.items():
        symbols[place] = symbol
    return "".join(symbols)


def test_a_code_is_four_groups_of_five_symbols_that_cannot_be_mistaken_for_others() -> None:
    for code in some_codes(200):
        groups = code.split("-")
        assert [len(group) for group in groups] == [5, 5, 5, 5]
        assert set("".join(groups)) <= set(ALPHABET)
        assert not set("ILOU") & set(code)


def test_codes_that_were_handed_out_stay_good_for_ever() -> None:
    assert normalise(KNOWN) == KNOWN
    assert mint(bytes(12)) == "00000-00000-00000-00000"
    assert mint(bytes(range(12))) == "000G4-0R40M-30E20-9189V"
    assert mint(b"\xff" * 12) == "ZZZZZ-ZZZZZ-ZZZZZ-ZZZRM"


def test_every_one_of_the_ninety_random_bits_makes_another_code() -> None:
    made = {mint((1 << (95 - bit)).to_bytes(12, "big")) for bit in range(90)}
    assert len(made) == 90


def test_too_little_randomness_makes_no_code() -> None:
    with pytest.raises(ValueError, match="12 random bytes"):
        mint(b"\x07" * 11)


@given(codes)
def test_a_code_is_read_back_however_it_is_typed(code: str) -> None:
    bare = code.replace("-", "")
    for typed in (
        code,
        code.lower(),
        bare,
        f"  {code}\n",
        code.replace("-", " "),
        code.replace("-", " – "),
        code.replace("-", "\u2011"),
        " ".join(bare),
        code.replace("0", "O").replace("1", "l"),
        code.replace("0", "o").replace("1", "I"),
        "\u200b".join(bare),
        bare.translate({ord(symbol): ord(symbol) + 0xFEE0 for symbol in ALPHABET}),
    ):
        assert normalise(typed) == code


def test_every_single_wrong_symbol_is_noticed() -> None:
    for code in [KNOWN, *some_codes(20)]:
        right = code.replace("-", "")
        for place in range(20):
            for symbol in set(ALPHABET) - {right[place]}:
                assert is_refused(with_symbols(code, {place: symbol}))


def test_any_two_symbols_that_changed_places_are_noticed() -> None:
    tried = 0
    for code in some_codes(80):
        right = code.replace("-", "")
        for one, other in combinations(range(20), 2):
            if right[one] != right[other]:
                tried += 1
                assert is_refused(with_symbols(code, {one: right[other], other: right[one]}))
    assert tried > 11_000


def test_two_wrong_symbols_are_noticed() -> None:
    dice = random.Random(7)
    for code in some_codes(200):
        right = code.replace("-", "")
        for _ in range(50):
            one, other = dice.sample(range(20), 2)
            wrong = {place: dice.choice([s for s in ALPHABET if s != right[place]]) for place in (one, other)}
            assert is_refused(with_symbols(code, wrong))


@pytest.mark.full
def test_every_pair_of_wrong_symbols_is_noticed() -> None:
    """All 182,590 pairs on one code: the check is linear, so that what holds for one code holds for all."""
    right = KNOWN.replace("-", "")
    for one, other in combinations(range(20), 2):
        for first in set(ALPHABET) - {right[one]}:
            for second in set(ALPHABET) - {right[other]}:
                assert is_refused(with_symbols(KNOWN, {one: first, other: second}))


def test_a_made_up_code_is_believed_about_once_in_a_thousand_times() -> None:
    dice = random.Random(3)
    believed = sum(not is_refused("".join(dice.choices(ALPHABET, k=20))) for _ in range(30_000))
    assert 10 < believed < 60


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "Enter your code"),
        (" -- ", "Enter your code"),
        ("431RZ-WMFDG", "only 10"),
        (KNOWN + "7", "more than 20"),
        (KNOWN * 5_000, "more than 20"),
        ("431RZ-WMFDG-NEPCC-UCDU8", "letter U"),
        ("431RZ-WMFDG-NEPCC-VCDV9", "not quite"),
        ("431RZ-WMFDG-NEPCC-VCDVé", "not quite"),
        ("\ud800" * 20, "Enter your code"),
    ],
)
def test_what_is_wrong_with_a_code_is_said_without_repeating_it(typed: str, says: str) -> None:
    with pytest.raises(Mistyped, match=says) as refused:
        normalise(typed)
    for group in filter(None, typed.split("-")):
        assert len(group) < 4 or group not in str(refused.value)


@given(codes)
def test_typing_back_the_last_group_shows_that_the_code_was_kept(code: str) -> None:
    assert last_block(code) == code[-5:]
    assert is_last_block(code, code[-5:])
    assert is_last_block(code, f" {code[-5:].lower()} ")
    assert is_last_block(code, " ".join(code[-5:].replace("0", "o").replace("1", "l")))
    assert is_last_block(code, code.lower())
    assert not is_last_block(code, code[-4:])
    assert not is_last_block(code, "")
    assert is_last_block(code, code[:5]) == (code[:5] == code[-5:])


AROUND = ("{}", "my code is {}", "Code:{}.", "({})", "**{}**", "hello,\n{}\nthank you", "2 – {} – 3")


@given(codes.filter(has_a_letter), st.sampled_from(AROUND))
def test_a_code_in_a_message_is_found(code: str, around: str) -> None:
    for typed in (code, code.lower(), code.replace("-", " "), code.replace("-", "\n"), code.replace("-", " — ")):
        assert contains_code(around.format(typed))
    bare = code.replace("-", "")
    if any(map(str.isdigit, code)):
        fours = " ".join(bare[start : start + 4] for start in range(0, 20, 4))
        halves = f"{bare[:10]} {bare[10:]}"
        for typed in (bare, bare.lower(), fours, halves, " ".join(bare), "\u200b".join(bare)):
            assert contains_code(around.format(typed))


def test_a_code_among_other_codes_and_numbers_is_found() -> None:
    assert contains_code("Ref 12345 " + KNOWN + " 12345")
    assert contains_code("AAAAA-AAAAA-" + KNOWN)
    assert contains_code("word " * 2_000 + KNOWN.replace("-", ""))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Ring me on 01632 960 001 or 07700 900123 after 5 pm.",
        "Call 01632960001 01632960002 01632960003",
        "Invoice 20231 of 12345 for 45678 and 98765 pounds",
        "Meetings in 2015 2016 2017 2018 2019 2020 2021 2022 and 2023",
        "Sort code 12-34-56, account 12345678, IBAN GB29 NWBK 6016 1331 9268 19",
        "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
        "The compartmentalisation and internationalisation of these extracts",
        "there would never taste again those seven",
        "that they have been here when they came home last week with some more cash",
        "I saw Anna B take a cash box on 3 May 2024 at about 4 pm, and I told Mr J Smith.",
        "431RZ-WMFDG-NEPCC-VCDV9",
        "431RZ-WMFDG-NEPCC",
        "431RZ. This is a long sentence that stands between. WMFDG-NEPCC-VCDV8",
    ],
)
def test_ordinary_words_and_numbers_are_not_taken_for_a_code(text: str) -> None:
    assert not contains_code(text)


def test_numbers_are_not_taken_for_a_code_even_when_their_check_symbols_agree() -> None:
    dice = random.Random(5)
    tried = 0
    while tried < 5:
        number = "".join(dice.choices("0123456789", k=20))
        if not is_refused(number):
            tried += 1
            assert not contains_code(f"Account {number}, or {number[:10]} {number[10:]}")
            assert not contains_code(" ".join(number[start : start + 5] for start in range(0, 20, 5)))


def test_a_hundred_thousand_words_of_prose_raise_no_false_alarm() -> None:
    dice = random.Random(11)
    words = PROSE.split()
    assert not contains_code(" ".join(dice.choices(words, k=100_000)))


@settings(max_examples=50)
@given(st.text(max_size=100))
def test_no_text_breaks_the_search_or_the_reading(text: str) -> None:
    found = contains_code(text)
    assert isinstance(found, bool)
    is_refused(text)
