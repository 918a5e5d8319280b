"""Putting an entry of the record right. It stays as it is, and a new one says what is right."""

from __future__ import annotations

from dialogs.form import Form
from dialogs.questions import Kind, Page, Question
from governance.case_writing import CorrectionMade

RECORD_CORRECTION = Form(
    key="record_correction",
    title="Put an entry right",
    pages=(
        Page(
            "correction",
            "Put an entry right",
            (
                Question(
                    "number",
                    Kind.NUMBER,
                    "Which entry?",
                    "Its number stands first in the record. The entry stays, with yours beside it.",
                    at_least=1,
                    at_most=100_000,
                    missing="Give the number of the entry.",
                ),
                Question(
                    "text",
                    Kind.LONG_TEXT,
                    "What is right?",
                    at_least=3,
                    at_most=4_000,
                    missing="Say what is right.",
                ),
            ),
            button="Add to the record",
        ),
    ),
    command=CorrectionMade,
)
