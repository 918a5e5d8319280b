"""Risks are raised, signed, looked at, reviewed in time, brought down and closed; nobody signs or checks what is not
theirs, and nobody overwrites what they did not see."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, timedelta

import pytest

from governance.asset_changes import AssetChange
from governance.errors import NotFound, NotYours, Refused, Stale
from governance.notices import Kind
from governance.obligations import Duty
from governance.risks import Happened, Mitigating, Resolving, RiskChecked, RiskState
from tests.governance.actions_world import CALENDAR
from tests.governance.risks_world import TODAY, World, told, world


@pytest.fixture
async def council() -> AsyncIterator[World]:
    async with world() as made:
        yield made


class TestRaising:
    async def test_an_owners_risk_goes_to_the_records_manager(self, council: World) -> None:
        reference = await council.keeping.add(council.who("owner"), "IA-1", told())
        assert (await council.file(reference)).risk.state is RiskState.IN_REVIEW
        assert await council.owed() == {Duty.RISK_CHECK: CALENDAR.add(TODAY, 5)}
        assert await council.heard(council.clock.on(TODAY, 10)) == [("records", "digest")]

    @pytest.mark.parametrize("name", ["helper", "records"])
    async def test_what_somebody_else_writes_down_waits_for_the_owners_signature(
        self, council: World, name: str
    ) -> None:
        reference = await council.keeping.add(council.who(name), "IA-1", told())
        assert (await council.file(reference)).risk.state is RiskState.DRAFT
        assert await council.heard(council.clock.on(TODAY, 10)) == [("owner", "digest")]
        with pytest.raises(NotYours):
            await council.keeping.sign(council.who(name), reference, 2)
        await council.keeping.sign(council.who("owner"), reference, await council.version())
        assert (await council.file(reference)).risk.state is RiskState.IN_REVIEW
        assert set(await council.owed()) == {Duty.RISK_CHECK}

    @pytest.mark.parametrize("name", ["stranger", "manager", "newowner", "siro"])
    async def test_others_do_not_learn_that_the_asset_is_there(self, council: World, name: str) -> None:
        with pytest.raises(NotFound) as there:
            await council.keeping.add(council.who(name), "IA-1", told())
        with pytest.raises(NotFound) as not_there:
            await council.keeping.add(council.who(name), "IA-9", told())
        assert str(there.value) == str(not_there.value)

    async def test_a_press_that_came_twice_raises_one_risk(self, council: World) -> None:
        first = await council.keeping.add(council.who("owner"), "IA-1", told())
        assert await council.keeping.add(council.who("owner"), "IA-1", told()) == first
        assert await council.keeping.add(council.who("owner"), "IA-1", told(title="Another")) != first

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            (
                {"inherent_likelihood": "step_2", "inherent_impact": "step_2"},
                "cannot be above the level before controls",
            ),
            ({"target_likelihood": "step_4", "target_impact": "step_4"}, "cannot be above the level now"),
            ({"current_likelihood": "step_6"}, "from 1 to 5"),
            ({"title": "   "}, "Give it a title"),
            ({"description": ""}, "Say what could happen"),
        ],
    )
    async def test_levels_that_contradict_each_other_are_refused(
        self, council: World, changes: dict[str, str], words: str
    ) -> None:
        with pytest.raises(Refused, match=words):
            await council.keeping.add(council.who("owner"), "IA-1", told(**changes))
        assert await council.owed() == {}


class TestChecking:
    async def test_what_is_agreed_stands_in_the_register_and_is_reviewed(self, council: World) -> None:
        await council.kept()
        assert (await council.file()).risk.state is RiskState.TREATING
        assert await council.owed() == {Duty.RISK_REVIEW: date(2027, 6, 1)}

    async def test_what_is_sent_back_is_the_owners_again_with_the_reason(self, council: World) -> None:
        await council.keeping.add(council.who("owner"), "IA-1", told())
        with pytest.raises(Refused, match="Say what is missing"):
            await council.keeping.check(council.who("records"), "RSK-0001", 2, RiskChecked("no", " "))
        await council.keeping.check(council.who("records"), "RSK-0001", 2, RiskChecked("no", "Which letters?"))
        file = await council.file()
        assert (file.risk.state, file.entries[-1].words) == (RiskState.DRAFT, "Which letters?")
        await council.keeping.assess(council.who("owner"), "RSK-0001", 3, told(title="Tax letters go astray"))
        assert (await council.file()).risk.state is RiskState.IN_REVIEW

    async def test_nobody_checks_what_they_wrote(self, council: World) -> None:
        await council.keeping.add(council.who("records"), "IA-1", told())
        await council.keeping.sign(council.who("owner"), "RSK-0001", 2)
        assert await council.heard(council.clock.on(TODAY, 10)) == [("siro", "digest")]
        for name in ("owner", "helper", "manager", "group", "stranger"):
            with pytest.raises(NotYours):
                await council.keeping.check(council.who(name), "RSK-0001", 3, RiskChecked("yes", ""))
        await council.keeping.check(council.who("siro"), "RSK-0001", 3, RiskChecked("yes", ""))

    async def test_of_two_the_slower_reads_who_was_first_and_a_repeat_changes_nothing(self, council: World) -> None:
        await council.keeping.add(council.who("owner"), "IA-1", told())
        for _ in range(2):
            await council.keeping.check(council.who("records"), "RSK-0001", 2, RiskChecked("yes", "Agreed"))
        assert len((await council.file()).entries) == 2
        with pytest.raises(Stale, match="already done by Records on 1 March 2027"):
            await council.keeping.check(council.who("siro"), "RSK-0001", 2, RiskChecked("no", "Not clear"))


class TestReviewing:
    @pytest.mark.parametrize(
        ("current", "due_on"),
        [
            ((1, 4), date(2027, 6, 1)),
            ((3, 3), date(2027, 6, 1)),
            ((2, 5), date(2027, 4, 1)),
            ((4, 4), date(2027, 3, 15)),
        ],
    )
    async def test_the_higher_the_risk_the_sooner_it_is_looked_at_again(
        self, council: World, current: tuple[int, int], due_on: date
    ) -> None:
        await council.kept(current)
        assert await council.owed() == {Duty.RISK_REVIEW: due_on}

    async def test_a_review_counts_from_the_day_of_the_review(self, council: World) -> None:
        await council.kept((4, 4))
        council.clock.on(date(2027, 3, 10))
        await council.keeping.review(council.who("owner"), "RSK-0001", await council.version())
        assert await council.owed() == {Duty.RISK_REVIEW: date(2027, 3, 24)}
        assert [each.cycle for each in await council.obligations()] == [2]

    async def test_a_review_that_nobody_makes_is_chased_up_the_line(self, council: World) -> None:
        await council.kept((4, 4))
        due_on = date(2027, 3, 15)
        heard: list[tuple[date, str, str]] = []
        day = TODAY
        while day <= due_on + timedelta(days=15):
            heard += [(day, *each) for each in await council.heard(council.clock.on(day, 10))]
            day += timedelta(days=1)
        assert (
            heard
            == [
                (date(2027, 3, 8), "owner", "digest"),
                (date(2027, 3, 12), "owner", "digest"),
                (date(2027, 3, 15), "owner", "due_today"),
                (date(2027, 3, 16), "helper", "digest"),
                (date(2027, 3, 16), "owner", "digest"),
                (date(2027, 3, 18), "manager", "escalated"),
                (date(2027, 3, 22), "manager", "escalated"),
                (date(2027, 3, 22), "records", "escalated"),
                # Good Friday and Easter Monday are no working days.
                (date(2027, 3, 31), "siro", "escalated"),
            ]
            or heard
        )

    async def test_nobody_but_the_owner_says_that_all_is_as_it_was(self, council: World) -> None:
        await council.kept()
        for name in ("helper", "records", "siro", "manager", "stranger"):
            with pytest.raises(NotYours):
                await council.keeping.review(council.who(name), "RSK-0001", 3)
        with pytest.raises(Stale, match="already done by Records"):
            await council.keeping.review(council.who("owner"), "RSK-0001", 2)

    async def test_what_happens_to_the_asset_brings_the_review_forward_and_never_back(self, council: World) -> None:
        await council.kept()
        async with council.store.work() as work:
            assert await council.by_itself.bring_forward(work, ["IA-1", "IA-9"], council.clock.now()) == 1
        assert await council.owed() == {Duty.RISK_REVIEW: date(2027, 3, 8)}
        council.clock.on(date(2027, 3, 3))
        async with council.store.work() as work:
            await council.by_itself.bring_forward(work, ["IA-1"], council.clock.now())
        assert await council.owed() == {Duty.RISK_REVIEW: date(2027, 3, 8)}

    async def test_a_changed_asset_asks_for_a_look_within_five_working_days_until_there_was_one(
        self, council: World
    ) -> None:
        await council.kept()
        changed_on = date(2027, 3, 3)
        change = AssetChange("IA-1", 1, changed_on, "owner", "Owner", "holder", "location", "Room 2", "Room 3")
        async with council.store.work() as work:
            await work.assets.record([change])
        await council.by_itself.run(council.clock.on(changed_on))
        assert await council.owed() == {Duty.RISK_REVIEW: date(2027, 3, 10)}
        await council.by_itself.run(council.clock.on(date(2027, 3, 4)))
        assert await council.owed() == {Duty.RISK_REVIEW: date(2027, 3, 10)}
        await council.keeping.review(council.who("owner"), "RSK-0001", await council.version())
        await council.by_itself.run(council.clock.on(date(2027, 3, 5)))
        assert await council.owed() == {Duty.RISK_REVIEW: date(2027, 6, 4)}


class TestBringingDown:
    async def test_what_will_be_done_is_an_action_of_the_owners(self, council: World) -> None:
        await council.kept((2, 5))
        plan = Mitigating("Check every address", date(2027, 4, 30))
        reference = await council.keeping.mitigate(council.who("owner"), "RSK-0001", plan)
        assert await council.keeping.mitigate(council.who("owner"), "RSK-0001", plan) == reference == "RSK-0001-1"
        view = await council.reading.of(council.who("owner"), "RSK-0001")
        [action] = view.actions
        assert (action.holder_id, action.priority, action.source) == ("owner", "high", "Risk RSK-0001")
        # So whoever owns the asset next keeps it too.
        assert action.asset == "IA-1"
        async with council.store.work() as work:
            owed = await work.obligations.still_open([Duty.ACTION])
        assert [each.due_on for each in owed] == [date(2027, 4, 30)]

    async def test_nothing_is_planned_for_yesterday(self, council: World) -> None:
        await council.kept()
        with pytest.raises(Refused, match="before today"):
            await council.keeping.mitigate(council.who("owner"), "RSK-0001", Mitigating("Do it", date(2027, 2, 26)))

    async def test_a_risk_that_is_gone_is_closed_by_somebody_else(self, council: World) -> None:
        await council.kept()
        await council.keeping.resolve(council.who("owner"), "RSK-0001", 3, Resolving("No letters are sent any more."))
        assert set(await council.owed()) == {Duty.RISK_CHECK}
        await council.keeping.check(council.who("records"), "RSK-0001", 4, RiskChecked("yes", ""))
        file = await council.file()
        assert file.risk.state is RiskState.CLOSED
        assert await council.owed() == {}
        assert [each.happened for each in file.entries] == [
            Happened.RAISED,
            Happened.AGREED,
            Happened.RESOLVED,
            Happened.CLOSED,
        ]

    async def test_every_step_is_on_the_record_without_words(self, council: World) -> None:
        await council.kept()
        verbs = [(event.verb, event.actor, event.role) for event in await council.events()]
        assert verbs == [("risk_raised", "owner", "holder"), ("risk_agreed", "records", "records_manager")]
        assert "letters" not in str(await council.events()).casefold()


class TestReading:
    async def test_the_register_is_for_whoever_watches_over_the_whole(self, council: World) -> None:
        await council.kept()
        await council.keeping.add(council.who("owner"), "IA-1", told((5, 5), "Ransomware"))
        lines = await council.reading.register(council.who("siro"))
        assert [(line.risk.title, line.band.value, line.owner) for line in lines] == [
            ("Ransomware", "very_high", "Owner"),
            ("Letters go to old addresses", "medium", "Owner"),
        ]
        for name in ("owner", "helper", "stranger"):
            with pytest.raises(NotYours):
                await council.reading.register(council.who(name))

    async def test_owners_and_administrators_see_their_own(self, council: World) -> None:
        await council.kept()
        for name in ("owner", "helper"):
            mine = await council.reading.mine(council.who(name))
            assert [line.risk.reference for line in mine.lines] == ["RSK-0001"]
            assert [asset.reference for asset in mine.assets] == ["IA-1"]
        assert (await council.reading.mine(council.who("stranger"))).lines == ()

    @pytest.mark.parametrize("name", ["owner", "helper", "manager", "boss", "records", "siro", "group"])
    async def test_a_risk_is_open_to_those_who_answer_for_it(self, council: World, name: str) -> None:
        await council.kept()
        assert (await council.reading.of(council.who(name), "RSK-0001")).line.asset == "Council tax accounts"

    @pytest.mark.parametrize("name", ["stranger", "newowner"])
    async def test_and_to_nobody_else(self, council: World, name: str) -> None:
        await council.kept()
        with pytest.raises(NotFound):
            await council.reading.of(council.who(name), "RSK-0001")


class TestAtRisk:
    """The asset is marked as at risk, and a risk says why."""

    async def closes(self, council: World, reference: str) -> None:
        await council.keeping.resolve(
            council.who("owner"), reference, await council.version(reference), Resolving("Gone.")
        )
        version = await council.version(reference)
        await council.keeping.check(council.who("records"), reference, version, RiskChecked("yes", "I looked."))

    async def asked(self, council: World) -> list[str]:
        return [each.recipient for each in await council.notices() if each.kind is Kind.AT_RISK_STILL]

    async def test_when_the_last_risk_is_closed_its_owner_is_asked_and_the_mark_stays(self, council: World) -> None:
        await council.kept()
        second = await council.keeping.add(council.who("owner"), "IA-1", told(title="Another"))
        await council.keeping.check(
            council.who("records"), second, await council.version(second), RiskChecked("yes", "")
        )
        await self.closes(council, "RSK-0001")
        assert await self.asked(council) == []
        await self.closes(council, second)
        assert [await self.asked(council), (await council.file(second)).asset.at_risk] == [["owner"], True]

    async def test_nobody_is_asked_of_an_asset_that_is_not_marked(self, council: World) -> None:
        await council.kept()
        await council.now_owned_by("owner", at_risk=False)
        await self.closes(council, "RSK-0001")
        assert await self.asked(council) == []
