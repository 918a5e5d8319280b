"""What a report's state and a reporter's choice are called, for each reader."""

from __future__ import annotations

from governance.reports import Identity, State

#: For the people who handle reports.
HANDLER: dict[State, str] = {
    State.WAITING: "new, and urgent",
    State.RECEIVED: "new: not yet acknowledged",
    State.ACKNOWLEDGED: "acknowledged",
    State.TRIAGED: "route decided",
    State.REFERRED: "passed to somebody else",
    State.INVESTIGATING: "being looked into",
    State.CONCLUDED: "concluded",
    State.CLOSED: "closed",
    State.WITHDRAWN: "withdrawn by the reporter",
}

#: For the person who reported. Waiting and received are one to them.
REPORTER: dict[State, str] = {
    State.WAITING: "we have it",
    State.RECEIVED: "we have it",
    State.ACKNOWLEDGED: "we have answered you",
    State.TRIAGED: "we have decided how to deal with it",
    State.REFERRED: "passed to the people who can deal with it",
    State.INVESTIGATING: "being looked into",
    State.CONCLUDED: "we have finished looking into it",
    State.CLOSED: "closed",
    State.WITHDRAWN: "you took it back",
}

IDENTITY: dict[Identity, str] = {
    Identity.NAMED: "gave their name",
    Identity.CONFIDENTIAL: "gave their name in confidence",
    Identity.ANONYMOUS: "anonymous",
}
