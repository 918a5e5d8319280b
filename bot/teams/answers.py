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


Shown = Dialog | Closed


def answer(shown: Shown) -> InvokeResponse:
    """To task/fetch and task/submit: it travels in the answer to the invoke's own HTTP request, so that no call to the
    connector is made."""
    if isinstance(shown, Closed):
        return InvokeResponse(status=200)
    card = {"contentType": CARD, "content": shown.card}
    value = {"title": shown.title, "height": "large", "width": "medium", "card": card}
    return InvokeResponse(status=200, body={"task": {"type": "continue", "value": value}})


def no_longer(words: str) -> InvokeResponse:
    """To a press that changes a card in place (Action.Execute): words beside the card."""
    body = {"statusCode": 200, "type": "application/vnd.microsoft.activity.message", "value": words}
    return InvokeResponse(status=200, body=body)


def refused() -> InvokeResponse:
    """To an invoke that this app never asks for. Below 500: the mistake is not ours."""
    return InvokeResponse(status=400)


def message(card: Element, summary: str) -> Activity:
    """A card for the chat. `summary` is what Teams' pop-up shows, so it says nothing about anybody's report."""
    return Activity(type="message", attachments=[Attachment(content_type=CARD, content=card)], summary=summary)
