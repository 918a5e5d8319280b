"""The year's report: the register's lines in, figures without small numbers and lessons without names out."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import date
from typing import Any
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from governance.calendar import Calendar
from governance.concern_figures import YearFigures, figures_of
from governance.concern_register import RegisterLine, line_bytes, line_for, read_line
from governance.deeds import Closing, Lesson
from governance.errors import NotYours, Refused
from governance.outcomes import Outcome
from governance.reports import Identity, State
from governance.roles import Role
from governance.services.registering import RegisterFacts, Registering
from governance.services.reporting_yearly import MADE, ReportingYearly
from governance.suppression import few
from papers import text, word
from papers.yearly_concerns import paper_of, workbook_of
from storage.concern_lines import LineSealing
from storage.keyfiles import DeskKeys
from tests.governance.reporting import Office, new_id, office, parts
from tests.storage.examples import report as a_report

LINE = RegisterLine(
    "2026-11", Role.MONITORING_OFFICER, Identity.ANONYMOUS, ("crime",), "care", Outcome.UPHELD, 4, 60, ()
)
LINES = st.lists(
    st.builds(
        RegisterLine,
        received=st.just("2026-11"),
        route=st.sampled_from([Role.MONITORING_OFFICER, Role.CHIEF_INTERNAL_AUDITOR]),
        identity=st.sampled_from(Identity),
        grounds=st.lists(st.sampled_from(["crime", "environment", "not_sure"]), max_size=3, unique=True).map(tuple),
        closest=st.sampled_from(["care", "fraud", "data", "other", ""]),
        outcome=st.sampled_from([*Outcome, None]),
        days_to_acknowledge=st.one_of(st.none(), st.integers(0, 12)),
        days_to_close=st.integers(0, 400),
        lessons=st.just(()),
    ),
    max_size=40,
)


def nobody(_: str) -> bool:
    return False


def table(figures: YearFigures, title: str) -> dict[str, int | None]:
    [found] = [each for each in figures.tables if each.title == title]
    assert found.counts is not None
    return dict(found.counts)


def test_a_line_is_read_as_it_was_written() -> None:
    line = replace(LINE, outcome=None, days_to_acknowledge=None, lessons=("Zoë’s lesson", "another"))
    assert read_line(line_bytes(line)) == line


def test_a_line_holds_a_month_and_numbers_of_days_and_nothing_that_leads_to_its_report() -> None:
    report = a_report(received_on=date(2026, 11, 23), acknowledged_on=date(2026, 11, 27), outcome=Outcome.UPHELD)
    line = line_for(report, date(2027, 1, 22), ["crime"], "care")
    assert line == LINE
    assert report.id.encode() not in line_bytes(line)
    assert b"-23" not in line_bytes(line)


def test_what_is_counted() -> None:
    lines = [LINE] * 6 + [replace(LINE, outcome=Outcome.REFERRED_HSE, identity=Identity.NAMED, grounds=())] * 7
    figures = figures_of(2026, lines, nobody)
    assert figures.concerns == 13
    assert table(figures, "How they ended")["investigated: upheld"] == 6
    assert table(figures, "How they ended")["passed on to somebody else"] == 7
    assert table(figures, "What the concerns were about") | {"a crime": 6, "not recorded": 7} == table(
        figures, "What the concerns were about"
    )
    assert table(figures, "Time to an answer in writing")["in 4 to 7 days"] == 13


def test_fewer_than_five_concerns_have_no_table_at_all() -> None:
    figures = figures_of(2026, [LINE] * 4, nobody)
    assert (figures.concerns, figures.tables) == (None, ())
    assert figures_of(2026, [], nobody).concerns == 0


@settings(deadline=None)
@given(LINES)
def test_no_small_number_is_in_any_figure(lines: list[RegisterLine]) -> None:
    figures = figures_of(2026, lines, nobody)
    numbers = [figures.concerns, *(count for t in figures.tables for count in (t.counts or {}).values())]
    assert not any(few(number) for number in numbers if number is not None)


@settings(deadline=None)
@given(LINES)
def test_kinds_and_those_who_handle_them_do_not_give_each_other_away(lines: list[RegisterLine]) -> None:
    """Whoever knows the routes can add the kinds up: below each route what is hidden stays open, and where a route's
    own number is hidden its kinds are not there."""
    figures = figures_of(2026, lines, nobody)
    kinds = [each for each in figures.tables if each.title.startswith("Kinds of concern")]
    routes = [each for each in figures.tables if each.title == "Who handled them"]
    if routes and (routes[0].counts is None or None in routes[0].counts.values()):
        assert kinds == []
    for each in kinds:
        assert each.of is not None
        assert not few(each.of)
        if each.counts is not None:
            hidden = [name for name, count in each.counts.items() if count is None]
            rest = each.of - sum(count or 0 for count in each.counts.values())
            assert len(hidden) != 1
            assert not hidden or rest > len(hidden)


@settings(deadline=None, max_examples=10)
@given(LINES, st.randoms())
def test_the_same_register_gives_the_same_papers_whatever_the_order_of_its_lines(
    lines: list[RegisterLine], random: Any
) -> None:
    shuffled = list(lines)
    random.shuffle(shuffled)
    one, other = figures_of(2026, lines, nobody), figures_of(2026, shuffled, nobody)
    assert workbook_of(one, "Demo Council") == workbook_of(other, "Demo Council")
    assert "".join(text.told(paper_of(one, "Demo Council"))) == "".join(text.told(paper_of(other, "Demo Council")))


def test_a_lesson_that_may_name_somebody_is_left_out_and_counted() -> None:
    lines = [replace(LINE, lessons=("Check twice.", "Ask Ann Other first."))] * 5
    figures = figures_of(2026, lines, lambda lesson: "Ann" in lesson)
    assert (figures.lessons, figures.withheld) == (["Check twice."], 1)
    told = "".join(text.told(paper_of(figures, "Demo Council")))
    assert "Ann Other" not in told
    assert "1 more lesson is left out" in told


# ------------------------------------------------------------------ with a store


def services(made: Office) -> tuple[Registering, ReportingYearly]:
    registering = Registering(LineSealing(DeskKeys(bytes(range(32)))), new_id)
    return registering, ReportingYearly(made.store, registering, Calendar(), made.clock)


async def closes(made: Office, registering: Registering, times: int, lesson: str = "Check twice.") -> None:
    for _ in range(times):
        report = a_report(state=State.CLOSED, outcome=Outcome.UPHELD, closed_on=date(2026, 12, 1))
        async with made.store.work() as work:
            await work.reports.add(report)
            await registering.close(work, report, date(2026, 12, 1), RegisterFacts(["crime"], "care", [lesson]))


async def test_a_year_that_is_not_over_has_no_figures_yet() -> None:
    async with office() as made:
        _, yearly = services(made)
        with pytest.raises(Refused, match="is not over"):
            await yearly.figures(2026)
        made.clock.at = made.clock.at.replace(year=2027, month=4, day=1)
        assert (await yearly.figures(2026)).concerns == 0
        assert yearly.last_year() == 2026


async def test_only_the_two_posts_make_it_and_it_is_on_the_record() -> None:
    async with office() as made:
        registering, yearly = services(made)
        await closes(made, registering, 6)
        made.clock.at = made.clock.at.replace(year=2027, month=4, day=1)
        for name in ("deputy", "chief", "outsider", "reporter"):
            with pytest.raises(NotYours):
                await yearly.for_person(made.people[name], 2026)
        assert (await yearly.for_person(made.people["auditor"], 2026)).concerns == 6
        async with made.store.work() as work:
            lines = [line.event for line in await work.audit.lines(0, 1000) if line.event.verb == MADE]
        assert [(line.actor, line.subject) for line in lines] == [("auditor", "concerns:2026")]


async def test_a_lesson_with_the_name_of_somebody_on_the_staff_list_is_left_out() -> None:
    async with office() as made:
        registering, yearly = services(made)
        await closes(made, registering, 5, "Ask the Auditor first.")
        made.clock.at = made.clock.at.replace(year=2027, month=4, day=1)
        figures = await yearly.figures(2026)
        assert (list(figures.lessons), figures.withheld) == ([], 1)


async def test_a_report_that_was_taken_back_has_its_line_without_anybody_having_opened_it() -> None:
    async with office() as made:
        _, yearly = services(made)
        for _ in range(5):
            async with made.store.work() as work:
                await work.reports.add(
                    a_report(state=State.WITHDRAWN, outcome=Outcome.WITHDRAWN, closed_on=date(2026, 12, 1))
                )
        made.clock.at = made.clock.at.replace(year=2027, month=4, day=1)
        assert table(await yearly.figures(2026), "How they ended")["taken back by whoever raised it"] == 5
        assert (await yearly.figures(2026)).concerns == 5, "each once"
        assert table(await yearly.figures(2026), "What the concerns were about")["not recorded"] == 5


async def test_a_case_that_closes_twice_has_one_line_and_takes_lessons_afterwards() -> None:
    async with office() as made:
        registering, _ = services(made)
        report = a_report(state=State.CLOSED, outcome=Outcome.NOT_UPHELD, closed_on=date(2026, 12, 1))
        async with made.store.work() as work:
            await work.reports.add(report)
            await registering.learn(work, report, "before there is a line")
            await registering.close(work, report, date(2026, 12, 1), RegisterFacts(["crime"], "care", ["one"]))
            await registering.close(
                work, replace(report, outcome=Outcome.UPHELD), date(2027, 5, 1), RegisterFacts((), "care", ["one"])
            )
            await registering.learn(work, report, "two")
            assert await registering.year(work, 2026) == []
            [line] = await registering.year(work, 2027)
        assert (line.outcome, line.lessons) == (Outcome.UPHELD, ("one", "two"))


async def test_nothing_of_the_register_can_be_read_in_the_database() -> None:
    async with office() as made:
        registering, _ = services(made)
        await closes(made, registering, 1, "A lesson in plain words")
        async with made.engine.connect() as connection:
            rows = (await connection.exec_driver_sql("SELECT * FROM concern_lines")).all()
        assert b"plain words" not in repr(rows).encode()
        assert "upheld" not in repr(rows)


def test_a_document_is_made_of_a_year() -> None:
    figures = figures_of(2026, [LINE] * 9 + [replace(LINE, outcome=Outcome.NOT_UPHELD)] * 2, nobody)
    assert word.document(paper_of(figures, "Demo Council")) == word.document(paper_of(figures, "Demo Council"))


def reckoned(sheets: dict[str, list[list[Any]]], formula: str) -> Any:
    """What a spreadsheet program makes of one of our formulas."""

    def cells(first: str, last: str) -> list[Any]:
        return [sheets["Register"][row - 1][2] for row in range(int(first), int(last) + 1)]

    if found := re.fullmatch(r"Register!\$C\$(\d+)", formula):
        return cells(found[1], found[1])[0]
    found = re.fullmatch(r"(?:Register!\$C\$(\d+)-)?SUM\(Register!\$C\$(\d+):\$C\$(\d+)\)", formula)
    assert found, formula
    shown = sum(cell for cell in cells(found[2], found[3]) if isinstance(cell, float))
    return cells(found[1], found[1])[0] - shown if found[1] else shown


@settings(deadline=None, max_examples=25)
@given(LINES)
def test_every_number_of_the_workbook_can_be_reckoned_from_the_sheet_of_the_register(lines: list[RegisterLine]) -> None:
    made = workbook_of(figures_of(2026, lines, nobody), "Demo Council")
    read = CalamineWorkbook.from_filelike(io.BytesIO(made))
    sheets = {name: read.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in read.sheet_names}
    with ZipFile(io.BytesIO(made)) as parts:
        for place, name in enumerate(read.sheet_names, 1):
            page = parts.read(f"xl/worksheets/sheet{place}.xml").decode()
            for row, formula in re.findall(r'<c r="B(\d+)"[^>]*><f>([^<]*)</f>', page):
                assert sheets[name][int(row) - 1][1] == reckoned(sheets, formula), (name, row)
    published = [cell for row in sheets["Register"][4:] for cell in row if isinstance(cell, float)]
    assert not any(few(int(number)) for number in published)


async def test_whoever_closes_a_case_writes_its_line_and_its_lessons_are_in_it() -> None:
    async with office() as made:
        officer = made.people["officer"]
        report_id, _, _ = await made.told(grounds=("crime", "environment"), closest="care")
        made.clock.on_day(0)
        await made.tick()
        made.clock.on_day(4)
        await made.handling.acknowledge(officer, report_id, 2, parts())
        async with made.store.work() as work:
            report = await work.reports.by_id(report_id)
            assert report is not None
            await work.reports.change(replace(report, state=State.CONCLUDED, outcome=Outcome.UPHELD))
        first = Lesson("Two people sign for goods from now on.", "no", None, None, None, None)
        await made.casework.learning.learn(officer, report_id, "1" * 32, first)
        async with made.store.work() as work:
            assert await work.concern_lines.line_of(report_id) is None, "the register does not know an open case"
        made.clock.on_day(60)
        await made.casework.concluding.close(officer, report_id, report.version + 1, Closing("Done.", "All is done."))
        second = replace(first, lesson="Doors are looked at every week.")
        for _ in range(2):
            await made.casework.learning.learn(officer, report_id, "2" * 32, second)
        async with made.store.work() as work:
            [line] = await made.registering.year(work, 2026)
        assert line == RegisterLine(
            "2026-11", Role.MONITORING_OFFICER, Identity.ANONYMOUS, ("crime", "environment"), "care", Outcome.UPHELD,
            4, 60, (first.lesson, second.lesson),
        )  # fmt: skip


async def test_no_line_says_which_report_it_is_of_once_the_report_is_gone() -> None:
    async with office() as made:
        registering, _ = services(made)
        await closes(made, registering, 3)
        async with made.store.work() as work:
            for report in await work.reports.in_state(State.CLOSED):
                await work.retention.erase(report.id)
        async with made.engine.connect() as connection:
            assert (await connection.exec_driver_sql("SELECT * FROM concern_line_of")).all() == []
            assert len((await connection.exec_driver_sql("SELECT * FROM concern_lines")).all()) == 3
