"""A small council, with everybody whom a ladder can name."""

from __future__ import annotations

from datetime import date

from governance.people import Person
from governance.roles import Holding, Role

LONG_AGO = date(2020, 1, 1)
#: Who, their manager, and their role.
_POSTS: tuple[tuple[str, str | None, Role | None], ...] = (
    ("chief", None, Role.CHIEF_EXECUTIVE),
    ("siro", "chief", Role.SIRO),
    ("records", "siro", Role.RECORDS_MANAGER),
    ("archivist", "siro", Role.RECORDS_MANAGER),
    ("board", "chief", Role.IMSG),
    ("director", "chief", Role.DIRECTOR),
    ("head", "director", Role.HEAD_OF_SERVICE),
    ("manager", "head", None),
    ("ann", "manager", None),
    ("bill", "head", None),
    ("cora", "manager", None),
    ("officer", "chief", Role.MONITORING_OFFICER),
    ("deputy", "officer", Role.DEPUTY_MONITORING_OFFICER),
    ("auditor", "chief", Role.CHIEF_INTERNAL_AUDITOR),
    ("protector", "chief", Role.DATA_PROTECTION_OFFICER),
    ("iris", "protector", Role.INFORMATION_GOVERNANCE),
    ("igor", "protector", Role.INFORMATION_GOVERNANCE),
    ("oncall", "head", Role.ICT_SECURITY),
)
#: Those who owe things; one of them decides as well.
HOLDERS = ("ann", "bill", "records")


def person(name: str, manager: str | None = None) -> Person:
    return Person(name, f"entra-{name}", name.title(), f"{name}@council.example", manager_id=manager)


def everybody() -> list[Person]:
    return [person(name, manager) for name, manager, _ in _POSTS]


def posts() -> list[Holding]:
    return [Holding(name, role, LONG_AGO) for name, _, role in _POSTS if role is not None]
