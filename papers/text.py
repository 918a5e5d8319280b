"""A paper as plain text: what the terminal always shows."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from governance.typed import seen
from papers.charts import Bars
from papers.paper import Block, Heading, Paper, Points, Table, Words, shown

_WIDTH = 100


def told(paper: Paper) -> Iterator[str]:
    """Line by line, each with its end. Charts are left out: the tables beside them have the same numbers."""
    yield f"{_plain(paper.title)}\n{_plain(paper.council)}, {_plain(paper.about)}\n"
    for block in paper.blocks:
        yield from _block(block)


def _block(block: Block) -> Iterator[str]:
    match block:
        case Heading(words, level):
            yield f"\n{_plain(words).upper() if level == 1 else _plain(words)}\n"
        case Words(words):
            yield textwrap.fill(_plain(words), _WIDTH) + "\n"
        case Points(items):
            for item in items:
                yield textwrap.fill(_plain(item), _WIDTH, initial_indent="- ", subsequent_indent="  ") + "\n"
        case Table():
            yield from _table(block)
        case Bars():
            return


def _table(table: Table) -> Iterator[str]:
    rows = [[_plain(shown(cell)) for cell in row] for row in [table.headings, *table.rows]]
    widths = [max(len(row[column]) for row in rows) for column in range(len(table.headings))]
    yield f"\n{_plain(table.caption)}\n" if table.captioned else ""
    for row in rows:
        cells = [
            cell.ljust(width) if place == 0 else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield "  " + "  ".join(cells).rstrip() + "\n"


def _plain(words: str) -> str:
    """On one line, without what could move a terminal's cursor."""
    return " ".join(seen(words)[0].split())
