"""Tables of figures: in a document with charts, and in a workbook whose numbers are formulas over one sheet."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from governance.concern_figures import FigureTable
from governance.suppression import Shown
from papers.charts import Bars
from papers.excel import HEAD, Formula, Sheet
from papers.paper import Block, Cell, Heading, Table, Words

#: Stands in the place of a number.
HIDDEN = "not shown"
FEW = "fewer than 5"
_ALL = "all"


@dataclass(frozen=True, slots=True)
class Unit:
    """What is counted: “concern” and “concerns”."""

    one: str
    many: str

    @property
    def heading(self) -> str:
        return self.many.capitalize()

    @property
    def several(self) -> str:
        return f"One {self.one} may be counted on several lines."


def blocks(tables: Sequence[FigureTable], unit: Unit, drawn: Collection[str]) -> Iterator[Block]:
    """Each below its heading. `drawn` are the titles of those that have a chart as well."""
    for table in tables:
        yield Heading(table.title, 2)
        yield from _table(table, unit, table.title in drawn)


def register_rows(tables: Sequence[FigureTable]) -> Iterator[Sequence[Cell]]:
    """Every number that is shown, once."""
    for table in tables:
        for name, count in (table.counts or {}).items():
            yield [table.title, name, number(count)]
        if table.counts is not None and table.of is not None:
            yield [table.title, _ALL, table.of]


def sheets(tables: Sequence[FigureTable], unit: Unit) -> Iterator[Sheet]:
    """A sheet a table: each number is looked up on the sheet “Register”, and sums are made of it. There the rows of the
    tables begin below one other row."""
    place = HEAD + 2
    for position, table in enumerate(tables, 1):
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
        bars = Bars(table.title, unit.many, tuple(table.counts.items()), HIDDEN)
        about = unit.several if table.of is None else f"Each {unit.one} is on one line."
        yield Sheet(f"{position}", table.title, about, [table.heading, unit.heading], rows, chart=(bars, 1))


def number(count: int | None) -> int | str:
    return HIDDEN if count is None else count


def words(count: int | None) -> str:
    """Of a whole."""
    if count is None:
        return FEW
    return "none" if count == 0 else f"{count:,}"


def _table(table: FigureTable, unit: Unit, is_drawn: bool) -> Iterator[Block]:
    if table.counts is None:
        yield Words("These numbers are too small to be shown.")
        return
    if table.of is None:
        yield Words(unit.several)
    rows: list[Sequence[Cell]] = [[name, number(count)] for name, count in table.counts.items()]
    if table.of is not None:
        rows.append([_ALL, table.of])
    yield Table(table.title, [table.heading, unit.heading], rows, captioned=False)
    if is_drawn:
        yield Bars(table.title, unit.many, tuple(table.counts.items()), HIDDEN)


def _sums(counts: Shown, of: int, first: int, whole: int) -> Iterator[Sequence[Cell | Formula]]:
    """`first` and `whole` are rows of the register: of the table's first line, and of its total, which stands last."""
    total = sum(count or 0 for count in counts.values())
    cells = f"Register!$C${first}:$C${whole - 1}"
    yield [_ALL, Formula(f"=Register!$C${whole}", of)]
    yield ["of these, on lines that are shown", Formula(f"=SUM({cells})", total)]
    yield ["of these, on lines that are not shown", Formula(f"=Register!$C${whole}-SUM({cells})", of - total)]
