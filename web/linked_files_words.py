"""The words around the page with the files, for somebody who came by a link from Teams."""

from __future__ import annotations

from datetime import date
from html import escape

from dialogs.views.done import SEEN_SOON, WRITTEN
from governance.linked_ports import Linked
from governance.reports import Entry
from web.words import day

TITLE = "Add files to what you told us"
ASK = (
    f"<h1>{TITLE}</h1>"
    "<p>You asked for this page in Candour, in Teams. Press the button to go on. The link works once, within 15 "
    "minutes.</p>"
    "<p>You are about to add files to something that you told us with your name. Nobody else needs this "
    "link. If you did not ask for it, close this page.</p>"
    '<form method="post"><button type="submit">Go on</button></form>'
)
REFUSED = "We could not do that"
BUSY = "Too many people are here at once. Wait a minute, go back in your browser and try again."
PAGE_TOO_OLD = (
    "This page was open for too long, or was changed on the way. Nothing was sent. Go back to Candour in Teams, write "
    "“my reports” or “my incidents”, and ask for another link."
)


NOTHING_SENT = "Nothing was sent"
LEFT_OUT = (
    f"<h1>{NOTHING_SENT}</h1><p>Those who handle incidents will say if they need it. You can close this page.</p>"
    "<p>To add something else, write “my incidents” to Candour in Teams and ask for another link.</p>"
)


def about(to: Linked, received_on: date) -> str:
    """What is happening, above the files."""
    if to is Linked.INCIDENT:
        return (
            f"<p>You are adding files to the incident that you reported on <strong>{day(received_on)}</strong>. Those "
            "who handle incidents get them, and nobody else.</p>"
            '<div class="inset"><p><strong>Do not add the data that got out.</strong> Each copy is one more that can '
            "get out. Cover names, addresses and numbers on a picture before you add it.</p></div>"
            "<p>This page takes files and shows nothing of the incident. You can send once from here. To send more, "
            "ask for another link.</p>"
        )
    return (
        f"<p>You are adding files to your report of <strong>{day(received_on)}</strong>. You sent it with your "
        "name. Files do not change who is told your name.</p>"
        "<p>This page takes files and shows nothing else of your report. You can send once from here. To send more, "
        "ask for another link.</p>"
    )


def sent_page(to: Linked) -> tuple[str, str]:
    """(title, page) when the files were sent."""
    title, _ = WRITTEN[Entry.ADDITION]
    panel = f'<div class="panel" role="status"><h1>{escape(title)}</h1></div>'
    if to is Linked.INCIDENT:
        return title, (
            f"{panel}<p>Those who handle incidents can see it from now on. They may ring you.</p>"
            "<p>You can close this page. To add more, write “my incidents” to Candour in Teams.</p>"
        )
    return title, (
        f"{panel}<p>{escape(SEEN_SOON)}</p>"
        "<p>You can close this page. To read your report, or to add more, write “my reports” to Candour in Teams.</p>"
    )


def refused_page(text: str) -> str:
    return f"<h1>{REFUSED}</h1><p>{escape(text)}</p>"
