"""Reading actions: what somebody has to do, and how one of them goes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from governance.actions import Action, ActionState, Extension, ExtensionState, Update
from governance.calendar import Calendar
from governance.deciders import DECIDE, decides_as
from governance.errors import NotFound
from governance.extensions import MOST
from governance.obligations import Duty
from governance.people import Person
from governance.ports import Clock, Store, Work
from governance.ratings import Rating, rate
from governance.roles import Holding, Role
from governance.services.action_keepers import keeper_as
from governance.services.action_records import NOT_OPEN, find_action
from governance.services.action_subjects import claim_in, how_far, proposer_of
from governance.services.action_waits import waits_for
from governance.services.standing import acted_for, acting_role, chain_above


@dataclass(frozen=True, slots=True)
class ActionLine:
    """An action in a list."""

    action: Action
    holder: str
    #: How far it is, in a few words of ours.
    words: str
    rating: Rating


@dataclass(frozen=True, slots=True)
class ActionFile:
    """One action with everything that was said of it, oldest first."""

    line: ActionLine
    today: date
    updates: tuple[Update, ...]
    extensions: tuple[Extension, ...]
    #: Names by staff number, of whoever asked for more time or decided about it.
    names: Mapping[str, str]
    #: May say how it goes.
    may_update: bool = False
    may_ask: bool = False
    #: The number of the request for more time that the reader may decide; None when there is none.
    may_decide: int | None = None
    may_verify: bool = False
    #: Looks after it besides its holder: may give it to somebody else, or say what comes first.
    keeps: bool = False
    #: What has to be done before it, and each with whether that is done.
    first: tuple[tuple[str, str, bool], ...] = ()
    may_keep: bool = False
    #: May say that another one takes its place: never whoever has to do it.
    may_replace: bool = False
    #: May set the first date of one that has none.
    may_date: bool = False
    #: May say whether what is proposed shall be done.
    may_agree: bool = False
    may_close: bool = False

    @property
    def since_claimed(self) -> Sequence[Update]:
        """What was said when it was called done, and since; the last word of all when nobody called it so here."""
        claim = claim_in(self.updates)
        return self.updates[-1:] if claim is None else self.updates[self.updates.index(claim) :]


class Following:
    def __init__(self, store: Store, calendar: Calendar, clock: Clock) -> None:
        self._store = store
        self._calendar = calendar
        self._clock = clock

    async def mine(self, by: Person) -> Sequence[ActionLine]:
        """What `by` has to do, for themselves or for somebody for whom they act today, soonest first; empty when there
        is nothing."""
        today = self._calendar.day_of(self._clock.now())
        if by.has_left(today):
            return []
        async with self._store.work() as work:
            found: list[ActionLine] = []
            for holder in (by, *await acted_for(work, by, today)):
                owed = [each for each in await work.register.actions_of(holder.id) if each.state.with_holder]
                found += await lines_of(work, owed, {holder.id: holder.name}, today, self._calendar)
        return sorted(found, key=lambda line: (line.action.due_on or date.max, line.action.reference))

    async def of(self, by: Person, reference: str) -> ActionFile:
        """For the holder and whoever acts for them, their managers, and the posts that decide. Raises NotFound, for
        everybody else too."""
        today = self._calendar.day_of(self._clock.now())
        async with self._store.work() as work:
            action = await find_action(work, reference)
            above = await chain_above(work, action.holder_id)
            holdings = await work.people.holdings(DECIDE, today)
            acts = _acts(by, action.holder_id, above, today)
            manages = by.id in above and not by.has_left(today)
            keeps = await keeper_as(work, by, action.asset, today) is not None
            if not (acts or manages or keeps or any(each.person_id == by.id for each in holdings)):
                raise NotFound(NOT_OPEN)
            updates = (await work.progress.updates([reference])).get(reference, ())
            extensions = (await work.progress.extensions([reference])).get(reference, ())
            return _may(
                ActionFile(
                    (await lines_of(work, [action], _names_in(above), today, self._calendar))[0],
                    today,
                    tuple(updates),
                    tuple(extensions),
                    await _names(work, extensions),
                    keeps=keeps,
                    first=await _before(work, reference),
                ),
                by,
                acts,
                holdings,
            )


async def lines_of(
    work: Work, actions: Sequence[Action], names: Mapping[str, str], today: date, calendar: Calendar
) -> list[ActionLine]:
    """`names` by staff number; a holder who is not among them has none."""
    references = [each.reference for each in actions]
    updates = await work.progress.updates(references)
    opened: dict[str, date] = {}
    for found in (await work.obligations.of_each((Duty.ACTION, Duty.URGENT_ACTION), references)).values():
        opened.update({ref: each.opened_on for ref, each in found.items()})
    waits = await waits_for(work, references)
    lines = []
    for action in actions:
        said = updates.get(action.reference, ())
        first = waits.get(action.reference, ())
        since = opened.get(action.reference)
        rating = rate(action, said[-1] if said else None, since, today, calendar, waits=bool(first))
        lines.append(ActionLine(action, names.get(action.holder_id, ""), how_far(action, said, first), rating))
    return lines


async def _before(work: Work, reference: str) -> tuple[tuple[str, str, bool], ...]:
    """Reference, title, and whether it is done."""
    first = (await work.order.before([reference])).get(reference, ())
    known = await work.register.actions(first)
    return tuple((each, known[each].title, not known[each].state.owed) for each in first if each in known)


def _may(file: ActionFile, by: Person, acts: bool, holdings: Sequence[Holding]) -> ActionFile:
    """With what the reader may do."""
    action, today = file.line.action, file.today
    owes = action.state.with_holder

    def decides(role: Role, who_asked: str) -> bool:
        return decides_as(by.id, role, holdings, today, {action.holder_id, who_asked}) is not None

    asked = next((each for each in file.extensions if owes and each.state is ExtensionState.ASKED), None)
    in_time = action.due_on is not None and today <= action.due_on and len(file.extensions) < MOST
    claim = claim_in(file.updates)
    claimed_by = claim.by_id if claim else action.holder_id
    may_answer = decides(Role.RECORDS_MANAGER, proposer_of(file.updates))
    return replace(
        file,
        may_keep=file.keeps and action.state.owed,
        may_replace=file.keeps and action.state.owed and by.id != action.holder_id,
        may_date=(acts or file.keeps) and owes and action.original_due_on is None,
        may_agree=action.state is ActionState.PROPOSED and may_answer,
        may_close=action.state is ActionState.VERIFIED and decides(Role.RECORDS_MANAGER, claimed_by) and may_answer,
        may_update=acts and owes,
        may_ask=acts and owes and asked is None and in_time,
        may_decide=asked.number if asked and decides(asked.decider, asked.asked_by) else None,
        may_verify=action.state is ActionState.CLAIMED and decides(Role.RECORDS_MANAGER, claimed_by),
    )


def _acts(by: Person, holder_id: str, above: Mapping[str, Person], today: date) -> bool:
    if by.id == holder_id:
        return not by.has_left(today)
    return holder_id in above and acting_role(by, above[holder_id], above, today) is not None


def _names_in(people: Mapping[str, Person]) -> Mapping[str, str]:
    return {id_: person.name for id_, person in people.items()}


async def _names(work: Work, extensions: Sequence[Extension]) -> Mapping[str, str]:
    wanted = {who for each in extensions for who in (each.asked_by, each.decided_by) if who}
    return {id_: person.name for id_, person in (await work.people.many(wanted)).items()}
