"""The cards that arrive on their own. None says what a report is about, who sent it, or which one it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from dialogs.views import incident_notices as about_incidents
from dialogs.views.parts import Element, card, counted, day, heading, opens, text
from dialogs.views.said import run
from governance.assurance import quarter_words
from governance.notices import Kind

Facts = Mapping[str, str | int]

_CASES = opens("Open the list", {"verb": "cases"}, first=True)
_MINE = opens("My reports", {"verb": "my_reports"}, first=True)
_INCIDENTS = opens("Open the incidents", {"verb": "incidents"}, first=True)
_SHARES = opens("See what is asked", {"verb": "shares"}, first=True)
_ASSETS = opens("My assets", {"verb": "my_assets"}, first=True)
_PACK = opens("Open the pack", {"verb": "packs"}, first=True)
_CALLS = opens("Open the call list", {"verb": "calls"}, first=True)


@dataclass(frozen=True, slots=True)
class _Words:
    title: str
    say: Callable[[Facts], str]
    button: Element | None
    #: The fact that stands below the words as it is, to be copied.
    copied: str = ""


def notice_card(kind: Kind, facts: Facts, banner: str | None = None) -> Element:
    """`facts` may hold `count` (reports), `due_on` (the soonest day, ISO) and `due_at` (the soonest instant, ISO); of a
    head of the audit log, `day` (ISO) and `head` (its text)."""
    words = _NOTICES[kind]
    body = [heading(words.title), text(words.say(facts))]
    if copied := facts.get(words.copied):
        body.append(run(str(copied), monospace=True))
    return card(body, [words.button] if words.button is not None else [], banner)


def notice_words(kind: Kind, facts: Facts) -> str:
    """What the card says below its heading."""
    return _NOTICES[kind].say(facts)


def notice_summary(kind: Kind) -> str:
    """One line for the pop-up that Teams shows."""
    return _NOTICES[kind].title


def _reports(facts: Facts, verb_one: str, verb_many: str) -> str:
    count = facts.get("count")
    if not isinstance(count, int) or count < 1:
        return f"A report {verb_one}"
    return f"{counted(count, 'report', 'reports')} {verb_one if count == 1 else verb_many}"


def _due(facts: Facts) -> str:
    due = facts.get("due_on")
    return f" The next answer is due by {day(date.fromisoformat(due))}." if isinstance(due, str) else ""


def _waits(facts: Facts) -> str:
    one = facts.get("count") in (None, 1)
    return (
        f"{_reports(facts, 'waits', 'wait')} for you. "
        f"Only you and the other people who hold the {'key can open it' if one else 'keys can open them'}."
    )


def _urgent(_: Facts) -> str:
    return "Somebody may be hurt, and the person who reported it asked us to tell you at once. Please open it now."


def _owed(facts: Facts) -> str:
    return f"{_reports(facts, 'still needs', 'still need')} an answer in writing.{_due(facts)}"


def _missed(facts: Facts) -> str:
    return (
        f"{_reports(facts, 'has', 'have')} had no answer in writing in the time that our policy promises. "
        "Please see that it is answered today."
    )


def _case_due(facts: Facts) -> str:
    return f"{_things(facts, 'waits', 'wait')} for you to do in your cases.{_next_due(facts)}"


def _case_missed(facts: Facts) -> str:
    return f"{_things(facts, 'is', 'are')} late that our policy promises. Please see that it is done today."


def _things(facts: Facts, verb_one: str, verb_many: str) -> str:
    """One case may have two."""
    count = facts.get("count")
    if not isinstance(count, int) or count < 1:
        return f"Something {verb_one}"
    return f"{counted(count, 'thing', 'things')} {verb_one if count == 1 else verb_many}"


def _next_due(facts: Facts) -> str:
    due = facts.get("due_on")
    return f" The first is due by {day(date.fromisoformat(due))}." if isinstance(due, str) else ""


def _news(_: Facts) -> str:
    return "There is something for you to read in this app."


def _tell_them(_: Facts) -> str:
    return (
        "You asked us to remind you of something that you still had to say to somebody. If you have not, say it today. "
        "If you have, there is nothing to do."
    )


def _head(facts: Facts) -> str:
    signed_on = facts.get("day")
    of_day = f" on {day(date.fromisoformat(signed_on))}" if isinstance(signed_on, str) else ""
    return (
        f"This is how the record of who did what stood{of_day}. It is signed. "
        "Keep this message where those who run this service can not change it. "
        "With it you can show if some of the record is cut off or changed later on. "
        "To check it, ask for the command “candour audit verify” to be run with the line below. "
        "The line says nothing about any report."
    )


def _time_is_over(facts: Facts) -> str:
    ends_on = facts.get("day")
    then = f"on {day(date.fromisoformat(ends_on))}" if isinstance(ends_on, str) else "soon"
    return (
        f"{_reports(facts, 'that is closed', 'that are closed')} will have been kept for as long as our rules say. "
        f"What was written is destroyed {then}, and nobody can get it back. "
        "If there is a need to keep it longer, such as a claim in court, say so before that day."
    )


def _pack(facts: Facts) -> str:
    quarter = facts.get("quarter")
    of = f" of {quarter_words(quarter)}" if isinstance(quarter, str) else ""
    return (
        f"The returns{of} are counted: who sent theirs and who did not, what does not hold, late actions, and risks. "
        "It is a Word document or an Excel workbook."
    )


def _calls(facts: Facts) -> str:
    count = facts.get("count")
    messages = counted(count, "message", "messages") if isinstance(count, int) and count > 0 else "A message"
    return f"{messages} did not arrive, in Teams or by e-mail. Please tell the people yourself. The list says who."


def _call_now(_: Facts) -> str:
    return (
        "The law gives us 72 hours to deal with an incident, and a message about it did not arrive, in Teams or by "
        "e-mail. Ring the person now. The list says who."
    )


def _to_decide(_: Facts) -> str:
    return "Someone asks that one more person may work on a case. Your word is needed before they can."


def _yours(_: Facts) -> str:
    return "You may work on a case from now on, or you lead it now. Open the list to see it."


def _decided(_: Facts) -> str:
    return "You asked that one more person may work on a case. There is an answer. Open the case to read it."


def _not_decided(_: Facts) -> str:
    return "You asked that one more person may work on a case. Nobody answered in time. Ask again, and talk to them."


def _cases(facts: Facts) -> str:
    count = facts.get("count")
    return f"{count} cases" if isinstance(count, int) and count > 1 else "a case"


def _say(facts: Facts) -> str:
    return (
        f"You look into {_cases(facts)}. Write a few words into the record: what you did, and what you do next."
        f"{_next_due(facts)}"
    )


def _silent(facts: Facts) -> str:
    return (
        f"Someone looks into {_cases(facts)} that you work on, and has not said for a while how it goes. Talk to them. "
        "“Who works on it” shows who and since when."
    )


def _unkept(_: Facts) -> str:
    return (
        "The people who worked on a case have all left, or do other work now. Two people who keep a share of the "
        "recovery key can open it to someone new. Ask whoever runs this service to bring them together today."
    )


def _taken_over(facts: Facts) -> str:
    kinds = (("assets", "asset"), ("risks", "risk"), ("actions", "action"))
    found = [counted(count, one, f"{one}s") for name, one in kinds if isinstance(count := facts.get(name), int)]
    listed = " and ".join([", ".join(found[:-1]), found[-1]] if len(found) > 1 else found) or "what they had to do"
    words = f"Someone has left, and this is yours from now on: {listed}."
    if "risks" in facts:
        words += " Look at each risk in the next five working days. No risk that was accepted before stays so."
    return f"{words} To see it all, write “my assets”, “my risks” or “my actions”."


def _at_risk_still(_: Facts) -> str:
    return (
        "The last risk of an asset of yours is closed, and the asset is still marked as at risk. If it is not at risk "
        "any more, open it and put that right. If it is, write down the risk: see “my risks”."
    )


_NOTICES = {
    Kind.REPORTS_WAIT: _Words("Something waits for you", _waits, _CASES),
    Kind.REPORT_URGENT: _Words("Urgent: please open this now", _urgent, _CASES),
    Kind.ACKNOWLEDGE: _Words("An answer is due", _owed, _CASES),
    Kind.ACKNOWLEDGE_MISSED: _Words("A promise was not kept", _missed, None),
    Kind.CASE_DUE: _Words("Something waits in your cases", _case_due, _CASES),
    Kind.CASE_MISSED: _Words("A promise was not kept", _case_missed, None),
    Kind.NEWS: _Words("Something to read", _news, _MINE),
    Kind.TELL_THEM: _Words("The reminder that you asked for", _tell_them, None),
    Kind.AUDIT_HEAD: _Words("Please keep this message", _head, None, copied="head"),
    Kind.TIME_IS_OVER: _Words("Something reaches the end of its time", _time_is_over, _CASES),
    Kind.CASE_TO_DECIDE: _Words("Something waits for you to decide", _to_decide, _SHARES),
    Kind.CASE_YOURS: _Words("A case is open to you", _yours, _CASES),
    Kind.CASE_DECIDED: _Words("What you asked was decided", _decided, _CASES),
    Kind.CASE_NOT_DECIDED: _Words("What you asked was not decided", _not_decided, _CASES),
    Kind.CASE_UNKEPT: _Words("A case has nobody left to work on it", _unkept, None),
    Kind.SAY_HOW_IT_GOES: _Words("Say how it goes", _say, _CASES),
    Kind.NOTHING_HEARD: _Words("Nothing was heard of a case", _silent, _CASES),
    Kind.QUARTER_PACK: _Words("The pack on a quarter is there", _pack, _PACK),
    Kind.CALLS: _Words("Please call some people", _calls, _CALLS),
    Kind.CALL_NOW: _Words("Ring somebody now", _call_now, _CALLS),
    Kind.INCIDENT_LOOK: _Words("Nobody has looked at an incident", about_incidents.look, _INCIDENTS),
    Kind.INCIDENT_CLOCK: _Words("72 hours: the clock runs", about_incidents.clock, _INCIDENTS),
    Kind.INCIDENT_CLOCK_RAN_OUT: _Words("72 hours: the time is over", about_incidents.ran_out, _INCIDENTS),
    Kind.INCIDENT_CRITICAL: _Words("Act now: a critical incident", about_incidents.critical, _INCIDENTS),
    Kind.INCIDENT: _Words("An incident waits for you", about_incidents.incident, _INCIDENTS),
    Kind.INCIDENT_LIVE: _Words("Act now: an attack may be going on", about_incidents.live, _INCIDENTS),
    Kind.AT_RISK_STILL: _Words("Is it still at risk?", _at_risk_still, _ASSETS),
    Kind.TAKEN_OVER: _Words("Something is yours now", _taken_over, _ASSETS),
    Kind.INCIDENT_OF_ASSET: _Words("An incident with your data", about_incidents.of_asset, _INCIDENTS),
    Kind.INCIDENT_ADDED: _Words("A file was added", lambda _: "Someone added a file to an incident.", _INCIDENTS),
    Kind.INCIDENT_OPEN: _Words("An incident is still open", about_incidents.still_open, _INCIDENTS),
    Kind.INCIDENT_GOES_ON: _Words("Not closed", about_incidents.goes_on, _INCIDENTS),
}
