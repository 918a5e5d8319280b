"""Activities that Teams never sends: grown from a small grammar, or bred from valid ones by a few changes."""

from __future__ import annotations

import copy
import json
import string
from collections.abc import Callable, Iterator, Mapping, Sequence
from random import Random
from typing import Any

INVOKES = (
    "task/fetch", "task/submit", "adaptiveCard/action", "composeExtension/query", "composeExtension/queryLink",
    "composeExtension/anonymousQueryLink", "composeExtension/selectItem", "composeExtension/submitAction",
    "composeExtension/fetchTask", "composeExtension/querySettingUrl", "composeExtension/setting",
    "composeExtension/onCardButtonClicked", "fileConsent/invoke", "actionableMessage/executeAction",
    "signin/verifyState", "signin/tokenExchange", "tab/fetch", "tab/submit", "application/search", "config/fetch",
    "config/submit", "message/submitAction", "handoff/action", "", "task/", "TASK/FETCH", "task/fetch\x00",
)  # fmt: skip
TYPES = (
    "message", "messageUpdate", "messageDelete", "messageReaction", "conversationUpdate", "installationUpdate",
    "event", "typing", "endOfConversation", "trace", "handoff", "command", "commandResult", "contactRelationUpdate",
    "suggestion", "invokeResponse", "delay", "", "Invoke", "unknown/type",
)  # fmt: skip
#: What the gate looks at; most of what is made leaves it alone, or it would get no further.
GATED = ("serviceUrl", "channelId")
VERBS = (
    "speak_up", "opener", "code", "mailbox", "my_reports", "cases", "case", "acknowledge", "kept", "close", "__class__",
)  # fmt: skip
TEXTS = (
    "", " ", "\x00", "\u202e\u2066x", "{{x}}", "${x}", "__proto__", "../../etc/passwd",
    "<at>x</at>", "%s%n%x", "'; DROP TABLE reports;--", "\U000e0041\U000e007f", "e\u0301" * 50, "\ufeff", "true", "-1",
    "null", "help", "cases", "431RZ-WMFDG-NEPCC-VCDV8", "\r\n\r\nX: y", "\u0130\u0131\ufb01", "9" * 400, "a" * 20_000,
    "🧑‍🤝‍🧑" * 100,
)  # fmt: skip
NUMBERS = (
    0, -1, 1, 2**31, 2**53 + 1, 2**63, 10**19, 0.1, -0.0, 1e308, 5e-324, True, False, None,
)  # fmt: skip
#: What no reader of ours takes: half characters, and numbers without an end or that are none.
UNREADABLE_TEXTS = ("\ud800", "\udfff\ud800", "a\ud83d")
UNREADABLE_NUMBERS = (10**400, -(10**30), float("nan"), float("inf"), float("-inf"))
_TOKEN = string.ascii_letters + string.digits + "-_"


