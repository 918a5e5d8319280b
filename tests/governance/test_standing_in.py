"""Acting owners: with dates, in the owner's place for what is due, and never for what only the owner may do."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import date

import pytest

from governance.acting_owners import ALL, SOME, MakeActing, acting_subject
from governance.asset_changes import AssetDetails, Retirement
from governance.calendar import OPENING
from governance.errors import NotFound, NotYours, Refused, Stale
from governance.matrices import Band, Level
from governance.obligations import Duty, Obligation
from governance.people import ActingOwner, Away
from governance.policy import by_key
from governance.risks import Acceptance, AcceptanceState, DecideAcceptance, Levels, Risk, RiskState
from governance.roles import Holding, Role
from governance.services.accepting_risks import AcceptingRisks
from governance.services.asset_files import Reach
from governance.services.keeping_assets import KeepingAssets
from governance.services.keeping_risks import KeepingRisks
from governance.services.moving_lines import MovingLines
from governance.services.owed_returns import AssuranceSubjects
from governance.services.owing import OwedAudiences
from governance.services.reading_risks import ReadingRisks
from governance.services.risk_records import RiskWriter
from governance.services.risk_subjects import RiskSubjects
from governance.services.settling import Settling
from governance.services.standing_in import ActingSubjects, StandingIn
from tests.governance.returns_world import CALENDAR, POSTS, QUARTER_DAY, REVIEWED, Office, new_id, office

FIRST, LAST = date(2027, 1, 5), date(2027, 1, 29)
DURING = date(2027, 1, 6)
POST = ActingOwner("ewa", FIRST, LAST)


def told(**changes: object) -> MakeActing:
    made = MakeActing("nadia", "ewa@council.example", FIRST, LAST, ALL, None)
    return replace(made, **changes)  # type: ignore[arg-type]  # the test names the fields


@dataclass
class World:
    office: Office
    standing_in: StandingIn
    keeping: KeepingAssets
    risks: KeepingRisks
    accepting: AcceptingRisks
    reading: ReadingRisks

    async def made(self, who: str = "records", **changes: object) -> None:
        await self.standing_in.make(self.office.people[who], told(**changes))

    async def acting(self) -> tuple[ActingOwner, ...]:
        async with self.office.store.work() as work:
            person = await work.people.by_id("nadia")
        assert person is not None
        return person.acting

    async def hearers(self, duty: Duty, subject: str, day: date, offset: int = -1) -> dict[str, str | None]:
        """Who hears of the rung so many working days from the date, and what kind of message."""
        subjects = {Duty.ASSURANCE: AssuranceSubjects(), Duty.ACTING_ENDS: ActingSubjects()}.get(duty, RiskSubjects())
        async with self.office.store.work() as work:
            obligation = (await work.obligations.of(duty, [subject]))[subject]
            rungs = by_key(obligation.policy).ladders[duty].rungs
            rung = next(each for each in rungs if each.offset == offset)
            audiences = OwedAudiences(subjects, CALENDAR, mail=False)
            found = await audiences.recipients(work, [obligation], {obligation.id: rung}, day)
        return {each.person_id: each.kind.value if each.kind else None for each in found[obligation.id] or ()}

    async def said(self) -> list[Obligation]:
        async with self.office.store.work() as work:
            return list(await work.obligations.still_open([Duty.ACTING_ENDS]))

    async def risk(self, **changes: object) -> None:
        levels = Levels(Level(2, 4), Level(1, 3), Level(1, 1))
        risk = Risk("RSK-0001", "IA-1", "Lost", "It may be lost", "", levels, RiskState.TREATING, FIRST, "nadia", FIRST)
        risk = replace(risk, **changes)  # type: ignore[arg-type]  # the test names the fields
        async with self.office.store.work() as work:
            await work.risks.add(risk)
            writer = RiskWriter(CALENDAR, self.office.clock, new_id)
            await writer.settle(work, "RSK-0001", self.office.clock.now())


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with office() as made:
        shared = (made.store, CALENDAR, made.clock)
        clock, killing = made.clock, made.killing
        moving, writer = MovingLines(CALENDAR, clock, new_id), RiskWriter(CALENDAR, clock, new_id)
        async with made.store.work() as work:
            held = [Holding(each, POSTS[each], date(2020, 1, 1)) for each in POSTS]
            owner = Holding("nadia", Role.INFORMATION_ASSET_OWNER, date(2020, 1, 1))
            await work.people.replace([made.people[each] for each in (*POSTS, "nadia")], [*held, owner])
        yield World(
            made,
            StandingIn(*shared, clock, new_id, killing),
            KeepingAssets(made.store, moving, CALENDAR, clock, killing),
            KeepingRisks(made.store, writer, Settling(CALENDAR, clock, new_id), CALENDAR, clock, killing),
            AcceptingRisks(made.store, writer, CALENDAR, clock, killing),
            ReadingRisks(*shared),
        )


class TestMaking:
    @pytest.mark.parametrize(("who", "owner"), [("records", "nadia"), ("siro", "nadia"), ("nadia", None)])
    async def test_the_records_manager_makes_one_and_the_siro_and_an_owner_for_themselves(
        self, world: World, who: str, owner: str | None
    ) -> None:
        await world.made(who, owner=owner)
        assert await world.acting() == (POST,)
        [event] = [each for each in await world.office.record() if each.verb == "acting_owner_made"]
        assert (event.actor, event.details["acting"]) == (who, "ewa")

    @pytest.mark.parametrize("who", ["ewa", "boss", "group", "director", "stranger"])
    async def test_nobody_else_does(self, world: World, who: str) -> None:
        with pytest.raises(NotYours):
            await world.made(who)
        assert await world.acting() == ()

    async def test_an_owner_alone_for_twenty_working_days_at_most(self, world: World) -> None:
        with pytest.raises(Refused, match="the Records Manager makes"):
            await world.made("nadia", owner=None, until_on=date(2027, 2, 3))
        await world.made("nadia", owner=None, until_on=date(2027, 2, 2))

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"to": "nadia@council.example"}, "Somebody else has to act"),
            ({"to": "x@y.example"}, "Nobody on the staff list"),
            ({"to": "ewa; boss"}, "one person"),
            ({"owner": "stranger"}, "no information assets"),
            ({"until_on": date(2027, 1, 4)}, "cannot be before the first"),
            ({"from_on": date(2026, 12, 1), "until_on": date(2026, 12, 2)}, "today or later"),
            ({"until_on": date(2028, 1, 6)}, "12 months at most"),
            ({"what": SOME, "assets": "IA-4"}, "this owner's assets"),
            ({"what": SOME, "assets": " ; "}, "this owner's assets"),
        ],
    )
    async def test_what_cannot_be_is_refused_with_what_to_do(
        self, world: World, changes: dict[str, object], words: str
    ) -> None:
        with pytest.raises(Refused, match=words):
            await world.made(**changes)
        assert await world.acting() == ()

    async def test_two_people_never_act_for_one_asset_on_one_day(self, world: World) -> None:
        await world.made(what=SOME, assets="ia-1; IA-2")
        for changes in ({"to": "boss"}, {"to": "boss", "what": SOME, "assets": "IA-2"}):
            with pytest.raises(Refused, match="already"):
                await world.made(**changes)
        await world.made(to="boss", what=SOME, assets="IA-3")
        await world.made(to="boss", from_on=date(2027, 1, 30), until_on=date(2027, 2, 5))
        assert len(await world.acting()) == 3

    async def test_nothing_is_lost_when_one_person_acts_for_more_from_the_same_day(self, world: World) -> None:
        await world.made(what=SOME, assets="IA-1")
        with pytest.raises(Refused, match="from that day"):
            await world.made(what=SOME, assets="IA-2")
        [first] = await world.acting()
        assert first.assets == ("IA-1",)
        await world.made(what=SOME, assets="IA-2", from_on=date(2027, 1, 6))
        assert [each.assets for each in await world.acting()] == [("IA-1",), ("IA-2",)]
        assert len(await world.said()) == 2

    async def test_an_owner_alone_does_not_make_it_longer_by_making_it_twice(self, world: World) -> None:
        await world.made("nadia", owner=None)
        # The last day is a Friday.
        for from_on in (date(2027, 1, 30), date(2027, 2, 1)):
            with pytest.raises(Refused, match="the Records Manager makes"):
                await world.made("nadia", owner=None, from_on=from_on, until_on=date(2027, 2, 10))
        await world.made("records", from_on=date(2027, 2, 1), until_on=date(2027, 2, 10))
        await world.made("nadia", owner=None, from_on=date(2027, 3, 22), until_on=date(2027, 3, 31))

    async def test_whoever_acted_and_has_left_sees_nothing_of_it(self, world: World) -> None:
        await world.made()
        world.office.clock.on(date(2027, 1, 12))
        await world.office.change("ewa", left_on=date(2027, 1, 11))
        with pytest.raises(NotYours):
            await world.standing_in.posts(world.office.people["ewa"])

    async def test_a_press_that_came_twice_makes_one(self, world: World) -> None:
        await world.made()
        await world.made()
        assert await world.acting() == (POST,)
        assert len(await world.said()) == 1


class TestDuring:
    async def test_the_reminders_go_to_whoever_acts_and_to_the_owner_before_and_after(self, world: World) -> None:
        back = await world.office.opened()
        await world.made()
        for day, hears in ((date(2027, 1, 4), "nadia"), (FIRST, "ewa"), (LAST, "ewa"), (date(2027, 2, 1), "nadia")):
            assert await world.hearers(Duty.ASSURANCE, back.id, day) == {hears: "digest"}
        late = await world.hearers(Duty.ASSURANCE, back.id, DURING, 1)
        assert late == {"ewa": "digest", "helper": "digest"}

    async def test_while_whoever_acts_is_away_or_has_left_the_owner_hears(self, world: World) -> None:
        back = await world.office.opened()
        await world.made()
        await world.office.change("ewa", away=(Away(FIRST, LAST),))
        assert await world.hearers(Duty.ASSURANCE, back.id, DURING) == {"nadia": "digest"}
        await world.office.change("ewa", away=(), left_on=FIRST)
        assert await world.hearers(Duty.ASSURANCE, back.id, DURING) == {"nadia": "digest"}

    async def test_an_owner_who_has_left_or_is_away_is_acted_for_all_the_same(self, world: World) -> None:
        back = await world.office.opened()
        for more in ({"left_on": date(2027, 1, 4)}, {"away": (Away(FIRST, LAST, "boss"),)}):
            await world.office.change("nadia", **more, acting=(POST,))
            assert await world.hearers(Duty.ASSURANCE, back.id, DURING) == {"ewa": "digest"}

    async def test_whoever_acts_sends_the_return_and_both_names_are_kept(self, world: World) -> None:
        back = await world.office.opened()
        await world.made()
        ewa, assuring = world.office.people["ewa"], world.office.assuring
        with pytest.raises(NotYours):
            await assuring.open(ewa, back.id)
        world.office.clock.on(DURING)
        assert back.id in {sheet.back.id for sheet in await assuring.mine(ewa)}
        await assuring.answer_line(ewa, back.id, 1, "IA-3", REVIEWED)
        sheet = await assuring.unchanged(ewa, back.id, 2)
        assert sheet.back.signed == "Ewa for Nadia, acting Information Asset Owner"
        assert back.id not in {sheet.back.id for sheet in await assuring.mine(ewa)}

    async def test_some_assets_are_their_risks_and_not_the_return(self, world: World) -> None:
        back = await world.office.opened()
        await world.risk()
        await world.made(what=SOME, assets="IA-1")
        world.office.clock.on(DURING)
        ewa = world.office.people["ewa"]
        assert await world.hearers(Duty.ASSURANCE, back.id, DURING) == {"nadia": "digest"}
        assert await world.hearers(Duty.RISK_REVIEW, "RSK-0001", DURING) == {"ewa": "digest"}
        with pytest.raises(NotYours):
            await world.office.assuring.unchanged(ewa, back.id, 1)
        assert [line.risk.reference for line in (await world.reading.mine(ewa)).lines] == ["RSK-0001"]
        await world.risks.review(ewa, "RSK-0001", 1)
        assert {line.asset.reference for line in (await world.keeping.list(ewa)).lines} == {"IA-1", "IA-4"}
        with pytest.raises(NotFound):
            await world.keeping.of(ewa, "IA-2")

    async def test_they_correct_an_asset_and_give_none_away(self, world: World) -> None:
        await world.made()
        world.office.clock.on(DURING)
        ewa = world.office.people["ewa"]
        assert (await world.keeping.of(ewa, "IA-1")).reach is Reach.CORRECTS
        with pytest.raises(NotYours):
            await world.keeping.retire(ewa, "IA-1", 1, Retirement("Gone"))
        details = AssetDetails(
            "Anew", "Payroll", None, None, "helper", "official", "high", "none", "no", None, None, None, None
        )
        await world.keeping.correct(ewa, "IA-1", 1, details)
        async with world.office.store.work() as work:
            history = (await work.assets.history(["IA-1"]))["IA-1"]
        assert {(each.by_name, each.by_role) for each in history} == {("Ewa for Nadia", "acting owner")}

    async def test_the_records_manager_who_acts_is_records_manager_all_the_same(self, world: World) -> None:
        await world.made("siro", to="records@council.example")
        world.office.clock.on(DURING)
        records = world.office.people["records"]
        assert (await world.keeping.of(records, "IA-1")).reach is Reach.DISPOSES
        await world.keeping.retire(records, "IA-1", 1, Retirement("Gone"))

    async def test_they_approve_nothing(self, world: World) -> None:
        await world.risk(state=RiskState.ACCEPT_REQUESTED)
        asked = Acceptance("RSK-0001", 1, FIRST, "helper", date(2027, 3, 1), "Costs", Band.LOW, "official", "nadia")
        async with world.office.store.work() as work:
            await work.risks.add_acceptance(asked)
            await RiskWriter(CALENDAR, world.office.clock, new_id).settle(work, "RSK-0001", world.office.clock.now())
        await world.made()
        world.office.clock.on(DURING)
        ewa = world.office.people["ewa"]
        assert (await world.reading.of(ewa, "RSK-0001")).may_decide is None
        with pytest.raises(NotYours):
            await world.accepting.decide(ewa, "RSK-0001", 1, DecideAcceptance("yes", "Read."))
        subject = f"RSK-0001/1/{Role.INFORMATION_ASSET_OWNER.value}"
        assert set(await world.hearers(Duty.RISK_DECISION, subject, DURING)) == {"nadia"}
        await world.accepting.decide(world.office.people["nadia"], "RSK-0001", 1, DecideAcceptance("yes", "Read."))
        async with world.office.store.work() as work:
            assert (await work.risks.acceptances(["RSK-0001"]))["RSK-0001"][0].state is AcceptanceState.GRANTED


class TestEnding:
    async def test_it_is_said_when_it_begins_and_before_it_ends_and_it_is_over_by_itself(self, world: World) -> None:
        await world.made()
        subject = acting_subject("nadia", POST)
        [said] = await world.said()
        assert (said.subject_id, said.due_on, said.next_at) == (subject, LAST, CALENDAR.at(FIRST, OPENING))
        assert set(await world.hearers(Duty.ACTING_ENDS, subject, FIRST, 0)) == {"ewa", "records"}
        assert set(await world.hearers(Duty.ACTING_ENDS, subject, DURING, -5)) == {"ewa", "nadia", "records"}
        await world.standing_in.look(world.office.clock.on(LAST, 18))
        assert len(await world.said()) == 1
        await world.standing_in.look(world.office.clock.on(date(2027, 1, 30)))
        assert await world.said() == []
        assert await world.standing_in.posts(world.office.people["records"]) == []

    async def test_it_can_be_ended_before_its_time(self, world: World) -> None:
        await world.made()
        for who in ("ewa", "stranger"):
            with pytest.raises(NotYours):
                await world.standing_in.end(world.office.people[who], "nadia", "ewa", FIRST)
        world.office.clock.on(DURING)
        [post] = await world.standing_in.posts(world.office.people["nadia"])
        assert post.may_end
        await world.standing_in.end(world.office.people["nadia"], "nadia", "ewa", FIRST)
        assert await world.acting() == (replace(POST, until_on=FIRST),)
        assert await world.said() == []
        with pytest.raises(Stale, match="over already"):
            await world.standing_in.end(world.office.people["nadia"], "nadia", "ewa", FIRST)

    async def test_one_that_has_not_begun_never_was(self, world: World) -> None:
        await world.made()
        await world.standing_in.end(world.office.people["records"], "nadia", "ewa", FIRST)
        assert await world.acting() == ()

    async def test_it_ends_when_whoever_acts_leaves(self, world: World) -> None:
        await world.made()
        await world.office.change("ewa", left_on=DURING)
        await world.standing_in.look(world.office.clock.on(date(2027, 1, 7)))
        assert await world.acting() == (replace(POST, until_on=DURING),)
        assert await world.said() == []

    async def test_what_an_import_says_is_said_too_and_a_later_end_begins_anew(self, world: World) -> None:
        await world.office.change("nadia", acting=(POST,))
        await world.standing_in.look(world.office.clock.on(QUARTER_DAY))
        await world.standing_in.look(world.office.clock.now())
        [before] = await world.said()
        await world.office.change("nadia", acting=(replace(POST, until_on=date(2027, 2, 26)),))
        await world.standing_in.look(world.office.clock.now())
        [after] = await world.said()
        assert (before.cycle, after.cycle, after.due_on) == (1, 2, date(2027, 2, 26))
