"""A return that was sent is looked at: accepted, or sent back; and the Records Manager is chased."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import date

import pytest

from governance.assurance import Return, ReturnState, Standing, standing
from governance.errors import NotYours, Refused, Stale
from governance.obligations import Duty, Obligation
from governance.policy import by_key
from governance.reviews import Reviewed
from governance.services.owing import OwedAudiences
from governance.services.reviewing_returns import ReviewingReturns, ReviewSubjects
from tests.governance.returns_world import CALENDAR, Office, asset, new_id, office

SENT_ON, NEXT_DAY = date(2027, 1, 11), date(2027, 1, 12)
YES, NO = Reviewed("yes", None), Reviewed("no", "Say who can get in")


@dataclass
class World:
    office: Office
    reviewing: ReviewingReturns

    async def back(self) -> Return:
        return (await self.office.returns())["nadia"]

    async def sends(self, who: str = "nadia") -> Return:
        back = await self.back()
        await self.office.assuring.unchanged(self.office.people[who], back.id, back.version)
        return await self.back()

    async def review(self, said: Reviewed = YES, who: str = "records") -> Return:
        back = await self.back()
        await self.reviewing.review(self.office.people[who], back.id, back.version, said)
        return await self.back()

    async def owed(self, duty: Duty = Duty.REVIEW_RETURN) -> Obligation:
        back = await self.back()
        async with self.office.store.work() as work:
            return (await work.obligations.of(duty, [back.id]))[back.id]


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with office([asset("IA-1", "nadia"), asset("IA-2", "ewa")]) as made:
        await made.opened()
        made.clock.on(SENT_ON)
        yield World(made, ReviewingReturns(made.store, CALENDAR, made.clock, made.clock, new_id, made.killing))


async def test_a_return_that_is_sent_waits_for_the_records_manager_five_working_days_and_then_the_siro_hears(
    world: World,
) -> None:
    await world.sends()
    owed = await world.owed()
    assert (owed.open, owed.due_on) == (True, date(2027, 1, 18))
    (waiting,) = await world.reviewing.waiting(world.office.people["records"])
    assert (waiting.owner, waiting.back.state) == ("Nadia", ReturnState.SUBMITTED)
    audiences = OwedAudiences(ReviewSubjects(), CALENDAR, mail=False)
    heard = {}
    for rung in by_key(owed.policy).ladders[Duty.REVIEW_RETURN].rungs:
        async with world.office.store.work() as work:
            found = await audiences.recipients(work, [owed], {owed.id: rung}, SENT_ON)
        heard[rung.offset] = {each.person_id for each in found[owed.id] or ()}
    assert heard[1] == {"records", "siro"}
    assert heard[-1] == {"records"}


async def test_an_accepted_return_is_done_and_the_same_press_twice_is_one(world: World) -> None:
    sent = await world.sends()
    back = await world.review()
    assert back.state is ReturnState.ACCEPTED
    assert standing(back, NEXT_DAY, CALENDAR) is Standing.ACCEPTED
    assert not (await world.owed()).open
    await world.reviewing.review(world.office.people["records"], back.id, sent.version, YES)
    with pytest.raises(Stale, match="already done by Records"):
        await world.reviewing.review(world.office.people["siro"], back.id, sent.version, NO)
    assert await world.reviewing.waiting(world.office.people["records"]) == []
    assert (await world.office.record())[-1].verb == "return_reviewed"


async def test_what_is_sent_back_gives_five_more_working_days_keeps_the_answers_and_says_what_is_missing(
    world: World,
) -> None:
    world.office.clock.on(date(2027, 1, 21))
    await world.sends()
    back = await world.review(NO)
    assert (back.state, back.due_on, back.submitted) == (ReturnState.RETURNED, date(2027, 1, 28), False)
    again = await world.owed(Duty.ASSURANCE)
    assert (again.open, again.cycle, again.due_on) == (True, 1, date(2027, 1, 28))
    (sheet,) = await world.office.assuring.mine(world.office.people["nadia"])
    assert sheet.sent_back == "Say who can get in"
    assert all(line.answers for line in sheet.lines)
    sent = await world.sends()
    assert sent.state is ReturnState.SUBMITTED
    assert ((await world.owed()).cycle, (await world.owed()).open) == (2, True)
    file = await world.reviewing.open(world.office.people["records"], sent.id)
    assert [(each.accepted, each.words, each.signed) for each in file.reviews] == [
        (False, "Say who can get in", "Nadia, Information Asset Owner")
    ]


async def test_it_is_sent_back_twice_at_most_and_never_without_a_reason(world: World) -> None:
    await world.sends()
    with pytest.raises(Refused, match="Say what is missing"):
        await world.review(Reviewed("no", " "))
    for _ in range(2):
        await world.review(NO)
        await world.sends()
    with pytest.raises(Refused, match="2 times already"):
        await world.review(NO)
    assert (await world.review()).state is ReturnState.ACCEPTED


async def test_a_non_return_that_comes_in_the_end_is_late_accepted(world: World) -> None:
    world.office.clock.on(date(2027, 2, 12))
    await world.sends()
    assert (await world.review()).state is ReturnState.LATE_ACCEPTED


@pytest.mark.parametrize("who", ["nadia", "ewa", "boss", "group", "director", "stranger"])
async def test_nobody_else_reviews_and_nobody_their_own(world: World, who: str) -> None:
    back = await world.sends()
    person = world.office.people[who]
    with pytest.raises(NotYours):
        await world.review(who=who)
    with pytest.raises(NotYours):
        await world.reviewing.open(person, back.id)


async def test_an_old_press_on_a_return_that_came_back_changes_nothing(world: World) -> None:
    sent = await world.sends()
    await world.review(NO)
    with pytest.raises(Stale):
        await world.office.assuring.unchanged(world.office.people["nadia"], sent.id, sent.version)
    with pytest.raises(Stale):
        await world.reviewing.review(world.office.people["records"], sent.id, sent.version, YES)


async def test_a_line_whose_asset_went_to_another_meanwhile_follows_it_when_the_return_is_sent_back(
    world: World,
) -> None:
    line = (await world.office.lines(await world.back()))["IA-1"]
    async with world.office.store.work() as work:
        await work.returns.add_lines([replace(line, asset_reference="IA-3")])
        await work.register.replace_assets([asset("IA-3", "nadia")])
    await world.sends()
    async with world.office.store.work() as work:
        await work.register.replace_assets([asset("IA-3", "ewa")])
    await world.review(NO)
    returns = await world.office.returns()
    assert set(await world.office.lines(returns["nadia"])) == {"IA-1"}
    assert set(await world.office.lines(returns["ewa"])) == {"IA-2", "IA-3"}


async def test_a_return_of_which_nothing_is_left_for_its_owner_is_not_sent_back_to_them(world: World) -> None:
    back = await world.sends()
    async with world.office.store.work() as work:
        await work.register.replace_assets([asset("IA-1", "ewa")])
    await world.reviewing.review(world.office.people["records"], back.id, back.version, NO)
    returns = await world.office.returns()
    assert "nadia" not in returns
    assert set(await world.office.lines(returns["ewa"])) == {"IA-1", "IA-2"}
