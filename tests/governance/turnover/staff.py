"""The staff list, the register and the actions of a small council, as the sheets that are imported again and again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from governance.rows import Row, Table

LONG_AGO = "2024-04-01"
#: Whoever holds the posts when the year begins.
CHIEF, SIRO, RECORDS, GROUP = "S000", "S001", "S002", "S003"
POSTS = {
    CHIEF: "chief executive",
    SIRO: "SIRO",
    RECORDS: "records manager",
    GROUP: "IMSG",
}
DIRECTORATES = ("Place", "Housing", "Finance")
#: What the three are called once they have been joined.
REORGANISED = {"Place": "Place and Homes", "Housing": "Place and Homes", "Finance": "Resources"}


def guid(number: int) -> str:
    return f"00000000-0000-4000-8000-{number:012d}"


def email(staff_number: str) -> str:
    return f"{staff_number.lower()}@council.example"


@dataclass
class Sheets:
    """What the council's own systems say today. People are changed here, and then imported."""

    people: dict[str, dict[str, str]] = field(default_factory=dict)
    assets: dict[str, dict[str, str]] = field(default_factory=dict)
    actions: dict[str, dict[str, str]] = field(default_factory=dict)

    def hire(self, job: str, directorate: str, manager: str, roles: str = "") -> str:
        number = len(self.people)
        id_ = f"S{number:03}"
        self.people[id_] = {
            "staff_number": id_, "entra_object_id": guid(number), "name": f"Person {number:03}", "email": email(id_),
            "job": job, "directorate": directorate, "manager": manager, "roles": roles, "leave": "", "left_on": "",
        }  # fmt: skip
        return id_

    def there(self) -> list[str]:
        return [id_ for id_, each in self.people.items() if not each["left_on"]]

    def holding(self, role: str) -> list[str]:
        return [id_ for id_ in self.there() if role in self.people[id_]["roles"]]

    def owners(self) -> list[str]:
        return self.holding("information asset owner")


def table(name: str, rows: Mapping[str, Mapping[str, str]], columns: Sequence[str] = ()) -> Table:
    """All rows, or of each some columns."""
    first = next(iter(rows.values()))
    heads = tuple(columns or first)
    return Table(
        name, heads, [Row(line, tuple(row[each] for each in heads)) for line, row in enumerate(rows.values(), 2)]
    )


def founded(chance: Random, owners: int, assets: int, actions: int, begins: date, ends: date) -> Sheets:
    """Posts above; in each directorate a director, a head of service and her people; owners and their helpers below."""
    sheets = Sheets()
    for id_, role in POSTS.items():
        sheets.hire(role, "Chief Executive", "" if id_ == CHIEF else CHIEF, f"{role} {LONG_AGO}..")
    heads = []
    for directorate in DIRECTORATES:
        director = sheets.hire("Director", directorate, CHIEF, f"director {LONG_AGO}..")
        heads.append(sheets.hire("Head", directorate, director, f"head of service {LONG_AGO}.."))
    owned = []
    for number in range(owners):
        head = heads[number % len(heads)]
        directorate = sheets.people[head]["directorate"]
        owner = sheets.hire("Owner", directorate, head, f"information asset owner {LONG_AGO}..")
        owned.append((owner, sheets.hire("Officer", directorate, owner), directorate))
    for number in range(assets):
        owner, helper, directorate = owned[number % owners]
        sheets.assets[f"IA-{number:03}"] = {
            "reference": f"IA-{number:03}", "title": f"Records {number}", "owner": owner, "administrator": helper,
            "directorate": directorate, "service": "Office", "classification": "official", "importance": "high",
            "at_risk": "no",
        }  # fmt: skip
    everybody = [each for each in sheets.people if each not in POSTS]
    for number in range(actions):
        due_on = begins + timedelta(days=chance.randrange(10, max((ends - begins).days, 40)))
        sheets.actions[f"A-{number:03}"] = {
            "reference": f"A-{number:03}", "source": "Audit", "title": f"Do thing {number}",
            "holder": chance.choice(everybody), "priority": chance.choice(["low", "medium", "high", "urgent"]),
            "state": "in progress", "original_due_date": due_on.isoformat(),
        }  # fmt: skip
    return sheets
