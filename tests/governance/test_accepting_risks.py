"""What is left of a risk is accepted by whoever its level belongs to, never by whoever asked, and never for good."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, timedelta

import pytest

from governance.errors import NotFound, NotYours, Refused, Stale
from governance.obligations import Duty
from governance.people import ActingOwner, Away
from governance.risks import AcceptanceState, Happened, RiskState
from tests.governance.actions_world import CALENDAR
from tests.governance.risks_world import TODAY, World, told, world

LOW, MEDIUM, HIGH, VERY_HIGH = (1, 4), (3, 3), (2, 5), (4, 4)
SUMMER = date(2027, 6, 1)


@pytest.fixture
async def council() -> AsyncIterator[World]:
    async with world() as made:
        yield made


async def accepted(council: World, until_on: date = SUMMER) -> None:
    await council.kept()
    await council.ask(until_on)
    await council.decide("records")


class TestWhoDecides:
    @pytest.mark.parametrize(
        ("level", "asks", "decides"),
        [
            (LOW, "helper", "owner"),
            (LOW, "owner", "records"),
            (MEDIUM, "owner", "records"),
            (HIGH, "owner", "siro"),
        ],
    )
    async def test_the_level_says_who(self, council: World, level: tuple[int, int], asks: str, decides: str) -> None:
        await council.kept(level)
        await council.ask(SUMMER, by=asks)
        assert (decides, "digest") in await council.heard(council.clock.on(TODAY, 11))
        for name in {"owner", "helper", "records", "group", "manager", "stranger"} - {decides}:
            with pytest.raises(NotYours):
                await council.decide(name)
        assert (await council.reading.of(council.who(decides), "RSK-0001")).may_decide == 1
        await council.decide(decides)
        assert (await council.file()).risk.state is RiskState.ACCEPTED

    async def test_a_very_high_risk_takes_the_siro_and_the_group(self, council: World) -> None:
        await council.kept(VERY_HIGH)
        await council.ask(SUMMER)
        assert await council.heard(council.clock.on(TODAY, 11)) == [("group", "digest"), ("siro", "digest")]
        await council.decide("siro")
        assert (await council.file()).risk.state is RiskState.ACCEPT_REQUESTED
        await council.decide("siro")
        assert len((await council.file()).decisions) == 1
        await council.decide("group")
        assert (await council.file()).risk.state is RiskState.ACCEPTED

    async def test_one_no_ends_it(self, council: World) -> None:
        await council.kept(VERY_HIGH)
        await council.ask(SUMMER)
        await council.decide("group", "no")
        file = await council.file()
        assert (file.risk.state, file.acceptances[0].state) == (RiskState.TREATING, AcceptanceState.REFUSED)
        assert set(await council.owed()) == {Duty.RISK_REVIEW}
        with pytest.raises(Stale, match="already decided by Group on 1 March 2027"):
            await council.decide("siro")

    async def test_while_the_siros_post_is_vacant_the_chief_executive_decides(self, council: World) -> None:
        await council.kept(HIGH)
        await council.ask(SUMMER)
        async with council.store.work() as work:
            await work.people.replace([council.who("siro")], [])
        await council.decide("chief")
        assert (await council.file()).risk.state is RiskState.ACCEPTED

    async def test_nobody_decides_about_what_was_never_asked(self, council: World) -> None:
        await council.kept()
        with pytest.raises(NotYours):
            await council.decide("records", number=7)
        with pytest.raises(NotFound):
            await council.ask(SUMMER, reference="RSK-0009")


class TestInPerson:
    """A delegate cannot approve: what is left of a low risk is accepted by its owner alone."""

    @pytest.mark.parametrize("acting", ["deputy", "acting owner", "administrator"])
    async def test_whoever_acts_for_the_owner_does_not_accept(self, council: World, acting: str) -> None:
        await council.kept(LOW)
        await council.ask(SUMMER, by="helper")
        back = TODAY + timedelta(days=11)
        who = "helper" if acting == "administrator" else "stranger"
        if acting == "acting owner":
            await council.becomes("owner", acting=(ActingOwner(who, TODAY, back),))
        else:
            await council.becomes("owner", away=(Away(TODAY, back - timedelta(days=1), who),))
        assert (await council.reading.of(council.who(who), "RSK-0001")).may_decide is None
        with pytest.raises(NotYours, match="nobody decides about their own" if who == "helper" else "in their place"):
            await council.decide(who)
        await council.decide("owner")
        assert (await council.file()).risk.state is RiskState.ACCEPTED

    async def test_a_deputy_is_told_for_whom_it_waits_and_until_when(self, council: World) -> None:
        await council.kept(LOW)
        await council.ask(SUMMER, by="helper")
        await council.becomes("owner", away=(Away(TODAY, date(2027, 3, 5), "stranger"),))
        with pytest.raises(NotYours, match="It waits for Owner, who is away until 5 March 2027"):
            await council.decide("stranger")

    async def test_it_waits_for_the_owner_who_is_away_and_only_at_the_end_does_the_records_manager_hear(
        self, council: World
    ) -> None:
        await council.kept(LOW)
        await council.becomes("owner", away=(Away(TODAY, date(2027, 3, 19), "stranger"),))
        await council.ask(SUMMER, by="helper")
        due_on = (await council.owed())[Duty.RISK_DECISION]
        assert await council.heard(council.clock.on(TODAY, 11)) == [("owner", "digest")]
        assert await council.heard(council.clock.on(CALENDAR.add(due_on, -1), 11)) == [
            ("owner", "digest"),
            ("records", "digest"),
        ]

    async def test_once_the_owner_has_left_nobody_decides_and_what_was_asked_ends(self, council: World) -> None:
        await council.kept(LOW)
        await council.ask(SUMMER, by="helper")
        await council.becomes("owner", left_on=TODAY)
        council.clock.on(TODAY + timedelta(days=1))
        with pytest.raises(NotYours, match="Owner has left"):
            await council.decide("manager")
        assert await council.by_itself.run(council.clock.now()) == 1
        file = await council.file()
        assert (file.risk.state, file.acceptances[0].state) == (RiskState.TREATING, AcceptanceState.INVALIDATED)
        assert "has left" in file.entries[-1].words
        assert set(await council.owed()) == {Duty.RISK_REVIEW}

    async def test_the_next_owner_is_asked_anew_and_accepts(self, council: World) -> None:
        await council.kept(LOW)
        await council.ask(SUMMER, by="helper")
        await council.becomes("owner", left_on=TODAY)
        await council.now_owned_by("newowner")
        await council.by_itself.run(council.clock.on(TODAY + timedelta(days=1)))
        await council.ask(SUMMER, by="helper")
        await council.decide("newowner", number=2)
        assert (await council.file()).risk.state is RiskState.ACCEPTED


class TestForHowLong:
    @pytest.mark.parametrize(
        ("level", "last"),
        [
            (LOW, date(2028, 3, 1)),
            (MEDIUM, date(2028, 3, 1)),
            (HIGH, date(2027, 9, 1)),
            (VERY_HIGH, date(2027, 6, 1)),
        ],
    )
    async def test_the_higher_the_shorter(self, council: World, level: tuple[int, int], last: date) -> None:
        await council.kept(level)
        with pytest.raises(Refused, match="months at most"):
            await council.ask(last + timedelta(days=1))
        await council.ask(last)

    async def test_not_until_today(self, council: World) -> None:
        await council.kept()
        with pytest.raises(Refused, match="after today"):
            await council.ask(TODAY)

    async def test_not_while_it_waits_for_somebody_else(self, council: World) -> None:
        await council.keeping.add(council.who("owner"), "IA-1", told())
        with pytest.raises(Refused, match="waits for somebody else"):
            await council.ask(SUMMER)

    async def test_a_second_request_waits_for_the_first_and_a_repeat_changes_nothing(self, council: World) -> None:
        await council.kept()
        await council.ask(SUMMER)
        await council.ask(SUMMER)
        assert len((await council.file()).acceptances) == 1
        with pytest.raises(Stale, match="already asked for"):
            await council.ask(date(2027, 7, 1))


class TestRunningOut:
    async def test_warnings_come_before_and_the_siro_hears_after(self, council: World) -> None:
        # The review falls on the same day, so that only what is said of the acceptance is told apart by its day.
        await accepted(council, until_on := date(2027, 4, 30))
        heard: list[tuple[date, str, str]] = []
        day = TODAY
        while day <= until_on + timedelta(days=4):
            now = council.clock.on(day, 10)
            await council.by_itself.run(now)
            heard += [(day, *each) for each in await council.heard(now)]
            day += timedelta(days=1)
        assert heard == [
            (date(2027, 3, 31), "owner", "digest"),
            (date(2027, 4, 16), "owner", "digest"),
            (date(2027, 4, 27), "owner", "digest"),
            (date(2027, 4, 30), "owner", "due_today"),
            # 3 May is a bank holiday.
            (date(2027, 5, 4), "owner", "digest"),
            (date(2027, 5, 4), "siro", "escalated"),
        ]

    async def test_it_is_open_again_the_day_after(self, council: World) -> None:
        await accepted(council)
        assert await council.by_itself.run(council.clock.on(SUMMER, 23)) == 0
        assert await council.by_itself.run(council.clock.on(SUMMER + timedelta(days=1), 0)) == 1
        file = await council.file()
        assert (file.risk.state, file.acceptances[0].state) == (RiskState.TREATING, AcceptanceState.EXPIRED)
        assert file.entries[-1].happened is Happened.EXPIRED
        assert await council.by_itself.run(council.clock.now()) == 0

    async def test_until_its_owner_looks_at_it_somebody_is_reminded(self, council: World) -> None:
        await accepted(council)
        await council.by_itself.run(council.clock.on(SUMMER + timedelta(days=1), 10))
        assert Duty.RISK_EXPIRY in await council.owed()
        await council.keeping.review(council.who("owner"), "RSK-0001", await council.version())
        assert set(await council.owed()) == {Duty.RISK_REVIEW}

    async def test_a_renewal_is_a_new_request_and_takes_the_place_of_the_first(self, council: World) -> None:
        await accepted(council)
        council.clock.on(date(2027, 5, 20))
        await council.ask(date(2027, 12, 1))
        assert (await council.file()).granted is not None
        await council.decide("records", number=2)
        file = await council.file()
        assert [each.state for each in file.acceptances] == [AcceptanceState.REPLACED, AcceptanceState.GRANTED]
        assert (await council.owed())[Duty.RISK_EXPIRY] == date(2027, 12, 1)

    async def test_a_renewal_that_is_refused_leaves_the_first_as_it_is(self, council: World) -> None:
        await accepted(council)
        council.clock.on(date(2027, 5, 20))
        await council.ask(date(2027, 12, 1))
        await council.decide("records", "no", number=2)
        assert (await council.file()).risk.state is RiskState.ACCEPTED
        assert (await council.owed())[Duty.RISK_EXPIRY] == SUMMER


class TestNotHoldingAnyMore:
    async def test_a_risk_that_rises_a_band_is_not_accepted_any_more(self, council: World) -> None:
        await accepted(council)
        await council.keeping.assess(council.who("owner"), "RSK-0001", await council.version(), told(HIGH))
        file = await council.file()
        assert (file.risk.state, file.acceptances[0].state) == (RiskState.TREATING, AcceptanceState.INVALIDATED)
        assert set(await council.owed()) == {Duty.RISK_REVIEW}

    async def test_a_risk_that_falls_stays_accepted(self, council: World) -> None:
        await accepted(council)
        await council.keeping.assess(council.who("owner"), "RSK-0001", await council.version(), told(LOW))
        assert (await council.file()).risk.state is RiskState.ACCEPTED

    async def test_a_request_for_another_level_does_not_stand(self, council: World) -> None:
        await council.kept()
        await council.ask(SUMMER)
        await council.keeping.assess(council.who("owner"), "RSK-0001", await council.version(), told(HIGH))
        file = await council.file()
        assert (file.risk.state, file.acceptances[0].state) == (RiskState.TREATING, AcceptanceState.INVALIDATED)
        with pytest.raises(Stale, match="does not stand any more"):
            await council.decide("records")

    @pytest.mark.parametrize(
        ("owner", "changes", "why"),
        [
            ("newowner", {}, "another owner"),
            ("owner", {"classification": "official"}, "classification has changed"),
        ],
    )
    async def test_what_changes_about_the_asset_ends_it(
        self, council: World, owner: str, changes: dict[str, str], why: str
    ) -> None:
        await accepted(council)
        await council.now_owned_by(owner, **changes)
        assert await council.by_itself.run(council.clock.on(TODAY + timedelta(days=1), 10)) == 1
        file = await council.file()
        assert (file.risk.state, file.acceptances[0].state) == (RiskState.TREATING, AcceptanceState.INVALIDATED)
        assert why in file.entries[-1].words
        assert await council.owed() == {Duty.RISK_REVIEW: CALENDAR.add(TODAY + timedelta(days=1), 5)}

    async def test_it_ends_when_the_owner_leaves_and_nobody_asks_anew_before_there_is_another(
        self, council: World
    ) -> None:
        await accepted(council)
        await council.becomes("owner", left_on=TODAY)
        assert await council.by_itself.run(council.clock.on(TODAY + timedelta(days=1), 10)) == 1
        file = await council.file()
        assert (file.risk.state, file.acceptances[0].state) == (RiskState.TREATING, AcceptanceState.INVALIDATED)
        assert "has left" in file.entries[-1].words
        with pytest.raises(Refused, match="First the Records Manager appoints"):
            await council.ask(SUMMER, by="manager")

    async def test_it_ends_when_the_owner_is_an_owner_no_more_and_holds_where_they_never_were_one(
        self, council: World
    ) -> None:
        await accepted(council)
        await council.becomes("owner", until_on=TODAY)
        assert await council.by_itself.run(council.clock.on(TODAY + timedelta(days=1), 10)) == 1
        await council.ask(SUMMER)
        await council.decide("records", number=2)
        assert await council.by_itself.run(council.clock.on(TODAY + timedelta(days=2), 10)) == 0

    async def test_what_the_owner_before_asked_for_is_not_decided_for_the_next(self, council: World) -> None:
        await council.kept()
        await council.ask(SUMMER)
        await council.now_owned_by("newowner")
        async with council.store.work() as work:
            assert await council.by_itself.handed_over(work, ["IA-1"], council.clock.now()) == ["RSK-0001"]
        file = await council.file()
        assert (file.risk.state, file.acceptances[0].state) == (RiskState.TREATING, AcceptanceState.INVALIDATED)
        assert Duty.RISK_DECISION not in await council.owed()
        with pytest.raises(Stale, match="does not stand any more"):
            await council.decide("records")
