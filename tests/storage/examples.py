"""Values to store. What a test cares about it names; the rest is of no importance to it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

from governance.audit import Event
from governance.incidents import Incident, IncidentKind, IncidentState, Naming, Origin
from governance.notices import Channel, Kind, Message, Notice
from governance.obligations import Duty, Obligation
from governance.people import Person
from governance.reports import Author, Entry, Identity, Letter, Report, Standing, State, Told
from governance.roles import Role

TODAY = date(2026, 11, 23)
NINE = datetime(2026, 11, 24, 9, tzinfo=UTC)


def new_id() -> str:
    return uuid4().hex


def person(number: str = "1", **changes: Any) -> Person:
    fields: dict[str, Any] = {
        "id": number,
        "entra_id": f"00000000-0000-4000-8000-{number:0>12}",
        "name": f"Person {number}",
        "email": f"{number}@council.example",
    }
    return Person(**(fields | changes))


def report(**changes: Any) -> Report:
    fields: dict[str, Any] = {
        "id": new_id(),
        "identity": Identity.ANONYMOUS,
        "received_on": TODAY,
        "acknowledge_by": date(2026, 11, 30),
        "route": Role.MONITORING_OFFICER,
        "state": State.WAITING,
        "key_id": new_id(),
        "story": b"sealed story",
        "form": "fingerprint",
        "tag": uuid4().bytes,
        "mailbox": b"public half",
        "told": (Told("2", Standing.LEAD), Told("1", Standing.DEPUTY)),
    }
    return Report(**(fields | changes))


def letter(report_id: str, number: int = 1, **changes: Any) -> Letter:
    fields: dict[str, Any] = {
        "id": new_id(),
        "report_id": report_id,
        "author": Author.HANDLER,
        "entry": Entry.ACKNOWLEDGEMENT,
        "written_on": TODAY,
        "number": number,
        "sealed": b"sealed letter",
    }
    return Letter(**(fields | changes))


def obligation(**changes: Any) -> Obligation:
    fields: dict[str, Any] = {
        "id": new_id(),
        "duty": Duty.ACKNOWLEDGE,
        "subject_id": new_id(),
        "cycle": 0,
        "opened_on": TODAY,
        "due_on": date(2026, 11, 30),
        "policy": "2026",
        "rung": 0,
        "next_at": NINE,
    }
    return Obligation(**(fields | changes))


def notice(**changes: Any) -> Notice:
    fields: dict[str, Any] = {
        "id": new_id(),
        "obligation_id": new_id(),
        "cycle": 0,
        "rung": 0,
        "recipient": "1",
        "channel": Channel.TEAMS,
        "kind": Kind.ACKNOWLEDGE,
        "due_at": NINE,
    }
    return Notice(**(fields | changes))


def message(**changes: Any) -> Message:
    fields: dict[str, Any] = {
        "id": new_id(),
        "recipient": "1",
        "channel": Channel.TEAMS,
        "kind": Kind.ACKNOWLEDGE,
        "facts": {"count": 2, "due_on": "2026-11-30"},
    }
    return Message(**(fields | changes))


def event(verb: str = "opened", **changes: Any) -> Event:
    fields: dict[str, Any] = {
        "at": datetime(2026, 11, 24, 10, 31, 7, 123456, tzinfo=UTC),
        "actor": "1",
        "role": "monitoring_officer",
        "verb": verb,
        "subject": "report:1",
        "details": {"version": 2, "reason": "to acknowledge — “today”"},
    }
    return Event(**(fields | changes))


def incident(**changes: Any) -> Incident:
    fields: dict[str, Any] = {
        "id": new_id(),
        "origin": Origin.REPORTED,
        "naming": Naming.NAMED,
        "state": IncidentState.REPORTED,
        "reported_on": TODAY,
        "reported_at": NINE,
        "kind": IncidentKind.EMAIL,
        "near_miss": False,
        "suspected": False,
        "ongoing": False,
        "live_attack": False,
        "directorate": "Housing",
        "asset": "IA-017",
        "service_desk": "",
        "key_id": new_id(),
        "story": b"sealed story",
        "form": "fingerprint",
        "told": ("2", "1"),
    }
    return Incident(**(fields | changes))
