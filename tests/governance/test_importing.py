"""Day one: the council's own spreadsheets go in whole, or not at all, and every bad row is named."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import uuid4

import pytest

from bot.commands.importing import SUBJECTS, explained, import_file, summary
from governance.actions import ActionState
from governance.asset_changes import AssetChange
from governance.calendar import Calendar
from governance.obligations import Duty
from governance.people import ActingOwner, Away
from governance.roles import HANDLERS, Holding, Role
from governance.rows import BadRows, Column, Row, Table
from governance.services.importing import Imported, Importing
from governance.services.moving_lines import MovingLines
from governance.services.settling import Settling
from governance.staff import acting_in_words
from storage.work import SqlStore, memory_store

DEMO = Path(__file__).parents[2] / "bot" / "local" / "demo"
#: Half past midnight in London, and still the day before in UTC.
NOW = datetime(2027, 5, 31, 23, 30, tzinfo=UTC)
TODAY = date(2027, 6, 1)
YESTERDAY = date(2027, 5, 31)


@dataclass
class MovedClock:
    at: datetime = NOW

    def now(self) -> datetime:
        return self.at


class RealTime:
    def now(self) -> datetime:
        return NOW

    def monotonic(self) -> float:
        return 0.0


@pytest.fixture
async def store() -> AsyncIterator[SqlStore]:
    async with await memory_store(b"k" * 32) as opened:
        yield opened


@pytest.fixture
def clock() -> MovedClock:
    return MovedClock()


@pytest.fixture
def importing(store: SqlStore, clock: MovedClock) -> Importing:
    new_id = lambda: uuid4().hex  # noqa: E731
    settling, moving = Settling(Calendar(), RealTime(), new_id), MovingLines(Calendar(), RealTime(), new_id)
    return Importing(store, clock, Calendar(), settling, moving)


def table(*rows: Mapping[str, str]) -> Table:
    """A spreadsheet whose headings are those of its first row."""
    columns = tuple(rows[0])
    lines = [Row(line, tuple(row.get(column, "") for column in columns)) for line, row in enumerate(rows, 2)]
    return Table("sheet.csv", columns, lines)


def person(number: int, **cells: str) -> dict[str, str]:
    row = {
        "staff_number": f"P{number}",
        "entra_object_id": f"00000000-0000-4000-8000-{number:012}",
        "name": f"Person {number}",
        "email": f"person{number}@council.example",
        "job": "Officer",
        "team": "",
        "directorate": "Place",
        "manager": "",
        "roles": "",
        "leave": "",
        "left_on": "",
    }
    return row | cells


def asset(number: int, **cells: str) -> dict[str, str]:
    row = {
        "reference": f"IA-{number}",
        "title": "Deeds",
        "owner": "P1",
        "administrator": "",
        "directorate": "Place",
        "service": "Property",
        "classification": "Official-Sensitive",
        "importance": "High",
        "at_risk": "no",
        "retention": "",
    }
    return row | cells


def action(number: int, **cells: str) -> dict[str, str]:
    row = {
        "reference": f"A-{number}",
        "source": "Audit",
        "title": "Do it",
        "holder": "person1@council.example",
        "priority": "high",
        "state": "In progress",
        "original_due_date": "31/03/2027",
        "consideration": "",
    }
    return row | cells


async def counts(store: SqlStore) -> Mapping[str, int]:
    async with store.work() as work:
        return await work.register.counts()


async def held(store: SqlStore, person_id: str) -> list[Holding]:
    async with store.work() as work:
        found = (await work.people.holdings_of([person_id])).get(person_id, ())
    return sorted(found, key=lambda holding: (holding.role, holding.from_on))


def mistakes(caught: pytest.ExceptionInfo[BadRows]) -> list[tuple[int, str]]:
    return [(problem.line, problem.column) for problem in caught.value.problems]


# ---------------------------------------------------------------- the demo council


async def demo(importing: Importing) -> list[Imported]:
    return [await import_file(importing, subject, DEMO / f"{subject}.csv") for subject in SUBJECTS]


async def test_the_demo_council_comes_in_by_the_importer_that_a_council_uses(
    importing: Importing, store: SqlStore
) -> None:
    assert [(one.subject, one.added) for one in await demo(importing)] == [
        ("people", 145),
        ("assets", 120),
        ("actions", 92),
    ]
    found = await counts(store)
    assert (found["people"], found["assets"], found["actions"]) == (145, 120, 92)


async def test_importing_the_same_files_again_changes_nothing(importing: Importing, clock: MovedClock) -> None:
    first = await demo(importing)
    clock.at = datetime(2027, 8, 1, tzinfo=UTC)
    again = await demo(importing)
    assert [(one.added, one.changed, one.unchanged, one.not_named) for one in again] == [
        (0, 0, one.added, 0) for one in first
    ]


async def test_somebody_holds_every_role_that_a_report_needs(importing: Importing, store: SqlStore) -> None:
    await demo(importing)
    async with store.work() as work:
        for role in (*HANDLERS, Role.CHIEF_EXECUTIVE, Role.INDEPENDENT_PERSON, Role.SIRO, Role.RECORDS_MANAGER):
            assert len(await work.people.holdings([role], date(2026, 11, 23))) == 1, role


async def test_the_77_recommendations_stand_where_the_last_paper_left_them(
    importing: Importing, store: SqlStore
) -> None:
    await demo(importing)
    with (DEMO / "actions.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    async with store.work() as work:
        actions = (await work.register.actions([row["reference"] for row in rows])).values()
    recommendations = [one for one in actions if one.source.startswith("ICO")]
    complete = [one for one in recommendations if one.state.complete]
    waiting = [one for one in recommendations if one.state is ActionState.AWAITING_APPROVAL]
    assert (len(recommendations), len(complete), len(waiting)) == (77, 75, 2)
    assert all(one.title.endswith("(illustrative)") for one in recommendations)
    plan = [one for one in actions if one.source.startswith("Governance action plan")]
    assert Counter("illustrative" in one.title for one in plan) == {False: 7}


async def test_the_demo_councils_own_actions_are_owed_and_say_that_they_are_made_up(
    importing: Importing, store: SqlStore, clock: MovedClock
) -> None:
    clock.at = datetime(2026, 11, 23, 12, tzinfo=UTC)
    await demo(importing)
    async with store.work() as work:
        register = await work.register.all_actions()
        owed = {each.subject_id for each in await work.obligations.still_open([Duty.ACTION, Duty.URGENT_ACTION])}
    own = [one for one in register if one.source == "Information risk register mitigation"]
    assert len(own) == 8
    assert all(one.title.endswith("(illustrative)") and one.reference in owed for one in own)
    assert owed == {one.reference for one in register if one.state.owed}


# ---------------------------------------------------------------- all or nothing


async def test_one_bad_row_keeps_every_good_row_out(importing: Importing, store: SqlStore) -> None:
    with pytest.raises(BadRows):
        await importing.people(table(person(1), person(2, email="nowhere")))
    assert (await counts(store))["people"] == 0


async def test_every_bad_cell_of_every_row_is_named_at_once(importing: Importing) -> None:
    with pytest.raises(BadRows) as caught:
        await importing.people(
            table(
                person(1, name="", email="a@b"),
                person(2),
                person(3, entra_object_id="{not a guid}", left_on="31/02/2027"),
            )
        )
    assert mistakes(caught) == [(2, "email"), (2, "name"), (4, "entra_object_id"), (4, "left_on")]


async def test_the_message_names_file_line_column_reason_and_what_to_do_but_no_person(importing: Importing) -> None:
    with pytest.raises(BadRows) as caught:
        await importing.people(table(person(1, name="Somebody Secret", email="secret.person@", manager="Boss Secret")))
    words = str(caught.value)
    assert "sheet.csv, line 2, column email: is not an e-mail address" in words
    assert words.startswith("sheet.csv: 2 things have to be put right. Nothing was imported.")
    assert words.endswith("save it, and import it again.")
    assert "ecret" not in words


async def test_a_row_that_names_a_bad_row_is_not_called_bad_for_it(importing: Importing) -> None:
    with pytest.raises(BadRows) as caught:
        await importing.people(table(person(1, name=""), person(2, manager="P1")))
    assert mistakes(caught) == [(2, "name")]


async def test_thousands_of_mistakes_are_counted_not_scrolled_past(importing: Importing) -> None:
    with pytest.raises(BadRows) as caught:
        await importing.people(table(*(person(n, left_on="x") for n in range(1, 3001))))
    assert "… and 2,950 more." in str(caught.value)
    assert len(str(caught.value).splitlines()) < 60


async def test_a_dry_run_counts_what_would_change_and_changes_nothing(importing: Importing, store: SqlStore) -> None:
    await importing.people(table(person(1), person(2), person(3)))
    tried = await importing.people(table(person(1), person(2, job="Manager"), person(4)), dry_run=True)
    assert (tried.added, tried.changed, tried.unchanged, tried.not_named) == (1, 1, 1, 1)
    async with store.work() as work:
        found = {one.id: one.job for one in await work.people.everyone()}
        lines = await work.audit.lines(0, 10)
    assert found == {"P1": "Officer", "P2": "Officer", "P3": "Officer"}
    assert len(lines) == 1


async def test_an_import_is_on_the_record_as_counts_alone(importing: Importing, store: SqlStore) -> None:
    await importing.people(table(person(1), person(2)))
    await importing.people(table(person(2, name="Other Name"), person(3)))
    async with store.work() as work:
        lines = await work.audit.lines(0, 10)
    assert [(one.event.verb, one.event.subject, dict(one.event.details)) for one in lines] == [
        ("imported", "people", {"added": 2, "changed": 0, "unchanged": 0}),
        ("imported", "people", {"added": 1, "changed": 1, "unchanged": 0}),
    ]


async def test_who_may_handle_reports_and_by_which_account_is_on_the_record(
    importing: Importing, store: SqlStore
) -> None:
    officer = person(1, roles="monitoring officer 2026-04-01..")
    await importing.people(table(officer, person(2, roles="director 2026-04-01..")))
    await importing.people(table({**officer, "roles": "", "entra_object_id": str(uuid4())}, person(2, roles="")))
    await importing.people(table(person(3, roles="investigator 2027-05-01..2027-07-01")), dry_run=True)
    async with store.work() as work:
        lines = [line.event for line in await work.audit.lines(0, 20) if line.event.verb != "imported"]
    assert [(line.verb, line.subject, dict(line.details)) for line in lines] == [
        ("posts_set", "P1", {"from": "", "to": "monitoring_officer 2026-04-01.."}),
        (
            "posts_set",
            "P1",
            {"from": "monitoring_officer 2026-04-01..", "to": "monitoring_officer 2026-04-01..2027-05-31"},
        ),
        ("account_changed", "P1", {}),
    ]


async def test_progress_is_told_up_to_the_last_row(importing: Importing) -> None:
    await importing.people(table(person(1)))
    seen: list[tuple[int, int]] = []
    await importing.assets(
        table(*(asset(n) for n in range(2500))), progress=lambda done, rows: seen.append((done, rows))
    )
    assert seen == [(1000, 2500), (2000, 2500), (2500, 2500)]


# ---------------------------------------------------------------- people


@pytest.mark.parametrize(
    ("cells", "column", "words"),
    [
        ({"entra_object_id": "00000000-0000-0000-0000-000000000000"}, "entra_object_id", "not an Entra object id"),
        ({"staff_number": "P 1"}, "staff_number", "letters, digits"),
        ({"email": "two@at@council.example"}, "email", "not an e-mail"),
        ({"name": "x" * 201}, "name", "201 characters long; at most 200"),
        ({"name": "Sam\u202eOde"}, "name", "cannot be seen"),
        ({"roles": "Mayor"}, "roles", "“Mayor” is not a role"),
        ({"roles": "SIRO 2027-04-31.."}, "roles", "not a stretch of days"),
        ({"roles": "SIRO 2027-04-01..2027-03-31"}, "roles", "ends before it begins"),
        ({"roles": "SIRO; director; siro"}, "roles", "twice for the same days"),
        ({"leave": "next week"}, "leave", "not a stretch of days"),
        ({"leave": "2027-07-31..2027-07-01"}, "leave", "ends before it begins"),
        ({"leave": "2027-07-01 nobody@council.example"}, "leave", "is nobody's staff number or e-mail address"),
        ({"leave": "2027-07-01..2027-07-05 P1"}, "leave", "as their own deputy"),
        ({"acting_owner": "soon P2"}, "acting_owner", "is not days and a person"),
        ({"acting_owner": "2027-07-01..2027-07-05"}, "acting_owner", "is not days and a person"),
        ({"acting_owner": "2027-07-05..2027-07-01 P2"}, "acting_owner", "ends before it begins"),
        ({"acting_owner": "2027-07-01..2028-07-02 P2"}, "acting_owner", "longer than 12 months"),
        ({"acting_owner": "2027-07-01..2027-07-05 P9"}, "acting_owner", "is nobody's staff number or e-mail address"),
        ({"acting_owner": "2027-07-01..2027-07-05 P1"}, "acting_owner", "acting for themselves"),
        ({"left_on": "soon"}, "left_on", "“soon” is not a date"),
        ({"manager": "P99"}, "manager", "is nobody's staff number"),
        ({"manager": "P1"}, "manager", "goes round in a circle"),
    ],
)
async def test_each_mistake_about_a_person_has_its_own_words(
    importing: Importing, cells: dict[str, str], column: str, words: str
) -> None:
    with pytest.raises(BadRows) as caught:
        await importing.people(table(person(1, **cells)))
    assert mistakes(caught) == [(2, column)]
    assert words in str(caught.value)


@pytest.mark.parametrize("column", ["staff_number", "entra_object_id", "email"])
async def test_nobody_shares_what_is_theirs_alone(importing: Importing, column: str) -> None:
    with pytest.raises(BadRows) as caught:
        await importing.people(table(person(1), person(2), person(3) | {column: person(1)[column].upper()}))
    assert mistakes(caught) == [(4, column)]
    assert "the same as in line 2" in str(caught.value)


@pytest.mark.parametrize("column", ["entra_object_id", "email"])
async def test_nobody_takes_what_belongs_to_a_person_who_is_not_in_the_file(importing: Importing, column: str) -> None:
    await importing.people(table(person(1)))
    with pytest.raises(BadRows) as caught:
        await importing.people(table(person(2) | {column: person(1)[column]}))
    assert mistakes(caught) == [(2, column)]


async def test_two_people_whose_entra_ids_were_mixed_up_can_be_put_right_together(
    importing: Importing, store: SqlStore
) -> None:
    await importing.people(table(person(1), person(2)))
    one, other = person(1)["entra_object_id"], person(2)["entra_object_id"]
    await importing.people(table(person(1, entra_object_id=other), person(2, entra_object_id=one)))
    async with store.work() as work:
        found = await work.people.by_entra(one)
    assert found is not None
    assert found.id == "P2"


async def test_managers_may_be_named_by_number_or_address_and_stand_below_those_they_manage(
    importing: Importing, store: SqlStore
) -> None:
    await importing.people(table(person(1, manager="P2"), person(2, manager="Person3@Council.example"), person(3)))
    await importing.people(table(person(4, manager="P1")))
    async with store.work() as work:
        assert {one.id: one.manager_id for one in await work.people.everyone()} == {
            "P1": "P2",
            "P2": "P3",
            "P3": None,
            "P4": "P1",
        }


async def test_a_circle_of_managers_is_found_even_through_people_who_are_known_already(importing: Importing) -> None:
    await importing.people(table(person(1), person(2, manager="P1"), person(3, manager="P2")))
    with pytest.raises(BadRows) as caught:
        await importing.people(table(person(1, manager="P3")))
    assert mistakes(caught) == [(2, "manager")]


async def test_leave_may_be_given_in_british_dates_and_a_single_day(importing: Importing, store: SqlStore) -> None:
    await importing.people(table(person(1, leave="21/12/2027..04/01/2028; 2027-07-05", left_on="31/03/2028")))
    async with store.work() as work:
        found = await work.people.by_id("P1")
    assert found is not None
    assert found.away == (
        Away(date(2027, 7, 5), date(2027, 7, 5)),
        Away(date(2027, 12, 21), date(2028, 1, 4)),
    )
    assert found.left_on == date(2028, 3, 31)


async def test_leave_that_is_over_stays_though_the_list_does_not_name_it_again(
    importing: Importing, store: SqlStore
) -> None:
    over, coming = "2026-12-21..2027-01-04", "2027-08-02..2027-08-06"
    await importing.people(table(person(1, leave=f"{over}; {coming}")))
    assert (await importing.people(table(person(1, leave=coming)))).unchanged == 1
    # Put right, it is not there twice.
    await importing.people(table(person(1, leave=f"2026-12-21..2026-12-31; {coming}")))
    async with store.work() as work:
        [known] = await work.people.everyone()
    assert [each.until_on for each in known.away] == [date(2026, 12, 31), date(2027, 8, 6)]


async def test_a_deputy_may_be_named_for_each_leave_by_number_or_address(importing: Importing, store: SqlStore) -> None:
    leave = "2027-12-21..2028-01-04 Person2@council.example; 2027-07-05 P3; 2027-09-01..2027-09-02"
    people = table(person(1, leave=leave), person(2), person(3))
    await importing.people(people)
    assert (await importing.people(people)).unchanged == 3
    async with store.work() as work:
        found = await work.people.by_id("P1")
    assert found is not None
    assert [(each.from_on, each.deputy_id) for each in found.away] == [
        (date(2027, 7, 5), "P3"),
        (date(2027, 9, 1), None),
        (date(2027, 12, 21), "P2"),
    ]


async def test_acting_owners_come_from_the_staff_list_and_what_is_over_stays(
    importing: Importing, store: SqlStore
) -> None:
    over = ActingOwner("P3", date(2020, 1, 1), date(2020, 2, 1))
    await importing.people(table(person(1), person(2), person(3)))
    async with store.work() as work:
        await work.people.set_acting("P1", [over])
    given = "04/01/2027..26/02/2027 Person2@council.example; 2027-03-01..2027-03-31 P3 IA-2 IA-1"
    people = table(person(1, acting_owner=given), person(2), person(3))
    await importing.people(people)
    assert (await importing.people(people)).unchanged == 3
    posts = (
        over,
        ActingOwner("P2", date(2027, 1, 4), date(2027, 2, 26)),
        ActingOwner("P3", date(2027, 3, 1), date(2027, 3, 31), ("IA-1", "IA-2")),
    )
    async with store.work() as work:
        found = await work.people.by_id("P1")
        [event] = [line.event for line in await work.audit.lines(0, 99) if line.event.verb == "acting_owners_set"]
    assert found is not None
    assert found.acting == posts
    assert event.details["to"] == acting_in_words(found)
    without = table(person(1))
    without = replace(without, columns=tuple("elsewhere" if c == "acting_owner" else c for c in without.columns))
    await importing.people(without)
    async with store.work() as work:
        found = await work.people.by_id("P1")
    assert found is not None
    assert found.acting == posts


async def test_two_people_never_act_for_one_asset_on_one_day(importing: Importing) -> None:
    both = "2027-07-01..2027-07-05 P2; 2027-07-05..2027-07-09 P3 IA-1"
    with pytest.raises(BadRows) as caught:
        await importing.people(table(person(1, acting_owner=both), person(2), person(3)))
    assert mistakes(caught) == [(2, "acting_owner")]
    assert "two people for one asset" in str(caught.value)


async def test_one_person_acts_from_one_day_once_and_nothing_of_the_list_is_lost(
    importing: Importing, store: SqlStore
) -> None:
    twice = "2027-07-01..2027-07-05 P2 IA-1; 2027-07-01..2027-07-09 P2 IA-2"
    with pytest.raises(BadRows) as caught:
        await importing.people(table(person(1, acting_owner=twice), person(2)))
    assert mistakes(caught) == [(2, "acting_owner")]
    assert "Write all the assets together" in str(caught.value)
    await importing.people(table(person(1), person(2)))
    async with store.work() as work:
        await work.people.set_acting("P1", [ActingOwner("P2", date(2020, 1, 1), date(2020, 2, 1))])
    longer = ActingOwner("P2", date(2020, 1, 1), date(2020, 12, 31))
    await importing.people(table(person(1, acting_owner="2020-01-01..2020-12-31 P2"), person(2)))
    async with store.work() as work:
        found = await work.people.by_id("P1")
    assert found is not None
    assert found.acting == (longer,)


async def test_whoever_is_misnamed_as_a_deputy_is_not_repeated_in_the_mistake(importing: Importing) -> None:
    with pytest.raises(BadRows) as caught:
        await importing.people(table(person(1, leave="2027-07-05 secret.person@council.example")))
    assert "secret" not in str(caught.value)


async def test_a_role_without_dates_begins_on_londons_day_and_goes_on_unchanged(
    importing: Importing, store: SqlStore, clock: MovedClock
) -> None:
    await importing.people(table(person(1, roles="Head of Service; information-asset-owner 01/04/2026..")))
    clock.at = datetime(2027, 9, 1, 12, tzinfo=UTC)
    again = await importing.people(table(person(1, roles="information asset owner 2026-04-01..; head of service")))
    assert again.unchanged == 1
    assert await held(store, "P1") == [
        Holding("P1", Role.HEAD_OF_SERVICE, TODAY),
        Holding("P1", Role.INFORMATION_ASSET_OWNER, date(2026, 4, 1)),
    ]


async def test_a_role_that_is_no_longer_named_ended_yesterday_and_its_past_is_kept(
    importing: Importing, store: SqlStore, clock: MovedClock
) -> None:
    await importing.people(table(person(1, roles="SIRO 2025-01-01..2025-12-31; director 2026-01-01..")))
    done = await importing.people(table(person(1, roles="")))
    assert done.changed == 1
    before = [
        Holding("P1", Role.DIRECTOR, date(2026, 1, 1), YESTERDAY),
        Holding("P1", Role.SIRO, date(2025, 1, 1), date(2025, 12, 31)),
    ]
    assert await held(store, "P1") == before
    clock.at = datetime(2028, 1, 1, tzinfo=UTC)
    assert (await importing.people(table(person(1, roles="")))).unchanged == 1
    assert await held(store, "P1") == before


async def test_correcting_when_a_role_began_replaces_it(importing: Importing, store: SqlStore) -> None:
    await importing.people(table(person(1, roles="SIRO 2027-01-01..")))
    await importing.people(table(person(1, roles="SIRO 2026-11-01..2027-12-31")))
    assert await held(store, "P1") == [Holding("P1", Role.SIRO, date(2026, 11, 1), date(2027, 12, 31))]


# ---------------------------------------------------------------- registers


@pytest.mark.parametrize(
    ("cells", "column", "words"),
    [
        ({"owner": "nobody@council.example"}, "owner", "Import the people first"),
        ({"owner": ""}, "owner", "is empty. Write the Information Asset Owner's"),
        ({"administrator": "P9"}, "administrator", "Import the people first"),
        ({"classification": "Secret"}, "classification", "“Secret” is not one of: official, official sensitive"),
        ({"importance": "5"}, "importance", "not one of: low, medium, high, critical"),
        ({"at_risk": "perhaps"}, "at_risk", "not one of: yes, no"),
    ],
)
async def test_each_mistake_about_an_asset_has_its_own_words(
    importing: Importing, store: SqlStore, cells: dict[str, str], column: str, words: str
) -> None:
    await importing.people(table(person(1)))
    with pytest.raises(BadRows) as caught:
        await importing.assets(table(asset(1), asset(2, **cells)))
    assert mistakes(caught) == [(3, column)]
    assert words in str(caught.value)
    assert (await counts(store))["assets"] == 0


@pytest.mark.parametrize(
    ("cells", "column", "words"),
    [
        ({"history": "01/05/2026"}, "history", "is not how far an action can be"),
        ({"history": "soon in progress"}, "history", "“soon” is not a date"),
        ({"history": "01/05/2126 in progress"}, "history", "yet to come"),
        ({"history": "01/05/2026 closed; 02/05/2026 blocked"}, "history", "ends with something else"),
        ({"history": "01/05/2026 closed; 01/05/2026 in progress"}, "history", "says two things of one day"),
        ({"original_due_date": "Q3"}, "original_due_date", "“Q3” is not a date"),
        ({"state": "nearly"}, "state", "not one of: proposed, accepted, partly"),
        ({"priority": ""}, "priority", "is empty"),
        ({"holder": "P7"}, "holder", "Import the people first"),
        ({"reference": "A-1"}, "reference", "the same as in line 2"),
    ],
)
async def test_each_mistake_about_an_action_has_its_own_words(
    importing: Importing, cells: dict[str, str], column: str, words: str
) -> None:
    await importing.people(table(person(1)))
    with pytest.raises(BadRows) as caught:
        await importing.actions(table(action(1, history=""), action(2, **cells)))
    assert mistakes(caught) == [(3, column)]
    assert words in str(caught.value)


async def test_a_history_comes_in_once_grows_and_is_never_changed(importing: Importing, store: SqlStore) -> None:
    first = "25/07/2016 not begun; 24/10/2016 in progress"
    await importing.people(table(person(1)))
    await importing.actions(table(action(1, history=first)))
    assert (await importing.actions(table(action(1, history=first)))).unchanged == 1
    # A file without that column says nothing about it.
    assert (await importing.actions(table(action(1)))).unchanged == 1
    grown = action(1, history=f"{first}; 20/02/2017 closed", state="closed")
    assert (await importing.actions(table(grown), dry_run=True)).rows.changed[0].changes[-1].column == "history"
    assert (await importing.actions(table(grown))).changed == 1
    with pytest.raises(BadRows) as caught:
        await importing.actions(table(action(1, history="25/07/2016 blocked; 20/02/2017 closed", state="closed")))
    assert "never changes" in str(caught.value)
    async with store.work() as work:
        stood = [await work.history.until(date(2016, month, 28)) for month in (6, 9, 11)]
        assert [each.get("A-1") for each in stood] == [None, ActionState.NOT_BEGUN, ActionState.IN_PROGRESS]
        assert [each.state for each in (await work.history.of(["A-1"]))["A-1"]][-1] is ActionState.CLOSED


async def test_what_comes_first_and_what_it_answers_come_in_and_a_file_without_them_says_nothing(
    importing: Importing, store: SqlStore
) -> None:
    await importing.people(table(person(1)))
    second = action(2, predecessors="A-1", answers="In-Form Consult: 3.2")
    await importing.actions(table(action(1, predecessors="", answers=""), second))
    assert (await importing.actions(table(action(2)))).unchanged == 1
    dry = await importing.actions(table(action(2, predecessors="", answers="")), dry_run=True)
    assert [each.column for each in dry.rows.changed[0].changes] == ["answers", "predecessors"]
    async with store.work() as work:
        assert await work.order.everything() == {"A-2": ["A-1"]}
    await importing.actions(table(action(2, predecessors="", answers="")))
    async with store.work() as work:
        assert await work.order.everything() == {}


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        ("A-1", "", "names this action itself"),
        ("A-9", "", "“A-9” is no action's reference"),
        ("A-2", "A-1", "wait for each other for ever"),
    ],
)
async def test_predecessors_that_cannot_be_keep_the_whole_file_out(
    importing: Importing, store: SqlStore, first: str, second: str, words: str
) -> None:
    await importing.people(table(person(1)))
    with pytest.raises(BadRows) as caught:
        await importing.actions(table(action(1, predecessors=first), action(2, predecessors=second)))
    assert words in str(caught.value)
    assert (await counts(store))["actions"] == 0


async def test_an_action_that_came_in_without_history_stands_as_it_does_from_that_day_on(
    importing: Importing, store: SqlStore
) -> None:
    await importing.people(table(person(1)))
    await importing.actions(table(action(1)))
    await importing.actions(table(action(1, state="closed")))
    async with store.work() as work:
        history = (await work.history.of(["A-1"]))["A-1"]
    assert [each.state for each in history] == [ActionState.IN_PROGRESS, ActionState.CLOSED]


async def test_an_action_is_about_an_asset_that_is_in_the_register(importing: Importing) -> None:
    await importing.people(table(person(1)))
    with pytest.raises(BadRows) as caught:
        await importing.actions(table(action(1, asset="IA-1"), action(2, asset="")))
    assert mistakes(caught) == [(2, "asset")]
    assert "Import the assets first" in str(caught.value)
    await importing.assets(table(asset(1)))
    assert (await importing.actions(table(action(1, asset="IA-1"), action(2, asset="")))).added == 2


async def test_a_row_without_a_reference_is_called_bad_for_that_whatever_else_it_names(importing: Importing) -> None:
    await importing.people(table(person(1)))
    with pytest.raises(BadRows) as caught:
        await importing.actions(table(action(1), action(2, reference="", predecessors="A-9", asset="IA-9")))
    assert mistakes(caught) == [(3, "reference")]


async def test_whoever_a_file_gives_an_action_to_hears_of_it_and_so_does_whose_it_was(
    importing: Importing, store: SqlStore
) -> None:
    await importing.people(table(person(1), person(2), person(3, left_on="2026-01-31")))
    done = action(4, state="closed")
    await importing.actions(table(action(1), action(2), action(3, holder="person3@council.example"), done))
    given = [{**each, "holder": "person2@council.example"} for each in (action(1), action(3), done)]
    for _ in range(2):
        await importing.actions(table(*given, action(2)))
    async with store.work() as work:
        news = [each for each in await work.notices.since(datetime(2026, 1, 1, tzinfo=UTC)) if each.rung >= 2000]
        about = await work.obligations.by_ids({each.obligation_id for each in news})
    told = sorted((about[each.obligation_id].subject_id, each.recipient) for each in news)
    assert told == [("A-1", "P1"), ("A-1", "P2"), ("A-3", "P2")]


async def test_an_action_that_is_complete_needs_no_due_date(importing: Importing) -> None:
    await importing.people(table(person(1)))
    done = await importing.actions(
        table(
            *(
                action(n, state=state, original_due_date="")
                for n, state in enumerate(("verified", "closed", "superseded"))
            )
        )
    )
    assert done.added == 3


async def test_a_spreadsheet_cannot_move_an_original_due_date(importing: Importing) -> None:
    await importing.people(table(person(1)))
    await importing.actions(table(action(1)))
    for moved in ("30/06/2027", ""):
        with pytest.raises(BadRows) as caught:
            await importing.actions(table(action(1, original_due_date=moved, state="closed")))
        assert mistakes(caught) == [(2, "original_due_date")]
        assert "was 31/03/2027" in str(caught.value)
    assert (await importing.actions(table(action(1, state="closed")))).changed == 1


async def test_a_part_of_a_register_can_be_imported(importing: Importing, store: SqlStore) -> None:
    await importing.people(table(person(1)))
    await importing.assets(table(asset(1), asset(2)))
    done = await importing.assets(table(asset(2, title="Other"), asset(3)))
    assert (done.added, done.changed, done.not_named) == (1, 1, 1)
    async with store.work() as work:
        assert {
            one.reference: one.title for one in (await work.register.assets(["IA-1", "IA-2", "IA-3"])).values()
        } == {
            "IA-1": "Deeds",
            "IA-2": "Other",
            "IA-3": "Deeds",
        }


# ---------------------------------------------------------------- what the person at the terminal reads


def test_the_summary_says_what_was_done_and_what_was_left_alone() -> None:
    words = summary(
        Imported("people", False, added=1200, changed=2, unchanged=3, not_named=4, notes=("Look at line 3.",))
    )
    assert words.splitlines() == [
        "Note: Look at line 3.",
        "people: 1,200 added, 2 changed, 3 unchanged.",
        "4 that are known already are not in the file: they stay as they are.",
    ]


def test_the_summary_of_a_dry_run_cannot_be_taken_for_an_import() -> None:
    words = summary(Imported("assets", True, added=1))
    assert "1 would be added" in words
    assert words.endswith("Nothing was changed. Leave out --dry-run to import.\n")


# ---------------------------------------------------------------- the columns


@pytest.mark.parametrize(("subject", "columns"), SUBJECTS.items())
def test_the_explanation_of_the_columns_is_whole(subject: str, columns: tuple[Column, ...]) -> None:
    words = explained(subject, columns)
    for column in columns:
        assert column.name in words
        assert column.example in words


@pytest.mark.parametrize("subject", SUBJECTS)
def test_the_demo_councils_files_have_every_column(subject: str) -> None:
    with (DEMO / f"{subject}.csv").open(encoding="utf-8", newline="") as file:
        assert next(csv.reader(io.StringIO(file.readline()))) == [column.name for column in SUBJECTS[subject]]


async def test_the_examples_in_the_explanation_can_be_imported(importing: Importing) -> None:
    """Each column's example, taken together, is a good row."""
    await importing.people(
        table(person(1, staff_number="10007", email="owner@council.example"), person(2, staff_number="10482"))
    )
    # What the example says has to come first.
    first = [action(1, reference=each, holder="10007") for each in ("ICO-34", "ICO-35")]
    await importing.actions(table(*first))
    await importing.assets(table(asset(12, reference="IA-0012", owner="10007")))
    for subject, take in (("assets", importing.assets), ("actions", importing.actions)):
        row = {column.name: column.example for column in SUBJECTS[subject]}
        assert (await take(table(row))).added == 1
    row = {column.name: column.example for column in SUBJECTS["people"]} | {"staff_number": "10999"}
    assert (await importing.people(table(row))).added == 1


