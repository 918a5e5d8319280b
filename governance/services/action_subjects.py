"""What the obligations about actions are about: the action, a request for more time, a check that it is done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from governance.actions import Action, ActionState, Extension, ExtensionState, Update
from governance.obligations import Obligation
from governance.owed import Owed
from governance.ports import Work
from governance.roles import Role
from governance.services.action_waits import waits_for
from governance.services.settling import of_request

_STATES = {
    ActionState.PROPOSED: "proposed, waits for agreement",
    ActionState.ACCEPTED: "agreed to, not begun",
    ActionState.PARTLY: "agreed to in part, not begun",
    ActionState.REJECTED: "not agreed to",
    ActionState.NOT_BEGUN: "not begun",
    ActionState.IN_PROGRESS: "in progress",
    ActionState.BLOCKED: "blocked",
    ActionState.AWAITING_APPROVAL: "waits for approval",
    ActionState.CLAIMED: "done, waits to be checked",
    ActionState.VERIFIED: "done and checked",
    ActionState.CLOSED: "closed",
    ActionState.SUPERSEDED: "replaced by another action",
}
_DECIDED = {
    ExtensionState.ASKED: "until {}",
    ExtensionState.GRANTED: "until {}: agreed",
    ExtensionState.REFUSED: "until {}: refused",
}


class ActionSubjects:
    """`Subjects` of what holders owe."""

    async def owed(self, work: Work, obligations: Sequence[Obligation]) -> Mapping[str, Owed]:
        actions = await work.register.actions({each.subject_id for each in obligations})
        updates = await work.progress.updates(actions.keys())
        waits = await waits_for(work, actions.keys())
        return {
            each.id: _owed(actions[each.subject_id], updates.get(each.subject_id, ()), waits.get(each.subject_id, ()))
            for each in obligations
            if each.subject_id in actions
        }


class ExtensionSubjects:
    """`Subjects` of decisions about more time."""

    async def owed(self, work: Work, obligations: Sequence[Obligation]) -> Mapping[str, Owed]:
        requests = {each.id: of_request(each.subject_id) for each in obligations}
        references = {reference for reference, _ in requests.values()}
        actions = await work.register.actions(references)
        asked = {
            (each.reference, each.number): each
            for extensions in (await work.progress.extensions(references)).values()
            for each in extensions
        }
        return {
            id_: _decision(actions[request[0]], asked[request])
            for id_, request in requests.items()
            if request in asked and request[0] in actions
        }


class VerifySubjects:
    """`Subjects` of checks that something is done."""

    async def owed(self, work: Work, obligations: Sequence[Obligation]) -> Mapping[str, Owed]:
        actions = await work.register.actions({each.subject_id for each in obligations})
        updates = await work.progress.updates(actions.keys())
        return {
            each.id: _check(actions[each.subject_id], claim_in(updates.get(each.subject_id, ())))
            for each in obligations
            if each.subject_id in actions
        }


class ProposalSubjects:
    """`Subjects` of actions that somebody proposed."""

    async def owed(self, work: Work, obligations: Sequence[Obligation]) -> Mapping[str, Owed]:
        actions = await work.register.actions({each.subject_id for each in obligations})
        updates = await work.progress.updates(actions.keys())
        return {
            each.id: _proposal(actions[each.subject_id], updates.get(each.subject_id, ()))
            for each in obligations
            if each.subject_id in actions
        }


def proposer_of(updates: Sequence[Update]) -> str:
    """Whoever proposed it here; empty when it came in so."""
    first = updates[0] if updates else None
    return first.by_id if first is not None and first.state is ActionState.PROPOSED else ""


def claim_in(updates: Sequence[Update]) -> Update | None:
    """The last that says that it is done; None when it came in so. Only whoever says so says since when it holds: what
    its keepers do while it waits to be checked is no word of that kind."""
    said = (each for each in reversed(updates) if each.state is ActionState.CLAIMED and each.evidence_on is not None)
    return next(said, None)


def how_far(action: Action, updates: Sequence[Update], first: Sequence[str] = ()) -> str:
    """In a few words. `first`: what still has to be done before it."""
    percent = updates[-1].percent if updates else None
    state = _STATES[action.state]
    far = f"{state}, {percent}% done" if percent is not None and action.state.with_holder else state
    if not first or not action.state.with_holder:
        return far
    return f"{far}, waits for {first[0]}" + (f" and {len(first) - 1} more" if len(first) > 1 else "")


def _owed(action: Action, updates: Sequence[Update], first: Sequence[str]) -> Owed:
    return Owed(
        action.holder_id,
        action.title,
        action.version,
        untouched=not action.state.begun,
        original_due_on=_original(action),
        words=how_far(action, updates, first),
    )


def _decision(action: Action, extension: Extension) -> Owed:
    until = f"{extension.to_on.day} {extension.to_on:%B %Y}"
    return Owed(
        action.holder_id,
        action.title,
        action.version,
        decider=extension.decider,
        asked_by=extension.asked_by,
        original_due_on=_original(action),
        words=_DECIDED[extension.state].format(until),
        reason=extension.reason,
    )


def _check(action: Action, claim: Update | None) -> Owed:
    return Owed(
        action.holder_id,
        action.title,
        action.version,
        decider=Role.RECORDS_MANAGER,
        asked_by=claim.by_id if claim else "",
        original_due_on=_original(action),
        words=_STATES[action.state],
        reason=(claim.evidence or claim.words) if claim else "",
    )


def _proposal(action: Action, updates: Sequence[Update]) -> Owed:
    return Owed(
        action.holder_id,
        action.title,
        action.version,
        decider=Role.RECORDS_MANAGER,
        asked_by=proposer_of(updates),
        words=_STATES[action.state],
        reason=updates[0].words if updates else "",
    )


def _original(action: Action) -> date | None:
    return action.original_due_on if action.due_on != action.original_due_on else None
