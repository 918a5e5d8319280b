"""What a report's state and a reporter's choice are called, for each reader."""

from __future__ import annotations

from governance.case_steps import Next
from governance.outcomes import Outcome, Priority
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

OUTCOME: dict[Outcome, str] = {
    Outcome.RESOLVED: "Put right, with no need to look into it",
    Outcome.UPHELD: "We looked into it, and it is so",
    Outcome.PARTLY_UPHELD: "We looked into it, and some of it is so",
    Outcome.NOT_UPHELD: "We looked into it, and it is not so",
    Outcome.INCONCLUSIVE: "We looked into it, and could not find out",
    Outcome.REFERRED_POLICE: "Passed on to the police",
    Outcome.REFERRED_HSE: "Passed on to the Health and Safety Executive",
    Outcome.REFERRED_AUDITOR: "Passed on to the external auditor",
    Outcome.REFERRED_OMBUDSMAN: "Passed on to the ombudsman",
    Outcome.REFERRED_SAFEGUARDING: "Passed on to those who keep children or adults safe",
    Outcome.REFERRED_GRIEVANCE: "Dealt with as a grievance",
    Outcome.REFERRED_OTHER: "Passed on to somebody else",
    Outcome.OUT_OF_SCOPE: "Not something that this policy is for",
    Outcome.WITHDRAWN: "The reporter took it back",
}

PRIORITY: dict[Priority, str] = {
    Priority.HIGH: "first of all",
    Priority.MEDIUM: "soon",
    Priority.LOW: "can wait a little",
}

#: What a handler has to do next.
NEXT: dict[Next, str] = {
    Next.ACKNOWLEDGE: "acknowledge it",
    Next.REPLY: "answer the reporter",
    Next.TRIAGE: "decide what is done",
    Next.ASSIGN: "begin to look into it",
    Next.PROGRESS: "say how it goes",
    Next.CONCLUDE: "conclude it",
    Next.CLOSE: "say that all is done, and close it",
    Next.CHECK_IN: "ask how the reporter is",
    Next.NOTHING: "nothing",
}
