"""A reporter answers a question that a handler asked."""

from __future__ import annotations

from dialogs.form import Form
from dialogs.questions import Kind, Page, Question
from governance.reports import Answer

ANSWER_QUESTION = Form(
    key="answer_question",
    title="Answer our question",
    pages=(
        Page(
            "text",
            "Answer our question",
            (
                Question(
                    "text",
                    Kind.LONG_TEXT,
                    "What is your answer?",
                    "What you write may show who you are. If you do not know, or do not want to say, tell us that.",
                    at_most=4_000,
                    missing="Write your answer.",
                ),
            ),
            button="Send",
        ),
    ),
    command=Answer,
    anonymous=True,
)
