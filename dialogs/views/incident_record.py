"""An incident as those who handle it read it in a box, with what they may do next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from dialogs.views.done import CLOSE
from dialogs.views.incident_words import BOUNDS, ENTRIES, SEVERITIES, labelled, severity_in_words
from dialogs.views.incidents import came_in, kind_of, typed
from dialogs.views.parts import (
    Element,
    apart,
    buttons,
    card,
    counted,
    day,
    facts,
    group,
    heading,
    moment,
    pages,
    press,
    text,
    unfolds,
)
from dialogs.views.said import named, one_line, run, said
from governance.breaches import Decision
from governance.incident_course import EntryKind, IncidentTask, OpenEntry, TaskKind
from governance.incidents import IncidentState, Origin
from governance.services.incident_record import IncidentRecord
from governance.services.incident_tasks import TaskLine
from governance.services.sealed_words import Sections
from governance.severity import Bound, Severity

#: What may be done, in the order in which it is offered: the form's key, and what the button says.
_STEPS = {
    "incident_aware": "Say when the council knew",
    "incident_severity": "Say how severe it is",
    "incident_task": "Give somebody something to do",
    "incident_contained": "It is contained",
    "incident_decision": "Decide who is told",
    "incident_told": "The Commissioner was told",
    "incident_close": "Ask to close it",
}
_BESIDE = {
    "incident_severity_change": "Another severity",
    "incident_aware_corrected": "Correct when the council knew",
    "incident_asset": "Which records it is about",
    "incident_service_desk": "Number at the service desk",
    "incident_background": "What was there before",
    "incident_merge": "It was told twice",
    "incident_reopen": "Open it again",
    "incident_give": "Let a colleague open it",
}
_MORE = "more_steps"
#: Of what somebody wrote about a task, so that two texts of it stand on one card.
LINES = 40


@dataclass(frozen=True, slots=True)
class RecordButtons:
    """Sealed tokens by verb, for what the reader may do; and one for each page."""

    steps: Mapping[str, str]
    turn: tuple[str, ...]
    #: Of what the Commissioner asks, ready to copy.
    pack: str
    #: Of each open task that is the reader's, by number.
    done: Mapping[int, str]
    #: Of the files that came with it; "" where there are none.
    files: str = ""


def steps_of(record: IncidentRecord) -> Sequence[str]:
    """What may be done now, what comes next first."""
    course, closed = record.course, record.incident.state is IncidentState.CLOSED
    if not record.handles:
        return ()
    if closed:
        return () if course.merged_into else ("incident_reopen", "incident_service_desk")
    if course.confirmed_at is None:
        return ("incident_aware", "incident_merge", *(("incident_give",) if record.incident.may_be_given else ()))
    tells = bool(course.decision) and Decision(course.decision).notifies
    found = [
        ("incident_severity", course.assessed_at is None),
        ("incident_decision", course.decided_at is None),
        ("incident_told", tells and course.ico_told_at is None),
        ("incident_contained", course.contained_at is None),
    ]
    next_ = [name for name, is_next in found if is_next]
    again = [name for name, is_next in found if not is_next and name != "incident_told"]
    more = ["incident_task", *(["incident_severity_change"] if course.assessed_at else [])]
    ends = [] if course.closing_by else ["incident_close"]
    beside = ["incident_service_desk", "incident_background", "incident_aware_corrected", "incident_merge"]
    if record.incident.origin is not Origin.CONCERN:
        (beside if record.incident.asset else more).append("incident_asset")
    if record.incident.may_be_given:
        beside.append("incident_give")
    return (*next_, *more, *(ends if not next_ else []), *again, *(ends if next_ else []), *beside)


def record_pages(record: IncidentRecord, done: Mapping[int, str]) -> list[list[Element]]:
    """The record cut into pieces that each fit a card."""
    return pages(_blocks(record, done))


def record_view(
    record: IncidentRecord, page: int, parts: list[list[Element]], tokens: RecordButtons, banner: str | None = None
) -> Element:
    """One page, from 0, of the pieces that `record_pages` made."""
    line = record.file.line
    known = [*came_in(line), *_standing(record)]
    body = [heading(kind_of(line)), facts(known), *named([*typed(line), *_typed(record)])]
    if len(parts) > 1:
        body.append(text(f"Part {page + 1} of {len(parts)}"))
    ways = [_step(verb, tokens.steps[verb], first=number == 0) for number, verb in enumerate(tokens.steps)]
    if page == 0 and ways:
        body.append(buttons(ways[:3]))
        if ways[3:]:
            rest = [buttons(ways[at : at + 3]) for at in range(3, len(ways), 3)]
            body += [buttons([unfolds("More to do", _MORE)]), {**group(rest), "id": _MORE, "isVisible": False}]
    turns = []
    if page + 1 < len(parts):
        turns.append(press("Read on", {"verb": "incident_record", "card": tokens.turn[page + 1]}))
    if page > 0:
        turns.append(press("Read the part before", {"verb": "incident_record", "card": tokens.turn[page - 1]}))
    if tokens.pack:
        turns.append(press("What the Commissioner asks", {"verb": "ico_pack", "card": tokens.pack}))
    if tokens.files:
        count = len(record.file.files)
        turns.append(press(f"Added files ({count})", {"verb": "incident_files", "card": tokens.files}))
    ends = [press("Back to the list", {"verb": "incidents"}), press("Close", CLOSE)]
    return card([*body, *parts[page]], [*turns, *ends], banner)


def severity_result(words: Mapping[str, str], token: str, back: str, banner: str | None = None) -> Element:
    """What the rules made of it, each floor with its reason, and the ways to the incident and to another severity."""
    severity = Severity(words["severity"])
    body = [heading(f"{severity}: {SEVERITIES[severity]}"), *severity_reasons(words)]
    if severity is Severity.S4:
        body.append(
            text("The SIRO, the Data Protection Officer and ICT have been told to act now. Ring them.", bold=True)
        )
    ways = [
        press("Back to the incident", {"verb": "incident_record", "card": back}, first=True),
        press("Another severity", {"verb": "incident_severity_change", "card": token}),
    ]
    return card(body, [*ways, press("Close", CLOSE)], banner)


def severity_reasons(words: Mapping[str, str]) -> list[Element]:
    """Why it is what it is."""
    lines = [
        f"Impact {words['impact']} times likelihood {words['likelihood']} is {words['score']}: {words['by_grid']}."
    ]
    for each in filter(None, words["bounds"].split(",")):
        bound, _, severity = each.partition(":")
        what = "It is at most" if bound in (Bound.ENCRYPTED, Bound.NEAR_MISS) else "It is at least"
        lines.append(f"{what} {severity}: {BOUNDS[Bound(bound)]}.")
    return [text(line) for line in lines]


def back_to(title: str, words: str, token: str, banner: str | None = None) -> Element:
    """In the box, when something was done; with the way back to the incident."""
    back = press("Back to the incident", {"verb": "incident_record", "card": token}, first=True)
    return card([heading(title), text(words)], [back, press("Close", CLOSE)], banner)


def task_view(line: TaskLine, token: str | None, banner: str | None = None) -> Element:
    """One thing to do, for whoever does it. `token` is of the button that says that it is done; for the number at the
    service desk, of the one that opens the incident, where it is given; None when it is done."""
    body = [heading(line.title), *_task_facts(line.task), *said(line.task.words, LINES)]
    if line.task.done_on is not None:
        body += [text("It is done.", bold=True), *said(line.task.done_words, LINES)]
    ways = []
    if token and line.task.kind is TaskKind.SERVICE_DESK:
        ways = [press("Open the incident", {"verb": "incident_record", "card": token}, first=True)]
    elif token:
        ways = [press("It is done", {"verb": "incident_task_done", "card": token}, first=True)]
    return card(body, [*ways, press("Close", CLOSE)], banner)


def _standing(record: IncidentRecord) -> list[tuple[str, str]]:
    incident, course = record.incident, record.course
    pairs = [("Severity", severity_in_words(incident.severity))]
    if record.hours_left is not None and record.runs is not None and record.runs.due_at is not None:
        pairs.append(("72 hours", _left(record.hours_left, moment(record.runs.due_at))))
    elif course.ico_told_at is not None:
        pairs.append(("Commissioner", f"told {moment(course.ico_told_at)}"))
    if course.merged_into:
        pairs.append(("One with", "another incident, which goes on"))
    return pairs


def _typed(record: IncidentRecord) -> list[tuple[str, str]]:
    """Names, and the numbers that others gave it."""
    told = [("Commissioner's number", record.course.ico_reference)] if record.course.ico_reference else []
    who = [("With", record.handler)] if record.handler else []
    return [*told, *who, ("Service desk", record.incident.service_desk or "no number yet")]


def _left(hours: float, ends: str) -> str:
    if hours < 0:
        return f"over since {ends}"
    whole = int(hours)
    return f"{counted(whole, 'hour', 'hours')} left: they end {ends}" if whole else f"less than an hour left: {ends}"


def _step(verb: str, token: str, *, first: bool) -> Element:
    return press({**_STEPS, **_BESIDE}[verb], {"verb": verb, "card": token}, first=first)


def _blocks(record: IncidentRecord, done: Mapping[int, str]) -> Iterable[Element]:
    if record.tasks:
        yield {**heading("What is to be done", 2), "separator": True}
        for line in record.tasks:
            yield _task(line, done.get(line.task.number))
    if record.file.identity:
        yield text("You may see who reported this. They are not to blame for telling us.", bold=True)
    yield from _told((*(record.file.sections or ()), *(record.file.identity or ())))
    if record.handles:
        yield {**heading("What is like it", 2), "separator": True, "spacing": "Large"}
        yield from _alike(record)
    if record.entries:
        yield {**heading("What was done", 2), "separator": True, "spacing": "Large"}
        for entry in reversed(record.entries):
            yield from _entry(entry)


def _told(sections: Sections) -> Iterable[Element]:
    """Each answer below its question, part by part."""
    for title, answers in sections:
        yield {**heading(title, 2), "separator": True, "spacing": "Large"}
        for question, answer in answers:
            yield {**run(question, bold=True), "spacing": "Medium"}
            yield from ({**block, "spacing": "Small"} for block in said(answer))


def _task(line: TaskLine, token: str | None) -> Element:
    ways = [buttons([press("It is done", {"verb": "incident_task_done", "card": token})])] if token else []
    return group([
        one_line(line.title, bold=True),
        one_line(f"With {line.owner}"),
        *_task_facts(line.task),
        *said(line.task.words, LINES),
        *said(line.task.done_words, LINES),
        *ways,
    ])  # fmt: skip


def _task_facts(task: IncidentTask) -> list[Element]:
    if task.done_on is not None:
        return [text(f"Done on {day(task.done_on)}.")]
    return [text(f"Due on {day(task.due_on)}.")]


def _alike(record: IncidentRecord) -> Iterable[Element]:
    alike = record.alike
    yield facts([
        ("Of this kind in a year", str(alike.of_kind)),
        ("With this data", str(alike.of_asset)),
        ("In this directorate", str(alike.of_directorate)),
    ])  # fmt: skip
    if alike.references:
        yield one_line(", ".join(alike.references))


def _entry(open_: OpenEntry) -> Iterable[Element]:
    entry = open_.entry
    by = ", ".join(filter(None, (entry.by_name, entry.by_role.replace("_", " "))))
    who = one_line(f"{ENTRIES[entry.kind]}: {by}", bold=True)
    yield group([who, text(f"It was {moment(entry.at)}.")])
    if entry.kind is EntryKind.ASSESSED and open_.words:
        yield from severity_reasons(open_.words)
    for label, answer in labelled(entry.kind, open_.words):
        yield from apart(text(label), said(answer))
