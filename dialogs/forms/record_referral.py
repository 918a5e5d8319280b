"""A concern goes to somebody else."""

from __future__ import annotations

from dialogs.conditions import Is
from dialogs.form import Form
from dialogs.questions import Choice, Kind, Page, Question
from governance.case_writing import BODIES, ReferralMade

RECORD_REFERRAL = Form(
    key="record_referral",
    title="Add a referral",
    pages=(
        Page(
            "body",
            "Who was it passed to?",
            (
                Question(
                    "body",
                    Kind.CHOICE,
                    "Who was it passed to?",
                    "Pick the one that it went to. If it went to more than one, add an entry for each of them.",
                    choices=tuple(Choice(value, label) for value, label in BODIES.items()),
                    missing="Say who it was passed to.",
                ),
            ),
        ),
        Page(
            "referral",
            "The referral",
            (
                Question(
                    "who",
                    Kind.TEXT,
                    "Who is that?",
                    when=Is("body", "other"),
                    missing="Say who it was passed to.",
                ),
                Question("on", Kind.DAY, "On which day was it passed on?", missing="Give the day."),
                Question(
                    "reference", Kind.TEXT, "Do they have a number for it?", "You may leave this empty.", required=False
                ),
                Question(
                    "text",
                    Kind.LONG_TEXT,
                    "What did you pass on, and why?",
                    "Say if they know who reported it.",
                    at_least=3,
                    at_most=4_000,
                    missing="Say what you passed on, and why.",
                ),
            ),
            button="Add to the record",
        ),
    ),
    command=ReferralMade,
)
