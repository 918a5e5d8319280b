"""Incidents as people see them: the list, one of them, how one's own stands, and that one was sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dialogs.forms.contacts import Contacts
from dialogs.forms.incident.begin import KINDS
from dialogs.views.done import CLOSE
from dialogs.views.parts import Element, buttons, card, counted, day, facts, group, heading, opens, press, text
from dialogs.views.said import named, one_line
from governance.incidents import IncidentState, Naming, Origin
from governance.services.incident_files import IncidentLine
from governance.services.incident_reporting import Filed

#: Incidents on one card.
A_PAGE = 8
#: The input with what somebody looks for, and how much of it is read.
FIND, _LONGEST = "find", 60
#: The verb that makes a link to add files to one, and what its button is sealed for.
ADD_FILE = "add_incident_file"
_KIND = {choice.value: choice.label for choice in KINDS}
STATES = {
    IncidentState.WAITING: "Waits to be shown",
    IncidentState.REPORTED: "Nobody has looked at it yet",
    IncidentState.AWARE: "Somebody has looked at it",
    IncidentState.ASSESSED: "How serious it is has been worked out",
    IncidentState.CONTAINED: "It has been stopped",
    IncidentState.DECIDED: "Who must be told has been decided",
    IncidentState.CLOSED: "Closed",
}
_FOR_REPORTER = {
    IncidentState.WAITING: "We have it",
    IncidentState.REPORTED: "We have it. Somebody will look at it",
    IncidentState.CLOSED: "Closed",
}
_IN_HAND = "Somebody is dealing with it"
_JOINED = "Somebody is dealing with it. It was told to us more than once"
_NAMES = {
    Naming.NAMED: "Gave their name",
    Naming.WITHHELD: "Gave their name, for those who handle incidents alone",
    Naming.NONE: "Gave no name",
}


def kind_of(line: IncidentLine) -> str:
    """What happened, in the words of the form. That somebody raised a concern is for those who handle it alone: it may
    be about the owner of the data."""
    if line.incident.origin is Origin.CONCERN and line.can_open:
        return "A concern touches personal data"
    return _KIND[line.incident.kind]


def found(lines: Sequence[IncidentLine], wanted: str) -> Sequence[IncidentLine]:
    """Those in whose numbers (ours, and the service desk's), place or data it stands; all when nothing is looked
    for."""
    asked = wanted[:_LONGEST].casefold().split()
    return [line for line in lines if all(word in _where(line) for word in asked)]


def _where(line: IncidentLine) -> str:
    incident = line.incident
    return f"{line.reference} {incident.service_desk} {incident.asset} {line.asset} {incident.directorate}".casefold()


def incidents(
    lines: Sequence[IncidentLine],
    page: int,
    open_tokens: Mapping[str, str],
    banner: str | None = None,
    wanted: str = "",
) -> Element:
    """One page of those that were found, from 0, newest first. `open_tokens` has the token of each shown one's button,
    by id."""
    shown = shown_lines(lines, page)
    count = counted(len(lines), "incident is", "incidents are") if lines else "No incident is"
    look: Element = {
        "type": "Input.Text",
        "id": FIND,
        "label": "Find a number, a place or what was touched",
        "value": wanted[:_LONGEST],
        "maxLength": _LONGEST,
    }
    return card(
        [
            heading(f"{count} {'found' if wanted.strip() else 'open to you'}"),
            look,
            buttons([press("Find", {"verb": "incidents"}, inputs=True)]),
            *(_row(line, open_tokens[line.incident.id]) for line in shown),
            *([] if lines else [text("When there is one, a short message in Teams tells you.")]),
        ],
        [*_turns("incidents", page, len(lines), inputs=True), press("Close", CLOSE)],
        banner,
    )


def shown_lines(lines: Sequence[IncidentLine], page: int) -> Sequence[IncidentLine]:
    return lines[page * A_PAGE : (page + 1) * A_PAGE]


def my_incidents(
    lines: Sequence[IncidentLine], page: int, add_tokens: Mapping[str, str], banner: str | None = None
) -> Element:
    """How the reporter's own stand. `add_tokens` has the token of the button that adds a file to each shown one that is
    open, by id."""
    title = f"You have reported {counted(len(lines), 'incident', 'incidents')}" if lines else "You have reported none"
    rows = [_own(line, add_tokens.get(line.incident.id, "")) for line in shown_lines(lines, page)]
    empty = [] if lines else [text("Incidents that you report in Teams stand here, and how each goes on.")]
    return card(
        [heading(title), *rows, *empty], [*_turns("my_incidents", page, len(lines)), press("Close", CLOSE)], banner
    )


def incident_view(line: IncidentLine, contacts: Contacts, banner: str | None = None) -> Element:
    """One, for the owner of its data who holds no key: what stands in the clear, and whom to ask."""
    ask = (
        "What was written is open to those who handle incidents. Ask them what you need to know: "
        f"{contacts.information_governance}."
    )
    body = [heading(kind_of(line)), facts(came_in(line)), *named(typed(line)), text(ask)]
    return card(body, [press("Back to the list", {"verb": "incidents"}), press("Close", CLOSE)], banner)


def incident_sent(filed: Filed, contacts: Contacts, banner: str | None = None, *, in_chat: bool = False) -> Element:
    """The last box, or card in the chat: what happens now, and the reference to ring up with."""
    mine = {"verb": "my_incidents"}
    return card(
        [
            heading("We had this already" if filed.already else "We have it. Thank you"),
            text("Those who handle incidents were told. They may ring you." if filed.shown else _LATER),
            facts([("Your reference", filed.reference)]),
            text(
                f"If it gets worse, ring {contacts.information_governance} and give them this reference. At night and "
                f"at weekends ring {contacts.ict_out_of_hours}."
            ),
        ],
        [opens("How it stands", mine)] if in_chat else [press("How it stands", mine), press("Close", CLOSE)],
        banner,
    )


_LATER = "Those who handle incidents see it with the next batch."


def opens_with(line: IncidentLine) -> str:
    """The verb that opens one from the list: its record, for whoever holds a key."""
    return "incident_record" if line.can_open else "incident"


def _row(line: IncidentLine, token: str) -> Element:
    return group(
        [
            one_line(kind_of(line), heading=True),
            *_pressing(line),
            facts(came_in(line)),
            *named(typed(line)),
            buttons([press("Open this incident", {"verb": opens_with(line), "card": token})]),
        ]
    )


def _pressing(line: IncidentLine) -> list[Element]:
    if line.incident.state is IncidentState.CLOSED:
        return []
    if line.incident.live_attack:
        return [text("An attack was going on when it was reported.", bold=True)]
    return [text("It could still be stopped when it was reported.", bold=True)] if line.incident.ongoing else []


def came_in(line: IncidentLine) -> list[tuple[str, str]]:
    """What is known of it in the clear."""
    incident = line.incident
    pairs = [("Reference", line.reference), ("State", STATES[incident.state]), ("Reported", day(incident.reported_on))]
    if incident.near_miss or incident.suspected:
        pairs.append(("Did it happen?", "It nearly happened" if incident.near_miss else "It may have happened"))
    if incident.origin is Origin.REPORTED or not line.can_open:
        pairs.append(("Reporter", _NAMES[incident.naming]))
    return pairs


def typed(line: IncidentLine) -> list[tuple[str, str]]:
    """What somebody typed, here or into a register."""
    pairs = []
    if line.incident.directorate:
        pairs.append(("Part of the council", _place(line.incident.directorate)))
    if line.asset:
        pairs.append(("Records or system", line.asset))
    return pairs


def _own(line: IncidentLine, token: str) -> Element:
    add = [buttons([press("Add a file", {"verb": ADD_FILE, "card": token})])] if token else []
    return group([one_line(kind_of(line), heading=True), facts(_mine(line)), *add])


def _mine(line: IncidentLine) -> list[tuple[str, str]]:
    incident = line.incident
    stands = _JOINED if line.goes_on else _FOR_REPORTER.get(incident.state, _IN_HAND)
    return [("Your reference", line.reference), ("Sent", day(incident.reported_on)), ("How it stands", stands)]


def _place(directorate: str) -> str:
    return "Not known" if directorate == "not_known" else directorate


def _turns(verb: str, page: int, total: int, *, inputs: bool = False) -> list[Element]:
    turns = []
    if page > 0:
        turns.append(press("Newer ones", {"verb": verb, "page": page - 1}, inputs=inputs))
    if (page + 1) * A_PAGE < total:
        turns.append(press("Older ones", {"verb": verb, "page": page + 1}, inputs=inputs))
    return turns
