"""The year's report on concerns as a document and as a workbook."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from governance.concern_figures import FigureTable, YearFigures
from governance.suppression import Shown
from governance.years import first_day, last_day, year_words
from papers.charts import Bars
from papers.excel import HEAD, Formula, Sheet, workbook
from papers.paper import Block, Cell, Heading, Paper, Points, Table, Words, shown

#: Stands in the place of a number.
HIDDEN = "not shown"
FEW = "fewer than 5"
_ALL = "all"
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
        [["Concerns closed in the year", "", _number(figures.concerns)], *_register_rows(figures)],
    )
    sheets = [register, *_table_sheets(figures)]
    lessons = [[lesson] for lesson in figures.lessons]
    sheets.append(Sheet("Lessons", "What the council learned", _withheld(figures), ["Lesson"], lessons))
    return workbook(title_of(figures.year), council, _made_on(figures.year), sheets)


def _blocks(figures: YearFigures) -> Iterator[Block]:
    yield Heading("How many")
    yield Words(f"Concerns that were closed in the year: {_words(figures.concerns)}.")
    for table in figures.tables:
        yield Heading(table.title, 2)
        yield from _table_blocks(table)
    yield Heading("What the council learned")
    yield Points(figures.lessons) if figures.lessons else Words("No lesson was recorded.")
    if figures.withheld:
        yield Words(_withheld(figures))
    yield Heading("How the figures are made")
    yield Points(_HOW)


def _table_blocks(table: FigureTable) -> Iterator[Block]:
    if table.counts is None:
        yield Words("These numbers are too small to be shown.")
        return
    if table.of is None:
        yield Words("One concern may be counted on several lines.")
    rows: list[Sequence[Cell]] = [[name, _number(count)] for name, count in table.counts.items()]
    if table.of is not None:
        rows.append([_ALL, table.of])
    yield Table(table.title, [table.heading, "Concerns"], rows, captioned=False)
    if table.title in _DRAWN:
        yield Bars(table.title, "concerns", tuple(table.counts.items()), HIDDEN)


def _register_rows(figures: YearFigures) -> Iterator[Sequence[Cell]]:
    for table in figures.tables:
        for name, count in (table.counts or {}).items():
            yield [table.title, name, _number(count)]
        if table.counts is not None and table.of is not None:
            yield [table.title, _ALL, table.of]


def _table_sheets(figures: YearFigures) -> Iterator[Sheet]:
    """A sheet a table: each number is looked up on the register's sheet, and sums are made of it."""
    place = HEAD + 2
    for number, table in enumerate(figures.tables, 1):
        if table.counts is None:
            continue
        first = place
        rows: list[Sequence[Cell | Formula]] = []
        for name, count in table.counts.items():
            rows.append([name, Formula(f"=Register!$C${place}", HIDDEN if count is None else count)])
            place += 1
        if table.of is not None:
            rows += _sums(table.counts, table.of, first, place)
            place += 1
        bars = Bars(table.title, "concerns", tuple(table.counts.items()), HIDDEN)
        yield Sheet(f"{number}", table.title, _table_about(table), [table.heading, "Concerns"], rows, chart=(bars, 1))


def _sums(counts: Shown, of: int, first: int, whole: int) -> Iterator[Sequence[Cell | Formula]]:
    """`first` and `whole` are rows of the register: of the table's first line, and of its total, which stands last."""
    total = sum(count or 0 for count in counts.values())
    cells = f"Register!$C${first}:$C${whole - 1}"
    yield [_ALL, Formula(f"=Register!$C${whole}", of)]
    yield ["of these, on lines that are shown", Formula(f"=SUM({cells})", total)]
    yield ["of these, on lines that are not shown", Formula(f"=Register!$C${whole}-SUM({cells})", of - total)]


def _table_about(table: FigureTable) -> str:
    return "One concern may be counted on several lines." if table.of is None else "Each concern is on one line."


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


def _number(count: int | None) -> int | str:
    return HIDDEN if count is None else count


def _words(concerns: int | None) -> str:
    if concerns is None:
        return FEW
    return "none" if concerns == 0 else f"{concerns:,}"
