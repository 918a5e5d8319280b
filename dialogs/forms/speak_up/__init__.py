"""Speak up: the council's whistleblowing form (policy paragraphs 16 to 20), question by question.

The core path is eight pages, with a name or without. Signposts and follow-up questions come in where an answer calls
for them, and everything that may be left out waits behind "add more detail".
"""

from __future__ import annotations

from dialogs.form import Form
from dialogs.forms.contacts import DEMO, Contacts
from dialogs.forms.speak_up import beginning, concern, contact, detail, protection
from governance.reports import Concern


def speak_up(contacts: Contacts) -> Form:
    """The form with a council's own contacts in its signposts."""
    return Form(
        key="speak_up",
        title="Speak up",
        pages=(
            beginning.START,
            beginning.ABOUT_YOU,
            beginning.DANGER,
            beginning.safeguarding(contacts),
            beginning.SCHOOL,
            beginning.school_route(contacts),
            beginning.SCOPE,
            beginning.EMPLOYER,
            beginning.EARLIER,
            concern.KIND,
            beginning.grievance(contacts),
            concern.WHAT,
            concern.WHO,
            protection.safety(contacts),
            protection.GUESS,
            protection.MORE_ABOUT,
            contact.CONTACT,
            contact.ARRANGE,
            contact.work_address(contacts),
            detail.WHEN_AND_WHERE,
            detail.BEHIND_IT,
            detail.WHO_KNOWS,
            detail.WISHES,
            # After every text in which somebody may be named.
            concern.SAME_PEOPLE,
            contact.CHECK,
        ),
        command=Concern,
        anonymous=True,
    )


SPEAK_UP = speak_up(DEMO)
