"""What a reporter finds when they come back: by their code, or by "my reports"."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dialogs.views.done import CLOSE
from dialogs.views.letters import conversation
from dialogs.views.parts import Element, card, day, facts, heading, pages, press, text, warning
from dialogs.views.states import REPORTER
from governance.reports import State
from governance.services.corresponding import Mailbox

CODE = "code"


def ask_code(wrong: str | None = None, banner: str | None = None) -> Element:
    """Asks for the code. `wrong` is what to say about the last one, which is not shown again."""
    return card(
        [
            heading("Read what we wrote to you"),
            *([warning(wrong)] if wrong else []),
            text("Teams knows that you opened this box. If that worries you, use the web page on your own phone."),
            {
                "type": "Input.Text",
                "id": CODE,
                "label": "Your code: 20 letters and numbers, in four groups of five",
                "isRequired": True,
                "errorMessage": "Type your code",
                "maxLength": 60,
            },
        ],
        [press("Open", {"verb": "mailbox"}, inputs=True, first=True), press("Close", CLOSE)],
        banner,
    )


def mailbox_pages(boxes: Sequence[Mailbox]) -> list[list[Element]]:
    """Every report with its conversation, cut into pieces that each fit a card."""
    return pages(block for box in boxes for block in _blocks(box))


def mailbox(
    title: str, page: int, parts: list[list[Element]], turn: Sequence[Element], banner: str | None = None
) -> Element:
    """One page, from 0. `turn` holds one ready button for each page; those for the pages beside this one are shown."""
    body = [heading(title)]
    if len(parts) > 1:
        body.append(text(f"Part {page + 1} of {len(parts)}"))
    if not parts[page]:
        body.append(
            text("You have no report here that has your name. If you reported without your name, use your code.")
        )
    beside = [turn[at] for at in (page - 1, page + 1) if 0 <= at < len(parts)]
    return card([*body, *parts[page]], [*beside, press("Close", CLOSE)], banner)


def _blocks(box: Mailbox) -> Iterable[Element]:
    yield heading(f"Sent on {day(box.received_on)}", 2)
    pairs = [("State", REPORTER[box.state])]
    if box.state in (State.WAITING, State.RECEIVED):
        pairs.append(("Answer by", day(box.acknowledge_by)))
    yield facts(pairs)
    yield from conversation(box.letters, reading="reporter")
