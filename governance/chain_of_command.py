"""Who manages whom, and who acts for whom, across a spreadsheet and the people who are already known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from governance.people import ActingOwner, Away, Person
from governance.rows import Cells
from governance.staff import Member


def check_against_known(members: Sequence[Member], known: Mapping[str, Person], cells: Cells) -> None:
    """Nobody in the spreadsheet may take the Entra id or the address of a person who is not in it."""
    named = {member.person.id for member in members}
    others = [person for person in known.values() if person.id not in named]
    entra_ids = {person.entra_id for person in others}
    emails = {person.email for person in others}
    taken = "belongs to a person who is already known under another staff number. Put both people in the spreadsheet"
    for member in members:
        if member.person.entra_id in entra_ids:
            cells.wrong("entra_object_id", taken, member.line)
        if member.person.email in emails:
            cells.wrong("email", taken, member.line)


def with_managers(members: Sequence[Member], known: Mapping[str, Person], cells: Cells) -> list[Person]:
    """The people with their managers' and deputies' ids, every manager before the people they manage."""
    find = directory([*known.values(), *(member.person for member in members)])
    people = {}
    for member in members:
        manager_id = None
        if member.manager:
            manager_id = find.get(member.manager) or find.get(member.manager.lower())
        if member.manager and manager_id is None:
            cells.wrong("manager", "is nobody's staff number or e-mail address", member.line)
        away = _with_deputies(member, find, cells)
        acting = _with_acting(member, find, cells)
        people[member.person.id] = replace(member.person, manager_id=manager_id, away=away, acting=acting)
    lines = {member.person.id: member.line for member in members}
    above = {person.id: person.manager_id for person in {**known, **people}.values()}
    for circle in circles(above):
        named = sorted(lines[one] for one in circle if one in lines)
        if named:
            where = ", ".join(str(line) for line in named)
            cells.wrong("manager", f"goes round in a circle: nobody is at the top (line {where})", named[0])
    return _managers_first(people)


def _with_deputies(member: Member, find: Mapping[str, str], cells: Cells) -> tuple[Away, ...]:
    found = []
    for leave, named in zip(member.person.away, member.deputies, strict=True):
        deputy_id = find.get(named) or find.get(named.lower()) if named else None
        when = f"{leave.from_on:%d/%m/%Y}"
        if named and deputy_id is None:
            reason = "is nobody's staff number or e-mail address"
            cells.wrong("leave", f"what follows the leave from {when} {reason}", member.line)
        elif deputy_id == member.person.id:
            cells.wrong("leave", f"names the person who is away from {when} as their own deputy", member.line)
        found.append(replace(leave, deputy_id=deputy_id))
    return tuple(found)


def _with_acting(member: Member, find: Mapping[str, str], cells: Cells) -> tuple[ActingOwner, ...]:
    found: list[ActingOwner] = []
    for each in member.acting:
        acting_id = find.get(each.acting_id) or find.get(each.acting_id.lower())
        when = f"{each.from_on:%d/%m/%Y}"
        if acting_id is None:
            reason = "is nobody's staff number or e-mail address"
            cells.wrong("acting_owner", f"what follows the days from {when} {reason}", member.line)
            continue
        post = replace(each, acting_id=acting_id)
        if acting_id == member.person.id:
            cells.wrong("acting_owner", f"names the owner as acting for themselves from {when}", member.line)
        elif any(post.meets(other) for other in found):
            cells.wrong("acting_owner", f"names two people for one asset on the same days, from {when}", member.line)
        elif any(post.begins_with(other) for other in found):
            reason = "Write all the assets together, once"
            cells.wrong("acting_owner", f"names one person twice from {when}. {reason}", member.line)
        found.append(post)
    return tuple(found)


def directory(people: Iterable[Person]) -> dict[str, str]:
    """Staff numbers and e-mail addresses → staff number. Later people win an address that two of them had."""
    found = {}
    for person in people:
        found[person.email] = person.id
        found[person.id] = person.id
    return found


def circles(above: Mapping[str, str | None]) -> list[list[str]]:
    """Every circle in "is managed by", each once; empty when there is none."""
    walked: set[str] = set()
    found = []
    for start in above:
        trail: dict[str, None] = {}
        one: str | None = start
        while one is not None and one not in walked and one not in trail:
            trail[one] = None
            one = above.get(one)
        if one is not None and one in trail:
            order = list(trail)
            found.append(order[order.index(one) :])
        walked.update(trail)
    return found


def _managers_first(people: Mapping[str, Person]) -> list[Person]:
    done: dict[str, Person] = {}
    for person in people.values():
        trail: dict[str, Person] = {}
        one: Person | None = person
        while one is not None and one.id not in done and one.id not in trail:
            trail[one.id] = one
            one = people.get(one.manager_id or "")
        done.update((found.id, found) for found in reversed(trail.values()))
    return list(done.values())
