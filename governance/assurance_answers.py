"""Answering a quarterly return: what may be said, what is still missing, and what comes of it (policy 6A, 6B, 7d)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from governance.actions import Action, ActionState
from governance.assurance import Answers, Line, Return, quarter_words
from governance.assurance_questions import (
    DIFFERENT,
    PER_ASSET,
    PER_PORTFOLIO,
    RISK_REVIEWED_ON,
    Answer,
    Statement,
)
from governance.errors import Refused

#: Letters of what is said of a difference, and of what will be done about it.
LONGEST_COMMENT = 500
#: Of what keeps a return from being sent, so many are told.
_SHOWN_LACKS = 3
LONGEST_ACTION = 200
#: What stands for all the assets together, where an asset's title would stand.
ALL_TOGETHER = "All your assets together"
_PRIORITY = "medium"


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that is not as it was."""

    statement: Statement
    answer: Answer
    comment: str
    action: str
    due_on: date | None


@dataclass(frozen=True, slots=True)
class Lack:
    """What keeps a return from being sent."""

    #: The asset; empty for what is asked of all of them together.
    asset_reference: str
    title: str
    #: What to do about it, as a sentence.
    words: str


# ------------------------------------------------------------------ saying


def usual(statements: Sequence[Statement]) -> dict[str, str | int]:
    """Everything as it was."""
    return {statement.key: statement.usual.value for statement in statements}


def asset_answers(given: Mapping[str, object]) -> Answers:
    """What was said of one asset, whole: what was not mentioned is as it was. Raises Refused for what is no answer."""
    answers = _answers(PER_ASSET, given)
    reviewed = given.get(RISK_REVIEWED_ON)
    if reviewed:
        answers[RISK_REVIEWED_ON] = _iso(reviewed)
    return answers


def portfolio_answers(given: Mapping[str, object]) -> Answers:
    """The same for what is asked of all the assets together."""
    return _answers(PER_PORTFOLIO, given)


def _answers(statements: Sequence[Statement], given: Mapping[str, object]) -> dict[str, str | int]:
    answers = usual(statements)
    for statement in statements:
        said = given.get(statement.key, statement.usual.value)
        if not isinstance(said, str) or said not in statement.allowed:
            raise Refused("One of the answers is not among those to choose from. Answer again.")
        answers[statement.key] = said
        if said in DIFFERENT:
            answers |= _details(statement, given)
    return answers


def _details(statement: Statement, given: Mapping[str, object]) -> dict[str, str | int]:
    details: dict[str, str | int] = {statement.comment: _text(given.get(statement.comment), LONGEST_COMMENT)}
    if statement.acts:
        details[statement.action] = _text(given.get(statement.action), LONGEST_ACTION)
        due_on = given.get(statement.due_on)
        details[statement.due_on] = _iso(due_on) if due_on else ""
    return {key: said for key, said in details.items() if said}


def _text(value: object, longest: int) -> str:
    text = " ".join(value.split()) if isinstance(value, str) else ""
    if len(text) > longest:
        raise Refused(f"Make this shorter: it has more than {longest} letters.")
    return text


def _iso(value: object) -> str:
    try:
        return date.fromisoformat(str(value)).isoformat()
    except ValueError:
        raise Refused("One of the dates is no date. Answer again.") from None


# ------------------------------------------------------------------ reading


def differences(statements: Sequence[Statement], answers: Answers) -> Iterator[Difference]:
    """What was answered with no or changed, in the order of the questions."""
    for statement in statements:
        said = answers.get(statement.key)
        if said in DIFFERENT:
            due_on = answers.get(statement.due_on)
            yield Difference(
                statement,
                Answer(str(said)),
                str(answers.get(statement.comment, "")),
                str(answers.get(statement.action, "")),
                date.fromisoformat(str(due_on)) if due_on else None,
            )


def filled(back: Return, lines: Sequence[Line], by: str) -> tuple[Return, list[Line]]:
    """The return with everything that nobody answered as it was, and the lines that this changes. An asset at risk is
    never confirmed so: it needs an answer of its own."""
    untouched = [line for line in lines if not line.answers and not line.at_risk]
    changed = [replace(line, answers=usual(PER_ASSET), answered_by=by) for line in untouched]
    return (back if back.answers else replace(back, answers=usual(PER_PORTFOLIO))), changed


