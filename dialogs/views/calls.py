"""The Records Manager's list of people whom no message reached."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dialogs.views.done import CLOSE
from dialogs.views.parts import Element, buttons, card, counted, day, facts, group, heading, press, text
from dialogs.views.said import one_line
from governance.notices import Kind
from governance.services.calling import ToCall

#: People on one card.
A_PAGE = 8

#: What a message was about. Those about reports say the same as the commonest other one: a list on which they could be
#: told apart would tell that there is a report.
_ABOUT: Mapping[Kind, str] = {
    Kind.DUE_TODAY: "something due today",
    Kind.ESCALATED: "something late that others owe",
    Kind.AUDIT_HEAD: "the day’s signature of the audit log",
    Kind.CALLS: "this list",
    Kind.QUARTER_PACK: "the pack on a quarter",
    Kind.CALL_NOW: "this list, at once",
    Kind.INCIDENT_CLOCK: "the 72 hours of an incident",
    Kind.INCIDENT_CLOCK_RAN_OUT: "the 72 hours of an incident, which are over",
    Kind.INCIDENT_LOOK: "an incident that nobody has looked at",
    Kind.INCIDENT_CRITICAL: "a critical incident",
    Kind.TO_DO_NOW: "something to be done now",
}
_DUE = "something that is due"
_LEFT = "They have left. Make sure that whoever does their work now looks into Candour."


def call_list(
    rows: Sequence[ToCall], page: int, tokens: Mapping[str, str], said: str = "", banner: str | None = None
) -> Element:
    """One page of the list, from 0. `tokens` has the sealed token of each shown row's button, by its first message;
    `said` is what came of the last press, in words of ours."""
    return card(
        [
            heading(_title(rows)),
            *([text(said, bold=True)] if said else []),
            text(_what_to_do(rows)),
            *(_row(row, tokens[row.calls[0].message_id]) for row in shown_rows(rows, page)),
        ],
        [*_turns(page, len(rows)), press("Close", CLOSE)],
        banner,
    )


def shown_rows(rows: Sequence[ToCall], page: int) -> Sequence[ToCall]:
    return rows[page * A_PAGE : (page + 1) * A_PAGE]


def about(kind: Kind) -> str:
    """What a message of this kind was about, in words that tell of no report."""
    return _ABOUT.get(kind, _DUE)


def _title(rows: Sequence[ToCall]) -> str:
    people = len({row.person_id for row in rows})
    return f"{counted(people, 'person needs', 'people need')} a call" if people else "Nobody needs a call"


def _what_to_do(rows: Sequence[ToCall]) -> str:
    if not rows:
        return "Every message has arrived, or somebody was told. When that changes, a message in Teams tells you."
    return (
        "Messages to these people did not arrive, in Teams or by e-mail. Tell each of them to open Candour in "
        "Teams. Then press the button."
    )


def _row(row: ToCall, token: str) -> Element:
    person = row.person
    if person is None:
        who = [text("Somebody who is not on the staff list", bold=True)]
    else:
        who = [one_line(person.name, heading=True)]
        who += [one_line(", ".join(part for part in (person.job, person.team) if part))] if person.job else []
    know = "Who may know who that is:" if row.left else "Who may know where they are:"
    where = [text(_LEFT)] if row.left else []
    where += [text(know), one_line(row.manager)] if row.manager else []
    pairs = [
        ("Since", day(row.since_on)),
        ("About", "; ".join(dict.fromkeys(about(call.kind) for call in row.calls))),
        ("Why", "; ".join(dict.fromkeys(call.reason for call in row.calls))),
    ]
    told = press("I have seen to it" if row.left else "I have told them", {"verb": "call_done", "card": token})
    return group([*who, *where, facts(pairs), buttons([told])])


def _turns(page: int, total: int) -> list[Element]:
    turns = []
    if page > 0:
        turns.append(press("Earlier in the list", {"verb": "calls", "page": page - 1}))
    if (page + 1) * A_PAGE < total:
        turns.append(press("Further in the list", {"verb": "calls", "page": page + 1}))
    return turns
