"""What a form is made of: questions, their choices, and the pages they stand on. All of it is data."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum

from dialogs.conditions import ALWAYS, Condition


class Kind(StrEnum):
    #: Words to read; nothing to fill in.
    NOTICE = "notice"
    TEXT = "text"
    LONG_TEXT = "long text"
    #: One of several.
    CHOICE = "choice"
    #: Any number of several.
    SEVERAL = "several"
    YES_NO = "yes or no"
    #: Yes or no for each of a list that comes out of earlier answers.
    EACH = "yes or no for each"
    #: A date, never after today; or, where it lies ahead, never before today.
    DAY = "day"
    #: A date and a time of day, in the council's own time, never after today.
    MOMENT = "day and time"
    NUMBER = "number"
    #: Rows of people: who, and which part they played.
    PEOPLE = "people"
    #: A box that must be ticked.
    CONFIRM = "confirm"
    #: The reporter's code.
    CODE = "code"
    #: All answers so far, each with a way to change it.
    REVIEW = "review"


#: Kinds that people write in.
TEXTS = (Kind.TEXT, Kind.LONG_TEXT, Kind.PEOPLE)


class Source(StrEnum):
    """Where choices come from that are not known when the form is written."""

    DIRECTORATES = "the council's directorates"
    NAMED_HANDLERS = "the handlers whom the reporter seems to have named"
    #: At most a handful, by what was written about it. Nobody who is nobody to us is shown the register.
    MATCHED_ASSETS = "the information assets that seem to be meant"
    #: What looks like somebody's number or address in texts that should not hold one.
    PERSONAL_DETAILS = "what looks like personal details in the answers so far"


class Looks(StrEnum):
    """What an address must look like, as far as a slip of the finger can be noticed."""

    EMAIL = "email"
    PHONE = "phone"


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: str
    #: Read with the label, such as the telephone number of who is offered.
    hint: str = ""
    #: Cannot be picked together with another one ("none of these").
    alone: bool = False


YES_OR_NO = (Choice("yes", "Yes"), Choice("no", "No"))


@dataclass(frozen=True, slots=True)
class Rows:
    """The two columns of a question about people, and how many of them there may be."""

    who: str
    part: str
    #: What to press for one more row.
    more: str = "Add another person"
    most: int = 10


@dataclass(frozen=True, slots=True)
class Fit:
    """An answer must look like an address of this sort, when the condition holds."""

    when: Condition
    looks: Looks


# A question of a form is itself and no other, as its page is: what is made of one is kept with it.
@dataclass(frozen=True, slots=True, eq=False)
class Question:
    #: The name of the answer everywhere: in the draft, on every face, and in the command that the form completes to.
    key: str
    kind: Kind
    #: What is asked, or for a notice what is said. Paragraphs are separated by an empty line.
    ask: str
    hint: str = ""
    #: Ids of the council's reporting form that this asks, such as `("W4",)`.
    source: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    choices_from: Source | None = None
    when: Condition = ALWAYS
    required: bool = True
    #: What to do when it was left empty, in words for the reader.
    missing: str = ""
    #: Characters of a text, number of choices, or the number itself.
    at_least: int = 0
    at_most: int = 200
    rows: Rows | None = None
    #: Steers the form and is not part of what is sent.
    steers: bool = False
    #: May be filled in beforehand from what the face knows, for the person to change.
    prefilled: bool = False
    #: The choice that is made until another one is.
    default: str = ""
    #: Says who the reporter is: sealed apart from the story unless they are anonymous.
    personal: bool = False
    #: A day that must not come before the answer to this question of the same page.
    not_before: str = ""
    #: A day by which something is to be done: today or later.
    ahead: bool = False
    #: A MOMENT whose time of day may be left out: then it is known roughly. Its value is a `Moment`.
    loosely: bool = False
    #: May be left out, unless this holds of the answers above it.
    needed: Condition | None = None
    fits: tuple[Fit, ...] = ()
    #: Answers in which handlers' names (EACH), assets or personal details are looked for.
    search: tuple[str, ...] = ()
    #: Of those, texts that say in a few words who is meant: handlers' posts are looked for in them too, as they are in
    #: every list of people.
    search_posts: tuple[str, ...] = ()
    #: Stands in a suggestion for what only the person can write. An answer that still holds it is not one.
    marker: str = ""
    #: REVIEW: texts that are shown one below the other, as whoever gets them reads them, in place of the questions.
    joined: tuple[str, ...] = ()
    #: Say who the handlers are, below the hint.
    names_handlers: bool = False
    #: Its inputs stand under keys of their own, beside the key that settles it.
    in_parts: bool = field(init=False, repr=False, default=False)
    #: Asked of everybody who comes to its page.
    always: bool = field(init=False, repr=False, default=False)

    def __post_init__(self) -> None:
        if self.kind is Kind.YES_NO:
            object.__setattr__(self, "choices", YES_OR_NO)
        object.__setattr__(self, "in_parts", self.kind in (Kind.EACH, Kind.MOMENT, Kind.PEOPLE))
        object.__setattr__(self, "always", self.when is ALWAYS and self.choices_from is None)

    @property
    def fields(self) -> tuple[str, ...]:
        """The command's fields that this question fills."""
        if self.steers or self.kind in (Kind.NOTICE, Kind.REVIEW):
            return ()
        return (self.key, f"not_{self.key}") if self.kind is Kind.EACH else (self.key,)

    @property
    def holds_text(self) -> bool:
        """Whether people write in it, as much as they like."""
        return self.kind in TEXTS


