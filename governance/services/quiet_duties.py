"""What is owed about incidents that keep somebody out: those who read the lists of reminders may be the ones."""

from __future__ import annotations

from collections.abc import Iterable

from governance.obligations import Duty, Obligation
from governance.ports import Work

#: Each subject begins with an incident's id.
_OF_INCIDENTS = frozenset(
    {
        Duty.CONFIRM_AWARE,
        Duty.CONFIRM_AWARE_UNDER_ATTACK,
        Duty.NOTIFY_ICO,
        Duty.INCIDENT_OPEN,
        Duty.INCIDENT_TASK,
        Duty.INCIDENT_FOLLOW_UP,
        Duty.APPROVE_CLOSURE,
    }
)


async def quiet_ones(work: Work, obligations: Iterable[Obligation]) -> frozenset[str]:
    """The ids of those that nobody may read of but who is told of them. One query, however many there are."""
    mine = [each for each in obligations if each.duty in _OF_INCIDENTS]
    if not mine:
        return frozenset()
    quiet = await work.incidents.keeping_out()
    return frozenset(each.id for each in mine if each.subject_id.partition("/")[0] in quiet)
