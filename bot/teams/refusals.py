"""A refusal as a dialog: what is wrong in plain words, and the way on."""

from __future__ import annotations

from bot.teams.answers import Dialog
from bot.teams.form_dialogs import Inputs
from dialogs.views.parts import press
from dialogs.views.problem import problem
from governance.errors import Busy, Expired, NotFound, NotYours, Refused, Stale, Tampered, Unavailable, Unreadable

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
_OTHERWISE = "That did not work"


def dialog_for(refusal: Refused, inputs: Inputs, banner: str | None) -> Dialog:
    """The refusal's own words. When trying again helps, a button sends the same answers again, so that none is lost."""
    title = _TITLES.get(type(refusal), _OTHERWISE)
    ways_on = []
    if isinstance(refusal, Busy | Unavailable):
        ways_on.append(press("Try again", {key: value for key, value in inputs.items() if key != "msteams"}))
    if isinstance(refusal, Stale):
        ways_on.append(press("Back to the list", {"verb": "cases"}))
    return Dialog(title, problem(title, str(refusal), ways_on, banner))
