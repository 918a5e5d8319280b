"""What the Information Commissioner's form for a breach asks, answered from what was reported and done (UK GDPR Article
33(3)).

The answers stand in the order of that form. What nobody knows yet stays empty: it is told later.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from dialogs.forms.incident import INCIDENT, INCIDENT_WEB
from dialogs.views.incident_words import value_of
from dialogs.views.parts import moment
from governance.breaches import notify_by
from governance.incident_course import EntryKind
from governance.services.incident_record import IncidentRecord


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of the Commissioner's, and our answer; "" while nobody knows."""

    ask: str
    answer: str


def ico_answers(record: IncidentRecord) -> tuple[Asked, ...]:
    """For whoever holds a key."""
    return tuple(Asked(ask, answer.strip()) for ask, answer in _all(record))


def _all(record: IncidentRecord) -> Iterator[tuple[str, str]]:
    told = _by_source(record)
    done = {open_.entry.kind: open_.words for open_ in record.entries}
    decided, before = done.get(EntryKind.DECIDED, {}), done.get(EntryKind.BACKGROUND, {})
    incident, course = record.incident, record.course
    first = "No: it follows" if course.ico_told_at is not None else "Yes"
    yield "Is this the first time we tell you of it?", f"{first}. Our number for it is {record.file.line.reference}."
    yield "What happened?", told("I4")
    yield "What kind of incident is it?", f"{told('I5')}\n{'Cyber' if incident.kind.is_cyber else 'Not cyber'}".strip()
    yield "Was it secrecy, accuracy or availability?", told("I6")
    yield "When did it happen?", told("I8")
    yield "When did you find out, and how?", "\n".join(filter(None, (_aware(record), told("I9"), told("I11"))))
    yield "Why was there a delay in telling us?", _late(done) or told("I10")
    yield "Who are the people it is about?", told("I19")
    yield "How many people are affected, and how many records?", "\n".join(filter(None, (told("I20"), told("I21"))))
    yield "What kinds of personal data are in it?", told("I22")
    yield "Is any of it special category or criminal offence data?", told("I23")
    yield "What may happen to the people?", told("I25")
    yield "How likely and how bad is it?", _severity(done, incident.severity)
    yield "Who could see it?", "\n".join(filter(None, (told("I26"), told("I27"))))
    yield (
        "Was it on a device, and was that encrypted?",
        "\n".join(filter(None, (told("I14"), told("I15"), told("I16")))),
    )
    yield "What have you done about it?", _measures(record, told("I28"), told("I29"), done)
    yield "Have you told the people affected?", _people(decided)
    yield "What was there before to stop it?", before.get("controls", "")
    yield "Had the person been trained in the last two years?", _word(before, "trained")
    yield "Was a processor or supplier part of it?", before.get("supplier", "") or told("I32")
    yield "Have you told anybody else?", "\n".join(filter(None, (told("I30"), told("I17"))))
    yield (
        "What is still to come, and when?",
        " ".join(filter(None, (decided.get("to_come", ""), _word(decided, "to_come_by")))),
    )
    yield (
        "Why do you tell us, and what did the Data Protection Officer say?",
        "\n".join(filter(None, (decided.get("reason", ""), decided.get("advice", "")))),
    )


def _by_source(record: IncidentRecord) -> Callable[[str], str]:
    """The reporter's answers by the id of the council's reporting form; "" for what was not asked."""
    said: dict[str, str] = {}
    for _, answers in record.file.sections or ():
        said.update(answers)
    found: dict[str, list[str]] = {}
    for form in (INCIDENT, INCIDENT_WEB):
        for question in form.questions():
            answer = said.get(question.ask.split("\n", 1)[0])
            for source in question.source:
                if answer and answer not in found.setdefault(source, []):
                    found[source].append(answer)
    return lambda source: "\n".join(found.get(source, ()))


def _aware(record: IncidentRecord) -> str:
    at = record.incident.aware_at
    return "" if at is None else f"The council became aware {moment(at)}. The 72 hours end {moment(notify_by(at))}."


def _late(done: Mapping[EntryKind, Mapping[str, str]]) -> str:
    return done.get(EntryKind.TOLD_ICO, {}).get("late_reason", "")


def _severity(done: Mapping[EntryKind, Mapping[str, str]], severity: str) -> str:
    words = done.get(EntryKind.ASSESSED)
    if not words:
        return ""
    return f"{severity}. Impact {words['impact']} of 5, likelihood {words['likelihood']} of 5. {words['words']}"


def _measures(
    record: IncidentRecord, done_so_far: str, recovered: str, done: Mapping[EntryKind, Mapping[str, str]]
) -> str:
    lines = [done_so_far, recovered, done.get(EntryKind.CONTAINED, {}).get("words", "")]
    lines += [f"{line.title}: {line.task.done_words or 'done'}" for line in record.tasks if line.task.done_on]
    lines += [f"{line.title}: still to be done" for line in record.tasks if line.task.done_on is None]
    return "\n".join(filter(None, lines))


def _people(decided: Mapping[str, str]) -> str:
    if not decided:
        return ""
    if not decided.get("people"):
        return "The risk to them is not high, so they need not be told."
    by = _word(decided, "people_by")
    return "\n".join(filter(None, (_word(decided, "people"), decided.get("people_words", ""), by)))


def _word(words: Mapping[str, str], name: str) -> str:
    return value_of(name, words[name]) if words.get(name) else ""
