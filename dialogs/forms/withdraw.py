"""A reporter takes a report back. It says first what that can do, and what it cannot."""

from __future__ import annotations

from dialogs.form import Form
from dialogs.questions import Kind, Page, Question
from governance.reports import Withdrawal

WITHDRAW = Form(
    key="withdraw",
    title="Take your report back",
    pages=(
        Page(
            "why",
            "Take your report back",
            (
                Question(
                    "what_happens",
                    Kind.NOTICE,
                    "If you take your report back, we stop writing to you about it.\n\n"
                    "- We may still have to act on what we know now, to keep people safe.\n"
                    "- We keep your report. It is wiped when its time with us is up, as all reports are.\n"
                    "- You can still read it here, and add to it.\n"
                    "- You cannot undo this. You can send a new report.",
                ),
                Question(
                    "why",
                    Kind.LONG_TEXT,
                    "Why do you want to take it back?",
                    "If someone told you to, or scared you, please say so. We can help.",
                    required=False,
                    at_most=4_000,
                ),
                Question(
                    "sure",
                    Kind.CONFIRM,
                    "Yes, I want to take my report back",
                    missing="Tick the box if you want to take it back, or press Stop.",
                ),
            ),
            button="Take my report back",
        ),
    ),
    command=Withdrawal,
    anonymous=True,
)
