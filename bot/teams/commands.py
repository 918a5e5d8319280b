"""What people can ask for in the chat, by a button or in words. Words are read and dropped: nothing is kept of them."""

from __future__ import annotations

import re
from enum import StrEnum

from dialogs.views.welcome import Command

#: Longer than any command; what is longer is not looked at.
_LONGEST = 60
_NOT_WORDS = re.compile(r"[^a-z0-9 ]+")


class Ask(StrEnum):
    HELP = "help"
    SPEAK_UP = "speak up"
    MY_REPORTS = "my reports"
    CODE = "i have a code"
    CASES = "cases"
    STOP = "stop"


SPEAK_UP = Command("speak up", "Speak up", "tell us about something wrong", {"verb": "opener"})
CODE = Command("I have a code", "I have a code", "read our answer to your report", {"verb": "code"})
MY_REPORTS = Command("my reports", "My reports", "reports that you sent with your name", {"verb": "my_reports"})
CASES = Command("cases", "Cases", "reports that you handle", {"verb": "cases"})

#: For everybody who works for or with the council.
FOR_ALL = (SPEAK_UP, CODE, MY_REPORTS)

#: How people say the same thing.
_SAID = {
    **{ask.value: ask for ask in Ask},
    "hello": Ask.HELP,
    "hi": Ask.HELP,
    "hey": Ask.HELP,
    "menu": Ask.HELP,
    "start": Ask.HELP,
    "speakup": Ask.SPEAK_UP,
    "report": Ask.SPEAK_UP,
    "report a concern": Ask.SPEAK_UP,
    "raise a concern": Ask.SPEAK_UP,
    "i want to speak up": Ask.SPEAK_UP,
    "my report": Ask.MY_REPORTS,
    "ive a code": Ask.CODE,
    "ive got a code": Ask.CODE,
    "my code": Ask.CODE,
    "code": Ask.CODE,
    "my cases": Ask.CASES,
    "cancel": Ask.STOP,
    "quit": Ask.STOP,
}


def understood(text: str) -> Ask | None:
    """The command that `text` is, whatever its capitals, spaces and punctuation; None for anything else."""
    if len(text) > _LONGEST:
        return None
    plain = text.casefold().replace("'", "").replace("’", "").replace("\xa0", " ")
    return _SAID.get(" ".join(_NOT_WORDS.sub(" ", plain).split()))
