"""A return as one person may see it (policy 6A, 7d)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from governance.assurance import Line, Return, Standing, days_late, standing
from governance.assurance_answers import Lack, missing, unfinished
from governance.calendar import Calendar
from governance.errors import NotYours
from governance.incident_talks import Talk, months_asked
from governance.people import Person
from governance.ports import Work
from governance.services.reviewing_returns import sent_back
from governance.services.standing import owner_standing
from governance.siro_decisions import Exemption


@dataclass(frozen=True, slots=True)
class Sheet:
    """A return as one person may see it now."""

    back: Return
    #: The owner's name.
    owner: str
    #: Those that this person may answer for: an owner's are all.
    lines: tuple[Line, ...]
    #: May send it, and answer what is asked of all the assets together.
    may_send: bool
    standing: Standing
    #: Working days, until it was sent or until now.
    days_late: int
    #: What keeps it from being sent with all the rest as it was.
    unfinished: tuple[Lack, ...]
    #: What keeps it from being sent as it is.
    missing: tuple[Lack, ...]
    #: The name of whoever changed it last; empty while untouched.
    drafted_by: str = ""
    #: What was missing, where the Records Manager sent it back and it was not sent again.
    sent_back: str = ""
    #: Why it need not be sent, and who decided it.
    exemption: Exemption | None = None
    #: The owner's digests of incidents for the months that it asks about; not those that there were none of.
    talks: tuple[Talk, ...] = ()


async def sheet_for(work: Work, by: Person, back: Return, today: date, calendar: Calendar) -> Sheet:
    """Raises NotYours for whoever neither owns the assets, acts for their owner nor helps with one of them."""
    lines = (await work.returns.lines([back.id])).get(back.id, ())
    try:
        await owner_standing(work, by, back.owner_id, today)
        may_send = True
    except NotYours:
        may_send = False
        lines = [line for line in lines if by.id in line.administrators]
        if not lines or by.has_left(today):
            raise NotYours("Only the owner of these assets, and whoever helps with them, can open this.") from None
    names = await work.people.many({back.owner_id, back.drafted_by} - {""})
    return Sheet(
        back=back,
        owner=name_of(names, back.owner_id),
        lines=tuple(lines),
        may_send=may_send,
        standing=standing(back, today, calendar),
        days_late=days_late(back, today, calendar),
        unfinished=tuple(unfinished(back, lines, today)),
        missing=tuple(missing(back, lines, today)),
        drafted_by=name_of(names, back.drafted_by) if back.drafted_by else "",
        sent_back=await sent_back(work, back) if back.waits else "",
        exemption=(await work.siro.exemptions([back.id])).get(back.id) if back.exempt else None,
        talks=tuple(await work.talks.of_owner(back.owner_id, months_asked(back.opened_on))),
    )


def already_done(back: Return) -> str:
    """Who sent it, and when, to somebody who was slower; or that it need not be sent."""
    if back.exempt:
        return "The SIRO decided that this return need not be sent for this quarter. Open it to read why."
    on = back.submitted_on or back.due_on
    return f"Already done by {back.signed}, on {on.day} {on:%B %Y}."


def name_of(people: Mapping[str, Person], person_id: str) -> str:
    person = people.get(person_id)
    return person.name if person else "Somebody who is not on the staff list"
