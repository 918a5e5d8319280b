"""A case, opened by somebody who holds its key: the story, the people, the dates and the conversation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from dialogs.views.cases import next_step, time_left, unread, waits
from dialogs.views.done import CLOSE
from dialogs.views.letters import conversation
from dialogs.views.parts import Element, buttons, card, day, facts, group, heading, pages, press, text, warning
from dialogs.views.said import one_line, run, said
from dialogs.views.states import HANDLER, IDENTITY, OUTCOME, PRIORITY
from dialogs.views.steps import step_button
from governance.case_steps import Step, may
from governance.reports import State
from governance.services.handling import Case
from governance.services.sealed_words import Sections


@dataclass(frozen=True, slots=True)
class CaseButtons:
    """Sealed tokens. `turn` has one for each page of the case."""

    acknowledge: str | None
    ask: str | None
    turn: tuple[str, ...]
    #: The steps that come first now, each with its token.
    steps: tuple[tuple[Step, str], ...] = ()
    #: Leads to what else may be done; None when there is nothing.
    more: str | None = None
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
    actions, turns = [], []
    if tokens.acknowledge is not None:
        actions.append(press("Acknowledge", {"verb": "acknowledge", "card": tokens.acknowledge}, first=True))
    actions += [step_button(step, token, first=not place) for place, (step, token) in enumerate(tokens.steps)]
    if tokens.ask is not None:
        actions.append(press("Ask the reporter", {"verb": "ask", "card": tokens.ask}))
    if tokens.more is not None:
        actions.append(press("What else you can do", {"verb": "more_steps", "card": tokens.more}))
    if page + 1 < len(parts):
        turns.append(press("Read on", {"verb": "case", "card": tokens.turn[page + 1]}))
    if page > 0:
        turns.append(press("Read the part before", {"verb": "case", "card": tokens.turn[page - 1]}))
    return card(
        # More buttons than a card shows at its foot: what can be done stands above, how to read on below.
        [
            *body,
            *parts[page],
            *([group([buttons(actions)])] if actions else []),
            *([group([buttons(tokens.beside)])] if tokens.beside else []),
        ],
        [*turns, press("Back to the list", {"verb": "cases"}), press("Close", CLOSE)],
        banner,
    )


def may_acknowledge(case: Case) -> bool:
    return waits(case.line) and case.decides


def has_files(case: Case) -> bool:
    return any(letter.files for letter in case.letters)


def may_ask(case: Case) -> bool:
    return may(case.line.state, Step.ASK)


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
    ]
    if waits(line):
        pairs.append(("Answer due", time_left(line)))
    if not waits(line) and line.state is not State.WITHDRAWN:
        pairs.append(("Next", next_step(line)))
    if line.priority is not None:
        pairs.append(("How soon", PRIORITY[line.priority]))
    if line.outcome is not None:
        pairs.append(("Outcome", OUTCOME[line.outcome]))
    if line.closed_on is not None:
        pairs.append(("Closed", day(line.closed_on)))
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
