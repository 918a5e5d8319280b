"""A handler's acknowledgement of a report, in its three parts (policy paragraph 21)."""

from __future__ import annotations

from dialogs.form import Form
from dialogs.questions import Kind, Page, Question
from governance.letters import MARKER
from governance.reports import Acknowledgement

#: Together, and with what stands between them, they are one letter at the most.
_PARTS = (
    Question(
        "received",
        Kind.LONG_TEXT,
        "1. That we received it",
        "Say on which day it came.",
        at_least=10,
        at_most=800,
        prefilled=True,
        missing="Write part 1: say that we received it, and on which day.",
    ),
    Question(
        "understood",
        Kind.LONG_TEXT,
        "2. What we understood",
        "Sum it up in a few words of your own. Do not write anything that could show others who they are.",
        at_least=10,
        at_most=2_000,
        prefilled=True,
        marker=MARKER,
        missing="Write part 2: what you understood, in your own words.",
    ),
    Question(
        "dealing",
        Kind.LONG_TEXT,
        "3. Who is dealing with it",
        "Say how to reach them, what happens next, and by when.",
        at_least=10,
        at_most=1_100,
        prefilled=True,
        missing="Write part 3: who is dealing with it, and what happens next.",
    ),
)

ACKNOWLEDGE = Form(
    key="acknowledge",
    title="Acknowledge",
    pages=(
        Page("parts", "Acknowledge the report", _PARTS),
        Page(
            "review",
            "Read it before it is sent",
            (
                Question(
                    "check",
                    Kind.NOTICE,
                    "Look once more: could any of it show others who they are? Once it is sent, you cannot change it.",
                ),
                Question(
                    "letter",
                    Kind.REVIEW,
                    "This is what the reporter will read:",
                    joined=tuple(part.key for part in _PARTS),
                ),
            ),
            button="Send",
        ),
    ),
    command=Acknowledgement,
)
