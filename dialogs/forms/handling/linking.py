"""Which records or system of the register an incident is about."""

from __future__ import annotations

from dialogs.form import Form
from dialogs.questions import Choice, Kind, Page, Question, Source
from governance.incident_course import Linking

INCIDENT_ASSET = Form(
    key="incident_asset",
    title="Which records it is about",
    pages=(
        Page(
            "words",
            "Which records or system is it?",
            (
                Question(
                    "asset_words",
                    Kind.TEXT,
                    "What is it called in the register?",
                    "Words of its name, or its number. Whoever looks after it will hear of the incident.",
                    missing="Give words of its name, or its number.",
                ),
            ),
        ),
        Page(
            "found",
            "Is it one of these?",
            (
                Question(
                    "asset",
                    Kind.CHOICE,
                    "Which one is it?",
                    choices_from=Source.MATCHED_ASSETS,
                    search=("asset_words",),
                    choices=(Choice("unknown", "None of these"),),
                    missing="Choose one, or say that it is none of these.",
                ),
            ),
            button="Keep it",
        ),
    ),
    command=Linking,
)
