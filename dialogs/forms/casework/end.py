"""How a case ends: the outcome with a note for the record, and a message of its own for the reporter; then the notice
that all is done."""

from __future__ import annotations

from dialogs.conditions import Is
from dialogs.form import Form
from dialogs.forms.casework.letter import inside, letter, read_it
from dialogs.questions import Choice, Kind, Page, Question
from dialogs.views.states import OUTCOME
from governance.deeds import Closing, Conclusion
from governance.outcomes import REFERRED, Outcome

CONCLUDE = Form(
    key="conclude",
    title="Conclude",
    pages=(
        Page(
            "outcome",
            "What came of it",
            (
                Question(
                    "outcome",
                    Kind.CHOICE,
                    "What came of it?",
                    choices=tuple(
                        Choice(outcome.value, OUTCOME[outcome])
                        for outcome in Outcome
                        if outcome is not Outcome.WITHDRAWN
                    ),
                    missing="Choose what came of it.",
                ),
            ),
        ),
        Page(
            "referred_to",
            "Who has it now",
            (
                Question(
                    "referred_to",
                    Kind.TEXT,
                    "To whom was it passed on, and when?",
                    at_most=200,
                    missing="Write to whom.",
                ),
            ),
            when=Is("outcome", *sorted(outcome.value for outcome in REFERRED)),
        ),
        Page(
            "note",
            "For the record only",
            (
                inside(
                    "note",
                    "What did you find, and why do you say so?",
                    "The reporter never reads this. You write to them on the next page.",
                    "Write what you found, for the record.",
                ),
            ),
        ),
        Page(
            "message",
            "For the reporter",
            (
                letter(
                    "message",
                    "What do you tell the reporter?",
                    "This leaves the case. No names, and nothing that the law forbids you to tell.",
                ),
            ),
        ),
        read_it("message"),
    ),
    command=Conclusion,
)

CLOSE = Form(
    key="close",
    title="Close the case",
    pages=(
        Page(
            "note",
            "For the record only",
            (
                inside(
                    "note",
                    "Is anything still open, and who sees to it?",
                    "The reporter never reads this.",
                    "Write what is still open, or that nothing is.",
                ),
            ),
        ),
        Page("letter", "Tell the reporter that all is done", (letter(),)),
        read_it("letter"),
    ),
    command=Closing,
)
