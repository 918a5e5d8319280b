"""All actions in a box, for those who keep them: shelf by shelf, with words to look for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from dialogs.views.actions import LIST, action_row
from dialogs.views.done import CLOSE
from dialogs.views.parts import Element, buttons, card, counted, heading, press, text
from governance.action_shelves import Shelf
from governance.services.listing_actions import A_PAGE, KeptList

#: The names of the inputs.
FIND, SHELF = "find", "shelf"
_ALL = "all_actions"
_SHELVES = {
    Shelf.OPEN: "To be done",
    Shelf.PROPOSED: "Proposed, not agreed to yet",
    Shelf.UNDATED: "Without a date",
    Shelf.CLAIMED: "Done, not checked yet",
    Shelf.VERIFIED: "Checked, not closed yet",
    Shelf.ENDED: "Closed, or not done at all",
}


def kept_actions(
    found: KeptList, open_tokens: Mapping[str, str], add: str, today: date, banner: str | None = None
) -> Element:
    """`open_tokens` has the token of each shown action's button, by reference; `add` that of the button for a new
    one."""
    title = f"{_SHELVES[found.shelf]}: {counted(found.total, 'action', 'actions')}"
    rows = [action_row(line, open_tokens[line.action.reference], today) for line in found.lines]
    none = [] if rows else [text("There is none here.")]
    return card([heading(title), *_choices(found, add), *none, *rows], _ways_on(found), banner)


def _choices(found: KeptList, add: str) -> list[Element]:
    shelf: Element = {
        "type": "Input.ChoiceSet",
        "id": SHELF,
        "label": "Which ones?",
        "value": found.shelf.value,
        "choices": [{"title": words, "value": each.value} for each, words in _SHELVES.items()],
    }
    find: Element = {
        "type": "Input.Text",
        "id": FIND,
        "label": "Words to look for",
        "value": found.find,
        "maxLength": 60,
    }
    now = [press("Show", {"verb": _ALL}, inputs=True), press("Add an action", {"verb": "action_add", "card": add})]
    return [shelf, find, buttons(now)]


def _ways_on(found: KeptList) -> list[Element]:
    here = {"verb": _ALL}
    ways: list[Element] = []
    if found.page > 0:
        ways.append(press("Earlier in the list", {**here, "page": found.page - 1}, inputs=True))
    if (found.page + 1) * A_PAGE < found.total:
        ways.append(press("Further in the list", {**here, "page": found.page + 1}, inputs=True))
    return [*ways, press("What I have to do", LIST), press("Close", CLOSE)]
