"""Noticing personal details in a text that should hold none: a warning, and never a block.

What is looked for has a form of its own and, wherever there is one, a check digit: so that a date, a postcode or the
reference of an incident is not taken for one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

#: HM Revenue and Customs' rule: no D, F, I, Q, U, V in the first two letters, no O in the second, and a few pairs that
#: are never given.
_NATIONAL_INSURANCE = re.compile(
    r"\b(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]\s?\d{2}\s?\d{2}\s?\d{2}\s?[A-D]\b", re.IGNORECASE
)
_TEN_DIGITS = re.compile(r"(?<![\d/.-])\d{3}[ -]?\d{3}[ -]?\d{4}(?![\d/]|[.-]\d)")
_EMAIL = re.compile(r"[^\s@<>(),;:\"\[\]\\]{1,64}@(?:[a-z0-9-]{1,63}\.)+[a-z]{2,24}\b", re.IGNORECASE)
#: Of fifteen or sixteen digits, as nearly all are: of fourteen is many a timestamp.
_CARD = re.compile(r"(?<![\d/.-])\d(?:[ -]?\d){14,15}(?![\d/]|[.-]\d)")
#: What a British telephone number begins with, where it is written as one.
_PHONE_LIKE = re.compile(r"(?<![\w+])(?:\+44|0044|\(?0[1-9])[\d ()-]{7,16}\d(?!\w)")

GONE = "[taken out]"


@dataclass(frozen=True, slots=True, repr=False)
class Slip:
    """One thing that was found, without the thing itself."""

    start: int
    end: int
    #: Such as "an NHS number (it ends in 19)".
    words: str


def personal_details(text: str) -> tuple[Slip, ...]:
    """Everything that looks like somebody's number or address, in the order of the text; none overlaps another."""
    if not any(sign.isdigit() or sign == "@" for sign in text):
        return ()
    found: list[Slip] = []
    for look in _LOOKS:
        for slip in look(text):
            if all(slip.end <= each.start or slip.start >= each.end for each in found):
                found.append(slip)
    return tuple(sorted(found, key=lambda each: each.start))


def without_details(text: str) -> str:
    """The text with those taken out, and words of ours in their place."""
    for slip in reversed(personal_details(text)):
        text = text[: slip.start] + GONE + text[slip.end :]
    return text


def _emails(text: str) -> Iterator[Slip]:
    for found in _EMAIL.finditer(text) if "@" in text else ():
        yield Slip(found.start(), found.end(), "an email address")


def _national_insurance(text: str) -> Iterator[Slip]:
    for found in _NATIONAL_INSURANCE.finditer(text):
        yield Slip(found.start(), found.end(), f"a National Insurance number ({_tail(found[0])})")


def _cards(text: str) -> Iterator[Slip]:
    found = list(_CARD.finditer(text))
    if not found:
        return
    from stdnum import luhn

    for each in found:
        digits = "".join(filter(str.isdigit, each[0]))
        # Payment cards begin with 2 to 6; much that is long and begins otherwise is some system's own number.
        if digits[0] in "23456" and luhn.is_valid(digits):
            yield Slip(each.start(), each.end(), f"a bank card number ({_tail(digits)})")


def _nhs(text: str) -> Iterator[Slip]:
    found = list(_TEN_DIGITS.finditer(text))
    if not found:
        return
    from stdnum.gb import nhs

    for each in found:
        digits = "".join(filter(str.isdigit, each[0]))
        if digits[0] in "34679" and nhs.is_valid(digits):
            yield Slip(each.start(), each.end(), f"an NHS number ({_tail(digits)})")


def _phones(text: str) -> Iterator[Slip]:
    if not _PHONE_LIKE.search(text):
        return
    import phonenumbers

    # "Possible" and not "valid": somebody may have slipped, and the number is somebody's all the same.
    for match in phonenumbers.PhoneNumberMatcher(text, "GB", phonenumbers.Leniency.POSSIBLE):
        if _PHONE_LIKE.fullmatch(match.raw_string):
            yield Slip(match.start, match.end, f"a phone number ({_tail(match.raw_string)})")


#: The surest first: what one of them has taken, a later one does not take again.
_LOOKS: tuple[Callable[[str], Iterator[Slip]], ...] = (_emails, _national_insurance, _cards, _nhs, _phones)


def _tail(text: str) -> str:
    return f"it ends in {''.join(filter(str.isalnum, text))[-2:].upper()}"
