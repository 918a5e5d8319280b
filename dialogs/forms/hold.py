"""Keeping a closed report longer than its time, and keeping it no longer (policy paragraph 28)."""

from __future__ import annotations

from dialogs.form import Form
from dialogs.questions import Choice, Kind, Page, Question
from governance.retention import HoldReason, LiftReason, Longer, NoLonger

#: Why it is kept, as a choice and in a sentence.
REASONS = {
    HoldReason.LEGAL_CLAIM: "Someone has gone to court, or may",
    HoldReason.TRIBUNAL: "An employment tribunal needs it",
    HoldReason.OTHER_INVESTIGATION: "Someone else is looking into it",
    HoldReason.COMPLAINT: "There is a complaint about how we dealt with it",
    HoldReason.DETRIMENT: "The reporter may have been treated badly for it",
    HoldReason.INFORMATION_REQUEST: "Someone has asked to see what we hold",
    HoldReason.AUDIT: "Auditors need it",
}
LIFTS = {
    LiftReason.OVER: "What it was kept for is over",
    LiftReason.NOT_NEEDED: "Whoever needed it has what they need",
    LiftReason.MISTAKE: "It was kept by mistake",
}

HOLD = Form(
    key="hold",
    title="How long it is kept",
    pages=(
        Page(
            "hold",
            "Keep it longer",
            (
                Question(
                    "reason",
                    Kind.CHOICE,
                    "Why must it be kept?",
                    "The list has no room for words, so that nothing of the case stands outside it.",
                    choices=tuple(Choice(reason.value, words) for reason, words in REASONS.items()),
                    missing="Choose why it must be kept.",
                ),
                Question(
                    "until",
                    Kind.DAY,
                    "Until which day?",
                    "Two years from now at most. If it is still needed then, say so again.",
                    ahead=True,
                    missing="Give the day.",
                ),
            ),
            button="Keep it",
        ),
    ),
    command=Longer,
)

LIFT_HOLD = Form(
    key="lift_hold",
    title="How long it is kept",
    pages=(
        Page(
            "lift_hold",
            "Keep it no longer",
            (
                Question(
                    "goes",
                    Kind.NOTICE,
                    "When its time is over, the report is destroyed, and nobody can bring it back. Those who keep it "
                    "are told four weeks before.",
                ),
                Question(
                    "reason",
                    Kind.CHOICE,
                    "Why is it not needed longer?",
                    choices=tuple(Choice(reason.value, words) for reason, words in LIFTS.items()),
                    missing="Choose why it is not needed.",
                ),
            ),
            button="Keep it no longer",
        ),
    ),
    command=NoLonger,
)
