"""Shares of a key: any two of the three give it back, and one alone tells nothing about it.

Shamir's scheme over GF(256), byte by byte: share n is the secret plus n times a random slope. With one share every
secret is as likely as every other, because for each there is one slope that fits.

A share is written as three lines in the form of a reporter's code, so that a slip of the pen is noticed in the line
where it was made, and a share that is pasted into a chat is refused there. A line says which of the three it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

from governance import codes
from governance.errors import Refused
from storage.seal_frames import KEY_BYTES

SHARES = 3
#: Of good randomness, for `split`: a slope for each byte, and the mark of the splitting.
RANDOM_BYTES = KEY_BYTES + 1

#: x^8 + x^4 + x^3 + x + 1, as in AES (FIPS 197).
_FIELD = 0x11B
_LINES = 3
_LINE_BYTES = (KEY_BYTES + 1) // _LINES
_MARKS = 64


@dataclass(frozen=True, slots=True, repr=False)
class Share:
    #: 1 to 3.
    number: int
    #: 0 to 63, random: the same on the shares of one splitting, so that those of two are seldom put together.
    mark: int
    value: bytes

    @property
    def lines(self) -> tuple[str, ...]:
        """Three lines of twenty symbols, in groups of five."""
        whole = bytes([self.number * _MARKS + self.mark]) + self.value
        return tuple(_line(place, whole[place * _LINE_BYTES : (place + 1) * _LINE_BYTES]) for place in range(_LINES))

    def __repr__(self) -> str:
        return f"Share({self.number}, …)"


def split(secret: bytes, random: bytes) -> tuple[Share, ...]:
    """Three shares of a key of `KEY_BYTES` bytes. They were tried: each two give it back."""
    if len(secret) != KEY_BYTES or len(random) != RANDOM_BYTES:
        raise ValueError("a key and the randomness for its shares have fixed lengths")
    slopes, mark = random[:KEY_BYTES], random[-1] % _MARKS
    shares = tuple(
        Share(number, mark, bytes(byte ^ times(slope, number) for byte, slope in zip(secret, slopes, strict=True)))
        for number in range(1, SHARES + 1)
    )
    if any(combine(*pair) != secret for pair in combinations(shares, 2)):
        raise RuntimeError("two shares do not give the key back")
    return shares


def combine(one: Share, other: Share) -> bytes:
    """The key, if both are whole and belong together, which only its owner can tell: see `Refused` of the caller.

    Raises Refused for one share given twice, and for shares of two splittings.
    """
    if one.number == other.number:
        raise Refused(f"Both of these are share {one.number}. It takes two different ones.")
    if one.mark != other.mark:
        raise Refused("These two shares do not belong together: the key was split more than once.")
    inverse = _inverse(one.number ^ other.number)
    return bytes(
        times(times(a, other.number) ^ times(b, one.number), inverse)
        for a, b in zip(one.value, other.value, strict=True)
    )


def read_share(text: str, where: str) -> Share:
    """The share written in `text`: its three lines in any order, however they were typed; lines that begin with # are
    remarks. Raises Refused, naming `where` and the line, and never what was typed."""
    typed = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    if len(typed) != _LINES:
        raise Refused(f"A share has {_LINES} lines of 20 letters and numbers. There are {len(typed)} in {where}.")
    pieces = dict(_piece(line, number, where) for number, line in enumerate(typed, start=1))
    if set(pieces) != set(range(_LINES)):
        raise Refused(f"The lines in {where} are not the three lines of one share. Check them against the paper.")
    whole = b"".join(pieces[place] for place in range(_LINES))
    number, mark = divmod(whole[0], _MARKS)
    if number == 0:
        raise Refused(f"The lines in {where} are not a share. Check them against the paper.")
    return Share(number, mark, whole[1:])


def times(one: int, other: int) -> int:
    """The product in GF(256)."""
    product = 0
    for bit in range(8):
        product ^= one * (other >> bit & 1)
        one = one << 1 ^ _FIELD * (one >> 7)
    return product


def _inverse(value: int) -> int:
    """value^254, because value^255 is 1."""
    result = 1
    for _ in range(254):
        result = times(result, value)
    return result


def _line(place: int, piece: bytes) -> str:
    """Two bits of place and 88 of the share are the 90 bits of a code."""
    bits = place << 8 * _LINE_BYTES | int.from_bytes(piece, "big")
    return codes.mint((bits << 6).to_bytes(codes.RANDOM_BYTES, "big"))


def _piece(line: str, number: int, where: str) -> tuple[int, bytes]:
    try:
        symbols = codes.normalise(line).replace("-", "")
    except codes.Mistyped as mistyped:
        raise Refused(f"Line {number} of {where}: {mistyped}") from None
    bits = 0
    for symbol in symbols[:-2]:
        bits = bits << 5 | codes.ALPHABET.index(symbol)
    place, piece = divmod(bits, 1 << 8 * _LINE_BYTES)
    return place, piece.to_bytes(_LINE_BYTES, "big")
