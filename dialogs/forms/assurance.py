"""What is different about one asset, or about all of them together (Information Risk Management Policy 6A, 6B, 7d).

Only what differs is asked about: whoever finds that everything is as it was chooses one answer and is done.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import make_dataclass
from datetime import date

from dialogs.conditions import Has
from dialogs.form import Form
from dialogs.questions import Choice, Kind, Page, Question
from governance.assurance import Answers
from governance.assurance_answers import LONGEST_ACTION, LONGEST_COMMENT, Difference, differences
from governance.assurance_questions import PER_ASSET, PER_PORTFOLIO, RISK_REVIEWED_ON, Answer, Statement

#: The first page, which a form that was filled in before opens at again.
FIRST = "what"
_DIFFERS, _NIL, _NOTHING = "differs", "nil", "nothing"
_HOW = (Choice(Answer.NO.value, "It is not so"), Choice(Answer.CHANGED.value, "It has changed"))


def _form(key: str, title: str, statements: Sequence[Statement], *more: Question) -> Form:
    pages = (
        Page(FIRST, title, (_differs(statements), _nil(statements), *more)),
        *(_about(statement) for statement in statements),
    )
    names = [name for page in pages for question in page.questions for name in question.fields]
    return Form(key, title, pages, make_dataclass(f"Told_{key}", names, frozen=True, slots=True))


def _differs(statements: Sequence[Statement]) -> Question:
    return Question(
        _DIFFERS,
        Kind.SEVERAL,
        "What is not so, or has changed?",
        "Choose each line that does not hold.",
        choices=(
            *(Choice(statement.key, statement.says) for statement in statements),
            Choice(_NOTHING, "All of this holds. Nothing has changed.", alone=True),
        ),
        missing="Choose what does not hold, or that all of it holds.",
    )


def _nil(statements: Sequence[Statement]) -> Question:
    return Question(
        _NIL,
        Kind.SEVERAL,
        "Is one of these so?",
        choices=tuple(Choice(statement.key, f"{statement.nil}.") for statement in statements if statement.nil),
        required=False,
    )


def _about(statement: Statement) -> Page:
    key, when = statement.key, Has(_DIFFERS, statement.key)
    comment = Question(
        f"{key}_comment",
        Kind.LONG_TEXT,
        "What is different?",
        at_most=LONGEST_COMMENT,
        missing="Say what is different.",
    )
    line = Question(f"{key}_line", Kind.NOTICE, f"You said that this does not hold: {statement.says}")
    if not statement.acts:
        asked = Question(
            comment.key, comment.kind, "What should the SIRO know?", at_most=LONGEST_COMMENT,
            missing="Write what the SIRO should know.",
        )  # fmt: skip
        return Page(f"about_{key}", "For the SIRO", (line, asked), when)
    return Page(
        f"about_{key}",
        "What is different",
        (
            line,
            Question(f"{key}_is", Kind.CHOICE, "Which is it?", choices=_HOW, missing="Choose one of the two."),
            comment,
            Question(
                f"{key}_action",
                Kind.TEXT,
                "What will be done about it?",
                "It goes on your list of actions when the return is sent.",
                at_most=LONGEST_ACTION,
                missing="Say what will be done.",
            ),
            Question(
                f"{key}_due_on",
                Kind.DAY,
                "By when will it be done?",
                ahead=True,
                missing="Give the day by which it is done.",
            ),
        ),
        when,
    )


ASSET = _form("asset", "One asset", PER_ASSET)

ASSET_AT_RISK = _form(
    "asset_at_risk",
    "An asset at risk",
    PER_ASSET,
    Question(
        RISK_REVIEWED_ON,
        Kind.DAY,
        "On which day did you last look at its risks?",
        "This asset is at risk, so its risks are looked at anew each quarter, after the return opens.",
        missing="Give the day on which you looked at its risks.",
    ),
)

PORTFOLIO = _form("portfolio", "All your assets together", PER_PORTFOLIO)


def answers_of(statements: Sequence[Statement], told: object) -> dict[str, object]:
    """What a form of these statements completed to, as the answers that the return keeps."""
    answers: dict[str, object] = dict.fromkeys(getattr(told, _NIL), Answer.NOT_APPLICABLE.value)
    for statement in statements:
        if statement.key not in getattr(told, _DIFFERS):
            continue
        said = {name: getattr(told, f"{statement.key}_{name}", None) for name in ("is", "comment", "action", "due_on")}
        answers[statement.key] = said["is"] or Answer.NO.value
        answers[statement.comment] = said["comment"]
        answers[statement.action] = said["action"]
        answers[statement.due_on] = said["due_on"].isoformat() if said["due_on"] else None
    reviewed = getattr(told, RISK_REVIEWED_ON, None)
    return {**answers, RISK_REVIEWED_ON: reviewed.isoformat()} if isinstance(reviewed, date) else answers


def begun_with(statements: Sequence[Statement], answers: Answers) -> dict[str, object]:
    """The inputs of a form that was filled in before; empty when it was not."""
    if not answers:
        return {}
    different = list(differences(statements, answers))
    inputs: dict[str, object] = {_DIFFERS: [each.statement.key for each in different] or [_NOTHING]}
    nil = [each.key for each in statements if answers.get(each.key) == Answer.NOT_APPLICABLE]
    if nil:
        inputs[_NIL] = nil
    for each in different:
        inputs |= _details(each)
    if reviewed := answers.get(RISK_REVIEWED_ON):
        inputs[RISK_REVIEWED_ON] = str(reviewed)
    return inputs


def _details(each: Difference) -> dict[str, object]:
    key = each.statement.key
    inputs: dict[str, object] = {f"{key}_is": each.answer.value, f"{key}_comment": each.comment}
    inputs[f"{key}_action"] = each.action
    inputs[f"{key}_due_on"] = each.due_on.isoformat() if each.due_on else ""
    return {name: value for name, value in inputs.items() if value}
