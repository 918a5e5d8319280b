"""Stepping aside from a case."""

from __future__ import annotations

from dialogs.form import Form
from dialogs.questions import Kind, Page, Question
from governance.case_sharing import SteppingAside

STEP_ASIDE = Form(
    key="step_aside",
    title="Step aside",
    pages=(
        Page(
            "aside",
            "Step aside from this case",
            (
                Question(
                    "reason",
                    Kind.LONG_TEXT,
                    "Why do you step aside?",
                    "The others read this in the record. You may know someone in it, or have worked on the same thing.",
                    at_least=3,
                    at_most=2_000,
                    missing="Say why you step aside.",
                ),
                Question(
                    "lost",
                    Kind.NOTICE,
                    "You lose your key at once, and your private notes with it. It can not be given to you again.",
                ),
                Question(
                    "sure",
                    Kind.CONFIRM,
                    "I know that I can not open this case again",
                    missing="Tick the box if you are sure.",
                ),
            ),
            button="Step aside",
        ),
    ),
    command=SteppingAside,
)
