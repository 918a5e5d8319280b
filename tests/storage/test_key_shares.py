"""What would be lost: the last way to a report when two shares do not give the key back, or its secrecy when one
does."""

from __future__ import annotations

import os
from itertools import combinations, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.codes import ALPHABET, contains_code
from governance.errors import Refused
from storage.key_shares import RANDOM_BYTES, Share, combine, read_share, split, times

SECRETS = st.binary(min_size=32, max_size=32)
#: The shares of the bytes 0 to 31, with the slopes 100 to 131 and the mark 42.
KNOWN_LINES = [
    ("3ACHJ-68S3C-DHP6R-S342H", "B4CHY-7RZ3W-CHJ68-S3CM2", "KCDHP-68S34-CJE9S-74WZ4"),
    ("5AS35-WXKEM-TZ9D3-M6KHY", "EPTQP-EZTQ9-Z3XZX-ZF40G", "Q7WBG-Y1RZ6-WM3G8-0823Q"),
    ("7ANJQ-AHANW-QTWBN-F5Y1Q", "DRQAE-9X64T-HJ78H-2MWF9", "MYK2D-9S7MR-KA3RB-0W17R"),
]
RANDOM = st.binary(min_size=RANDOM_BYTES, max_size=RANDOM_BYTES)


def product(one: int, other: int) -> int:
    """In GF(256) by long multiplication and division of polynomials, as FIPS 197 says it in words."""
    whole = 0
    for bit in range(8):
        if other & 1 << bit:
            whole ^= one << bit
    while whole.bit_length() > 8:
        whole ^= 0b100011011 << whole.bit_length() - 9
    return whole


@pytest.mark.parametrize(
    ("one", "other", "known"),
    [
        (0x57, 0x83, 0xC1),
        (0x57, 0x13, 0xFE),
        (0x57, 0x02, 0xAE),
        (0x57, 0x04, 0x47),
        (0x57, 0x08, 0x8E),
        (0x57, 0x10, 7),
    ],
)
def test_the_field_is_that_of_the_standard(one: int, other: int, known: int) -> None:
    """The worked examples of FIPS 197, 4.2."""
    assert times(one, other) == times(other, one) == known


def test_every_product_in_the_field_is_as_by_hand() -> None:
    assert all(times(a, b) == product(a, b) for a in range(256) for b in range(256))


def test_the_shares_of_a_known_key_are_these_for_ever() -> None:
    """Shares lie in safes for years: a change here would make them useless. Values reckoned by hand."""
    secret, random = bytes(range(32)), bytes(range(100, 132)) + b"\x2a"
    shares = split(secret, random)
    for share in shares:
        by_hand = bytes(byte ^ product(slope, share.number) for byte, slope in zip(secret, random, strict=False))
        assert (share.value, share.mark) == (by_hand, 42)
    assert shares[0].value[:4].hex() == "64646464"
    assert shares[1].value[:4].hex() == "c8cbcecd"
    assert [share.lines for share in shares] == KNOWN_LINES


@given(SECRETS, RANDOM)
def test_any_two_shares_give_the_key_back_in_any_order(secret: bytes, random: bytes) -> None:
    for one, other in permutations(split(secret, random), 2):
        assert combine(one, other) == secret


@given(SECRETS, SECRETS, RANDOM)
def test_one_share_fits_every_key_there_is(secret: bytes, any_other: bytes, random: bytes) -> None:
    """For each share and each key that it might be of there is one randomness, as likely as every other, with which
    that key gives that very share: so it tells nothing."""
    inverse = {1: 1, 2: 0x8D, 3: 0xF6}
    for share in split(secret, random):
        slopes = bytes(product(a ^ b, inverse[share.number]) for a, b in zip(share.value, any_other, strict=True))
        assert split(any_other, slopes + random[-1:])[share.number - 1] == share


@given(SECRETS, RANDOM)
def test_a_share_on_paper_is_the_share(secret: bytes, random: bytes) -> None:
    for share in split(secret, random):
        for lines in permutations(share.lines):
            assert read_share("# a remark\n\n" + "\n".join(lines), "here") == share
        sloppy = "\n".join(line.lower().replace("-", " ").replace("0", "o").replace("1", "l") for line in share.lines)
        assert read_share(sloppy, "here") == share


def test_every_slip_of_the_pen_is_noticed_and_the_line_is_named() -> None:
    share = split(os.urandom(32), os.urandom(RANDOM_BYTES))[1]
    lines = list(share.lines)
    for number, line in enumerate(lines):
        for place, symbol in enumerate(line):
            if symbol == "-":
                continue
            wrong = line[:place] + ALPHABET[(ALPHABET.index(symbol) + 1) % 32] + line[place + 1 :]
            with pytest.raises(Refused, match=f"^Line {number + 1} of the paper: ") as refused:
                read_share("\n".join([*lines[:number], wrong, *lines[number + 1 :]]), "the paper")
            assert line[:5] not in str(refused.value)


def test_lines_of_two_shares_are_not_taken_for_one() -> None:
    one, other, _ = split(os.urandom(32), os.urandom(RANDOM_BYTES))
    for lines in (one.lines[:2], (*one.lines, one.lines[0]), (one.lines[0], one.lines[0], one.lines[2])):
        with pytest.raises(Refused, match="the paper"):
            read_share("\n".join(lines), "the paper")
    mixed = read_share("\n".join((one.lines[0], other.lines[1], one.lines[2])), "the paper")
    assert mixed not in (one, other), "only the public half of the key can tell"


def test_a_share_that_is_pasted_into_a_chat_is_noticed_there() -> None:
    for share in split(os.urandom(32), os.urandom(RANDOM_BYTES)):
        assert all(contains_code(f"here it is: {line} thanks") for line in share.lines)


def test_shares_of_two_splittings_are_told_apart() -> None:
    key = os.urandom(32)
    first, second = (split(key, os.urandom(32) + bytes([mark])) for mark in (7, 8))
    with pytest.raises(Refused, match="split more than once"):
        combine(first[0], second[1])
    with pytest.raises(Refused, match="Both of these are share 2"):
        combine(first[1], second[1])


def test_no_two_splittings_are_alike_and_a_share_shows_nothing_when_printed() -> None:
    key = os.urandom(32)
    shares = [share for _ in range(20) for share in split(key, os.urandom(RANDOM_BYTES))]
    assert len({share.value for share in shares}) == 60
    assert all(one != other for one, other in combinations(shares, 2))
    assert repr(Share(1, 2, key)) == "Share(1, …)"


@pytest.mark.parametrize(("secret", "random"), [(31, 33), (33, 33), (32, 32), (0, 33)])
def test_a_key_or_randomness_of_another_length_is_not_split(secret: int, random: int) -> None:
    with pytest.raises(ValueError, match="fixed lengths"):
        split(os.urandom(secret), os.urandom(random))
