"""Who has returned and who has not: for the SIRO, the Records Manager, the strategy group and directors."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dialogs.views.done import CLOSE
from dialogs.views.parts import Element, card, counted, day, facts, group, heading, pages, press, text
from dialogs.views.said import one_line, said
from governance.assurance import Standing, quarter_words
from governance.services.overseeing import Outstanding, Overview


def overview_pages(seen: Overview) -> list[list[Element]]:
    """The overview cut into pieces that each fit a card."""
    return pages(_blocks(seen))


def overview(parts: Sequence[Sequence[Element]], page: int, banner: str | None = None) -> Element:
    """One page, from 0, of the parts that `overview_pages` made."""
    body = [heading("Overview")]
    if len(parts) > 1:
        body.append(text(f"Part {page + 1} of {len(parts)}"))
    turns = []
    if page > 0:
        turns.append(press("Earlier", {"verb": "overview", "page": page - 1}))
    if page + 1 < len(parts):
        turns.append(press("Further", {"verb": "overview", "page": page + 1}))
    return card([*body, *parts[page]], [*turns, press("Close", CLOSE)], banner)


def _blocks(seen: Overview) -> Iterator[Element]:
    if not seen.quarter or seen.due_on is None:
        yield text("No returns have been asked for yet. They open on the first working day of each quarter.")
        return
    yield heading(f"Returns for {quarter_words(seen.quarter)}", 2)
    if seen.directorate:
        yield one_line(seen.directorate, bold=True)
    late = f", {seen.returned_late} of them late" if seen.returned_late else ""
    yield facts(
        [
            ("Due", day(seen.due_on)),
            ("Sent", f"{seen.returned} of {seen.total}{late}"),
            ("Begun, not sent", str(seen.drafts)),
        ]
    )
    if len(seen.directorates) > 1:
        yield text("By directorate", bold=True)
        yield from (one_line(f"{each.name}: {each.returned} of {each.total}") for each in seen.directorates)
    yield text("Who has not sent it yet", bold=True)
    yield from (_outstanding(each) for each in seen.outstanding)
    if not seen.outstanding:
        yield text("Nobody: all have been sent.")
    if seen.for_siro:
        yield heading("What owners tell the SIRO", 2)
        for owner, words in seen.for_siro:
            yield group([one_line(owner, bold=True), *said(words)])


def _outstanding(each: Outstanding) -> Element:
    begun = "Begun" if each.drafted else "Not begun"
    stands = f"{begun}. {counted(each.assets, 'asset', 'assets')}."
    if each.days_late:
        stands += f" {counted(each.days_late, 'working day', 'working days')} late."
    named = [text("Named to the strategy group.", bold=True)] if each.standing is Standing.NON_RETURN else []
    return group([one_line(f"{each.owner}, {each.directorate}"), text(stands), *named], apart=False)
