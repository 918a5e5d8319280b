"""The Information Risk Register as a spreadsheet: what each column means, and risks read from its rows."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date

from governance.errors import Refused
from governance.matrices import Level, Matrix
from governance.risks import Levels, Risk, RiskState, check_levels
from governance.rows import Cells, Column, Table, quoted

LONGEST = 4_000
#: As what a risk may come in that the register does not have; afterwards people say in Teams how it goes on.
COMES_IN_AS = (RiskState.DRAFT, RiskState.TREATING, RiskState.CLOSED)
_LEVELS = ("inherent", "current", "target")
LEVEL_COLUMNS = tuple(f"{which}_{part}" for which in _LEVELS for part in ("likelihood", "impact"))
TEXT_COLUMNS = ("title", "description", "controls")

_SAYS = {
    "inherent": "without any control",
    "current": "as it is now",
    "target": "as it should become",
}

COLUMNS = (
    Column("reference", "the risk's own reference, which never changes", "RSK-0007", True, 64),
    Column("asset", "the reference of the information asset that it is about", "IA-017", True, 64),
    Column("title", "the risk in a few words", "Letters go to old addresses", True, LONGEST),
    Column("description", "what could happen, why, and what would come of it", "Letters get lost", True, LONGEST),
    Column("controls", "what is done about it already", "Staff check every tenth letter", limit=LONGEST),
    *(
        Column(
            f"{which}_{part}",
            f"how {'likely it is' if part == 'likelihood' else 'bad it would be'} {words}: a number from 1",
            "3",
            True,
            20,
        )
        for which, words in _SAYS.items()
        for part in ("likelihood", "impact")
    ),
    Column("matrix", "the matrix on which it was judged; without it, the policy's", "5x5", limit=20),
    Column("reviewed_on", "the day on which its owner last looked at it; without it, today", "2027-01-12", limit=20),
    Column(
        "state",
        "how it stands. A new risk comes in as draft (its owner has to sign it), treating or closed; what the register "
        "knows of a risk already is not changed by this column",
        "treating",
        limit=40,
        choices=tuple(RiskState),
    ),
)


@dataclass(frozen=True, slots=True)
class GivenRisk:
    """One row, read; the risk's raiser and first day are not known to it."""

    line: int
    risk: Risk
    #: The cell said how it stands.
    says_state: bool
    #: The cell said when it was looked at.
    says_reviewed: bool


def read_risks(table: Table, assets: Collection[str], matrix: Matrix, today: date) -> tuple[list[GivenRisk], Cells]:
    """Every row, and the cells with what was wrong in them. `assets` are references of the register."""
    cells = Cells(table, COLUMNS)
    return cells.each(table, lambda: _risk(cells, assets, matrix, today)), cells


def _risk(cells: Cells, assets: Collection[str], matrix: Matrix, today: date) -> GivenRisk:
    asset = cells.text("asset")
    if asset and asset not in assets:
        cells.wrong("asset", f"{quoted(asset)} is not an asset of the register. Import the assets first")
    judged_on = cells.text("matrix")
    if judged_on and judged_on != matrix.key:
        cells.wrong(
            "matrix",
            f"{quoted(judged_on)} is not the policy's matrix, {matrix.key}: levels of one are not levels of the other. "
            f"Judge this risk on {matrix.key}, and write that",
        )
    reviewed_on = cells.date("reviewed_on")
    if reviewed_on is not None and reviewed_on > today:
        cells.wrong("reviewed_on", "is after today. Write the day on which its owner last looked at it")
    state = cells.choice("state", {each.value: each for each in RiskState})
    risk = Risk(
        reference=cells.once("reference", cells.text("reference")),
        asset_reference=asset,
        title=cells.text("title"),
        description=cells.text("description"),
        controls=cells.text("controls"),
        levels=_levels(cells, matrix),
        state=state or RiskState.TREATING,
        raised_on=today,
        raised_by="system",
        reviewed_on=reviewed_on or today,
    )
    return GivenRisk(cells.line, risk, state is not None, reviewed_on is not None)


def _levels(cells: Cells, matrix: Matrix) -> Levels:
    before = len(cells.problems)
    found = [_step(cells, name, matrix) for name in LEVEL_COLUMNS]
    levels = Levels(Level(*found[:2]), Level(*found[2:4]), Level(*found[4:]))
    if len(cells.problems) == before:
        try:
            check_levels(levels, matrix)
        except Refused as wrong:
            cells.wrong("current_likelihood", f"and its neighbours: {wrong}")
    return levels


def _step(cells: Cells, name: str, matrix: Matrix) -> int:
    text = cells.text(name)
    # A spreadsheet program may write a whole number as 3.0.
    number = text.removesuffix(".0")
    if not text:
        return 1
    if not (number.isdecimal() and number.isascii() and 1 <= int(number[:9]) <= matrix.size):
        cells.wrong(
            name, f"{quoted(text)} is not on the policy's matrix, {matrix.key}: a whole number from 1 to {matrix.size}"
        )
        return 1
    return int(number)


def risk_cells(risk: Risk, matrix: Matrix) -> dict[str, str]:
    """The row as a spreadsheet has it."""
    levels = risk.levels
    steps = [
        step for level in (levels.inherent, levels.current, levels.target) for step in (level.likelihood, level.impact)
    ]
    return {
        "reference": risk.reference,
        "asset": risk.asset_reference,
        "title": " ".join(risk.title.split()),
        "description": " ".join(risk.description.split()),
        "controls": " ".join(risk.controls.split()),
        **{name: str(step) for name, step in zip(LEVEL_COLUMNS, steps, strict=True)},
        "matrix": matrix.key,
        "reviewed_on": risk.reviewed_on.isoformat(),
        "state": risk.state.value,
    }


def with_cells(risk: Risk, given: Risk, columns: Collection[str]) -> Risk:
    """The risk, with what fills these columns taken from `given`."""
    texts = {name: getattr(given, name) for name in TEXT_COLUMNS if name in columns}
    levels = {which: getattr(risk.levels, which) for which in _LEVELS}
    for which in _LEVELS:
        for part in ("likelihood", "impact"):
            if f"{which}_{part}" in columns:
                levels[which] = replace(levels[which], **{part: getattr(getattr(given.levels, which), part)})
    return replace(risk, levels=Levels(**levels), **texts)
