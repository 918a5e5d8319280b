"""What the SIRO decides of returns: which need not be sent this quarter, and which are noted."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import date

import pytest

from governance.assurance import Return, ReturnState, Standing, days_late, standing
from governance.errors import NotFound, NotYours, Refused, Stale
from governance.notices import Kind
from governance.obligations import Duty
from governance.people import ActingOwner, Person
from governance.reviews import Reviewed
from governance.roles import Holding, Role
from governance.services.exempting import Exempting
from governance.services.moving_lines import MovingLines
from governance.services.noting import NotingReturns
from governance.services.overseeing import Overseeing
from governance.services.reviewing_returns import ReviewingReturns
from governance.services.watching_returns import WatchingReturns
from governance.siro_decisions import Exempted
from tests.governance.returns_world import CALENDAR, LONG_AGO, Office, asset, new_id, office, person

WHY = Exempted("The service is moving house.")
DAY = date(2027, 1, 11)


@dataclass
class World:
    office: Office
    exempting: Exempting
    noting: NotingReturns
    reviewing: ReviewingReturns
    watching: WatchingReturns

    def who(self, name: str) -> Person:
        return self.office.people[name]

    async def back(self, owner: str = "nadia") -> Return:
        return (await self.office.returns())[owner]

    async def exempt(self, who: str = "siro", owner: str = "nadia", said: Exempted = WHY) -> Return:
        back = await self.back(owner)
        await self.exempting.exempt(self.who(who), back.id, back.version, said)
        return await self.back(owner)

    async def accepted(self, owner: str = "nadia") -> None:
        back = await self.back(owner)
        await self.office.assuring.unchanged(self.who(owner), back.id, back.version)
        sent = await self.back(owner)
        await self.reviewing.review(self.who("records"), sent.id, sent.version, Reviewed("yes", None))

    async def appoint(self, name: str, role: Role) -> None:
        added = person(name)
        self.office.people[name] = added
        async with self.office.store.work() as work:
            await work.people.replace([added], [Holding(name, role, LONG_AGO)])


@pytest.fixture
async def world() -> AsyncIterator[World]:
    assets = [asset("IA-1", "nadia"), asset("IA-2", "ewa"), asset("IA-3", "siro")]
    async with office(assets) as made:
        await made.opened()
        made.clock.on(DAY)
        store, clock = made.store, made.clock
        yield World(
            made,
            Exempting(store, CALENDAR, clock, clock, new_id, made.killing),
            NotingReturns(store, CALENDAR, clock, made.killing),
            ReviewingReturns(store, CALENDAR, clock, clock, new_id, made.killing),
            WatchingReturns(store, CALENDAR, clock),
        )


# ---------------------------------------------------------------- need not be sent


async def test_a_return_that_need_not_be_sent_is_chased_no_more_and_its_owner_hears_why(world: World) -> None:
    back = await world.exempt()
    assert (back.state, back.waits, back.submitted) == (ReturnState.EXEMPT, False, False)
    async with world.office.store.work() as work:
        owed = (await work.obligations.of(Duty.ASSURANCE, [back.id]))[back.id]
        told = await work.notices.waiting(world.office.clock.now(), 100)
    assert not owed.open
    assert [(each.recipient, each.kind) for each in told] == [("nadia", Kind.DIGEST)]
    (sheet,) = await world.office.assuring.mine(world.who("nadia"))
    assert sheet.exemption is not None
    assert (sheet.exemption.reason, sheet.exemption.by_name) == (WHY.reason, "Siro")
    assert sheet.standing is Standing.EXEMPT
    event = (await world.office.record())[-1]
    assert (event.verb, event.role, event.details["for"]) == ("return_exempted", "siro", "nadia")


async def test_nothing_can_be_sent_or_drafted_of_it_any_more(world: World) -> None:
    back = await world.exempt()
    nadia = world.who("nadia")
    with pytest.raises(Stale, match="need not be sent"):
        await world.office.assuring.unchanged(nadia, back.id, back.version)
    with pytest.raises(Stale, match="need not be sent"):
        await world.office.assuring.answer_line(nadia, back.id, back.version, "IA-1", {})


async def test_it_is_never_late_and_counts_by_itself(world: World) -> None:
    await world.exempt()
    late = date(2027, 3, 1)
    back = await world.back()
    assert (days_late(back, late, CALENDAR), standing(back, late, CALENDAR)) == (0, Standing.EXEMPT)
    now = world.office.clock.on(late)
    seen = await Overseeing(world.office.store, CALENDAR).overview(world.who("siro"), now)
    assert (seen.total, seen.returned, [each.owner for each in seen.exempt]) == (2, 0, ["Nadia"])
    assert [each.owner for each in seen.outstanding] == ["Ewa", "Siro"]
    counts = [(each.name, each.total, each.exempt) for each in seen.directorates]
    assert counts == [
        ("Finance", 1, 1),
        ("Housing", 1, 0),
    ]


async def test_the_same_press_twice_is_one_and_a_second_siro_reads_who_was_faster(world: World) -> None:
    await world.appoint("other", Role.SIRO)
    before = await world.back()
    await world.exempt()
    await world.exempting.exempt(world.who("siro"), before.id, before.version, WHY)
    with pytest.raises(Stale, match="already done by Siro on 11 January 2027"):
        await world.exempting.exempt(world.who("other"), before.id, before.version, WHY)


async def test_two_siros_at_the_same_moment_decide_once(world: World) -> None:
    await world.appoint("other", Role.SIRO)
    back = await world.back()
    pressed = [world.exempting.exempt(world.who(who), back.id, back.version, WHY) for who in ("siro", "other")]
    came = await asyncio.gather(*pressed, return_exceptions=True)
    assert sorted(type(each).__name__ for each in came) == ["NoneType", "Stale"]
    assert [each.verb for each in await world.office.record()].count("return_exempted") == 1


@pytest.mark.parametrize("who", ["records", "group", "director", "nadia", "boss", "stranger"])
async def test_nobody_but_the_siro_decides_it(world: World, who: str) -> None:
    with pytest.raises(NotYours):
        await world.exempt(who)


async def test_the_siro_does_not_decide_about_their_own_and_nobody_while_the_post_is_vacant(world: World) -> None:
    with pytest.raises(NotYours):
        await world.exempt(owner="siro")
    await world.office.change("siro", left_on=date(2027, 1, 8))
    with pytest.raises(NotYours):
        await world.exempt()


async def test_a_siro_who_acts_as_the_owner_does_not_decide_about_what_they_have_to_send(world: World) -> None:
    await world.office.change("nadia", acting=(ActingOwner("siro", DAY, DAY),))
    back = await world.back()
    assert not (await world.watching.look(world.who("siro"), back.id)).may_exempt
    with pytest.raises(NotYours, match="nobody about their own"):
        await world.exempt()
    await world.office.change("nadia", acting=(ActingOwner("siro", DAY, DAY, ("IA-1",)),))
    assert (await world.exempt()).exempt


async def test_a_reason_is_needed_and_what_changed_since_it_was_shown_is_not_decided(world: World) -> None:
    with pytest.raises(Refused, match="Say why"):
        await world.exempt(said=Exempted("  "))
    before = await world.back()
    await world.office.assuring.answer_line(world.who("nadia"), before.id, before.version, "IA-1", {})
    with pytest.raises(Stale, match="changed since"):
        await world.exempting.exempt(world.who("siro"), before.id, before.version, WHY)
    with pytest.raises(NotFound):
        await world.exempting.exempt(world.who("siro"), "none", 1, WHY)


async def test_what_was_sent_or_named_as_a_non_return_is_not_undone(world: World) -> None:
    await world.accepted("ewa")
    with pytest.raises(Stale):
        await world.exempt(owner="ewa")
    world.office.clock.on(date(2027, 2, 11))
    assert (await world.exempt()).state is ReturnState.EXEMPT
    async with office([asset("IA-1", "nadia")]) as made:
        await made.opened()
        back = (await made.returns())["nadia"]
        made.clock.on(date(2027, 2, 12))
        late = Exempting(made.store, CALENDAR, made.clock, made.clock, new_id, made.killing)
        with pytest.raises(Refused, match="named to the strategy group"):
            await late.exempt(made.people["siro"], back.id, back.version, WHY)


async def test_a_leaver_hears_nothing_of_it(world: World) -> None:
    await world.office.change("nadia", left_on=date(2027, 1, 8))
    await world.exempt()
    async with world.office.store.work() as work:
        assert await work.notices.waiting(world.office.clock.now(), 100) == []


async def test_an_asset_that_goes_to_or_comes_from_somebody_who_need_not_send_stays_on_its_line(world: World) -> None:
    await world.exempt()
    moving = MovingLines(CALENDAR, world.office.clock, new_id)
    async with world.office.store.work() as work:
        for reference, here, there in (("IA-1", "nadia", "ewa"), ("IA-2", "ewa", "nadia")):
            moved = replace((await work.register.assets([reference]))[reference], owner_id=there)
            await moving.follow(work, moved, here, world.office.clock.now())
    assert list(await world.office.lines(await world.back())) == ["IA-1"]
    assert list(await world.office.lines(await world.back("ewa"))) == ["IA-2"]


# ---------------------------------------------------------------- noted


async def test_accepted_returns_are_noted_in_one_press_and_no_other(world: World) -> None:
    await world.accepted("nadia")
    await world.accepted("ewa")
    waiting = await world.noting.waiting(world.who("siro"))
    assert [each.owner for each in waiting.returns] == ["Ewa", "Nadia"]
    assert await world.noting.note(world.who("siro"), waiting.quarter, waiting.mark) == 2
    returns = await world.office.returns()
    assert {owner: each.state for owner, each in returns.items()} == {
        "nadia": ReturnState.NOTED, "ewa": ReturnState.NOTED, "siro": ReturnState.OPEN,
    }  # fmt: skip
    after = await world.noting.waiting(world.who("siro"))
    assert (after.returns, after.noted) == ((), 2)
    assert standing(returns["nadia"], DAY, CALENDAR) is Standing.NOTED
    assert (await world.office.record())[-1].verb == "returns_noted"


async def test_a_press_on_a_list_that_grew_notes_nothing_and_the_same_press_twice_says_the_same(world: World) -> None:
    await world.accepted("nadia")
    shown = await world.noting.waiting(world.who("siro"))
    await world.accepted("ewa")
    with pytest.raises(Stale, match="changed since"):
        await world.noting.note(world.who("siro"), shown.quarter, shown.mark)
    now = await world.noting.waiting(world.who("siro"))
    assert await world.noting.note(world.who("siro"), now.quarter, now.mark) == 2
    assert await world.noting.note(world.who("siro"), now.quarter, now.mark) == 2


async def test_two_siros_at_once_note_once_and_the_slower_reads_who_did(world: World) -> None:
    await world.appoint("other", Role.SIRO)
    await world.accepted("nadia")
    shown = await world.noting.waiting(world.who("other"))
    await world.noting.note(world.who("siro"), shown.quarter, shown.mark)
    with pytest.raises(Stale, match="already done by Siro"):
        await world.noting.note(world.who("other"), shown.quarter, shown.mark)


@pytest.mark.parametrize("who", ["records", "group", "nadia"])
async def test_only_the_siro_notes(world: World, who: str) -> None:
    with pytest.raises(NotYours):
        await world.noting.waiting(world.who(who))
    with pytest.raises(NotYours):
        await world.noting.note(world.who(who), "2027-Q1", "x")


async def test_without_any_quarter_there_is_nothing_to_note() -> None:
    async with office([]) as made:
        noting = NotingReturns(made.store, CALENDAR, made.clock, made.killing)
        assert (await noting.waiting(made.people["siro"])).quarter == ""


# ---------------------------------------------------------------- looking at one


async def test_one_return_is_open_to_those_who_look_after_all_and_to_the_director_of_the_owner(world: World) -> None:
    back = await world.back("ewa")
    for who in ("siro", "records", "group"):
        seen = await world.watching.look(world.who(who), back.id)
        assert (seen.owner, seen.directorate, seen.assets, seen.answered) == ("Ewa", "Housing", 1, 0)
        assert seen.may_exempt is (who == "siro")
    for who in ("director", "nadia", "stranger"):
        with pytest.raises(NotYours):
            await world.watching.look(world.who(who), back.id)
    assert (await world.watching.look(world.who("director"), (await world.back()).id)).owner == "Nadia"
    with pytest.raises(NotFound):
        await world.watching.look(world.who("siro"), "none")
