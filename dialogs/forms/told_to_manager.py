"""Somebody told a manager of a concern, and the manager passes it on (policy paragraph 12). Two minutes."""

from __future__ import annotations

from dialogs.conditions import Is
from dialogs.form import Form
from dialogs.forms.passed_on import CLOSEST, NOT_TO_SEE, at_once, same_people, title
from dialogs.questions import Choice, Kind, Page, Question
from governance.passing_on import ToldToManager

#: What a manager says to whoever told them, if they have not yet.
WORDING = (
    "“Thank you for telling me. I have to let the Monitoring Officer know that somebody raised this. I do not give "
    "them your name unless you say I may. You are protected when you speak up, and you will hear what comes of it.”"
)

TOLD_TO_MANAGER = Form(
    key="told_to_manager",
    title="Someone told me",
    pages=(
        Page(
            "told",
            "What were you told?",
            (
                Question(
                    "why",
                    Kind.NOTICE,
                    "When somebody tells you of a concern, you let the Monitoring Officer know. You need not find out "
                    "if it is true. Do not look into it yourself.",
                ),
                Question("told_on", Kind.DAY, "When were you told?", source=("M1",), missing="Give the day."),
                Question(
                    "told_how",
                    Kind.CHOICE,
                    "How were you told?",
                    source=("M1",),
                    choices=(
                        Choice("in_person", "In person"),
                        Choice("phone", "By phone"),
                        Choice("email", "By email"),
                        Choice("teams", "In Teams"),
                        Choice("letter", "In a letter or note"),
                    ),
                    missing="Choose how you were told.",
                ),
                title(),
                Question(
                    "said",
                    Kind.LONG_TEXT,
                    "What was said?",
                    "As close to their own words as you can. Leave out who told you.",
                    source=("M1",),
                    at_least=20,
                    at_most=6_000,
                    missing="Write what was said.",
                ),
            ),
        ),
        Page(
            "them",
            "Who told you",
            (
                CLOSEST,
                Question(
                    "agreed",
                    Kind.CHOICE,
                    "Did they agree to be named?",
                    source=("M2",),
                    choices=(
                        Choice("yes", "Yes"),
                        Choice("no", "No"),
                        Choice("not_asked", "I did not ask"),
                    ),
                    missing="Say if they agreed to be named.",
                ),
            ),
        ),
        Page(
            "name",
            "Their name",
            (
                Question(
                    "worker",
                    Kind.TEXT,
                    "What is their name?",
                    "It is kept apart. Only the Monitoring Officer and the Chief Internal Auditor see it.",
                    source=("M2",),
                    personal=True,
                    missing="Write their name.",
                ),
            ),
            when=Is("agreed", "yes"),
        ),
        Page(
            "no_name",
            "Keeping their name out",
            (
                Question(
                    "names_in_text",
                    Kind.CHOICE,
                    "Are there names in what you wrote?",
                    "Their job, team or desk can show who they are too. You can go back and take it out.",
                    source=("M2",),
                    choices=(
                        Choice("none", "No"),
                        Choice("others", "Yes, but only of other people"),
                    ),
                    missing="Say if there are names in it.",
                ),
            ),
            when=Is("agreed", "no", "not_asked"),
        ),
        Page(
            "done",
            "What you have done",
            (
                Question(
                    "done",
                    Kind.LONG_TEXT,
                    "What have you done about it?",
                    "“Nothing yet” is an answer.",
                    source=("M3",),
                    at_least=3,
                    at_most=2_000,
                    missing="Say what you have done.",
                ),
                Question(
                    "told_them",
                    Kind.CHOICE,
                    "Have you told them that the Monitoring Officer will know?",
                    f"If not, you can say: {WORDING}",
                    source=("M3",),
                    choices=(Choice("yes", "Yes"), Choice("not_yet", "Not yet: remind me")),
                    missing="Say if you have told them.",
                ),
                at_once(),
                NOT_TO_SEE,
            ),
        ),
        same_people("title", "said", "done"),
        Page(
            "check",
            "Check what you wrote",
            (
                Question("review", Kind.REVIEW, "Your answers"),
                Question(
                    "checked",
                    Kind.CONFIRM,
                    "This is what I was told. It says who told me only if they agreed.",
                    missing="Tick the box when it is right.",
                ),
            ),
            button="Send",
        ),
    ),
    command=ToldToManager,
)
