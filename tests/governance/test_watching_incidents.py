"""Nobody who is kept out of an incident learns of it from the lists of reminders."""

from __future__ import annotations

from governance.calendar import Calendar
from governance.incident_course import GivenTask
from governance.people import Person
from governance.roles import Role
from governance.services.forecasting import Forecasting
from governance.services.replaying import Replaying
from governance.services.watching import Ahead, Back, Watching
from tests.governance.handling_world import TODAY, Handled, handled
from tests.governance.reporting import person


async def watching(h: Handled) -> tuple[Watching, Person]:
    h.desk.people["records"] = person("records")
    await h.desk.change("records", Role.RECORDS_MANAGER)
    store, calendar = h.desk.store, Calendar()
    forecasting, replaying = Forecasting(store, calendar, h.audiences), Replaying(store, calendar)
    return Watching(store, calendar, h.desk.clock.now, forecasting, replaying), h.person("records")


async def taken_on(h: Handled, by: str, **answers: object) -> str:
    """Somebody looks at it and has something to do about it."""
    incident_id = await h.reported(**answers)
    await h.aware(incident_id, by=by)
    task = GivenTask("retrieve", "me", None, TODAY, "Ring them.")
    await h.tasks.add(h.person(by), incident_id, await h.version(incident_id), task)
    return incident_id


async def test_what_is_to_be_done_about_an_incident_is_foreseen_and_seen_to_be_sent() -> None:
    async with handled() as h:
        watch, records = await watching(h)
        await taken_on(h, "manager")
        assert {each.recipient for each in (await watch.coming(records, Ahead.WEEK)).reminders} >= {"manager", "owner"}
        await h.chasing.plan(h.now)
        assert "manager" in {each.recipient for each in (await watch.gone(records, Back.TODAY)).notices}


async def test_nothing_of_one_that_keeps_somebody_out_is_foreseen_or_seen_to_be_sent() -> None:
    async with handled() as h:
        watch, records = await watching(h)
        incident_id = await taken_on(h, "protector", not_to_see=("team",), service_desk="", asset="IA-017")
        assert {each.owner_id for each in await h.tasks_of(incident_id)} == {"protector"}
        assert (await watch.coming(records, Ahead.WEEK)).reminders == ()
        await h.chasing.plan(h.now)
        assert [each.recipient for each in await h.desk.notices() if each.obligation_id]
        # What was planned and waits is not foreseen either.
        assert (await watch.coming(records, Ahead.WEEK)).reminders == ()
        assert (await watch.gone(records, Back.TODAY)).notices == ()
        assert (await watch.coming(records, Ahead.WEEK)).addressees.people == {}


async def test_its_closing_is_not_foreseen_either() -> None:
    async with handled() as h:
        watch, records = await watching(h)
        incident_id = await h.reported(not_to_see=("officer",), service_desk="SD-1", asset=None)
        await h.ready_to_close(incident_id)
        await h.ask_to_close(incident_id)
        assert (await watch.coming(records, Ahead.WEEK)).reminders == ()
