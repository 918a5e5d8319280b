"""X19: every report is acknowledged within seven days over a simulated year, the batches included, by people who do
nothing until they are reminded a second time, who go on leave, and of whom one leaves."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, time, timedelta
from random import Random

from governance.calendar import Calendar
from governance.notices import Kind, Notice
from governance.obligations import Duty
from governance.people import Away
from governance.reports import Report, State
from tests.governance.reporting import MONDAY, Office, office, parts
from tests.trust.conftest import Figure

CALENDAR = Calendar()
#: Every day, and at full size.
REPORTS, MANY = 20, 60
DAYS = 365
HANDLERS = {"officer", "deputy", "auditor", "second"}
#: The lead is away for three weeks in August and over Christmas, and leaves at the end of September.
LEAVE = (Away(date(2027, 8, 2), date(2027, 8, 22)), Away(date(2026, 12, 19), date(2027, 1, 3)))
LEAVES_ON = date(2027, 9, 30)


def arrivals(reports: int, chance: Random) -> Counter[date]:
    """How many reports come on which day, the days before the long holidays among them."""
    days = [MONDAY.date() + timedelta(days=chance.randrange(DAYS - 10)) for _ in range(reports - 4)]
    return Counter([*days, date(2026, 12, 24), date(2027, 3, 25), date(2027, 7, 30), date(2027, 9, 29)])


async def reminded_again(o: Office, now: datetime) -> set[str]:
    """Whom the clock reminds now, and not for the first time about this report."""
    async with o.store.work() as work:
        new: list[Notice] = [n for n in await work.notices.since(now - timedelta(hours=1)) if n.due_at <= now]
    return {n.recipient for n in new if n.kind is Kind.ACKNOWLEDGE and n.rung > 0 and n.message_id}


async def unacknowledged(o: Office, ids: list[str]) -> bool:
    """Whether there is anything to look for in this morning."""
    async with o.store.work() as work:
        promises = await work.obligations.of(Duty.ACKNOWLEDGE, ids)
    return any(promise.open for promise in promises.values())


async def acknowledges_what_waits(o: Office, name: str) -> None:
    for line in await o.handling.cases(o.people[name]):
        if line.state is State.RECEIVED:
            await o.handling.acknowledge(o.people[name], line.report_id, line.version, parts())


async def year(o: Office, days: int, *, anybody_acts: bool, reports: int = REPORTS) -> list[Report]:
    """Live through it; every report that came."""
    coming, ids = arrivals(reports, Random(19)), []
    await o.change("officer", away=LEAVE, left_on=LEAVES_ON)
    for number in range(days):
        day = MONDAY.date() + timedelta(days=number)
        for hour in sorted(Random(number).randrange(24) for _ in range(coming[day])):
            o.clock.on_day(number, hour)
            report_id, _, _ = await o.told()
            ids.append(report_id)
            await o.tick()
        if number % 30 and not await unacknowledged(o, ids):
            continue
        now = o.clock.at = CALENDAR.at(day + timedelta(days=1), time(9))
        await o.tick()
        for name in sorted(await reminded_again(o, now) & HANDLERS) if anybody_acts else ():
            if o.people[name].works_on(now.date()):
                await acknowledges_what_waits(o, name)
    async with o.store.work() as work:
        found = [await work.reports.by_id(report_id) for report_id in ids]
    return [report for report in found if report is not None]


async def test_x19_every_report_is_acknowledged_within_seven_days_of_a_year(full_size: bool, figure: Figure) -> None:
    async with office() as o:
        reports = await year(o, DAYS, anybody_acts=True, reports=MANY if full_size else REPORTS)
        assert len(reports) == (MANY if full_size else REPORTS)
        late = [r for r in reports if r.acknowledged_on is None or r.acknowledged_on > r.acknowledge_by]
        assert not late
        days = Counter((r.acknowledged_on - r.received_on).days for r in reports if r.acknowledged_on)
        assert max(days) <= 7, f"days until the acknowledgement: {sorted(days.items())}"
        assert max(days) >= 5, "the year was hard enough: somebody was away when it mattered"
        missed = [n for n in await o.notices() if n.kind is Kind.ACKNOWLEDGE_MISSED and n.message_id]
        assert not missed
        slowest = max(days)
        figure(f"{len(reports)} reports in a year, all acknowledged in {slowest} days at the most; 7 are promised")


async def test_where_nobody_acts_those_above_hear_of_every_report() -> None:
    """The year can fail: the measure sees it, and so does the chief executive."""
    async with office() as o:
        reports = await year(o, 60, anybody_acts=False, reports=MANY)
        assert all(report.acknowledged_on is None for report in reports)
        missed = [n for n in await o.notices() if n.kind is Kind.ACKNOWLEDGE_MISSED and n.recipient == "chief"]
        due = {report.id for report in reports if report.acknowledge_by < o.clock.now().date()}
        assert len(due) > 3
        async with o.store.work() as work:
            promises = await work.obligations.of(Duty.ACKNOWLEDGE, due)
        assert {n.obligation_id for n in missed} == {promise.id for promise in promises.values()}
