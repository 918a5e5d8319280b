"""Rows of a spreadsheet that somebody else keeps, read strictly: every mistake is collected, none is guessed away."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TypeVar

from governance.errors import Refused
from governance.written_dates import EitherWay, read_date, why_no_date

Value = TypeVar("Value")

#: Characters that turn the direction of text or break a line in a place where nobody sees it.
HIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
#: More than this many mistakes are counted, not listed.
LISTED = 50


@dataclass(frozen=True, slots=True)
class Column:
    """A column of an imported spreadsheet, in the words of the person who fills it."""

    name: str
    #: What to write in it.
    words: str
    example: str
    needed: bool = False
    #: Characters.
    limit: int = 200
    #: The words that may stand in it, when only some may.
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    #: Of the file, from 1; where the row begins when a cell holds several lines.
    line: int
    #: As long as the table's columns, trimmed.
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A spreadsheet's rows, its headings already matched to column names."""

    #: What the person calls it: the file's name.
    name: str
    columns: tuple[str, ...]
    rows: Sequence[Row]
    #: What the reader should know although nothing is wrong, such as a guessed character set.
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake. The reason never repeats a name, a number of a person or an address."""

    line: int
    #: The heading; empty when the whole line is meant.
    column: str
    reason: str


class BadRows(Refused):
    """A spreadsheet with mistakes. Nothing of it was imported."""

    def __init__(self, name: str, problems: Iterable[Problem]) -> None:
        self.name = name
        self.problems = tuple(sorted(problems, key=lambda problem: problem.line))
        super().__init__("\n".join(self._words()))

    def _words(self) -> Iterator[str]:
        count = len(self.problems)
        things = "1 thing has" if count == 1 else f"{count:,} things have"
        yield f"{self.name}: {things} to be put right. Nothing was imported."
        for problem in self.problems[:LISTED]:
            where = f"line {problem.line}" + (f", column {problem.column}" if problem.column else "")
            yield f"  {self.name}, {where}: {problem.reason}"
        if count > LISTED:
            yield f"  … and {count - LISTED:,} more."
        yield "Put these right in the spreadsheet, save it, and import it again."


def quoted(text: str) -> str:
    """A short piece of a cell, safe to show on a terminal. Only for cells that name no person."""
    shown = HIDDEN.sub("�", text)
    return f"“{shown[:40]}…”" if len(shown) > 40 else f"“{shown}”"


@lru_cache(maxsize=1024)
def plain(word: str) -> str:
    """`Monitoring Officer`, `monitoring-officer` and `MONITORING_OFFICER` are the same word."""
    return "_".join(re.split(r"[\s_\-]+", word.strip().lower()))


class Cells:
    """Reads the cells of a table row by row and remembers what was wrong."""

    def __init__(self, table: Table, columns: Sequence[Column]) -> None:
        self._places: Mapping[str, tuple[int | None, Column]] = {
            column.name: (table.columns.index(column.name) if column.name in table.columns else None, column)
            for column in columns
        }
        self._row = Row(0, ())
        self._seen: dict[str, dict[str, int]] = {}
        self._either_way: dict[str, EitherWay] = {}
        self.problems: list[Problem] = []

    def each(self, table: Table, read: Callable[[], Value]) -> list[Value]:
        """What `read` makes of every row, in order: of wrong ones too, so that rows which name them are not wrong as
        well. Only to be used when there are no problems in the end."""
        values = []
        for row in table.rows:
            self._row = row
            values.append(read())
        return values

    @property
    def line(self) -> int:
        return self._row.line

    def wrong(self, column: str, reason: str, line: int | None = None) -> None:
        self.problems.append(Problem(self._row.line if line is None else line, column, reason))

    def text(self, name: str) -> str:
        """The cell as it stands, "" when it is empty or the column is absent. Line breaks in it become spaces."""
        place, column = self._places[name]
        text = "" if place is None else self._row.cells[place]
        if not text:
            if column.needed:
                self.wrong(name, f"is empty. Write {column.words}")
            return ""
        if len(text) > column.limit:
            self.wrong(name, f"is {len(text):,} characters long; at most {column.limit:,} fit")
            return ""
        if not text.isprintable():
            text = " ".join(text.replace("\ufeff", "").replace("\u200b", "").split())
            if HIDDEN.search(text):
                self.wrong(name, "holds a character that cannot be seen. Type the cell again")
                return ""
        return text

    def once(self, name: str, value: str) -> str:
        """The value, which no other row may have. An empty one passes."""
        first = self._seen.setdefault(name, {}).setdefault(value, self.line) if value else self.line
        if first != self.line:
            self.wrong(name, f"is the same as in line {first}. Each row has its own")
        return value

    def lines(self, name: str) -> Mapping[str, int]:
        """Where each value that was asked for with `once` stands."""
        return self._seen.get(name, {})

    def date(self, name: str) -> date | None:
        """None when empty, or wrong (and then remembered)."""
        text = self.text(name)
        if not text:
            return None
        day = read_date(text)
        if day is None:
            self.wrong(name, f"{quoted(text)} {why_no_date(text)}")
        else:
            self._either_way.setdefault(name, EitherWay()).see(text, day)
        return day

    def notes(self) -> tuple[str, ...]:
        """What the reader should know although nothing is wrong."""
        return tuple(note for name, dates in self._either_way.items() if (note := dates.note(name)))

    def yes_or_no(self, name: str) -> bool:
        """False when empty."""
        return self.choice(name, {"yes": True, "no": False}) or False

    def choice(self, name: str, choices: Mapping[str, Value]) -> Value | None:
        """By plain word. None when empty, or wrong (and then remembered)."""
        text = self.text(name)
        if not text:
            return None
        found = choices.get(plain(text))
        if found is None:
            known = ", ".join(choices).replace("_", " ")
            self.wrong(name, f"{quoted(text)} is not one of: {known}")
        return found

    def person(self, name: str, people: Mapping[str, str]) -> str | None:
        """A staff number, by a staff number or an e-mail address. None when empty, or wrong (and then remembered)."""
        text = self.text(name)
        if not text:
            return None
        found = people.get(text) or people.get(text.lower())
        if found is None:
            self.wrong(name, "is nobody's staff number or e-mail address. Import the people first")
        return found

    def persons(self, name: str, people: Mapping[str, str]) -> list[str]:
        """Staff numbers, in their order and each once, as `person` finds them."""
        found = []
        for part in self.parts(name):
            one = people.get(part) or people.get(part.lower())
            if one is None:
                self.wrong(name, "holds what is nobody's staff number or e-mail address. Import the people first")
            else:
                found.append(one)
        return list(dict.fromkeys(found))

    def parts(self, name: str) -> list[str]:
        """What stands between the semicolons of a cell."""
        text = self.text(name)
        return [part.strip() for part in text.split(";") if part.strip()] if text else []
