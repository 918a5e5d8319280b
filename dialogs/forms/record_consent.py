"""What the reporter agreed to, for the record: their name goes to nobody else without it (policy paragraph 16)."""

from __future__ import annotations

from dialogs.form import Form
from dialogs.questions import Kind, Page, Question
from governance.case_writing import ConsentGiven

RECORD_CONSENT = Form(
    key="record_consent",
    title="What the reporter agreed to",
    pages=(
        Page(
            "consent",
            "What the reporter agreed to",
            (
                Question(
                    "identity",
                    Kind.YES_NO,
                    "May those who look into it know who reported it?",
                    "What you write here last is what counts. If they take it back, write it down again.",
                    missing="Say yes or no.",
                ),
                Question(
                    "text",
                    Kind.LONG_TEXT,
                    "What did they say, when and how?",
                    "Use their own words as far as you can.",
                    at_least=3,
                    at_most=2_000,
                    missing="Say what they said.",
                ),
            ),
            button="Add to the record",
        ),
    ),
    command=ConsentGiven,
)
