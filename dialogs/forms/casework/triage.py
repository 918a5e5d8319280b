"""A handler decides what is done with a concern: danger first, then the decision, why, and the letter about it."""

from __future__ import annotations

from dialogs.conditions import Is
from dialogs.form import Form
from dialogs.forms.casework.letter import inside, letter, read_it
from dialogs.questions import Choice, Kind, Page, Question
from governance.deeds import Decision, Procedure, Triage
from governance.outcomes import Priority

_DANGER = Page(
    "danger",
    "Danger first",
    (
        Question(
            "danger",
            Kind.CHOICE,
            "Is anybody in danger, or could proof be lost?",
            "If so, act on that before you go on.",
            choices=(
                Choice("no", "No, as far as we know"),
                Choice("people", "Somebody may be in danger"),
                Choice("evidence", "Proof could be lost"),
                Choice("both", "Both"),
            ),
            missing="Say if anybody is in danger, or if proof could be lost.",
        ),
    ),
)
_DANGER_DONE = Page(
    "danger_done",
    "Danger first",
    (
        inside(
            "danger_done",
            "What is done about it, and by whom?",
            "For the record only. The reporter does not read it.",
            "Say what is done about the danger.",
        ),
    ),
    when=Is("danger", "people", "evidence", "both"),
)
_DECISION = Page(
    "decision",
    "What is done with it",
    (
        Question(
            "decision",
            Kind.CHOICE,
            "What do you do with it?",
            choices=(
                Choice(Decision.IN_SCOPE, "We look into it under this policy"),
                Choice(Decision.OTHER_PROCEDURE, "It belongs somewhere else", "such as a grievance"),
                Choice(Decision.NEEDS_MORE, "We need to know more first", "you ask the reporter"),
                Choice(Decision.OUT_OF_SCOPE, "We cannot look into it at all"),
            ),
            missing="Choose what you do with it.",
        ),
    ),
)
_PROCEDURE = Page(
    "procedure",
    "Where it belongs",
    (
        Question(
            "procedure",
            Kind.CHOICE,
            "Where does it belong?",
            "Ask if they can take it on, before you send somebody to them.",
            choices=(
                Choice(Procedure.GRIEVANCE, "A grievance about their own job"),
                Choice(Procedure.SAFEGUARDING, "To those who keep people safe", "children or adults"),
                Choice(Procedure.SCHOOL, "The school has its own way"),
                Choice(Procedure.OTHER, "Somewhere else"),
            ),
            missing="Choose where it belongs.",
        ),
        Question("procedure_other", Kind.TEXT, "If it is none of these: where?", required=False, at_most=120),
    ),
    when=Is("decision", Decision.OTHER_PROCEDURE),
)
_REASONS = Page(
    "reasons",
    "For the record only",
    (
        Question(
            "priority",
            Kind.CHOICE,
            "How soon must it be dealt with?",
            choices=(
                Choice(Priority.HIGH, "First of all"),
                Choice(Priority.MEDIUM, "Soon"),
                Choice(Priority.LOW, "It can wait a little"),
            ),
            missing="Choose how soon.",
        ),
        inside(
            "reasons",
            "Why did you decide so?",
            "Only the people who work on this case read it. The reporter never does.",
            "Write why you decided so.",
        ),
    ),
)
_DECIDED = Is("decision", Decision.IN_SCOPE, Decision.OTHER_PROCEDURE, Decision.OUT_OF_SCOPE)
_RISK = Page(
    "risk",
    "Keep them safe",
    (
        inside(
            "who_may_guess",
            "Who might guess who it was?",
            "Think of who knew, who was there, and who was told.",
            "Write who might guess, or that nobody could.",
        ),
        inside(
            "what_may_happen",
            "What could happen to them?",
            "Such as worse shifts, being left out, or losing their job.",
            "Write what could happen, or that you see nothing.",
        ),
        inside(
            "what_is_done",
            "What do you do about it?",
            "For the record only. You look at this again later on.",
            "Write what you do about it.",
        ),
    ),
    when=_DECIDED,
)
_LETTER = Page(
    "letter",
    "Tell the reporter",
    (
        letter("letter_in_scope", when=Is("decision", Decision.IN_SCOPE)),
        letter("letter_elsewhere", when=Is("decision", Decision.OTHER_PROCEDURE), missing="Say where it belongs."),
        letter(
            "letter_question",
            "What do you need to know?",
            when=Is("decision", Decision.NEEDS_MORE),
            missing="Write your question in the place of “Write here”.",
        ),
        letter("letter_out", when=Is("decision", Decision.OUT_OF_SCOPE), missing="Say why, and who could help."),
    ),
)

TRIAGE = Form(
    key="triage",
    title="Decide what is done",
    pages=(
        _DANGER,
        _DANGER_DONE,
        _DECISION,
        _PROCEDURE,
        _REASONS,
        _RISK,
        _LETTER,
        read_it("letter_in_scope", "letter_elsewhere", "letter_question", "letter_out"),
    ),
    command=Triage,
)