# ---------------------------------------------------------------- row by row


async def test_a_dry_run_shows_what_is_new_what_changes_cell_by_cell_and_what_is_not_in_the_file(
    importing: Importing,
) -> None:
    await importing.people(table(person(1), person(2), person(3)))
    await importing.assets(table(asset(1), asset(2), asset(3)))
    tried = await importing.assets(table(asset(2, owner="P2", at_risk="yes"), asset(4), asset(3)), dry_run=True)
    words = summary(tried)
    assert "Added:\n  IA-4\n" in words
    assert "Changed:\n  IA-2: owner “P1” → “P2”; at_risk “no” → “yes”\n" in words
    assert "Not in the file:\n  IA-1\n" in words
    people = summary(await importing.people(table(person(1, roles="SIRO 2027-04-01..", left_on="2027-12-31"))))
    assert "P1: roles “” → “siro 2027-04-01..”; left_on “” → “2027-12-31”" in people
    assert "Not in the file:\n  P2\n  P3\n" in people


# ---------------------------------------------------------------- what was changed here since


async def changed_here(store: SqlStore, column: str, before: str, after: str) -> None:
    """Somebody put IA-1 right in Teams."""
    async with store.work() as work:
        known = (await work.register.assets(["IA-1"]))["IA-1"]
        await work.assets.change(replace(known, **{column: after}), known.version)  # type: ignore[arg-type]  # a text
        said = AssetChange("IA-1", 1, TODAY, "P1", "Sam Ode", "owner", column, before, after)
        await work.assets.record([said])


