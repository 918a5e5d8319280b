"""What a paper says, before it is a file: the same blocks become Word, and text on a terminal.

A paper is made from what it is given and from nothing else: no clock, no name of the machine, no order that changes. So
the same figures give the same bytes, and whoever doubts a paper can make it again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from papers.charts import Bars

#: What stands in a cell; None is an empty one.
Cell = str | int | float | date | None


@dataclass(frozen=True, slots=True)
class Heading:
    """Level 1 opens a chapter, 2 a part of it."""

    words: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph."""

    words: str


@dataclass(frozen=True, slots=True)
class Points:
    """A list with a dot before each."""

    items: Sequence[str]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under headings. Its first column says what each row is about; numbers stand to the right."""

    caption: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    #: Whether the caption is to be seen; not where the heading above it says the same.
    captioned: bool = True


Block = Heading | Words | Points | Table | Bars


@dataclass(frozen=True, slots=True)
class Paper:
    """A document."""

    title: str
    #: Whose paper it is, such as the council's name.
    council: str
    #: One line below the title: the time it covers, or for whom it is.
    about: str
    #: The day that stands in the document's properties.
    made_on: date
    blocks: Sequence[Block]


def shown(cell: Cell) -> str:
    """A cell in words: 1,234 and 27 November 2026."""
    if cell is None:
        return ""
    if isinstance(cell, date):
        return f"{cell.day} {cell:%B %Y}"
    if isinstance(cell, int):
        return f"{cell:,}"
    if isinstance(cell, float):
        return f"{cell:,.1f}"
    return cell
