"""Keeping actions: who may add, give, date, agree to, close and replace one, what becomes of it, and who hears."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date

import pytest

from governance.action_commands import Agreed, Closed, Dated, DoneFirst, GivenTo, NewAction, Replaced
from governance.action_shelves import Shelf
from governance.actions import Action, ActionState
from governance.assets import Asset
from governance.errors import NotFound, NotYours, Refused, Stale
from governance.obligations import Duty
from governance.roles import Holding, Role
from governance.services.action_subjects import claim_in
from governance.services.listing_actions import ListingActions
from tests.governance.actions_world import (
    CALENDAR,
    DONE,
    DUE,
    ENCRYPT,
    LATER,
    LONG_AGO,
    TODAY,
    World,
    world,
)

S = ActionState
TOKEN = "0123456789abcdef" * 2
PAYROLL = Asset("IA-1", "Payroll", "manager", None, "Finance", "Payroll", "official", "high", False)
NEW = NewAction("Lock the store", "Files lay about", "Internal audit 2027", "nadia@council.example", "high",
                due_on=DUE)  # fmt: skip
REFERENCE = f"ACT-{TOKEN[:8].upper()}"
WHY = "She knows the supplier"


@pytest.fixture
async def council() -> AsyncIterator[World]:
    async with world() as made:
        async with made.store.work() as work:
            await work.register.replace_assets([PAYROLL])
            held = [Holding("manager", Role.INFORMATION_ASSET_OWNER, LONG_AGO)]
            await work.people.replace([made.who("manager")], held)
        yield made


async def add(council: World, name: str = "records", told: NewAction = NEW) -> Action:
    return await council.keeping.add(council.who(name), TOKEN, told)


async def heard(council: World) -> list[str]:
    """Who gets news of an action besides its reminders."""
    return [notice.recipient for notice in await council.notices() if notice.rung >= 2000]


async def states(council: World, reference: str = "A-1") -> list[ActionState]:
    async with council.store.work() as work:
        return [each.state for each in (await work.history.of([reference])).get(reference, ())]


# ---------------------------------------------------------------- adding


async def test_what_the_records_manager_adds_is_chased_and_its_holder_hears(council: World) -> None:
    action = await add(council)
    assert (action.reference, action.state, action.original_due_on) == (REFERENCE, S.NOT_BEGUN, DUE)
    assert (await council.owed(Duty.ACTION, REFERENCE)) is not None
    assert await heard(council) == ["nadia"]
    file = await council.following.of(council.who("nadia"), REFERENCE)
    assert [(each.words, each.by_role) for each in file.updates] == [("Files lay about", "records_manager")]
    assert await states(council, REFERENCE) == [S.NOT_BEGUN]


async def test_a_repeated_press_adds_one_action(council: World) -> None:
    assert await add(council) == await add(council)
    assert await heard(council) == ["nadia"]


async def test_an_owner_adds_for_themselves_and_proposes_for_others_and_only_about_their_own_assets(
    council: World,
) -> None:
    with pytest.raises(NotYours):
        await add(council, "manager")
    with pytest.raises(NotYours):
        await add(council, "stranger", replace(NEW, about="IA-1"))
    with pytest.raises(Refused, match="no such asset or risk"):
        await add(council, "manager", replace(NEW, about="IA-9"))
    proposed = await add(council, "manager", replace(NEW, about="IA-1"))
    assert (proposed.state, proposed.asset) == (S.PROPOSED, "IA-1")
    assert await council.owed(Duty.PROPOSED_ACTION, REFERENCE) is not None
    own = await council.keeping.add(
        council.who("manager"), "f" * 32, replace(NEW, about="IA-1", holder="manager@council.example")
    )
    assert own.state is S.NOT_BEGUN


async def test_a_role_that_has_ended_adds_nothing(council: World) -> None:
    async with council.store.work() as work:
        held = [Holding("records", Role.RECORDS_MANAGER, LONG_AGO, date(2027, 2, 26))]
        await work.people.replace([council.who("records")], held)
    with pytest.raises(NotYours):
        await add(council)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"title": " "}, "what is to be done"),
        ({"why": ""}, "why"),
        ({"source": ""}, "where it comes from"),
        ({"holder": "nobody@council.example"}, "Nobody on the staff list"),
        ({"priority": "soon"}, "how urgent"),
        ({"due_on": date(2027, 2, 26)}, "today or later"),
        ({"due_on": date(2027, 3, 6)}, "working day"),
        ({"external_on": date(2027, 3, 29)}, "before the deadline from outside"),
        ({"external_on": CALENDAR.add(DUE, 39)}, "say why it cannot be earlier"),
    ],
)
async def test_what_cannot_be_is_refused_with_the_reason(council: World, changes: dict[str, object], why: str) -> None:
    with pytest.raises(Refused, match=why):
        await add(council, told=replace(NEW, **changes))  # type: ignore[arg-type]  # by name
    assert await council.owed(Duty.ACTION, REFERENCE) is None


async def test_forty_working_days_before_a_deadline_from_outside_are_enough_and_less_needs_a_reason(
    council: World,
) -> None:
    told = replace(NEW, external_on=CALENDAR.add(DUE, 40))
    assert (await add(council, told=told)).external_on == CALENDAR.add(DUE, 40)
    close = replace(NEW, external_on=CALENDAR.add(DUE, 39), reason="The supplier is slow")
    other = await council.keeping.add(council.who("records"), "e" * 32, close)
    file = await council.following.of(council.who("records"), other.reference)
    assert "Why it cannot be earlier: The supplier is slow" in file.updates[0].words


# ---------------------------------------------------------------- without a date


async def test_without_a_date_the_holder_is_asked_for_one_and_then_it_is_chased(council: World) -> None:
    await add(council, told=replace(NEW, due_on=None))
    asked = await council.owed(Duty.ACTION_DATE, REFERENCE)
    assert asked is not None
    assert asked.due_on == CALENDAR.add(TODAY, 5)
    with pytest.raises(NotYours):
        await council.keeping.set_date(council.who("stranger"), REFERENCE, 1, Dated(DUE))
    await council.keeping.set_date(council.who("nadia"), REFERENCE, 1, Dated(DUE))
    await council.keeping.set_date(council.who("nadia"), REFERENCE, 1, Dated(DUE))
    assert await council.owed(Duty.ACTION_DATE, REFERENCE) is None
    owed = await council.owed(Duty.ACTION, REFERENCE)
    assert owed is not None
    assert owed.due_on == DUE
    assert (await council.action(REFERENCE)).original_due_on == DUE
    with pytest.raises(Stale):
        await council.keeping.set_date(council.who("records"), REFERENCE, 2, Dated(LATER))


# ---------------------------------------------------------------- giving


async def test_it_is_given_to_somebody_else_with_its_dates_and_both_hear(council: World) -> None:
    before = await council.owed(Duty.ACTION)
    assert before is not None
    await council.keeping.give(council.who("records"), "A-1", 1, GivenTo("deputy@council.example", WHY))
    await council.keeping.give(council.who("records"), "A-1", 1, GivenTo("deputy@council.example", WHY))
    action = await council.action()
    assert (action.holder_id, action.due_on, action.version) == ("deputy", DUE, 2)
    assert await council.owed(Duty.ACTION) == before
    assert sorted(await heard(council)) == ["deputy", "nadia"]
    file = await council.following.of(council.who("deputy"), "A-1")
    assert [each.words for each in file.updates] == [f"Given to Deputy. {WHY}"]
    with pytest.raises(NotFound):
        await council.following.of(council.who("nadia"), "A-1")


async def test_who_gives_it_is_checked_and_so_is_what_was_shown(council: World) -> None:
    given = GivenTo("deputy@council.example", WHY)
    for name in ("nadia", "stranger", "manager"):
        with pytest.raises(NotYours):
            await council.keeping.give(council.who(name), "A-1", 1, given)
    with pytest.raises(Refused, match="with this person already"):
        await council.keeping.give(council.who("siro"), "A-1", 1, GivenTo("nadia@council.example", WHY))
    await council.update(version=1)
    with pytest.raises(Stale, match="Nadia"):
        await council.keeping.give(council.who("records"), "A-1", 1, given)
    with pytest.raises(NotFound):
        await council.keeping.give(council.who("records"), "A-9", 1, given)


async def test_an_owner_gives_it_to_their_own_people_alone(council: World) -> None:
    own = await council.keeping.add(
        council.who("manager"), TOKEN, replace(NEW, about="IA-1", holder="manager@council.example")
    )
    far, below = GivenTo("deputy@council.example", WHY), GivenTo("nadia@council.example", WHY)
    with pytest.raises(Refused, match="people whom you manage"):
        await council.keeping.give(council.who("manager"), REFERENCE, 1, far)
    assert await council.action(REFERENCE) == own
    await council.keeping.give(council.who("manager"), REFERENCE, 1, below)
    async with council.store.work() as work:
        await work.register.replace_assets([replace(PAYROLL, administrator_id="deputy")])
    await council.keeping.give(council.who("manager"), REFERENCE, 2, far)
    assert (await council.action(REFERENCE)).holder_id == "deputy"


async def test_whoever_has_left_hears_nothing_of_what_was_theirs(council: World) -> None:
    await council.change("nadia", left_on=LONG_AGO)
    await council.keeping.give(council.who("records"), "A-1", 1, GivenTo("deputy@council.example", WHY))
    assert await heard(council) == ["deputy"]


# ---------------------------------------------------------------- agreeing


async def proposed(council: World) -> None:
    await add(council, "manager", replace(NEW, about="IA-1"))


@pytest.mark.parametrize(
    ("answer", "duty", "hear"),
    [(S.ACCEPTED, Duty.ACTION, ["manager", "nadia"]), (S.PARTLY, Duty.ACTION, ["manager", "nadia"]),
     (S.REJECTED, None, ["manager"])],
)  # fmt: skip
async def test_a_proposal_is_answered_and_whoever_proposed_it_hears(
    council: World, answer: ActionState, duty: Duty | None, hear: list[str]
) -> None:
    await proposed(council)
    await council.keeping.agree(council.who("records"), REFERENCE, 1, Agreed(answer, "Only in the cellar"))
    assert (await council.action(REFERENCE)).state is answer
    assert await council.owed(Duty.PROPOSED_ACTION, REFERENCE) is None
    assert (await council.owed(Duty.ACTION, REFERENCE) is not None) is (duty is Duty.ACTION)
    assert sorted(await heard(council)) == hear
    assert await states(council, REFERENCE) == [S.PROPOSED, answer]


async def test_nobody_agrees_to_their_own_proposal_and_a_no_needs_words(council: World) -> None:
    await proposed(council)
    for name in ("manager", "nadia", "stranger"):
        with pytest.raises(NotYours):
            await council.keeping.agree(council.who(name), REFERENCE, 1, Agreed(S.ACCEPTED))
    with pytest.raises(Refused, match="why it is not agreed to"):
        await council.keeping.agree(council.who("records"), REFERENCE, 1, Agreed(S.REJECTED, " "))
    await council.keeping.agree(council.who("records"), REFERENCE, 1, Agreed(S.ACCEPTED))
    with pytest.raises(Stale, match="Records"):
        await council.keeping.agree(council.who("siro"), REFERENCE, 2, Agreed(S.ACCEPTED))


# ---------------------------------------------------------------- the end


async def test_what_was_checked_is_closed_by_somebody_who_did_not_do_it(council: World) -> None:
    with pytest.raises(Stale):
        await council.keeping.close(council.who("records"), "A-1", 1, Closed("Done"))
    await council.update(said=DONE)
    await council.acting.verify(council.who("records"), "A-1", 2, accepted=True, words="Seen")
    with pytest.raises(NotYours):
        await council.keeping.close(council.who("nadia"), "A-1", 3, Closed("Fewer are lost"))
    await council.keeping.close(council.who("records"), "A-1", 3, Closed("Fewer are lost"))
    await council.keeping.close(council.who("records"), "A-1", 3, Closed("Fewer are lost"))
    assert (await council.action()).state is S.CLOSED
    assert await states(council) == [S.CLAIMED, S.VERIFIED, S.CLOSED]


async def test_another_one_takes_its_place_and_nobody_is_asked_for_it_any_more(council: World) -> None:
    other = replace(ENCRYPT, reference="A-2")
    await council.know(other)
    for wrong in ("A-1", "A-9", ""):
        with pytest.raises(Refused):
            await council.keeping.replace(council.who("records"), "A-1", 1, Replaced(wrong, "One does both"))
    await council.keeping.replace(council.who("records"), "A-1", 1, Replaced("A-2", "One does both"))
    assert (await council.action()).state is S.SUPERSEDED
    assert await council.owed(Duty.ACTION) is None
    assert await council.owed(Duty.ACTION, "A-2") is not None
    with pytest.raises(Refused, match="take its place"):
        await council.keeping.replace(council.who("records"), "A-2", 1, Replaced("A-1", "The other way round"))


@pytest.mark.parametrize("keeps", ["give", "put_after"])
async def test_whoever_called_it_done_does_not_check_it_whatever_its_keepers_do_meanwhile(
    council: World, keeps: str
) -> None:
    await council.know(replace(ENCRYPT, reference="A-2", state=S.CLOSED))
    await council.know(replace(ENCRYPT, reference="A-3", holder_id="records"))
    records, siro = council.who("records"), council.who("siro")
    await council.acting.update(records, "A-3", 1, DONE)
    if keeps == "give":
        await council.keeping.give(siro, "A-3", 2, GivenTo("nadia@council.example", WHY))
    else:
        await council.keeping.put_after(siro, "A-3", 2, DoneFirst("A-2"))
    with pytest.raises(NotYours):
        await council.acting.verify(records, "A-3", 3, accepted=True, words="Seen")
    async with council.store.work() as work:
        claim = claim_in((await work.progress.updates(["A-3"]))["A-3"])
    assert claim is not None
    assert (claim.by_id, claim.evidence) == ("records", DONE.evidence)
    # Whoever checks it reads what was called done, and what was done since.
    shown = (await council.following.of(siro, "A-3")).since_claimed
    assert [each.by_id for each in shown] == ["records", "siro"]
    await council.acting.verify(siro, "A-3", 3, accepted=True, words="Seen")


async def test_nobody_ends_what_is_theirs_to_do_by_putting_another_in_its_place(council: World) -> None:
    await council.know(
        replace(ENCRYPT, reference="A-2", due_on=LATER, holder_id="manager"),
        replace(ENCRYPT, reference="A-3", asset="IA-1", holder_id="manager"),
        replace(ENCRYPT, reference="A-4", asset="IA-1"),
        replace(ENCRYPT, reference="A-5", holder_id="records"),
    )
    manager, records, siro = map(council.who, ("manager", "records", "siro"))
    for holder, reference in ((manager, "A-3"), (records, "A-5")):
        assert not (await council.following.of(holder, reference)).may_replace
        with pytest.raises(NotYours, match="somebody else"):
            await council.keeping.replace(holder, reference, 1, Replaced("A-2", "It is due later"))
        assert await council.owed(Duty.ACTION, reference) is not None
    assert (await council.following.of(manager, "A-4")).may_replace
    await council.keeping.replace(manager, "A-4", 1, Replaced("A-2", "One does both"))
    await council.keeping.replace(records, "A-3", 1, Replaced("A-2", "One does both"))
    await council.keeping.replace(siro, "A-5", 1, Replaced("A-2", "One does both"))


async def test_the_record_says_who_did_what_and_repeats_no_words(council: World) -> None:
    await add(council)
    await council.keeping.give(council.who("records"), REFERENCE, 1, GivenTo("deputy@council.example", WHY))
    told = [(each.verb, each.role) for each in await council.events()]
    assert told == [("action_added", "records_manager"), ("action_given", "records_manager")]
    assert WHY not in str(await council.events())


# ---------------------------------------------------------------- the lists


async def test_the_posts_see_every_shelf_and_an_owner_what_is_about_their_assets(council: World) -> None:
    listing = ListingActions(council.store, CALENDAR, council.clock)
    await proposed(council)

    async def shown(name: str, shelf: Shelf, find: str = "") -> list[str]:
        found = await listing.kept(council.who(name), shelf, find, 9)
        return [line.action.reference for line in found.lines]

    assert await shown("records", Shelf.OPEN) == ["A-1", REFERENCE]
    assert await shown("group", Shelf.OPEN, "LAPTOP") == ["A-1"]
    assert await shown("manager", Shelf.OPEN) == [REFERENCE]
    assert await shown("siro", Shelf.PROPOSED) == [REFERENCE]
    assert await shown("siro", Shelf.UNDATED) == await shown("siro", Shelf.ENDED) == []
    for name in ("nadia", "stranger"):
        with pytest.raises(NotYours):
            await shown(name, Shelf.OPEN)
