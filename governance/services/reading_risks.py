"""Reading risks: somebody's own, the register, and one of them with everything that was said of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from governance.actions import Action
from governance.assets import LIVE, Asset
from governance.calendar import Calendar
from governance.deciders import DECIDE, decides_as
from governance.errors import NotFound, NotYours
from governance.matrices import Band
from governance.obligations import Duty
from governance.people import Person
from governance.policy import in_force
from governance.ports import Clock, Store, Work
from governance.risks import Risk, RiskState
from governance.roles import SEE_OVERVIEW, Holding, Role
from governance.services.risk_records import NOT_OPEN, RiskFile, authors_of, band_now, find_risk
from governance.services.standing import acting_role, acts_as_owner, chain_above, is_acting_owner


@dataclass(frozen=True, slots=True)
class RiskLine:
    """A risk in a list."""

    risk: Risk
    asset: str
    owner: str
    band: Band
    #: When its owner has to look at it again; None when that is not what it waits for.
    review_by: date | None


@dataclass(frozen=True, slots=True)
class MyRisks:
    """The highest first; and the assets about which this person may write down a risk, by title."""

    lines: tuple[RiskLine, ...]
    assets: tuple[Asset, ...]


@dataclass(frozen=True, slots=True)
class RiskView:
    """One risk, and what its reader may do."""

    file: RiskFile
    line: RiskLine
    today: date
    actions: tuple[Action, ...]
    #: Names by staff number.
    names: Mapping[str, str]
    may_sign: bool = False
    may_review: bool = False
    may_assess: bool = False
    may_ask: bool = False
    may_plan: bool = False
    may_resolve: bool = False
    may_check: bool = False
    #: The number of the request that the reader may decide; None when there is none.
    may_decide: int | None = None


class ReadingRisks:
    def __init__(self, store: Store, calendar: Calendar, clock: Clock) -> None:
        self._store = store
        self._calendar = calendar
        self._clock = clock

    async def mine(self, by: Person) -> MyRisks:
        """Of the assets that `by` owns, looks after, or acts for today; empty when there are none."""
        today = self._calendar.day_of(self._clock.now())
        if by.has_left(today):
            return MyRisks((), ())
        async with self._store.work() as work:
            people = {person.id: person for person in await work.people.everyone()}
            owners = {by.id} | {other.id for other in people.values() if acting_role(by, other, people, today)}
            assets = [
                asset
                for asset in await work.register.all_assets()
                if asset.state == LIVE
                and (
                    asset.owner_id in owners
                    or by.id in asset.administrators
                    or (
                        asset.owner_id in people and is_acting_owner(by, people[asset.owner_id], today, asset.reference)
                    )
                )
            ]
            risks = [risk for risk in await work.risks.about({each.reference for each in assets}) if risk.state.open]
            lines = await self._lines(work, risks, today)
        return MyRisks(_highest_first(lines), tuple(sorted(assets, key=lambda asset: (asset.title, asset.reference))))

    async def register(self, by: Person) -> Sequence[RiskLine]:
        """Every open risk, the highest first, for whoever watches over the whole. Raises NotYours for others."""
        today = self._calendar.day_of(self._clock.now())
        async with self._store.work() as work:
            if by.has_left(today) or not await work.people.roles_of(by.id, today) & SEE_OVERVIEW:
                raise NotYours("The risk register is for the people who watch over all risks.")
            states = [state for state in RiskState if state.open]
            lines = await self._lines(work, await work.risks.in_states(states), today)
        return _highest_first(lines)

    async def of(self, by: Person, reference: str) -> RiskView:
        """For the owner and whoever acts for them, the administrators, their managers, and the posts that decide or
        watch. Raises NotFound, for everybody else too."""
        today = self._calendar.day_of(self._clock.now())
        async with self._store.work() as work:
            file = await find_risk(work, reference)
            above = await chain_above(work, file.asset.owner_id)
            holdings = await work.people.holdings(DECIDE, today)
            roles = await work.people.roles_of(by.id, today)
            acts = _acts(by, file.asset.owner_id, above, today, file.asset.reference)
            helps = by.id in file.asset.administrators and not by.has_left(today)
            watches = bool(roles & (SEE_OVERVIEW | set(DECIDE))) and not by.has_left(today)
            if not (acts or helps or watches or (by.id in above and not by.has_left(today))):
                raise NotFound(NOT_OPEN)
            line = (await self._lines(work, [file.risk], today))[0]
            linked = (await work.risks.actions_of([reference])).get(reference, ())
            actions = await work.register.actions(linked)
            wanted = {each.asked_by for each in file.acceptances} | {each.by_id for each in file.decisions}
            names = {id_: person.name for id_, person in (await work.people.many(wanted)).items()}
        view = RiskView(file, line, today, tuple(actions[each] for each in linked if each in actions), names)
        return _may(view, by, holdings, acts=acts, helps=helps)

    async def _lines(self, work: Work, risks: Sequence[Risk], today: date) -> list[RiskLine]:
        assets = await work.register.assets({risk.asset_reference for risk in risks})
        people = await work.people.many({asset.owner_id for asset in assets.values()})
        reviews = await work.obligations.of(Duty.RISK_REVIEW, {risk.reference for risk in risks})
        lines = []
        for risk in risks:
            asset, review = assets.get(risk.asset_reference), reviews.get(risk.reference)
            owner = people.get(asset.owner_id) if asset else None
            due_on = review.due_on if review is not None and review.open else None
            band = band_now(risk, in_force(today))
            lines.append(RiskLine(risk, asset.title if asset else "", owner.name if owner else "", band, due_on))
        return lines


def _highest_first(lines: Sequence[RiskLine]) -> tuple[RiskLine, ...]:
    return tuple(sorted(lines, key=lambda one: (-one.risk.levels.current.score, one.risk.reference)))


def _acts(by: Person, owner_id: str, above: Mapping[str, Person], today: date, asset: str) -> bool:
    if by.id == owner_id:
        return not by.has_left(today)
    return owner_id in above and acts_as_owner(by, above[owner_id], above, today, asset)


def _may(view: RiskView, by: Person, holdings: Sequence[Holding], *, acts: bool, helps: bool) -> RiskView:
    """With what the reader may do."""
    file, state = view.file, view.file.risk.state
    owner, asked = file.asset.owner_id, file.asked

    def decides(role: Role, *never: str) -> bool:
        return decides_as(by.id, role, holdings, view.today, set(never)) is not None

    said = [each.by_id for each in file.decisions if asked and each.number == asked.number]
    decide = asked is not None and any(
        # Whoever acts for the owner does not approve in their place.
        acts and by.id == owner and by.id != asked.asked_by
        if role is Role.INFORMATION_ASSET_OWNER
        else decides(role, owner, asked.asked_by, *said)
        for role in file.undecided()
    )
    return replace(
        view,
        may_sign=acts and state is RiskState.DRAFT,
        may_review=acts and state.kept,
        may_assess=acts and (state.kept or state is RiskState.DRAFT),
        may_ask=(acts or helps) and state in (RiskState.TREATING, RiskState.ACCEPTED) and asked is None,
        may_plan=acts and state.kept,
        may_resolve=acts and state in (RiskState.TREATING, RiskState.ACCEPTED),
        may_check=state in (RiskState.IN_REVIEW, RiskState.RESOLVED)
        and decides(Role.RECORDS_MANAGER, *authors_of(file)),
        may_decide=asked.number if decide and asked is not None else None,
    )
