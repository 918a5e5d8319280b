"""The ladders of information-security incidents: the 72 hours of the law, and what has to be done besides."""

from __future__ import annotations

from collections.abc import Mapping

from governance.ladders import Audience, CountsFrom, Ladder, Rung, Unit
from governance.notices import Kind
from governance.obligations import Duty
from governance.policy.rungs import above, by_date, from_opening

_TEAM = (Audience.INFORMATION_GOVERNANCE,)
_TEAM_AND_OFFICER = (*_TEAM, Audience.DATA_PROTECTION_OFFICER)
_ALL = (*_TEAM_AND_OFFICER, Audience.SIRO)

#: Hours from when the Council became aware to when the Commissioner is to be told: UK GDPR Article 33(1).
NOTIFY_HOURS = 72
#: Working hours in which somebody looks at an incident and confirms when the Council became aware.
LOOK_HOURS = 2
#: The same for an attack that goes on, in hours of the day and night.
LOOK_HOURS_UNDER_ATTACK = 1


def alarm(hours: int, *, kind: Kind = Kind.INCIDENT_CLOCK, mail: bool = False) -> Rung:
    """So many hours of the 72, at any hour, to everybody who answers for them."""
    return Rung(hours, _ALL, kind, Unit.HOURS, by_mail=_ALL if mail else ())


def look(hours: int, *audience: Audience, mail: bool = False) -> Rung:
    """Nobody has looked at an incident for so many hours in which people work."""
    return Rung(hours, audience, Kind.INCIDENT_LOOK, Unit.WORKING_HOURS, by_mail=audience if mail else ())


def look_now(hours: int, *audience: Audience, mail: bool = False) -> Rung:
    """The same while an attack goes on: at any hour."""
    return Rung(hours, audience, Kind.INCIDENT_LOOK, Unit.HOURS, by_mail=audience if mail else ())


#: UK GDPR Article 33: somebody decides whether the Commissioner is told, and tells them. The later alarms go by e-mail
#: besides: who has not acted on Teams may not be looking there.
NOTIFY_ICO = Ladder(
    CountsFrom.OPENED,
    (
        alarm(24),
        alarm(48),
        alarm(60, mail=True),
        alarm(68, mail=True),
        alarm(NOTIFY_HOURS, kind=Kind.INCIDENT_CLOCK_RAN_OUT, mail=True),
    ),
)

#: Somebody looks at what was reported, and confirms when the Council became aware of it.
CONFIRM_AWARE = Ladder(
    CountsFrom.OPENED,
    (
        look(1, *_TEAM),
        look(LOOK_HOURS, *_TEAM_AND_OFFICER),
        look(4, *_ALL, mail=True),
        look(8, *_ALL, mail=True),
        # Until somebody looks, no other clock runs: the 72 hours count from what they confirm.
        *(look(hours, *_ALL, Audience.CHIEF_EXECUTIVE, mail=True) for hours in (15, 30, 45)),
    ),
)

#: Those who must hear of the attack itself have heard of it when it was reported.
CONFIRM_AWARE_UNDER_ATTACK = Ladder(
    CountsFrom.OPENED,
    (
        look_now(LOOK_HOURS_UNDER_ATTACK, *_ALL, Audience.ICT_SECURITY, mail=True),
        look_now(2, *_ALL, Audience.ICT_SECURITY, mail=True),
        *(
            look_now(hours, *_ALL, Audience.ICT_SECURITY, Audience.CHIEF_EXECUTIVE, mail=True)
            for hours in (4, 8, 16, 24, 48, 72)
        ),
    ),
)

#: Working days from when somebody looked until it is said that an incident is still open.
OPEN_WORKING_DAYS = 20


def still_open(offset: int, *audience: Audience) -> Rung:
    """So many working days after it should have come to its end."""
    return by_date(offset, *audience, kind=Kind.INCIDENT_OPEN)


#: When it is decided who is told, no clock of the law runs any more: what is left is said until it is closed.
INCIDENT_OPEN = Ladder(
    CountsFrom.DUE,
    (
        still_open(0, *_TEAM),
        still_open(5, *_TEAM_AND_OFFICER),
        still_open(10, *_ALL),
        *(still_open(days, *_ALL) for days in (20, 40, 60)),
    ),
)

#: Something that stops the harm, or that the law wants without delay: it waits for no digest.
INCIDENT_TASK = Ladder(
    CountsFrom.DUE,
    (
        Rung(0, (Audience.HOLDER,), Kind.TO_DO_NOW, Unit.WORKING_DAYS, CountsFrom.OPENED),
        by_date(0, Audience.HOLDER, kind=Kind.DUE_TODAY),
        above(1, Audience.HOLDER, Audience.INFORMATION_GOVERNANCE, mail=(Audience.HOLDER,)),
        above(2, Audience.DATA_PROTECTION_OFFICER, Audience.HEAD_OF_SERVICE),
        above(5, Audience.SIRO, Audience.DIRECTOR),
    ),
    first=Audience.HOLDER,
)

#: What an incident leaves to be done: the risk is reviewed, its number at the service desk is kept, it is closed.
INCIDENT_FOLLOW_UP = Ladder(
    CountsFrom.DUE,
    (
        from_opening(0, Audience.HOLDER),
        by_date(-1, Audience.HOLDER),
        by_date(0, Audience.HOLDER, kind=Kind.DUE_TODAY),
        by_date(1, Audience.HOLDER),
        above(3, Audience.INFORMATION_GOVERNANCE, mail=(Audience.HOLDER,)),
        above(5, Audience.RECORDS_MANAGER, Audience.HEAD_OF_SERVICE),
        above(10, Audience.SIRO),
    ),
    first=Audience.HOLDER,
)

#: Somebody else agrees that an incident is closed.
APPROVE_CLOSURE = Ladder(
    CountsFrom.DUE,
    (
        from_opening(0, Audience.DECIDER),
        by_date(-1, Audience.DECIDER),
        by_date(0, Audience.DECIDER, kind=Kind.DUE_TODAY),
        above(1, Audience.DECIDER, Audience.SIRO),
    ),
    first=Audience.DECIDER,
)

#: The month's incidents, for owners to talk about with their teams: said once, and not chased (risk policy 7d).
INCIDENT_TALK = Ladder(CountsFrom.DUE, (from_opening(0, Audience.HOLDER),), first=Audience.HOLDER)

INCIDENT_LADDERS: Mapping[Duty, Ladder] = {
    Duty.CONFIRM_AWARE: CONFIRM_AWARE,
    Duty.CONFIRM_AWARE_UNDER_ATTACK: CONFIRM_AWARE_UNDER_ATTACK,
    Duty.NOTIFY_ICO: NOTIFY_ICO,
    Duty.INCIDENT_OPEN: INCIDENT_OPEN,
    Duty.INCIDENT_TASK: INCIDENT_TASK,
    Duty.INCIDENT_FOLLOW_UP: INCIDENT_FOLLOW_UP,
    Duty.APPROVE_CLOSURE: APPROVE_CLOSURE,
    Duty.INCIDENT_TALK: INCIDENT_TALK,
}
