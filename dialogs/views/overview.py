"""Who has returned and who has not, and which actions are late: for the SIRO, the Records Manager, the strategy group
and directors."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from dialogs.views.done import CLOSE
from dialogs.views.parts import Element, buttons, card, counted, day, facts, group, heading, pages, press, text
from dialogs.views.said import one_line, said
from dialogs.views.watched_return import TO_NOTE
from governance.assurance import Standing, quarter_words
from governance.services.late_actions import Band, Late, LateActions
from governance.services.overseeing import DirectorateReturns, Outstanding, Overview

#: A token that opens the return of this id.
Row = Callable[[str], str]


def overview_pages(seen: Overview, row: Row) -> list[list[Element]]:
    """The overview cut into pieces that each fit a card."""
    return pages(_blocks(seen, row))


def overview(seen: Overview, parts: Sequence[Sequence[Element]], page: int, banner: str | None = None) -> Element:
    """One page, from 0, of the parts that `overview_pages` made."""
    body = [heading("Overview")]
    if len(parts) > 1:
        body.append(text(f"Part {page + 1} of {len(parts)}"))
    turns = []
    if seen.notes and seen.to_note:
        words = "Note the accepted return" if seen.to_note == 1 else f"Note the {seen.to_note} accepted returns"
        turns.append(press(words, TO_NOTE, first=True))
    if seen.rhythms or seen.rhythms_asked:
        waits = f" ({seen.rhythms_asked} to decide)" if seen.rhythms_asked else ""
        turns.append(press(f"Other rhythms{waits}", {"verb": "cadences"}))
    if seen.documents:
        turns.append(press("As a document", {"verb": "packs"}))
    if page > 0:
        turns.append(press("Earlier", {"verb": "overview", "page": page - 1}))
    if page + 1 < len(parts):
        turns.append(press("Further", {"verb": "overview", "page": page + 1}))
    return card([*body, *parts[page]], [*turns, press("Close", CLOSE)], banner)


def _blocks(seen: Overview, row: Row) -> Iterator[Element]:
    if seen.directorate:
        yield one_line(seen.directorate, bold=True)
    yield from _returns(seen)
    yield from _actions(seen.actions)
    if seen.outstanding:
        yield heading("Who has not sent their return yet", 2)
        yield from (_outstanding(each, row) for each in seen.outstanding)
    if seen.exempt:
        yield heading("Whose return need not be sent", 2)
        for each in seen.exempt:
            yield group([one_line(f"{each.owner}, {each.directorate}"), _open(each.return_id, row)], apart=False)
    if seen.actions.holders:
        yield heading("Who has a late action", 2)
        yield from (_late(each) for each in seen.actions.holders)
    if seen.for_siro:
        yield heading("What owners tell the SIRO", 2)
        for owner, words in seen.for_siro:
            yield group([one_line(owner, bold=True), *said(words)])


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


def _late(each: Late) -> Element:
    on = f"{each.oldest.day} {each.oldest:%B %Y}"
    first = f"the first due {on}" if each.actions > 1 else f"due {on}"
    return one_line(f"{each.holder}, {each.directorate}: {counted(each.actions, 'action', 'actions')}, {first}.")


def _returns(seen: Overview) -> Iterator[Element]:
    if not seen.quarter or seen.due_on is None:
        yield heading("Returns", 2)
        yield text("Nobody has been asked for one yet. They open on the first working day of each quarter.")
        return
    yield heading(f"Returns for {quarter_words(seen.quarter)}", 2)
    late = f", {seen.returned_late} of them late" if seen.returned_late else ""
    yield facts(
        [
            ("Due", day(seen.due_on)),
            ("Sent", f"{seen.returned} of {seen.total}{late}"),
            ("Begun, not sent", str(seen.drafts)),
            *([("Need not be sent", str(len(seen.exempt)))] if seen.exempt else []),
            *([("In another rhythm", counted(seen.rhythms, "owner", "owners"))] if seen.rhythms else []),
        ]
    )
    if len(seen.directorates) > 1:
        yield text("By directorate", bold=True)
        yield from (_directorate(each) for each in seen.directorates)


def _directorate(each: DirectorateReturns) -> Element:
    besides = f", and {each.exempt} that need not be sent" if each.exempt else ""
    return one_line(f"{each.name}: {each.returned} of {each.total}{besides}")


def _open(return_id: str, row: Row) -> Element:
    return buttons([press("Open", {"verb": "return_watched", "card": row(return_id)})])


def _outstanding(each: Outstanding, row: Row) -> Element:
    begun = "begun" if each.drafted else "not begun"
    stands = f"{each.owner}, {each.directorate}: {counted(each.assets, 'asset', 'assets')}, {begun}."
    if each.days_late:
        stands += f" {counted(each.days_late, 'working day', 'working days')} late."
    named = [text("Named to the strategy group.", bold=True)] if each.standing is Standing.NON_RETURN else []
    return group([one_line(stands), *named, _open(each.return_id, row)], apart=False)
