"""Not agreeing that one more person works on a case."""

from __future__ import annotations

from dialogs.form import Form
from dialogs.questions import Kind, Page, Question
from governance.case_sharing import Refusing

SHARE_REFUSE = Form(
    key="share_refuse",
    title="Do not agree",
    pages=(
        Page(
            "share_refuse",
            "You do not agree",
            (
                Question(
                    "reason",
                    Kind.LONG_TEXT,
                    "Why do you not agree?",
                    "It goes into the record of the case. Those who work on it can read it.",
                    at_least=3,
                    at_most=2_000,
                    missing="Say why you do not agree.",
                ),
            ),
            button="Do not agree",
        ),
    ),
    command=Refusing,
)
