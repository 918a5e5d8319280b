"""What a reporter finds when they come back: by their code, or by "my reports"."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from dialogs.views.done import CLOSE
from dialogs.views.letters import STILL_WAITS, conversation
from dialogs.views.parts import Element, buttons, card, day, facts, heading, pages, press, text, warning
from dialogs.views.states import REPORTER
from governance.reports import Entry, State
from governance.services.corresponding import LetterText, Mailbox

CODE = "code"

#: The sealed token of a button that writes: to which report, what, and for an answer to which question (a letter's id).
Token = Callable[[Mailbox, Entry, str], str]


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


def mailbox_pages(
    boxes: Sequence[Mailbox], token: Token, files: Callable[[Mailbox], str] | None = None
) -> list[list[Element]]:
    """Every report with its conversation and what can be done, cut into pieces that each fit a card. `files` seals the
    button that leads to where files are added; there is none for whoever has a code and uses the web page."""
    return pages(block for box in boxes for block in _blocks(box, token, files))


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


def _blocks(box: Mailbox, token: Token, files: Callable[[Mailbox], str] | None) -> Iterable[Element]:
    def write(title: str, entry: Entry, question: str = "") -> Element:
        return press(title, {"verb": "write", "card": token(box, entry, question)})

    def answer(letter: LetterText) -> Iterable[Element]:
        if letter in box.questions:
            yield text(STILL_WAITS)
            yield buttons([write("Answer this question", Entry.ANSWER, letter.id)])

    yield heading(f"Sent on {day(box.received_on)}", 2)
    pairs = [("State", REPORTER[box.state])]
    if box.state in (State.WAITING, State.RECEIVED):
        pairs.append(("Answer by", day(box.acknowledge_by)))
    yield facts(pairs)
    yield from conversation(box.letters, "reporter", answer)
    can_do = [write("Add to this report", Entry.ADDITION)]
    if files is not None:
        can_do.append(press("Add a file", {"verb": "add_file", "card": files(box)}))
    if box.may_withdraw:
        can_do.append(write("Take this report back", Entry.WITHDRAWAL))
    yield {**buttons(can_do), "spacing": "Large"}
