"""What the council counts about its incidents over a time that is over (risk policy 7d; UK GDPR Articles 33 and 34).

An incident counts in the time in which it was reported. Only what stands in the clear is counted: no story is opened.
An incident that somebody is kept out of counts nowhere, so that no figure tells them of it; nor does one that no batch
has shown yet, or one that was told twice.

Numbers are hidden as in the year's report on concerns. Two tables are of those that are decided only: they are there
when that number can be shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from governance.breaches import Decision, notify_by
from governance.concern_figures import FigureTable
from governance.incident_course import Course
from governance.incident_waits import Waited
from governance.incidents import Incident, IncidentKind, IncidentState
from governance.severity import Severity
from governance.suppression import few, parts_of

NOT_KNOWN = "not recorded"
#: The Information Commissioner's own words for them.
KINDS: Mapping[IncidentKind, str] = {
    IncidentKind.EMAIL: "data emailed to the wrong recipient",
    IncidentKind.BCC: "failure to use bcc",
    IncidentKind.POST: "data posted or faxed to the wrong recipient",
    IncidentKind.SPOKEN: "verbal disclosure of personal data",
    IncidentKind.NOT_REDACTED: "failure to redact",
    IncidentKind.PAPER_LOST: "loss or theft of paperwork",
    IncidentKind.PAPER_INSECURE: "paperwork left in an insecure place",
    IncidentKind.DEVICE_LOST: "loss or theft of a device",
    IncidentKind.DISPOSAL: "incorrect disposal of paperwork or hardware",
    IncidentKind.PORTAL: "data of the wrong person shown in a portal",
    IncidentKind.LOOKED_AT: "unauthorised access from inside",
    IncidentKind.CHANGED: "alteration or deletion of personal data",
    IncidentKind.PHISHING: "cyber: phishing",
    IncidentKind.MALWARE: "cyber: malware or ransomware",
    IncidentKind.PASSWORDS: "cyber: brute force on passwords",
    IncidentKind.HACKED: "cyber: unauthorised access from outside",
    IncidentKind.MISCONFIGURED: "cyber: hardware or software misconfiguration",
    IncidentKind.DENIAL: "cyber: denial of service",
    IncidentKind.PHYSICAL: "physical security",
    IncidentKind.OTHER: "other",
}
KINDS_TITLE, TOLD_TITLE = "Kinds of incident", "Whether the Commissioner was told"
_NEARLY, _SUSPECTED, _HAPPENED = "it nearly happened", "it was suspected", "it happened"
_NOT_ASSESSED = "not assessed yet"
_WAITED: Mapping[str, str] = {
    Waited.SAME_DAY: "on the same day",
    Waited.NEXT_DAY: "on the next day",
    Waited.FEW_DAYS: "after 2 or 3 days",
    Waited.WEEK: "after 4 to 7 days",
    Waited.LONGER: "after more than 7 days",
    Waited.UNKNOWN: "nobody knows when it happened",
    "": "nobody has said yet",
}
_HOURS = ((24, "within 24 hours"), (72, "in 24 to 72 hours"), (168, "in 3 to 7 days"))
_LATER = "later than 7 days"
_NOT_CONTAINED, _NOT_DECIDED, _DECIDED = "not contained yet", "not decided yet", "decided"
_TOLD_IN_TIME, _TOLD_LATE = "to be told: told within 72 hours", "to be told: told later than 72 hours"
_TO_BE_TOLD, _NOT_TOLD = "to be told: not told yet", "not to be told"


@dataclass(frozen=True, slots=True)
class Period:
    """From a day to a day, both with it."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class IncidentFigures:
    period: Period
    #: None when it is hidden.
    incidents: int | None
    tables: Sequence[FigureTable]
    #: Small numbers are hidden.
    hides: bool


@dataclass(frozen=True, slots=True)
class _Pair:
    incident: Incident
    course: Course


