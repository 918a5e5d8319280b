"""A letter inside a handler's form: written from words to begin with, and read before it is sent."""

from __future__ import annotations

from dialogs.conditions import ALWAYS, Condition
from dialogs.questions import Kind, Page, Question
from governance.case_letters import GAP

_WARN = "Do not write anything that could show others who they are."


def letter(
    key: str = "letter",
    ask: str = "Your letter to the reporter",
    hint: str = "",
    when: Condition = ALWAYS,
    missing: str = "Write your letter. Put your own words where it says “Write here”, or take that part out.",
) -> Question:
    """A letter with words to begin from."""
    return Question(
        key, Kind.LONG_TEXT, ask, hint or _WARN, when=when, at_least=10, at_most=3_600, prefilled=True, marker=GAP,
        missing=missing,
    )  # fmt: skip


def read_it(*letters: str, below: tuple[Question, ...] = ()) -> Page:
    """The last page: the letter as the reporter will read it."""
    check = Question(
        "check",
        Kind.NOTICE,
        "Look once more: could any of it show others who they are? Once it is sent, you cannot change it.",
    )
    shown = Question("review", Kind.REVIEW, "This is what the reporter will read:", joined=letters)
    return Page("review", "Read it before it is sent", (check, shown, *below), button="Send")


def inside(key: str, ask: str, hint: str, missing: str, *, when: Condition = ALWAYS, at_least: int = 10) -> Question:
    """Words for the record, which the reporter never reads."""
    return Question(key, Kind.LONG_TEXT, ask, hint, when=when, at_least=at_least, at_most=2_000, missing=missing)
