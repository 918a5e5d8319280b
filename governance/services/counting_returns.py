"""Counting a quarter's returns, and what stands beside them: exceptions, late actions, risks (policy 6A, 6B, 7b)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from governance.assurance import NON_RETURN_DAYS, Line, Return, days_late
from governance.assurance_answers import ALL_TOGETHER, Difference, differences
from governance.assurance_questions import PER_ASSET, PER_PORTFOLIO, Answer
from governance.cadences import Cadence, CadenceState, quarter_after
from governance.calendar import Calendar
from governance.people import Person
from governance.ports import Work
from governance.quarter_figures import Part, QuarterFigures, Row, percent
from governance.services.cadence_subjects import rhythm
from governance.services.counting_risks import moved, out_of_appetite
from governance.services.late_actions import Band, late_actions
from governance.services.return_sheets import name_of
from governance.siro_decisions import Exemption

NOBODY, NO_DIRECTORATE = "Somebody who is not on the staff list", "No directorate"
#: Quarters before this one that stand in the trend.
_TREND = 4
_SAID = {Answer.NO: "no", Answer.CHANGED: "changed"}


@dataclass(frozen=True, slots=True)
class _Quarter:
    """What there is to count."""

    returns: Sequence[Return]
    lines: Mapping[str, Sequence[Line]]
    people: Mapping[str, Person]
    exemptions: Mapping[str, Exemption]
    today: date
    calendar: Calendar

    def who(self, person_id: str) -> tuple[str, str]:
        """(name, directorate)."""
        person = self.people.get(person_id)
        return name_of(self.people, person_id), (person.directorate if person else "") or NO_DIRECTORATE

    def late(self, back: Return) -> int:
        return days_late(back, self.today, self.calendar)


async def count_quarter(work: Work, quarter: str, today: date, calendar: Calendar) -> QuarterFigures | None:
    """As it stands today; None when no returns were opened for it. The same database gives the same figures."""
    returns = await work.returns.of_quarter(quarter)
    if not returns:
        return None
    cadences = await work.cadences.in_states([CadenceState.AGREED])
    ids = [each.id for each in returns]
    people = await work.people.many({each.owner_id for each in returns} | {each.owner_id for each in cadences})
    lines, exemptions = await work.returns.lines(ids), await work.siro.exemptions(ids)
    seen = _Quarter(returns, lines, people, exemptions, today, calendar)
    late = await late_actions(work, today, calendar, lambda _: True, NOBODY, NO_DIRECTORATE)
    opened_on, due_on = min(each.opened_on for each in returns), min(each.due_on for each in returns)
    found = list(_differences(seen))
    trend = [*await _before(work, quarter, today, calendar), (quarter, *_counts(seen, returns))]
    rows: dict[Part, Sequence[Row]] = {
        Part.DIRECTORATES: _directorates(seen),
        Part.NON_RETURNS: _non_returns(seen),
        Part.EXEMPT: _exempt(seen),
        Part.RHYTHMS: _rhythms(seen, cadences),
        Part.EXCEPTIONS: _exceptions([difference for _, _, difference in found]),
        Part.DIFFERENCES: [_difference(seen, *each) for each in found],
        Part.ACTIONS: [(_band(band), band.actions) for band in late.bands],
        Part.MOVED: await moved(work, opened_on, today),
        Part.APPETITE: await out_of_appetite(work, today),
        Part.FOR_SIRO: _for_siro(seen),
        Part.TREND: trend,
    }
    return QuarterFigures(quarter, due_on, today, {part: tuple(each) for part, each in rows.items()})


def _counts(seen: _Quarter, returns: Sequence[Return]) -> tuple[int, int, int, int, int, int | None]:
    """Asked, sent, of these late, non-returns, need not be sent, percent sent. What need not be sent is in no other."""
    asked = [each for each in returns if not each.exempt]
    sent = [each for each in asked if each.submitted]
    late = sum(seen.late(each) > 0 for each in sent)
    missing = sum(each.waits and seen.late(each) >= NON_RETURN_DAYS for each in asked)
    return len(asked), len(sent), late, missing, len(returns) - len(asked), percent(len(sent), len(asked))


def _directorates(seen: _Quarter) -> list[Row]:
    by_name: defaultdict[str, list[Return]] = defaultdict(list)
    for back in seen.returns:
        by_name[seen.who(back.owner_id)[1]].append(back)
    return [(name, *_counts(seen, by_name[name])) for name in sorted(by_name)]


def _non_returns(seen: _Quarter) -> list[Row]:
    missing = [each for each in seen.returns if each.waits and seen.late(each) >= NON_RETURN_DAYS]
    rows: list[Row] = [
        (*seen.who(each.owner_id), len(seen.lines.get(each.id, ())), seen.late(each)) for each in missing
    ]
    return sorted(rows, key=lambda row: (str(row[1]), str(row[0])))


def _exempt(seen: _Quarter) -> list[Row]:
    rows: list[Row] = [
        (*seen.who(back.owner_id), exemption.reason, exemption.by_name, exemption.on)
        for back in seen.returns
        if back.exempt and (exemption := seen.exemptions.get(back.id)) is not None
    ]
    return sorted(rows, key=lambda row: (str(row[1]), str(row[0])))


def _rhythms(seen: _Quarter, cadences: Sequence[Cadence]) -> list[Row]:
    rows: list[Row] = [(*seen.who(each.owner_id), rhythm(each), each.until_on, each.reason) for each in cadences]
    return sorted(rows, key=lambda row: (str(row[1]), str(row[0])))


def _differences(seen: _Quarter) -> Iterator[tuple[Return, str, Difference]]:
    """Of the returns that were sent, with the asset, the owners by name; not what was written for the SIRO."""
    for back in sorted(seen.returns, key=lambda each: (*seen.who(each.owner_id), each.id)):
        if back.submitted:
            for line in seen.lines.get(back.id, ()):
                for each in differences(PER_ASSET, line.answers):
                    yield back, f"{line.title} ({line.asset_reference})", each
            for each in differences(PER_PORTFOLIO, back.answers):
                if each.statement.acts:
                    yield back, ALL_TOGETHER, each


def _difference(seen: _Quarter, back: Return, asset: str, each: Difference) -> Row:
    said = _SAID[each.answer]
    return *seen.who(back.owner_id), asset, each.statement.says, said, each.comment, each.action, each.due_on


def _exceptions(found: Sequence[Difference]) -> list[Row]:
    """Every statement, in the order of the questions, with what was said against it."""
    counts = Counter((each.statement.key, each.answer) for each in found)
    acting = [each for each in (*PER_ASSET, *PER_PORTFOLIO) if each.acts]
    return [(each.says, counts[each.key, Answer.NO], counts[each.key, Answer.CHANGED]) for each in acting]


def _for_siro(seen: _Quarter) -> list[Row]:
    rows: list[Row] = [
        (seen.who(back.owner_id)[0], difference.comment)
        for back in seen.returns
        if back.submitted
        for difference in differences(PER_PORTFOLIO, back.answers)
        if not difference.statement.acts
    ]
    return sorted(rows, key=lambda row: str(row[0]))


def _band(band: Band) -> str:
    if band.below is None:
        return f"{band.at_least} working days or more"
    if band.at_least:
        return f"{band.at_least} to {band.below - 1} working days"
    return f"Less than {band.below} working days"


async def _before(work: Work, quarter: str, today: date, calendar: Calendar) -> list[Row]:
    """The quarters before: as they were taken down, and else as they stand now."""
    before = [quarter_after(quarter, -number) for number in range(_TREND, 0, -1)]
    packs = await work.packs.of(before)
    rows: list[Row] = []
    for each in before:
        if each in packs:
            rows.append(packs[each].total)
        elif returns := await work.returns.of_quarter(each):
            rows.append((each, *_counts(_Quarter(returns, {}, {}, {}, today, calendar), returns)))
    return rows
