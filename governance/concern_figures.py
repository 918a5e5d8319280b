"""The year's figures about concerns, as they may be published (policy paragraph 29).

A concern counts in the year in which it closed. Whoever was kept out of one that is open learns nothing from a year's
figures, because it is not in them.

Every table is of the same concerns, so each could be used against the others. Two belong together: what a concern was
about decides who handles it. So kinds are counted below whoever handled them, and only where those numbers are shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from governance.concern_register import RegisterLine
from governance.letters import CLOSEST, GROUNDS
from governance.outcomes import Outcome
from governance.reports import Identity
from governance.roles import POSTS, Role
from governance.suppression import Shown, few, mentions_of, parts_of

NOT_KNOWN = "not recorded"
_ELSE = {"other": "something else"}
_ROUTES = (Role.MONITORING_OFFICER, Role.CHIEF_INTERNAL_AUDITOR)
_OUTCOMES: Mapping[Outcome, str] = {
    Outcome.RESOLVED: "put right or explained without an investigation",
    Outcome.UPHELD: "investigated: upheld",
    Outcome.PARTLY_UPHELD: "investigated: upheld in part",
    Outcome.NOT_UPHELD: "investigated: not upheld",
    Outcome.INCONCLUSIVE: "investigated: could not be decided",
    Outcome.OUT_OF_SCOPE: "not for this policy",
    Outcome.WITHDRAWN: "taken back by whoever raised it",
}
_REFERRED = "passed on to somebody else"
_IDENTITIES: Mapping[Identity, str] = {
    Identity.NAMED: "with a name",
    Identity.CONFIDENTIAL: "in confidence",
    Identity.ANONYMOUS: "without a name",
}
#: Up to so many days, in words.
_ACKNOWLEDGED = ((3, "within 3 days"), (7, "in 4 to 7 days"))
_ACKNOWLEDGED_LATE, _NEVER = "later than 7 days", "it was over before an answer in writing"
_CLOSED = ((30, "within 30 days"), (90, "in 31 to 90 days"), (180, "in 91 to 180 days"))
_CLOSED_LATE = "later than 180 days"


@dataclass(frozen=True, slots=True)
class FigureTable:
    """One table. `counts` is None where nothing of it can be shown without showing somebody."""

    title: str
    heading: str
    counts: Shown | None
    #: The counts add up to `of`; in the others one concern may be counted several times.
    of: int | None


@dataclass(frozen=True, slots=True)
class YearFigures:
    year: int
    #: None when it is from 1 to 4.
    concerns: int | None
    tables: Sequence[FigureTable]
    #: In the order of their words.
    lessons: Sequence[str]
    #: How many lessons are left out because they may name somebody.
    withheld: int


def figures_of(year: int, lines: Sequence[RegisterLine], names_somebody: Callable[[str], bool]) -> YearFigures:
    """`names_somebody` says of a lesson whether it may name a person: such a lesson is left out and counted."""
    number = len(lines)
    lessons = sorted({lesson for line in lines for lesson in line.lessons})
    shown = [lesson for lesson in lessons if not names_somebody(lesson)]
    tables = () if few(number) or not number else tuple(_tables(lines))
    return YearFigures(year, None if few(number) else number, tables, shown, len(lessons) - len(shown))


def _tables(lines: Sequence[RegisterLine]) -> Iterable[FigureTable]:
    yield _mentions("What the concerns were about", "Ground", GROUNDS, [_grounds(line) for line in lines])
    routes = _parts("Who handled them", "Handled by", map(_post, _ROUTES), [_post(line.route) for line in lines])
    yield routes
    if routes.counts is not None and None not in routes.counts.values():
        for route in _ROUTES:
            mine = [_kind(line) for line in lines if line.route is route]
            if mine:
                yield _parts(f"Kinds of concern: {_post(route)}", "Kind", _kinds(), mine)
    identities = [_IDENTITIES[line.identity] for line in lines]
    yield _parts("How they were raised", "Raised", _IDENTITIES.values(), identities)
    ends = [*_OUTCOMES.values(), _REFERRED, NOT_KNOWN]
    yield _parts("How they ended", "Outcome", ends, [_end(line) for line in lines])
    bands = [*(words for _, words in _ACKNOWLEDGED), _ACKNOWLEDGED_LATE, _NEVER]
    yield _parts("Time to an answer in writing", "Answered", bands, [_acknowledged(line) for line in lines])
    bands = [*(words for _, words in _CLOSED), _CLOSED_LATE]
    yield _parts("Time until they were closed", "Closed", bands, [_closed(line) for line in lines])


def _parts(title: str, heading: str, names: Iterable[str], found: Sequence[str]) -> FigureTable:
    counted = Counter(found)
    return FigureTable(title, heading, parts_of({name: counted[name] for name in names}), len(found))


def _mentions(title: str, heading: str, words: Mapping[str, str], found: Sequence[Sequence[str]]) -> FigureTable:
    counted = Counter(each for grounds in found for each in grounds)
    names = [*words.values(), NOT_KNOWN]
    return FigureTable(title, heading, mentions_of({name: counted[name] for name in names}), None)


def _grounds(line: RegisterLine) -> Sequence[str]:
    return [GROUNDS[each] for each in line.grounds if each in GROUNDS] or [NOT_KNOWN]


def _kinds() -> Sequence[str]:
    return [*CLOSEST.values(), *_ELSE.values(), NOT_KNOWN]


def _kind(line: RegisterLine) -> str:
    return (CLOSEST | _ELSE).get(line.closest, NOT_KNOWN)


def _post(role: Role) -> str:
    return POSTS[role]


def _end(line: RegisterLine) -> str:
    if line.outcome is None:
        return NOT_KNOWN
    return _REFERRED if line.outcome.referred else _OUTCOMES[line.outcome]


def _acknowledged(line: RegisterLine) -> str:
    days = line.days_to_acknowledge
    return _NEVER if days is None else _band(days, _ACKNOWLEDGED, _ACKNOWLEDGED_LATE)


def _closed(line: RegisterLine) -> str:
    return _band(line.days_to_close, _CLOSED, _CLOSED_LATE)


def _band(days: int, bands: Iterable[tuple[int, str]], later: str) -> str:
    return next((words for most, words in bands if days <= most), later)
