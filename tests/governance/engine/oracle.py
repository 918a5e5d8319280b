"""Who is to be told what, and when, worked out from the rules a second time, by other means than the engine's.

It shares the ladders with the engine, which are data, and nothing that reads them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays

from governance.case_steps import HANDLERS_DUTIES
from governance.ladders import Audience, CountsFrom, Rung, Unit
from governance.notices import GATHERED, Channel, Kind
from governance.obligations import Duty
from governance.owed import Owed
from governance.people import Away, Person
from governance.policy import POLICY_2017
from governance.roles import Holding, Role

LONDON = ZoneInfo("Europe/London")
DAY = timedelta(days=1)
_NEVER = datetime.max.replace(tzinfo=UTC)
_BANK_HOLIDAYS = holidays.country_holidays("GB", subdiv="ENG", years=range(2025, 2031))
_UP = {
    Role.RECORDS_MANAGER: Role.SIRO,
    Role.IMSG: Role.SIRO,
    Role.SIRO: Role.CHIEF_EXECUTIVE,
    Role.INFORMATION_GOVERNANCE: Role.DATA_PROTECTION_OFFICER,
    Role.DATA_PROTECTION_OFFICER: Role.SIRO,
    Role.ICT_SECURITY: Role.SIRO,
}
_POSTS = {
    Audience.RECORDS_MANAGER: Role.RECORDS_MANAGER,
    Audience.SIRO: Role.SIRO,
    Audience.IMSG: Role.IMSG,
    Audience.CHIEF_EXECUTIVE: Role.CHIEF_EXECUTIVE,
    Audience.INFORMATION_GOVERNANCE: Role.INFORMATION_GOVERNANCE,
    Audience.DATA_PROTECTION_OFFICER: Role.DATA_PROTECTION_OFFICER,
    Audience.ICT_SECURITY: Role.ICT_SECURITY,
}
#: Clocks that stop for nobody.
ALARMS = frozenset({Duty.CONFIRM_AWARE, Duty.CONFIRM_AWARE_UNDER_ATTACK, Duty.NOTIFY_ICO, Duty.INCIDENT_OPEN})
#: What is owed about reports, by those who handle them.
OF_HANDLERS = frozenset(HANDLERS_DUTIES)
#: Whoever hears of it: the machine's council has one of each.
HANDLERS: Mapping[Audience, tuple[str, ...]] = {
    Audience.LEAD: ("officer",),
    Audience.LEAD_OR_DEPUTY: ("officer",),
    Audience.DEPUTY: ("deputy",),
    Audience.HANDLERS: ("officer", "deputy", "auditor"),
    Audience.OTHER_HANDLER: ("auditor",),
    Audience.CHIEF_EXECUTIVE: ("chief",),
}

#: Somebody, and the way: with which kind of message, and from which day on.
Hears = dict[tuple[str, Channel], tuple[Kind, date | None]]


@dataclass
class Owes:
    """An obligation as the test knows it."""

    id: str
    duty: Duty
    subject: str
    cycle: int
    opened_on: date
    due_on: date
    rung: int = 0
    open: bool = True
    snoozed_until: date | None = None
    snoozes: int = 0
    #: Of a clock of hours: when it began.
    opened_at: datetime | None = None
    #: When the next is due, by the rung that it waits for.
    soonest: dict[int, datetime] = field(default_factory=dict, repr=False)

    @property
    def rungs(self) -> Sequence[Rung]:
        return POLICY_2017.ladders[self.duty].rungs


@dataclass
class Staff:
    people: dict[str, Person] = field(default_factory=dict)
    holdings: list[Holding] = field(default_factory=list)

    def gone(self, who: str | None, day: date) -> bool:
        person = self.people.get(who or "")
        return person is None or (person.left_on is not None and person.left_on < day)

    def leave(self, who: str, day: date) -> Away | None:
        """The one that ends last of those that cover the day."""
        found = [each for each in self.people[who].away if each.from_on <= day <= each.until_on]
        return sorted(found, key=lambda each: each.until_on)[-1] if found else None

    def there(self, who: str | None, day: date) -> bool:
        return who is not None and not self.gone(who, day) and self.leave(who, day) is None

    def post(self, role: Role, day: date) -> list[str]:
        held = [
            each.person_id
            for each in sorted(self.holdings, key=lambda each: (each.from_on, each.person_id))
            if each.role is role and each.from_on <= day and (each.until_on is None or day <= each.until_on)
        ]
        held = [each for each in held if not self.gone(each, day)]
        if not held:
            return self.post(_UP[role], day) if role in _UP else []
        return [each for each in held if self.there(each, day)] or held

    def post_without(self, never: Collection[str], role: Role | None, day: date) -> list[str]:
        if role is None:
            return []
        found = [each for each in self.post(role, day) if each not in never]
        return found or self.post_without(never, _UP.get(role), day)

    def above(self, who: str, day: date) -> list[str]:
        """Managers who have not left, the nearest first."""
        chain: list[str] = [who]
        while (manager := self.people[chain[-1]].manager_id if chain[-1] in self.people else None) is not None:
            if manager in chain:
                break
            chain.append(manager)
        return [each for each in chain[1:] if not self.gone(each, day)]

    def alarmed(self, role: Role, day: date) -> list[str]:
        """Whoever hears an alarm for this post: those who are there, and deputies of those who are not; with none of
        them, everybody who holds it and whoever hears for the post above."""
        held = [
            each.person_id
            for each in sorted(self.holdings, key=lambda each: (each.from_on, each.person_id))
            if each.role is role and not self.gone(each.person_id, day)
        ]
        able: list[str] = []
        for each in held:
            leave = self.leave(each, day)
            stands_in = each if leave is None else leave.deputy_id
            if stands_in and self.there(stands_in, day):
                able.append(stands_in)
        return able or [*held, *(self.alarmed(_UP[role], day) if role in _UP else [])]

    def nearest(self, who: str, roles: Sequence[Role], day: date) -> list[str]:
        managers = self.above(who, day)
        for role in roles:
            held = {
                each.person_id for each in self.holdings if each.role is role and not self.gone(each.person_id, day)
            }
            for each in managers:
                if each in held:
                    return [each]
        return (managers or self.post_without({who}, Role.SIRO, day))[:1]


# ---------------------------------------------------------------- the calendar


@cache
def works(day: date) -> bool:
    return day.weekday() < 5 and day not in _BANK_HOLIDAYS


@cache
def counted(day: date, count: int) -> date:
    """So many working days on, one at a time; with none, the first that is not before `day`."""
    step = DAY if count >= 0 else -DAY
    if count == 0:
        return day if works(day) else counted(day + DAY, 0)
    for _ in range(abs(count)):
        day += step
        while not works(day):
            day += step
    return day


@cache
def nine(day: date) -> datetime:
    return datetime.combine(day, time(9), LONDON).astimezone(UTC)


@cache
def hours_later(began: datetime, hours: int) -> datetime:
    """So many hours of the time from nine to half past four on working days, a day at a time."""
    at, left = began, hours * 3600.0
    while True:
        opens = nine(counted(local_day(at), 0))
        shuts = opens + timedelta(hours=7, minutes=30)
        if at >= shuts:
            at = nine(counted(local_day(at), 1))
            continue
        at = max(at, opens)
        if left < (shuts - at).total_seconds():
            return at + timedelta(seconds=left)
        left -= (shuts - at).total_seconds()
        at = shuts


def local_day(now: datetime) -> date:
    return now.astimezone(LONDON).date()


def within_hours(now: datetime) -> bool:
    local = now.astimezone(LONDON)
    return works(local.date()) and time(9) <= local.time() < time(16, 30)


# ---------------------------------------------------------------- what is due


def rung_due(owes: Owes, index: int) -> datetime:
    rung = owes.rungs[index]
    opened = (rung.counts_from or POLICY_2017.ladders[owes.duty].counts_from) is CountsFrom.OPENED
    day = owes.opened_on if opened else owes.due_on
    if rung.unit is Unit.HOURS:
        return datetime.fromtimestamp((owes.opened_at or nine(day)).timestamp() + 3600 * rung.offset, UTC)
    if rung.unit is Unit.WORKING_HOURS:
        return hours_later(owes.opened_at or nine(day), rung.offset)
    if rung.unit is Unit.CALENDAR_DAYS:
        return nine(day + rung.offset * DAY)
    while not opened and rung.offset <= 0 and not works(day):
        day -= DAY
    return nine(counted(day, rung.offset))


def asked_at(owes: Owes, now: datetime) -> int | None:
    """The rung that somebody has to be told of now: the highest that passed."""
    if not owes.open:
        return None
    if owes.rung not in owes.soonest:
        # In a year it is asked a million times.
        owes.soonest[owes.rung] = min((rung_due(owes, i) for i in range(owes.rung, len(owes.rungs))), default=_NEVER)
    if owes.soonest[owes.rung] > now:
        return None
    passed = [index for index in range(owes.rung, len(owes.rungs)) if rung_due(owes, index) <= now]
    rung = owes.rungs[passed[-1]]
    if rung.unit is Unit.HOURS:
        return passed[-1]
    if rung.unit is Unit.CALENDAR_DAYS:
        return passed[-1] if now.astimezone(LONDON).time() >= time(9) else None
    return passed[-1] if within_hours(now) else None


def hears(owes: Owes, index: int, owed: Owed | None, staff: Staff, day: date, *, mail: bool) -> Hears | None:
    """Who is told of a rung; nobody when there is nobody, None when nobody need be."""
    rung = owes.rungs[index]
    told: Hears = {}
    audience = list(rung.audience)
    first = POLICY_2017.ladders[owes.duty].first
    if first is not None and owes.rung == 0 and index > 0 and first not in audience:
        audience.insert(0, first)
    if owes.duty in OF_HANDLERS:
        return {(who, Channel.TEAMS): (rung.kind, None) for each in audience for who in HANDLERS[each]}
    if owes.duty in ALARMS:
        for channel, meant in ((Channel.TEAMS, audience), (Channel.EMAIL, rung.by_mail if mail else ())):
            told |= {(who, channel): (rung.kind, None) for a in meant for who in staff.alarmed(_POSTS[a], day)}
        return told
    if owed is None:
        return {}
    if rung.untouched_only and not owed.untouched:
        return None
    if not audience and not mail:
        return None
    for each in audience:
        for who, kind, from_on in _meant(each, owes, rung, owed, staff, day):
            told.setdefault((who, Channel.TEAMS), (kind, from_on))
    for each in rung.by_mail if mail else ():
        for who, _, from_on in _meant(each, owes, rung, owed, staff, day):
            told.setdefault((who, Channel.EMAIL), (Kind.DIGEST, from_on))
    return told


def _meant(
    audience: Audience, owes: Owes, rung: Rung, owed: Owed, staff: Staff, day: date
) -> Iterator[tuple[str, Kind, date | None]]:
    if audience is Audience.HOLDER:
        yield from _for_holder(owes, rung, owed, staff, day)
    elif audience is Audience.ADMINISTRATOR:
        yield from ((each, Kind.DIGEST, None) for each in owed.administrators if staff.there(each, day))
    elif audience is Audience.DECIDER:
        never = {owed.holder_id, owed.asked_by}
        yield from ((each, rung.kind, None) for each in staff.post_without(never, owed.decider, day))
    elif audience in (Audience.HEAD_OF_SERVICE, Audience.DIRECTOR):
        roles = [Role.HEAD_OF_SERVICE, Role.DIRECTOR][audience is Audience.DIRECTOR :]
        yield from ((each, rung.kind, None) for each in staff.nearest(owed.holder_id, roles, day))
    else:
        yield from ((each, rung.kind, None) for each in staff.post(_POSTS[audience], day))


def _for_holder(owes: Owes, rung: Rung, owed: Owed, staff: Staff, day: date) -> Iterator[tuple[str, Kind, date | None]]:
    holder = owed.holder_id
    kind = Kind.DIGEST if rung.kind is Kind.ESCALATED else rung.kind
    if staff.gone(holder, day):
        for each in [*staff.above(holder, day)[:1], *staff.post(Role.RECORDS_MANAGER, day)]:
            yield each, rung.kind, None
        return
    peace = owes.snoozed_until if kind is Kind.DIGEST and (owes.snoozed_until or day) > day else None
    leave = staff.leave(holder, day)
    if leave is None:
        yield holder, kind, peace
        return
    back = day
    while (gone := staff.leave(holder, back)) is not None:
        back = counted(gone.until_on, 1)
    on_return = (holder, Kind.DIGEST, max(back, peace or back))
    last_due_day = owes.due_on
    while not works(last_due_day):
        last_due_day -= DAY
    if leave.deputy_id and staff.there(leave.deputy_id, day):
        yield leave.deputy_id, kind, peace
    elif day >= counted(last_due_day, -1):
        for each in owed.administrators:
            if staff.there(each, day):
                yield each, kind, None
        for each in staff.post_without({holder}, Role.RECORDS_MANAGER, day):
            yield each, kind, None
    yield on_return


def leaves_at(due: datetime, from_on: date | None) -> datetime:
    return due if from_on is None else max(due, nine(counted(from_on, 0)))


def waits_for_hours(kind: Kind) -> bool:
    """Kinds that leave in working hours only."""
    return kind in GATHERED or kind is Kind.CALLS
