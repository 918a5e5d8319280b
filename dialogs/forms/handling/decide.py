"""Who is told of an incident: the three questions, the decision, and that the Commissioner was told."""

from __future__ import annotations

from dialogs.conditions import Is
from dialogs.form import Form
from dialogs.questions import Choice, Kind, Page, Question
from governance.breaches import Decided
from governance.incident_course import ToldIco

_LIKELY = Is("risk", "likely")
_HIGH = Is("high", "yes")

INCIDENT_DECISION = Form(
    key="incident_decision",
    title="Who has to be told?",
    pages=(
        Page(
            "personal",
            "Three short questions",
            (
                Question(
                    "personal",
                    Kind.YES_NO,
                    "Is it data about living people?",
                    source=("H3",),
                    missing="Say if it is about living people.",
                ),
            ),
        ),
        Page(
            "risk",
            "Is there a risk to them?",
            (
                Question(
                    "risk",
                    Kind.CHOICE,
                    "How likely is it that this harms them?",
                    choices=(Choice("unlikely", "Unlikely"), Choice("likely", "Likely")),
                    missing="Say how likely it is.",
                ),
            ),
            when=Is("personal", "yes"),
        ),
        Page(
            "high",
            "How high is it?",
            (
                Question(
                    "high",
                    Kind.YES_NO,
                    "Is the risk to them high?",
                    "If it is, they are told too, as soon as we can.",
                    missing="Say if the risk is high.",
                ),
            ),
            when=_LIKELY,
        ),
        Page(
            "decision",
            "What was decided?",
            (
                Question(
                    "decision",
                    Kind.CHOICE,
                    "Do we tell the Information Commissioner?",
                    "If a risk is likely, the law says yes. It is kept with the reason, yes or no.",
                    source=("H4",),
                    choices=(
                        Choice("notify", "Yes, all of it now"),
                        Choice("phased", "Yes, what we know now, and the rest later"),
                        Choice("do_not_notify", "No"),
                    ),
                    missing="Say if we tell them.",
                ),
                Question(
                    "reason",
                    Kind.LONG_TEXT,
                    "Why?",
                    at_least=3,
                    at_most=3_000,
                    missing="Say why. The reason is kept, yes or no.",
                ),
                Question("decided_by", Kind.TEXT, "Who decided?", "Their name and post.", missing="Say who decided."),
                Question(
                    "advice",
                    Kind.LONG_TEXT,
                    "What did the Data Protection Officer say?",
                    at_least=3,
                    at_most=2_000,
                    missing="Say what they said.",
                ),
            ),
        ),
        Page(
            "later",
            "What comes later?",
            (
                Question(
                    "to_come",
                    Kind.LONG_TEXT,
                    "What will they still be told?",
                    at_least=3,
                    at_most=1_000,
                    missing="Say what they will still be told.",
                ),
                Question("to_come_by", Kind.DAY, "By when?", ahead=True, missing="Say by when they will be told."),
            ),
            when=Is("decision", "phased"),
        ),
        Page(
            "people",
            "The people it is about",
            (
                Question(
                    "people",
                    Kind.CHOICE,
                    "Do we tell them?",
                    choices=(
                        Choice("tell", "Yes"),
                        Choice("unreadable", "No: no one can read the data"),
                        Choice("risk_gone", "No: what we did since took the risk away"),
                        Choice("too_many", "No: they are too many, and we tell them in public"),
                    ),
                    missing="Say if we tell them, or why not.",
                ),
                Question(
                    "people_words",
                    Kind.LONG_TEXT,
                    "Who do we tell, and how? Or why do we not?",
                    at_least=3,
                    at_most=2_000,
                    missing="Say who we tell and how, or why not.",
                ),
            ),
            when=_HIGH,
        ),
        Page(
            "people_when",
            "By when?",
            (
                Question(
                    "people_by",
                    Kind.DAY,
                    "By when are they told?",
                    "As soon as you can.",
                    ahead=True,
                    missing="Say by when they are told.",
                ),
            ),
            when=Is("people", "tell"),
        ),
        Page("check", "Check it", (Question("review", Kind.REVIEW, "What you decided"),), button="Keep it"),
    ),
    command=Decided,
)

INCIDENT_TOLD = Form(
    key="incident_told",
    title="The Commissioner was told",
    pages=(
        Page(
            "told",
            "When were they told?",
            (
                Question("told_at", Kind.MOMENT, "When was it sent?", missing="Say when it was sent."),
                Question(
                    "reference",
                    Kind.TEXT,
                    "What number did they give it?",
                    "It starts with IC. You can find it in their answer.",
                    at_most=60,
                    missing="Give the number, or say that there is none yet.",
                ),
                Question(
                    "late_reason",
                    Kind.LONG_TEXT,
                    "If it was more than 72 hours: why?",
                    "The Commissioner asks for this.",
                    required=False,
                    at_most=1_000,
                ),
            ),
            button="They were told",
        ),
    ),
    command=ToldIco,
)