async def test_an_older_file_does_not_undo_what_was_put_right_here(importing: Importing, store: SqlStore) -> None:
    await importing.people(table(person(1)))
    await importing.assets(table(asset(1)))
    await changed_here(store, "title", "Deeds", "Title deeds")
    again = await importing.assets(table(asset(1, service="Estates")))
    assert (again.changed, again.left_as_said) == (1, 1)
    async with store.work() as work:
        known = (await work.register.assets(["IA-1"]))["IA-1"]
        history = (await work.assets.history(["IA-1"]))["IA-1"]
    assert (known.title, known.service, known.version) == ("Title deeds", "Estates", 3)
    assert [(each.by_role, each.column, each.after) for each in history] == [
        ("owner", "title", "Title deeds"),
        ("import", "service", "Estates"),
    ]


async def test_a_cell_that_was_changed_on_both_sides_is_named_and_the_file_counts_only_when_somebody_says_so(
    importing: Importing, store: SqlStore
) -> None:
    await importing.people(table(person(1)))
    await importing.assets(table(asset(1)))
    await changed_here(store, "title", "Deeds", "Title deeds")
    with pytest.raises(BadRows) as caught:
        await importing.assets(table(asset(1, title="Property deeds")))
    assert mistakes(caught) == [(2, "title")]
    assert "was changed here by Sam Ode on 01/06/2027" in str(caught.value)
    await importing.assets(table(asset(1, title="Property deeds")), over=True)
    assert (await importing.assets(table(asset(1, title="Deeds")))).changed == 1


