"""A quarter's returns as documents: links, in a dialog and nowhere else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dialogs.views.done import CLOSE
from dialogs.views.parts import Element, buttons, card, group, heading, leads_to, press, text
from governance.assurance import quarter_words

#: Of the quarters before, so many have a button.
_SHOWN = 8


@dataclass(frozen=True, slots=True)
class PackLinks:
    """To a Word document and an Excel workbook."""

    word: str
    excel: str


def packs_view(
    quarter: str,
    pack: PackLinks | None,
    newest: str,
    now: PackLinks | None,
    others: Sequence[str] = (),
    banner: str | None = None,
) -> Element:
    """The pack of `quarter`, the `newest` quarter as it stands now, and buttons for the packs of `others`."""
    body = [heading("A quarter in figures")]
    if pack is None and now is None:
        body.append(text("No returns were opened yet, so there is nothing to count."))
    if pack is not None:
        about = "Its figures were taken down two working days after it closed, and stay as they were."
        body.append(_links(f"The pack on {quarter_words(quarter)}", about, pack, first=True))
    if now is not None:
        about = "How it stands today. The same again tomorrow may say something else."
        body.append(_links(f"{quarter_words(newest)} so far", about, now, first=pack is None))
    if pack is not None or now is not None:
        body.append(text("Each link works once, within 10 minutes. The record will show that you took the document."))
    turns = [press(quarter_words(each), {"verb": "packs", "quarter": each}) for each in others[:_SHOWN]]
    if turns:
        body.append(group([text("The packs on other quarters", bold=True), buttons(turns)]))
    return card(body, [press("Back to the overview", {"verb": "overview"}), press("Close", CLOSE)], banner)


def _links(title: str, about: str, links: PackLinks, *, first: bool) -> Element:
    word = leads_to("Get it as a Word document", links.word, first=first)
    excel = leads_to("Get it as an Excel workbook", links.excel)
    return group([heading(title, 2), text(about), buttons([word, excel])])
