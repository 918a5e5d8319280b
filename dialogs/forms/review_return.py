"""Looking at a return that was sent."""

from __future__ import annotations

from dialogs.form import Form
from dialogs.questions import Kind, Page, Question
from governance.reviews import Reviewed

REVIEW_RETURN = Form(
    key="review_return",
    title="Look at a return",
    pages=(
        Page(
            "review",
            "Do you accept it?",
            (
                Question(
                    "accepted",
                    Kind.YES_NO,
                    "Do you accept it?",
                    "If not, it goes back to its owner, who has five more working days. That can be done twice.",
                    missing="Say yes or no.",
                ),
                Question(
                    "words",
                    Kind.LONG_TEXT,
                    "What is missing?",
                    "You can leave this out when you accept it. Its owner will read it.",
                    at_most=2_000,
                    required=False,
                ),
            ),
            button="Send",
        ),
    ),
    command=Reviewed,
)
