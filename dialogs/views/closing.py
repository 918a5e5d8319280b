"""What somebody reads before they agree that an incident is closed: what stands in the clear."""

from __future__ import annotations

from dialogs.views.incident_words import severity_in_words, value_of
from dialogs.views.parts import Element, facts, moment, text
from dialogs.views.said import named, said
from governance.incident_course import Course
from governance.incidents import Incident


def closing_about(incident: Incident, course: Course) -> list[Element]:
    pairs = [("Severity", severity_in_words(incident.severity))]
    if incident.aware_at is not None:
        pairs.append(("The council knew", moment(incident.aware_at)))
    pairs.append(("Commissioner told", value_of("decision", course.decision)))
    if course.ico_told_at is not None:
        pairs.append(("Sent", moment(course.ico_told_at)))
    typed = [("Commissioner's number", course.ico_reference)] if course.ico_reference else []
    typed.append(("Service desk", incident.service_desk or "no number yet"))
    return [facts(pairs), *named(typed), text("What others can learn:", bold=True), *said(course.lesson)]
