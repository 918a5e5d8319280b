"""A concern that reached a handler by telephone, by letter or in person, entered for the person who raised it."""

from __future__ import annotations

from dialogs.conditions import Is
from dialogs.form import Form
from dialogs.forms.passed_on import CLOSEST, NOT_TO_SEE, at_once, same_people, title
from dialogs.questions import Choice, Kind, Page, Question
from governance.passing_on import ReceivedOtherwise
from governance.reports import Identity

RECEIVED_OTHERWISE = Form(
    key="received_otherwise",
    title="Enter a concern",
    pages=(
        Page(
            "came",
            "How did it come?",
            (
                Question("came_on", Kind.DAY, "When did it come?", missing="Give the day."),
                Question(
                    "came_how",
                    Kind.CHOICE,
                    "How did it come?",
                    choices=(
                        Choice("phone", "By telephone"),
                        Choice("letter", "By letter"),
                        Choice("in_person", "In person"),
                        Choice("email", "By email"),
                    ),
                    missing="Choose how it came.",
                ),
                Question(
                    "identity",
                    Kind.CHOICE,
                    "How do they want to raise it?",
                    "If you do not know, choose “without their name”, and do not try to find out.",
                    choices=(
                        Choice(Identity.NAMED, "With their name"),
                        Choice(Identity.CONFIDENTIAL, "With their name, kept secret"),
                        Choice(Identity.ANONYMOUS, "Without their name"),
                    ),
                    missing="Choose how they want to raise it.",
                ),
            ),
        ),
        Page(
            "what",
            "What was said?",
            (
                title(),
                CLOSEST,
                Question(
                    "said",
                    Kind.LONG_TEXT,
                    "What was said or written?",
                    "In their own words where you can. Your own thoughts belong into the record of the case. If they "
                    "gave no name, leave out what shows who they are.",
                    at_least=20,
                    at_most=8_000,
                    missing="Write what was said.",
                ),
            ),
        ),
        Page(
            "who",
            "Who raised it",
            (
                Question("name", Kind.TEXT, "Their name", personal=True, missing="Write their name."),
                Question(
                    "contact_detail",
                    Kind.TEXT,
                    "How can they be reached?",
                    required=False,
                    at_most=300,
                    personal=True,
                ),
            ),
            when=Is("identity", Identity.NAMED, Identity.CONFIDENTIAL),
        ),
        Page("care", "Before it is kept", (at_once(), NOT_TO_SEE)),
        same_people("title", "said"),
        Page(
            "check",
            "Check what you wrote",
            (
                Question("review", Kind.REVIEW, "Your answers"),
                Question(
                    "read_out",
                    Kind.CONFIRM,
                    "This is what came, as it came",
                    missing="Tick the box when it is right.",
                ),
            ),
            button="Keep it",
        ),
    ),
    command=ReceivedOtherwise,
)
