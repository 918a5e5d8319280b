"""Reading one answer: what a face sent, as the value it means, or what is wrong with it in words that help.

What a face sends is text or a list of texts under the question's key; rows of people, days with a time and lists of
yes or no come under keys of their own (`people.0.who`, `seen.day`, `same_people.1042`). Anything else counts as
nothing sent, so no input can make reading fail.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from dialogs.days import Wrong, coming_day, past_day
from dialogs.facts import WEB_TEXT_BYTES, Facts
from dialogs.questions import Choice, Kind, Looks, Question
from dialogs.slips import holds_code
from governance.codes import SYMBOLS, Mistyped, normalise
from governance.incidents import Moment
from governance.reports import NamedPerson
from governance.typed import seen

Raw = Mapping[str, object]

WHO_AT_MOST = 150
_LONGEST = 4 * WEB_TEXT_BYTES
_LONGEST_CODE = 200
#: A word that is no group of a code, so that two answers never make one.
_BETWEEN = "\nend\n"
#: Bytes that breaking up a pair of template signs adds.
_BROKEN = 6

_UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_TIME = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)(?::\d\d)?")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]{2,}")
_ZONE = ZoneInfo("Europe/London")

MISSING = {
    Kind.TEXT: "Write an answer.",
    Kind.LONG_TEXT: "Write an answer.",
    Kind.CHOICE: "Choose one of the answers.",
    Kind.SEVERAL: "Choose at least one of the answers.",
    Kind.YES_NO: "Choose yes or no.",
    Kind.DAY: "Enter a date.",
    Kind.MOMENT: "Enter a date and a time.",
    Kind.NUMBER: "Enter a number.",
    Kind.PEOPLE: "Add at least one person.",
    Kind.CONFIRM: "Tick the box to carry on.",
    Kind.CODE: "Enter your code.",
}


@dataclass(slots=True, repr=False)
class Reading:
    """What is known while a draft is read, page by page."""

    raw: Raw
    facts: Facts
    #: What the draft carries on of `raw`: text, or a list of choices, for the questions that are asked.
    kept: dict[str, object] = field(default_factory=dict)
    answers: dict[str, object] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    #: Choices and rows that came out of the facts and the earlier answers, by question key.
    found: dict[str, tuple[Choice, ...]] = field(default_factory=dict)
    #: The questions asked so far, by page key.
    asked: dict[str, tuple[Question, ...]] = field(default_factory=dict)
    #: Encoded bytes of text so far; counted only where the whole may be too much.
    weight: int = 0
    #: What `care` says, once it is known.
    together: tuple[bool, bool] | None = None

    def care(self) -> tuple[bool, bool]:
        """Whether everything in the draft together may be too long, and whether it may hold a code: then each text is
        looked at. Found out when the first text is read: many a press has none."""
        if self.together is None:
            texts = [value for value in self.raw.values() if isinstance(value, str)]
            tight = weigh(_BETWEEN.join(texts)) > self.facts.text_bytes
            # What is too long is cut before it is looked at: anybody may send a text that takes long to look through.
            coded = tight or holds_code(_BETWEEN.join([text for text in texts if len(text) >= SYMBOLS]))
            self.together = tight, coded
        return self.together

    def text(self, name: str) -> str:
        """What stands in an input; empty when nothing does."""
        text = self.kept.get(name, "")
        return text if isinstance(text, str) else ""


def text_of(value: object) -> str:
    """What a face sent, as one text; empty for what no face sends."""
    if isinstance(value, str):
        text = value[:_LONGEST]
        return text if text.isascii() else text.encode("utf-8", "ignore").decode()
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**18:
        return str(value)
    return ""


def picks_of(value: object) -> Sequence[str]:
    """Several choices: a list (a web form) or names with commas between them (a card)."""
    if isinstance(value, str):
        return [pick.strip() for pick in value[:_LONGEST].split(",")]
    return [pick for pick in value[:100] if isinstance(pick, str)] if isinstance(value, list) else []


def is_ticked(value: object) -> bool:
    return value is True or value in ("yes", "true", "on")


def tidy(text: str) -> str:
    """Line ends as one sign, one form of every accented letter, and nothing that a text cannot hold."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    if not text.isprintable():  # far quicker than to look for what is unwanted, and nearly always enough
        text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
        if not text.replace("\n", " ").isprintable():
            text = _UNWANTED.sub("", text)
    return text.strip()


def weigh(text: str) -> int:
    """Bytes that a text takes on a card: as UTF-8, with what JSON escapes, and the signs that are broken up."""
    plain = len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))
    escaped = text.count('"') + text.count("\\") + text.count("\n")
    return plain + escaped + _BROKEN * (text.count("{{") + text.count("${"))


def _take(text: str, reading: Reading) -> None:
    """Count a text against the room there is, and refuse one that gives the reporter's code away."""
    tight, coded = reading.care()
    if tight:
        reading.weight += weigh(text)
        over = reading.weight - reading.facts.text_bytes
        if over > 0:
            elsewhere = " Or use the web page, which takes more." if reading.facts.text_bytes < WEB_TEXT_BYTES else ""
            raise Wrong(
                f"Your answers together are too long to send here. Take out about {over} letters, here or on another "
                f"page.{elsewhere}"
            )
    if coded and holds_code(text):
        raise Wrong("Take your code out of this answer. Anyone who has it can read the messages about your report.")


