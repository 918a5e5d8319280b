"""Plain answers from the policy as cards. They are public words, so they may stand in the chat."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from dialogs.facts import Handler
from dialogs.guidance.answer import Answer, Block, Note
from dialogs.views.done import CLOSE
from dialogs.views.parts import Element, buttons, card, group, heading, notice, opens, press, text
from dialogs.views.said import run
from dialogs.views.welcome import A_ROW

#: What a button for one answer carries its key under.
ANSWER = "answer"
TITLE = "What the policy says"
_ALL: Mapping[str, object] = {"verb": "policy"}
_SPEAK_UP: Mapping[str, object] = {"verb": "opener"}

IN_THE_CHAT = "Teams keeps what you ask in this chat. On the web page you can read the same without Teams:"


def menu(answers: Iterable[Answer], *, in_dialog: bool, banner: str | None = None) -> Element:
    """Every question as a button."""
    button = press if in_dialog else opens
    drawn = [button(each.short, _one(each)) for each in answers]
    return card(
        [
            heading(TITLE),
            text("Plain answers about speaking up. Each one says where in the policy it comes from."),
            text("Press a question. The answer opens in a box, and Teams keeps nothing of it in this chat.")
            if not in_dialog
            else text("Press a question."),
            *(buttons(drawn[start : start + A_ROW]) for start in range(0, len(drawn), A_ROW)),
        ],
        [button("Speak up", _SPEAK_UP, first=True), *([press("Close", CLOSE)] if in_dialog else [])],
        banner,
    )


def answer_card(
    answer: Answer, see_also: Sequence[Answer], handlers: Sequence[Handler], address: str, *, in_dialog: bool,
    banner: str | None = None,
) -> Element:  # fmt: skip
    """One answer. Of `handlers`, those are shown whose posts it names; `address` is the web page's."""
    holders = [each for each in handlers if each.post in answer.posts]
    button = press if in_dialog else opens
    return card(
        [
            heading(answer.question),
            *(text(_lines(block)) for block in answer.words),
            *([_people(holders)] if holders else []),
            notice(answer.source),
            *(_note(each) for each in answer.notes),
            *([] if in_dialog else [notice(IN_THE_CHAT), run(address, monospace=True)]),
        ],
        [
            button("Speak up", _SPEAK_UP, first=True),
            *(button(each.short, _one(each)) for each in see_also),
            button("All questions", _ALL),
            *([press("Close", CLOSE)] if in_dialog else []),
        ],
        banner,
    )


def _one(answer: Answer) -> Mapping[str, object]:
    return {**_ALL, ANSWER: answer.key}


def _lines(block: Block) -> str:
    return block if isinstance(block, str) else "\n".join(f"- {item}" for item in block)


def _people(holders: Sequence[Handler]) -> Element:
    """Who holds the posts today. A name is not ours, so it stands in a run."""
    return group([text("Today they are:", bold=True), *(run(f"{each.post}: {each.name}") for each in holders)])


def _note(note: Note) -> Element:
    return {**group([text(note.title, bold=True), text(note.says)]), "style": "emphasis"}
