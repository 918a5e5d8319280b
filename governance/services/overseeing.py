"""Who has returned and who has not, and what else is late, for those who look after the whole (policy 6B, 7b, 7c)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from governance.assurance import Line, Return, ReturnState, Standing, days_late, standing
from governance.assurance_answers import differences
from governance.assurance_questions import PER_PORTFOLIO
from governance.cadences import CadenceState
from governance.calendar import Calendar
from governance.errors import NotYours
from governance.people import Person
from governance.ports import Store
from governance.quarter_figures import QuarterFigures
from governance.roles import SEE_OVERVIEW, Role
from governance.services.counting_returns import count_quarter
from governance.services.late_actions import LateActions, late_actions
from governance.services.opening_returns import ASSURANCE

_NOBODY = "Somebody who is not on the staff list"
_NO_DIRECTORATE = "No directorate"


@dataclass(frozen=True, slots=True)
class DirectorateReturns:
    name: str
    #: Those that were to be sent: without those that need not be.
    total: int
    returned: int
    exempt: int = 0


@dataclass(frozen=True, slots=True)
class Outstanding:
    """An owner who has not returned."""

    owner: str
    directorate: str
    assets: int
    #: Somebody has begun to fill it in.
    drafted: bool
    standing: Standing
    #: Working days.
    days_late: int
    return_id: str = ""


@dataclass(frozen=True, slots=True)
class Excused:
    """An owner whose return need not be sent."""

    owner: str
    directorate: str
    return_id: str = ""


@dataclass(frozen=True, slots=True)
class Overview:
    """One quarter's returns, and the actions that are late today."""

    #: Such as "2027-Q1"; empty when none were ever opened.
    quarter: str
    due_on: date | None = None
    #: The directorate that this is about; empty for the whole council.
    directorate: str = ""
    returned: int = 0
    #: Of those, after the due date.
    returned_late: int = 0
    #: Those that were to be sent: without those that need not be.
    total: int = 0
    #: By name: those that need not be sent. They are in no other number.
    exempt: tuple[Excused, ...] = ()
    #: Accepted ones that the SIRO has not noted.
    to_note: int = 0
    drafts: int = 0
    #: By name.
    directorates: tuple[DirectorateReturns, ...] = ()
    #: The latest first.
    outstanding: tuple[Outstanding, ...] = ()
    #: What owners said that the SIRO should know: (owner, words). Only for the SIRO.
    for_siro: tuple[tuple[str, str], ...] = ()
    #: The reader notes what was accepted.
    notes: bool = False
    #: Owners with another rhythm than each quarter, and those of them who wait for the SIRO's decision.
    rhythms: int = 0
    rhythms_asked: int = 0
    #: The quarter in figures, which the reader may have as a document; None for a director, and before the first.
    figures: QuarterFigures | None = None
    #: The reader may remind owners, and open what is late.
    reminds: bool = False
    actions: LateActions = field(default_factory=LateActions)


