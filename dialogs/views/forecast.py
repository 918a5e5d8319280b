"""Which reminders will be sent, and which were: by day, a line a person. Never anything about a report."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import groupby

from dialogs.views.done import CLOSE
from dialogs.views.parts import Element, buttons, card, counted, day, facts, group, heading, pages, press, text
from dialogs.views.said import clean, run
from governance.notices import NOBODY, Channel, End, Kind
from governance.services.addressees import Addressees
from governance.services.forecasting import Foreseen
from governance.services.replaying import Replayed
from governance.services.watching import Ahead, Back, Coming, Gone

#: What the choice is called in what a button sends.
UNTIL, SINCE = "until", "since"

_NO_REPORTS = (
    "Messages about reports of wrongdoing are not shown here and not counted. Who is told of a report, and when, is "
    "for those who handle it."
)
_AHEAD: Mapping[Ahead, str] = {
    Ahead.NEXT_WORKING_DAY: "the next working day",
    Ahead.WEEK: "a week from now",
    Ahead.QUARTER_DAY: "the day the next returns open",
}
_BACK: Mapping[Back, str] = {
    Back.TODAY: "this morning",
    Back.WEEK: "a week ago",
    Back.QUARTER: "the day the last returns opened",
}
_KINDS: Mapping[Kind, str] = {
    Kind.DIGEST: "what is owed",
    Kind.DUE_TODAY: "due today",
    Kind.ESCALATED: "late, told to those above",
    Kind.TO_DO_NOW: "to be done now",
    Kind.ANSWERED: "a card brought up to date",
}
_ENDS: Mapping[End, str] = {
    End.READY: "not sent yet",
    End.SENDING: "being sent",
    End.SENT: "sent",
    End.DEAD: "did not arrive",
    End.IN_DOUBT: "may not have arrived",
    End.SUPERSEDED: "a later one took its place",
    End.CANCELLED: "no longer needed",
    End.FALLEN_BACK: "sent another way",
}
#: What the Records Manager should look at.
_WRONG = (End.DEAD, End.IN_DOUBT, End.FALLEN_BACK)


def forecast_pages(coming: Coming, local: Callable[[datetime], datetime]) -> list[list[Element]]:
    """What stands on each page of the forecast; `local` is council time."""
    by_day = groupby(coming.reminders, key=lambda each: local(each.at).date())
    days = [(on, list(_told(list(reminders), coming.addressees, on))) for on, reminders in by_day]
    return _pages(days, "No reminder would be sent.")


def forecast(
    coming: Coming, ahead: Ahead, parts: Sequence[Sequence[Element]], page: int, banner: str | None = None
) -> Element:
    """One page, from 0, of those that `forecast_pages` made."""
    kinds = Counter(each.kind for each in coming.reminders if each.recipient != NOBODY)
    unheard = sum(each.recipient == NOBODY for each in coming.reminders)
    summary = [(_KINDS[kind].capitalize(), counted(number, "message", "messages")) for kind, number in kinds.items()]
    if unheard:
        summary.append(("For nobody", f"{counted(unheard, 'message', 'messages')}: appoint somebody"))
    return _card(
        "What will be sent",
        f"If nothing changes, until the end of {day(coming.until)}. Nothing is sent by looking.",
        summary,
        parts,
        page,
        _choice(UNTIL, "Until when?", _AHEAD, ahead),
        {"verb": "forecast", UNTIL: ahead.value},
        banner,
    )


def sent_pages(gone: Gone) -> list[list[Element]]:
    """What stands on each page of what was sent, the newest day first."""
    by_day = [(on, list(notices)) for on, notices in groupby(gone.notices, key=lambda each: each.on)]
    days = [(on, list(_ended(notices, gone.addressees, on))) for on, notices in reversed(by_day)]
    return _pages(days, "Nothing came due.")


def sent(gone: Gone, back: Back, parts: Sequence[Sequence[Element]], page: int, banner: str | None = None) -> Element:
    """One page, from 0, of those that `sent_pages` made."""
    ends: Counter[End] = Counter()
    for each in gone.notices:
        ends[each.end] += each.count
    return _card(
        "What was sent",
        f"Reminders that came due since {day(gone.since)}, and what became of them.",
        [(_ENDS[end].capitalize(), str(number)) for end, number in ends.items()],
        parts,
        page,
        _choice(SINCE, "Since when?", _BACK, back),
        {"verb": "sent", SINCE: back.value},
        banner,
    )


def _told(reminders: Sequence[Foreseen], who: Addressees, on: date) -> Iterator[Element]:
    """A line a person."""
    people: defaultdict[str, list[Foreseen]] = defaultdict(list)
    for each in reminders:
        people[each.recipient].append(each)
    for recipient, theirs in people.items():
        things = "; ".join(_thing(each) for each in theirs)
        if recipient == NOBODY:
            yield run(f"Nobody may be told, so appoint somebody: {things}", bold=True)
        else:
            yield run(f"{_plain(who.named(recipient, on))}: {things}")


def _thing(each: Foreseen) -> str:
    if each.due_on is None:
        return _KINDS[each.kind]
    first = f", first of them due {_short(each.due_on)}" if each.count > 1 else f", due {_short(each.due_on)}"
    mail = " (by e-mail)" if each.channel is Channel.EMAIL else ""
    return f"{_KINDS[each.kind]}, {counted(each.count, 'thing', 'things')}{first}{mail}"


def _ended(notices: Sequence[Replayed], who: Addressees, on: date) -> Iterator[Element]:
    """A line a person; those whom something did not reach come first."""
    people: defaultdict[str, list[Replayed]] = defaultdict(list)
    for each in notices:
        people[each.recipient].append(each)
    wrong = {recipient for recipient, theirs in people.items() if any(each.end in _WRONG for each in theirs)}
    for recipient in sorted(people, key=lambda each: each not in wrong):
        counts: Counter[tuple[Kind, End, str]] = Counter()
        for each in people[recipient]:
            counts[each.kind, each.end, each.reason] += each.count
        things = "; ".join(_became(*what, number) for what, number in counts.items())
        yield run(f"{_plain(who.named(recipient, on))}: {things}", bold=recipient in wrong)


def _became(kind: Kind, end: End, reason: str, number: int) -> str:
    why = f" ({_plain(reason).rstrip('.')})" if reason and end in _WRONG else ""
    return f"{_KINDS[kind]}, {number} {_ENDS[end]}{why}"


def _pages(days: Iterable[tuple[date, Sequence[Element]]], nothing: str) -> list[list[Element]]:
    """Days with their lines, as few pages as fit. A day that goes on has its name on the next page too."""
    days_of: dict[int, date] = {}
    blocks: list[Element] = []
    for on, (first, *others) in days:
        blocks += [group([heading(day(on), 2), first]), *others]
        days_of |= {id(line): on for line in others}
    parts = pages(blocks)
    for part in parts:
        if part and (goes_on := days_of.get(id(part[0]))):
            part.insert(0, heading(f"{day(goes_on)}, continued", 2))
    return parts if blocks else [[text(nothing)]]


def _card(
    title: str,
    words: str,
    summary: Iterable[tuple[str, str]],
    parts: Sequence[Sequence[Element]],
    page: int,
    choice: Element,
    again: Mapping[str, object],
    banner: str | None,
) -> Element:
    totals = list(summary)
    turns = [press("Earlier in the list", {**again, "page": page - 1})] if page > 0 else []
    if page + 1 < len(parts):
        turns.append(press("Further in the list", {**again, "page": page + 1}))
    return card(
        [
            heading(title),
            text(words),
            choice,
            buttons([press("Show", {"verb": again["verb"]}, inputs=True, first=True)]),
            *([facts(totals)] if totals else []),
            *parts[page],
            text(_NO_REPORTS),
        ],
        [*turns, press("Close", CLOSE)],
        banner,
    )


def _choice(key: str, label: str, words: Mapping[Ahead, str] | Mapping[Back, str], chosen: str) -> Element:
    choices = [{"title": title.capitalize(), "value": value.value} for value, title in words.items()]
    return {"type": "Input.ChoiceSet", "id": key, "label": label, "value": str(chosen), "choices": choices}


def _plain(words: str) -> str:
    return " ".join(clean(words).text.split())


def _short(on: date) -> str:
    return f"{on.day} {on:%B}"
