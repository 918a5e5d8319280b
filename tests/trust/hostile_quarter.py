"""What is typed about a quarter's returns, on the cards of those who look after all of them, and in their documents."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Protocol

from dialogs.views.cadences import cadence_view, cadences_list
from dialogs.views.overview import overview, overview_pages
from dialogs.views.watched_return import WatchButtons, to_note_pages, to_note_view, watched_view
from governance.assurance import Return, ReturnState, Standing
from governance.assurance_answers import LONGEST_COMMENT
from governance.cadences import Cadence, CadenceState
from governance.quarter_figures import Part, QuarterFigures, Row
from governance.services.agreeing_cadences import CadenceFile
from governance.services.late_actions import Band, Late, LateActions
from governance.services.noting import AcceptedReturn, ToNote
from governance.services.overseeing import DirectorateReturns, Excused, Outstanding, Overview
from governance.services.watching_returns import WatchedReturn
from governance.siro_decisions import Exemption, Noting
from papers.excel import text
from papers.quarter_pack import workbook_of

DAY = date(2027, 1, 22)
QUARTER = "2027-Q1"
TOKEN = "t" * 300


class Types(Protocol):
    def line(self) -> str: ...

    def words(self) -> str: ...


def of_a_quarter(t: Types) -> Iterator[object]:
    late = LateActions(3, (Band(0, 5, 3),), (Late(t.line(), t.line(), 3, DAY),))
    seen = Overview(
        QUARTER, DAY, t.line(), 3, 1, 9, (Excused(t.line(), t.line(), "a"),), 2, 1,
        (DirectorateReturns(t.line(), 9, 3, 1), DirectorateReturns(t.line(), 0, 0)),
        (Outstanding(t.line(), t.line(), 4, True, Standing.NON_RETURN, 20, "b"),),
        ((t.line(), t.words()[:LONGEST_COMMENT]),), True, 2, 1, _figures(t, 3), True, late,
    )  # fmt: skip
    parts = overview_pages(seen, lambda _verb, _id: TOKEN)
    yield from (overview(parts, page) for page in range(len(parts)))
    back = Return("a", QUARTER, "1", DAY, DAY, ReturnState.NOTED, signed=t.line())
    exemption = Exemption("a", DAY, "1", t.line(), "siro", t.words()[:1_000])
    noting = Noting("a", 3, DAY, "1", t.line(), "siro", "m")
    stands = WatchedReturn(back, t.line(), t.line(), Standing.NOTED, 3, 4, 2, exemption, noting, True, True)
    yield watched_view(stands, WatchButtons(TOKEN, TOKEN))
    waiting = ToNote(QUARTER, tuple(AcceptedReturn(back, t.line(), 2, 3) for _ in range(20)), 4)
    listed = to_note_pages(waiting)
    yield from (to_note_view(waiting, listed, page, TOKEN) for page in range(len(listed)))
    yield from _rhythms(t)


def _rhythms(t: Types) -> Iterator[object]:
    references = tuple(t.line() for _ in range(30))
    cadence = Cadence(
        "1", 1, 2, QUARTER, references, t.words()[:1_000], DAY, CadenceState.AGREED, DAY, "2", DAY, "3",
        t.words()[:1_000],
    )  # fmt: skip
    files = [CadenceFile(cadence, t.line(), t.line(), t.line(), True, True) for _ in range(8)]
    yield cadences_list(files, 0, {cadence.subject: TOKEN})
    yield cadence_view(files[0], TOKEN, TOKEN)


def quarter_workbook(t: Types, rows: int) -> tuple[int, bytes]:
    """(cells with something typed, the workbook)."""
    figures = _figures(t, rows)
    cells = sum(isinstance(cell, str) for each in figures.rows.values() for row in each for cell in row)
    return cells, workbook_of(figures, text(t.line()))


def _figures(t: Types, rows: int) -> QuarterFigures:
    typed: list[tuple[Part, Row]] = [(Part.TREND, (QUARTER, 9, 3, 1, 1, 1, 33))]
    for _ in range(rows):
        typed += [
            (Part.DIRECTORATES, (t.line(), 9, 3, 1, 1, 1, 33)),
            (Part.NON_RETURNS, (t.line(), t.line(), 4, 20)),
            (Part.EXEMPT, (t.line(), t.line(), t.words(), t.line(), DAY)),
            (Part.RHYTHMS, (t.line(), t.line(), "every half year", DAY, t.words())),
            (Part.DIFFERENCES, (t.line(), t.line(), t.line(), "It holds.", "no", t.words(), t.words(), DAY)),
            (Part.MOVED, (t.line(), t.line(), t.line(), "low (4)", "high (12)")),
            (Part.APPETITE, (t.line(), t.line(), t.line(), "high", 12)),
            (Part.FOR_SIRO, (t.line(), t.words())),
        ]
    parts = {part: tuple(row for each, row in typed if each is part) for part in Part}
    return QuarterFigures(QUARTER, DAY, DAY, parts)
