"""Who has returned and who has not, which actions are late, what does not hold, and risks: for the SIRO, the Records
Manager and the strategy group; for a director what is theirs. Each row leads to what it is about."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from dialogs.views.done import CLOSE
from dialogs.views.parts import (
    Element,
    bar,
    buttons,
    card,
    counted,
    day,
    facts,
    group,
    heading,
    pages,
    press,
    text,
)
from dialogs.views.said import one_line, said
from dialogs.views.watched_return import TO_NOTE
from governance.assurance import Standing, quarter_words
from governance.quarter_figures import Part, QuarterFigures, Row, percent
from governance.services.late_actions import Band, Late, LateActions
from governance.services.nudging import Nudged
from governance.services.overseeing import DirectorateReturns, Outstanding, Overview

#: A token for a button that does this verb with what has this id.
Seal = Callable[[str, str], str]
#: Statements that do not hold most often, and the highest risks: so many are shown.
_EXCEPTIONS, _RISKS = 5, 10


def overview_pages(seen: Overview, seal: Seal) -> list[list[Element]]:
    """The overview cut into pieces that each fit a card."""
    return pages(_blocks(seen, seal))


def overview(parts: Sequence[Sequence[Element]], page: int, said_first: str = "", banner: str | None = None) -> Element:
    """One page, from 0, of the parts that `overview_pages` made."""
    body = [heading("Overview"), *([text(said_first, bold=True)] if said_first else [])]
    if len(parts) > 1:
        body.append(text(f"Part {page + 1} of {len(parts)}"))
    turns = []
    if page > 0:
        turns.append(press("Earlier", {"verb": "overview", "page": page - 1}))
    if page + 1 < len(parts):
        turns.append(press("Further", {"verb": "overview", "page": page + 1}))
    return card([*body, *parts[page]], [*turns, press("Close", CLOSE)], banner)


def nudged_words(done: Nudged) -> str:
    """What came of a reminder in one press."""
    told = counted(done.reminded, "person is", "people are")
    words = [f"{told} reminded, with the next message that they get." if done.reminded else "Nobody was reminded."]
    if done.already:
        words.append(f"{counted(done.already, 'person had', 'people had')} a message today already.")
    if done.away:
        words.append(f"{counted(done.away, 'owner is', 'owners are')} away, and nobody acts for them today.")
    return " ".join(words)


def _blocks(seen: Overview, seal: Seal) -> Iterator[Element]:
    if seen.directorate:
        yield one_line(seen.directorate, bold=True)
    yield from _returns(seen)
    if ways := _ways_on(seen, seal):
        yield buttons(ways)
    if len(seen.directorates) > 1:
        yield heading("Returns by directorate", 2)
        yield from (_directorate(each) for each in seen.directorates)
    yield from _actions(seen.actions)
    if seen.figures is not None:
        yield from _exceptions(seen.figures)
        yield from _risks(seen.figures, seal)
    if seen.outstanding:
        yield heading("Who has not sent their return yet", 2)
        yield from (_outstanding(each, seal, reminds=seen.reminds) for each in seen.outstanding)
    if seen.exempt:
        yield heading("Whose return need not be sent", 2)
        for each in seen.exempt:
            opening = press("Open", {"verb": "return_watched", "card": seal("return_watched", each.return_id)})
            yield group([one_line(f"{each.owner}, {each.directorate}"), buttons([opening])], apart=False)
    if seen.actions.holders:
        yield heading("Who has a late action", 2)
        yield from (_late(each, seal, opens=seen.reminds) for each in seen.actions.holders)
    if seen.for_siro:
        yield heading("What owners tell the SIRO", 2)
        for owner, words in seen.for_siro:
            yield group([one_line(owner, bold=True), *said(words)])


def _ways_on(seen: Overview, seal: Seal) -> list[Element]:
    """What the reader may do about the whole."""
    ways = []
    if seen.reminds and seen.outstanding:
        words = f"Remind all {len(seen.outstanding)}" if len(seen.outstanding) > 1 else "Remind the one"
        ways.append(press(words, {"verb": "nudge_all", "card": seal("nudge_all", seen.quarter)}, first=True))
    if seen.notes and seen.to_note:
        words = "Note the accepted return" if seen.to_note == 1 else f"Note the {seen.to_note} accepted returns"
        ways.append(press(words, TO_NOTE))
    if seen.rhythms or seen.rhythms_asked:
        waits = f" ({seen.rhythms_asked} to decide)" if seen.rhythms_asked else ""
        ways.append(press(f"Other rhythms{waits}", {"verb": "cadences"}))
    if seen.figures is not None:
        ways.append(press("As a document", {"verb": "packs"}))
    return ways


# ------------------------------------------------------------------ returns


def _returns(seen: Overview) -> Iterator[Element]:
    if not seen.quarter or seen.due_on is None:
        yield heading("Returns", 2)
        yield text("Nobody has been asked for one yet. They open on the first working day of each quarter.")
        return
    yield heading(f"Returns for {quarter_words(seen.quarter)}", 2)
    late = f", {seen.returned_late} of them late" if seen.returned_late else ""
    pairs = [
        ("Due", day(seen.due_on)),
        ("Sent", f"{seen.returned} of {seen.total}{late}"),
        ("Begun, not sent", str(seen.drafts)),
    ]
    if seen.exempt:
        pairs.append(("Need not be sent", str(len(seen.exempt))))
    if seen.rhythms:
        pairs.append(("In another rhythm", counted(seen.rhythms, "owner", "owners")))
    yield facts(pairs)
    sent = percent(seen.returned, seen.total)
    if sent is not None:
        yield _measured(text(f"{sent} percent are sent.{_before(seen.figures)}"), sent)


def _before(figures: QuarterFigures | None) -> str:
    """How the last quarter ended, or stands."""
    if figures is None or len(figures.of(Part.TREND)) < 2:  # this one and the one before
        return ""
    _, asked, returned, *_, share = figures.of(Part.TREND)[-2]
    return f" The quarter before it was {share} percent: {returned} of {asked}." if share is not None else ""


def _directorate(each: DirectorateReturns) -> Element:
    share = percent(each.returned, each.total)
    besides = f", and {each.exempt} that need not be sent" if each.exempt else ""
    rate = f" ({share} percent)" if share is not None else ""
    words = one_line(f"{each.name}: {each.returned} of {each.total}{rate}{besides}")
    return words if share is None else _measured(words, share)


def _measured(words: Element, share: int) -> Element:
    return {"type": "Container", "spacing": "Small", "items": [words, bar(share)]}


def _outstanding(each: Outstanding, seal: Seal, *, reminds: bool) -> Element:
    begun = "begun" if each.drafted else "not begun"
    stands = f"{each.owner}, {each.directorate}: {counted(each.assets, 'asset', 'assets')}, {begun}."
    if each.days_late:
        stands += f" {counted(each.days_late, 'working day', 'working days')} late."
    named = [text("Named to the strategy group.", bold=True)] if each.standing is Standing.NON_RETURN else []
    ways = [press("Open", {"verb": "return_watched", "card": seal("return_watched", each.return_id)})]
    if reminds:
        ways.append(press("Remind", {"verb": "nudge", "card": seal("nudge", each.return_id)}))
    return group([one_line(stands), *named, buttons(ways)], apart=False)


# ------------------------------------------------------------------ what stands beside them


def _exceptions(figures: QuarterFigures) -> Iterator[Element]:
    """What was answered with no or changed, the most frequent first."""
    found = [row for row in figures.of(Part.EXCEPTIONS) if _answers(row)]
    if not found:
        return
    yield heading("What does not hold", 2)
    yield text("So often owners answered no, or that it has changed, in the returns that were sent.")
    shown = sorted(found, key=lambda row: -_answers(row))
    for says, refused, changed in shown[:_EXCEPTIONS]:
        yield one_line(f"{says} No: {refused}. Changed: {changed}.")
    if len(shown) > _EXCEPTIONS:
        yield text(f"And {len(shown) - _EXCEPTIONS} more: they are in the document.")


def _answers(row: Row) -> int:
    return sum(cell for cell in row if isinstance(cell, int))


def _risks(figures: QuarterFigures, seal: Seal) -> Iterator[Element]:
    rows = figures.of(Part.APPETITE)
    yield heading("Risks out of appetite", 2)
    if not rows:
        yield text("There are none: each high risk is accepted by somebody, until a day.")
        return
    yield text(f"{counted(len(rows), 'risk is', 'risks are')} high or very high, and nobody has accepted what is left.")
    for reference, title, owner, band, score in rows[:_RISKS]:
        opening = press("Open", {"verb": "risk", "card": seal("risk", str(reference))})
        yield group([one_line(f"{title}, {owner}: {band} ({score})"), buttons([opening])], apart=False)
    if len(rows) > _RISKS:
        yield buttons([press("All risks", {"verb": "risks"})])


def _actions(seen: LateActions) -> Iterator[Element]:
    yield heading("What people have to do", 2)
    waiting = f"{seen.requests} not decided yet"
    if seen.requests_late:
        waiting += f", {seen.requests_late} of them late"
    yield facts(
        [
            ("To be done", counted(seen.open, "action", "actions")),
            ("Late", str(seen.late)),
            ("More time", waiting),
            ("Done", f"{seen.checks} not checked yet"),
            *([("Proposed", f"{seen.proposals} not agreed to yet")] if seen.proposals else []),
            *([("Without a date", str(seen.undated))] if seen.undated else []),
        ]
    )
    if seen.late:
        yield text("How many working days late", bold=True)
        yield facts((_band(band), str(band.actions)) for band in seen.bands if band.actions)


def _band(band: Band) -> str:
    if band.below is None:
        return f"{band.at_least} or more"
    return f"{band.at_least} to {band.below - 1}" if band.at_least else f"Less than {band.below}"


def _late(each: Late, seal: Seal, *, opens: bool) -> Element:
    on = f"{each.oldest.day} {each.oldest:%B %Y}"
    first = f"the first due {on}" if each.actions > 1 else f"due {on}"
    words = one_line(f"{each.holder}, {each.directorate}: {counted(each.actions, 'action', 'actions')}, {first}.")
    if not opens:
        return words
    title = "Open the first" if each.actions > 1 else "Open"
    return group(
        [words, buttons([press(title, {"verb": "action", "card": seal("action", each.reference)})])], apart=False
    )
