"""How an action is going, in the words of whoever does it. Two forms, for what has begun cannot be said not to have."""

from __future__ import annotations

from dialogs.conditions import Is, Not
from dialogs.form import Form
from dialogs.questions import Choice, Kind, Page, Question
from governance.actions import Progressed

_DONE = Choice("claimed", "It is done", "Someone else will look at it.")
_GOING = Choice("in_progress", "It has begun, and goes on")


def _form(key: str, choices: tuple[Choice, ...]) -> Form:
    state = Question("state", Kind.CHOICE, "How is it going?", choices=choices, missing="Say how it is going.")
    percent = Question(
        "percent",
        Kind.NUMBER,
        "How much is done, from 0 to 100?",
        "Half is 50.",
        when=Not(Is("state", "claimed", *({"not_begun"} & {choice.value for choice in choices}))),
        at_most=100,
        missing="Give a number from 0 to 100.",
    )
    forecast_on = Question(
        "forecast_on",
        Kind.DAY,
        "When will it be done?",
        "Your best guess. It does not change the date by which it is due.",
        when=Not(Is("state", "claimed")),
        required=False,
        ahead=True,
    )
    evidence_on = Question(
        "evidence_on",
        Kind.DAY,
        "Since when is it done?",
        when=Is("state", "claimed"),
        missing="Say since when it is done.",
    )
    evidence = Question(
        "evidence",
        Kind.LONG_TEXT,
        "What shows that it is done?",
        "Name the paper, page or list, and say where someone else can see it. Only an action that is not urgent at "
        "all needs none.",
        when=Is("state", "claimed"),
        required=False,
        at_most=1_000,
    )
    words = Question(
        "words",
        Kind.LONG_TEXT,
        "What has been done, and what is left?",
        "If you are stuck, say what stands in the way.",
        at_least=3,
        at_most=2_000,
        missing="Say what has been done.",
    )
    return Form(
        key=key,
        title="How it is going",
        pages=(
            Page("going", "How is it going?", (state,)),
            Page("more", "Tell us more", (percent, forecast_on, evidence_on, evidence, words), button="Send"),
        ),
        command=Progressed,
    )


#: For an action that has not begun.
ACTION_BEGIN = _form("action_begin", (Choice("not_begun", "It has not begun yet"), _GOING, _DONE))
#: For one that has.
ACTION_UPDATE = _form(
    "action_update",
    (
        _GOING,
        Choice("blocked", "It is stuck", "Something stands in the way."),
        Choice("awaiting_approval", "It waits to be agreed to", "All the work is done but for that."),
        _DONE,
    ),
)
