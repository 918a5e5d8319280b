"""The month's digest of incidents, without names, for owners of data to talk about with their teams (risk policy 7d).

It is counted from what stands in the clear. An incident that somebody is kept out of is in no digest, nor is one that
no batch has shown yet, or one that was told twice. A lesson is in the digest of the month in which somebody else agreed
to it; one that may name somebody on the staff list is left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from governance.calendar import months_after
from governance.incident_course import Course
from governance.incidents import Incident, IncidentKind, IncidentState
from governance.suppression import few, parts_of

#: A quarter's return asks about so many months.
_MONTHS_OF_A_QUARTER = 3


@dataclass(frozen=True, slots=True)
class Talk:
    """One owner's digest of one month, and whether their team talked about it."""

    #: The month that it is about, such as "2026-10".
    month: str
    owner_id: str
    said_on: date | None = None
    #: Whoever said that it was talked about; "" before.
    said_by: str = ""
    #: Their name as it was then, with whom they acted for.
    said_as: str = ""

    @property
    def subject(self) -> str:
        """Of its obligation."""
        return f"{self.month}/{self.owner_id}"


def of_talk(subject: str) -> tuple[str, str]:
    """The month and the owner again."""
    month, _, owner_id = subject.partition("/")
    return month, owner_id


@dataclass(frozen=True, slots=True)
class MonthDigest:
    """What a team is told about one month. None is a number that is hidden."""

    month: str
    #: None when there were some, and few.
    incidents: int | None
    #: What happened, most first where that can be shown; a kind that did not is not there.
    kinds: tuple[tuple[IncidentKind, int | None], ...] = ()
    #: Of all of these, those that nearly happened.
    near_misses: int | None = 0
    lessons: tuple[str, ...] = ()
    #: How many lessons are left out because they may name somebody.
    left_out: int = 0


def digest_of(
    month: str,
    incidents: Iterable[Incident],
    courses: Mapping[str, Course],
    day_of: Callable[[datetime], date],
    names_somebody: Callable[[str], bool],
) -> MonthDigest:
    """`courses` by the incident's id. `day_of` gives the council's day of an instant. `names_somebody` says of a lesson
    whether it may name a person."""
    open_to_all = [each for each in incidents if each.state is not IncidentState.WAITING and not each.only_told]
    told = [(each, courses.get(each.id, Course(each.id))) for each in open_to_all]
    alone = [(each, course) for each, course in told if not course.merged_into]
    found = [each for each, _ in alone if month_of(each.reported_on) == month]
    closed = [course for _, course in alone if course.closed_at and month_of(day_of(course.closed_at)) == month]
    lessons = sorted({course.lesson for course in closed if course.lesson})
    shown = [lesson for lesson in lessons if not names_somebody(lesson)]
    return MonthDigest(
        month,
        None if few(len(found)) else len(found),
        _kinds(found),
        _near_misses(found),
        tuple(shown),
        len(lessons) - len(shown),
    )


def _kinds(found: list[Incident]) -> tuple[tuple[IncidentKind, int | None], ...]:
    counts = Counter(each.kind for each in found)
    shown = (None if few(len(found)) else parts_of({kind.value: count for kind, count in counts.items()})) or {}
    listed = [(kind, shown.get(kind.value)) for kind in IncidentKind if kind in counts]
    return tuple(sorted(listed, key=lambda each: -(each[1] or 0)))


def _near_misses(found: list[Incident]) -> int | None:
    nearly = sum(each.near_miss for each in found)
    if not nearly:
        return 0
    parts = None if few(len(found)) else parts_of({"nearly": nearly, "happened": len(found) - nearly})
    return parts["nearly"] if parts else None


def month_of(day: date) -> str:
    return f"{day:%Y-%m}"


def first_of(month: str) -> date:
    """Its first day. Raises ValueError for what is no month."""
    return date.fromisoformat(f"{month}-01")


def before(day: date) -> str:
    """The month that was over when this day's began."""
    return month_of(months_after(day.replace(day=1), -1))


def words_of(month: str) -> str:
    """Such as "October 2026"."""
    return f"{first_of(month):%B %Y}"


def months_asked(opened_on: date) -> tuple[str, ...]:
    """The months that a return which opened on this day asks about: the last three that were over, the oldest first."""
    first = opened_on.replace(day=1)
    return tuple(month_of(months_after(first, -back)) for back in range(_MONTHS_OF_A_QUARTER, 0, -1))
