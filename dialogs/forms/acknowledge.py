"""A handler's acknowledgement of a report (policy paragraph 21)."""

from __future__ import annotations

from dialogs.form import Form
from dialogs.questions import Kind, Page, Question
from governance.reports import Acknowledgement

ACKNOWLEDGE = Form(
    key="acknowledge",
    title="Acknowledge",
    pages=(
        Page(
            "text",
            "Acknowledge the report",
            (
                Question(
                    "text",
                    Kind.LONG_TEXT,
                    "What you write to the reporter",
                    "Say that we have it, what we understood, and who is dealing with it. Do not write anything that "
                    "could show others who they are.",
                    at_least=20,
                    at_most=4_000,
                    prefilled=True,
                    missing="Write to the reporter.",
                ),
            ),
            button="Send",
        ),
    ),
    command=Acknowledgement,
)
