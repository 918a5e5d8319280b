"""The words for how an incident stands, and for what was kept of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from dialogs.views.parts import day, moment
from governance.incident_course import EntryKind
from governance.severity import Bound, Severity

SEVERITIES: Mapping[Severity, str] = {
    Severity.S0: "near miss",
    Severity.S1: "low",
    Severity.S2: "moderate",
    Severity.S3: "serious",
    Severity.S4: "critical",
}
BOUNDS: Mapping[Bound, str] = {
    Bound.NEAR_MISS: "it nearly happened, and did not",
    Bound.LIVE_ATTACK: "somebody is in our systems now",
    Bound.PHYSICAL_SAFETY: "somebody could be hurt",
    Bound.SPECIAL: "specially protected data is not back",
    Bound.CHILDREN: "data about children is not back",
    Bound.ADULTS_AT_RISK: "data about adults at risk is not back",
    Bound.MANY_PEOPLE: "it is about 1,000 people or more",
    Bound.ENCRYPTED: "the device is encrypted, and was locked or is wiped",
}
ENTRIES: Mapping[EntryKind, str] = {
    EntryKind.AWARE: "When the council knew",
    EntryKind.AWARE_CORRECTED: "Corrected when the council knew",
    EntryKind.ASSESSED: "Severity",
    EntryKind.OVERRIDDEN: "Another severity",
    EntryKind.TASK_GIVEN: "Something to do",
    EntryKind.TASK_DONE: "Done",
    EntryKind.CONTAINED: "Contained",
    EntryKind.DECIDED: "Who is told",
    EntryKind.TOLD_ICO: "The Commissioner was told",
    EntryKind.SERVICE_DESK: "Service desk",
    EntryKind.BACKGROUND: "What was there before",
    EntryKind.CLOSING: "Asked to close it",
    EntryKind.CLOSED: "Closed",
    EntryKind.NOT_CLOSED: "Not closed",
    EntryKind.REOPENED: "Opened again",
    EntryKind.MERGED: "Joined",
    EntryKind.LINKED: "Which records it is about",
    EntryKind.GIVEN: "A colleague opens it too",
    EntryKind.FILES_ADDED: "Files were added",
}
#: What is kept, by name, with the words for it; what is not here is shown another way.
_LABELS: Mapping[str, str] = {
    "aware_at": "The council knew",
    "waited": "From when it happened to when it was reported",
    "before": "Before, it was",
    "severity": "It is",
    "rules": "The rules say",
    "people": "About how many people",
    "words": "In words",
    "recovered": "Is the data back?",
    "personal": "Is it about living people?",
    "risk": "A risk to them is",
    "high": "Is the risk high?",
    "decision": "Is the Commissioner told?",
    "reason": "Why",
    "decided_by": "Who decided",
    "advice": "What the Data Protection Officer said",
    "to_come": "What is still to come",
    "to_come_by": "By",
    "people_words": "The people it is about",
    "people_by": "They are told by",
    "told_at": "It was sent",
    "reference": "Its number",
    "late_reason": "Why it was late",
    "in_time": "In time?",
    "trained": "Trained in two years?",
    "controls": "What was there to stop it",
    "supplier": "Supplier",
    "caldicott": "Health or care data",
    "cause": "Why it happened",
    "lesson": "What others can learn",
    "to_do": "What follows",
    "action": "On the list of actions as",
    "into": "It is one with",
    "from": "Joined from",
    "given_to": "Who",
    "records": "They are",
    "not_these": "They are not",
    "due_on": "By",
}
_VALUES: Mapping[str, str] = {
    "yes": "Yes",
    "no": "No",
    "notify": "Yes",
    "phased": "Yes: what is known now, and the rest later",
    "do_not_notify": "No",
    "same_day": "The same day",
    "next_day": "The next day",
    "few_days": "2 or 3 days",
    "week": "4 to 7 days",
    "longer": "Longer than a week",
    "unknown": "Nobody knows",
    "unlikely": "Unlikely",
    "likely": "Likely",
    "tell": "They are told",
    "unreadable": "Not told: nobody can read the data",
    "risk_gone": "Not told: the risk is gone",
    "too_many": "Told in public: they are too many",
    "fully": "All of it",
    "partly": "Some of it",
    "not_applicable": "It was never gone",
    "not_known": "Not known",
    "no_person": "No one person did it",
    "not_health": "No",
    "told": "Yes, and the Caldicott Guardian knows",
    "not_told": "Yes, and the Caldicott Guardian does not know yet",
}


def severity_in_words(severity: str) -> str:
    return f"{severity}, {SEVERITIES[Severity(severity)]}" if severity else "not said yet"


def labelled(kind: EntryKind, words: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    """What was kept, each with a word for it; nothing that was left empty."""
    for name, value in words.items():
        if not value or name not in _LABELS:
            continue
        if kind is EntryKind.ASSESSED and name == "severity":
            continue
        yield _LABELS[name], value_of(name, value)


def value_of(name: str, value: str) -> str:
    """A kept value in words: a choice, a day, an instant, or what was typed."""
    if name.endswith(("_at", "before")):
        return moment(datetime.fromisoformat(value))
    if name.endswith(("_by", "_on")) and name != "decided_by":
        return day(date.fromisoformat(value))
    return _VALUES.get(value, value)