# A page of a form is looked for among them all several times a press: it is itself and no other, whatever it asks.
@dataclass(frozen=True, slots=True, eq=False)
class Page:
    key: str
    title: str
    questions: tuple[Question, ...]
    when: Condition = ALWAYS
    button: str = "Continue"
    #: Pages that this one offers to go back to, with what the button says.
    offers: tuple[tuple[str, str], ...] = ()
    #: Offers to take out of the answers what a question here found in them; what the button says.
    removes: str = ""
    #: Each of its questions is asked of everybody who comes here.
    always: bool = field(init=False, repr=False, default=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "always", all(question.always for question in self.questions))


#: Names of a face's own inputs, which no question may take.
_RESERVED = frozenset({"form", "draft", "action"})
_KEY = re.compile(r"[a-z][a-z0-9_]*")
_NEEDS_CHOICES = (Kind.CHOICE, Kind.SEVERAL)


def faults_of(question: Question) -> list[str]:
    """What is wrong with one question taken alone; empty when nothing is."""
    faults = []
    if not _KEY.fullmatch(question.key) or question.key in _RESERVED:
        faults.append("its key is not a plain word of its own")
    if not question.ask.strip():
        faults.append("it asks nothing")
    if question.kind in _NEEDS_CHOICES and question.choices_from is None and len(question.choices) < 2:
        faults.append("there is nothing to choose from")
    values = [choice.value for choice in question.choices]
    if len(set(values)) != len(values) or not all(_KEY.fullmatch(value) for value in values):
        faults.append("its choices need different plain values")
    if (question.kind is Kind.PEOPLE) != (question.rows is not None):
        faults.append("rows belong to a question about people, and it needs them")
    if (question.kind is Kind.EACH) != (question.choices_from is Source.NAMED_HANDLERS):
        faults.append("yes or no for each needs a list that comes out of the answers")
    if question.joined and question.kind is not Kind.REVIEW:
        faults.append("only a review shows texts joined")
    if question.marker and question.kind not in (Kind.TEXT, Kind.LONG_TEXT):
        faults.append("only a text can hold a marker")
    faults += _faults_of_time(question)
    if question.default and question.default not in values:
        faults.append("its default is not one of its choices")
    if question.at_least > question.at_most:
        faults.append("its limits exclude every answer")
    return faults


def _faults_of_time(question: Question) -> list[str]:
    faults = []
    if question.loosely and question.kind is not Kind.MOMENT:
        faults.append("only a moment can be known roughly")
    if question.ahead and question.kind is not Kind.DAY:
        faults.append("only a day can lie ahead")
    return faults
