"""The asset register between two imports: who may do what, what is kept of it, and what goes with an asset."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import date

import pytest

from governance.asset_changes import AssetDetails, Retirement, TransferAnswer, TransferWanted
from governance.assets import Asset
from governance.assurance import ReturnState
from governance.errors import NotFound, NotYours, Refused, Stale
from governance.notices import Channel, Kind, Message
from governance.obligations import Duty
from governance.people import Away
from governance.roles import Holding, Role
from governance.services.asset_files import Reach
from governance.services.briefing import Briefing
from governance.services.keeping_assets import KeepingAssets
from governance.services.moving_lines import MovingLines
from governance.services.owed_returns import AssuranceSubjects
from governance.services.transferring import Transferring, TransferSubjects
from tests.governance.returns_world import CALENDAR, LONG_AGO, QUARTER_DAY, Office, new_id, office

MOVED = TransferWanted("ewa@council.example", "Payroll moved to Housing")
YES, NO = TransferAnswer("yes", None), TransferAnswer("no", "Not our work")


@dataclass
class World:
    office: Office
    keeping: KeepingAssets
    transferring: Transferring

    async def asset(self, reference: str = "IA-1") -> Asset:
        async with self.office.store.work() as work:
            return (await work.register.assets([reference]))[reference]

    async def correct(self, who: str, reference: str = "IA-1", version: int = 1, **more: str) -> None:
        said = replace(as_it_is(await self.asset(reference)), **more)  # type: ignore[arg-type]  # the test names them
        await self.keeping.correct(self.office.people[who], reference, version, said)

    async def history(self, reference: str = "IA-1") -> list[tuple[str, str, str, str, str]]:
        async with self.office.store.work() as work:
            found = (await work.assets.history([reference])).get(reference, ())
        return [(each.by_name, each.by_role, each.column, each.before, each.after) for each in found]

    async def ask(self, who: str = "nadia", wanted: TransferWanted = MOVED, version: int = 1) -> None:
        await self.transferring.ask(self.office.people[who], "IA-1", version, wanted)

    async def answer(self, who: str = "ewa", said: TransferAnswer = YES) -> None:
        await self.transferring.answer(self.office.people[who], "IA-1", 1, said)


def as_it_is(asset: Asset) -> AssetDetails:
    return AssetDetails(
        asset.title, asset.service, asset.purpose, asset.location, asset.classification, asset.importance,
        asset.personal_data or "none", "yes" if asset.at_risk else "no", asset.access, asset.security,
        asset.shared_with, asset.retention, "; ".join(f"{each}@council.example" for each in asset.administrators),
    )  # fmt: skip


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with office() as made:
        async with made.store.work() as work:
            owners = [Holding(each, Role.INFORMATION_ASSET_OWNER, LONG_AGO) for each in ("nadia", "ewa")]
            await work.people.replace([made.people["nadia"], made.people["ewa"]], owners)
        moving, clock = MovingLines(CALENDAR, made.clock, new_id), made.clock
        yield World(
            made,
            KeepingAssets(made.store, moving, CALENDAR, clock, made.killing),
            Transferring(made.store, moving, CALENDAR, clock, clock, new_id, made.killing),
        )


# ---------------------------------------------------------------- who may do what


@pytest.mark.parametrize(
    ("who", "reach"),
    [
        ("nadia", Reach.DISPOSES),
        ("records", Reach.DISPOSES),
        ("helper", Reach.CORRECTS),
        ("siro", Reach.READS),
        ("group", Reach.READS),
        ("ewa", None),
        ("director", None),
        ("stranger", None),
        ("boss", None),
    ],
)
async def test_each_person_reaches_as_far_as_they_may_today(world: World, who: str, reach: Reach | None) -> None:
    person = world.office.people[who]
    if reach is None:
        with pytest.raises(NotFound):
            await world.keeping.of(person, "IA-1")
    else:
        assert (await world.keeping.of(person, "IA-1")).reach is reach
    may_correct = reach is not None and reach >= Reach.CORRECTS
    if may_correct:
        await world.correct(who, title="Renamed")
    else:
        with pytest.raises((NotFound, NotYours)):
            await world.correct(who, title="Renamed")
    if reach is not Reach.DISPOSES:
        with pytest.raises((NotFound, NotYours)):
            await world.keeping.retire(person, "IA-1", 1, Retirement("Gone"))
        with pytest.raises((NotFound, NotYours)):
            await world.ask(who)
    assert (await world.asset()).title == ("Renamed" if may_correct else "Asset IA-1")


async def test_whoever_acts_for_an_owner_keeps_their_assets_right_and_both_names_stay(world: World) -> None:
    await world.office.change("nadia", away=(Away(QUARTER_DAY, QUARTER_DAY, "helper"),))
    await world.correct("helper", title="Renamed")
    assert (await world.history())[0][:2] == ("Helper for Nadia", "deputy")
    mine = await world.keeping.list(world.office.people["helper"])
    assert [line.asset.reference for line in mine.lines] == ["IA-1", "IA-2", "IA-3"]


async def test_a_list_holds_ones_own_and_the_whole_register_for_those_who_see_to_it(world: World) -> None:
    lists = {
        who: [line.asset.reference for line in (await world.keeping.list(world.office.people[who])).lines]
        for who in ("nadia", "helper", "ewa", "records", "siro")
    }
    whole = ["IA-1", "IA-2", "IA-3", "IA-4"]
    assert lists == {"nadia": whole[:3], "helper": ["IA-1"], "ewa": ["IA-4"], "records": whole, "siro": whole}
    with pytest.raises(NotYours):
        await world.keeping.list(world.office.people["stranger"])


# ---------------------------------------------------------------- correcting, adding, retiring


async def test_every_cell_that_is_changed_is_kept_with_who_and_from_what(world: World) -> None:
    await world.correct("helper", title="Pay", at_risk="yes", administrators="helper@council.example; boss")
    assert await world.history() == [
        ("Helper", "administrator", "title", "Asset IA-1", "Pay"),
        ("Helper", "administrator", "administrator", "helper", "helper; boss"),
        ("Helper", "administrator", "at_risk", "no", "yes"),
        ("Helper", "administrator", "personal_data", "", "none"),
    ]
    line = (await world.office.record())[-1]
    assert (line.verb, line.subject) == ("asset_changed", "IA-1")
    assert line.details == {"columns": "title, administrator, at_risk, personal_data"}


async def test_the_same_press_twice_changes_once_and_a_slower_one_hears_who_was_faster(world: World) -> None:
    await world.correct("helper", title="Pay")
    before = await world.history()
    await world.correct("helper", title="Pay")
    assert await world.history() == before
    with pytest.raises(Stale, match="Helper changed this"):
        await world.correct("nadia", title="Wages")


async def test_somebody_who_is_not_on_the_staff_list_cannot_help(world: World) -> None:
    with pytest.raises(Refused, match="Nobody on the staff list"):
        await world.correct("nadia", administrators="nobody@council.example")


async def test_a_new_asset_is_asked_about_next_quarter_and_one_at_risk_at_once(world: World) -> None:
    back = await world.office.opened()
    nadia = world.office.people["nadia"]
    said = replace(as_it_is(await world.asset()), title="Keys", at_risk="no")
    calm = await world.keeping.add(nadia, "one", said)
    risky = await world.keeping.add(nadia, "two", replace(said, at_risk="yes"))
    assert await world.keeping.add(nadia, "two", said) == risky
    assert (calm.reference, risky.reference) == ("IA-005", "IA-006")
    assert sorted(await world.office.lines(back)) == ["IA-006", "IA-1", "IA-2", "IA-3"]
    assert await world.history("IA-005") == [("Nadia", "owner", "asset", "", "Keys")]
    with pytest.raises(NotYours):
        await world.keeping.add(world.office.people["helper"], "three", said)


async def test_a_retired_asset_is_kept_and_nobody_answers_for_it_from_the_next_quarter_on(world: World) -> None:
    nadia = world.office.people["nadia"]
    await world.keeping.retire(nadia, "IA-1", 1, Retirement("Moved, and wiped"))
    await world.keeping.retire(nadia, "IA-1", 1, Retirement("Moved, and wiped"))
    assert await world.history() == [("Nadia", "owner", "state", "live", "retired")]
    assert sorted(await world.office.lines(await world.office.opened())) == ["IA-2", "IA-3"]
    with pytest.raises(Stale):
        await world.correct("nadia", version=2, title="Again")


# ---------------------------------------------------------------- transfers


async def test_a_transfer_changes_nothing_until_the_other_owner_says_yes(world: World) -> None:
    await world.ask()
    await world.ask()
    assert (await world.asset()).owner_id == "nadia"
    file = await world.keeping.of(world.office.people["ewa"], "IA-1")
    assert (file.may_answer, file.reach) == (True, Reach.READS)
    with pytest.raises(NotYours):
        await world.answer("nadia")
    await world.answer("ewa")
    await world.answer("ewa")
    assert (await world.asset()).owner_id == "ewa"
    assert await world.history() == [("Ewa", "new owner", "owner", "nadia", "ewa")]
    with pytest.raises(Stale, match="already done by Ewa"):
        await world.answer("ewa", NO)


async def test_a_deputy_says_no_for_whoever_was_asked_and_never_yes(world: World) -> None:
    await world.ask()
    ewa = replace(world.office.people["ewa"], away=(Away(QUARTER_DAY, QUARTER_DAY, "helper"),))
    async with world.office.store.work() as work:
        await work.people.replace([ewa], [Holding("ewa", Role.INFORMATION_ASSET_OWNER, LONG_AGO)])
    with pytest.raises(NotYours, match="It waits for Ewa, who is away until 4 January 2027"):
        await world.answer("helper")
    assert (await world.asset()).owner_id == "nadia"
    await world.answer("helper", NO)
    await world.ask()
    await world.transferring.answer(ewa, "IA-1", 2, YES)
    assert (await world.asset()).owner_id == "ewa"


async def test_whoever_asked_and_the_records_manager_hear_what_became_of_it(world: World) -> None:
    await world.ask()
    await world.answer("ewa")
    briefing = Briefing(world.office.store, {Duty.TRANSFER: TransferSubjects()})
    messages = []
    async with world.office.store.work() as work:
        owed = (await work.obligations.of(Duty.TRANSFER, ["IA-1/1"]))["IA-1/1"]
        notices = await work.notices.waiting(world.office.clock.now(), 10)
        for notice in notices:
            messages.append(Message(new_id(), notice.recipient, Channel.TEAMS, Kind.DIGEST))
            await work.outbox.put(messages[-1], [notice.id], world.office.clock.now())
    for message in messages:
        brief = await briefing.brief(message, world.office.people[message.recipient], QUARTER_DAY)
        assert [item.owed.words for item in brief.items] == ["taken over"]
    assert not owed.open
    assert {notice.recipient for notice in notices} == {"nadia", "records"}


async def test_an_asset_that_has_another_owner_since_is_not_taken_from_them(world: World) -> None:
    await world.ask()
    given = replace(await world.asset("IA-1"), owner_id="records")
    async with world.office.store.work() as work:
        await work.assets.change(given, given.version)
    with pytest.raises(Stale, match="another owner since"):
        await world.answer()
    assert (await world.asset("IA-1")).owner_id == "records"
    await world.answer("ewa", NO)


async def test_whoever_may_own_nothing_any_more_takes_nothing_over(world: World) -> None:
    await world.ask()
    async with world.office.store.work() as work:
        await work.people.replace([world.office.people["ewa"]], [])
    with pytest.raises(Refused, match="not an Information Asset Owner any more"):
        await world.answer()
    assert (await world.asset("IA-1")).owner_id == "nadia"
    await world.answer("ewa", NO)


async def test_a_refusal_needs_a_reason_and_leaves_the_asset_where_it_is(world: World) -> None:
    await world.ask()
    with pytest.raises(Refused, match="Say why not"):
        await world.answer("ewa", TransferAnswer("no", " "))
    await world.answer("ewa", NO)
    assert (await world.asset()).owner_id == "nadia"
    assert await world.history() == []


@pytest.mark.parametrize(
    ("to", "words"),
    [
        ("nobody@council.example", "Nobody on the staff list"),
        ("nadia@council.example", "the owner already"),
        ("stranger@council.example", "not an Information Asset Owner"),
        ("ewa; nadia", "one person"),
    ],
)
async def test_only_another_owner_who_is_there_can_be_asked(world: World, to: str, words: str) -> None:
    with pytest.raises(Refused, match=words):
        await world.ask("nadia", TransferWanted(to, "Why not"))


async def test_the_line_of_an_open_return_goes_with_the_asset_and_is_answered_anew(world: World) -> None:
    back = await world.office.opened()
    await world.office.assuring.answer_line(world.office.people["helper"], back.id, 1, "IA-1", {})
    await world.ask()
    await world.answer("ewa")
    returns = await world.office.returns()
    assert sorted(await world.office.lines(returns["nadia"])) == ["IA-2", "IA-3"]
    theirs = await world.office.lines(returns["ewa"])
    assert sorted(theirs) == ["IA-1", "IA-4"]
    assert (theirs["IA-1"].answers, theirs["IA-1"].answered_by) == ({}, "")
    with pytest.raises(Stale):
        await world.office.assuring.submit(world.office.people["nadia"], back.id, 2)


async def test_an_owner_without_a_return_gets_one_with_time_to_answer_and_an_empty_one_ends(world: World) -> None:
    await world.office.register([replace(await world.asset("IA-4"), owner_id="boss")])
    back = await world.office.opened()
    for reference in ("IA-2", "IA-3"):
        await world.keeping.retire(world.office.people["nadia"], reference, 1, Retirement("Gone"))
    async with world.office.store.work() as work:
        for reference in ("IA-2", "IA-3"):
            await work.returns.remove_line(back.id, reference)
    world.office.clock.on(date(2027, 1, 21))
    await world.ask()
    await world.answer("ewa")
    returns = await world.office.returns()
    assert "nadia" not in returns
    assert returns["ewa"].due_on == date(2027, 1, 28)
    async with world.office.store.work() as work:
        owed = await work.obligations.of(Duty.ASSURANCE, [back.id, returns["ewa"].id])
    assert (owed[back.id].open, owed[returns["ewa"].id].open) == (False, True)
    assert owed[returns["ewa"].id].due_on == date(2027, 1, 28)


async def test_where_the_new_owner_has_sent_their_return_it_waits_again_with_what_they_said_kept(world: World) -> None:
    """Whoever owns an asset answers for it, and nobody answers for the same asset twice."""
    back, office = await world.office.opened(), world.office
    ewa = office.people["ewa"]
    await office.assuring.unchanged(ewa, (await office.returns())["ewa"].id, 1)
    office.clock.on(date(2027, 1, 20))
    await world.ask()
    await world.answer("ewa")
    assert "IA-1" not in await office.lines(back)
    theirs = (await office.returns())["ewa"]
    assert (theirs.state, theirs.due_on, theirs.signed) == (ReturnState.DRAFT, date(2027, 1, 27), "")
    lines = await office.lines(theirs)
    assert lines["IA-4"].answers
    assert not lines["IA-1"].answers
    async with office.store.work() as work:
        owed = (await work.obligations.of(Duty.ASSURANCE, [theirs.id]))[theirs.id]
        review = (await work.obligations.of(Duty.REVIEW_RETURN, [theirs.id]))[theirs.id]
        about = (await AssuranceSubjects().owed(work, [owed]))[owed.id]
    assert (owed.open, owed.cycle, owed.opened_on, owed.due_on) == (True, 1, date(2027, 1, 20), date(2027, 1, 27))
    assert not review.open
    assert (about.joined, about.sent_back) == (1, False)
    await office.assuring.unchanged(ewa, theirs.id, theirs.version)
    assert (await office.returns())["ewa"].state is ReturnState.SUBMITTED
    assert "return_reopened" in [each.verb for each in await office.record()]


async def test_a_line_of_a_quarter_before_stays_where_it_is_when_the_new_owner_has_sent_theirs(world: World) -> None:
    back, office = await world.office.opened(), world.office
    theirs = (await office.returns())["ewa"]
    await office.assuring.unchanged(office.people["ewa"], theirs.id, 1)
    await office.mark("2027-Q2")
    await world.ask()
    await world.answer("ewa")
    assert "IA-1" in await office.lines(back)
    assert (await office.returns())["ewa"].state is ReturnState.SUBMITTED
