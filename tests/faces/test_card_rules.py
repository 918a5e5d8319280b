"""The rules that every card is held to find a card that breaks one, however deep inside it does."""

from __future__ import annotations

from typing import Any

import pytest

from tests.faces.card_rules import check

TEXT = {"type": "TextBlock", "text": "One", "wrap": True}


def card(*body: dict[str, Any], actions: tuple[dict[str, Any], ...] = ()) -> dict[str, Any]:
    return {"type": "AdaptiveCard", "version": "1.5", "body": list(body), "actions": list(actions)}


def test_a_good_card_passes() -> None:
    check(card(TEXT, {"type": "Container", "items": [TEXT]}, actions=({"type": "Action.Submit", "title": "Go on"},)))


@pytest.mark.parametrize(
    "broken",
    [
        card({**TEXT, "text": 5}),
        card({**TEXT, "size": "enormous"}),
        card({"type": "TextBlok", "text": "One", "wrap": True}),
        card({"text": "One", "wrap": True}),
        card({"type": "Container", "items": [{"type": "Container", "items": [{**TEXT, "color": "mauve"}]}]}),
        card({"type": "ColumnSet", "columns": [{"type": "Column", "items": [{"type": "Input.Text", "label": "One"}]}]}),
        card({"type": "Container", "items": [{"type": "Action.Submit", "title": "Go on"}]}),
        card(TEXT, actions=({"type": "TextBlock", "text": "One", "wrap": True},)),
        card({"type": "RichTextBlock", "inlines": [{"type": "TextRun"}]}),
    ],
)
def test_what_is_not_adaptive_cards_is_found(broken: dict[str, Any]) -> None:
    with pytest.raises(AssertionError, match=r"not Adaptive Cards 1\.5"):
        check(broken)
