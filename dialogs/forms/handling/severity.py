"""How severe an incident is: impact, how likely, and what it may not fall below."""

from __future__ import annotations

from dialogs.form import Form
from dialogs.questions import Choice, Kind, Page, Question
from governance.incident_course import Overriding, Weighing

INCIDENT_SEVERITY = Form(
    key="incident_severity",
    title="How severe is it?",
    pages=(
        Page(
            "grid",
            "How bad, and how likely?",
            (
                Question(
                    "impact",
                    Kind.CHOICE,
                    "How bad would the harm be?",
                    source=("H2",),
                    choices=(
                        Choice("one", "1: hardly any"),
                        Choice("two", "2: a nuisance"),
                        Choice("three", "3: upset, or some money lost"),
                        Choice("four", "4: bad harm to some people"),
                        Choice("five", "5: grave harm, or a lot of people"),
                    ),
                    missing="Say how bad the harm would be.",
                ),
                Question(
                    "likelihood",
                    Kind.CHOICE,
                    "How likely is that harm?",
                    choices=(
                        Choice("one", "1: very unlikely"),
                        Choice("two", "2: unlikely"),
                        Choice("three", "3: it may come"),
                        Choice("four", "4: likely"),
                        Choice("five", "5: it is here, or as good as"),
                    ),
                    missing="Say how likely the harm is.",
                ),
            ),
        ),
        Page(
            "weighs",
            "What else counts?",
            (
                Question(
                    "holds",
                    Kind.SEVERAL,
                    "Which of these are true?",
                    "What the report says is ticked. Change it if you know more.",
                    choices=(
                        Choice("near_miss", "It nearly happened, and did not"),
                        Choice("live_attack", "Someone is in our systems now"),
                        Choice("physical_safety", "Someone could be hurt"),
                        Choice("special", "Health, belief, crime or the like is in it"),
                        Choice("children", "It is about children"),
                        Choice("adults_at_risk", "It is about adults at risk"),
                        Choice("recovered", "We have all of it back"),
                        Choice("sealed_device", "It is on a device that was locked and encrypted, or is wiped"),
                    ),
                    required=False,
                ),
                Question(
                    "people",
                    Kind.NUMBER,
                    "How many people is it about?",
                    "If you are not sure, the most it could be. Leave it empty if no one can say.",
                    required=False,
                    at_most=10_000_000,
                ),
                Question(
                    "words",
                    Kind.LONG_TEXT,
                    "Why do you see it so?",
                    at_least=3,
                    at_most=2_000,
                    missing="Say why you see it so.",
                ),
            ),
            button="Work it out",
        ),
    ),
    command=Weighing,
)

INCIDENT_SEVERITY_CHANGE = Form(
    key="incident_severity_change",
    title="Another severity",
    pages=(
        Page(
            "change",
            "Another one than the rules say",
            (
                Question(
                    "severity",
                    Kind.CHOICE,
                    "What is it?",
                    choices=tuple(
                        Choice(f"s{number}", f"S{number}: {words}")
                        for number, words in enumerate(("near miss", "low", "moderate", "serious", "critical"))
                    ),
                    missing="Say what it is.",
                ),
                Question(
                    "reason",
                    Kind.LONG_TEXT,
                    "Why?",
                    "What the rules say and your reason are both kept.",
                    at_least=3,
                    at_most=1_000,
                    missing="Say why.",
                ),
            ),
            button="Change it",
        ),
    ),
    command=Overriding,
)