class Chance(Random):
    """Most of what it makes can be read, so that it gets as far as the bot; the rest need not be."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.readable = self.random() < 0.7

    def text(self) -> str:
        return self.choice(TEXTS if self.readable else (*TEXTS, *UNREADABLE_TEXTS))

    def number(self) -> Any:
        return self.choice(NUMBERS if self.readable else (*NUMBERS, *UNREADABLE_NUMBERS))

    def depth(self) -> int:
        return self.choice((3, 8, 20, 40) if self.readable else (40, 70, 300))


def fuzzed(valid: Sequence[Mapping[str, Any]], seed: int) -> bytes:
    """One body; the same for the same seed and the same valid ones."""
    chance = Chance(seed)
    activity = copy.deepcopy(dict(chance.choice(valid)))
    # Another conversation each time: the pace of one is not what is tried.
    activity["conversation"] = {**activity["conversation"], "id": f"a:{chance.randrange(10**12)}"}
    tokens = sorted({text for text in _texts(valid) if len(text) > 60})
    kind = chance.random()
    if kind < 0.3:
        activity |= {"type": "invoke", "name": chance.choice(INVOKES), "value": _value(chance, tokens, 0)}
    elif kind < 0.35:
        activity |= {"type": chance.choice(TYPES), "value": _value(chance, tokens, 0)}
    inside = activity.get("value") if chance.random() < 0.7 else None
    for _ in range(chance.choice((0, 1, 1, 2, 3, 6))):
        _change(inside or activity, chance, tokens)
    body = json.dumps(activity, ensure_ascii=chance.random() < 0.8).encode("utf-8", "surrogatepass")
    return body if chance.readable or chance.random() < 0.7 else _torn(body, chance)


def _value(chance: Chance, tokens: Sequence[str], depth: int) -> Any:
    kinds: tuple[Callable[[], Any], ...] = (
        lambda: chance.text(),
        lambda: chance.number(),
        lambda: _token(chance, tokens),
        lambda: _button(chance, tokens),
        lambda: _deep(chance),
        lambda: {chance.text(): _value(chance, tokens, depth + 1) for _ in range(chance.randrange(4))},
        lambda: [_value(chance, tokens, depth + 1) for _ in range(chance.randrange(4))],
        lambda: [chance.number()] * chance.choice((10, 300)),
    )
    return chance.choice(kinds[:4] if depth > 5 else kinds)()


def _button(chance: Chance, tokens: Sequence[str]) -> dict[str, Any]:
    """What a button of ours might send, were it not ours."""
    facts: dict[str, Any] = {
        "verb": chance.choice(VERBS),
        "card": _token(chance, tokens),
        "page": chance.number(),
    }
    form = {
        "form": chance.choice(("speak_up", "acknowledge", "x", 1)),
        "draft": _token(chance, tokens),
        "action": "next",
    }
    data = chance.choice((facts, form, facts | form, {"msteams": {"type": "task/fetch"}} | facts))
    if chance.random() < 0.5:
        data[chance.choice(("action", "how", "code", "last", "story", "people.0.who", "people.99999.part"))] = (
            chance.choice((chance.text(), chance.number(), "back", "stop", "edit:", "edit:nothing", "more:people"))
        )
    return chance.choice(({"data": data}, {"data": data, "context": {"theme": 1}}, {"action": {"verb": data}}, data))


def _token(chance: Chance, tokens: Sequence[str]) -> Any:
    """A sealed token of ours, whole, cut, changed or in another's place; or none at all."""
    token = chance.choice(tokens) if tokens else "x" * 80
    at = chance.randrange(len(token))
    return chance.choice((
        token,
        token[:at],
        token[at:],
        token[:at] + chance.choice(_TOKEN) + token[at + 1 :],
        token + token,
        token + "=",
        "".join(chance.choices(_TOKEN, k=chance.choice((1, 44, 3_000)))),
        [token],
        {"draft": token},
        chance.text(),
        chance.number(),
    ))  # fmt: skip


def _deep(chance: Chance) -> Any:
    value: Any = chance.text()
    for _ in range(chance.depth()):
        value = [value] if chance.random() < 0.5 else {"data": value}
    return value


def _change(node: Any, chance: Chance, tokens: Sequence[str]) -> None:
    """Take one place of it and put something else there, or nothing."""
    places = [place for place in _places(node) if place[1] not in GATED or chance.random() < 0.02]
    if not places:
        return
    where, key = chance.choice(places)
    if chance.random() < 0.15:
        del where[key]
    elif isinstance(where[key], str) and chance.random() < 0.5:
        where[key] = _token(chance, [where[key]]) if len(where[key]) > 60 else chance.text()
    else:
        where[key] = _value(chance, tokens, 0)


def _places(node: Any) -> Iterator[tuple[Any, Any]]:
    if isinstance(node, dict | list):
        for key in list(node) if isinstance(node, dict) else range(len(node)):
            yield node, key
            yield from _places(node[key])


def _texts(node: Any) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, Mapping):
        for inner in node.values():
            yield from _texts(inner)
    elif isinstance(node, list | tuple):
        for inner in node:
            yield from _texts(inner)


def _torn(body: bytes, chance: Chance) -> bytes:
    """The same bytes, less or more."""
    at, to = sorted((chance.randrange(len(body)), chance.randrange(len(body))))
    return chance.choice((
        body[:at],
        body[:at] + bytes([chance.randrange(256)]) + body[at + 1 :],
        body[:at] + body[to:],
        body[:to] + body[at:],
        body + body,
        b"\xef\xbb\xbf" + body,
    ))  # fmt: skip
