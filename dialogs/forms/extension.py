"""Asking for more time for an action."""

from __future__ import annotations

from dialogs.form import Form
from dialogs.questions import Kind, Page, Question
from governance.extensions import MoreTime

EXTENSION = Form(
    key="extension",
    title="Ask for more time",
    pages=(
        Page(
            "more_time",
            "Ask for more time",
            (
                Question(
                    "to_on",
                    Kind.DAY,
                    "By when will it be done?",
                    "A working day. The first date stays on record, and we keep asking until you have an answer.",
                    ahead=True,
                    missing="Give the new date.",
                ),
                Question(
                    "reason",
                    Kind.LONG_TEXT,
                    "Why is more time needed?",
                    at_least=10,
                    at_most=1_000,
                    missing="Say why more time is needed.",
                ),
                Question(
                    "interim_risk",
                    Kind.LONG_TEXT,
                    "What could go wrong until then?",
                    "Say what you do so that it does not.",
                    at_least=3,
                    at_most=1_000,
                    missing="Say what could go wrong.",
                ),
            ),
            button="Send",
        ),
    ),
    command=MoreTime,
)
