"""One return for those who look after all of them; and the accepted ones, for whoever notes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dialogs.views.done import CLOSE
from dialogs.views.parts import Element, card, counted, day, facts, group, heading, pages, press, text
from dialogs.views.returns import exempted
from dialogs.views.said import one_line
from governance.assurance import Standing, quarter_words
from governance.services.noting import AcceptedReturn, ToNote
from governance.services.watching_returns import WatchedReturn

OVERVIEW = {"verb": "overview"}
TO_NOTE = {"verb": "to_note"}
STANDING = {
    Standing.OPEN: "Not begun",
    Standing.DRAFT: "Begun, not sent",
    Standing.SUBMITTED: "Sent, not looked at yet",
    Standing.RETURNED: "Sent back to its owner",
    Standing.ACCEPTED: "Accepted",
    Standing.NOTED: "Accepted and noted",
    Standing.EXEMPT: "Need not be sent",
    Standing.LATE: "Late",
    Standing.NON_RETURN: "Late, and named to the strategy group",
}


@dataclass(frozen=True, slots=True)
class WatchButtons:
    """Tokens; None for what the reader may not do."""

    exempt: str | None = None
    cadence: str | None = None


def watched_view(seen: WatchedReturn, tokens: WatchButtons, said_first: str = "", banner: str | None = None) -> Element:
    body = [one_line(f"{seen.owner}, {quarter_words(seen.back.quarter)}", heading=True)]
    if said_first:
        body.append(text(said_first, bold=True))
    if seen.directorate:
        body.append(one_line(seen.directorate))
    pairs = [("State", STANDING[seen.standing]), ("Due", day(seen.back.due_on))]
    if seen.days_late:
        pairs.append(("Late", counted(seen.days_late, "working day", "working days")))
    pairs.append(("Answered", f"{seen.answered} of {counted(seen.assets, 'asset', 'assets')}"))
    body.append(facts(pairs))
    if seen.back.signed:
        body.append(one_line(f"Sent by {seen.back.signed}."))
    if seen.exemption is not None:
        body += exempted(seen.exemption)
    if seen.noting is not None and seen.standing is Standing.NOTED:
        body.append(one_line(f"Noted by {seen.noting.by_name} on {day(seen.noting.on)}."))
    actions = []
    if tokens.exempt:
        actions.append(press("It need not be sent", {"verb": "return_exempt", "card": tokens.exempt}))
    if tokens.cadence:
        actions.append(press("Another rhythm", {"verb": "cadence_new", "card": tokens.cadence}))
    return card(body, [*actions, press("Back to the overview", OVERVIEW), press("Close", CLOSE)], banner)


def to_note_pages(waiting: ToNote) -> list[list[Element]]:
    """Those that wait to be noted, cut into pieces that each fit a card."""
    return pages(map(_accepted, waiting.returns))


def to_note_view(
    waiting: ToNote,
    parts: Sequence[Sequence[Element]],
    page: int,
    token: str,
    said_first: str = "",
    banner: str | None = None,
) -> Element:
    """One page, from 0. `token` notes all of them, those on other pages too."""
    number = len(waiting.returns)
    waits = counted(number, "return waits", "returns wait") if number else "No return waits"
    body = [heading(f"{waits} to be noted"), *([text(said_first, bold=True)] if said_first else [])]
    if waiting.quarter:
        noted = f", and {waiting.noted} of them are noted" if waiting.noted else ""
        body.append(text(f"They are accepted returns of {quarter_words(waiting.quarter)}{noted}."))
    if len(parts) > 1:
        body.append(text(f"Part {page + 1} of {len(parts)}"))
    actions = []
    if number:
        words = "Note it" if number == 1 else f"Note all {number}"
        actions.append(press(words, {"verb": "note_all", "card": token}, first=True))
    if page > 0:
        actions.append(press("Earlier in the list", {**TO_NOTE, "page": page - 1}))
    if page + 1 < len(parts):
        actions.append(press("Further in the list", {**TO_NOTE, "page": page + 1}))
    return card(
        [*body, *parts[page]], [*actions, press("Back to the overview", OVERVIEW), press("Close", CLOSE)], banner
    )


def _accepted(each: AcceptedReturn) -> Element:
    stands = (
        f"{counted(each.different, 'thing is', 'things are')} different." if each.different else "All is as it was."
    )
    if each.days_late:
        stands += f" It came {counted(each.days_late, 'working day', 'working days')} late."
    return group([one_line(f"{each.owner}: sent by {each.back.signed}", bold=True), text(stands)])
