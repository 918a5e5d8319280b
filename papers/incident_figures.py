"""The figures about incidents as a document and as a workbook."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from governance.incident_figures import KINDS_TITLE, TOLD_TITLE, IncidentFigures
from papers.excel import Sheet, workbook
from papers.figure_tables import Unit, blocks, number, register_rows, sheets, words
from papers.paper import Block, Heading, Paper, Points, Words, shown

TITLE = "Information-security incidents: figures"
_UNIT = Unit("incident", "incidents")
_DRAWN = frozenset({KINDS_TITLE, TOLD_TITLE})
_HIDES = (
    "Numbers from 1 to 4 are not shown. Where they could be worked out from the others, those are not shown either."
)
_FULL = "Small numbers are shown. This is for those who handle incidents: do not pass it on, and do not publish it."
_HOW = (
    "An incident counts in the time in which it was reported, and as it stood when this was made.",
    "The time until a report is from when it happened, in days, as a handler read it in the report. All other times "
    "are real hours from when the Council became aware, as a handler has confirmed it.",
    "One that was told twice counts once. One that somebody is kept out of is never counted, whoever asks.",
    "Kinds are in the words of the Information Commissioner.",
)


def paper_of(figures: IncidentFigures, council: str) -> Paper:
    return Paper(TITLE, council, _time(figures), _made_on(figures), tuple(_blocks(figures)))


def workbook_of(figures: IncidentFigures, council: str) -> bytes:
    """Every number once, on the sheet “Register”; all others are formulas over it."""
    register = Sheet(
        "Register",
        f"{TITLE}, {_time(figures)}",
        f"Every number, once. {_smallness(figures)}",
        ["Table", "Line", "Incidents"],
        [["Incidents that were reported", "", number(figures.incidents)], *register_rows(figures.tables)],
    )
    made = [register, *sheets(figures.tables, _UNIT)]
    made.append(Sheet("How", "How the figures are made", _time(figures), ["How"], [[each] for each in _how(figures)]))
    return workbook(TITLE, council, _made_on(figures), made)


def _blocks(figures: IncidentFigures) -> Iterator[Block]:
    yield Heading("How many")
    yield Words(f"Incidents that were reported in this time: {words(figures.incidents)}.")
    yield from blocks(figures.tables, _UNIT, _DRAWN)
    yield Heading("How the figures are made")
    yield Points(_how(figures))


def _how(figures: IncidentFigures) -> Sequence[str]:
    return [_smallness(figures), *_HOW]


def _smallness(figures: IncidentFigures) -> str:
    return _HIDES if figures.hides else _FULL


def _time(figures: IncidentFigures) -> str:
    return f"{shown(figures.period.first)} to {shown(figures.period.last)}"


def _made_on(figures: IncidentFigures) -> date:
    """The first day on which they can be made, whenever they are: the same figures give the same file."""
    return figures.period.last + timedelta(days=1)
