"""A meeting with the reporter or a witness (policy paragraph 20)."""

from __future__ import annotations

from dialogs.form import Form
from dialogs.questions import Choice, Kind, Page, Question
from governance.case_writing import COMPANY, MeetingHeld

RECORD_MEETING = Form(
    key="record_meeting",
    title="Add a meeting",
    pages=(
        Page(
            "meeting",
            "The meeting",
            (
                Question("on", Kind.DAY, "On which day was it?", missing="Give the day."),
                Question(
                    "present",
                    Kind.TEXT,
                    "Who was there?",
                    "Write “the reporter” for whoever reported it. Do not write their name.",
                    missing="Say who was there.",
                ),
                Question(
                    "company",
                    Kind.CHOICE,
                    "Did someone come with them?",
                    "A union rep or a colleague may come with them (policy paragraph 20).",
                    choices=tuple(Choice(value, label) for value, label in COMPANY.items()),
                    missing="Say if someone came with them.",
                ),
                Question(
                    "away",
                    Kind.YES_NO,
                    "Was it away from where they work?",
                    missing="Say yes or no.",
                ),
                Question(
                    "text",
                    Kind.LONG_TEXT,
                    "What was said?",
                    at_least=3,
                    at_most=4_000,
                    missing="Say what was said.",
                ),
            ),
            button="Add to the record",
        ),
    ),
    command=MeetingHeld,
)
