"""A refusal as a dialog, or in the place of a card: what is wrong in plain words, and the way on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.teams.answers import Dialog, Replaced
from dialogs.forms.casework import BY_STEP
from dialogs.forms.casework.assign import INVESTIGATE_BY
from dialogs.forms.handling import HANDLING_FORMS, INCIDENT_TASK_DONE
from dialogs.views.parts import BODY_BYTES, Element, executes, press, weight
from dialogs.views.problem import instead, problem, unsent
from governance.errors import Busy, Expired, NotFound, NotYours, Refused, Stale, Tampered, Unavailable, Unreadable

Inputs = Mapping[str, object]

_TITLES: dict[type[Refused], str] = {
    Stale: "Somebody was faster",
    NotYours: "This is not open to you",
    NotFound: "There is nothing here",
    Expired: "This was open for too long",
    Tampered: "This button does not work",
    Unreadable: "This cannot be opened",
    Busy: "Too many people at once",
    Unavailable: "We cannot do this now",
}
#: The forms and verbs that are about what stands in each list.
_LISTS = {
    "cases": frozenset(
        {
            *("acknowledge", "ask_reporter", "ask", "case", "cases", "step", "begin_by", INVESTIGATE_BY.key),
            *(form.key for form in BY_STEP.values()),
        }
    ),
    # Whoever does a task may have no list of incidents.
    "incidents": frozenset(
        {"incident_record", *(each.key for each in HANDLING_FORMS if each is not INCIDENT_TASK_DONE)}
    ),
    "my_actions": frozenset({"action_begin", "action_update", "extension", "decide_extension", "verify", "action"}),
}
_OTHERWISE = "That did not work"
#: A card that is heavier than this may not be shown by Teams.
_HEAVIEST = 40_000


def dialog_for(refusal: Refused, inputs: Inputs, banner: str | None, written: Sequence[tuple[str, str]] = ()) -> Dialog:
    """The refusal's own words. When trying again helps, a button sends the same answers again, so that none is lost.
    `written` are texts that were not taken, each with what was asked: they stand there to be copied."""
    title = _TITLES.get(type(refusal), _OTHERWISE)
    ways_on = []
    if isinstance(refusal, Busy | Unavailable):
        ways_on.append(press("Try again", {key: value for key, value in inputs.items() if key != "msteams"}))
    if isinstance(refusal, Stale) and (verb := _list_of(inputs)) is not None:
        ways_on.append(press("Back to the list", {"verb": verb}))
    card = problem(title, str(refusal), ways_on, banner, unsent(written))
    return Dialog(title, card if weight(card) < _HEAVIEST else problem(title, str(refusal), ways_on, banner))


def _list_of(inputs: Inputs) -> str | None:
    """The verb of the list that the press was about; None when there is none."""
    pressed = [each for each in (inputs.get("form"), inputs.get("verb")) if isinstance(each, str)]
    return next((verb for verb, those in _LISTS.items() if those.intersection(pressed)), None)


def card_for(refusal: Refused, verb: str, inputs: Inputs, ways_on: Sequence[Element], banner: str | None) -> Replaced:
    """The same in the place of the card. `ways_on` are buttons for whoever pressed."""
    title = _TITLES.get(type(refusal), _OTHERWISE)
    again = try_again(verb, inputs) if isinstance(refusal, Busy | Unavailable) else []
    return Replaced(instead(title, str(refusal), [*again, *ways_on], banner))


def try_again(verb: object, inputs: Mapping[str, object]) -> list[Element]:
    """A button that sends the same again from a card in the chat; none when that is too much for a card there."""
    if not isinstance(verb, str) or not verb:
        return []
    again = executes("Try again", verb, inputs, first=True)
    return [again] if weight(again) < BODY_BYTES else []
