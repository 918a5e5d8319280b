"""How many made-up examples a rule is tried on."""

from __future__ import annotations

import os

from hypothesis import settings


def examples(everyday: int, full: int) -> settings:
    """Every day the same ones, so that a change is judged by what it changed. In `make trust` each run makes up
    others, and many more: what few of them miss is met sooner or later."""
    if os.environ.get("CANDOUR_TRUST") == "full":
        return settings(max_examples=full)
    return settings(max_examples=everyday, derandomize=True)
