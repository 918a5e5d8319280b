"""The cards that arrive on their own. None says what a report is about, who sent it, or which one it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from dialogs.views.parts import Element, card, counted, day, heading, opens, text
from governance.notices import Kind

Facts = Mapping[str, str | int]

_CASES = opens("Open the list", {"verb": "cases"}, first=True)
_MINE = opens("My reports", {"verb": "my_reports"}, first=True)


@dataclass(frozen=True, slots=True)
class _Words:
    title: str
    say: Callable[[Facts], str]
    button: Element | None


def notice_card(kind: Kind, facts: Facts, banner: str | None = None) -> Element:
    """`facts` may hold `count` (reports), and `due_on` (the soonest day, ISO)."""
    words = _NOTICES[kind]
    return card(
        [heading(words.title), text(words.say(facts))], [words.button] if words.button is not None else [], banner
    )


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


def _news(_: Facts) -> str:
    return "There is something for you to read in this app."


_NOTICES = {
    Kind.REPORTS_WAIT: _Words("Something waits for you", _waits, _CASES),
    Kind.REPORT_URGENT: _Words("Urgent: please open this now", _urgent, _CASES),
    Kind.ACKNOWLEDGE: _Words("An answer is due", _owed, _CASES),
    Kind.ACKNOWLEDGE_MISSED: _Words("A promise was not kept", _missed, None),
    Kind.NEWS: _Words("Something to read", _news, _MINE),
}
