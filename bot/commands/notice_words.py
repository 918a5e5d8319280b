"""Notices in plain words, for the people who run the service. No words here tell what a report is about."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from dialogs.views.parts import counted, day
from governance.errors import Refused
from governance.notices import End, Kind

KINDS: Mapping[Kind, str] = {
    Kind.REPORTS_WAIT: "new reports wait",
    Kind.REPORT_URGENT: "urgent report",
    Kind.ACKNOWLEDGE: "acknowledgement reminder",
    Kind.CASE_TO_DECIDE: "somebody asks that one more person may work on a case",
    Kind.CASE_YOURS: "a case is open to them",
    Kind.CASE_DECIDED: "what they asked about a case was decided",
    Kind.CASE_NOT_DECIDED: "what they asked about a case was not decided",
    Kind.CASE_UNKEPT: "a case has nobody left to work on it",
    Kind.ACKNOWLEDGE_MISSED: "promise of an acknowledgement not kept",
    Kind.CASE_DUE: "something to do in a case",
    Kind.CASE_MISSED: "promise about a case not kept",
    Kind.NEWS: "something to read",
    Kind.TELL_THEM: "a reminder to somebody who passed something on",
    Kind.DIGEST: "the day’s list of what is due",
    Kind.DUE_TODAY: "due today",
    Kind.ESCALATED: "not done by somebody else",
    Kind.ANSWERED: "a card brought up to date",
    Kind.AUDIT_HEAD: "the day’s signature of the audit log",
    Kind.TIME_IS_OVER: "closed reports that reach the end of their time",
    Kind.QUARTER_PACK: "a quarter’s figures are there",
    Kind.CALLS: "people whom no message reaches",
    Kind.CALL_NOW: "somebody to be rung at once",
    Kind.INCIDENT_LOOK: "nobody has looked at an incident",
    Kind.INCIDENT_CLOCK: "alarm of the 72 hours",
    Kind.INCIDENT_CLOCK_RAN_OUT: "the 72 hours are over",
    Kind.INCIDENT_CRITICAL: "a critical incident",
    Kind.TO_DO_NOW: "to be done now",
    Kind.INCIDENT: "an incident waits",
    Kind.INCIDENT_LIVE: "an attack goes on",
    Kind.AT_RISK_STILL: "whether an asset is still at risk",
    Kind.TAKEN_OVER: "what somebody left is theirs now",
    Kind.INCIDENT_OF_ASSET: "an incident with somebody’s data",
    Kind.INCIDENT_ADDED: "a file was added to an incident",
    Kind.INCIDENT_OPEN: "an incident has been open for long",
    Kind.INCIDENT_GOES_ON: "an incident was not closed",
    Kind.SAY_HOW_IT_GOES: "say how it goes with a case",
    Kind.NOTHING_HEARD: "nothing heard of a case",
}

ENDS: Mapping[End, str] = {
    End.READY: "not sent yet",
    End.SENDING: "being sent",
    End.SENT: "sent",
    End.DEAD: "dead",
    End.IN_DOUBT: "in doubt",
    End.SUPERSEDED: "superseded",
    End.CANCELLED: "cancelled",
    End.FALLEN_BACK: "sent another way",
}

#: Kinds that are about reports one by one, so that a number of them means a number of reports.
OF_REPORTS = frozenset({Kind.ACKNOWLEDGE, Kind.ACKNOWLEDGE_MISSED})
#: Kinds about what is owed in returns, actions, decisions and cases, of which several may stand on one card.
OF_THINGS = frozenset({Kind.DIGEST, Kind.DUE_TODAY, Kind.ESCALATED, Kind.CASE_DUE, Kind.CASE_MISSED, Kind.TO_DO_NOW})

TAKE_CARE = (
    "Keep this among the people who run the service. It names no report, but a name that is missing can tell that\n"
    "somebody was kept away from one.\n"
)


def what(kind: Kind, count: int) -> str:
    """Such as "acknowledgement reminder, 2 reports"."""
    if kind in OF_REPORTS:
        return f"{KINDS[kind]}, {counted(count, 'report', 'reports')}"
    return f"{KINDS[kind]}, {counted(count, 'thing', 'things')}" if kind in OF_THINGS else KINDS[kind]


def short(on: date) -> str:
    """Such as "30 November 2026"."""
    return f"{on.day} {on:%B %Y}"


def heading(on: date) -> str:
    return f"\n{day(on)}\n"


def read_day(option: str, text: str) -> date:
    """Raises Refused, with an example."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refused(f"{option} {text} is not a day. Write it like this: {option} 2026-11-30") from None
