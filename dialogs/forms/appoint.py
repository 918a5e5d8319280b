"""Appointing somebody for what a leaver had to do."""

from __future__ import annotations

from dialogs.form import Form
from dialogs.questions import Choice, Kind, Page, Question
from governance.orphans import Appointed

APPOINT = Form(
    key="appoint",
    title="Appoint somebody",
    pages=(
        Page(
            "appoint",
            "Who takes over?",
            (
                Question(
                    "to",
                    Kind.TEXT,
                    "Their work e-mail address",
                    "Assets make them an Information Asset Owner from today on.",
                    at_most=254,
                    missing="Write their e-mail address.",
                ),
                Question(
                    "what",
                    Kind.CHOICE,
                    "What do they take over?",
                    choices=(
                        Choice("all", "All of it"),
                        Choice("assets", "The assets, and what is open in the return"),
                        Choice("actions", "The actions"),
                    ),
                    missing="Say what they take over.",
                ),
            ),
            button="Appoint",
        ),
    ),
    command=Appointed,
)
