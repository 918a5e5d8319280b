"""What somebody types in the middle of a form: an answer, or one of the few words that move about in it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from bot.teams.commands import Ask, plain
from bot.teams.commands import understood as command
from dialogs import asking
from dialogs.asking import Asked
from dialogs.days import Wrong
from dialogs.facts import Facts
from dialogs.form import Form, Kind
from dialogs.hearing import heard, meant_by, says_nothing

_BACK = frozenset({"back", "go back", "previous", "the one before"})
_SKIP = frozenset({"skip", "skip it", "skip this", "pass"})
_HERE = frozenset({"go on", "continue", "carry on", "where was i"})
_KEEP = frozenset({"keep", "keep it", "the same", "leave it"})
_REMOVE = frozenset({"remove", "remove them", "remove them for me", "take them out"})
_SEND = frozenset({"send", "send it", "yes send it", "submit"})
_CHANGE = re.compile(r"(?:change|edit) (?:number |answer )?(\d{1,2})")
MUST = "This question needs an answer."
NOT_AT_THE_END = "Write send to send it, or change and a number, such as change 4."


@dataclass(frozen=True, slots=True)
class Heard:
    #: Where the form stands after it.
    asked: Asked
    #: "stop", "help" or "send", which do more than move about; empty otherwise.
    does: str = ""
    #: The open question was answered by it.
    answered: bool = False


def understood(form: Form, asked: Asked, text: str, facts: Facts) -> Heard:
    """What was typed, and where that leads. An answer that is wrong leaves the form where it is, with what to do."""
    words = plain(text)
    ask = command(text)
    if ask in (Ask.STOP, Ask.HELP):
        return Heard(asked, ask.value)
    if words in _BACK:
        return Heard(asking.back(form, asked, facts))
    if words in _HERE:
        return Heard(asked)
    if number := _CHANGE.fullmatch(words):
        key = asking.key_of(asked, number[1])
        return Heard(asking.change(form, asked, key, facts) if key else replace(asked, error=NOT_AT_THE_END))
    if asked.question is None:
        return Heard(asked, "send") if words in _SEND else Heard(replace(asked, error=NOT_AT_THE_END))
    return _answered(form, asked, text, words, facts)


def _answered(form: Form, asked: Asked, text: str, words: str, facts: Facts) -> Heard:
    question = asked.question
    if question is None:
        return Heard(asked)
    if asked.page.removes and words in _REMOVE:
        return Heard(asking.remove(form, asked, facts))
    if words in _KEEP:
        return _took(asking.answer(form, asked, asking.shown_of(asked), facts))
    nothing = says_nothing(text) and question.kind is not Kind.LONG_TEXT and not meant_by(question, asked.choices, text)
    if words in _SKIP or (nothing and asking.may_skip(asked)):
        if not asking.may_skip(asked):
            return Heard(replace(asked, error=MUST))
        return _took(asking.skip(form, asked, facts))
    try:
        inputs = heard(question, asked.choices, text, facts)
    except Wrong as wrong:
        return Heard(replace(asked, error=str(wrong)))
    return _took(asking.answer(form, asked, inputs, facts))


def _took(asked: Asked) -> Heard:
    return Heard(asked, answered=not asked.error)
