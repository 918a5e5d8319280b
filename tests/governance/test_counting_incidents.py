"""The figures about incidents: what counts, what is hidden from whom, and who is refused."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from bot.areas.incident_papers import figure_producers
from governance.calendar import Calendar
from governance.documents import EXCEL, WORD
from governance.errors import NotYours, Refused
from governance.incident_course import Course
from governance.incident_figures import KINDS, IncidentFigures, Period, figures_of
from governance.incident_waits import waited
from governance.incidents import Incident, IncidentKind, IncidentState
from governance.services.counting_incidents import EXCEL_DOCUMENT, MADE, WORD_DOCUMENT, CountingIncidents
from governance.suppression import few
from papers import text, word
from papers.incident_figures import paper_of, workbook_of
from tests.governance.incident_world import Desk, desk
from tests.storage.examples import incident as an_incident

CALENDAR = Calendar()
AUTUMN = Period(date(2026, 10, 1), date(2026, 12, 31))
AWARE = datetime(2026, 11, 23, 9, tzinfo=UTC)
JANUARY = datetime(2027, 1, 4, 9, tzinfo=UTC)
Pair = tuple[Incident, Course]


def one(course: dict[str, Any] | None = None, **changes: Any) -> Pair:
    made = an_incident(**{"reported_on": date(2026, 11, 23), "state": IncidentState.AWARE, "aware_at": AWARE} | changes)
    return made, Course(made.id, **(course or {}))


def decided(decision: str, after: float, told: float | None = None) -> dict[str, Any]:
    """Hours after the Council became aware."""
    told_at = None if told is None else AWARE + timedelta(hours=told)
    return {"decided_at": AWARE + timedelta(hours=after), "decision": decision, "ico_told_at": told_at}


def figures(pairs: Sequence[Pair], *, hides: bool = False) -> IncidentFigures:
    courses = {course.incident_id: course for _, course in pairs}
    return figures_of(AUTUMN, [each for each, _ in pairs], courses, hides=hides)


def table(of: IncidentFigures, title: str) -> dict[str, int | None]:
    [found] = [each for each in of.tables if each.title == title]
    return {name: count for name, count in (found.counts or {}).items() if count != 0}


def titles(of: IncidentFigures) -> list[str]:
    return [each.title for each in of.tables]


def test_every_kind_has_words_of_the_commissioner() -> None:
    assert list(KINDS) == list(IncidentKind)
    assert all(KINDS[kind].startswith("cyber") == kind.is_cyber for kind in IncidentKind)


def test_what_is_counted() -> None:
    made = figures(
        [
            one(severity="S2"),
            one(kind=IncidentKind.PHISHING, near_miss=True, directorate=""),
            one(kind=IncidentKind.PHISHING, suspected=True, aware_at=None, state=IncidentState.REPORTED),
        ]
    )
    assert made.incidents == 3
    assert table(made, "Kinds of incident") == {"data emailed to the wrong recipient": 1, "cyber: phishing": 2}
    assert table(made, "Whether it happened") == {"it happened": 1, "it was suspected": 1, "it nearly happened": 1}
    assert table(made, "How severe they were") == {"S2": 1, "not assessed yet": 2}
    assert table(made, "Where they were") == {"Housing": 2, "not recorded": 1}
    assert list(table(made, "Where they were"))[-1] == "not recorded"


def test_the_time_to_a_report_is_counted_from_when_it_happened_as_a_handler_said() -> None:
    days = (0, 1, 2, 3, 7, 8)
    told = [waited(date(2026, 11, 23) - timedelta(days=each), date(2026, 11, 23)).value for each in days]
    pairs = [one({"waited": each}) for each in (*told, "unknown", "")]
    assert table(figures(pairs), "Time until they were reported") == {
        "on the same day": 1,
        "on the next day": 1,
        "after 2 or 3 days": 2,
        "after 4 to 7 days": 1,
        "after more than 7 days": 1,
        "nobody knows when it happened": 1,
        "nobody has said yet": 1,
    }


def test_the_time_until_it_was_contained_is_counted_in_real_hours() -> None:
    pairs = [one({"contained_at": AWARE + timedelta(hours=hours)}) for hours in (1, 24, 25, 72, 73, 169)] + [one()]
    assert table(figures(pairs), "Time until they were contained") == {
        "within 24 hours": 2,
        "in 24 to 72 hours": 2,
        "in 3 to 7 days": 1,
        "later than 7 days": 1,
        "not contained yet": 1,
    }


def test_whether_the_commissioner_was_told_in_time() -> None:
    ends = [
        decided("notify", 5, 72), decided("notify", 5, 72.01), decided("phased", 30), decided("do_not_notify", 80), {},
    ]  # fmt: skip
    made = figures([one(each) for each in ends])
    assert table(made, "Whether it is decided who is told") == {"decided": 4, "not decided yet": 1}
    assert table(made, "Time until it was decided") == {
        "within 24 hours": 2, "in 24 to 72 hours": 1, "in 3 to 7 days": 1,
    }  # fmt: skip
    assert table(made, "Whether the Commissioner was told") == {
        "to be told: told within 72 hours": 1,
        "to be told: told later than 72 hours": 1,
        "to be told: not told yet": 1,
        "not to be told": 1,
    }


@pytest.mark.parametrize(
    "pair",
    [
        one(state=IncidentState.WAITING, aware_at=None),
        one(only_told=True),
        one({"merged_into": "another"}),
        one(reported_on=date(2026, 9, 30)),
        one(reported_on=date(2027, 1, 1)),
    ],
    ids=["that no batch has shown", "that somebody is kept out of", "that was told twice", "before", "after"],
)
def test_an_incident_does_not_count(pair: Pair) -> None:
    assert figures([pair, one()]).incidents == 1


@pytest.mark.parametrize("day", [AUTUMN.first, AUTUMN.last])
def test_both_ends_of_a_time_belong_to_it(day: date) -> None:
    assert figures([one(reported_on=day)]).incidents == 1


def test_fewer_than_five_are_no_number_and_no_table_but_for_those_who_handle_them() -> None:
    pairs = [one() for _ in range(4)]
    assert (figures(pairs, hides=True).incidents, figures(pairs, hides=True).tables) == (None, ())
    assert figures(pairs).incidents == 4
    assert figures([], hides=True).incidents == 0


def test_those_that_are_decided_are_not_taken_apart_while_how_many_they_are_is_hidden() -> None:
    pairs = [one(decided("notify", 5, 6)) for _ in range(20)] + [one() for _ in range(3)]
    hidden = figures(pairs, hides=True)
    assert table(hidden, "Whether it is decided who is told") == {}
    assert not {"Time until it was decided", "Whether the Commissioner was told"} & {*titles(hidden)}
    assert "Whether the Commissioner was told" in titles(figures(pairs))
    shown = figures([*pairs, one(), one()], hides=True)
    assert table(shown, "Whether the Commissioner was told") == {"to be told: told within 72 hours": 20}


PAIRS = st.lists(
    st.builds(
        one,
        st.sampled_from([{}, decided("notify", 5, 6), decided("notify", 5, 90), decided("do_not_notify", 90)]),
        kind=st.sampled_from([IncidentKind.EMAIL, IncidentKind.PHISHING, IncidentKind.OTHER]),
        severity=st.sampled_from(["", "S0", "S4"]),
        directorate=st.sampled_from(["Housing", "Place", ""]),
        near_miss=st.booleans(),
    ),
    max_size=40,
)


@settings(deadline=None)
@given(PAIRS)
def test_no_small_number_is_in_a_hidden_figure_and_none_can_be_reckoned(pairs: list[Pair]) -> None:
    made = figures(pairs, hides=True)
    for each in made.tables:
        assert each.of is not None
        assert not few(each.of)
        counts = list((each.counts or {}).values())
        assert not any(few(count) for count in counts if count is not None)
        hidden, rest = counts.count(None), each.of - sum(count or 0 for count in counts)
        assert hidden != 1
        assert not hidden or rest > hidden


@settings(deadline=None, max_examples=5)
@given(PAIRS, st.randoms())
def test_the_same_incidents_give_the_same_papers_whatever_their_order(pairs: list[Pair], random: Any) -> None:
    shuffled = list(pairs)
    random.shuffle(shuffled)
    assert workbook_of(figures(pairs), "Demo Council") == workbook_of(figures(shuffled), "Demo Council")
    ours, theirs = (paper_of(figures(each, hides=True), "Demo Council") for each in (pairs, shuffled))
    assert "".join(text.told(ours)) == "".join(text.told(theirs))


def test_a_document_has_its_time_its_numbers_and_two_charts() -> None:
    made = figures([one(decided("notify", 5, 6)) for _ in range(6)], hides=True)
    read = Document(io.BytesIO(word.document(paper_of(made, "Demo Council"))))
    words = [paragraph.text for paragraph in read.paragraphs]
    assert "Incidents that were reported in this time: 6." in words
    assert any("1 October 2026 to 31 December 2026" in each for each in words)
    assert len(read.inline_shapes) == 2


def test_a_paper_says_for_whom_it_is() -> None:
    hidden, full = (
        "".join(text.told(paper_of(figures([one()], hides=each), "Demo Council"))) for each in (True, False)
    )
    assert "Incidents that were reported in this time: fewer than 5." in hidden
    assert "Numbers from 1 to 4 are not shown" in hidden
    assert "do not pass it on" in " ".join(full.split())


# ------------------------------------------------------------------ with a store


async def reported(made: Desk, times: int, **changes: Any) -> None:
    async with made.store.work() as work:
        for _ in range(times):
            incident, course = one(**changes)
            await work.incidents.add(incident)
            await work.courses.put(replace(course, decided_at=AWARE, decision="do_not_notify"))


def counting(made: Desk) -> CountingIncidents:
    made.clock.at = JANUARY
    return CountingIncidents(made.store, CALENDAR, made.clock)


@pytest.mark.parametrize(
    ("now", "first", "last"),
    [
        (datetime(2026, 12, 31, 12, tzinfo=UTC), date(2026, 7, 1), date(2026, 9, 30)),
        (JANUARY, date(2026, 10, 1), date(2026, 12, 31)),
        (datetime(2027, 3, 31, 22, 59, tzinfo=UTC), date(2026, 10, 1), date(2026, 12, 31)),
        # 1 April has begun in summer time.
        (datetime(2027, 3, 31, 23, 1, tzinfo=UTC), date(2027, 1, 1), date(2027, 3, 31)),
    ],
)
async def test_what_is_offered_is_the_last_quarter_that_is_over(now: datetime, first: date, last: date) -> None:
    async with desk() as made:
        counts = counting(made)
        made.clock.at = now
        assert counts.last_quarter() == Period(first, last)


async def test_those_who_handle_incidents_see_small_numbers_and_the_siro_does_not() -> None:
    async with desk() as made:
        await reported(made, 6)
        await reported(made, 2, kind=IncidentKind.PHISHING)
        await reported(made, 2, kind=IncidentKind.MALWARE)
        counts = counting(made)
        for name, phishing, hides in (("manager", 2, False), ("protector", 2, False), ("riskowner", None, True)):
            seen = await counts.for_person(made.people[name], AUTUMN)
            assert (seen.incidents, seen.hides) == (10, hides)
            assert table(seen, "Kinds of incident")["cyber: phishing"] == phishing
            assert (await counts.offered_to(made.people[name])).hides is hides


async def test_nobody_else_sees_figures_and_every_look_is_on_the_record() -> None:
    async with desk() as made:
        await reported(made, 6)
        counts = counting(made)
        for name in ("officer", "auditor", "chief", "owner", "technician", "reporter"):
            with pytest.raises(NotYours):
                await counts.for_person(made.people[name], AUTUMN)
            with pytest.raises(NotYours):
                await counts.offered_to(made.people[name])
        await counts.for_person(made.people["riskowner"], AUTUMN)
        await counts.published(AUTUMN)
        async with made.store.work() as work:
            lines = [line.event for line in await work.audit.lines(0, 1000) if line.event.verb == MADE]
        assert [(line.actor, line.role) for line in lines] == [("riskowner", "siro"), ("system", "administrator")]
        assert {line.subject for line in lines} == {"incidents:2026-10-01:2026-12-31"}


async def test_whoever_has_left_sees_no_figures() -> None:
    async with desk() as made:
        counts = counting(made)
        left = replace(made.people["manager"], left_on=date(2027, 1, 1))
        with pytest.raises(NotYours):
            await counts.for_person(left, AUTUMN)


async def test_a_time_that_is_not_over_or_runs_backwards_is_refused() -> None:
    async with desk() as made:
        counts = counting(made)
        with pytest.raises(Refused, match="is not over"):
            await counts.published(Period(date(2027, 1, 1), date(2027, 1, 4)))
        with pytest.raises(Refused, match="Give the earlier day first"):
            await counts.published(Period(date(2026, 12, 31), date(2026, 12, 30)))
        assert (await counts.published(Period(date(2027, 1, 1), date(2027, 1, 3)))).incidents == 0


async def test_a_link_gives_whoever_asked_their_own_figures_as_word_and_as_excel() -> None:
    async with desk() as made:
        await reported(made, 6)
        await reported(made, 2, kind=IncidentKind.PHISHING)
        await reported(made, 2, kind=IncidentKind.MALWARE)
        producers = figure_producers(counting(made), "Demo Council")
        facts = {"first": "2026-10-01", "last": "2026-12-31"}
        taken = await producers[WORD_DOCUMENT](made.people["riskowner"], facts)
        assert (taken.name, taken.kind) == ("incidents-2026-10-01.docx", WORD)
        assert isinstance(taken.content, bytes)
        kinds = Document(io.BytesIO(taken.content)).tables[0]
        assert ["cyber: phishing", "not shown"] in [[cell.text for cell in row.cells] for row in kinds.rows]
        full = await producers[EXCEL_DOCUMENT](made.people["manager"], facts)
        assert (full.name, full.kind) == ("incidents-2026-10-01.xlsx", EXCEL)
        assert isinstance(full.content, bytes)
        rows = CalamineWorkbook.from_filelike(io.BytesIO(full.content)).get_sheet_by_name("Register").to_python()
        assert ["Kinds of incident", "cyber: phishing", 2.0] in rows
        with pytest.raises(NotYours):
            await producers[WORD_DOCUMENT](made.people["owner"], facts)
