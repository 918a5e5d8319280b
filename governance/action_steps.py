"""Which steps an action may take: who takes it, from where to where, and what has to be said with it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from governance.actions import Action, ActionState
from governance.errors import Refused

S = ActionState

LONGEST_WORDS = 4_000
#: What is of this urgency is only done when something shows it: a report, a file's place, a link.
SHOWN = frozenset({"medium", "high", "urgent"})


class Taker(StrEnum):
    """Who takes a step."""

    #: Its holder, or whoever acts for them today.
    HOLDER = "holder"
    #: The Records Manager or a post above them, and never whoever did it.
    CHECKER = "checker"
    #: The Records Manager, the SIRO, and of their own assets an owner.
    KEEPER = "keeper"


class Says(StrEnum):
    """What has to be said with a step."""

    WORDS = "words"
    #: Since when what shows that it is done holds; today or before.
    EVIDENCE_DATE = "evidence_date"
    #: What shows it, where that is asked for: see `SHOWN`.
    EVIDENCE = "evidence"
    #: The action that takes its place.
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Step:
    taker: Taker
    before: ActionState
    after: ActionState
    says: frozenset[Says] = frozenset()


@dataclass(frozen=True, slots=True)
class Saying:
    """What is said with a step."""

    words: str = ""
    evidence_on: date | None = None
    evidence: str = ""
    #: A reference.
    other: str = ""

    def trimmed(self) -> Saying:
        return replace(self, words=self.words.strip(), evidence=self.evidence.strip(), other=self.other.strip())


_WORDS = frozenset({Says.WORDS})
_DONE = frozenset({Says.WORDS, Says.EVIDENCE_DATE, Says.EVIDENCE})
#: Agreed to, and not begun: whatever keeps it from beginning, the council's reports count it so.
_AHEAD = (S.ACCEPTED, S.PARTLY, S.NOT_BEGUN)
_BEGUN = (S.IN_PROGRESS, S.BLOCKED, S.AWAITING_APPROVAL)


def _holders_steps() -> list[Step]:
    ahead = [Step(Taker.HOLDER, before, after, _WORDS) for before in _AHEAD for after in (S.NOT_BEGUN, S.IN_PROGRESS)]
    begun = [Step(Taker.HOLDER, before, after, _WORDS) for before in _BEGUN for after in _BEGUN]
    done = [Step(Taker.HOLDER, before, S.CLAIMED, _DONE) for before in (*_AHEAD, *_BEGUN)]
    return [*ahead, *begun, *done]


def _keepers_steps() -> list[Step]:
    unfinished = [state for state in S if state.owed]
    return [
        Step(Taker.KEEPER, S.PROPOSED, S.ACCEPTED),
        Step(Taker.KEEPER, S.PROPOSED, S.PARTLY, _WORDS),
        Step(Taker.KEEPER, S.PROPOSED, S.REJECTED, _WORDS),
        Step(Taker.KEEPER, S.VERIFIED, S.CLOSED, _WORDS),
        *(Step(Taker.KEEPER, before, S.SUPERSEDED, frozenset({Says.WORDS, Says.OTHER})) for before in unfinished),
    ]


#: Every step there is. An action in whose state none begins has ended.
STEPS = (
    *_holders_steps(),
    Step(Taker.CHECKER, S.CLAIMED, S.VERIFIED, frozenset({Says.EVIDENCE})),
    Step(Taker.CHECKER, S.CLAIMED, S.IN_PROGRESS, _WORDS),
    *_keepers_steps(),
)
_BY_PLACE = {(step.taker, step.before, step.after): step for step in STEPS}


def step_of(taker: Taker, before: ActionState, after: ActionState) -> Step | None:
    """None when nobody may take it so."""
    return _BY_PLACE.get((taker, before, after))


def ways_on(taker: Taker, before: ActionState) -> Collection[ActionState]:
    """Where such a person may take an action from here; empty where they may not."""
    return [step.after for step in STEPS if (step.taker, step.before) == (taker, before)]


def check_step(taker: Taker, action: Action, after: ActionState, said: Saying, today: date) -> None:
    """Raises Refused with what is missing or why it may not be."""
    step = step_of(taker, action.state, after)
    if step is None:
        raise Refused(_why_not(taker, action.state))
    if len(said.words) > LONGEST_WORDS or (Says.WORDS in step.says and not said.words.strip()):
        ask = "Say what is missing" if taker is Taker.CHECKER else _ASK[after]
        raise Refused(f"{ask}, in at most {LONGEST_WORDS:,} characters.")
    if Says.EVIDENCE_DATE in step.says and (said.evidence_on is None or said.evidence_on > today):
        raise Refused("Say since when it is done: today or before.")
    if Says.EVIDENCE in step.says and needs_evidence(action) and not said.evidence.strip():
        raise Refused("Say what shows that it is done, and where somebody else can see it.")
    if len(said.evidence) > LONGEST_WORDS:
        raise Refused(f"Say what shows it in at most {LONGEST_WORDS:,} characters.")
    if Says.OTHER in step.says and said.other.strip() in ("", action.reference):
        raise Refused("Give the reference of the other action that takes its place.")


def needs_evidence(action: Action) -> bool:
    return action.priority in SHOWN


_GOING = "Say how it is going"
_ASK = {
    S.PROPOSED: _GOING,
    S.ACCEPTED: _GOING,
    S.PARTLY: "Say which part of it is agreed to",
    S.REJECTED: "Say why it is not agreed to",
    S.NOT_BEGUN: _GOING,
    S.IN_PROGRESS: _GOING,
    S.BLOCKED: "Say what stands in the way",
    S.AWAITING_APPROVAL: "Say who has to agree to it",
    S.CLAIMED: "Say what has been done",
    S.VERIFIED: "Say what you looked at",
    S.CLOSED: "Say what came of it",
    S.SUPERSEDED: "Say why another action takes its place",
}


def _why_not(taker: Taker, state: ActionState) -> str:
    if taker is Taker.HOLDER and state in _BEGUN:
        return "An action that has begun cannot become one that has not. Say how it is going."
    return "That cannot be done with an action as it stands now. Open it again to see how it stands."
