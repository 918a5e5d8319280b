"""What is done about a risk: checked, accepted, brought down, gone."""

from __future__ import annotations

from dialogs.form import Form
from dialogs.questions import Kind, Page, Question
from governance.risks import AskAcceptance, DecideAcceptance, Mitigating, Resolving, RiskChecked

CHECK_RISK = Form(
    key="check_risk",
    title="Check a risk",
    pages=(
        Page(
            "check",
            "Is it right?",
            (
                Question("accepted", Kind.YES_NO, "Is it right as it stands?", missing="Say yes or no."),
                Question(
                    "words",
                    Kind.LONG_TEXT,
                    "What did you find?",
                    "If it is not right, say what is missing. The owner will read this.",
                    at_least=3,
                    at_most=1_000,
                    missing="Say what you found.",
                ),
            ),
            button="Send",
        ),
    ),
    command=RiskChecked,
)

ASK_ACCEPTANCE = Form(
    key="ask_acceptance",
    title="Ask to accept a risk",
    pages=(
        Page(
            "ask",
            "Ask to accept what is left",
            (
                Question(
                    "until_on",
                    Kind.DAY,
                    "Until when?",
                    "Nothing is accepted for good. A low or medium risk can be accepted for 12 months at most, a high "
                    "one for 6, a very high one for 3.",
                    ahead=True,
                    missing="Give the date.",
                ),
                Question(
                    "reason",
                    Kind.LONG_TEXT,
                    "Why is it right to live with it until then?",
                    at_least=10,
                    at_most=1_000,
                    missing="Say why.",
                ),
            ),
            button="Send",
        ),
    ),
    command=AskAcceptance,
)

DECIDE_ACCEPTANCE = Form(
    key="decide_acceptance",
    title="Accept a risk",
    pages=(
        Page(
            "decide",
            "Do you accept what is left of this risk?",
            (
                Question("granted", Kind.YES_NO, "Do you accept it?", missing="Say yes or no."),
                Question(
                    "words",
                    Kind.LONG_TEXT,
                    "Why?",
                    "The person who asked will read this.",
                    at_least=3,
                    at_most=1_000,
                    missing="Say why.",
                ),
            ),
            button="Send",
        ),
    ),
    command=DecideAcceptance,
)

MITIGATE = Form(
    key="mitigate",
    title="Bring a risk down",
    pages=(
        Page(
            "plan",
            "What will you do about it?",
            (
                Question(
                    "title",
                    Kind.TEXT,
                    "What will you do?",
                    "It becomes an action of the owner, and we remind them of it.",
                    at_least=5,
                    at_most=200,
                    missing="Say what you will do.",
                ),
                Question("due_on", Kind.DAY, "By when?", ahead=True, missing="Give the date."),
            ),
            button="Save",
        ),
    ),
    command=Mitigating,
)

RESOLVE = Form(
    key="resolve_risk",
    title="A risk is gone",
    pages=(
        Page(
            "gone",
            "Why is it gone?",
            (
                Question(
                    "words",
                    Kind.LONG_TEXT,
                    "Why can it not happen any more?",
                    "Somebody else will check it before it is closed.",
                    at_least=10,
                    at_most=1_000,
                    missing="Say why it is gone.",
                ),
            ),
            button="Send",
        ),
    ),
    command=Resolving,
)

RISK_STEPS = (CHECK_RISK, ASK_ACCEPTANCE, DECIDE_ACCEPTANCE, MITIGATE, RESOLVE)
