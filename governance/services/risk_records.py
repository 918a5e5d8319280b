"""One risk as it stands, for the verbs that change it; and what is owed because of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from governance.assets import Asset
from governance.audit import Event
from governance.calendar import Calendar
from governance.errors import NotFound, Stale
from governance.ladders import first_rung_at
from governance.matrices import Band
from governance.notices import Channel, Kind, Message, Notice
from governance.obligations import Duty, Obligation
from governance.policy import PolicyVersion, in_force
from governance.ports import Ticker, Work
from governance.risks import (
    DECIDERS,
    SOON_DAYS,
    Acceptance,
    AcceptanceState,
    Happened,
    Risk,
    RiskDecision,
    RiskEntry,
    RiskState,
    review_by,
)
from governance.roles import Role
from governance.services.redrawing import redraw_cards

LONGEST_WORDS = 4_000
NOT_OPEN = "There is no such risk, or it is not open to you."
SYSTEM = "system"
_CHANGED = "The register changed since this was shown. Open the risk again to see how it stands."
#: What a risk alone may owe; decisions have subjects of their own.
_OF_RISK = (Duty.RISK_SIGN, Duty.RISK_REVIEW, Duty.RISK_CHECK)


@dataclass(frozen=True, slots=True)
class RiskFile:
    """A risk with everything that was said of it, oldest first."""

    risk: Risk
    asset: Asset
    entries: tuple[RiskEntry, ...]
    acceptances: tuple[Acceptance, ...]
    decisions: tuple[RiskDecision, ...]

    @property
    def asked(self) -> Acceptance | None:
        """The request that waits for a decision."""
        return next((each for each in self.acceptances if each.state is AcceptanceState.ASKED), None)

    @property
    def granted(self) -> Acceptance | None:
        """The acceptance that holds."""
        return next((each for each in self.acceptances if each.state is AcceptanceState.GRANTED), None)

    def undecided(self) -> tuple[Role, ...]:
        """The posts that have not decided the request that waits."""
        asked = self.asked
        if asked is None:
            return ()
        done = {each.decider for each in self.decisions if each.number == asked.number}
        return tuple(role for role in deciders_of(asked) if role not in done)


def deciders_of(asked: Acceptance) -> tuple[Role, ...]:
    """Whoever asks does not decide: what an owner asks for a low risk, the Records Manager decides."""
    posts = DECIDERS[asked.band]
    if asked.asked_by != asked.owner_id:
        return posts
    return tuple(Role.RECORDS_MANAGER if role is Role.INFORMATION_ASSET_OWNER else role for role in posts)


def authors_of(file: RiskFile) -> frozenset[str]:
    """Whoever wrote or signed any of it: they do not check it."""
    wrote = (Happened.RAISED, Happened.SIGNED, Happened.ASSESSED, Happened.RESOLVED)
    return frozenset({file.asset.owner_id, *(each.by_id for each in file.entries if each.happened in wrote)})


async def find_risk(work: Work, reference: str) -> RiskFile:
    """Raises NotFound, for a risk whose asset is not in the register any more too."""
    risk = (await work.risks.by_references([reference])).get(reference)
    asset = (await work.register.assets([risk.asset_reference])).get(risk.asset_reference) if risk else None
    if risk is None or asset is None:
        raise NotFound(NOT_OPEN)
    return RiskFile(
        risk,
        asset,
        tuple((await work.risks.entries([reference])).get(reference, ())),
        tuple((await work.risks.acceptances([reference])).get(reference, ())),
        tuple((await work.risks.decisions([reference])).get(reference, ())),
    )


def must_be(file: RiskFile, version: int, *, right: bool) -> None:
    """Raises Stale, with who did it, when the risk changed since it was shown, or is not `right` for this verb any
    more."""
    if file.risk.version != version or not right:
        raise Stale(who_did(file))


def who_did(file: RiskFile) -> str:
    """Whoever last did something about it, in words."""
    if not file.entries:
        return _CHANGED
    last = file.entries[-1]
    return (
        f"This was already done by {last.by_name} on {last.on.day} {last.on:%B %Y}. "
        "Open the risk again to see how it stands."
    )


def came_twice(file: RiskFile, version: int, entry: RiskEntry) -> bool:
    """Whether the last thing that was done is this, by the same press."""
    same = bool(file.entries) and replace(file.entries[-1], number=entry.number) == entry
    return same and file.risk.version == version + 1


def band_now(risk: Risk, policy: PolicyVersion) -> Band:
    return policy.risk_matrix.band(risk.levels.current)


class RiskWriter:
    """Writes a risk, its history, what is owed because of it and the record, in the caller's transaction."""

    def __init__(self, calendar: Calendar, ticker: Ticker, new_id: Callable[[], str]) -> None:
        self._calendar = calendar
        self._ticker = ticker
        self._new_id = new_id

    async def write(self, work: Work, before: RiskFile, changed: Risk, entry: RiskEntry, now: datetime) -> None:
        """The risk was changed by whoever the entry says. Raises Stale."""
        await work.risks.change(changed, before.risk.version)
        await work.risks.add_entry(entry)
        details: dict[str, str | int] = {"from": before.risk.state.value, "to": changed.state.value}
        verb = f"risk_{entry.happened.value}"
        await work.audit.write(Event(now, entry.by_id, entry.by_role, verb, changed.reference, details))
        if changed.state is RiskState.CLOSED and before.risk.state is not RiskState.CLOSED:
            await self._ask_about(work, before.asset, changed.reference, now)
        reviewed = changed.reviewed_on != before.risk.reviewed_on or entry.happened in (
            Happened.REVIEWED,
            Happened.ASSESSED,
        )
        await self.settle(work, changed.reference, now, reviewed=reviewed)

    async def _ask_about(self, work: Work, asset: Asset, reference: str, now: datetime) -> None:
        """Whether the asset is still at risk, when nothing in the register says why: nobody unmarks it but its
        owner."""
        others = [each for each in await work.risks.about([asset.reference]) if each.state.open]
        owner = await work.people.by_id(asset.owner_id)
        if not (asset.at_risk and asset.live) or others or owner is None:
            return
        acting = owner.acting_on(self._calendar.day_of(now), asset.reference)
        to = acting.acting_id if acting is not None else owner.id
        notice = Notice(self._new_id(), f"at_risk_still:{reference}", 0, 0, to, Channel.TEAMS, Kind.AT_RISK_STILL, now)
        if await work.notices.plan([notice]):
            message = Message(self._new_id(), to, Channel.TEAMS, Kind.AT_RISK_STILL, any_hour=False)
            await work.outbox.put(message, [notice.id], self._ticker.now())

    async def settle(
        self, work: Work, reference: str, now: datetime, *, reviewed: bool = False, soon: bool = False
    ) -> None:
        """What is owed agrees with the risk as it stands. `reviewed`: its owner has just looked at it, so that the next
        review counts anew. `soon`: something asks for a review within five working days."""
        file = await find_risk(work, reference)
        today = self._calendar.day_of(now)
        policy = in_force(today)
        owed = dict(self._owed(file, policy, today, soon=soon))
        subjects = {duty: {reference} for duty in _OF_RISK}
        for acceptance in file.acceptances:
            expiry = f"{reference}/{acceptance.number}"
            subjects.setdefault(Duty.RISK_EXPIRY, set()).add(expiry)
            subjects.setdefault(Duty.RISK_DECISION, set()).update(
                f"{expiry}/{role.value}" for role in deciders_of(acceptance)
            )
        opened: list[Obligation] = []
        ended: list[str] = []
        known = await work.obligations.of_each(subjects, set().union(*subjects.values()))
        for duty, ids in subjects.items():
            for subject in sorted(ids):
                due_on, last = owed.get((duty, subject)), known[duty].get(subject)
                if last is not None and last.open:
                    anew = reviewed and duty is Duty.RISK_REVIEW
                    if due_on is not None and not anew and (last.due_on == due_on or _sooner(duty, last, due_on)):
                        continue
                    ended += await work.obligations.close(duty, subject)
                if due_on is not None:
                    opened.append(self._obligation(duty, subject, last, due_on, policy, today))
        await work.notices.cancel_unsent(ended)
        await work.obligations.add(opened)
        await redraw_cards(work, ended, self._ticker.now(), self._new_id)

    def _owed(
        self, file: RiskFile, policy: PolicyVersion, today: date, *, soon: bool
    ) -> Iterator[tuple[tuple[Duty, str], date]]:
        risk, in_days = file.risk, self._calendar.add(today, policy.risk_days)
        match risk.state:
            case RiskState.DRAFT:
                yield (Duty.RISK_SIGN, risk.reference), in_days
            case RiskState.IN_REVIEW | RiskState.RESOLVED:
                yield (Duty.RISK_CHECK, risk.reference), in_days
            case RiskState.TREATING | RiskState.ACCEPT_REQUESTED | RiskState.ACCEPTED:
                due_on = review_by(risk.reviewed_on, band_now(risk, policy), self._calendar)
                by = self._calendar.add(today, SOON_DAYS)
                yield (Duty.RISK_REVIEW, risk.reference), min(due_on, by) if soon else due_on
        for role in file.undecided():
            asked = file.asked
            if asked is not None:
                yield (Duty.RISK_DECISION, f"{risk.reference}/{asked.number}/{role.value}"), in_days
        for acceptance in file.acceptances:
            unseen = acceptance.state is AcceptanceState.EXPIRED and risk.reviewed_on <= acceptance.until_on
            if risk.state.open and (acceptance.state is AcceptanceState.GRANTED or unseen):
                yield (Duty.RISK_EXPIRY, f"{risk.reference}/{acceptance.number}"), acceptance.until_on

    def _obligation(
        self, duty: Duty, subject: str, last: Obligation | None, due_on: date, policy: PolicyVersion, today: date
    ) -> Obligation:
        next_at = first_rung_at(policy.ladders[duty], today, due_on, self._calendar)
        cycle = last.cycle + 1 if last else 1
        return Obligation(self._new_id(), duty, subject, cycle, today, due_on, policy.key, 0, next_at)


def _sooner(duty: Duty, last: Obligation, due_on: date) -> bool:
    """Whatever waits for somebody keeps its date, and a review that was brought forward stays so."""
    return duty is not Duty.RISK_EXPIRY and last.due_on < due_on


def next_entry(
    file: RiskFile, happened: Happened, on: date, by: tuple[str, str, str], words: str = "", risk: Risk | None = None
) -> RiskEntry:
    """`by` is (number, name, role); the levels are those of `risk`, or of the risk as it was."""
    levels = (risk or file.risk).levels
    return RiskEntry(file.risk.reference, len(file.entries) + 1, happened, on, *by, levels, words)
