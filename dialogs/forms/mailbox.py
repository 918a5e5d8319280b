"""Coming back with the code (policy paragraph 18: what can be told to somebody who stays anonymous)."""

from __future__ import annotations

from dialogs.form import Form
from dialogs.questions import Kind, Page, Question
from governance.reports import ComingBack

MAILBOX = Form(
    key="mailbox",
    title="I have a code",
    pages=(
        Page(
            "code",
            "Read what we wrote to you",
            (
                Question(
                    "code",
                    Kind.CODE,
                    "Your code",
                    "20 letters and numbers, in four groups of five. Capitals and dashes do not matter.",
                    missing="Enter your code.",
                ),
            ),
        ),
    ),
    command=ComingBack,
    anonymous=True,
)
