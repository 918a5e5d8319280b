"""A note for the record of a case."""

from __future__ import annotations

from dialogs.form import Form
from dialogs.questions import Choice, Kind, Page, Question
from governance.case_writing import READERS, NoteWritten

RECORD_NOTE = Form(
    key="record_note",
    title="Add a note",
    pages=(
        Page(
            "note",
            "Add a note",
            (
                Question(
                    "readers",
                    Kind.CHOICE,
                    "Who may read it?",
                    "Others see that you wrote a note, and on which day. No one else can open a note that is only for "
                    "you. It may still have to be shown to a court. When you no longer work on the case, two "
                    "custodians can pass it to one person who does.",
                    choices=tuple(Choice(value, label) for value, label in READERS.items()),
                    default="all",
                    missing="Say who may read it.",
                ),
                Question(
                    "text",
                    Kind.LONG_TEXT,
                    "Your note",
                    "You cannot change it later. You can put it right with a new entry.",
                    at_least=3,
                    at_most=4_000,
                    missing="Write your note.",
                ),
            ),
            button="Add to the record",
        ),
    ),
    command=NoteWritten,
)