def _text(question: Question, reading: Reading) -> str | None:
    text = tidy(reading.text(question.key))
    if question.kind is Kind.TEXT and "\n" in text:
        text = " ".join(text.split())
    if not text or (not text.isprintable() and not seen(text)[0].strip()):
        return None
    if len(text) > question.at_most:
        raise Wrong(f"Make this shorter. It is {len(text) - question.at_most} letters too long.")
    if len(text) < question.at_least:
        raise Wrong(f"Write a little more: at least {question.at_least} letters.")
    if question.marker and question.marker in text:
        raise Wrong(question.missing)
    for fit in question.fits:
        if fit.when.holds(reading.answers):
            _check_looks(text, fit.looks)
    _take(text, reading)
    return text


def _check_looks(text: str, looks: Looks) -> None:
    if looks is Looks.EMAIL and not _EMAIL.fullmatch(text):
        raise Wrong("Enter an email address with an @ in it, such as name@mail.example.")
    if looks is Looks.PHONE and not 7 <= sum(map(str.isdigit, text)) <= 15:
        raise Wrong("Enter a phone number with all its digits, such as 024 7600 0000.")


def _choice(question: Question, reading: Reading) -> str | None:
    value = reading.text(question.key).strip()
    choices = reading.found.get(question.key, question.choices)
    for choice in choices:
        if choice.value == value:
            return choice.value
    return None


def _several(question: Question, reading: Reading) -> tuple[str, ...] | None:
    picks = reading.kept[question.key]
    if not isinstance(picks, list):
        return None
    picked = tuple(choice for choice in question.choices if choice.value in picks)
    if len(picked) > 1:
        for choice in picked:
            if choice.alone:
                raise Wrong(f"Choose “{choice.label}” or the other answers, not both.")
    return tuple(choice.value for choice in picked) or None


def _confirm(question: Question, reading: Reading) -> bool | None:
    return True if reading.text(question.key) else None


def _day(question: Question, reading: Reading) -> date | None:
    text = reading.text(question.key)
    if not text.strip():
        return None
    day = (coming_day if question.ahead else past_day)(text, reading.facts.today)
    earliest = reading.answers.get(question.not_before)
    if isinstance(earliest, date) and day < earliest:
        raise Wrong("Enter a date that is not before the first one.")
    return day


def _moment(question: Question, reading: Reading) -> datetime | Moment | None:
    day_text = reading.text(f"{question.key}.day")
    time_text = reading.text(f"{question.key}.time").strip()
    if not day_text.strip() and not time_text:
        return None
    day = past_day(day_text, reading.facts.today)
    time = _TIME.fullmatch(time_text)
    if not time:
        if question.loosely and not time_text:
            return _not_too_early(question, reading, Moment(day, None, day < reading.facts.today - timedelta(days=1)))
        raise Wrong("Enter a time of day, such as 14:30.")
    at = datetime(day.year, day.month, day.day, int(time[1]), int(time[2]), tzinfo=_ZONE).astimezone(UTC)
    now = reading.facts.now
    if now is not None and at > now:
        raise Wrong("Enter a time that is not still to come.")
    if not question.loosely:
        return at
    over = now - at > timedelta(days=1) if now is not None else day < reading.facts.today - timedelta(days=1)
    return _not_too_early(question, reading, Moment(day, at, over))


def _not_too_early(question: Question, reading: Reading, moment: Moment) -> Moment:
    """Raises Wrong when it lies before what it must not come before; where a time is missing, the days decide."""
    first = reading.answers.get(question.not_before)
    if isinstance(first, Moment):
        early = moment.at < first.at if moment.at and first.at else moment.on < first.on
        if early:
            raise Wrong("This is before it happened. Put right the one or the other.")
    return moment


def _number(question: Question, reading: Reading) -> int | None:
    text = reading.text(question.key).replace(",", "").replace(" ", "")[:20]
    if not text:
        return None
    number = int(text) if text.isascii() and text.lstrip("-").isdigit() and text.count("-") <= 1 else None
    if number is None or not question.at_least <= number <= question.at_most:
        raise Wrong(f"Enter a whole number from {question.at_least} to {question.at_most}.")
    return number


def _people(question: Question, reading: Reading) -> tuple[NamedPerson, ...] | None:
    people = []
    parts = {choice.value for choice in question.choices}
    for number in range(question.rows.most if question.rows else 0):
        row = f"{question.key}.{number}"
        if f"{row}.who" not in reading.kept:
            break
        who = " ".join(tidy(reading.text(f"{row}.who")).split())
        part = reading.text(f"{row}.part").strip()
        if who:
            if len(who) > WHO_AT_MOST:
                raise Wrong(f"Make row {number + 1} shorter. It is {len(who) - WHO_AT_MOST} letters too long.")
            _take(who, reading)
            people.append(NamedPerson(who, part if part in parts else ""))
        elif part in parts:
            raise Wrong(f"Say who you mean in row {number + 1}, or clear that row.")
    return tuple(people) or None


def _code(question: Question, reading: Reading) -> str | None:
    text = reading.text(question.key)[:_LONGEST_CODE]
    if not text.strip():
        return None
    try:
        return normalise(text)
    except Mistyped as slip:
        raise Wrong(str(slip)) from None


#: How an answer of each kind is read: its value, or None when it was left empty. Raises Wrong.
READERS: Mapping[Kind, Callable[[Question, Reading], object]] = {
    Kind.TEXT: _text,
    Kind.LONG_TEXT: _text,
    Kind.CHOICE: _choice,
    Kind.YES_NO: _choice,
    Kind.SEVERAL: _several,
    Kind.CONFIRM: _confirm,
    Kind.DAY: _day,
    Kind.MOMENT: _moment,
    Kind.NUMBER: _number,
    Kind.PEOPLE: _people,
    Kind.CODE: _code,
}
