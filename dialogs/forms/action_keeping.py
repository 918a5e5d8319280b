"""Adding an action, giving it to somebody else, its first date, agreeing to it, and ending it."""

from __future__ import annotations

from dialogs.conditions import Is
from dialogs.form import Form
from dialogs.questions import Choice, Kind, Page, Question
from governance.action_commands import LONGEST_TITLE, Agreed, Closed, Dated, GivenTo, NewAction, Replaced

_REASON = Question(
    "reason",
    Kind.LONG_TEXT,
    "Why can it not be done sooner?",
    "Only if it leaves less than 40 working days before a deadline that others set.",
    required=False,
    at_most=1_000,
)


def _who(key: str, ask: str) -> Question:
    return Question(key, Kind.TEXT, ask, "Their work e-mail address.", at_most=254, missing="Write one e-mail address.")


ADD_ACTION = Form(
    key="action_add",
    title="Add an action",
    pages=(
        Page(
            "what",
            "What is to be done?",
            (
                Question(
                    "title", Kind.TEXT, "What is to be done?", "One line. Others read it in lists.", at_least=3,
                    at_most=LONGEST_TITLE, missing="Say what is to be done.",
                ),
                Question("why", Kind.LONG_TEXT, "Why?", at_least=3, at_most=2_000, missing="Say why."),
                Question(
                    "source", Kind.TEXT, "Where does it come from?", "Such as an audit, a meeting or a plan.",
                    at_least=3, at_most=LONGEST_TITLE, missing="Say where it comes from.",
                ),
                Question(
                    "about", Kind.TEXT, "Which asset or risk is it about?",
                    "Its number in the register, such as IA-001. Leave it out if there is none.",
                    required=False, at_most=64,
                ),
            ),
        ),
        Page(
            "who",
            "Who does it, and by when?",
            (
                _who("holder", "Who does it?"),
                Question(
                    "priority",
                    Kind.CHOICE,
                    "How urgent is it?",
                    choices=(
                        Choice("low", "Not urgent"),
                        Choice("medium", "Somewhat urgent"),
                        Choice("high", "Urgent"),
                        Choice("urgent", "Very urgent", "More people hear, and sooner, when it is late."),
                    ),
                    missing="Say how urgent it is.",
                ),
                Question(
                    "due_on", Kind.DAY, "By when?",
                    "A working day. If you leave it out, we ask the person who does it.", required=False, ahead=True,
                ),
                Question(
                    "external_on", Kind.DAY, "Is there a deadline that others set?",
                    "Such as the day an auditor comes back.", required=False, ahead=True,
                ),
                _REASON,
            ),
            button="Add it",
        ),
    ),
    command=NewAction,
)  # fmt: skip

GIVE_ACTION = Form(
    key="action_give",
    title="Give it to somebody else",
    pages=(
        Page(
            "give",
            "Who does it from now on?",
            (
                _who("to", "Who does it?"),
                Question("words", Kind.LONG_TEXT, "Why?", "Both of them will read this.", at_least=3, at_most=1_000,
                         missing="Say why."),
            ),
            button="Give it",
        ),
    ),
    command=GivenTo,
)  # fmt: skip

DATE_ACTION = Form(
    key="action_date",
    title="Say by when",
    pages=(
        Page(
            "date",
            "By when will it be done?",
            (
                Question(
                    "due_on", Kind.DAY, "By when will it be done?",
                    "A working day. This first date stays on record. You can ask for more time later.",
                    ahead=True, missing="Give a date.",
                ),
                _REASON,
            ),
            button="Send",
        ),
    ),
    command=Dated,
)  # fmt: skip

AGREE_ACTION = Form(
    key="action_agree",
    title="Do you agree to it?",
    pages=(
        Page(
            "agree",
            "Do you agree to it?",
            (
                Question(
                    "answer",
                    Kind.CHOICE,
                    "Shall it be done?",
                    choices=(
                        Choice("accepted", "Yes"),
                        Choice("partly", "In part"),
                        Choice("rejected", "No"),
                    ),
                    missing="Say if it shall be done.",
                ),
            ),
        ),
        Page(
            "why",
            "Tell us more",
            (
                Question(
                    "words", Kind.LONG_TEXT, "Which part of it, or why not?",
                    "The person who asked for it will read this.", when=Is("answer", "partly", "rejected"),
                    at_least=3, at_most=1_000, missing="Say which part, or why not.",
                ),
            ),
            button="Send",
        ),
    ),
    command=Agreed,
)  # fmt: skip

CLOSE_ACTION = Form(
    key="action_close",
    title="Close it",
    pages=(
        Page(
            "close",
            "What came of it?",
            (
                Question(
                    "words", Kind.LONG_TEXT, "What came of it?", "Such as what is better now.", at_least=3,
                    at_most=1_000, missing="Say what came of it.",
                ),
            ),
            button="Close it",
        ),
    ),
    command=Closed,
)  # fmt: skip

REPLACE_ACTION = Form(
    key="action_replace",
    title="Another one takes its place",
    pages=(
        Page(
            "replace",
            "Which one takes its place?",
            (
                Question(
                    "other", Kind.TEXT, "Which action is done instead?", "Its number, as the list has it.", at_most=64,
                    missing="Write its number.",
                ),
                Question("words", Kind.LONG_TEXT, "Why?", at_least=3, at_most=1_000, missing="Say why."),
            ),
            button="Send",
        ),
    ),
    command=Replaced,
)  # fmt: skip

KEEPING_FORMS = (ADD_ACTION, GIVE_ACTION, DATE_ACTION, AGREE_ACTION, CLOSE_ACTION, REPLACE_ACTION)
