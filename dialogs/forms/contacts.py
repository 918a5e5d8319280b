"""Who else can help, and where: facts of one council that the forms' signposts name.

A council puts its own here. `DEMO` belongs to the demo council, and its numbers are from the range kept for drama.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Contacts:
    #: How to reach the two whom the whistleblowing policy names (paragraph 11).
    monitoring_officer: str
    chief_internal_auditor: str
    #: Who to ring about a child, about an adult, and outside office hours.
    children: str
    adults: str
    out_of_hours: str
    grievance: str
    schools: str
    counselling: str
    unions: str
    outside_team: str
    #: Who to ring about an incident: the service desk in office hours, ICT at any other, and who handles incidents.
    service_desk: str
    ict_out_of_hours: str
    information_governance: str
    #: What gives a council address or telephone away, in small letters without spaces.
    work_marks: tuple[str, ...]


DEMO = Contacts(
    monitoring_officer="01632 960 140",
    chief_internal_auditor="01632 960 141",
    children="01632 960 101",
    adults="01632 960 102",
    out_of_hours="01632 960 103",
    grievance="Read “Grievances” on the staff intranet, or ring Human Resources on 01632 960 110.",
    schools="Ask the school office or the chair of governors for the school's whistleblowing policy.",
    counselling="01632 960 120, day and night",
    unions="your own union's office, or the joint union office on 01632 960 130",
    outside_team="Human Resources, 01632 960 110",
    service_desk="01632 960 150",
    ict_out_of_hours="01632 960 151",
    information_governance="01632 960 152",
    work_marks=("@demo-council.example", ".gov.uk", "01632960"),
)
