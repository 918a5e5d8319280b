"""What people type to break the place where it is shown."""

from __future__ import annotations

import json
import re
from random import Random
from typing import Any

from tests.faces.card_rules import check, elements

#: An address that somebody would like others to press on.
LURE = "https://evil.example"
PIECES = (
    *("{{", "${", "{{DATE(2026-01-01T00:00:00Z)}}", "${$root.secret}", "}}", "{", "$", "{\u200b{", "$\u202e{"),
    *("\u202e", "\u202a", "\u2066", "\u200b", "\u200d", "\u200f", "\ufeff", "\u2060", "\U000e0041", "\ufe0e", "\u3164"),
    *("\ud800", "\udfff", "\x00", "\x1b[2J", "\x7f", "\x85", "\u2028", "\u2029", "\xad", "\v", "\f", "\r", "\t", "\n"),
    *("**bold**", "_", "`", "#", "- ", f"[link]({LURE})", f"![]({LURE})", f"<{LURE}>", LURE, "\\", "|"),
    *("<at>Everyone</at>", "<script>alert(1)</script>", "<b>", "&amp;", "&#x202e;", "]]>", "<!--", '"', "'"),
    *("=1+1", "+44", "-5", "@SUM(A1)", "＝1", '=HYPERLINK("x")', "\t=1", "'=1", ";", ","),
    *("😀", "👩‍👩‍👧", "ع", "ਪੰਜਾਬੀ", "é", "e\u0301", "Z\u0335\u0321", "word ", "Shah "),
)
HUGE = 64_000
#: What may stand nowhere on a card: the signs of a template, and letters that cannot be seen.
DANGEROUS = re.compile(
    "\\{\\{|\\$\\{|[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff"
    "\ud800-\udfff\U000e0000-\U000e0fff]"
)


def hostile(chance: Random) -> str:
    """Up to forty pieces; the first decides how a spreadsheet program takes it."""
    return "".join(chance.choices(PIECES, k=chance.randint(1, 40)))


def huge(chance: Random) -> str:
    few = chance.choices(PIECES, k=3)
    return ("".join(few) * (HUGE // len("".join(few)) + 1))[:HUGE]


def is_tame(card: dict[str, Any]) -> None:
    """Valid, not too large, and nothing that was typed can do anything in it."""
    check(card)
    json.dumps(card, ensure_ascii=False).encode("utf-8")
    for element in elements(card):
        shown = [str(element.get(key, "")) for key in ("text", "value", "label", "title", "errorMessage")]
        facts = [f"{fact['title']}{fact['value']}" for fact in element.get("facts", [])]
        titles = [str(choice["title"]) for choice in element.get("choices", [])]
        for words in (*shown, *facts, *titles):
            assert not DANGEROUS.search(words), f"{element['type']}: {words!r}"
        if element["type"] == "TextBlock" or facts:
            # These read Markdown.
            assert LURE not in "".join((*shown, *facts)), element["type"]
