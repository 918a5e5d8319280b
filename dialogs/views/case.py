"""A case, opened by somebody who holds its key: the story, the people, the dates and the conversation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from dialogs.views.cases import time_left, unread, waits
from dialogs.views.done import CLOSE
from dialogs.views.letters import conversation
from dialogs.views.parts import Element, buttons, card, day, facts, group, heading, pages, press, text, warning
from dialogs.views.said import one_line, run, said
from dialogs.views.states import HANDLER, IDENTITY
from governance.reports import State
from governance.services.handling import Case
from governance.services.receiving import Sections


@dataclass(frozen=True, slots=True)
class CaseButtons:
    """Sealed tokens. `turn` has one for each page of the case."""

    acknowledge: str | None
    ask: str | None
    turn: tuple[str, ...]
    #: Ways to what lies beside the case, such as its record.
    beside: tuple[Element, ...] = ()


def case_pages(case: Case) -> list[list[Element]]:
    """The case cut into pieces that each fit a card."""
    return pages(_blocks(case))


def case_view(
    case: Case, page: int, parts: list[list[Element]], tokens: CaseButtons, banner: str | None = None
) -> Element:
    """One page, from 0, of the pieces that `case_pages` made."""
    body = [one_line(case.line.title, heading=True)]
    if len(parts) > 1:
        body.append(text(f"Part {page + 1} of {len(parts)}"))
    actions = []
    if tokens.acknowledge is not None:
        actions.append(press("Acknowledge", {"verb": "acknowledge", "card": tokens.acknowledge}, first=True))
    if tokens.ask is not None:
        actions.append(press("Ask the reporter", {"verb": "ask", "card": tokens.ask}))
    if page + 1 < len(parts):
        actions.append(press("Read on", {"verb": "case", "card": tokens.turn[page + 1]}))
    if page > 0:
        actions.append(press("Read the part before", {"verb": "case", "card": tokens.turn[page - 1]}))
    return card(
        [*body, *parts[page], *([group([buttons(tokens.beside)])] if tokens.beside else [])],
        [*actions, press("Back to the list", {"verb": "cases"}), press("Close", CLOSE)],
        banner,
    )


def may_acknowledge(case: Case) -> bool:
    return waits(case.line)


def may_ask(case: Case) -> bool:
    return case.line.state not in (State.WITHDRAWN, State.CLOSED)


def title_offered(token: str) -> Element:
    """Above an acknowledgement: the draft holds nothing that the reporter typed, unless the handler asks for it."""
    return group(
        [
            text(
                "The draft holds no words of the reporter. Their title may hold a name, or something else that shows "
                "who they are. You decide whether to use it."
            ),
            buttons(
                [
                    press(
                        "Put their title in the draft",
                        {"verb": "acknowledge", "card": token, "title": "yes"},
                        inputs=True,
                    )
                ]
            ),
        ],
        apart=False,
    )


def title_taken() -> Element:
    return warning("The reporter's title is in part 2 now. Take out whatever could show others who they are.")


def _blocks(case: Case) -> Iterable[Element]:
    line = case.line
    pairs = [
        ("State", HANDLER[line.state]),
        ("Reporter", IDENTITY[line.identity]),
        ("Received", day(line.received_on)),
        ("Answer due", time_left(line) if waits(line) else day(line.acknowledge_by)),
    ]
    if line.urgent:
        yield text("Urgent: somebody may be hurt.", bold=True)
    yield facts(pairs)
    if line.state is State.WITHDRAWN:
        yield text("The reporter took this report back. You can no longer write to them, and may still have to act.")
    if line.unread:
        yield text(
            f"{unread(line)} It stands at the end." if line.unread == 1 else f"{unread(line)} They stand at the end."
        )
    if case.identity is not None:
        yield text("You may see who reported this. Do not pass it on without asking them first.", bold=True)
        yield from _told(case.identity)
    yield from _told(case.sections)
    yield {**heading("Messages with the reporter", 2), "separator": True, "spacing": "Large"}
    yield from conversation(case.letters, "handler")


def _told(sections: Sections) -> Iterable[Element]:
    for title, answers in sections:
        yield {**heading(title, 2), "separator": True, "spacing": "Large"}
        for question, answer in answers:
            yield {**run(question, bold=True), "spacing": "Medium"}
            yield from ({**block, "spacing": "Small"} for block in said(answer))
