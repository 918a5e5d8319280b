"""What a turn answers: a dialog, or a card in the chat. Cards stay plain dicts to the wire."""

from __future__ import annotations

from dataclasses import dataclass, field

from botbuilder.core import InvokeResponse
from botbuilder.schema import Activity, Attachment

from dialogs.views.parts import Element

CARD = "application/vnd.microsoft.card.adaptive"


@dataclass(frozen=True, slots=True)
class Dialog:
    """A card in Teams' pop-up box. Nothing of it is written to the chat."""

    title: str
    card: Element = field(repr=False)


@dataclass(frozen=True, slots=True)
class Closed:
    """The pop-up box goes away."""


@dataclass(frozen=True, slots=True)
class Done:
    """The pop-up box goes away, and a few words of ours stay for a moment."""

    words: str


@dataclass(frozen=True, slots=True)
class Replaced:
    """A card that takes the place of the one in the chat whose button was pressed."""

    card: Element = field(repr=False)


Shown = Dialog | Done | Closed


def answer(shown: Shown) -> InvokeResponse:
    """To task/fetch and task/submit: it travels in the answer to the invoke's own HTTP request, so that no call to the
    connector is made."""
    if isinstance(shown, Closed):
        return InvokeResponse(status=200)
    if isinstance(shown, Done):
        return InvokeResponse(status=200, body={"task": {"type": "message", "value": shown.words}})
    card = {"contentType": CARD, "content": shown.card}
    value = {"title": shown.title, "height": "large", "width": "medium", "card": card}
    return InvokeResponse(status=200, body={"task": {"type": "continue", "value": value}})


def replacing(replaced: Replaced) -> InvokeResponse:
    """To adaptiveCard/action (Action.Execute).

    A refusal is answered in the same way. Of what the protocol has for mistakes, Teams shows its own "Something went
    wrong" and not our words, and a person who was refused needs to know why and where to go on.
    """
    return InvokeResponse(status=200, body={"statusCode": 200, "type": CARD, "value": replaced.card})


def refused() -> InvokeResponse:
    """To an invoke that this app never asks for. Below 500: the mistake is not ours."""
    return InvokeResponse(status=400)


def message(card: Element, summary: str) -> Activity:
    """A card for the chat. `summary` is what Teams' pop-up shows, so it says nothing about anybody's report."""
    return Activity(type="message", attachments=[Attachment(content_type=CARD, content=card)], summary=summary)
