"""What somebody who has left still had to answer for: until somebody is appointed, it is nobody's."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Protocol

#: Whoever becomes responsible gains this many working days, once, for what is due within as many.
GAIN = 5
#: Why, as the record says it.
OWNERSHIP_CHANGE = "ownership change"


@dataclass(frozen=True, slots=True)
class Appointed:
    """Who takes over, and what of it: the command of the form for it."""

    #: An e-mail address or a staff number.
    to: str
    #: `all`, `assets` or `actions`.
    what: str


@dataclass(frozen=True, slots=True)
class Taken:
    """How many things somebody takes over."""

    assets: int = 0
    risks: int = 0
    actions: int = 0

    @property
    def facts(self) -> dict[str, str | int]:
        """Those that there are, for the message about it."""
        counted = {"assets": self.assets, "risks": self.risks, "actions": self.actions}
        return {name: count for name, count in counted.items() if count}


class Orphans(Protocol):
    async def leavers(self, day: date) -> Collection[str]:
        """Those who have left by that day and still own an asset in use, hold an action that is to be done, or have a
        return that is not sent."""
