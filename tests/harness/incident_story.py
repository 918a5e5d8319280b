"""An incident as somebody of the demo council tells it: what must be answered, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

INCIDENT: Mapping[str, Any] = {
    "still": "no",
    "attack": "no",
    "happened": "happened",
    "story": "The rent arrears of forty people went to all tenants of Larch Road in one email.",
    "kind": "email",
    "harms": ["secrecy"],
    "directorate": "Housing and Communities",
    "place": "Rents, second floor",
    "when_known": "unknown",
    "found.day": "2026-11-23",
    "held_as": ["email"],
    "personal": "yes",
    "who": ["residents"],
    "people_known": "exact",
    "people": "40",
    "data": ["contact"],
    "special": ["none"],
    "effects": ["distress"],
    "received_by": "known",
    "done": ["nothing"],
    "recovered": "no",
    "told": ["no_one"],
    "returned": "not_asked",
    "naming": "named",
}
