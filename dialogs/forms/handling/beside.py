"""What is kept beside an incident: its number at the service desk, and what the Commissioner asks of the past."""

from __future__ import annotations

from dialogs.form import Form
from dialogs.questions import Choice, Kind, Page, Question
from governance.incident_course import Background, ServiceDesk

INCIDENT_SERVICE_DESK = Form(
    key="incident_service_desk",
    title="The service desk",
    pages=(
        Page(
            "desk",
            "Its number there",
            (
                Question(
                    "reference",
                    Kind.TEXT,
                    "What number did the service desk give it?",
                    at_most=40,
                    missing="Give the number.",
                ),
            ),
            button="Keep it",
        ),
    ),
    command=ServiceDesk,
)

INCIDENT_BACKGROUND = Form(
    key="incident_background",
    title="What was there before",
    pages=(
        Page(
            "background",
            "What the Commissioner will ask",
            (
                Question(
                    "trained",
                    Kind.CHOICE,
                    "Was the person trained in the last two years?",
                    source=("H5",),
                    choices=(
                        Choice("yes", "Yes"),
                        Choice("no", "No"),
                        Choice("not_known", "We do not know"),
                        Choice("no_person", "No one person did it"),
                    ),
                    missing="Say if they were trained.",
                ),
                Question(
                    "controls",
                    Kind.LONG_TEXT,
                    "What was there to stop it?",
                    "Such as a rule, a lock or a check.",
                    required=False,
                    at_most=2_000,
                ),
                Question(
                    "supplier",
                    Kind.LONG_TEXT,
                    "Was a supplier part of it? When did they tell us?",
                    required=False,
                    at_most=1_000,
                ),
                Question(
                    "caldicott",
                    Kind.CHOICE,
                    "Is it health or care data?",
                    "Then the Caldicott Guardian has to know.",
                    choices=(
                        Choice("not_health", "No"),
                        Choice("told", "Yes, and the Guardian knows"),
                        Choice("not_told", "Yes, and the Guardian does not know yet"),
                    ),
                    missing="Say if it is health or care data.",
                ),
            ),
            button="Keep it",
        ),
    ),
    command=Background,
)
