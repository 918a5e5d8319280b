"""Something that was done about a concern."""

from __future__ import annotations

from dialogs.form import Form
from dialogs.questions import Kind, Page, Question
from governance.case_writing import StepTaken

RECORD_STEP = Form(
    key="record_step",
    title="Add a step",
    pages=(
        Page(
            "step",
            "What was done?",
            (
                Question("on", Kind.DAY, "On which day was it done?", missing="Give the day."),
                Question(
                    "text",
                    Kind.LONG_TEXT,
                    "What was done, and what came of it?",
                    "Say who did it. You cannot change it later. You can put it right with a new entry.",
                    at_least=3,
                    at_most=4_000,
                    missing="Say what was done.",
                ),
            ),
            button="Add to the record",
        ),
    ),
    command=StepTaken,
)
