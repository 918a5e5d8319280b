"""What people do in a council on a day, through the services that their buttons lead to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
from datetime import date, timedelta
from random import Random

from bot.app import Council
from governance.acting_owners import MakeActing
from governance.actions import Action, ActionState, Progressed
from governance.administrators import NewAdministrators
from governance.asset_changes import TransferAnswer, TransferWanted, of_transfer
from governance.calendar import months_after
from governance.deciders import DECIDE
from governance.errors import NotFound, NotYours, Refused, Stale
from governance.extensions import Decision, MoreTime
from governance.obligations import Duty, Obligation
from governance.orphans import Appointed
from governance.people import Person
from governance.ports import Work
from governance.reviews import Reviewed
from governance.risks import AskAcceptance, Assessing, DecideAcceptance, RiskChecked
from governance.services.standing import managers
from tests.governance.turnover.staff import email
from tests.governance.turnover.subjects import every_subject

_LOW = Assessing(
    "Letters go astray", "Addresses are not checked.", "Every tenth is.", "step_4", "step_3", "step_2", "step_2",
    "step_1", "step_1",
)  # fmt: skip
#: How likely it is on one day that somebody does it, once it is there to do.
_CHANCE = {
    Duty.APPOINT: 0.25, Duty.ASSURANCE: 0.07, Duty.REVIEW_RETURN: 0.3, Duty.TRANSFER: 0.3, Duty.ACTION: 0.02,
    Duty.URGENT_ACTION: 0.04, Duty.VERIFY: 0.3, Duty.EXTENSION: 0.3, Duty.ACTION_UPDATE: 0.15,
    Duty.NAME_ADMINISTRATOR: 0.2, Duty.RISK_CHECK: 0.3, Duty.RISK_DECISION: 0.2, Duty.RISK_REVIEW: 0.05,
    Duty.INCIDENT_TALK: 0.1,
}  # fmt: skip


class Deeds:
    """Who may do it is found by asking: each of those who are there tries, as cards on many desks would."""

    def __init__(self, council: Council, chance: Random, done: Counter[str]) -> None:
        self._council = council
        self._chance = chance
        self.done = done

    async def of(self, today: date) -> None:
        self._today = today
        async with self._council.store.work() as work:
            self._everybody = {each.id: each for each in await work.people.everyone()}
            self._posts = [each.person_id for each in await work.people.holdings(DECIDE, today)]
            every = await work.obligations.still_open(list(_CHANCE))
            holders = await self._holders(work, every)
            # Some subjects are random numbers: by holder, the same year goes by each time.
            every = sorted(every, key=lambda each: (each.duty, holders[each.id], each.due_on))
            open_ = [each for each in every if self._chance.random() < _CHANCE[each.duty]]
        for each in open_:
            await self._deal_with(each, self._near(holders[each.id]), today)
        await self._begin_something(today)

    async def _holders(self, work: Work, owed: Collection[Obligation]) -> Mapping[str, str]:
        found: dict[str, str] = {}
        for duty, subjects in every_subject().items():
            if of_duty := [each for each in owed if each.duty is duty]:
                about = await subjects.owed(work, of_duty)
                found |= {id_: thing.holder_id for id_, thing in about.items()}
        return found

    def _near(self, holder_id: str) -> list[Person]:
        """Those who are there of the holder, whoever may act for them, and those who hold a post."""
        holder = self._everybody[holder_id]
        ids = [holder_id, *(each.deputy_id or "" for each in holder.away), *(each.acting_id for each in holder.acting)]
        ids += [each.id for each in managers(holder, self._everybody)]
        known = [self._everybody[each] for each in dict.fromkeys([*ids, *self._posts]) if each in self._everybody]
        return [each for each in known if each.works_on(self._today)]

    def _anybody(self) -> str:
        there = sorted(id_ for id_, each in self._everybody.items() if each.works_on(self._today))
        return email(self._chance.choice(there))

    async def _deal_with(self, owed: Obligation, people: list[Person], today: date) -> None:
        council, subject = self._council, owed.subject_id
        async with council.store.work() as work:
            actions = await work.register.actions([subject.partition("/")[0]])
            returns = await work.returns.by_ids([subject])
            risks = await work.risks.by_references([subject.partition("/")[0]])
        action = next(iter(actions.values()), None)
        to = self._anybody()
        match owed.duty:
            case Duty.APPOINT:
                await self._by(
                    people,
                    owed.duty,
                    lambda by: council.registers.appointing.appoint(by, subject, Appointed(to, "all")),
                )
            case Duty.ASSURANCE:
                version = returns[subject].version
                await self._by(people, owed.duty, lambda by: council.assuring.unchanged(by, subject, version))
            case Duty.REVIEW_RETURN:
                said = Reviewed("yes", None) if self._chance.random() < 0.7 else Reviewed("no", "One is missing.")
                version = returns[subject].version
                await self._by(
                    people, owed.duty, lambda by: council.registers.reviewing.review(by, subject, version, said)
                )
            case Duty.TRANSFER:
                reference, number = of_transfer(subject)
                answer = self._chance.choice([TransferAnswer("yes", None), TransferAnswer("no", "Not ours.")])
                await self._by(
                    people, owed.duty, lambda by: council.registers.transferring.answer(by, reference, number, answer)
                )
            case Duty.NAME_ADMINISTRATOR:
                named = (
                    NewAdministrators("alone", None)
                    if self._chance.random() < 0.3
                    else NewAdministrators("somebody", to)
                )
                await self._by(people, owed.duty, lambda by: council.staff.naming.name(by, subject, named))
            case Duty.INCIDENT_TALK:
                await self._by(people, owed.duty, lambda by: council.incidents.talked.talks.said(by, subject))
            case Duty.RISK_CHECK | Duty.RISK_DECISION | Duty.RISK_REVIEW:
                await self._risk(owed, people, risks[subject.partition("/")[0]].version, today)
            case _ if action is not None:
                await self._action(owed, people, action, today)

    async def _risk(self, owed: Obligation, people: list[Person], version: int, today: date) -> None:
        risks = self._council.risks
        reference, *rest = owed.subject_id.split("/")
        yes = self._chance.choice(["yes", "yes", "no"])
        if owed.duty is Duty.RISK_CHECK:
            await self._by(
                people, owed.duty, lambda by: risks.keeping.check(by, reference, version, RiskChecked("yes", ""))
            )
        elif owed.duty is Duty.RISK_REVIEW and self._chance.random() < 0.5:
            asked = AskAcceptance(months_after(today, 2), "It costs more to stop.")
            await self._by(people, "acceptance asked", lambda by: risks.accepting.ask(by, reference, version, asked))
        elif owed.duty is Duty.RISK_REVIEW:
            await self._by(people, owed.duty, lambda by: risks.keeping.review(by, reference, version))
        else:
            said = DecideAcceptance(yes, "I have read it.")
            await self._by(people, owed.duty, lambda by: risks.accepting.decide(by, reference, int(rest[0]), said))

    async def _action(self, owed: Obligation, people: list[Person], action: Action, today: date) -> None:
        actions, reference, version = self._council.actions, action.reference, action.version
        if owed.duty is Duty.ACTION_UPDATE:
            await self._by(people, owed.duty, lambda by: actions.acting.as_before(by, reference, version))
        elif owed.duty is Duty.VERIFY:
            yes = self._chance.random() < 0.7
            await self._by(
                people, owed.duty, lambda by: actions.acting.verify(by, reference, version, accepted=yes, words="Seen.")
            )
        elif owed.duty is Duty.EXTENSION:
            number = int(owed.subject_id.split("/")[1])
            said = Decision(self._chance.choice(["yes", "no"]), "Because.")
            await self._by(people, owed.duty, lambda by: actions.extending.decide(by, reference, number, said))
        elif self._chance.random() < 0.5 and action.due_on is not None:
            later = MoreTime(action.due_on + timedelta(days=self._chance.randrange(7, 30)), "It is late.", "Little.")
            await self._by(people, "more time asked", lambda by: actions.extending.ask(by, reference, version, later))
        else:
            done = Progressed(ActionState.CLAIMED, "Done", evidence_on=today, evidence="A list")
            await self._by(people, owed.duty, lambda by: actions.acting.update(by, reference, version, done))

    async def _begin_something(self, today: date) -> None:
        council = self._council
        async with council.store.work() as work:
            assets = [each for each in await work.register.all_assets() if each.live]
        owners = {each.owner_id for each in assets}
        asset, to = self._chance.choice(assets), self._chance.choice(sorted(owners))
        other, near, near_to = self._anybody(), self._near(asset.owner_id), self._near(to)
        if self._chance.random() < 0.2:
            wanted = TransferWanted(email(to), "It moves.")
            await self._by(
                near,
                "transfer asked",
                lambda by: council.registers.transferring.ask(by, asset.reference, asset.version, wanted),
            )
        if self._chance.random() < 0.15:
            told = MakeActing(email(to), other, today, today + timedelta(days=self._chance.randrange(25)), "all", None)
            await self._by(near_to, "acting owner", lambda by: council.staff.standing_in.make(by, told))
        if self._chance.random() < 0.15:
            await self._by(near, "risk raised", lambda by: council.risks.keeping.add(by, asset.reference, _LOW))

    async def _by(self, people: Iterable[Person], what: str, does: Callable[[Person], Awaitable[object]]) -> None:
        """The first who may."""
        for by in people:
            try:
                await does(by)
            except (NotYours, NotFound):
                continue
            except (Refused, Stale):
                self.done[f"{what}, refused"] += 1
                return
            self.done[what] += 1
            return
        self.done[f"{what}, nobody there"] += 1
