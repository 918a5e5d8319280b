"""Which actions are late, with whom, and what waits for a decision, for those who look after the whole."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from governance.actions import Action
from governance.calendar import Calendar
from governance.obligations import Duty, Obligation
from governance.people import Person
from governance.ports import Work
from governance.services.settling import of_request

#: From how many working days after the date on: the head of service, then the director and the Records Manager, then
#: the SIRO and the strategy group have heard of it.
BANDS = (0, 5, 10, 20)

_COUNTED = (
    Duty.ACTION, Duty.URGENT_ACTION, Duty.EXTENSION, Duty.VERIFY, Duty.PROPOSED_ACTION, Duty.ACTION_DATE,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Band:
    """How many actions are late by `at_least` working days, and by less than `below`; None: by however many."""

    at_least: int
    below: int | None
    actions: int


@dataclass(frozen=True, slots=True)
class Late:
    """Somebody with actions that are late."""

    holder: str
    directorate: str
    actions: int
    #: The earliest date that has passed.
    oldest: date


@dataclass(frozen=True, slots=True)
class LateActions:
    #: With somebody, late or not.
    open: int = 0
    #: Of each band, the shortest time first; one that is empty too.
    bands: tuple[Band, ...] = ()
    #: The oldest first.
    holders: tuple[Late, ...] = ()
    #: Requests for more time that nobody has decided, and those of them whose own date has passed.
    requests: int = 0
    requests_late: int = 0
    #: Done by their holders' word, and not checked yet.
    checks: int = 0
    #: Proposed, and not agreed to yet; and without a date, so that nobody can say when they are late.
    proposals: int = 0
    undated: int = 0

    @property
    def late(self) -> int:
        return sum(band.actions for band in self.bands)


async def late_actions(
    work: Work, today: date, calendar: Calendar, seen: Callable[[Person | None], bool], nobody: str, nowhere: str
) -> LateActions:
    """Of the holders that are `seen` (None: one who is not on the staff list). `nobody` and `nowhere` are said where
    there is no name and no directorate."""
    owing = await work.obligations.still_open(_COUNTED)
    actions = await work.register.actions({_reference(each) for each in owing})
    people = await work.people.many({action.holder_id for action in actions.values()})
    of_seen = {reference for reference, action in actions.items() if seen(people.get(action.holder_id))}
    mine = [each for each in owing if _reference(each) in of_seen]
    owed = [each for each in mine if each.duty in (Duty.ACTION, Duty.URGENT_ACTION)]
    late = [each for each in owed if each.due_on < today]
    requests = [each for each in mine if each.duty is Duty.EXTENSION]
    return LateActions(
        open=len(owed),
        bands=_bands(late, today, calendar),
        holders=_holders(late, actions, people, nobody, nowhere),
        requests=len(requests),
        requests_late=sum(each.due_on < today for each in requests),
        checks=sum(each.duty is Duty.VERIFY for each in mine),
        proposals=sum(each.duty is Duty.PROPOSED_ACTION for each in mine),
        undated=sum(each.duty is Duty.ACTION_DATE for each in mine),
    )


def _reference(obligation: Obligation) -> str:
    if obligation.duty is Duty.EXTENSION:
        return of_request(obligation.subject_id)[0]
    return obligation.subject_id


def _bands(late: Sequence[Obligation], today: date, calendar: Calendar) -> tuple[Band, ...]:
    counts = Counter(max(b for b in BANDS if b <= max(calendar.between(each.due_on, today), 0)) for each in late)
    return tuple(Band(band, below, counts[band]) for band, below in zip(BANDS, (*BANDS[1:], None), strict=True))


def _holders(
    late: Sequence[Obligation], actions: Mapping[str, Action], people: Mapping[str, Person], nobody: str, nowhere: str
) -> tuple[Late, ...]:
    dates: defaultdict[str, list[date]] = defaultdict(list)
    for each in late:
        dates[actions[each.subject_id].holder_id].append(each.due_on)
    found = []
    for holder_id, due in dates.items():
        holder = people.get(holder_id)
        where = (holder.directorate if holder else "") or nowhere
        found.append(Late(holder.name if holder else nobody, where, len(due), min(due)))
    return tuple(sorted(found, key=lambda each: (each.oldest, each.holder)))
