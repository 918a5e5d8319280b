"""An incident is closed, opened again, or is the same as another one."""

from __future__ import annotations

from dialogs.form import Form
from dialogs.questions import Kind, Page, Question
from governance.incident_course import Approving, Closing, Merging, Reopening

INCIDENT_CLOSE = Form(
    key="incident_close",
    title="Close it",
    pages=(
        Page(
            "learn",
            "What do we learn?",
            (
                Question(
                    "cause",
                    Kind.LONG_TEXT,
                    "Why did it happen?",
                    "What let it happen, not who.",
                    at_least=3,
                    at_most=2_000,
                    missing="Say why it happened.",
                ),
                Question(
                    "lesson",
                    Kind.LONG_TEXT,
                    "What can others learn from it?",
                    "No names, and no places. Every team reads this at the start of the month.",
                    at_least=3,
                    at_most=400,
                    missing="Say what others can learn.",
                ),
            ),
        ),
        Page(
            "follows",
            "What follows from it?",
            (
                Question(
                    "to_do",
                    Kind.TEXT,
                    "What has to be done so that it stays away?",
                    "Leave it empty if there is no more to do.",
                    required=False,
                ),
                Question(
                    "to_do_who",
                    Kind.TEXT,
                    "Who does it?",
                    "The work e-mail address, the staff number or the whole name.",
                    required=False,
                ),
                Question("to_do_by", Kind.DAY, "By when?", required=False, ahead=True),
            ),
            button="Ask to close it",
        ),
    ),
    command=Closing,
)

INCIDENT_APPROVE = Form(
    key="incident_approve",
    title="Is it closed?",
    pages=(
        Page(
            "approve",
            "Is it closed?",
            (
                Question("agreed", Kind.YES_NO, "Do you agree?", missing="Say yes or no."),
                Question(
                    "words",
                    Kind.LONG_TEXT,
                    "Why?",
                    "If not, say what is missing.",
                    at_least=3,
                    at_most=1_000,
                    missing="Say why.",
                ),
            ),
            button="Send",
        ),
    ),
    command=Approving,
)

INCIDENT_REOPEN = Form(
    key="incident_reopen",
    title="Open it again",
    pages=(
        Page(
            "reopen",
            "Open it again",
            (
                Question(
                    "reason", Kind.LONG_TEXT, "Why?", at_least=3, at_most=1_000, missing="Say why it is opened again."
                ),
            ),
            button="Open it again",
        ),
    ),
    command=Reopening,
)

INCIDENT_MERGE = Form(
    key="incident_merge",
    title="It was told twice",
    pages=(
        Page(
            "merge",
            "It is the same as another one",
            (
                Question(
                    "into",
                    Kind.TEXT,
                    "What is the number of the other one?",
                    "That one goes on. This one is closed, and nothing in it is lost.",
                    at_most=40,
                    missing="Give the number of the other one.",
                ),
                Question(
                    "reason",
                    Kind.LONG_TEXT,
                    "How do you know?",
                    at_least=3,
                    at_most=1_000,
                    missing="Say how you know.",
                ),
            ),
            button="They are one",
        ),
    ),
    command=Merging,
)
