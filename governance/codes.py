"""The code that lets a reporter come back: easy to copy by hand, hard to guess, and a slip of the pen is noticed.

Twenty symbols of Crockford's alphabet (no I, L, O or U), in four groups of five, such as `431RZ-WMFDG-NEPCC-VCDV8`.
Eighteen are random (90 bits). The last two are the check symbols of a Reed-Solomon code over GF(32): one or two wrong
symbols, and any two exchanged, are always noticed; anything worse passes once in 1,024 times.

A code has one written form everywhere in the program: capitals, with dashes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from itertools import accumulate
from operator import xor

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
#: In capitals. Our codes have no U.
_GROUP_LIKE = re.compile(r"[0-9A-TV-Z]+")
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
    return any(map(_holds_code, _runs(_plain(text))))


def _runs(plain: str) -> Iterator[list[str]]:
    """Words in a row that can be groups of one code, with no more between them than people put there."""
    run: list[str] = []
    end = 0
    for found in _WORD.finditer(plain):
        word = found.group()
        fits = len(word) <= SYMBOLS and _GROUP_LIKE.fullmatch(word) is not None
        if run and not (fits and found.start() - end <= _LONGEST_GAP):
            yield run
            run = []
        if fits:
            run.append(word)
        end = found.end()
    yield run


def _holds_code(run: list[str]) -> bool:
    """Whether some of these words in a row are a code. The cost follows their length, whatever they are: anybody may
    send a text that is made to be looked at for long."""
    symbols = "".join(run)
    if len(symbols) < SYMBOLS:
        return False
    ends = list(accumulate(map(len, run)))
    word_at = {end: number for number, end in enumerate(ends)}
    sums = _running_sums(symbols.translate(_LOOK_ALIKE))
    for first, start in enumerate((0, *ends[:-1])):
        last = word_at.get(start + SYMBOLS)
        # Equal sums: what stands between adds nothing at either root, so it holds as `_holds` says.
        if last is None or sums[start] != sums[start + SYMBOLS]:
            continue
        # Without a digit, only groups of five are a code: far the quickest thing to look at.
        words_only = len(run[first]) != GROUP and symbols[start : start + SYMBOLS].isalpha()
        if not words_only and _split_as_people_do(run[first : last + 1]):
            return True
    return False


def _running_sums(symbols: str) -> list[int]:
    """After each symbol, the sums of those so far, weighted with the falling powers of both roots: ten bits each."""
    weighted = _weighted()
    return list(accumulate((weighted[place % 31][symbol] for place, symbol in enumerate(symbols)), xor, initial=0))


@cache
def _weighted() -> tuple[dict[str, int], ...]:
    """By place in a text (their powers repeat after 31): what each symbol adds to both sums."""
    powers = [1]
    for _ in range(30):
        powers.append(_double(powers[-1]))
    return tuple(
        {
            symbol: _times(value, powers[-place % 31]) | _times(value, powers[-2 * place % 31]) << 5
            for value, symbol in enumerate(ALPHABET)
        }
        for place in range(31)
    )


def _times(one: int, other: int) -> int:
    """The product in GF(32)."""
    product = 0
    for bit in range(5):
        if other >> bit & 1:
            product ^= one
        one = _double(one)
    return product


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
