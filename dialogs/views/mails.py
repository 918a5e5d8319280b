"""What a mail says when a card in Teams was not taken or not answered. Of reports a mail says nothing at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from dialogs.views.notices import Facts, notice_summary, notice_words
from dialogs.views.parts import counted, day
from dialogs.views.said import clean
from governance.notices import Kind
from governance.services.briefing import Brief, Item

#: Kinds about reports. A mail shows on locked screens, and deputies read it: it says that something waits, no more.
ABOUT_REPORTS = frozenset(
    {
        Kind.REPORTS_WAIT,
        Kind.REPORT_URGENT,
        Kind.ACKNOWLEDGE,
        Kind.ACKNOWLEDGE_MISSED,
        Kind.CASE_DUE,
        Kind.CASE_MISSED,
        Kind.TIME_IS_OVER,
        Kind.CASE_TO_DECIDE,
        Kind.CASE_YOURS,
        Kind.CASE_DECIDED,
        Kind.CASE_NOT_DECIDED,
        Kind.CASE_UNKEPT,
        Kind.SAY_HOW_IT_GOES,
        Kind.NOTHING_HEARD,
    }
)
#: Kinds about incidents, of which the same is true.
ABOUT_INCIDENTS = frozenset(
    {Kind.INCIDENT, Kind.INCIDENT_OF_ASSET, Kind.INCIDENT_ADDED, Kind.INCIDENT_GOES_ON, Kind.INCIDENT_OPEN}
)
#: What stands in one mail; the rest is counted.
MOST_ITEMS = 100
#: Where Teams opens an app.
_OPENS_APP = "https://teams.microsoft.com/l/app/"

WAITS = "Something waits for you in Candour"
_CLOSING = (
    "You get this by e-mail because you may not have seen it in Teams.",
    "Please do not answer this e-mail. Nobody reads the answers.",
)


@dataclass(frozen=True, slots=True)
class Mail:
    subject: str
    paragraphs: tuple[str, ...]
    #: What is due, a line each.
    items: tuple[str, ...] = ()
    #: A line of its own, to be copied.
    copied: str = ""
    link: str = ""
    link_words: str = ""
    closing: tuple[str, ...] = _CLOSING


def mail_for(kind: Kind, facts: Facts, brief: Brief, app_id: str = "", banner: str | None = None) -> Mail:
    """`app_id` is the app's in Teams; without it the mail has no link. `banner` stands first, in the try-out."""
    mail = _mail(kind, facts, brief)
    if app_id:
        mail = replace(mail, link=f"{_OPENS_APP}{app_id}", link_words="Open Candour in Teams")
    return replace(mail, paragraphs=(banner, *mail.paragraphs)) if banner else mail


def _mail(kind: Kind, facts: Facts, brief: Brief) -> Mail:
    if kind in ABOUT_REPORTS | ABOUT_INCIDENTS:
        return Mail(WAITS, (f"{WAITS}.", "Please open Candour in Teams. This e-mail says no more on purpose."))
    match kind:
        case Kind.DIGEST | Kind.DUE_TODAY | Kind.ESCALATED | Kind.TO_DO_NOW:
            return _owed(kind, brief)
        case Kind.INCIDENT_LOOK | Kind.INCIDENT_CLOCK | Kind.INCIDENT_CLOCK_RAN_OUT | Kind.INCIDENT_CRITICAL:
            return Mail(notice_summary(kind), (notice_words(kind, facts), "In Teams, write to Candour: incidents"))
        case Kind.INCIDENT_LIVE:
            return Mail(notice_summary(kind), (notice_words(kind, facts),))
        case Kind.CALLS | Kind.CALL_NOW:
            return Mail(notice_summary(kind), (notice_words(kind, facts), "In Teams, write to Candour: call list"))
        case Kind.TAKEN_OVER | Kind.AT_RISK_STILL:
            return Mail(notice_summary(kind), (notice_words(kind, facts),))
        case Kind.QUARTER_PACK:
            return Mail(notice_summary(kind), (notice_words(kind, facts), "In Teams, write to Candour: overview"))
        case Kind.AUDIT_HEAD:
            return Mail(notice_summary(kind), (notice_words(kind, facts),), copied=str(facts.get("head", "")))
    raise ValueError("Such a message never goes by mail.")


def _owed(kind: Kind, brief: Brief) -> Mail:
    if not brief.items:
        return Mail("Nothing is due any more", ("Everything on this list has been done. You need do nothing.",))
    yours, others = [i for i in brief.items if i.yours], [i for i in brief.items if not i.yours]
    paragraphs = []
    if yours:
        paragraphs.append(f"{counted(len(yours), 'thing waits', 'things wait')} for you. You can do it in Teams.")
    if others:
        paragraphs.append(f"{counted(len(others), 'thing has', 'things have')} not been done. Ask why, and help.")
    return Mail(_subject(kind, len(brief.items)), tuple(paragraphs), _listed([*yours, *others], brief))


def _subject(kind: Kind, count: int) -> str:
    things = counted(count, "thing", "things")
    match kind:
        case Kind.DUE_TODAY:
            return f"Due today: {things}"
        case Kind.ESCALATED:
            return f"Not done yet: {things}"
        case Kind.TO_DO_NOW:
            return f"To do now: {things}"
        case _:
            return f"What is due: {things}"


def _listed(items: Sequence[Item], brief: Brief) -> tuple[str, ...]:
    lines = [_line(item, brief) for item in items[:MOST_ITEMS]]
    if len(items) > MOST_ITEMS:
        lines.append(f"{len(items) - MOST_ITEMS} more. Teams shows them all.")
    return tuple(lines)


def _line(item: Item, brief: Brief) -> str:
    due_on = item.obligation.due_on
    when = f"was due on {day(due_on)}" if due_on < brief.today else f"due on {day(due_on)}"
    who = "" if item.yours else f"{item.holder or 'Somebody who is not on the staff list'}: "
    return " ".join(clean(f"{who}{item.owed.title}, {when}").text.split())
