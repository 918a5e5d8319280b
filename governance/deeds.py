"""What handlers decide and write, as their forms complete to it (policy paragraphs 20 to 22, 28, 29)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Decision(StrEnum):
    """What is done with a concern, decided at triage."""

    #: It is looked into under this policy.
    IN_SCOPE = "in_scope"
    OTHER_PROCEDURE = "other_procedure"
    #: Not enough is known: the reporter is asked.
    NEEDS_MORE = "needs_more"
    #: Neither for this policy nor for another procedure.
    OUT_OF_SCOPE = "out_of_scope"


class Procedure(StrEnum):
    """Where else a concern may belong."""

    GRIEVANCE = "grievance"
    SAFEGUARDING = "safeguarding"
    #: The school's own policy (paragraph 10).
    SCHOOL = "school"
    OTHER = "other"


@dataclass(frozen=True, slots=True, repr=False)
class Triage:
    """A decision, its reasons for the record, and the letter about it. Of the three letters one is asked for."""

    danger: str
    danger_done: str | None
    decision: str
    procedure: str | None
    procedure_other: str | None
    priority: str
    reasons: str
    who_may_guess: str | None
    what_may_happen: str | None
    what_is_done: str | None
    letter_in_scope: str | None
    letter_elsewhere: str | None
    letter_question: str | None
    letter_out: str | None

    @property
    def letter(self) -> str:
        given = (self.letter_in_scope, self.letter_elsewhere, self.letter_question, self.letter_out)
        return next((each for each in given if each), "")


@dataclass(frozen=True, slots=True, repr=False)
class Beginning:
    """Somebody begins to look into it."""

    who: str
    plan: str
    letter: str


@dataclass(frozen=True, slots=True, repr=False)
class BeginningBy:
    """The same, when who it is was chosen before."""

    plan: str
    letter: str


@dataclass(frozen=True, slots=True, repr=False)
class Referral:
    """Somebody else takes it on."""

    to: str
    reasons: str
    letter: str


@dataclass(frozen=True, slots=True, repr=False)
class Messaging:
    """An ordinary message to the reporter."""

    text: str


@dataclass(frozen=True, slots=True, repr=False)
class Meeting:
    """An offer to meet. The rights of paragraph 20 are added to it, always."""

    text: str


@dataclass(frozen=True, slots=True, repr=False)
class ProgressNote:
    """How it goes."""

    text: str


@dataclass(frozen=True, slots=True, repr=False)
class Conclusion:
    """What came of it: a code, a note for the record, and a message for the reporter."""

    outcome: str
    referred_to: str | None
    note: str
    message: str


@dataclass(frozen=True, slots=True, repr=False)
class Closing:
    """The process is complete (paragraph 22)."""

    note: str
    letter: str


@dataclass(frozen=True, slots=True, repr=False)
class CheckingIn:
    """Whether all is well with the reporter, after the case was closed."""

    letter: str


@dataclass(frozen=True, slots=True, repr=False)
class Reopening:
    reason: str
    letter: str


@dataclass(frozen=True, slots=True, repr=False)
class Lesson:
    """What the council learned, and perhaps an action for it in the register."""

    lesson: str
    #: `yes` or `no`: somebody must do something about it.
    raises: str
    title: str | None
    holder: str | None
    priority: str | None
    due_on: date | None
