"""How many made-up examples a rule is tried on: a few each time, and all of them in the long run."""

from __future__ import annotations

import os

from hypothesis import settings


def examples(everyday: int, full: int) -> settings:
    """Each run makes up others, so what few of them miss is met sooner or later. `full`: in `make trust`."""
    return settings(max_examples=full if os.environ.get("CANDOUR_TRUST") == "full" else everyday)
