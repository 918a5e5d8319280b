"""Somebody else leads a case."""

from __future__ import annotations

from dialogs.form import Form
from dialogs.questions import Kind, Page, Question
from governance.case_sharing import HandingOn

HAND_ON = Form(
    key="hand_on",
    title="Who leads it",
    pages=(
        Page(
            "lead",
            "Let someone else lead it",
            (
                Question(
                    "reason",
                    Kind.LONG_TEXT,
                    "Why do they lead it from now on?",
                    "It goes into the record. You still work on the case, and so do the others.",
                    at_least=3,
                    at_most=2_000,
                    missing="Say why they lead it.",
                ),
            ),
            button="Let them lead it",
        ),
    ),
    command=HandingOn,
)
