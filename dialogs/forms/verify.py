"""Checking that an action is done."""

from __future__ import annotations

from dialogs.form import Form
from dialogs.questions import Kind, Page, Question
from governance.actions import Checked

VERIFY = Form(
    key="verify",
    title="Check that it is done",
    pages=(
        Page(
            "check",
            "Is it done?",
            (
                Question("accepted", Kind.YES_NO, "Is it done?", missing="Say yes or no."),
                Question(
                    "words",
                    Kind.LONG_TEXT,
                    "What did you look at, and what did you find?",
                    "If it is not done, say what is still to do. The person who does it will read this.",
                    at_least=3,
                    at_most=2_000,
                    missing="Say what you looked at.",
                ),
            ),
            button="Send",
        ),
    ),
    command=Checked,
)
