"""A workbook: sheets of rows, numbers that are formulas over other sheets, and charts that Excel draws.

What somebody wrote stays text. A cell never becomes a formula because of how its text begins, and when it is saved as
csv and opened again it does not either. Formulas are of a type of their own, and only ours.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from governance.typed import seen
from papers.charts import INK, Bars
from papers.paper import Cell, shown

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook as Book
    from xlsxwriter.worksheet import Worksheet

#: How a text begins that spreadsheet programs take for a formula.
_ACTIVE = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_MOST_LETTERS = 32_767
_WIDEST = 60
_LINE_HEIGHT = 15


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula of ours, without user text in it, and the value that it has."""

    formula: str
    value: int | float | str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A title and what it is about, then rows under headings. The headings stand on row `HEAD`, counted from 1."""

    name: str
    title: str
    about: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Cell | Formula]]
    #: Drawn beside the rows, of the first column and of the column with this number (from 0); None for no chart.
    chart: tuple[Bars, int] | None = None


#: The row of the headings: a title, a line about it and an empty row stand above.
HEAD = 4


def workbook(title: str, council: str, made_on: date, sheets: Sequence[Sheet]) -> bytes:
    """The bytes of an .xlsx. The same sheets give the same bytes."""
    import xlsxwriter

    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    created = datetime.combine(made_on, time())
    book.set_properties({"title": text(title), "author": text(council), "created": created})
    for sheet in sheets:
        _write(book, sheet)
    book.close()
    return file.getvalue()


def text(words: str) -> str:
    """What can be seen of a text, and nothing that a spreadsheet program would act on."""
    plain = seen(words)[0].strip()[: _MOST_LETTERS - 1]
    return f"'{plain}" if plain.startswith(_ACTIVE) else plain


def _write(book: Book, sheet: Sheet) -> None:
    page = book.add_worksheet(sheet.name)
    bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    head = book.add_format({"bold": True, "text_wrap": True, "bottom": 1, "valign": "top"})
    days = book.add_format({"num_format": "d mmmm yyyy", "align": "left", "valign": "top"})
    page.write_string(0, 0, text(sheet.title), bold)
    page.write_string(1, 0, text(sheet.about))
    for column, words in enumerate(sheet.headings):
        page.write_string(HEAD - 1, column, text(words), head)
    for line, row in enumerate(sheet.rows, HEAD):
        for column, cell in enumerate(row):
            _write_cell(page, line, column, cell, wrapped, days)
    _set_widths(page, sheet)
    page.freeze_panes(HEAD, 0)
    page.repeat_rows(HEAD - 1)
    page.set_paper(9)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.set_footer("&CPage &P of &N")
    if sheet.chart is not None:
        _draw(book, page, sheet, *sheet.chart)


def _write_cell(page: Worksheet, line: int, column: int, cell: Cell | Formula, wrapped: Format, days: Format) -> None:
    match cell:
        case None:
            page.write_blank(line, column, None, wrapped)
        case Formula(formula, value):
            page.write_formula(line, column, formula, None, value)
        case str():
            page.write_string(line, column, text(cell), wrapped)
        case date():
            page.write_datetime(line, column, datetime.combine(cell, time()), days)
        case _:
            page.write_number(line, column, cell)


def _set_widths(page: Worksheet, sheet: Sheet) -> None:
    for column, words in enumerate(sheet.headings):
        cells = (_words(row[column]) for row in sheet.rows)
        longest = max(map(len, [words, *cells]))
        page.set_column(column, column, min(longest + 2, _WIDEST))
    for line, row in enumerate(sheet.rows, HEAD):
        lines = max((-(-len(_words(cell)) // _WIDEST) for cell in row), default=1)
        if lines > 1:
            page.set_row(line, _LINE_HEIGHT * lines)


def _words(cell: Cell | Formula) -> str:
    return shown(cell.value if isinstance(cell, Formula) else cell)


def _draw(book: Book, page: Worksheet, sheet: Sheet, bars: Bars, column: int) -> None:
    chart: Any = book.add_chart({"type": "bar"})
    first, last = HEAD, HEAD + len(bars.rows) - 1
    chart.add_series(
        {
            "name": text(bars.unit),
            "categories": [sheet.name, first, 0, last, 0],
            "values": [sheet.name, first, column, last, column],
            "data_labels": {"value": True},
            "fill": {"color": INK},
        }
    )
    chart.set_title({"name": text(bars.title)})
    chart.set_legend({"none": True})
    chart.set_y_axis({"reverse": True})
    chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}, "min": 0})
    page.insert_chart(HEAD, len(sheet.headings) + 1, chart, {"description": text(bars.words)})
