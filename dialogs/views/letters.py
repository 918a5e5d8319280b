"""The conversation between a reporter and the handlers, for either reader."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from dialogs.views.parts import Element, day, text
from dialogs.views.said import one_line, said
from governance.reports import Author, Entry
from governance.services.corresponding import LetterText

_ENTRY = {
    Entry.ACKNOWLEDGEMENT: "Acknowledgement",
    Entry.QUESTION: "Question",
    Entry.MESSAGE: "Message",
    Entry.OUTCOME: "Outcome",
}


def conversation(letters: Sequence[LetterText], reading: Literal["handler", "reporter"]) -> Iterable[Element]:
    """Elements in the order of writing; one line when nobody has written."""
    if not letters:
        yield text("Nobody has written yet.")
    for letter in letters:
        yield one_line(_from(letter, reading), bold=True)
        yield from said(letter.text)


def _from(letter: LetterText, reading: Literal["handler", "reporter"]) -> str:
    mine = (letter.author is Author.REPORTER) == (reading == "reporter")
    if letter.author is Author.REPORTER:
        who = "you" if mine else "the reporter"
    else:
        who = letter.by or "the people who handle your report"
    return f"{_ENTRY[letter.entry]} from {who}, {day(letter.written_on)}"
