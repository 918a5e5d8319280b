"""Asking that one more person may work on a case."""

from __future__ import annotations

from dialogs.form import Form
from dialogs.questions import Kind, Page, Question
from governance.case_sharing import Sharing

SHARE = Form(
    key="share",
    title="Who works on it",
    pages=(
        Page(
            "share",
            "Ask for one more person",
            (
                Question(
                    "reason",
                    Kind.LONG_TEXT,
                    "Why do you need them?",
                    "It goes into the record. Another person has to agree before they can read the case.",
                    at_least=3,
                    at_most=2_000,
                    missing="Say why you need them.",
                ),
                Question(
                    "identity",
                    Kind.YES_NO,
                    "Do they need to know who reported it?",
                    "Say yes only if the reporter agreed to it, and the record says so.",
                    missing="Say yes or no.",
                ),
            ),
            button="Ask",
        ),
    ),
    command=Sharing,
)
