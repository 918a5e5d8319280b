"""The conversation between a reporter and the handlers, for either reader."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
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
    Entry.MEETING: "Offer to meet",
    Entry.DECISION: "Decision",
    Entry.PROGRESS: "How it goes",
    Entry.COMPLETION: "All is done",
    Entry.CHECK_IN: "How are you?",
    Entry.REOPENING: "Opened again",
    Entry.ADDITION: "More to the report",
    Entry.ANSWER: "Answer",
    Entry.WITHDRAWAL: "Report taken back",
}
#: What stands in the place of words where a reporter did not say why.
NO_REASON = "No reason was given."
#: Below a question of ours, to whoever is to answer it.
STILL_WAITS = "This question still waits for your answer. You need not find out anything."
#: Characters of a question that are quoted above its answer.
_QUOTED = 200


def conversation(
    letters: Sequence[LetterText],
    reading: Literal["handler", "reporter"],
    below: Callable[[LetterText], Iterable[Element]] = lambda _: (),
) -> Iterable[Element]:
    """Elements in the order of writing; one line when nobody has written. `below` gives what stands under a letter,
    such as a button."""
    if not letters:
        yield text("Nobody has written yet.")
    asked = {letter.id: letter for letter in letters if letter.entry is Entry.QUESTION}
    for letter in letters:
        yield one_line(_from(letter, reading), bold=True)
        if letter.question in asked:
            question = asked[letter.question]
            yield one_line(f"To the question of {day(question.written_on)}: {_short(question.text)}")
        yield from said(letter.text) or [text(NO_REASON)]
        yield from below(letter)


def _short(words: str) -> str:
    return words if len(words) <= _QUOTED else f"{words[:_QUOTED].rstrip()} …"


def _from(letter: LetterText, reading: Literal["handler", "reporter"]) -> str:
    if letter.author is Author.REPORTER:
        who = "you" if reading == "reporter" else "the reporter"
    else:
        who = letter.by or "the people who handle your report"
    return f"{_ENTRY[letter.entry]} from {who}, {day(letter.written_on)}"
