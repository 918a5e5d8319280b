"""The register of concerns: a line for each that closed, without names, kept when all else is gone (paragraph 28).

A line is written when a case closes and not before. While a case is open, its record is the case itself, which only
those see who hold its keys; a register that grew while it is open would tell somebody who was kept out of it that there
is one.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from governance.outcomes import Outcome
from governance.reports import Identity, Report
from governance.roles import Role


@dataclass(frozen=True, slots=True, repr=False)
class RegisterLine:
    """What is kept of a concern for good."""

    #: The month in which it was received, "2026-11".
    received: str
    route: Role
    identity: Identity
    #: Values of the reporting form; empty where nobody who could read the report closed it.
    grounds: tuple[str, ...]
    closest: str
    outcome: Outcome | None
    #: Calendar days from receipt; None when it was not acknowledged before it was over.
    days_to_acknowledge: int | None
    days_to_close: int
    #: What the council learned, in words without names.
    lessons: tuple[str, ...]


def line_for(
    report: Report, closed_on: date, grounds: Sequence[str] = (), closest: str = "", lessons: Sequence[str] = ()
) -> RegisterLine:
    """The line of a report that closes on that day."""
    acknowledged = report.acknowledged_on
    return RegisterLine(
        received=f"{report.received_on:%Y-%m}",
        route=report.route,
        identity=report.identity,
        grounds=tuple(sorted(grounds)),
        closest=closest,
        outcome=report.outcome,
        days_to_acknowledge=None if acknowledged is None else (acknowledged - report.received_on).days,
        days_to_close=(closed_on - report.received_on).days,
        lessons=tuple(lessons),
    )


def line_bytes(line: RegisterLine) -> bytes:
    """As it is sealed."""
    facts = {
        "received": line.received,
        "route": line.route.value,
        "identity": line.identity.value,
        "grounds": line.grounds,
        "closest": line.closest,
        "outcome": line.outcome.value if line.outcome else None,
        "days_to_acknowledge": line.days_to_acknowledge,
        "days_to_close": line.days_to_close,
        "lessons": line.lessons,
    }
    return json.dumps(facts, ensure_ascii=False, separators=(",", ":")).encode()


def read_line(raw: bytes) -> RegisterLine:
    """What `line_bytes` wrote."""
    facts = json.loads(raw)
    return RegisterLine(
        received=facts["received"],
        route=Role(facts["route"]),
        identity=Identity(facts["identity"]),
        grounds=tuple(facts["grounds"]),
        closest=facts["closest"],
        outcome=Outcome(facts["outcome"]) if facts["outcome"] else None,
        days_to_acknowledge=facts["days_to_acknowledge"],
        days_to_close=facts["days_to_close"],
        lessons=tuple(facts["lessons"]),
    )
