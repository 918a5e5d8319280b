"""A colleague who came later opens incidents too."""

from __future__ import annotations

from dialogs.form import Form
from dialogs.questions import Choice, Kind, Page, Question
from governance.incident_gifts import Giving

INCIDENT_GIVE = Form(
    key="incident_give",
    title="Let a colleague open it",
    pages=(
        Page(
            "who",
            "Who opens it too?",
            (
                Question(
                    "who",
                    Kind.TEXT,
                    "Who is it?",
                    "Somebody who handles incidents. Give the work e-mail address, the staff number or the whole name.",
                    missing="Say who it is.",
                ),
                Question(
                    "which",
                    Kind.CHOICE,
                    "Which do they open?",
                    choices=(Choice("this", "This one"), Choice("all", "All that are open and that I can open")),
                    missing="Choose one of the two.",
                ),
            ),
            button="Let them open it",
        ),
    ),
    command=Giving,
)
