"""The figures about incidents, as a document: two links, in a dialog and nowhere else."""

from __future__ import annotations

from datetime import date

from dialogs.views.done import CLOSE
from dialogs.views.parts import Element, card, heading, leads_to, press, text


def incident_figures(
    first: date, last: date, word: str, excel: str, *, hides: bool, banner: str | None = None
) -> Element:
    """`word` and `excel` are links. With `hides`, small numbers are left out."""
    small = (
        "Small numbers are not shown."
        if hides
        else "Small numbers are shown, because you handle incidents. Keep it in your team."
    )
    return card(
        [
            heading("Incidents: the figures"),
            text(
                f"They count the incidents that were reported from {_plain(first)} to {_plain(last)}. They say what "
                "kind, how bad and where. They say how long it took, and if the Commissioner was told in time. "
                "There are no names in them."
            ),
            text(small, bold=True),
            text("It opens in your browser, where you press one button to save it."),
            text("Each link works once, within 10 minutes. The record will show that you took the document."),
        ],
        [
            leads_to("Get it as a Word document", word, first=True),
            leads_to("Get it as an Excel workbook", excel),
            press("Close", CLOSE),
        ],
        banner,
    )


def _plain(day: date) -> str:
    """Without its weekday, which says nothing of a day that begins or ends a quarter."""
    return f"{day.day} {day:%B %Y}"
