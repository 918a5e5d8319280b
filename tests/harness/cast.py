"""The people of the demo council who appear in the journeys, and the story that one of them tells."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any


@dataclass(frozen=True)
class Staff:
    id: str
    entra_id: str
    name: str


@cache
def _rows() -> tuple[dict[str, str], ...]:
    path = resources.files("bot.local") / "demo" / "people.csv"
    with path.open(encoding="utf-8") as lines:
        return tuple(csv.DictReader(lines))


def in_post(role: str) -> Staff:
    """Who holds a role, by the words that the spreadsheet uses."""
    for row in _rows():
        if any(cell.strip().lower().startswith(role) for cell in row["roles"].split(";")):
            return _staff(row)
    raise LookupError(role)


def ordinary(number: int = 0) -> Staff:
    """Somebody with no role at all."""
    return _staff([row for row in _rows() if not row["roles"] and not row["left_on"] and not row["leave"]][number])


def _staff(row: Mapping[str, str]) -> Staff:
    return Staff(row["staff_number"], row["entra_object_id"], row["name"])


#: The shortest way through the form: what must be answered, and nothing else.
STORY: Mapping[str, Any] = {
    "identity": "anonymous",
    "understood": "yes",
    "danger": "no",
    "at_risk": "no",
    "works_as": "employee",
    "affected": "others",
    "new_or_known": "new",
    "grounds": ["health_and_safety"],
    "closest": "health_and_safety",
    "how_known": "witnessed",
    "title": "Fire doors wedged open",
    "story": "The fire doors on the third floor have been wedged open since the spring, and nobody acts.",
    "timing": ["now"],
    "evidence": "no",
    "not_to_see": ["no_one"],
    "told": ["no_one"],
    "urgency": "no",
    "worried": "no",
    "guessable": "no",
    "meeting": "writing",
    "contact_by": "service",
    "who_may_know": "ask",
    "add_more": "no",
    "under_policy": "yes",
    "true_to_best": "yes",
}


@cache
def assets() -> tuple[Mapping[str, str], ...]:
    """The demo council's information assets, as the spreadsheet has them."""
    path = resources.files("bot.local") / "demo" / "assets.csv"
    with path.open(encoding="utf-8") as lines:
        return tuple(csv.DictReader(lines))


def asset_owners(*, at_risk: bool) -> list[Staff]:
    """Owners with (or without) an asset at risk, in the order of the register."""
    risky = {row["owner"] for row in assets() if row["at_risk"] == "yes"}
    return [by_email(email) for email in dict.fromkeys(row["owner"] for row in assets()) if (email in risky) is at_risk]


def assets_of(owner: Staff) -> list[Mapping[str, str]]:
    return [row for row in assets() if by_email(row["owner"]) == owner]


def by_email(email: str) -> Staff:
    return next(_staff(row) for row in _rows() if row["email"] == email)


def manager_of(staff: Staff) -> Staff:
    row = next(row for row in _rows() if row["staff_number"] == staff.id)
    return next(_staff(each) for each in _rows() if each["staff_number"] == row["manager"])


def all_in_post(role: str) -> list[Staff]:
    """Everybody who holds a role."""
    return [
        _staff(row) for row in _rows() if any(c.strip().lower().startswith(role + " ") for c in row["roles"].split(";"))
    ]
