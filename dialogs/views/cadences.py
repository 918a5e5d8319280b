"""Other rhythms for returns: on a card, in a list, and one of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from dialogs.views.done import CLOSE
from dialogs.views.due import Section
from dialogs.views.parts import Element, buttons, card, day, group, heading, opens, press, text
from dialogs.views.ratings import due_in_words
from dialogs.views.said import one_line, said
from governance.cadences import CadenceState
from governance.obligations import Duty
from governance.services.agreeing_cadences import CadenceFile
from governance.services.briefing import Item
from governance.services.cadence_subjects import rhythm

LIST: Mapping[str, object] = {"verb": "cadences"}
A_PAGE = 8
#: How many asset numbers stand on a card.
_SHOWN = 20
_STATES = {
    CadenceState.PROPOSED: "It waits for the SIRO.",
    CadenceState.AGREED: "It holds.",
    CadenceState.REFUSED: "It was refused.",
    CadenceState.ENDED: "It is over: they are asked each quarter.",
}
_ANSWERED = {
    CadenceState.AGREED.value: "The SIRO agreed to it.",
    CadenceState.REFUSED.value: "The SIRO refused it.",
    CadenceState.ENDED.value: "It is over: the return is asked for each quarter again.",
}


def cadence_due(item: Item, seal: Callable[..., str], today: date) -> list[Element]:
    """To whoever decides or hears that it runs out, with a way to it; and to the owner, without."""
    owner, until = item.holder or "Somebody who has left", item.obligation.due_on
    head = [one_line(f"Returns of {owner} in another rhythm", bold=True), one_line(f"{owner}: {item.owed.words}.")]
    if item.obligation.duty is Duty.CADENCE:
        head.append(text(f"Decide by {due_in_words(until, today)}."))
    else:
        head.append(text(f"It holds until {day(until)}. After that, the return is asked for each quarter again."))
    if not item.decides:
        return head
    subject = item.obligation.subject_id
    look = {"verb": "cadence", "card": seal("cadence", subject=subject)}
    return [*head, buttons([opens("Look at it", look, first=True)])]


def _answered(item: Item, _today: date) -> list[Element]:
    owner = item.holder or "Somebody who has left"
    words = _ANSWERED.get(item.owed.words, "Nothing is to be decided about it any more.")
    return [one_line(f"Returns of {owner} in another rhythm", bold=True), text(words)]


CADENCE_SECTION = Section(cadence_due, _answered)


def cadences_list(
    files: Sequence[CadenceFile], page: int, tokens: Mapping[str, str], banner: str | None = None
) -> Element:
    """One page, from 0. `tokens` has that of each shown one, by its subject."""
    body = [heading("Returns in another rhythm")]
    if not files:
        body.append(text("Everybody is asked each quarter. To propose another rhythm, open a return in the overview."))
    for file in shown_cadences(files, page):
        each = file.cadence
        open_it = press("Open", {"verb": "cadence", "card": tokens[each.subject]})
        stands = text(f"{_STATES[each.state]} Until {day(each.until_on)}.")
        body.append(group([one_line(f"{file.owner}: {rhythm(each)}", bold=True), stands, buttons([open_it])]))
    actions = []
    if page > 0:
        actions.append(press("Earlier in the list", {**LIST, "page": page - 1}))
    if (page + 1) * A_PAGE < len(files):
        actions.append(press("Further in the list", {**LIST, "page": page + 1}))
    back = press("Back to the overview", {"verb": "overview"})
    return card(body, [*actions, back, press("Close", CLOSE)], banner)


def shown_cadences(files: Sequence[CadenceFile], page: int) -> Sequence[CadenceFile]:
    return files[page * A_PAGE : (page + 1) * A_PAGE]


def cadence_view(
    file: CadenceFile, decide: str | None, end: str | None, said_first: str = "", banner: str | None = None
) -> Element:
    """One of them; tokens are None for what the reader may not do."""
    body = [one_line(f"Returns of {file.owner} in another rhythm", heading=True)]
    if said_first:
        body.append(text(said_first, bold=True))
    actions = []
    if decide:
        actions.append(press("Decide", {"verb": "cadence_decide", "card": decide}, first=True))
    if end:
        actions.append(press("End it now", {"verb": "cadence_end", "card": end}))
    return card([*body, *cadence_words(file)], [*actions, press("All of them", LIST), press("Close", CLOSE)], banner)


def cadence_words(file: CadenceFile) -> list[Element]:
    each = file.cadence
    shown = ", ".join(each.assets[:_SHOWN])
    more = len(each.assets) - _SHOWN
    of = f"For these assets: {shown}{f', and {more} more' if more > 0 else ''}." if each.assets else "For all assets."
    words = [
        one_line(f"{file.owner}: {rhythm(each)}."),
        one_line(of),
        text(f"{_STATES[each.state]} Its last day: {day(each.until_on)}."),
        one_line(f"Asked for by {file.asked_by} on {day(each.asked_on)}, because:", bold=True),
        *said(each.reason),
    ]
    if each.decided_on is not None:
        words.append(one_line(f"Decided by {file.decided_by} on {day(each.decided_on)}.", bold=True))
        words += said(each.decided_words)
    return words
