"""What is asked before somebody adds files to an incident that they reported: as on the web page before it is sent."""

from __future__ import annotations

from dataclasses import replace

from dialogs.conditions import ALWAYS
from dialogs.form import Form
from dialogs.forms.incident import finish
from governance.incidents import AddedLater

#: Answers to I34's second question with which a file may be chosen.
MAY_BE_ADDED = ("no", "covered")

_, _WHAT, _NOT_AGAIN = finish.ADD
#: Here it is all that is asked.
_LEAKED = replace(_WHAT.questions[0], steers=False)

ADDED_LATER = Form(
    key="incident_added_later",
    title="Add files to an incident",
    pages=(
        replace(_WHAT, title="Before you add a file", questions=(_LEAKED,), when=ALWAYS),
        replace(_NOT_AGAIN, button="I leave it out"),
    ),
    command=AddedLater,
)
