"""Settings that are words of a kind: read, or what is wrong with them said."""

from __future__ import annotations

import re
from collections.abc import Callable

from governance.letters import HandlerNames

#: Keeps what is wrong: the setting, and what it must be.
Wrong = Callable[[str, str], None]


def handler_names(text: str, wrong: Wrong) -> HandlerNames:
    try:
        return HandlerNames(text)
    except ValueError:
        wrong("HANDLER_NAMES", "must be shown or post.")
        return HandlerNames.SHOWN


def pattern(name: str, text: str, wrong: Wrong) -> str:
    """A regular expression, as it was given."""
    try:
        re.compile(text)
    except re.error:
        wrong(name, r"must be a regular expression, such as INC\d{6}.")
    return text
