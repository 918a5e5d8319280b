"""Whom a reminder is for: the holder, whoever acts for them, and those above. Nobody falls through."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

import pytest

from governance.calendar import Calendar
from governance.ladders import Audience, Rung, Unit
from governance.notices import Channel, Kind
from governance.obligations import Duty, Obligation
from governance.owed import Hearer, Owed
from governance.people import Away, Person
from governance.ports import Store
from governance.roles import Holding, Role
from governance.services.owing import OwedAudiences
from storage.work import memory_store
from tests.governance.engine.staff import everybody, person, posts
from tests.governance.engine.world import Things

#: A Monday, and what is owed is due on the Friday of the next week.
TODAY = date(2026, 11, 23)
DUE = date(2026, 12, 4)


@dataclass
class Council:
    store: Store
    things: Things = field(default_factory=Things)
    people: dict[str, Person] = field(default_factory=lambda: {each.id: each for each in everybody()})
    holdings: list[Holding] = field(default_factory=posts)
    mail: bool = True
    day: date = TODAY

    async def told(self, rung: Rung, owed: Owed | None = None, **changes: date | int | None) -> Sequence[Hearer] | None:
        """Who hears of a rung today."""
        about = replace(_OBLIGATION, **changes)  # type: ignore[arg-type]  # the fields of an obligation
        self.things.known = {about.subject_id: owed or Owed("ann", "Publish it", 1)}
        async with self.store.work() as work:
            await work.people.replace(self.people.values(), self.holdings)
            audiences = OwedAudiences(self.things, Calendar(), mail=self.mail)
            return (await audiences.recipients(work, [about], {about.id: rung}, self.day))[about.id]

    def away(self, who: str, until: date, deputy: str | None = None, begins: date = TODAY) -> None:
        leave = Away(begins, until, deputy)
        self.people[who] = replace(self.people[who], away=(*self.people[who].away, leave))

    def gone(self, *names: str) -> None:
        for who in names:
            self.people[who] = replace(self.people[who], left_on=self.day - timedelta(days=1))

    def vacant(self, *roles: Role) -> None:
        self.holdings = [each for each in self.holdings if each.role not in roles]


_OBLIGATION = Obligation(
    "1" * 32, Duty.ACTION, "ICO-1", 1, TODAY, DUE, "2017", 0, datetime(2026, 11, 23, 9, tzinfo=UTC)
)


def to(*audience: Audience, kind: Kind = Kind.DIGEST, mail: tuple[Audience, ...] = ()) -> Rung:
    return Rung(0, audience, kind, Unit.WORKING_DAYS, by_mail=mail)


HOLDER = to(Audience.HOLDER)


@pytest.fixture
async def council() -> AsyncIterator[Council]:
    async with await memory_store(None) as store:
        yield Council(store)


async def test_the_holder_hears(council: Council) -> None:
    assert await council.told(HOLDER) == (Hearer("ann", kind=Kind.DIGEST),)


async def test_what_is_not_there_any_more_is_for_nobody(council: Council) -> None:
    async with council.store.work() as work:
        audiences = OwedAudiences(Things(), Calendar(), mail=True)
        assert await audiences.recipients(work, [_OBLIGATION], {_OBLIGATION.id: HOLDER}, TODAY) == {}


# ---------------------------------------------------------------- leave


class TestSomebodyWhoIsAway:
    async def test_with_a_deputy_the_deputy_hears_and_the_holder_gets_a_copy_on_their_first_day_back(
        self, council: Council
    ) -> None:
        council.away("ann", date(2026, 11, 27), "cora")
        assert await council.told(to(Audience.HOLDER, kind=Kind.DUE_TODAY)) == (
            Hearer("cora", kind=Kind.DUE_TODAY),
            Hearer("ann", date(2026, 11, 30), kind=Kind.DIGEST),
        )

    async def test_a_deputy_who_is_away_too_does_not_hear(self, council: Council) -> None:
        council.away("ann", date(2026, 11, 27), "cora")
        council.away("cora", date(2026, 11, 24))
        assert await council.told(HOLDER) == (Hearer("ann", date(2026, 11, 30), kind=Kind.DIGEST),)

    async def test_without_a_deputy_it_waits_until_they_are_back(self, council: Council) -> None:
        council.away("ann", date(2026, 11, 25))
        assert await council.told(HOLDER) == (Hearer("ann", date(2026, 11, 26), kind=Kind.DIGEST),)

    @pytest.mark.parametrize(
        ("due_on", "others_hear_on"),
        [(DUE, date(2026, 12, 3)), (date(2026, 12, 6), date(2026, 12, 3)), (date(2026, 12, 28), date(2026, 12, 23))],
        ids=["a Friday", "a Sunday", "a bank holiday"],
    )
    async def test_but_not_past_the_working_day_before_it_is_due(
        self, council: Council, due_on: date, others_hear_on: date
    ) -> None:
        council.away("ann", date(2027, 1, 8))
        owed = Owed("ann", "Publish it", 1, ("cora", "bill"))
        back = Hearer("ann", date(2027, 1, 11), kind=Kind.DIGEST)
        council.day = others_hear_on - timedelta(days=1)
        assert await council.told(HOLDER, owed, due_on=due_on) == (back,)
        council.day = others_hear_on
        told = [Hearer(who, kind=Kind.DIGEST) for who in ("cora", "bill", "archivist", "records")]
        assert await council.told(HOLDER, owed, due_on=due_on) == (*told, back)

    async def test_when_one_leave_follows_another_the_copy_waits_for_the_end_of_both(self, council: Council) -> None:
        council.away("ann", date(2026, 11, 27))
        council.away("ann", date(2026, 12, 1), begins=date(2026, 11, 29))
        assert await council.told(HOLDER) == (Hearer("ann", date(2026, 12, 2), kind=Kind.DIGEST),)

    async def test_a_records_manager_who_is_away_is_not_the_one_who_hears_in_their_own_place(
        self, council: Council
    ) -> None:
        council.gone("archivist")
        council.away("records", date(2027, 1, 8))
        council.day = date(2026, 12, 3)
        assert await council.told(HOLDER, Owed("records", "Publish it", 1)) == (
            Hearer("siro", kind=Kind.DIGEST),
            Hearer("records", date(2027, 1, 11), kind=Kind.DIGEST),
        )

    async def test_an_administrator_who_is_away_does_not_hear(self, council: Council) -> None:
        council.away("cora", DUE)
        owed = Owed("ann", "Publish it", 1, ("cora", "bill"))
        assert await council.told(to(Audience.ADMINISTRATOR), owed) == (Hearer("bill", kind=Kind.DIGEST),)


# ---------------------------------------------------------------- gone, and posts that nobody holds


class TestSomebodyWhoHasLeft:
    async def test_their_manager_acts_and_the_records_managers_have_to_find_somebody(self, council: Council) -> None:
        council.gone("ann")
        assert await council.told(HOLDER) == (Hearer("manager"), Hearer("archivist"), Hearer("records"))

    async def test_when_the_manager_left_as_well_the_next_one_acts(self, council: Council) -> None:
        council.gone("ann", "manager")
        told = await council.told(HOLDER)
        assert told
        assert told[0] == Hearer("head")

    async def test_their_last_day_is_still_theirs(self, council: Council) -> None:
        council.people["ann"] = replace(council.people["ann"], left_on=TODAY)
        assert await council.told(HOLDER) == (Hearer("ann", kind=Kind.DIGEST),)

    async def test_somebody_whom_nobody_knows_is_the_records_managers_to_find(self, council: Council) -> None:
        told = await council.told(HOLDER, Owed("nobody-knows", "Publish it", 1))
        assert told == (Hearer("archivist"), Hearer("records"))


class TestAPostThatNobodyHolds:
    @pytest.mark.parametrize(
        ("vacant", "audience", "hears"),
        [
            ([Role.RECORDS_MANAGER], Audience.RECORDS_MANAGER, "siro"),
            ([Role.RECORDS_MANAGER, Role.SIRO], Audience.RECORDS_MANAGER, "chief"),
            ([Role.IMSG], Audience.IMSG, "siro"),
            ([Role.SIRO], Audience.SIRO, "chief"),
        ],
    )
    async def test_whoever_is_above_hears(
        self, council: Council, vacant: list[Role], audience: Audience, hears: str
    ) -> None:
        council.vacant(*vacant)
        assert await council.told(to(audience)) == (Hearer(hears),)

    async def test_a_council_with_nobody_in_post_is_told_so(self, council: Council) -> None:
        council.vacant(*Role)
        assert await council.told(to(Audience.SIRO)) == ()

    async def test_of_two_in_a_post_the_one_who_is_there_hears(self, council: Council) -> None:
        council.away("archivist", DUE)
        assert await council.told(to(Audience.RECORDS_MANAGER)) == (Hearer("records"),)

    async def test_when_both_are_away_both_hear(self, council: Council) -> None:
        council.away("archivist", DUE)
        council.away("records", DUE)
        assert await council.told(to(Audience.RECORDS_MANAGER)) == (Hearer("archivist"), Hearer("records"))


# ---------------------------------------------------------------- up the line


class TestUpTheLine:
    @pytest.mark.parametrize(
        ("holder", "audience", "hears"),
        [
            ("ann", Audience.HEAD_OF_SERVICE, "head"),
            ("ann", Audience.DIRECTOR, "director"),
            ("head", Audience.HEAD_OF_SERVICE, "director"),
            ("director", Audience.HEAD_OF_SERVICE, "chief"),
            ("chief", Audience.DIRECTOR, "siro"),
        ],
    )
    async def test_the_nearest_who_holds_the_role_hears_or_else_the_nearest_manager(
        self, council: Council, holder: str, audience: Audience, hears: str
    ) -> None:
        assert await council.told(to(audience), Owed(holder, "Publish it", 1)) == (Hearer(hears),)

    async def test_while_the_head_of_service_is_away_their_deputy_hears_and_they_when_they_are_back(
        self, council: Council
    ) -> None:
        rung = to(Audience.HEAD_OF_SERVICE, kind=Kind.ESCALATED)
        council.away("head", date(2026, 12, 11))
        assert await council.told(rung) == (Hearer("head"),)
        for deputy, hears in (("cora", True), ("ann", False), ("nobody", False)):
            council.people["head"] = replace(council.people["head"], away=())
            council.away("head", date(2026, 12, 11), deputy)
            told = (Hearer("cora"), Hearer("head", date(2026, 12, 14))) if hears else (Hearer("head"),)
            assert await council.told(rung) == told

    async def test_a_siro_with_nobody_above_is_not_told_of_themselves(self, council: Council) -> None:
        council.people["siro"] = person("siro")
        assert await council.told(to(Audience.DIRECTOR), Owed("siro", "Publish it", 1)) == (Hearer("chief"),)

    async def test_managers_in_a_circle_come_to_an_end(self, council: Council) -> None:
        council.people["manager"] = person("manager", "cora")
        assert await council.told(to(Audience.DIRECTOR)) == (Hearer("manager"),)
        council.gone("ann")
        told = await council.told(HOLDER)
        assert told
        assert told[0] == Hearer("manager")

    async def test_a_manager_who_left_is_passed_by(self, council: Council) -> None:
        council.gone("head")
        assert await council.told(to(Audience.HEAD_OF_SERVICE)) == (Hearer("director"),)


# ---------------------------------------------------------------- peace, mail, and those who decide


class TestSomebodyWhoAskedForPeace:
    async def test_hears_on_the_day_they_chose(self, council: Council) -> None:
        until = date(2026, 11, 26)
        assert await council.told(HOLDER, snoozed_until=until) == (Hearer("ann", until, kind=Kind.DIGEST),)

    async def test_hears_all_the_same_when_it_is_due(self, council: Council) -> None:
        told = await council.told(to(Audience.HOLDER, kind=Kind.DUE_TODAY), snoozed_until=date(2026, 11, 26))
        assert told == (Hearer("ann", kind=Kind.DUE_TODAY),)

    async def test_others_hear_all_the_same(self, council: Council) -> None:
        rung = to(Audience.HEAD_OF_SERVICE, kind=Kind.ESCALATED)
        assert await council.told(rung, snoozed_until=date(2026, 11, 26)) == (Hearer("head"),)

    async def test_the_day_itself_is_no_day_of_peace(self, council: Council) -> None:
        assert await council.told(HOLDER, snoozed_until=TODAY) == (Hearer("ann", kind=Kind.DIGEST),)


class TestMail:
    RUNG = to(Audience.HEAD_OF_SERVICE, kind=Kind.ESCALATED, mail=(Audience.HOLDER,))
    MAIL_ALONE = to(mail=(Audience.HOLDER,))

    async def test_the_holder_hears_by_mail_besides(self, council: Council) -> None:
        by_mail = Hearer("ann", None, Channel.EMAIL, Kind.DIGEST)
        assert await council.told(self.RUNG) == (Hearer("head"), by_mail)
        assert await council.told(self.MAIL_ALONE) == (by_mail,)

    async def test_a_deputy_gets_the_mail_of_whoever_is_away(self, council: Council) -> None:
        council.away("ann", date(2026, 11, 27), "cora")
        assert await council.told(self.MAIL_ALONE) == (
            Hearer("cora", None, Channel.EMAIL, Kind.DIGEST),
            Hearer("ann", date(2026, 11, 30), Channel.EMAIL, Kind.DIGEST),
        )

    async def test_where_there_is_no_mail_a_rung_of_mails_alone_is_needless_and_not_unheard(
        self, council: Council
    ) -> None:
        council.mail = False
        assert await council.told(self.MAIL_ALONE) is None
        assert await council.told(self.RUNG) == (Hearer("head"),)


class TestWhoeverDecides:
    async def test_never_whoever_asked_or_whose_it_is(self, council: Council) -> None:
        decider = to(Audience.DECIDER)
        owed = Owed("archivist", "More time", 1, decider=Role.RECORDS_MANAGER)
        assert await council.told(decider, owed) == (Hearer("records"),)
        assert await council.told(decider, replace(owed, asked_by="records")) == (Hearer("siro"),)

    async def test_nobody_decides_where_no_post_was_named(self, council: Council) -> None:
        assert await council.told(to(Audience.DECIDER)) == ()


async def test_nobody_hears_the_same_twice(council: Council) -> None:
    owed = Owed("ann", "Publish it", 1, ("ann", "cora", "cora"))
    told = await council.told(to(Audience.HOLDER, Audience.ADMINISTRATOR), owed)
    assert told == (Hearer("ann", kind=Kind.DIGEST), Hearer("cora", kind=Kind.DIGEST))


async def test_whoever_has_begun_is_not_reminded_to_begin(council: Council) -> None:
    rung = replace(HOLDER, untouched_only=True)
    assert await council.told(rung, Owed("ann", "Return", 1, untouched=False)) is None
    assert await council.told(rung, Owed("ann", "Return", 1, untouched=True)) == (Hearer("ann", kind=Kind.DIGEST),)


async def test_what_others_hear_as_a_complaint_is_one_more_thing_on_the_holders_list(council: Council) -> None:
    told = await council.told(to(Audience.HOLDER, Audience.DIRECTOR, kind=Kind.ESCALATED))
    assert told == (Hearer("ann", kind=Kind.DIGEST), Hearer("director"))


async def test_a_post_is_held_from_its_day_on(council: Council) -> None:
    council.vacant(Role.SIRO)
    council.holdings.append(Holding("board", Role.SIRO, TODAY + timedelta(days=1)))
    assert await council.told(to(Audience.SIRO)) == (Hearer("chief"),)
    council.day = TODAY + timedelta(days=1)
    assert await council.told(to(Audience.SIRO)) == (Hearer("board"),)