async def test_columns_that_a_file_lacks_stay_as_they_are(importing: Importing, store: SqlStore) -> None:
    await importing.people(table(person(1, roles="SIRO 2027-04-01..", manager="P2", left_on="2027-12-31"), person(2)))
    short = {name: cell for name, cell in person(1, job="Boss").items() if name not in ("roles", "manager", "left_on")}
    assert (await importing.people(table(short))).changed == 1
    assert [holding.role for holding in await held(store, "P1")] == [Role.SIRO]
    await importing.assets(table(asset(1, retention="6 years") | {"purpose": "Sales", "administrator": "P2; P1"}))
    plain = {name: cell for name, cell in asset(1, title="New").items() if name not in ("retention", "administrator")}
    await importing.assets(table(plain))
    async with store.work() as work:
        known, one = (await work.register.assets(["IA-1"]))["IA-1"], await work.people.by_id("P1")
    assert (known.title, known.retention, known.purpose, known.administrators) == (
        "New",
        "6 years",
        "Sales",
        ("P2", "P1"),
    )
    assert one is not None
    assert (one.job, one.manager_id, one.left_on) == ("Boss", "P2", date(2027, 12, 31))


async def test_owners_whom_the_staff_list_does_not_call_owners_are_named_and_so_are_those_who_have_left(
    importing: Importing,
) -> None:
    gone = person(3, left_on="2026-01-31")
    await importing.people(table(person(1, roles="information asset owner"), person(2), gone))
    file = table(*(asset(n, owner=f"person{n}@council.example") for n in (1, 2, 3)))
    for dry in (True, False):
        told = " ".join((await importing.assets(file, dry_run=dry)).notes)
        assert "the staff list lacks their role information asset owner: P2. Add it there." in told
        assert "and have left: P3. Appoint others" in told
        assert "P1" not in told


async def test_whoever_owns_assets_stays_an_owner_though_the_staff_list_does_not_say_so(
    importing: Importing, store: SqlStore
) -> None:
    await importing.people(table(person(1, roles="information asset owner 2026-04-01..; SIRO 2026-04-01..")))
    await importing.assets(table(asset(1)))
    await importing.people(table(person(1)))
    assert [(each.role, each.until_on) for each in await held(store, "P1")] == [
        (Role.INFORMATION_ASSET_OWNER, None),
        (Role.SIRO, YESTERDAY),
    ]
    assert (await importing.people(table(person(1)))).unchanged == 1
    await importing.people(table(person(1, left_on="2027-05-01")))
    assert all(each.until_on == YESTERDAY for each in await held(store, "P1"))
