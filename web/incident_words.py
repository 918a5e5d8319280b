"""What the pages about incidents say, as HTML."""

from __future__ import annotations

from html import escape

from dialogs.forms.contacts import Contacts
from governance.incidents import Naming
from governance.services.incident_reporting import Filed


def before(contacts: Contacts) -> str:
    """Above the first page."""
    return (
        '<div class="inset"><p>Use this page when council data got lost, went to the wrong person, or could have. It '
        "takes about five minutes. You need not give your name.</p>"
        "<p>If someone is attacking our systems now, ring "
        f"{escape(contacts.service_desk)} first. At night and at weekends ring {escape(contacts.ict_out_of_hours)}.</p>"
        '<p>To tell us that someone does wrong, <a href="/speak-up">speak up</a> instead.</p></div>'
    )


def above_files(form: str, draft: str) -> str:
    """On the page where files are chosen: what does not belong on one, and the way on without any."""
    return (
        "<p>Nothing is sent yet. What you add here goes with your answers when you press Send on the last page.</p>"
        '<div class="inset"><p><strong>Do not add the data that got out.</strong> Each copy is one more that can get '
        "out. Cover names, addresses and numbers on a picture before you add it.</p></div>"
        '<form method="post" action="/incident" autocomplete="off">'
        f'<input type="hidden" name="form" value="{escape(form)}">'
        f'<input type="hidden" name="draft" value="{escape(draft)}">'
        '<button class="secondary" name="action" value="show">Go on without a file</button></form>'
    )


def takes_along(count: int) -> str:
    return "Go on with this file" if count == 1 else f"Go on with these {count} files"


def sent_page(filed: Filed, naming: str, contacts: Contacts) -> str:
    """The last page: what happens now, and the reference to ring up with."""
    title = "We had this already" if filed.already else "We have it. Thank you"
    told = (
        "Those who handle incidents were told at once."
        if filed.shown
        else "Those who handle incidents see it at the next of three times a day: 9:00, 13:00 or 16:30."
    )
    name = (
        "We do not know who you are, so nobody can ask you anything. If you learn more, ring us."
        if naming == Naming.NONE
        else "They may get in touch with you to ask more."
    )
    return (
        f'<h1>{title}</h1><p>Your reference is:</p><p class="code">{escape(filed.reference)}</p>'
        f"<p>{told} {name}</p>"
        f"<p>If it gets worse, ring {escape(contacts.information_governance)} and give them this reference. At night "
        f"and at weekends ring {escape(contacts.ict_out_of_hours)}.</p>"
    )
