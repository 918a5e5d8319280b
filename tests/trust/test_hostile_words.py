"""What would be lost: whatever a person types could run in front of somebody else. A link to press on, a template that
is filled in, a line that reads backwards, a formula in a spreadsheet; or a box that does not open any more."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import cycle
from random import Random
from typing import Any, cast

import pytest

from dialogs.forms.contacts import DEMO
from dialogs.ico_answers import ico_answers
from dialogs.views.case import CaseButtons, case_pages, case_view
from dialogs.views.cases import cases
from dialogs.views.closing import closing_about
from dialogs.views.ico_pack import pack_pages, pack_view
from dialogs.views.incident_record import RecordButtons as IncidentButtons
from dialogs.views.incident_record import record_pages as incident_record_pages
from dialogs.views.incident_record import record_view as incident_record_view
from dialogs.views.incident_record import steps_of, task_view
from dialogs.views.incidents import incident_pages, incident_view, incidents
from dialogs.views.parts import card
from dialogs.views.record import ADDS, ALL, RecordButtons, record_pages, record_view
from dialogs.views.sharing import TeamButtons, about, done_agreed, shares_view, team_view
from governance.actions import Action, ActionState, action_cells
from governance.assets import Asset, asset_cells
from governance.case_record import CaseEntry, CaseRecord, Inside, Opened, Recorded
from governance.case_sharing import ShareRequest
from governance.concern_figures import YearFigures
from governance.incident_course import Course, Entry, EntryKind, IncidentTask, OpenEntry, TaskKind
from governance.incidents import Gravity, Incident, IncidentKind, IncidentState, Naming, Origin
from governance.people import Person
from governance.reports import Author, Identity, Standing, State
from governance.reports import Entry as LetterKind
from governance.services.case_teams import Asked, Team, Worker
from governance.services.corresponding import LetterText
from governance.services.handling import Case, CaseLine
from governance.services.incident_files import IncidentFile, IncidentLine
from governance.services.incident_record import IncidentRecord
from governance.services.incident_tasks import TaskLine
from governance.staff import staff_cells
from papers.writing import csv_bytes, workbook
from papers.yearly_concerns import workbook_of
from tests.papers.test_writing import FORMULA
from tests.trust.conftest import Figure
from tests.trust.hostile_quarter import of_a_quarter, quarter_workbook
from tests.trust.typed import hostile, huge, is_tame

MONDAY = date(2026, 11, 23)
NINE = datetime(2026, 11, 23, 9, tzinfo=UTC)
TOKEN = "t" * 300
#: What a field of one line takes at most: a name, a title, a number.
LINE = 300
#: … and what a handler writes about an incident.
PAGE = 3_000
Cards = list[dict[str, Any]]


class Typist:
    """Gives something hostile each time, and counts."""

    def __init__(self, seed: int) -> None:
        self._chance = Random(seed)
        self.typed = 0

    def line(self) -> str:
        return self.words()[:LINE]

    def page(self) -> str:
        """Where everything has to stand on one card."""
        return self.words()[:PAGE]

    def words(self) -> str:
        self.typed += 1
        return hostile(self._chance) if self._chance.random() < 0.999 else huge(self._chance)

    def sections(self) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
        return (("What happened", tuple(("Tell us what happened", self.words()) for _ in range(3))),)

    def person(self, number: int) -> Person:
        return Person(str(number), f"{number:08x}-0000-4000-8000-000000000000", self.line(), self.line(), self.line())


def turns(parts: list[Any]) -> tuple[str, ...]:
    return (TOKEN,) * len(parts)


def of_a_case(t: Typist) -> Iterator[object]:
    line = CaseLine("a" * 32, 3, t.line(), Identity.NAMED, MONDAY, MONDAY, State.RECEIVED, True, 7, unread=1)
    letters = (
        LetterText(Author.HANDLER, LetterKind.QUESTION, MONDAY, t.words(), t.line(), "b"),
        LetterText(Author.REPORTER, LetterKind.ANSWER, MONDAY, t.words(), id="c", question="b", files=1),
    )
    case = Case(line, t.sections(), t.sections(), letters)
    parts = case_pages(case)
    yield cases([line, replace(line, report_id="b" * 32, title=t.line())], 0, {"a" * 32: TOKEN, "b" * 32: TOKEN})
    yield from (case_view(case, n, parts, CaseButtons(TOKEN, TOKEN, turns(parts))) for n in range(len(parts)))


def of_its_record(t: Typist) -> Iterator[object]:
    def entry(number: int, kind: Recorded) -> Opened:
        inside = Inside(t.words(), (("Who was there", t.line()),), {}, t.line(), corrects=number - 1)
        return Opened(CaseEntry(f"{number:032x}", "a" * 32, number, MONDAY, "1", t.line(), kind, b""), inside)

    entries = tuple(entry(number, kind) for number, kind in enumerate(Recorded, 1))
    record = CaseRecord(entries, missing=(40,), altered=(3,))
    tokens = RecordButtons({form: TOKEN for form, _ in ADDS}, (), TOKEN, TOKEN)
    for wanted in (ALL, t.line()):
        parts = record_pages(record, wanted)
        tokens = replace(tokens, turn=turns(parts))
        yield from (record_view(record, wanted, n, parts, tokens) for n in range(len(parts)))


def of_who_works_on_it(t: Typist) -> Iterator[object]:
    people = [t.person(number) for number in range(5)]
    asked = Asked(ShareRequest("c" * 32, "a" * 32, "1", True, MONDAY, "2", MONDAY), t.line(), t.line(), True)
    workers = tuple(Worker(each, standing, True) for each, standing in zip(people, Standing, strict=False))
    team = Team("a" * 32, 3, Standing.LEAD, workers, (asked,), tuple(people), tuple(people))
    tokens = {each.id: TOKEN for each in people}
    yield team_view(team, TeamButtons({"c" * 32: TOKEN}, tokens, tokens, TOKEN, TOKEN))
    yield shares_view([asked], {"c" * 32: TOKEN})
    yield done_agreed(t.line())
    yield card([about(t.line(), "For")])


def _incident(t: Typist) -> Incident:
    return Incident(
        "a" * 32, Origin.REPORTED, Naming.NAMED, IncidentState.DECIDED, MONDAY, NINE, IncidentKind.EMAIL,
        near_miss=False, suspected=True, ongoing=True, live_attack=True, directorate=t.line(), asset="A1",
        service_desk=t.line(), key_id="b" * 32, story=b"", form="", told=("1",), aware_at=NINE, severity="S3",
    )  # fmt: skip


def _course_of(t: Typist) -> Course:
    return Course(
        "a" * 32, "1", NINE, NINE, NINE, NINE, "tell", "notify", NINE, t.line(), closing_by="1", lesson=t.page()
    )


#: Words that handlers write about an incident, by the name under which they are kept.
WRITTEN = ("words", "reason", "advice", "cause", "lesson", "controls", "supplier", "to_do", "reference", "decided_by")


def of_an_incident(t: Typist) -> Iterator[object]:
    line = IncidentLine(_incident(t), "INC-1", t.line(), can_open=True)
    file = IncidentFile(line, t.sections(), t.sections(), Gravity(), None)
    parts = incident_pages(file, DEMO)
    yield incidents([line], 0, {"a" * 32: TOKEN})
    yield from (incident_view(file, n, parts, turns(parts)) for n in range(len(parts)))
    kinds = [kind for kind in EntryKind if kind is not EntryKind.ASSESSED]
    entries = tuple(
        OpenEntry(
            Entry("a" * 32, number, kind, NINE, "1", t.line(), t.line(), b""),
            {name: t.words() for name in WRITTEN[number % 3 :: 3]},
        )
        for number, kind in enumerate(kinds, 1)
    )
    task = IncidentTask("a" * 32, 1, TaskKind.OTHER, "1", MONDAY, MONDAY, words=t.page(), done_words=t.page())
    tasks = (TaskLine(task, "Something else (INC-1)", t.line()),)
    record = IncidentRecord(file, _course_of(t), entries, tasks, handler=t.line(), handles=True)
    parts = incident_record_pages(record, {1: TOKEN})
    tokens = IncidentButtons(dict.fromkeys(steps_of(record), TOKEN), turns(parts), TOKEN, {1: TOKEN})
    yield from (incident_record_view(record, n, parts, tokens) for n in range(len(parts)))
    yield task_view(tasks[0], TOKEN)
    yield card(closing_about(line.incident, record.course))
    parts = pack_pages(ico_answers(record))
    yield from (pack_view(n, parts, turns(parts), TOKEN, TOKEN) for n in range(len(parts)))


VIEWS: tuple[Callable[[Typist], Iterator[object]], ...] = (
    of_a_case,
    of_its_record,
    of_who_works_on_it,
    of_an_incident,
    of_a_quarter,
)


def shown(t: Typist, most: int) -> int:
    """Draw one view after the other until so many strings stood in them; how many cards that were."""
    drawn = 0
    for view in cycle(VIEWS):
        if t.typed >= most:
            return drawn
        for each in view(t):
            is_tame(cast("dict[str, Any]", each))
            drawn += 1
    raise AssertionError("it goes round and round")


def test_whatever_is_typed_does_nothing_in_a_case_a_record_or_an_incident(figure: Figure) -> None:
    t = Typist(13)
    drawn = shown(t, 2_000)
    figure(f"{t.typed:,} hostile texts on {drawn:,} cards: all valid, under 40 KB, nothing acts")
    assert drawn > 100


@pytest.mark.full
def test_fifty_thousand_typed_texts_do_nothing_in_a_case_a_record_or_an_incident(figure: Figure) -> None:
    t = Typist(14)
    drawn = shown(t, 50_000)
    figure(f"{t.typed:,} hostile texts on {drawn:,} cards: all valid, under 40 KB, nothing acts")
    assert drawn > 1_000


@pytest.mark.parametrize("view", VIEWS)
def test_sixty_four_thousand_letters_of_anything_open_in_parts(view: Callable[[Typist], Iterator[object]]) -> None:
    class Flood(Typist):
        def words(self) -> str:
            self.typed += 1
            return huge(Random(self.typed)) if self.typed % 9 == 1 else hostile(Random(self.typed))

    drawn = 0
    for each in view(Flood(1)):
        is_tame(cast("dict[str, Any]", each))
        drawn += 1
    assert drawn > 3


def registers(t: Typist, rows: int) -> dict[str, list[dict[str, str]]]:
    """What `candour export` writes, with every free field typed by somebody hostile."""

    def asset(number: int) -> dict[str, str]:
        title, directorate, service, marked, weight, kept = (t.line() for _ in range(6))
        made = Asset(f"A{number}", title, "1", None, directorate, service, marked, weight, at_risk=True, retention=kept)
        typed = {name: t.line() for name in ("purpose", "location", "access", "security", "shared_with")}
        return asset_cells(replace(made, **typed))

    def action(number: int) -> dict[str, str]:
        words = [t.line() for _ in range(4)]
        return action_cells(
            Action(f"B{number}", words[0], words[1], "1", words[2], ActionState.BLOCKED, MONDAY, words[3])
        )

    people = [staff_cells(t.person(number), [], MONDAY) for number in range(rows)]
    return {
        "People": people,
        "Assets": [asset(number) for number in range(rows)],
        "Actions": [action(number) for number in range(rows)],
    }


def formulas(raw: bytes) -> int:
    """Cells of a workbook that a spreadsheet program works out, and links out of it."""
    with zipfile.ZipFile(io.BytesIO(raw)) as parts:
        sheets = [parts.read(name) for name in parts.namelist() if name.startswith("xl/worksheets/sheet")]
        outside = [name for name in parts.namelist() if "externalLink" in name]
    assert sheets
    found = [sheet.count(b"<f>") + sheet.count(b"<f ") + sheet.count(b"<hyperlink") for sheet in sheets]
    return sum(found) + len(outside)


def exported(t: Typist, rows: int) -> tuple[int, int]:
    """(cells written, those that are formulas) over every sheet that the program exports."""
    cells = acting = 0
    for title, written in registers(t, rows).items():
        names, lines = list(written[0]), [list(row.values()) for row in written]
        raw = csv_bytes(title, names, lines).decode("utf-8-sig")
        read = [cell for row in csv.reader(io.StringIO(raw)) for cell in row]
        cells += len(read)
        acting += sum(bool(FORMULA.match(cell)) for cell in read) + formulas(workbook(title, names, lines))
    lessons = [t.words() for _ in range(rows)]
    figures = YearFigures(2026, len(lessons), [], lessons, 0)
    typed, quarter = quarter_workbook(t, rows // 8)
    return cells + len(lessons) + typed, acting + formulas(workbook_of(figures, t.line())) + formulas(quarter)


def test_whatever_is_typed_is_a_formula_in_no_exported_sheet(figure: Figure) -> None:
    t = Typist(15)
    cells, acting = exported(t, 170)
    figure(f"{t.typed:,} hostile texts in {cells:,} exported cells: {acting} formulas")
    assert acting == 0
    assert t.typed > 3_000


@pytest.mark.full
def test_fifty_thousand_typed_texts_are_a_formula_in_no_exported_sheet(figure: Figure) -> None:
    t = Typist(16)
    cells, acting = exported(t, 2_700)
    figure(f"{t.typed:,} hostile texts in {cells:,} exported cells: {acting} formulas")
    assert acting == 0
    assert t.typed > 50_000
