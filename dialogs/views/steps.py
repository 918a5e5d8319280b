"""What may be done with a case now, as buttons; and what is said when it is done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dialogs.views.done import CLOSE
from dialogs.views.parts import Element, buttons, card, group, heading, press, text
from governance.case_steps import LOOKING_INTO, Step, allowed
from governance.reports import State


@dataclass(frozen=True, slots=True)
class _Words:
    button: str
    #: What it is for, above its button.
    what: str
    #: Title and text when it is done.
    done: tuple[str, str]


_SENT = "The person who reported can read your letter now. The record shows that you sent it, and when."

_STEPS = {
    Step.TRIAGE: _Words(
        "Decide what is done",
        "Danger first, then what you do with it, why, and a letter about it.",
        ("Your decision is recorded", _SENT),
    ),
    Step.INVESTIGATE: _Words(
        "Begin to look into it",
        "You choose who does, and they are let in by a second person.",
        ("It is being looked into", _SENT),
    ),
    Step.REFER: _Words("Pass it on", "Somebody else can act on it better.", ("You passed it on", _SENT)),
    Step.MESSAGE: _Words(
        "Write to the reporter", "A message, with words to begin from.", ("Your message is on its way", _SENT)
    ),
    Step.MEET: _Words(
        "Offer to meet",
        "The letter always says that they may bring somebody, and meet away from work.",
        ("Your offer is on its way", _SENT),
    ),
    Step.PROGRESS: _Words(
        "Say how it goes",
        "At least every 20 working days. The clock begins anew with each note.",
        ("Your note is on its way", f"{_SENT} The clock of the next note has begun."),
    ),
    Step.CONCLUDE: _Words(
        "Conclude",
        "What came of it: a note for the record, and a message for the reporter.",
        (
            "The case is concluded",
            f"{_SENT} Record what we learned, if there is something. Then close the case.",
        ),
    ),
    Step.CLOSE: _Words(
        "Close the case",
        "You tell the reporter that all is done.",
        ("The case is closed", f"{_SENT} You are reminded to ask how they are after 1, 3, 6 and 12 months."),
    ),
    Step.CHECK_IN: _Words(
        "Ask how they are", "If somebody treats them badly now, you want to know.", ("Your letter is on its way", _SENT)
    ),
    Step.REOPEN: _Words("Open it again", "The clocks of the case begin anew.", ("The case is open again", _SENT)),
    Step.LEARN: _Words(
        "Record what we learned",
        "What should be done in another way, and by whom. No names.",
        ("What we learned is recorded", "It stands in the record of the case."),
    ),
}

#: What stands on the case itself, by state; all else is one press further.
_FIRST = {
    State.ACKNOWLEDGED: (Step.TRIAGE,),
    State.TRIAGED: (Step.INVESTIGATE,),
    State.REFERRED: (Step.PROGRESS, Step.CONCLUDE),
    State.INVESTIGATING: (Step.PROGRESS, Step.CONCLUDE),
    State.CONCLUDED: (Step.LEARN, Step.CLOSE),
    State.CLOSED: (Step.CHECK_IN,),
}


def steps_on_case(state: State, *, decides: bool = True) -> tuple[Step, ...]:
    """The steps whose buttons stand on the case, for whoever `decides` about it or only looks into it."""
    return tuple(step for step in _FIRST.get(state, ()) if decides or step in LOOKING_INTO)


def steps_beside(state: str, *, decides: bool = True) -> tuple[Step, ...]:
    """The others that may be taken, but for those that have buttons of their own."""
    now = State(state)
    mine = [step for step in allowed(now) if step in _STEPS and (decides or step in LOOKING_INTO)]
    return tuple(step for step in mine if step not in steps_on_case(now))


def step_button(step: Step, token: str, *, first: bool = False) -> Element:
    """`token` is sealed: the case, its version and the step."""
    return press(_STEPS[step].button, {"verb": "step", "card": token}, first=first)


def more_steps(tokens: Mapping[Step, str], back: str, banner: str | None = None) -> Element:
    """Each with what it is for. `back` is the sealed token that opens the case."""
    rows = [group([text(_STEPS[step].what), buttons([step_button(step, token)])]) for step, token in tokens.items()]
    return card(
        [heading("What else you can do"), *rows],
        [press("Back to the case", {"verb": "case", "card": back}), press("Close", CLOSE)],
        banner,
    )


def done_step(step: Step, reference: str = "", banner: str | None = None) -> Element:
    """For the handler. `reference` is of the action that was raised; empty when there is none."""
    title, words = _STEPS[step].done
    raised = [text(f"The action is on the list as {reference}.")] if reference else []
    return card(
        [heading(title), text(words), *raised],
        [press("Back to the list", {"verb": "cases"}, first=True), press("Close", CLOSE)],
        banner,
    )
