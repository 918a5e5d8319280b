"""What the cards about incidents say that arrive on their own. None says what an incident is about, or which it is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from dialogs.views.parts import counted, moment

Facts = Mapping[str, str | int]


def look(facts: Facts) -> str:
    count = facts.get("count")
    some = isinstance(count, int) and count > 1
    what = f"{counted(int(count or 0), 'incident', 'incidents')} wait" if some else "An incident waits"
    return f"{what} for somebody to look. Open it, and confirm when the council knew. The law counts hours from then."


def clock(facts: Facts) -> str:
    return (
        f"The 72 hours in which the Information Commissioner has to be told end {_ends(facts)}. "
        "Decide whether we tell, and tell, before then. What is not known yet can be told later."
    )


def ran_out(facts: Facts) -> str:
    return (
        f"The 72 hours in which the Information Commissioner has to be told ended {_ends(facts)}. "
        "Tell now what you know, and say why it is late. If we do not tell, record who decided and why."
    )


def critical(_: Facts) -> str:
    return (
        "An incident is of the highest severity, S4. Ring the people who handle incidents now. Act first, write later."
    )


def _ends(facts: Facts) -> str:
    ends = facts.get("due_at")
    return moment(datetime.fromisoformat(ends)) if isinstance(ends, str) else "soon"


def incident(facts: Facts) -> str:
    count = facts.get("count")
    one = not isinstance(count, int) or count < 2
    what = "An incident waits" if one else f"{counted(int(count or 0), 'incident', 'incidents')} wait"
    return f"{what} for you. The law gives us 72 hours from when the council knew. Open the list now."


def live(_: Facts) -> str:
    return (
        "Somebody has told us of an attack on our systems that is going on now. Ring the service desk, and those who "
        "handle incidents. They can see what was reported."
    )


def of_asset(_: Facts) -> str:
    return "Somebody has told us of an incident with data that you own. Open it to see what is known, and who to ask."


def goes_on(_: Facts) -> str:
    return "Somebody was asked if an incident is closed, and said no. Open it to see what is missing."


def still_open(facts: Facts) -> str:
    count = facts.get("count")
    some = isinstance(count, int) and count > 1
    what = f"{counted(int(count or 0), 'incident', 'incidents')} have" if some else "An incident has"
    return f"{what} been open for four weeks or longer. Do what is left to do, and ask for it to be closed."
