"""What every card must be, whoever drew it: Adaptive Cards 1.5, readable, usable without sight, and not too large."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import Any

from jsonschema import Draft6Validator

#: What one card may weigh in a dialog, in bytes of UTF-16.
DIALOG_BYTES = 40_000
#: … and in a chat, by Microsoft's own validator.
CHAT_BYTES = 28_000


@cache
def _schema() -> Draft6Validator:
    text = resources.files("adaptive_cards").joinpath("schemas/schema-1.5.json").read_text()
    return Draft6Validator(json.loads(text))


def check(card: dict[str, Any], most: int = DIALOG_BYTES) -> None:
    """Fail unless the card keeps every rule."""
    wrong = sorted(_schema().iter_errors(card), key=lambda error: len(error.absolute_path))
    assert not wrong, f"not Adaptive Cards 1.5 at {list(wrong[0].absolute_path)}: {wrong[0].message[:300]}"
    assert card["version"] == "1.5"
    assert len(json.dumps(card, ensure_ascii=False).encode("utf-16-le")) < most
    assert len(card.get("actions", [])) <= 6, "Teams shows six buttons at most"
    for element in elements(card):
        _check_element(element)


def elements(node: object) -> Iterator[dict[str, Any]]:
    """Every element, action and run of a card."""
    if isinstance(node, dict):
        if "type" in node:
            yield node
        for key, inner in node.items():
            if key != "data":
                yield from elements(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from elements(inner)


def _check_element(element: dict[str, Any]) -> None:
    kind = element["type"]
    if kind == "TextBlock":
        assert element["text"].strip(), "an empty line"
        assert element.get("wrap"), "text that is cut off on a phone"
    if kind == "Image":
        assert element.get("altText"), "a picture that cannot be heard"
    if kind.startswith("Input."):
        assert element.get("label"), "an input without a label"
    if kind.startswith("Action."):
        assert element.get("title"), "a button without a name"


def words(card: dict[str, Any]) -> str:
    """What a reader reads, a line each."""
    lines: list[str] = []
    for element in elements(card):
        if element["type"] in ("TextBlock", "TextRun"):
            lines.append(element["text"])
        if element["type"] == "FactSet":
            lines += [f"{fact['title']}: {fact['value']}" for fact in element["facts"]]
        if element["type"].startswith("Input."):
            lines.append(element["label"])
    return "\n".join(lines)


def typed_words(card: dict[str, Any]) -> str:
    """What stands in runs, which read no Markdown."""
    return "\n".join(element["text"] for element in elements(card) if element["type"] == "TextRun")


def buttons(card: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """What each button sends, by its title."""
    return {e["title"]: e["data"] for e in elements(card) if e["type"] == "Action.Submit"}


def inputs(card: dict[str, Any]) -> set[str]:
    return {element["id"] for element in elements(card) if element["type"].startswith("Input.")}