class Overseeing:
    def __init__(self, store: Store, calendar: Calendar) -> None:
        self._store = store
        self._calendar = calendar

    async def overview(self, by: Person, now: datetime) -> Overview:
        """The newest quarter: the whole council for the SIRO, the Records Manager and the strategy group, and their own
        directorate for a director. Raises NotYours for everybody else."""
        today = self._calendar.day_of(now)
        async with self._store.work() as work:
            roles = await work.people.roles_of(by.id, today) & SEE_OVERVIEW
            if not roles or by.has_left(today):
                raise NotYours("This is for those who look after all the returns, and for directors.")
            quarter = await work.ticks.last(ASSURANCE) or ""
            returns = await work.returns.of_quarter(quarter)
            people = await work.people.many({each.owner_id for each in returns})
            lines = await work.returns.lines([each.id for each in returns])
            cadences = await work.cadences.in_states((CadenceState.PROPOSED, CadenceState.AGREED))
            own = (by.directorate or _NO_DIRECTORATE) if roles == {Role.DIRECTOR} else ""

            def seen(person: Person | None) -> bool:
                return not own or _directorate(person) == own

            figures = None if own else await count_quarter(work, quarter, today, self._calendar)
            actions = await late_actions(work, today, self._calendar, seen, _NOBODY, _NO_DIRECTORATE)
        returns = [each for each in returns if seen(people.get(each.owner_id))]
        drawn = self._drawn(quarter, by.directorate if own else "", returns, people, lines, today)
        told = tuple(_said_to_siro(returns, people)) if Role.SIRO in roles else ()
        if not own:
            asked = sum(each.state is CadenceState.PROPOSED for each in cadences)
            drawn = replace(drawn, rhythms=len(cadences) - asked, rhythms_asked=asked, figures=figures, reminds=True)
        return replace(drawn, for_siro=told, actions=actions, notes=Role.SIRO in roles)

    def _drawn(
        self,
        quarter: str,
        directorate: str,
        returns: Sequence[Return],
        people: Mapping[str, Person],
        lines: Mapping[str, Sequence[Line]],
        today: date,
    ) -> Overview:
        sent = [each for each in returns if each.submitted]
        open_ = [each for each in returns if each.waits]
        outstanding = [self._outstanding(each, people, len(lines.get(each.id, ())), today) for each in open_]
        return Overview(
            quarter=quarter if returns else "",
            due_on=min((each.due_on for each in returns), default=None),
            directorate=directorate,
            returned=len(sent),
            returned_late=sum(days_late(each, today, self._calendar) > 0 for each in sent),
            total=len(sent) + len(open_),
            exempt=_exempt(returns, people),
            to_note=sum(each.state in (ReturnState.ACCEPTED, ReturnState.LATE_ACCEPTED) for each in sent),
            drafts=sum(each.state is ReturnState.DRAFT for each in open_),
            directorates=_by_directorate(returns, people),
            outstanding=tuple(sorted(outstanding, key=lambda each: (-each.days_late, each.owner))),
        )

    def _outstanding(self, back: Return, people: Mapping[str, Person], assets: int, today: date) -> Outstanding:
        return Outstanding(
            owner=_name(people, back),
            directorate=_directorate(people.get(back.owner_id)),
            assets=assets,
            drafted=back.state is ReturnState.DRAFT,
            standing=standing(back, today, self._calendar),
            days_late=days_late(back, today, self._calendar),
            return_id=back.id,
        )


def _by_directorate(returns: Sequence[Return], people: Mapping[str, Person]) -> tuple[DirectorateReturns, ...]:
    counts: dict[str, list[int]] = {}
    for back in returns:
        count = counts.setdefault(_directorate(people.get(back.owner_id)), [0, 0, 0])
        count[0] += not back.exempt
        count[1] += back.submitted
        count[2] += back.exempt
    return tuple(DirectorateReturns(name, *counts[name]) for name in sorted(counts))


def _exempt(returns: Sequence[Return], people: Mapping[str, Person]) -> tuple[Excused, ...]:
    exempt = [back for back in returns if back.exempt]
    found = [Excused(_name(people, back), _directorate(people.get(back.owner_id)), back.id) for back in exempt]
    return tuple(sorted(found, key=lambda each: (each.owner, each.return_id)))


def _said_to_siro(returns: Sequence[Return], people: Mapping[str, Person]) -> list[tuple[str, str]]:
    return [
        (_name(people, back), difference.comment)
        for back in returns
        if back.submitted
        for difference in differences(PER_PORTFOLIO, back.answers)
        if not difference.statement.acts
    ]


def _directorate(person: Person | None) -> str:
    return (person.directorate if person else "") or _NO_DIRECTORATE


def _name(people: Mapping[str, Person], back: Return) -> str:
    owner = people.get(back.owner_id)
    return owner.name if owner else _NOBODY