def is_settled(line: Line, back: Return, today: date) -> bool:
    """Answered, with nothing missing."""
    return bool(line.answers) and not any(_lacks_of_line(line, back, today))


def needs_answer(line: Line) -> bool:
    """At risk, and nobody has answered for it."""
    return line.at_risk and not line.answers


def unfinished(back: Return, lines: Sequence[Line], today: date) -> list[Lack]:
    """What stands in the way of sending the return with all the rest as it was: an asset at risk without an answer, and
    differences that are not complete."""
    lacks = [lack for line in lines if line.answers or line.at_risk for lack in _lacks_of_line(line, back, today)]
    return [*lacks, *_incomplete("", ALL_TOGETHER, PER_PORTFOLIO, back.answers, today)]


def missing(back: Return, lines: Sequence[Line], today: date) -> list[Lack]:
    """What stands in the way of sending the return as it is: the same, and everything that nobody answered."""
    lacks = [lack for line in lines for lack in _lacks_of_line(line, back, today)]
    if not back.answers:
        lacks.append(Lack("", ALL_TOGETHER, "Nobody has answered this yet."))
    return [*lacks, *_incomplete("", ALL_TOGETHER, PER_PORTFOLIO, back.answers, today)]


def _lacks_of_line(line: Line, back: Return, today: date) -> Iterator[Lack]:
    reference, title = line.asset_reference, line.title
    if not line.answers:
        yield Lack(reference, title, _AT_RISK if line.at_risk else "Nobody has answered this yet.")
        return
    if line.at_risk and not _is_reviewed(line, back, today):
        yield Lack(reference, title, "It is at risk. Look at its risks again, and say on which day you did.")
    yield from _incomplete(reference, title, PER_ASSET, line.answers, today)


_AT_RISK = "It is at risk, so it needs an answer of its own."


def _is_reviewed(line: Line, back: Return, today: date) -> bool:
    reviewed = line.answers.get(RISK_REVIEWED_ON)
    return bool(reviewed) and back.opened_on <= date.fromisoformat(str(reviewed)) <= today


def _incomplete(
    reference: str, title: str, statements: Sequence[Statement], answers: Answers, today: date
) -> Iterator[Lack]:
    for difference in differences(statements, answers):
        about = f"It is about this: {difference.statement.says}"
        if not difference.comment:
            yield Lack(reference, title, f"Say what is different. {about}")
        if not difference.statement.acts:
            continue
        if not difference.action:
            yield Lack(reference, title, f"Say what will be done. {about}")
        if difference.due_on is None or difference.due_on < today:
            yield Lack(reference, title, f"Say by when it will be done: today or later. {about}")


# ------------------------------------------------------------------ what comes of it


def raised(back: Return, lines: Sequence[Line]) -> list[Action]:
    """An action for every difference, held by the owner. The same return gives the same references."""
    found = [
        replace(
            _action(back, line.asset_reference, f"{line.title}: {difference.action}", difference),
            asset=line.asset_reference,
        )
        for line in lines
        for difference in differences(PER_ASSET, line.answers)
    ]
    together = [each for each in differences(PER_PORTFOLIO, back.answers) if each.statement.acts]
    return [*found, *(_action(back, back.owner_id, difference.action, difference) for difference in together)]


def _action(back: Return, about: str, title: str, difference: Difference) -> Action:
    return Action(
        reference=f"{back.quarter}/{about}/{difference.statement.key}",
        source=f"Quarterly assurance {quarter_words(back.quarter)}",
        title=title,
        holder_id=back.owner_id,
        priority=_PRIORITY,
        state=ActionState.NOT_BEGUN,
        original_due_on=difference.due_on,
        due_on=difference.due_on,
    )


def not_yet(lacks: Sequence[Lack]) -> str:
    """Why a return cannot be sent, in words for its owner."""
    told = " ".join(f"{lack.title}: {lack.words}" for lack in lacks[:_SHOWN_LACKS])
    more = len(lacks) - _SHOWN_LACKS
    return f"This cannot be sent yet. {told}{f' And {more} more.' if more > 0 else ''}"
