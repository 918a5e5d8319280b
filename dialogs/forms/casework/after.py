"""After a case was concluded: what was learned, how the reporter is, and opening it again."""

from __future__ import annotations

from dialogs.conditions import Is
from dialogs.form import Form
from dialogs.forms.casework.letter import inside, letter, read_it
from dialogs.questions import Choice, Kind, Page, Question
from governance.deeds import CheckingIn, Lesson, Reopening

LESSON = Form(
    key="lesson",
    title="What we learned",
    pages=(
        Page(
            "lesson",
            "What we learned",
            (
                inside(
                    "lesson",
                    "What should the council do in another way?",
                    "Others may read this. No names, and no words from the report.",
                    "Write what we learned.",
                ),
                Question(
                    "raises",
                    Kind.YES_NO,
                    "Must somebody do something about it?",
                    "Then it goes into the list of actions, and is chased.",
                    missing="Say if somebody must do something.",
                ),
            ),
            button="Continue",
        ),
        Page(
            "action",
            "Who does what",
            (
                Question(
                    "title",
                    Kind.TEXT,
                    "What is to be done?",
                    "Many people read this. It must not show what the case was about.",
                    at_least=5,
                    at_most=160,
                    missing="Write what is to be done.",
                ),
                Question(
                    "holder",
                    Kind.TEXT,
                    "Who does it?",
                    "Their e-mail address at work, or their staff number.",
                    at_most=120,
                    missing="Write who does it.",
                ),
                Question(
                    "priority",
                    Kind.CHOICE,
                    "How much does it matter?",
                    choices=(
                        Choice("low", "A little"),
                        Choice("medium", "It matters"),
                        Choice("high", "A lot"),
                        Choice("urgent", "It must be done at once"),
                    ),
                    missing="Choose how much it matters.",
                ),
                Question("due_on", Kind.DAY, "By when?", ahead=True, missing="Choose the day by which it is done."),
            ),
            when=Is("raises", "yes"),
            button="Put it on the list",
        ),
    ),
    command=Lesson,
)

CHECK_IN = Form(
    key="check_in",
    title="Ask how they are",
    pages=(Page("letter", "Ask how they are", (letter(),)), read_it("letter")),
    command=CheckingIn,
)

REOPEN = Form(
    key="reopen",
    title="Open it again",
    pages=(
        Page(
            "reason",
            "For the record only",
            (
                inside(
                    "reason",
                    "Why do you open it again?",
                    "The reporter never reads this. The clocks of the case begin anew.",
                    "Write why you open it again.",
                ),
            ),
        ),
        Page("letter", "Tell the reporter", (letter(),)),
        read_it("letter"),
    ),
    command=Reopening,
)
