"""The year's report on concerns as a document and as a workbook."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from governance.concern_figures import YearFigures
from governance.years import first_day, last_day, year_words
from papers.excel import Sheet, workbook
from papers.figure_tables import Unit, blocks, number, register_rows, sheets, words
from papers.paper import Block, Heading, Paper, Points, Words, shown

_UNIT = Unit("concern", "concerns")
#: Tables that are drawn as well.
_DRAWN = frozenset({"What the concerns were about", "How they ended"})
_HOW = (
    "A concern counts in the year in which it was closed, however long it took. One that is open counts nowhere yet.",
    "Numbers from 1 to 4 are not shown. Where they could be worked out from the others, those are not shown either.",
    "The figures come from the council’s register of concerns, which holds no name and no story. The same register "
    "gives the same figures.",
)


def title_of(year: int) -> str:
    return f"Whistleblowing: annual report {year_words(year)}"


def paper_of(figures: YearFigures, council: str) -> Paper:
    """For the Audit and Procurement Committee (policy paragraph 29)."""
    return Paper(title_of(figures.year), council, _time(figures.year), _made_on(figures.year), tuple(_blocks(figures)))


def workbook_of(figures: YearFigures, council: str) -> bytes:
    """Every published number once, on the sheet “Register”; all others are formulas over it."""
    register = Sheet(
        "Register",
        title_of(figures.year),
        f"Every number that is published, once. {_HOW[1]}",
        ["Table", "Line", "Concerns"],
        [["Concerns closed in the year", "", number(figures.concerns)], *register_rows(figures.tables)],
    )
    made = [register, *sheets(figures.tables, _UNIT)]
    lessons = [[lesson] for lesson in figures.lessons]
    made.append(Sheet("Lessons", "What the council learned", _withheld(figures), ["Lesson"], lessons))
    return workbook(title_of(figures.year), council, _made_on(figures.year), made)


def _blocks(figures: YearFigures) -> Iterator[Block]:
    yield Heading("How many")
    yield Words(f"Concerns that were closed in the year: {words(figures.concerns)}.")
    yield from blocks(figures.tables, _UNIT, _DRAWN)
    yield Heading("What the council learned")
    yield Points(figures.lessons) if figures.lessons else Words("No lesson was recorded.")
    if figures.withheld:
        yield Words(_withheld(figures))
    yield Heading("How the figures are made")
    yield Points(_HOW)


def _withheld(figures: YearFigures) -> str:
    if not figures.withheld:
        return "In words without names."
    one = figures.withheld == 1
    return f"{figures.withheld} more {'lesson is' if one else 'lessons are'} left out: the words may name a person."


def _time(year: int) -> str:
    return f"{shown(first_day(year))} to {shown(last_day(year))}"


def _made_on(year: int) -> date:
    """The first day on which it can be made, whenever it is: so that it is the same however often it is made."""
    return first_day(year + 1)
