"""Deciding about more time for an action."""

from __future__ import annotations

from dialogs.form import Form
from dialogs.questions import Kind, Page, Question
from governance.extensions import Decision

DECIDE_EXTENSION = Form(
    key="decide_extension",
    title="More time",
    pages=(
        Page(
            "decide",
            "Do you agree to more time?",
            (
                Question("granted", Kind.YES_NO, "Do you agree?", missing="Say yes or no."),
                Question(
                    "words",
                    Kind.LONG_TEXT,
                    "Why?",
                    "The person who asked will read this.",
                    at_least=3,
                    at_most=1_000,
                    missing="Say why.",
                ),
            ),
            button="Send",
        ),
    ),
    command=Decision,
)
