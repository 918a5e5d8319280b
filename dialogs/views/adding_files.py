"""The link by which a reporter whom we know adds files: in a dialog, and nowhere else."""

from __future__ import annotations

from datetime import date

from dialogs.views.done import CLOSE
from dialogs.views.parts import Element, card, day, heading, leads_to, press, text, warning


def files_link(received_on: date, url: str, back: Element, banner: str | None = None) -> Element:
    """`received_on` is the day of the report; `url` is the link; `back` leads to their reports."""
    return card(
        [
            heading("Add files"),
            text(f"To your report of **{day(received_on)}**."),
            text(
                "Teams would keep your files. So they are sent on a web page, which first takes out what they hide and "
                "shows you what it found."
            ),
            text("The link works once, within 15 minutes. If you ask for another one, this one ends."),
            warning("Keep the link to yourself. Whoever has it can add files in your name. They cannot read anything."),
        ],
        [leads_to("Go to the web page", url, first=True), back, press("Close", CLOSE)],
        banner,
    )
