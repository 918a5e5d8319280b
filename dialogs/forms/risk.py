"""Writing down a risk, and assessing it anew, on the council's matrix (Information Risk Management Policy 6B)."""

from __future__ import annotations

from dialogs.form import Form
from dialogs.questions import Choice, Kind, Page, Question
from governance.matrices import FIVE_BY_FIVE, FOUR_BY_FOUR, Matrix
from governance.risks import STEP, Assessing

_LIKELY = {
    4: ("Very unlikely", "Unlikely", "Likely", "Very likely"),
    5: ("Very unlikely", "Unlikely", "Possible", "Likely", "Very likely"),
}
_BAD = {
    4: ("Small", "Medium", "Serious", "Very serious"),
    5: ("Very small", "Small", "Medium", "Serious", "Very serious"),
}


def _levels(key: str, title: str, hint: str, size: int) -> tuple[Question, Question]:
    """How likely and how bad, one below the other."""
    return (
        Question(
            f"{key}_likelihood",
            Kind.CHOICE,
            f"{title}: how likely is it?",
            hint,
            choices=_numbered(_LIKELY[size]),
            missing=f"{title}: say how likely it is.",
        ),
        Question(
            f"{key}_impact",
            Kind.CHOICE,
            f"{title}: how bad would it be?",
            choices=_numbered(_BAD[size]),
            missing=f"{title}: say how bad it would be.",
        ),
    )


def _numbered(words: tuple[str, ...]) -> tuple[Choice, ...]:
    return tuple(Choice(f"{STEP}{number}", f"{number} {word}") for number, word in enumerate(words, 1))


def _form(matrix: Matrix) -> Form:
    return Form(
        key=f"risk_{matrix.size}",
        title="A risk",
        pages=(
            Page(
                "what",
                "What could go wrong?",
                (
                    Question(
                        "title",
                        Kind.TEXT,
                        "Give it a short title",
                        at_least=5,
                        at_most=120,
                        missing="Give it a title.",
                    ),
                    Question(
                        "description",
                        Kind.LONG_TEXT,
                        "What could happen, why, and what would come of it?",
                        at_least=10,
                        at_most=1_500,
                        missing="Say what could happen.",
                    ),
                    Question(
                        "controls",
                        Kind.LONG_TEXT,
                        "What do you do about it already?",
                        "If nothing yet, leave it empty.",
                        required=False,
                        at_most=1_500,
                    ),
                ),
            ),
            Page(
                "levels",
                "How likely, and how bad?",
                (
                    *_levels("inherent", "If you did nothing", "Think of it without what you do already.", matrix.size),
                    *_levels("current", "As it is now", "With what you do already.", matrix.size),
                    *_levels("target", "As it should be", "What you aim for.", matrix.size),
                ),
                button="Save",
            ),
        ),
        command=Assessing,
    )


RISK_ON_FIVE = _form(FIVE_BY_FIVE)
RISK_ON_FOUR = _form(FOUR_BY_FOUR)
#: By the size of the matrix.
RISK = {5: RISK_ON_FIVE, 4: RISK_ON_FOUR}
