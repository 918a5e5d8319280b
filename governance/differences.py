"""What a spreadsheet changes in a register, cell by cell: shown before anything is written, and after."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

#: More than this many of a kind are counted, not kept.
KEPT = 1000

#: A row as a spreadsheet has it: column → text.
Written = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Change:
    column: str
    #: As they stand in a spreadsheet; empty for an empty cell.
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One row that is known already, with the cells that change."""

    reference: str
    changes: tuple[Change, ...]


@dataclass(slots=True)
class Differences:
    """The first thousand of each kind."""

    added: list[str] = field(default_factory=list)
    changed: list[Difference] = field(default_factory=list)
    #: Known before, and not in the spreadsheet. They stay as they are.
    gone: list[str] = field(default_factory=list)

    def add(self, reference: str) -> None:
        if len(self.added) < KEPT:
            self.added.append(reference)

    def change(self, reference: str, before: Written, after: Written) -> None:
        if len(self.changed) < KEPT:
            self.changed.append(Difference(reference, changes(before, after)))

    def miss(self, references: Iterable[str]) -> None:
        self.gone = sorted(references)[:KEPT]


def changes(before: Written, after: Written) -> tuple[Change, ...]:
    """The cells that differ, in the order of the columns."""
    return tuple(
        Change(column, before.get(column, ""), text) for column, text in after.items() if before.get(column, "") != text
    )
