"""The audit log: a chain that shows every change to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Event:
    """What happened: who, in which role, to what. Never an answer, never a reporter."""

    at: datetime
    #: A person's id, or "system".
    actor: str
    role: str
    verb: str
    subject: str
    details: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Line:
    """An event with its place in the chain."""

    number: int
    event: Event
    previous: bytes
    mac: bytes
