"""When the council became aware of an incident: from then the law counts 72 hours."""

from __future__ import annotations

from dialogs.form import Form
from dialogs.questions import Kind, Page, Question
from governance.incident_course import Aware, AwareCorrected

_ASK = Question(
    "aware_at",
    Kind.MOMENT,
    "When did the council know?",
    "It knew when one of us was fairly sure that data was lost, seen or changed. It is not when this form was sent.",
    source=("H1",),
    missing="Say on what day and at what time the council knew.",
)

INCIDENT_AWARE = Form(
    key="incident_aware",
    title="When did the council know?",
    pages=(Page("aware", "Start the 72 hours", (_ASK,), button="Start the clock"),),
    command=Aware,
)

INCIDENT_AWARE_CORRECTED = Form(
    key="incident_aware_corrected",
    title="Correct when the council knew",
    pages=(
        Page(
            "aware",
            "It was at another time",
            (
                _ASK,
                Question(
                    "reason",
                    Kind.LONG_TEXT,
                    "Why is it another time?",
                    "The first time and your reason are both kept.",
                    at_least=3,
                    at_most=1_000,
                    missing="Say why it is another time.",
                ),
            ),
            button="Correct it",
        ),
    ),
    command=AwareCorrected,
)
