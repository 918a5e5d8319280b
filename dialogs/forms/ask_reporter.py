"""A handler asks a reporter something."""

from __future__ import annotations

from dialogs.form import Form
from dialogs.questions import Kind, Page, Question
from governance.reports import Asking

ASK_REPORTER = Form(
    key="ask_reporter",
    title="Ask the reporter",
    pages=(
        Page(
            "text",
            "Ask the reporter",
            (
                Question(
                    "text",
                    Kind.LONG_TEXT,
                    "What do you want to ask?",
                    "Ask one thing at a time, in plain words. Do not ask who they are. Do not write anything that "
                    "could show others who they are.",
                    at_least=10,
                    at_most=4_000,
                    missing="Write your question.",
                ),
            ),
            button="Send",
        ),
    ),
    command=Asking,
)
