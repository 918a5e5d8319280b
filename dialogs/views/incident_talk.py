"""The month's incidents for a team meeting: what happened, what was learned and what to talk about, without names."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from dialogs.forms.incident.begin import KINDS
from dialogs.views.done import CLOSE
from dialogs.views.parts import (
    Element,
    buttons,
    card,
    counted,
    day,
    executes,
    group,
    heading,
    leads_to,
    opens,
    press,
    text,
)
from dialogs.views.ratings import due_in_words
from dialogs.views.said import one_line, said
from governance.incident_talks import MonthDigest, Talk, first_of, words_of
from governance.incidents import IncidentKind
from governance.services.briefing import Item
from governance.services.incident_talks import TalkSheet

#: Makes the token of a button: verb, and its facts by name.
Seal = Callable[..., str]
_KIND = {choice.value: choice.label for choice in KINDS}
_HIDDEN = "Numbers from 1 to 4 are not shown, so that nobody is found in them."
#: Asked of a team when incidents of these kinds were among the month's.
_ASKED: tuple[tuple[frozenset[IncidentKind], str], ...] = (
    (
        frozenset({IncidentKind.EMAIL, IncidentKind.BCC, IncidentKind.POST}),
        "Who looks at the address before something is sent? What would make a wrong one stand out?",
    ),
    (
        frozenset({IncidentKind.SPOKEN, IncidentKind.NOT_REDACTED, IncidentKind.PORTAL}),
        "How do we know who is asking, and what they may be told?",
    ),
    (
        frozenset({IncidentKind.PAPER_LOST, IncidentKind.PAPER_INSECURE, IncidentKind.DISPOSAL}),
        "What do we print or carry that we need not? Where does it lie at night?",
    ),
    (
        frozenset({IncidentKind.DEVICE_LOST, IncidentKind.PHYSICAL}),
        "If a phone, a laptop or a key was gone this evening, whom would we ring?",
    ),
    (
        frozenset({IncidentKind.LOOKED_AT, IncidentKind.CHANGED, IncidentKind.MISCONFIGURED}),
        "Who can see our records and no longer needs to?",
    ),
    (
        frozenset({IncidentKind.PHISHING, IncidentKind.MALWARE, IncidentKind.PASSWORDS, IncidentKind.HACKED}),
        "Which message would have fooled us this month? How do we tell?",
    ),
)
_ALWAYS = (
    "Did something nearly go wrong here this month? Did we tell anybody?",
    "What is one thing that we will do in another way from today?",
)
_MOST_ASKED = 3
#: Of one part, in a box; a paper has them all.
_MOST_POINTS = 20


@dataclass(frozen=True, slots=True)
class Part:
    title: str
    #: Paragraphs, before the points.
    words: tuple[str, ...] = ()
    points: tuple[str, ...] = ()


def title_of(month: str) -> str:
    return f"Incidents in {words_of(month)}"


def parts_of_digest(digest: MonthDigest) -> tuple[Part, ...]:
    """The digest in words, for a box and for a paper."""
    month = f"{first_of(digest.month):%B}"
    return (
        Part("What happened", tuple(_how_many(digest, month)), tuple(_kinds(digest))),
        Part("What nearly happened", (_near(digest.near_misses),)),
        Part("What was learned", tuple(_learned(digest)), digest.lessons),
        Part("Talk about it", ("You may use these questions.",), tuple(_questions(digest))),
    )


def talk_view(sheet: TalkSheet, subject: str, word: str, banner: str | None = None) -> Element:
    """In a box. `subject` is the token of the button that says that it was talked about, "" where that was said; `word`
    is a link."""
    body = [heading(title_of(sheet.digest.month)), text(_FOR)]
    for part in parts_of_digest(sheet.digest):
        points = [element for each in part.points[:_MOST_POINTS] for element in said(f"• {each}")]
        if len(part.points) > _MOST_POINTS:
            points.append(text(f"And {len(part.points) - _MOST_POINTS} more. They stand in the Word document."))
        body.append(group([heading(part.title, 2), *(text(each) for each in part.words), *points]))
    if sheet.talk.said_on is not None:
        body.append(_said(sheet.talk))
    ways = [leads_to("Get it as a Word document", word), press("Close", CLOSE)]
    if subject:
        ways.insert(0, press("We talked about it", {"verb": "incident_talk_said", "card": subject}, first=True))
    return card(body, ways, banner)


def talk_due(item: Item, seal: Seal, today: date) -> list[Element]:
    """On the card of what is due."""
    subject = item.obligation.subject_id
    read = opens("Read it", {"verb": "incident_talk", "card": seal("incident_talk", id=subject)}, first=True)
    done = executes("We talked about it", "incident_talked", {"card": seal("incident_talked", id=subject)})
    whose = [one_line(f"For {item.holder or 'somebody who is not on the staff list'}")] if item.anothers else []
    due = text(f"Talk about it with your team by {due_in_words(item.obligation.due_on, today)}.")
    return [one_line(item.owed.title, bold=True), *whose, due, buttons([read, done])]


def talk_answered(item: Item, _today: date) -> list[Element]:
    return [one_line(item.owed.title, bold=True), text("It is over, or your team has talked about it.")]


def talked_months(talks: Sequence[Talk], months: Sequence[str]) -> list[Element]:
    """Above the quarter's question: which of its months were talked about."""
    by_month = {each.month: each for each in talks}
    return [text("Incidents talked about in your team:", bold=True), *(_month(each, by_month) for each in months)]


_FOR = "This is for your team meeting. It is about the whole council, and names nobody."


def _month(month: str, talks: dict[str, Talk]) -> Element:
    talk = talks.get(month)
    if talk is None:
        return one_line(f"• {words_of(month)}: there was no digest for you")
    if talk.said_on is None:
        return one_line(f"• {words_of(month)}: nobody has said so yet")
    return one_line(f"• {words_of(month)}: yes, on {day(talk.said_on)}")


def _said(talk: Talk) -> Element:
    on = day(talk.said_on) if talk.said_on else ""
    return one_line(f"{talk.said_as} said on {on} that your team talked about it.", bold=True)


def _how_many(digest: MonthDigest, month: str) -> Iterator[str]:
    if digest.incidents == 0:
        yield f"No incident was reported in {month}."
        yield "It may be that all went well. It may also be that nobody told us."
    elif digest.incidents is None:
        yield f"A few incidents were reported in {month}. {_HIDDEN}"
    else:
        yield f"{counted(digest.incidents, 'incident was', 'incidents were')} reported in {month}."
        if any(count is None for _, count in digest.kinds):
            yield _HIDDEN


def _kinds(digest: MonthDigest) -> Iterator[str]:
    for kind, count in digest.kinds:
        yield _KIND[kind] if count is None else f"{_KIND[kind]}: {count}"


def _near(count: int | None) -> str:
    if count == 0:
        return "Nobody told us of anything that nearly happened. Telling us is worth it: it is how we learn."
    many = "A few of these" if count is None else str(count)
    return f"{many} nearly happened. Somebody saw it in time, and told us."


def _learned(digest: MonthDigest) -> Iterator[str]:
    if not digest.lessons:
        yield "No lesson is ready this month."
    if digest.left_out:
        left = counted(digest.left_out, "lesson is", "lessons are")
        yield f"{left} left out, because somebody might be named in it."


def _questions(digest: MonthDigest) -> Iterator[str]:
    happened = {kind for kind, _ in digest.kinds}
    yield from [question for kinds, question in _ASKED if kinds & happened][:_MOST_ASKED]
    yield from _ALWAYS
