"""What a person sees when a turn went wrong: plain words, in the form that each kind of activity expects."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from botbuilder.core import InvokeResponse

from bot.teams.answers import Dialog, Replaced, answer, replacing
from bot.teams.refusals import try_again
from dialogs.views.parts import press, weight
from dialogs.views.problem import instead, problem

#: A card that is heavier than this may not be shown by Teams.
HEAVIEST: Final = 40_000
_TITLE: Final = "Something went wrong"


def words(reference: str) -> str:
    """Nobody is asked to pass the reference on: a person without a name would give themselves away."""
    return f"This was not done. Please try again in a minute. Reference: {reference}"


def in_chat(text: str) -> str:
    return f"{_TITLE}. {text}"


def for_invoke(name: str | None, value: object, text: str, banner: str | None) -> InvokeResponse:
    """The answer to an invoke called `name`.

    A dialog, and a card that was to change, get a button that sends the same answers again, so that what was typed is
    not lost. They travel inside the button, as they do on every page, and are kept nowhere else.
    """
    if name in ("task/fetch", "task/submit"):
        return answer(_dialog(text, _inside(value, "data"), banner))
    if name == "adaptiveCard/action":
        return replacing(_card(text, _inside(value, "action"), banner))
    return InvokeResponse(status=200)


def _inside(value: object, key: str) -> Mapping[str, Any]:
    inner = value.get(key) if isinstance(value, Mapping) else None
    return inner if isinstance(inner, Mapping) else {}


def _card(text: str, action: Mapping[str, Any], banner: str | None) -> Replaced:
    return Replaced(instead(_TITLE, text, try_again(action.get("verb"), _inside(action, "data")), banner))


def _dialog(text: str, data: Mapping[str, Any], banner: str | None) -> Dialog:
    again = press("Try again", {key: inner for key, inner in data.items() if key != "msteams"})
    card = problem(_TITLE, text, [again], banner)
    if not data or weight(card) >= HEAVIEST:
        card = problem(_TITLE, text, (), banner)
    return Dialog(_TITLE, card)
