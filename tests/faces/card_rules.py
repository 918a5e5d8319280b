"""What every card must be, whoever drew it: Adaptive Cards 1.5, readable, usable without sight, and not too large."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from jsonschema import Draft7Validator, validators  # type: ignore[import-untyped]  # it has no types
from jsonschema.exceptions import best_match  # type: ignore[import-untyped]  # it has no types

#: What one card may weigh in a dialog, in bytes of UTF-16.
DIALOG_BYTES = 40_000
#: … and in a chat, by Microsoft's own validator.
CHAT_BYTES = 28_000


@cache
def _schema() -> Any:
    """Microsoft's schema. "Any of these sixteen kinds" is asked as "the kind that it says it is": the same cards pass,
    a thousand times faster, and a wrong card is told what is wrong with it."""
    text = resources.files("adaptive_cards").joinpath("schemas/schema-1.5.json").read_text()
    schema = json.loads(text)
    definitions = schema["definitions"]
    for name, definition in definitions.items():
        kinds = [either.get("allOf", [{}])[0].get("$ref", "") for either in definition.get("anyOf", [])]
        if name.startswith("ImplementationsOf.") and all(kinds) and len(kinds) > 1:
            definitions[name] = _by_kind([kind.rpartition("/")[2] for kind in kinds])
    by_kind = validators.extend(Draft7Validator, {"byKind": _is_of_its_kind})
    return by_kind({**schema, "$schema": "http://json-schema.org/draft-07/schema#"})


def _by_kind(kinds: list[str]) -> dict[str, Any]:
    return {
        "type": "object",
        "required": ["type"],
        "properties": {"type": {"enum": kinds}},
        "byKind": {kind: {"$ref": f"#/definitions/{kind}"} for kind in kinds},
    }


def _is_of_its_kind(validator: Any, kinds: dict[str, Any], instance: Any, _schema: Any) -> Iterator[Any]:
    if isinstance(instance, dict) and (kind := instance.get("type")) in kinds:
        yield from validator.descend(instance, kinds[kind], schema_path=kind)


def check(card: dict[str, Any], most: int = DIALOG_BYTES) -> None:
    """Fail unless the card keeps every rule."""
    wrong = _wrong(json.dumps(_with_plain_data(card)))
    assert wrong is None, f"not Adaptive Cards 1.5 at {wrong}"
    assert card["version"] == "1.5"
    assert len(json.dumps(card, ensure_ascii=False).encode("utf-16-le")) < most
    assert len(card.get("actions", [])) <= 6, "Teams shows six buttons at most"
    for element in elements(card):
        _check_element(element)


@lru_cache(maxsize=2000)
def _wrong(card: str) -> str | None:
    """What is not Adaptive Cards about it, and where. The same pages are drawn again and again."""
    wrong = best_match(_schema().iter_errors(json.loads(card)))
    return None if wrong is None else f"{list(wrong.absolute_path)}: {wrong.message[:300]}"


def _with_plain_data(node: Any) -> Any:
    """What a button sends may be any object; it is sealed, and so another one each time."""
    if isinstance(node, dict):
        return {k: {} if k == "data" and isinstance(v, dict) else _with_plain_data(v) for k, v in node.items()}
    return [_with_plain_data(inner) for inner in node] if isinstance(node, list) else node


def elements(node: object) -> Iterator[dict[str, Any]]:
    """Every element, action and run of a card, as a host shows it that knows them all."""
    if isinstance(node, dict):
        if "type" in node:
            yield node
        for key, inner in node.items():
            if key not in ("data", "fallback"):
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
    if kind.startswith("Input.") and element.get("isVisible", True):
        assert element.get("label") or element.get("title"), "an input without a label"
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
        if element["type"].startswith("Input.") and element.get("isVisible", True):
            lines.append(element.get("label") or element["title"])
    return "\n".join(lines)


def typed_words(card: dict[str, Any]) -> str:
    """What stands in runs, which read no Markdown."""
    return "\n".join(element["text"] for element in elements(card) if element["type"] == "TextRun")


def buttons(card: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """What each button sends, by its title."""
    return {e["title"]: e["data"] for e in elements(card) if e["type"] == "Action.Submit"}


def executes(card: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The buttons that change the card, by their title."""
    return {e["title"]: e for e in elements(card) if e["type"] == "Action.Execute"}


def inputs(card: dict[str, Any]) -> dict[str, Any]:
    """What each input holds before anybody touches it, hidden ones too, by id."""
    return {e["id"]: e.get("value", "") for e in elements(card) if e["type"].startswith("Input.")}


def sends_inputs(card: dict[str, Any], title: str) -> bool:
    """Whether that button sends what stands in the inputs."""
    found = next(e for e in elements(card) if e["type"].startswith("Action.") and e["title"] == title)
    return found.get("associatedInputs") != "none"
