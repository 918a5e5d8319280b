"""What has to hold on every day of a year in which people come and go."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from bot.app import Council
from governance.ladders import Rung
from governance.notices import GATHERED, NOBODY, End, Kind, Message, Notice
from governance.obligations import Duty, Obligation
from governance.owed import Hearer, Owed
from governance.people import Person
from governance.policy import by_key
from governance.ports import Work
from governance.roles import Role
from governance.services.owing import OwedAudiences, Subjects
from governance.services.standing import chain_above, managers
from tests.governance.turnover.subjects import every_subject

#: Of whom what is complained about is told.
_SENIOR = frozenset(
    {Role.CHIEF_EXECUTIVE, Role.SIRO, Role.RECORDS_MANAGER, Role.IMSG, Role.DIRECTOR, Role.HEAD_OF_SERVICE}
)
#: Whoever leaves with one of these has somebody appointed in their place.
_TO_HAND_OVER = frozenset({Duty.ASSURANCE, Duty.ACTION, Duty.URGENT_ACTION, Duty.RISK_REVIEW})
#: When, to whom, on which way, of what kind.
Told = tuple[datetime, str, str, str]


class Checks:
    def __init__(self, council: Council) -> None:
        self._council = council
        self._subjects: Mapping[Duty, Subjects] = every_subject()

    async def all_is_well(self, today: date, planned: Collection[Notice]) -> None:
        """Raises AssertionError. `planned`: what was planned today."""
        async with self._council.store.work() as work:
            people = {each.id: each for each in await work.people.everyone()}
            owed = await work.obligations.still_open(list(self._subjects))
            about = await self._about(work, owed)
            await self._somebody_acts(work, owed, about, people, today)
            await self._one_owner_a_line(work)
            await self._told_the_right(work, planned, people, today)

    async def _about(self, work: Work, owed: Collection[Obligation]) -> dict[str, Owed]:
        found: dict[str, Owed] = {}
        for duty, subjects in self._subjects.items():
            if of_duty := [each for each in owed if each.duty is duty]:
                found.update(await subjects.owed(work, of_duty))
        return found

    async def _somebody_acts(
        self,
        work: Work,
        owed: Collection[Obligation],
        about: Mapping[str, Owed],
        people: Mapping[str, Person],
        today: date,
    ) -> None:
        """Nothing is owed by nobody: who is gone has somebody who is asked to appoint another, and that somebody is
        there."""
        asked = {each.subject_id for each in owed if each.duty is Duty.APPOINT}
        would_hear = await self._would_hear(work, owed, today)
        for each in owed:
            thing = about.get(each.id)
            assert thing is not None, f"{each.duty} of {each.subject_id} is about nothing"
            holder = people.get(thing.holder_id)
            if each.duty in _TO_HAND_OVER and (holder is None or holder.has_left(today)):
                assert thing.holder_id in asked, (
                    f"{each.duty} of {each.subject_id} is {thing.holder_id}'s, who has left"
                )
            hearers = would_hear[each.id]
            for hearer in hearers or ():
                assert not people[hearer.person_id].has_left(today), f"{each.duty} goes to {hearer.person_id}, who left"
            assert hearers is None or hearers, f"nobody would hear of {each.duty} of {each.subject_id}"

    async def _would_hear(
        self, work: Work, owed: Collection[Obligation], today: date
    ) -> Mapping[str, Sequence[Hearer] | None]:
        """Of each, whoever its next rung would be for today."""
        found: dict[str, Sequence[Hearer] | None] = {}
        for duty, subjects in self._subjects.items():
            if of_duty := [each for each in owed if each.duty is duty]:
                rungs = {each.id: _next_rung(each) for each in of_duty}
                audiences = OwedAudiences(subjects, self._council.calendar, mail=False)
                found.update(await audiences.recipients(work, of_duty, rungs, today))
        return found

    async def _one_owner_a_line(self, work: Work) -> None:
        newest = await work.ticks.last("assurance")
        returns = {each.id: each for each in await work.returns.of_quarter(newest or "") if each.waits}
        assets = {each.reference: each for each in await work.register.all_assets()}
        seen: Counter[str] = Counter()
        for id_, lines in (await work.returns.lines(list(returns))).items():
            for line in lines:
                seen[line.asset_reference] += 1
                owner = assets[line.asset_reference].owner_id
                back = returns[id_]
                assert owner == back.owner_id, (
                    f"{line.asset_reference} is {owner}'s, and a line of {back.owner_id}'s, who {back.state}"
                )
        assert all(count == 1 for count in seen.values()), f"more than one answers for {seen.most_common(1)}"

    async def _told_the_right(
        self, work: Work, planned: Collection[Notice], people: Mapping[str, Person], today: date
    ) -> None:
        owed = await work.obligations.by_ids({each.obligation_id for each in planned})
        about = await self._about(work, [each for each in owed.values() if each.duty in self._subjects])
        for notice in planned:
            if notice.state is End.DEAD:
                raise AssertionError(f"nobody heard of {owed[notice.obligation_id].duty}")
            if notice.recipient == NOBODY or notice.state is not End.READY:
                continue
            assert not people[notice.recipient].has_left(today), f"{notice.recipient} has left and is told"
            if notice.kind is Kind.ESCALATED and notice.obligation_id in about:
                await self._is_senior(work, notice.recipient, about[notice.obligation_id].holder_id, today)

    async def _is_senior(self, work: Work, recipient: str, holder: str, today: date) -> None:
        above = managers(*(await _chain(work, holder)))
        roles = await work.people.roles_of(recipient, today)
        assert recipient in {each.id for each in above} or roles & _SENIOR, f"{recipient} is nobody's senior"


def _next_rung(owed: Obligation) -> Rung:
    """The last one, where it has climbed all."""
    rungs = by_key(owed.policy).ladders[owed.duty].rungs
    return rungs[min(owed.rung, len(rungs) - 1)]


async def _chain(work: Work, person_id: str) -> tuple[Person, Mapping[str, Person]]:
    people = await chain_above(work, person_id)
    return people[person_id], people


def told(message: Message, at: datetime) -> Told:
    return at, message.recipient, message.channel.value, message.kind.value


def counts(message: Message) -> bool:
    """Whether the forecast has to foresee it."""
    return message.kind in GATHERED or message.kind is Kind.QUARTER_PACK
