"""The year's report on concerns, as a document: two links, in a dialog and nowhere else."""

from __future__ import annotations

from datetime import date

from dialogs.views.done import CLOSE
from dialogs.views.parts import Element, card, heading, leads_to, press, text
from governance.years import first_day, last_day, year_words


def yearly_documents(year: int, word: str, excel: str, banner: str | None = None) -> Element:
    """`word` and `excel` are links."""
    return card(
        [
            heading(f"Concerns in {year_words(year)}: the report"),
            text(
                f"It counts the concerns that were closed from {_plain(first_day(year))} to {_plain(last_day(year))}. "
                "It says what the council learned. There are no names in it. Small numbers are not shown."
            ),
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
    """Without its weekday, which says nothing of a day that begins or ends a year."""
    return f"{day.day} {day:%B %Y}"
