"""A reporter adds to what they reported."""

from __future__ import annotations

from dialogs.form import Form
from dialogs.questions import Kind, Page, Question
from governance.reports import Addition

ADD_TO_REPORT = Form(
    key="add_to_report",
    title="Add to your report",
    pages=(
        Page(
            "text",
            "Add to your report",
            (
                Question(
                    "text",
                    Kind.LONG_TEXT,
                    "What do you want to add?",
                    "What you write may show who you are. Leave out what only you could know.",
                    at_most=4_000,
                    missing="Write what you want to add.",
                ),
            ),
            button="Send",
        ),
    ),
    command=Addition,
    anonymous=True,
)
