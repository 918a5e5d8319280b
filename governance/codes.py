"""The code that lets a reporter come back: easy to copy by hand, hard to guess, and a slip of the pen is noticed.

Twenty symbols of Crockford's alphabet (no I, L, O or U), in four groups of five, such as `431RZ-WMFDG-NEPCC-VCDV8`.
Eighteen are random (90 bits). The last two are the check symbols of a Reed-Solomon code over GF(32): one or two wrong
symbols, and any two exchanged, are always noticed; anything worse passes once in 1,024 times.

A code has one written form everywhere in the program: capitals, with dashes.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SYMBOLS = 20
GROUP = 5
#: Bytes of randomness that `mint` needs: 90 bits, rounded up.
RANDOM_BYTES = 12

_CHECKS = 2
_RANDOM_BITS = 5 * (SYMBOLS - _CHECKS)
#: x^5 + x^2 + 1, which makes 2 a generator of GF(32).
_FIELD = 0b100101
#: What people write for the symbols that look alike.
_LOOK_ALIKE = str.maketrans({"O": "0", "I": "1", "L": "1"})
#: Longer than any way of writing twenty symbols; whatever is longer is not a code.
_LONGEST = 200

_SYMBOL = re.compile(r"[^\W_]")
_WORD = re.compile(r"[^\W_]+")
#: Spaces, dashes and the like that may stand between the groups of one code.
_LONGEST_GAP = 3
#: Groups that people split twenty symbols into when they do not copy the dashes: each of one length.
_EVEN_GROUPS = frozenset({1, 2, 4})


class Mistyped(ValueError):
    """The text is not a code that we made. The message says what is wrong, and never what was typed."""


def mint(random: bytes) -> str:
    """A new code from at least `RANDOM_BYTES` bytes of good randomness, of which the first 90 bits count."""
    if len(random) < RANDOM_BYTES:
        raise ValueError(f"a code needs {RANDOM_BYTES} random bytes, not {len(random)}")
    bits = int.from_bytes(random[:RANDOM_BYTES], "big") >> (8 * RANDOM_BYTES - _RANDOM_BITS)
    values = [(bits >> shift) & 31 for shift in range(_RANDOM_BITS - 5, -1, -5)]
    return _written("".join(ALPHABET[value] for value in (*values, *_check_symbols(values))))


def normalise(text: str) -> str:
    """The one written form of a code, however it was typed: capitals or not, with spaces, dashes or nothing between,
    O for 0, I or L for 1. Raises Mistyped, in words for the person who typed it.
    """
    symbols = _symbols(text[: _LONGEST + 1])
    if not symbols:
        raise Mistyped("Enter your code. It is 20 letters and numbers, in four groups of five.")
    if len(symbols) != SYMBOLS:
        raise Mistyped(
            f"A code has 20 letters and numbers. There are {'more than' if len(symbols) > SYMBOLS else 'only'} "
            f"{min(len(symbols), SYMBOLS)} here. Check it against what you wrote down."
        )
    if "U" in symbols:
        raise Mistyped("Our codes never have the letter U. It may be a V. Check it against what you wrote down.")
    if not _holds(symbols):
        raise Mistyped(
            "That is not quite the code. One or more of the letters and numbers is wrong, or two have changed places. "
            "Check it against what you wrote down."
        )
    return _written(symbols)


def last_block(code: str) -> str:
    """The last group of a code in its written form: what the reporter types back to show that they kept it."""
    return code[-GROUP:]


def is_last_block(code: str, typed: str) -> bool:
    """Whether `typed` is the code's last group, or the whole code, forgiving the same slips as `normalise`."""
    return _symbols(typed[: _LONGEST + 1]) in (last_block(code), code.replace("-", ""))


def contains_code(text: str) -> bool:
    """Whether a code stands anywhere in `text`, typed in any usual way: to refuse it where others could read it.

    Looks for twenty symbols in whole words, split as people split them: into multiples of five, or evenly into ones,
    twos or fours. In running prose four words in a row seldom have five letters each, and their check symbols
    agree once in 1,024 times, so a false alarm is about one in a million words.
    """
    plain = _plain(text)
    words = [(found.start(), found.end()) for found in _WORD.finditer(plain)]
    joined = [after[0] - before[1] <= _LONGEST_GAP for before, after in pairwise(words)]
    return any(_starts_code(plain, words, joined, first) for first in range(len(words)))


def _starts_code(plain: str, words: list[tuple[int, int]], joined: list[bool], first: int) -> bool:
    groups: list[str] = []
    length = 0
    for index in range(first, len(words)):
        if index > first and not joined[index - 1]:
            return False
        start, end = words[index]
        length += end - start
        if length > SYMBOLS:
            return False
        groups.append(plain[start:end])
        if length == SYMBOLS:
            return _split_as_people_do(groups) and _holds("".join(groups).translate(_LOOK_ALIKE))
    return False


def _split_as_people_do(groups: list[str]) -> bool:
    lengths = {len(group) for group in groups}
    symbols = "".join(groups)
    if symbols.isdigit():
        return False  # telephone and account numbers; one code in a thousand million has no letter
    if lengths == {GROUP}:
        return True
    even = len(lengths) == 1 and lengths <= _EVEN_GROUPS
    # Short and long words are common in prose, and nearly every code has a digit.
    return (even or all(length % GROUP == 0 for length in lengths)) and any(map(str.isdigit, symbols))


def _plain(text: str) -> str:
    """Capitals, wide forms made narrow, and the invisible characters that copying leaves behind taken out."""
    narrow = unicodedata.normalize("NFKC", text).upper()
    return narrow if narrow.isascii() else "".join(c for c in narrow if unicodedata.category(c) != "Cf")


def _symbols(text: str) -> str:
    return "".join(_SYMBOL.findall(_plain(text))).translate(_LOOK_ALIKE)


def _written(symbols: str) -> str:
    return "-".join(symbols[start : start + GROUP] for start in range(0, SYMBOLS, GROUP))


def _holds(symbols: str) -> bool:
    """Twenty symbols are a code when both roots of the generator are roots of their polynomial."""
    at_root = at_square = 0
    for symbol in symbols:
        value = ALPHABET.find(symbol)
        if value < 0:
            return False
        at_root = _double(at_root) ^ value
        at_square = _double(_double(at_square)) ^ value
    return not at_root and not at_square


def _check_symbols(values: list[int]) -> tuple[int, int]:
    """The remainder of the polynomial by (x - 2)(x - 4) = x² + 6x + 8."""
    high = low = 0
    for value in values:
        carried = high ^ value
        twice = _double(carried)
        four_times = _double(twice)
        high, low = low ^ twice ^ four_times, _double(four_times)
    return high, low


def _double(value: int) -> int:
    """Times 2 in GF(32)."""
    value <<= 1
    return value ^ _FIELD if value & 32 else value