def figures_of(
    period: Period,
    incidents: Iterable[Incident],
    courses: Mapping[str, Course],
    *,
    hides: bool,
) -> IncidentFigures:
    """`courses` by the incident's id. With `hides`, numbers from 1 to 4 are left out, and others from which they could
    be worked out."""
    found = [
        _Pair(each, courses.get(each.id, Course(each.id)))
        for each in incidents
        if _counts(each) and period.first <= each.reported_on <= period.last
    ]
    alone = [each for each in found if not each.course.merged_into]
    number = len(alone)
    if hides and few(number):
        return IncidentFigures(period, None, (), hides)
    tables = tuple(_tables(alone, hides=hides)) if number else ()
    return IncidentFigures(period, number, tables, hides)


def _counts(incident: Incident) -> bool:
    return incident.state is not IncidentState.WAITING and not incident.only_told


def _tables(found: Sequence[_Pair], *, hides: bool) -> Iterable[FigureTable]:
    def table(title: str, heading: str, names: Iterable[str], values: Sequence[str]) -> FigureTable:
        counted = Counter(values)
        counts = {name: counted[name] for name in names}
        return FigureTable(title, heading, parts_of(counts) if hides else counts, len(values))

    yield table(KINDS_TITLE, "Kind", KINDS.values(), [KINDS[each.incident.kind] for each in found])
    happened = [_HAPPENED, _SUSPECTED, _NEARLY]
    yield table("Whether it happened", "What", happened, [_happened(each.incident) for each in found])
    severities = [*(each.value for each in Severity), _NOT_ASSESSED]
    yield table("How severe they were", "Severity", severities, [e.incident.severity or _NOT_ASSESSED for e in found])
    where = [each.incident.directorate or NOT_KNOWN for each in found]
    yield table("Where they were", "Directorate", sorted(set(where), key=_not_known_last), where)
    waited = [_WAITED[each.course.waited] for each in found]
    yield table("Time until they were reported", "Reported", _WAITED.values(), waited)
    bands = [*(words for _, words in _HOURS), _LATER, _NOT_CONTAINED]
    yield table("Time until they were contained", "Contained", bands, [_contained(each) for each in found])
    decided = [each for each in found if each.course.decided_at is not None]
    whether = [_NOT_DECIDED if each.course.decided_at is None else _DECIDED for each in found]
    yield (told := table("Whether it is decided who is told", "Decided", [_DECIDED, _NOT_DECIDED], whether))
    if decided and told.counts is not None and None not in told.counts.values():
        bands = [*(words for _, words in _HOURS), _LATER]
        yield table("Time until it was decided", "Decided", bands, [_decided(each) for each in decided])
        ends = [_TOLD_IN_TIME, _TOLD_LATE, _TO_BE_TOLD, _NOT_TOLD]
        yield table(TOLD_TITLE, "The Commissioner", ends, [_told(each) for each in decided])


def _not_known_last(directorate: str) -> tuple[bool, str]:
    return directorate == NOT_KNOWN, directorate


def _happened(incident: Incident) -> str:
    if incident.near_miss:
        return _NEARLY
    return _SUSPECTED if incident.suspected else _HAPPENED


def _contained(pair: _Pair) -> str:
    return _since_aware(pair, pair.course.contained_at) or _NOT_CONTAINED


def _decided(pair: _Pair) -> str:
    return _since_aware(pair, pair.course.decided_at) or _NOT_DECIDED


def _since_aware(pair: _Pair, at: datetime | None) -> str:
    """Empty when it was not yet. Nothing is contained or decided before somebody confirmed when the Council knew."""
    if at is None or pair.incident.aware_at is None:
        return ""
    return _band((at - pair.incident.aware_at) / timedelta(hours=1), _HOURS, _LATER)


def _told(pair: _Pair) -> str:
    course, aware_at = pair.course, pair.incident.aware_at
    if not course.decision or not Decision(course.decision).notifies:
        return _NOT_TOLD
    if course.ico_told_at is None or aware_at is None:
        return _TO_BE_TOLD
    return _TOLD_IN_TIME if course.ico_told_at <= notify_by(aware_at) else _TOLD_LATE


def _band(size: float, bands: Iterable[tuple[int, str]], later: str) -> str:
    return next((words for most, words in bands if size <= most), later)
