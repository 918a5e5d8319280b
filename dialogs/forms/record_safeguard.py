"""What keeps people and evidence safe meanwhile (policy paragraphs 13 and 25)."""

from __future__ import annotations

from dialogs.form import Form
from dialogs.questions import Choice, Kind, Page, Question
from governance.case_writing import SAFE, SafeguardSet

RECORD_SAFEGUARD = Form(
    key="record_safeguard",
    title="Add a safeguard",
    pages=(
        Page(
            "safeguard",
            "Keep somebody or something safe",
            (
                Question(
                    "whom",
                    Kind.CHOICE,
                    "What is it for?",
                    choices=tuple(Choice(value, label) for value, label in SAFE.items()),
                    missing="Say what it is for.",
                ),
                Question(
                    "text",
                    Kind.LONG_TEXT,
                    "What was put in place, by whom, and until when?",
                    at_least=3,
                    at_most=4_000,
                    missing="Say what was put in place.",
                ),
            ),
            button="Add to the record",
        ),
    ),
    command=SafeguardSet,
)
