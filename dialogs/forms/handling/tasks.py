"""What somebody has to do about an incident; and that it is done, or contained."""

from __future__ import annotations

from dialogs.conditions import Is
from dialogs.form import Form
from dialogs.questions import Choice, Kind, Page, Question
from governance.incident_course import Containing, DoneTask, GivenTask

INCIDENT_TASK = Form(
    key="incident_task",
    title="Something to do",
    pages=(
        Page(
            "what",
            "What is to be done, and who does it?",
            (
                Question(
                    "kind",
                    Kind.CHOICE,
                    "What is to be done?",
                    choices=(
                        Choice("confirm_deleted", "Get it in writing that it is deleted"),
                        Choice("retrieve", "Get the papers or the thing back"),
                        Choice("wipe", "Wipe the device from afar"),
                        Choice("reset", "Change the password"),
                        Choice("remove_access", "Take away access"),
                        Choice("isolate", "Cut the system off"),
                        Choice("restore", "Restore from the backup"),
                        Choice("other", "Something else"),
                    ),
                    missing="Say what is to be done.",
                ),
                Question(
                    "who",
                    Kind.CHOICE,
                    "Who does it?",
                    choices=(
                        Choice("me", "I do"),
                        Choice("owner", "Whoever owns the data"),
                        Choice("ict", "ICT security"),
                        Choice("other", "Someone else"),
                    ),
                    missing="Say who does it.",
                ),
            ),
        ),
        Page(
            "when",
            "By when?",
            (
                Question(
                    "other",
                    Kind.TEXT,
                    "Who is it?",
                    "The work e-mail address, the staff number or the whole name.",
                    when=Is("who", "other"),
                    missing="Say who it is.",
                ),
                Question(
                    "due_on",
                    Kind.DAY,
                    "By when?",
                    ahead=True,
                    missing="Say by when it has to be done.",
                ),
                Question(
                    "words",
                    Kind.LONG_TEXT,
                    "What do they need to know?",
                    "Do not say who it is about or what happened. They have no key, so this is not sealed.",
                    required=False,
                    at_most=500,
                ),
            ),
            button="Give it to them",
        ),
    ),
    command=GivenTask,
)

INCIDENT_TASK_DONE = Form(
    key="incident_task_done",
    title="It is done",
    pages=(
        Page(
            "done",
            "It is done",
            (
                Question(
                    "words",
                    Kind.LONG_TEXT,
                    "What did you do, and how can we see it?",
                    "Do not say who it is about.",
                    at_least=3,
                    at_most=1_000,
                    missing="Say what you did.",
                ),
            ),
            button="It is done",
        ),
    ),
    command=DoneTask,
)

INCIDENT_CONTAINED = Form(
    key="incident_contained",
    title="It is contained",
    pages=(
        Page(
            "contained",
            "It can do no more harm",
            (
                Question(
                    "recovered",
                    Kind.CHOICE,
                    "Do we have the data back?",
                    choices=(
                        Choice("fully", "All of it"),
                        Choice("partly", "Some of it"),
                        Choice("no", "No"),
                        Choice("not_applicable", "It was never gone"),
                    ),
                    missing="Say if we have the data back.",
                ),
                Question(
                    "words",
                    Kind.LONG_TEXT,
                    "How was it stopped?",
                    at_least=3,
                    at_most=2_000,
                    missing="Say how it was stopped.",
                ),
            ),
            button="It is contained",
        ),
    ),
    command=Containing,
)
