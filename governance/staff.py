"""The staff list: what each column of it means, and people and their roles read from its rows."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from governance.acting_owners import LONGEST_MONTHS
from governance.calendar import months_after
from governance.people import ActingOwner, Away, Person
from governance.roles import Holding, Role
from governance.rows import Cells, Column, Table, plain, quoted
from governance.written_dates import read_date

COLUMNS = (
    Column("staff_number", "the council's own number for the person, which never changes", "10482", True, 64),
    Column(
        "entra_object_id",
        "the object id from Microsoft Entra",
        "2f1c4e0a-93b7-4c1e-8a6d-5b0d1f2e3a4b",
        True,
        36,
    ),
    Column("name", "the name by which the person is called at work", "Sam Ode", True),
    Column("email", "the person's work e-mail address", "sam.ode@council.example", True, 254),
    Column("job", "the job title", "Housing Officer"),
    Column("team", "the team", "Homelessness Prevention"),
    Column("directorate", "the directorate", "Housing and Communities"),
    Column("manager", "the line manager's staff number or e-mail address", "10007", limit=254),
    Column(
        "roles",
        "the roles that the person holds, with a semicolon between them; dates may follow a role",
        "head of service; information asset owner 2026-04-01..2027-03-31",
        limit=2000,
        choices=tuple(Role),
    ),
    Column(
        "leave",
        "days away, first..last, with a semicolon between them; the staff number or e-mail address of whoever acts "
        "meanwhile may follow",
        "2026-12-21..2027-01-04 10007; 2027-04-06..2027-04-09",
        limit=2000,
    ),
    Column("left_on", "the last day of employment, once it is known", "2027-03-31", limit=20),
    Column(
        "acting_owner",
        "who acts as the owner of this person's assets: days, first..last, then the staff number or e-mail address of "
        "whoever acts, and the assets when it is not all of them; with a semicolon between them",
        "2027-01-04..2027-02-26 10482; 2027-03-01..2027-03-31 10007 IA-003 IA-004",
        limit=2000,
    ),
)

GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
EMAIL = re.compile(r"[^\s@<>(),;:\"\[\]\\]{1,64}@(?:[a-z0-9\-]{1,63}\.)+[a-z0-9\-]{2,63}")
STAFF_NUMBER = re.compile(r"[\w./\-]+")
ROLES = {role.value: role for role in Role}
DATED = re.compile(r"(?P<first>[\d/\-]*)\.\.(?P<last>[\d/\-]*)")


@dataclass(frozen=True, slots=True)
class Term:
    """A role as the staff list gives it: without a first day when the list does not say since when."""

    role: Role
    from_on: date | None
    until_on: date | None


@dataclass(frozen=True, slots=True)
class Member:
    """One row, its manager and deputies not yet looked up."""

    line: int
    person: Person
    terms: tuple[Term, ...]
    manager: str
    #: Who acts during each of the person's leaves, in their order; "" where nobody is named.
    deputies: tuple[str, ...] = ()
    #: Acting owners in their order, each under the words that say who it is.
    acting: tuple[ActingOwner, ...] = ()


def read_staff(table: Table) -> tuple[list[Member], Cells]:
    """Every row, and the cells with what was wrong in them."""
    cells = Cells(table, COLUMNS)
    return cells.each(table, lambda: _member(cells)), cells


def _member(cells: Cells) -> Member:
    number = cells.text("staff_number")
    if number and not STAFF_NUMBER.fullmatch(number):
        cells.wrong("staff_number", "may hold letters, digits, full stops, strokes and hyphens only")
    entra_id = cells.text("entra_object_id").lower()
    if entra_id and (not GUID.fullmatch(entra_id) or not entra_id.strip("0-")):
        cells.wrong("entra_object_id", "is not an Entra object id: 32 digits 0-9 and a-f, in groups of 8-4-4-4-12")
    email = cells.text("email").lower()
    if email and not EMAIL.fullmatch(email):
        cells.wrong("email", "is not an e-mail address")
    leaves = sorted(_leaves(cells), key=lambda leave: leave[0].from_on)
    person = Person(
        id=cells.once("staff_number", number),
        entra_id=cells.once("entra_object_id", entra_id),
        name=cells.text("name"),
        email=cells.once("email", email),
        job=cells.text("job"),
        team=cells.text("team"),
        directorate=cells.text("directorate"),
        away=tuple(away for away, _ in leaves),
        left_on=cells.date("left_on"),
    )
    deputies = tuple(deputy for _, deputy in leaves)
    return Member(cells.line, person, _terms(cells), cells.text("manager"), deputies, tuple(_acting(cells)))


def _leaves(cells: Cells) -> Iterator[tuple[Away, str]]:
    """Each with the words that say who acts meanwhile; they are never repeated in a mistake."""
    for part in cells.parts("leave"):
        # A day that a spreadsheet program wrote has a time after it.
        days, deputy = (part, "") if read_date(part) else part.partition(" ")[::2]
        dated = DATED.fullmatch(days)
        first = read_date(dated["first"]) if dated else read_date(days)
        last = read_date(dated["last"]) if dated else first
        if first is None or last is None:
            cells.wrong("leave", f"{quoted(days)} is not a stretch of days. Write it like 2026-12-21..2027-01-04")
        elif last < first:
            cells.wrong("leave", f"{quoted(days)} ends before it begins")
        else:
            yield Away(first, last), deputy.strip()


def _acting(cells: Cells) -> Iterator[ActingOwner]:
    """Each with the words that say who acts in the place of a staff number; they are never repeated in a mistake."""
    for part in cells.parts("acting_owner"):
        days, _, named = part.partition(" ")
        dated = DATED.fullmatch(days)
        first, last = (read_date(dated["first"]), read_date(dated["last"])) if dated else (None, None)
        who, *assets = named.split() or [""]
        if first is None or last is None or not who:
            reason = "Write it like 2027-01-04..2027-02-26 10482, and the assets when it is not all of them"
            cells.wrong("acting_owner", f"{quoted(days)} is not days and a person. {reason}")
        elif last < first:
            cells.wrong("acting_owner", f"{quoted(days)} ends before it begins")
        elif last > months_after(first, LONGEST_MONTHS):
            cells.wrong("acting_owner", f"{quoted(days)} is longer than {LONGEST_MONTHS} months")
        else:
            yield ActingOwner(who, first, last, tuple(sorted(assets)))


def _terms(cells: Cells) -> tuple[Term, ...]:
    terms: list[Term] = []
    for part in cells.parts("roles"):
        term = _term(cells, part)
        if term is None:
            continue
        if any(_meet(term, other) for other in terms):
            cells.wrong("roles", f"gives the role {quoted(term.role.value)} twice for the same days")
        terms.append(term)
    return tuple(terms)


def _term(cells: Cells, part: str) -> Term | None:
    words, _, last_word = part.rpartition(" ")
    dated = DATED.fullmatch(last_word)
    role = ROLES.get(plain(words if dated else part))
    if role is None:
        cells.wrong("roles", f"{quoted(part)} is not a role that is known. See: candour import people --columns")
        return None
    first = last = None
    if dated:
        first, last = read_date(dated["first"]), read_date(dated["last"])
        if (dated["first"] and first is None) or (dated["last"] and last is None) or (first is None and last is None):
            cells.wrong("roles", f"{quoted(last_word)} is not a stretch of days. Write it like 2026-04-01..2027-03-31")
            return None
    if first and last and last < first:
        cells.wrong("roles", f"{quoted(last_word)} ends before it begins")
        return None
    return Term(role, first, last)


def _meet(one: Term, other: Term) -> bool:
    return (
        one.role is other.role
        and (one.from_on or date.min) <= (other.until_on or date.max)
        and (other.from_on or date.min) <= (one.until_on or date.max)
    )


def staff_cells(person: Person, holdings: Iterable[Holding], today: date) -> dict[str, str]:
    """The row as a spreadsheet has it, other people by their staff numbers; roles and leave that are over are left
    out."""
    held = sorted(holdings, key=lambda one: (one.role, one.from_on))
    roles = [
        f"{one.role.value} {one.from_on}..{one.until_on or ''}" for one in held if (one.until_on or date.max) >= today
    ]
    leave = [
        f"{one.from_on}..{one.until_on} {one.deputy_id or ''}".rstrip() for one in person.away if one.until_on >= today
    ]
    return {
        "staff_number": person.id,
        "entra_object_id": person.entra_id,
        "name": person.name,
        "email": person.email,
        "job": person.job,
        "team": person.team,
        "directorate": person.directorate,
        "manager": person.manager_id or "",
        "roles": "; ".join(roles),
        "leave": "; ".join(leave),
        "left_on": person.left_on.isoformat() if person.left_on else "",
        "acting_owner": acting_in_words(person, today),
    }


def acting_in_words(person: Person | None, today: date = date.min) -> str:
    """Who acts as owner for them, as a cell has it; what was over by `today` is left out."""
    return "; ".join(
        " ".join([f"{one.from_on}..{one.until_on}", one.acting_id, *one.assets])
        for one in (person.acting if person is not None else ())
        if one.until_on >= today
    )


#: The fields that a column fills, where they are not called the same.
_FIELDS = {"manager": "manager_id", "leave": "away", "acting_owner": "acting"}


def with_staff_columns(known: Person, given: Person, columns: Collection[str], today: date) -> Person:
    """The person as given, as far as the list has the columns; the rest stays as it is known, and so do leave that is
    over and who acted as owner and does not any more: a list need not name them again."""
    past = [each for each in known.away if each.until_on < today and not any(each.meets(other) for other in given.away)]
    given = replace(given, away=tuple(sorted((*past, *given.away), key=lambda one: (one.from_on, one.until_on))))
    over = [
        each
        for each in known.acting
        if each.until_on < today and not any(each.begins_with(other) for other in given.acting)
    ]
    given = replace(given, acting=tuple(sorted((*over, *given.acting), key=lambda one: (one.from_on, one.acting_id))))
    optional = ("job", "team", "directorate", "manager", "leave", "left_on", "acting_owner")
    kept = (column for column in optional if column not in columns)
    names = [_FIELDS.get(column, column) for column in kept]
    return replace(given, **{name: getattr(known, name) for name in names})
