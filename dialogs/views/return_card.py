"""A quarterly return on the card in the chat. What one press confirms can be read there before it, word for word as it
is kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from dialogs.views.due import Section
from dialogs.views.parts import Element, bullets, buttons, counted, day, executes, opens, text, unfolds
from dialogs.views.said import one_line, said
from governance.assurance_questions import PER_ASSET, PER_PORTFOLIO
from governance.services.briefing import Item

AS_IT_WAS = "Everything is as it was"
DIFFERENT = "Something is different"


def return_due(item: Item, seal: Callable[..., str], today: date) -> list[Element]:
    """For whoever is to answer it, or helps with it."""
    owed, subject = item.owed, item.obligation.subject_id
    opening = opens(DIFFERENT, return_token("return", seal("return", id=subject, version=owed.version)))
    due = _due(item.obligation.due_on, today)
    if item.helps:
        return [*_helped(item, due), buttons([{**opening, "title": "Open the return"}])]
    body = [one_line(owed.title, bold=True), one_line(f"{_about(item)} {due}")]
    if owed.sent_back:
        return [*body, text(owed.words), buttons([{**opening, "title": "Open my return", "style": "positive"}])]
    if owed.joined:
        new = "an asset came" if owed.joined == 1 else f"{owed.joined} assets came"
        body.append(text(f"Since it was sent, {new} to you. What you said of the others is kept."))
    if owed.at_risk_open:
        one = owed.at_risk_open == 1
        body.append(
            text(
                f"{counted(owed.at_risk_open, 'asset is', 'assets are')} at risk. "
                f"{'It needs' if one else 'They need'} an answer of {'its' if one else 'their'} own."
            )
        )
        return [*body, buttons([{**opening, "title": "Fill in my return", "style": "positive"}])]
    token = seal("return_unchanged", id=subject, version=owed.version)
    unchanged = executes(AS_IT_WAS, "return_unchanged", {"card": token}, first=True)
    told = confirms(f"When you press “{AS_IT_WAS}”,", f"says_{item.obligation.id[:8]}", begun=not owed.untouched)
    return [*body, *told, buttons([unchanged, opening])]


def _helped(item: Item, due: str) -> list[Element]:
    """For somebody who looks after some of the assets."""
    return [
        one_line(item.owed.title, bold=True),
        one_line(f"{item.holder or 'The owner'} sends this return. {due}"),
        text("You help with it. Please look whether your part is filled in."),
    ]


def return_answered(item: Item, today: date) -> list[Element]:  # noqa: ARG001  # a section gets the day
    """When it has been sent."""
    why = said(item.owed.reason) if item.owed.reason else []
    return [one_line(item.owed.title, bold=True), one_line(item.owed.words), *why, text("You need do nothing more.")]


RETURN = Section(return_due, return_answered)


def _about(item: Item) -> str:
    whose = (item.holder or "somebody who has left") if item.anothers else "yours"
    return f"It is about {counted(item.owed.assets, 'asset', 'assets')} of {whose}."


def _due(due_on: date, today: date) -> str:
    if due_on == today:
        return "It is due today."
    return f"It was due on {day(due_on)}." if due_on < today else f"It is due on {day(due_on)}."


def confirms(when: str, element_id: str, *, begun: bool) -> list[Element]:
    """What is said of whatever nobody said anything else of: how much it is, and word for word at a press."""
    but = " What you filled in stays as you filled it in." if begun else ""
    each, together = len(PER_ASSET), len(PER_PORTFOLIO)
    return [
        text(f"{when} you say {each} things of each asset, and {together} of all of them together.{but}"),
        buttons([unfolds("Show what this confirms", element_id)]),
        {
            "type": "Container",
            "id": element_id,
            "isVisible": False,
            "items": [
                text("Of each asset:", bold=True),
                bullets(statement.says for statement in PER_ASSET),
                text("Of all of them together:", bold=True),
                bullets(statement.says for statement in PER_PORTFOLIO),
            ],
        },
    ]


def return_token(verb: str, token: str) -> dict[str, object]:
    return {"verb": verb, "card": token}
