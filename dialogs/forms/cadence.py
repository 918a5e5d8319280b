"""Another rhythm for returns: what is proposed or agreed to, and the decision about it."""

from __future__ import annotations

from dialogs.form import Form
from dialogs.questions import Choice, Kind, Page, Question
from governance.cadences import LONGEST_MONTHS, LONGEST_REASON, CadenceDecided, CadenceWanted

CADENCE = Form(
    key="cadence",
    title="Another rhythm for returns",
    pages=(
        Page(
            "cadence",
            "How often, and why?",
            (
                Question(
                    "every",
                    Kind.CHOICE,
                    "How often are they asked?",
                    "An asset at risk is answered for each quarter, whatever you choose.",
                    choices=(Choice("half_year", "Every half year"), Choice("year", "Once a year")),
                    missing="Choose how often.",
                ),
                Question(
                    "first",
                    Kind.CHOICE,
                    "Which return is the first?",
                    "It counts from this one.",
                    choices=(
                        Choice("first", "The next quarter’s"),
                        Choice("second", "The one after it"),
                        Choice("third", "The third from now"),
                        Choice("fourth", "The fourth from now"),
                    ),
                    missing="Choose which return is the first.",
                ),
                Question(
                    "assets",
                    Kind.TEXT,
                    "Only for some of their assets?",
                    "Write the numbers of these assets, with commas between. Leave it empty for all.",
                    at_most=1_000,
                    required=False,
                ),
                Question(
                    "reason",
                    Kind.LONG_TEXT,
                    "Why is another rhythm right?",
                    at_most=LONGEST_REASON,
                    missing="Say why.",
                ),
                Question(
                    "until_on",
                    Kind.DAY,
                    "Until when?",
                    f"Within {LONGEST_MONTHS} months. After that day they are asked each quarter again.",
                    ahead=True,
                    missing="Give the date.",
                ),
            ),
            button="Send",
        ),
    ),
    command=CadenceWanted,
)

DECIDE_CADENCE = Form(
    key="decide_cadence",
    title="Decide about another rhythm",
    pages=(
        Page(
            "decide",
            "Do you agree?",
            (
                Question("granted", Kind.YES_NO, "Do you agree?", missing="Say yes or no."),
                Question(
                    "words",
                    Kind.LONG_TEXT,
                    "Why?",
                    "You can leave this out when you agree. The Records Manager will read it.",
                    at_most=LONGEST_REASON,
                    required=False,
                ),
            ),
            button="Send",
        ),
    ),
    command=CadenceDecided,
)
