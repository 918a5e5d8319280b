"""What people can ask for in the chat, by a button or in words. Words are read and dropped: nothing is kept of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.teams.known_roles import Standing
from dialogs.views.welcome import Command
from governance.roles import (
    APPOINT_ACTING,
    COUNT_INCIDENTS,
    HANDLERS,
    KEEP_ACTIONS,
    MAY_HANDLE,
    REPORT_YEARLY,
    SEE_ASSETS,
    SEE_CALLS,
    SEE_INCIDENTS,
    SEE_NOTICES,
    SEE_OVERVIEW,
    SEND_RETURNS,
    Role,
)

#: Longer than any command; what is longer is not looked at.
_LONGEST = 60
_NOT_WORDS = re.compile(r"[^a-z0-9 ]+")


class Ask(StrEnum):
    HELP = "help"
    SPEAK_UP = "speak up"
    MY_REPORTS = "my reports"
    POLICY = "policy"
    REPORT_INCIDENT = "report an incident"
    MY_INCIDENTS = "my incidents"
    INCIDENTS = "incidents"
    INCIDENT_FIGURES = "incident figures"
    INCIDENT_TALK = "incident digest"
    TOLD_ME = "someone told me"
    CODE = "i have a code"
    MY_RETURN = "my return"
    ACTING_OWNERS = "acting owners"
    MY_ASSETS = "my assets"
    MY_ACTIONS = "my actions"
    MY_RISKS = "my risks"
    CASES = "cases"
    ENTER = "enter a concern"
    OVERVIEW = "overview"
    ALL_ACTIONS = "all actions"
    RISKS = "risks"
    YEARLY = "yearly report"
    CALL_LIST = "call list"
    FORECAST = "forecast"
    SENT = "sent"
    STOP = "stop"


SPEAK_UP = Command("speak up", "Speak up", "tell us about something wrong", {"verb": "opener"})
CODE = Command("I have a code", "I have a code", "read our answer to your report", {"verb": "code"})
MY_REPORTS = Command("my reports", "My reports", "reports that you sent with your name", {"verb": "my_reports"})
REPORT_INCIDENT = Command(
    "report an incident", "Report an incident", "data was lost, or the wrong person saw it", {"verb": "report_incident"}
)
MY_INCIDENTS = Command("my incidents", "My incidents", "how those that you reported stand", {"verb": "my_incidents"})
POLICY = Command("policy", "The policy", "what counts, who to tell, and what protects you", {"verb": "policy"})
#: For managers, whom we cannot tell apart: a supervisor need not have a staff list's rank.
TOLD_ME = Command("someone told me", "Someone told me", "pass on a concern that you were told of", {"verb": "told_me"})

#: For everybody who works for or with the council.
FOR_ALL = (SPEAK_UP, REPORT_INCIDENT, CODE, MY_REPORTS, POLICY, TOLD_ME)


@dataclass(frozen=True, slots=True)
class Offer:
    """A command for some people only. Its verb asks again who presses."""

    command: Command
    roles: frozenset[Role]
    #: What somebody reads who may not: whose it is.
    whose: str
    #: Also for whoever an action belongs to.
    to_holders: bool = False

    def is_open_to(self, standing: Standing) -> bool:
        return bool(self.roles & standing.roles) or (self.to_holders and standing.owes_actions)


#: In the order in which they are shown.
OFFERS: Mapping[Ask, Offer] = {
    Ask.MY_RETURN: Offer(
        Command("my return", "My return", "the check of the data that you look after", {"verb": "my_return"}),
        SEND_RETURNS,
        "That is for people who look after information assets",
    ),
    Ask.MY_ASSETS: Offer(
        Command("my assets", "My assets", "the data that you look after", {"verb": "my_assets"}),
        SEND_RETURNS | SEE_ASSETS,
        "That is for people who look after information assets",
    ),
    Ask.MY_ACTIONS: Offer(
        Command("my actions", "My actions", "what you have agreed to get done", {"verb": "my_actions"}),
        frozenset(),
        "That is for people who have an action to do",
        to_holders=True,
    ),
    Ask.MY_RISKS: Offer(
        Command("my risks", "My risks", "what could go wrong with your data", {"verb": "my_risks"}),
        SEND_RETURNS,
        "That is for people who look after information assets",
    ),
    Ask.CASES: Offer(
        Command("cases", "Cases", "reports that you handle", {"verb": "cases"}),
        MAY_HANDLE,
        "That is for the people who handle reports",
    ),
    Ask.INCIDENTS: Offer(
        Command("incidents", "Incidents", "those that you handle, or with data that you own", {"verb": "incidents"}),
        SEE_INCIDENTS,
        "That is for the people who handle incidents, and for owners of data",
    ),
    Ask.INCIDENT_FIGURES: Offer(
        Command(
            "incident figures",
            "Incident figures",
            "a quarter of incidents in numbers",
            {"verb": "incident_figures"},
        ),
        frozenset(COUNT_INCIDENTS),
        "That is for the people who handle incidents, and for the SIRO",
    ),
    Ask.INCIDENT_TALK: Offer(
        Command("incident digest", "Incident digest", "a month of incidents for your team", {"verb": "incident_talk"}),
        frozenset({Role.INFORMATION_ASSET_OWNER}),
        "That is for owners of data",
    ),
    Ask.YEARLY: Offer(
        Command("yearly report", "Yearly report", "the report on a year of concerns", {"verb": "yearly"}),
        REPORT_YEARLY,
        "That is for the Monitoring Officer and the Chief Internal Auditor",
    ),
    Ask.ENTER: Offer(
        Command(
            "enter a concern",
            "Enter a concern",
            "the form for what came by phone, by letter or in person",
            {"verb": "enter"},
        ),
        frozenset(HANDLERS),
        "That is for the people who handle reports",
    ),
    Ask.ACTING_OWNERS: Offer(
        Command("acting owners", "Acting owners", "who acts for an owner of data", {"verb": "acting_owners"}),
        APPOINT_ACTING,
        "That is for owners of data and for the Records Manager",
    ),
    Ask.ALL_ACTIONS: Offer(
        Command("all actions", "All actions", "what everybody has to do, and adding to it", {"verb": "all_actions"}),
        KEEP_ACTIONS,
        "That is for the people who look after all actions",
    ),
    Ask.OVERVIEW: Offer(
        Command("overview", "Overview", "who has sent their return, and what is late", {"verb": "overview"}),
        SEE_OVERVIEW,
        "That is for the people who watch over all returns and actions",
    ),
    Ask.RISKS: Offer(
        Command("risks", "Risks", "all risks, the highest first", {"verb": "risks"}),
        SEE_OVERVIEW,
        "That is for the people who watch over all risks",
    ),
    Ask.CALL_LIST: Offer(
        Command("call list", "Call list", "who could not be told, so that you can", {"verb": "calls"}),
        SEE_CALLS,
        "That is for the Records Manager",
    ),
    Ask.FORECAST: Offer(
        Command("forecast", "Forecast", "what will be sent, and to whom", {"verb": "forecast"}),
        SEE_NOTICES,
        "That is for the Records Manager",
    ),
    Ask.SENT: Offer(
        Command("sent", "Sent", "what was sent, and how it went", {"verb": "sent"}),
        SEE_NOTICES,
        "That is for the Records Manager",
    ),
}

#: How people say the same thing.
_SAID = {
    **{ask.value: ask for ask in Ask},
    "hello": Ask.HELP,
    "hi": Ask.HELP,
    "hey": Ask.HELP,
    "menu": Ask.HELP,
    "start": Ask.HELP,
    "speakup": Ask.SPEAK_UP,
    "report": Ask.SPEAK_UP,
    "report a concern": Ask.SPEAK_UP,
    "raise a concern": Ask.SPEAK_UP,
    "i want to speak up": Ask.SPEAK_UP,
    "somebody told me": Ask.TOLD_ME,
    "i was told": Ask.TOLD_ME,
    "im a manager": Ask.TOLD_ME,
    "i am a manager": Ask.TOLD_ME,
    "pass on a concern": Ask.TOLD_ME,
    "my report": Ask.MY_REPORTS,
    "incident": Ask.REPORT_INCIDENT,
    "report incident": Ask.REPORT_INCIDENT,
    "report a breach": Ask.REPORT_INCIDENT,
    "report a data breach": Ask.REPORT_INCIDENT,
    "data breach": Ask.REPORT_INCIDENT,
    "near miss": Ask.REPORT_INCIDENT,
    "my incident": Ask.MY_INCIDENTS,
    "figures": Ask.INCIDENT_FIGURES,
    "figures about incidents": Ask.INCIDENT_FIGURES,
    "ive a code": Ask.CODE,
    "ive got a code": Ask.CODE,
    "my code": Ask.CODE,
    "code": Ask.CODE,
    "the policy": Ask.POLICY,
    "whistleblowing policy": Ask.POLICY,
    "the whistleblowing policy": Ask.POLICY,
    "what does the policy say": Ask.POLICY,
    "my returns": Ask.MY_RETURN,
    "return": Ask.MY_RETURN,
    "my quarterly return": Ask.MY_RETURN,
    "assets": Ask.MY_ASSETS,
    "my asset": Ask.MY_ASSETS,
    "asset register": Ask.MY_ASSETS,
    "my action": Ask.MY_ACTIONS,
    "actions": Ask.MY_ACTIONS,
    "action register": Ask.ALL_ACTIONS,
    "add an action": Ask.ALL_ACTIONS,
    "my risk": Ask.MY_RISKS,
    "my cases": Ask.CASES,
    "risk": Ask.RISKS,
    "risk register": Ask.RISKS,
    "the risk register": Ask.RISKS,
    "annual report": Ask.YEARLY,
    "the yearly report": Ask.YEARLY,
    "acting owner": Ask.ACTING_OWNERS,
    "calls": Ask.CALL_LIST,
    "the call list": Ask.CALL_LIST,
    "cancel": Ask.STOP,
    "quit": Ask.STOP,
}


def understood(text: str) -> Ask | None:
    """The command that `text` is, whatever its capitals, spaces and punctuation; None for anything else."""
    return _SAID.get(plain(text))


def plain(text: str) -> str:
    """In small letters and single spaces, without punctuation; empty when it is longer than anything we know."""
    if len(text) > _LONGEST:
        return ""
    small = text.casefold().replace("'", "").replace("’", "").replace("\xa0", " ")
    return " ".join(_NOT_WORDS.sub(" ", small).split())
