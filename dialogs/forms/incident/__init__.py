"""Report an incident: the council's form for information-security incidents (risk policy 7d), question by question.

What to do now stands first wherever an answer calls for it. A near miss asks half of it.
"""

from __future__ import annotations

from dialogs.form import Form
from dialogs.forms.contacts import DEMO, Contacts
from dialogs.forms.incident import begin, contain, data, finish
from governance.incidents import IncidentReport

KEY = "incident"
WEB_KEY = "incident_web"


def incident(contacts: Contacts, *, web: bool = False) -> Form:
    """The form with a council's own numbers. On the web page nobody is known, so a name may be left out."""
    return Form(
        key=WEB_KEY if web else KEY,
        title="Report an incident",
        pages=(
            begin.NOW,
            begin.what(contacts),
            begin.where(contacts),
            begin.FOLLOW,
            data.HELD,
            data.device(contacts),
            data.PEOPLE,
            contain.contain(contacts),
            contain.MORE,
            finish.LEARN,
            finish.ROUTE,
            finish.DETAILS,
            *(finish.ADD if web else ()),
            *finish.you(web=web),
            finish.CHECK,
        ),
        command=IncidentReport,
        anonymous=web,
    )


INCIDENT = incident(DEMO)
INCIDENT_WEB = incident(DEMO, web=True)
