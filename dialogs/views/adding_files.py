"""The link by which a reporter whom we know adds files: in a dialog, and nowhere else."""

from __future__ import annotations

from datetime import date

from dialogs.views.done import CLOSE
from dialogs.views.parts import Element, card, day, heading, leads_to, press, text, warning
from governance.linked_ports import Linked

#: What is added to, and the way back from its link.
_TO = {
    Linked.REPORT: "To your report of **{day}**.",
    Linked.INCIDENT: "To the incident that you reported on **{day}**.",
}
_BACK = {
    Linked.REPORT: press("Back to my reports", {"verb": "my_reports"}),
    Linked.INCIDENT: press("Back to my incidents", {"verb": "my_incidents"}),
}


def files_link(to: Linked, received_on: date, url: str, banner: str | None = None) -> Element:
    """`received_on` is the day on which it was sent; `url` is the link."""
    return card(
        [
            heading("Add files"),
            text(_TO[to].format(day=day(received_on))),
            text(
                "Teams would keep your files. So they are sent on a web page, which first takes out what they hide and "
                "shows you what it found."
            ),
            text("The link works once, within 15 minutes. If you ask for another one, this one ends."),
            warning("Keep the link to yourself. Whoever has it can add files in your name. They cannot read anything."),
        ],
        [leads_to("Go to the web page", url, first=True), _BACK[to], press("Close", CLOSE)],
        banner,
    )
