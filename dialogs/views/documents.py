"""A document is ready: the link to it, in a dialog and nowhere else."""

from __future__ import annotations

from collections.abc import Iterable

from dialogs.views.done import CLOSE
from dialogs.views.parts import Element, card, heading, leads_to, press, text


def document_ready(what: str, url: str, back: Iterable[Element] = (), banner: str | None = None) -> Element:
    """`what` is our own words for the document, such as "The pack for the SIRO"; `url` is its link; `back` are buttons
    that lead to where the person came from."""
    return card(
        [
            heading("Your document is ready"),
            text(f"{what}. It opens in your browser, where you press one button to save it."),
            text("The link works once, within 10 minutes. The record will show that you took the document."),
        ],
        [leads_to("Get the document", url, first=True), *back, press("Close", CLOSE)],
        banner,
    )
