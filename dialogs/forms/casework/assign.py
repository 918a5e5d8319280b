"""Somebody begins to look into a case; or somebody else takes it on."""

from __future__ import annotations

from dialogs.form import Form
from dialogs.forms.casework.letter import inside, letter, read_it
from dialogs.questions import Kind, Page, Question
from governance.deeds import Beginning, BeginningBy, Referral

_PLAN = inside(
    "plan",
    "What do they do first?",
    "Whom they talk to, and what they look at. The reporter never reads this.",
    "Write what they do first.",
)

INVESTIGATE = Form(
    key="investigate",
    title="Begin to look into it",
    pages=(
        Page(
            "plan",
            "For the record only",
            (
                Question(
                    "who",
                    Kind.TEXT,
                    "Who looks into it?",
                    "Nobody who is named in the report, and nobody who works for them.",
                    at_most=120,
                    missing="Write who looks into it.",
                ),
                _PLAN,
            ),
        ),
        Page("letter", "Tell the reporter", (letter(),)),
        read_it("letter"),
    ),
    command=Beginning,
)

#: When who looks into it was chosen by a button.
INVESTIGATE_BY = Form(
    key="investigate_by",
    title="Begin to look into it",
    pages=(
        Page("plan", "For the record only", (_PLAN,)),
        Page("letter", "Tell the reporter", (letter(),)),
        read_it("letter"),
    ),
    command=BeginningBy,
)

REFER = Form(
    key="refer",
    title="Pass it on",
    pages=(
        Page(
            "why",
            "For the record only",
            (
                Question("to", Kind.TEXT, "To whom do you pass it on?", at_most=120, missing="Write to whom."),
                inside(
                    "reasons",
                    "Why, and what did you give them?",
                    "The reporter never reads this. Do not give anybody their name unless they agree.",
                    "Write why, and what you gave them.",
                ),
            ),
        ),
        Page("letter", "Tell the reporter", (letter(),)),
        read_it("letter"),
    ),
    command=Referral,
)
