"""A quarter's returns as a document and as a workbook: the SIRO's pack, and the same of a quarter that goes on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from governance.assurance import quarter_words
from governance.quarter_figures import Part, QuarterFigures
from papers.charts import Bars
from papers.excel import Sheet, workbook
from papers.paper import Block, Cell, Heading, Paper, Points, Table, Words, shown

_COUNTS = ("Asked", "Sent", "Of these late", "Non-returns", "Need not be sent", "Percent sent")


@dataclass(frozen=True, slots=True)
class _Shape:
    """How a part stands in a paper."""

    title: str
    headings: Sequence[str]
    #: Said where it has no rows.
    none: str
    about: str = ""
    #: The column that is drawn, from 0, and what its bars count; None for no chart.
    drawn: tuple[int, str] | None = None


_SHAPES = {
    Part.TREND: _Shape(
        "This quarter and those before",
        ("Quarter", *_COUNTS),
        "No quarter was counted.",
        "Quarters before stand as they were taken down when they closed.",
        (6, "percent of returns sent"),
    ),
    Part.DIRECTORATES: _Shape(
        "Returns by directorate",
        ("Directorate", *_COUNTS),
        "No returns were opened.",
        "",
        (6, "percent of returns sent"),
    ),
    Part.NON_RETURNS: _Shape(
        "Non-returns by name",
        ("Owner", "Directorate", "Assets", "Working days late"),
        "Every return that was asked for has come.",
        "Fifteen working days after its date a return that did not come is a non-return.",
    ),
    Part.EXEMPT: _Shape(
        "Returns that need not be sent",
        ("Owner", "Directorate", "Why", "Decided by", "On"),
        "There are none.",
        "They are in no other number.",
    ),
    Part.RHYTHMS: _Shape(
        "Other rhythms",
        ("Owner", "Directorate", "Asked", "Until", "Why"),
        "Everybody is asked each quarter.",
    ),
    Part.EXCEPTIONS: _Shape(
        "Exceptions: what does not hold",
        ("Statement", "Does not hold", "Has changed"),
        "There are none.",
        "How often owners answered so, in the returns that were sent.",
    ),
    Part.DIFFERENCES: _Shape(
        "Exceptions one by one",
        ("Owner", "Directorate", "Asset", "Statement", "Answer", "What is different", "What will be done", "By"),
        "In the returns that were sent, all is as it was.",
    ),
    Part.ACTIONS: _Shape(
        "Late actions",
        ("How late", "Actions"),
        "No action is late.",
        "From 5 working days on the head of service has heard of it, from 10 the director and the Records Manager, and "
        "from 20 the SIRO and the strategy group.",
        (1, "late actions"),
    ),
    Part.MOVED: _Shape(
        "Risks that moved",
        ("Number", "Risk", "Owner", "When the quarter opened", "Now"),
        "No risk rose, fell, came or went.",
    ),
    Part.APPETITE: _Shape(
        "Risks out of appetite",
        ("Number", "Risk", "Owner", "How high", "Score"),
        "There are none.",
        "Open risks that are high or very high, and that nobody has accepted.",
    ),
    Part.FOR_SIRO: _Shape("What owners wrote for the SIRO", ("Owner", "Words"), "Nobody wrote anything."),
}
_HOW = (
    "A return counts as sent when its owner has sent it, whether it is accepted yet or not.",
    "What need not be sent is counted by itself and is in no other number. An owner who is asked in another rhythm and "
    "not in this quarter is not counted.",
    "A quarter closes fifteen working days after its returns were due. Two working days later its figures are taken "
    "down, and stay as they were.",
)


def title_of(figures: QuarterFigures) -> str:
    return f"Information assurance: {quarter_words(figures.quarter)}"


def paper_of(figures: QuarterFigures, council: str) -> Paper:
    """The same figures give the same paper."""
    return Paper(title_of(figures), council, _about(figures), figures.as_of, tuple(_blocks(figures)))


def workbook_of(figures: QuarterFigures, council: str) -> bytes:
    """A sheet a part. The same figures give the same bytes."""
    sheets = [_sheet(str(number), figures, part) for number, part in enumerate(_parts(figures), 1)]
    how = Sheet("How", "How the figures are made", _about(figures), ["How"], [[each] for each in _HOW])
    return workbook(title_of(figures), council, figures.as_of, [*sheets, how])


def _parts(figures: QuarterFigures) -> list[Part]:
    """In the order of the shapes; without what is not for the reader."""
    return [part for part in _SHAPES if part in figures.rows]


def _about(figures: QuarterFigures) -> str:
    return f"Returns due on {shown(figures.due_on)}, as they stood on {shown(figures.as_of)}"


def _blocks(figures: QuarterFigures) -> Iterator[Block]:
    _, asked, sent, late, missing, exempt, percent = figures.total
    yield Heading("In short")
    rate = f" ({percent} percent)" if percent is not None else ""
    yield Points(
        [
            f"{shown(sent)} of {shown(asked)} returns were sent{rate}, {shown(late)} of them late.",
            f"{shown(missing)} did not come, and {shown(exempt)} need not be sent.",
            f"Risks out of appetite: {len(figures.of(Part.APPETITE))}.",
            f"Risks that moved: {len(figures.of(Part.MOVED))}.",
        ]
    )
    for part in _parts(figures):
        shape, rows = _SHAPES[part], figures.of(part)
        yield Heading(shape.title, 2)
        if not rows:
            yield Words(shape.none)
            continue
        if shape.about:
            yield Words(shape.about)
        yield Table(shape.title, shape.headings, _said(part, rows), captioned=False)
        if shape.drawn is not None:
            yield _bars(part, rows, *shape.drawn)
    yield Heading("How the figures are made")
    yield Points(_HOW)


def _sheet(name: str, figures: QuarterFigures, part: Part) -> Sheet:
    shape, rows = _SHAPES[part], figures.of(part)
    chart = (_bars(part, rows, *shape.drawn), shape.drawn[0]) if shape.drawn is not None and rows else None
    return Sheet(name, shape.title, shape.about if rows else shape.none, shape.headings, _said(part, rows), chart=chart)


def _bars(part: Part, rows: Sequence[Sequence[Cell]], column: int, unit: str) -> Bars:
    counts = [(str(row[0]), row[column]) for row in _said(part, rows)]
    drawn = tuple((name, each if isinstance(each, int) else None) for name, each in counts)
    return Bars(_SHAPES[part].title, unit, drawn, "none")


def _said(part: Part, rows: Sequence[Sequence[Cell]]) -> list[Sequence[Cell]]:
    """Quarters in words."""
    if part is not Part.TREND:
        return list(rows)
    return [(quarter_words(str(quarter)), *rest) for quarter, *rest in rows]
