"""What a person sees when a turn went wrong: plain words, in the form that each kind of activity expects."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

CARD: Final = "application/vnd.microsoft.card.adaptive"
_TITLE: Final = "Something went wrong"


def words(reference: str) -> str:
    """Nobody is asked to pass the reference on: a person without a name would give themselves away."""
    return f"Something went wrong, and this was not done. Please try again in a minute. Reference: {reference}."


def answer(name: str | None, value: object, text: str) -> dict[str, Any] | None:
    """The body for an invoke called `name`; None for one that has no place for words.

    A dialog gets a button that sends the same answers again, so that what was typed is not lost. They travel inside
    the button, as they do on every page, and are kept nowhere else.
    """
    if name == "task/submit":
        data = value.get("data") if isinstance(value, Mapping) else None
        return _dialog(text, data) if isinstance(data, Mapping) else _message(text)
    if name == "task/fetch":
        return _message(text)
    if name == "adaptiveCard/action":
        return {"statusCode": 200, "type": "application/vnd.microsoft.activity.message", "value": text}
    return None


def _message(text: str) -> dict[str, Any]:
    return {"task": {"type": "message", "value": text}}


def _dialog(text: str, data: Mapping[str, Any]) -> dict[str, Any]:
    card = {
        "type": "AdaptiveCard",
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "version": "1.5",
        "body": [
            {"type": "TextBlock", "text": text, "wrap": True},
            {"type": "TextBlock", "text": "What you wrote is not lost. The button sends it again.", "wrap": True},
        ],
        "actions": [{"type": "Action.Submit", "title": "Try again", "data": dict(data)}],
    }
    value = {"title": _TITLE, "height": "small", "width": "medium", "card": {"contentType": CARD, "content": card}}
    return {"task": {"type": "continue", "value": value}}
