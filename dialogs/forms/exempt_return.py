"""Deciding that a return need not be sent."""

from __future__ import annotations

from dialogs.form import Form
from dialogs.questions import Kind, Page, Question
from governance.siro_decisions import LONGEST_REASON, Exempted

EXEMPT_RETURN = Form(
    key="exempt_return",
    title="A return that need not be sent",
    pages=(
        Page(
            "exempt",
            "Why need it not be sent?",
            (
                Question(
                    "reason",
                    Kind.LONG_TEXT,
                    "Why need it not be sent?",
                    "Its owner reads this. It stands in your pack on the quarter too. It holds for this quarter alone.",
                    at_most=LONGEST_REASON,
                    missing="Say why.",
                ),
            ),
            button="It need not be sent",
        ),
    ),
    command=Exempted,
)
