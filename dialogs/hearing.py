"""What somebody wrote in the chat, as an answer to the question that is open: what a face would have sent for it.

An answer is taken only where it can mean one thing. What may mean two is given back with both, and nothing that was
written is repeated.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from dialogs.answers import MISSING, text_of
from dialogs.days import Wrong
from dialogs.facts import Facts
from dialogs.names import folded
from dialogs.questions import Choice, Kind, Question
from dialogs.spoken_days import spoken_day, spoken_moment

#: Longer than any choice in words.
_LONGEST = 200
_NOT_WORDS = re.compile(r"[^a-z0-9 ]+")
_NUMBER_ONLY = re.compile(r"(?:(?:number|option|answer) )?(\d{1,2})")
_NUMBERS = re.compile(r"\d{1,2}(?:(?: and|,)? \d{1,2}|,\d{1,2})+")
_APART = re.compile(r"[,;/\n&]|\band\b|\bplus\b")
#: Words that say nothing of which answer is meant.
_SMALL = frozenset({"the", "a", "an", "it", "of", "to", "was", "is", "i", "we", "that", "this", "my", "in", "or", "and",
                    "think", "please", "its", "were"})  # fmt: skip
_SAME = {"y": "yes", "yeah": "yes", "yep": "yes", "yup": "yes", "ok": "yes", "n": "no", "nope": "no", "nah": "no"}
#: Ways to say that one does not know, and the choices that mean it.
_UNSURE = frozenset({"not sure", "unsure", "im not sure", "i am not sure", "dont know", "i dont know", "do not know",
                     "i do not know", "no idea", "unknown", "not known", "we dont know"})  # fmt: skip
_MEANS_UNSURE = frozenset({"not_sure", "not_known", "unknown"})
_NONE = frozenset({"none", "none of these", "none of them", "nothing", "nobody", "no one", "neither", "no"})
_MEANS_NONE = frozenset({"none", "nothing", "no_one", "no"})
_COUNTED = re.compile(
    r"(?:about|around|roughly|nearly|almost|over|under|up to|at most|at least|some|maybe|c)?\s*"
    r"(\d[\d, ]*)\s*(?:people|persons|records|of them|or so)?"
)
_UNCLEAR = "That can mean more than one of these. Write its number:"


def heard(question: Question, choices: Sequence[Choice], text: str, facts: Facts) -> Mapping[str, object]:
    """Inputs by name, as a page's button would send them. Raises Wrong with what to write instead; whether a text is
    too long, or a day lies ahead, is for whoever reads the answers."""
    key = question.key
    match question.kind:
        case Kind.CHOICE | Kind.YES_NO:
            return {key: _one(choices, text, question)}
        case Kind.SEVERAL:
            return {key: _several(choices, text, question)}
        case Kind.NUMBER:
            return {key: _number(text)}
        case Kind.DAY:
            return {key: text if question.ahead else spoken_day(text, facts.today).isoformat()}
        case Kind.MOMENT:
            day, time = spoken_moment(text, facts.today, facts.now)
            return {f"{key}.day": day.isoformat(), f"{key}.time": time, key: ""}
        case _:
            return {key: text_of(text)}


def _one(choices: Sequence[Choice], text: str, question: Question) -> str:
    words = _words(text)
    found = meant(choices, words)
    if len(found) == 1:
        return found[0].value
    if found:
        raise Wrong(f"{_UNCLEAR} {_numbered(choices, found)}.")
    raise Wrong(question.missing or MISSING[question.kind])


def _several(choices: Sequence[Choice], text: str, question: Question) -> list[str]:
    """The whole first, because the words of one choice may hold a comma or an "and"; then piece by piece."""
    whole = " ".join(text.split())
    if len(meant(choices, _words(whole))) == 1:
        return [_one(choices, whole, question)]
    pieces = whole.split() if _NUMBERS.fullmatch(whole) else _APART.split(whole[: 4 * _LONGEST].casefold())
    said = [piece.strip(" ,.") for piece in pieces if piece.strip(" ,.") and piece.strip(" ,.") != "and"]
    split = [each for piece in said for each in (piece.split(",") if _NUMBERS.fullmatch(piece) else [piece])]
    if not split:
        raise Wrong(question.missing or MISSING[question.kind])
    return list(dict.fromkeys(_one(choices, each, question) for each in split))


def meant_by(question: Question, choices: Sequence[Choice], text: str) -> bool:
    """Whether the words mean a choice of this question."""
    return question.kind in (Kind.CHOICE, Kind.YES_NO, Kind.SEVERAL) and bool(meant(choices, _words(text)))


def meant(choices: Sequence[Choice], words: str) -> list[Choice]:
    """Which of them the words may mean, by the surest way that finds any: by number, word for word, by what means the
    same, by words that all stand in it. Empty when none."""
    if not words:
        return []
    if number := _NUMBER_ONLY.fullmatch(words):
        place = int(number[1])
        return [choices[place - 1]] if 1 <= place <= len(choices) else []
    words = _SAME.get(words, words)
    labels = {choice.value: _words(choice.label) for choice in choices}
    ways: tuple[Callable[[Choice], bool], ...] = (
        lambda choice: words in (labels[choice.value], choice.value.replace("_", " ")),
        lambda choice: words in _UNSURE and choice.value in _MEANS_UNSURE,
        lambda choice: words in _NONE and choice.alone and choice.value in _MEANS_NONE,
        lambda choice: _all_stand_in(words, {*labels[choice.value].split(), *choice.value.split("_")}),
    )
    return next((found for way in ways if (found := [each for each in choices if way(each)])), [])


def says_nothing(text: str) -> bool:
    """Whether it says that there is nothing to say: for a question that may be left out."""
    return _words(text) in _UNSURE | _NONE | {"na", "n a", "nope", "n"}


def _all_stand_in(words: str, label: set[str]) -> bool:
    said = set(words.split()) - _SMALL
    return bool(said) and all(_stands_in(word, label) for word in said)


def _stands_in(word: str, label: set[str]) -> bool:
    """A long word is known by its beginning: "letters" stands in "a letter went"."""
    return word in label or (len(word) >= 5 and any(len(each) >= 5 and each[:5] == word[:5] for each in label))


def _words(text: str) -> str:
    if len(text) > _LONGEST:
        return ""
    return " ".join(_NOT_WORDS.sub(" ", folded(text)).split())


def _numbered(choices: Sequence[Choice], found: Sequence[Choice]) -> str:
    """Such as "1 “Yes, in writing”, 2 “Yes, they said so”"."""
    return ", ".join(f"{choices.index(each) + 1} “{each.label}”" for each in found)


def _number(text: str) -> str:
    """The digits; what is none is left for the reader to refuse."""
    plain = " ".join(text.casefold().strip(" .!").split())
    found = _COUNTED.fullmatch(plain)
    return found[1].strip(" ,") if found else plain[:20] or "?"
