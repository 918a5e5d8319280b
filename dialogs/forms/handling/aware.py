"""When the council became aware of an incident: from then the law counts 72 hours."""

from __future__ import annotations

from dialogs.form import Form
from dialogs.questions import Choice, Kind, Page, Question
from governance.incident_course import Aware, AwareCorrected

_ASK = Question(
    "aware_at",
    Kind.MOMENT,
    "When did the council know?",
    "It knew when one of us was fairly sure that data was lost, seen or changed. It is not when this form was sent.",
    source=("H1",),
    missing="Say on what day and at what time the council knew.",
)

_WAITED = Question(
    "waited",
    Kind.CHOICE,
    "From when it happened, how long was it until it was reported?",
    "It is for the figures, and nothing finer than this is kept.",
    choices=(
        Choice("same_day", "The same day"),
        Choice("next_day", "The next day"),
        Choice("few_days", "2 or 3 days"),
        Choice("week", "4 to 7 days"),
        Choice("longer", "Longer than a week"),
        Choice("unknown", "Nobody knows"),
    ),
    missing="Say how long it was, or that nobody knows.",
)

INCIDENT_AWARE = Form(
    key="incident_aware",
    title="When did the council know?",
    pages=(Page("aware", "Start the 72 hours", (_ASK, _WAITED), button="Start the clock"),),
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
