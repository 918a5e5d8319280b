"""The headings of a spreadsheet, whatever kind of file it is in."""

from __future__ import annotations

from collections.abc import Sequence

from governance.errors import Refused
from governance.rows import BadRows, Column, Problem, plain, quoted

MOST_ROWS = 200_000


def too_many_rows(name: str) -> Refused:
    return Refused(f"{name} has more than {MOST_ROWS:,} rows. Split it and import the parts.")


def matched(name: str, line: int, headings: Sequence[str], columns: Sequence[Column]) -> tuple[str, ...]:
    """The headings as column names. Raises BadRows for those that are unknown, repeated or missing."""
    order = tuple(map(plain, headings))
    while order and not order[-1]:
        order = order[:-1]
    known = {column.name for column in columns}
    problems = []
    for place, heading in enumerate(order):
        if not heading:
            problems.append(Problem(line, "", f"heading {place + 1} is empty. Remove the column or name it"))
        elif heading not in known:
            reason = f"heading {quoted(headings[place])} is not known. Remove the column, or check the spelling: "
            problems.append(Problem(line, "", reason + ", ".join(sorted(known - set(order)))))
        elif heading in order[:place]:
            problems.append(Problem(line, heading, "stands twice among the headings. Keep one of the two columns"))
    problems += [
        Problem(line, column.name, f"is missing. Add a column with {column.words}")
        for column in columns
        if column.needed and column.name not in order
    ]
    if problems:
        raise BadRows(name, problems)
    return order
