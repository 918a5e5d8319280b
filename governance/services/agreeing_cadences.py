"""Another rhythm for returns: the Records Manager may propose one, and the Senior Information Risk Owner agrees
(policy 6A)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

from governance.assurance import quarter_of, quarter_words
from governance.audit import Event
from governance.cadences import (
    EVERY,
    FIRST,
    LONGEST_MONTHS,
    LONGEST_REASON,
    Cadence,
    CadenceDecided,
    CadenceState,
    CadenceWanted,
    quarter_after,
)
from governance.calendar import Calendar, months_after
from governance.errors import NotFound, NotYours, Refused, Stale
from governance.ladders import first_rung_at
from governance.obligations import Duty, Obligation
from governance.people import Person
from governance.policy import in_force
from governance.ports import Clock, Failpoint, Store, Ticker, Work
from governance.roles import Role
from governance.services.action_records import news
from governance.services.redrawing import redraw_cards
from governance.services.return_sheets import name_of
from governance.services.the_siro import sends_returns_of

#: Who sees which other rhythms there are.
SEE_CADENCES = frozenset({Role.SIRO, Role.RECORDS_MANAGER, Role.IMSG})
_NOT_THEIR_OWN = "The SIRO alone decides about another rhythm, and nobody about what is their own."


@dataclass(frozen=True, slots=True)
class CadenceFile:
    """One, as somebody may see it today."""

    cadence: Cadence
    owner: str
    asked_by: str
    #: Empty until somebody did.
    decided_by: str
    may_decide: bool
    may_end: bool


class AgreeingCadences:
    """Every verb checks who asks, in which post, and that nobody was faster."""

    def __init__(
        self,
        store: Store,
        calendar: Calendar,
        clock: Clock,
        ticker: Ticker,
        new_id: Callable[[], str],
        failpoint: Failpoint,
    ) -> None:
        self._store = store
        self._calendar = calendar
        self._clock = clock
        self._ticker = ticker
        self._new_id = new_id
        self._failpoint = failpoint

    async def all(self, by: Person) -> Sequence[CadenceFile]:
        """Those that hold and those that wait for a decision, by owner. Raises NotYours."""
        async with self._store.work() as work:
            roles = await self._roles(work, by)
            found = await work.cadences.in_states((CadenceState.PROPOSED, CadenceState.AGREED))
            files = [await self._file(work, by, each, roles) for each in found]
        return sorted(files, key=lambda each: (each.cadence.state is CadenceState.AGREED, each.owner))

    async def of(self, by: Person, owner_id: str, number: int) -> CadenceFile:
        """Raises NotFound or NotYours."""
        async with self._store.work() as work:
            roles = await self._roles(work, by)
            return await self._file(work, by, await _find(work, owner_id, number), roles)

    async def ask(self, by: Person, owner_id: str, wanted: CadenceWanted) -> Cadence:
        """The SIRO agrees to it at once; the Records Manager proposes it. The same press twice is one. Raises NotFound,
        NotYours, Stale while another waits, or Refused with what to put right."""
        today = self._today()
        async with self._store.work() as work:
            roles = await self._roles(work, by)
            agrees = Role.SIRO in roles
            if not agrees and Role.RECORDS_MANAGER not in roles:
                raise NotYours("The Records Manager proposes another rhythm, and the SIRO agrees to it.")
            if await sends_returns_of(work, by, owner_id, today):
                raise NotYours("Nobody decides about their own returns, or those that they send, or proposes it.")
            before = (await work.cadences.of([owner_id])).get(owner_id, ())
            cadence = await self._wanted(work, by, owner_id, wanted, len(before) + 1, today)
            if before and replace(before[-1], number=cadence.number) == _as_decided(cadence, by, today, agrees=agrees):
                return before[-1]
            if any(each.state is CadenceState.PROPOSED for each in before):
                raise Stale("Another rhythm was already proposed for this owner, and nobody has decided about it yet.")
            await work.cadences.add(cadence)
            if agrees:
                cadence = await self._agree(work, by, cadence, "", before)
            else:
                await work.obligations.add([self._owed(Duty.CADENCE, cadence, today)])
            verb = "cadence_agreed" if agrees else "cadence_proposed"
            role = Role.SIRO if agrees else Role.RECORDS_MANAGER
            await work.audit.write(self._event(by, role, verb, cadence))
            self._failpoint("cadence_ask.before_commit")
            return cadence

    async def decide(self, by: Person, owner_id: str, number: int, said: CadenceDecided) -> None:
        """Agree to what was proposed, or refuse it with a reason: whoever proposed it hears. Raises NotFound, NotYours,
        Stale with who was faster, or Refused."""
        granted, words, today = said.granted == "yes", (said.words or "").strip(), self._today()
        if len(words) > LONGEST_REASON or (not words and not granted):
            raise Refused(f"Say why not, in at most {LONGEST_REASON:,} characters.")
        async with self._store.work() as work:
            cadence = await _find(work, owner_id, number)
            _must_decide(await self._roles(work, by), by, {cadence.owner_id, cadence.asked_by})
            if await sends_returns_of(work, by, owner_id, today):
                raise NotYours(_NOT_THEIR_OWN)
            if cadence.state is not CadenceState.PROPOSED:
                wanted = CadenceState.AGREED if granted else CadenceState.REFUSED
                if (cadence.state, cadence.decided_by, cadence.decided_words) == (wanted, by.id, words):
                    return
                raise Stale(await _done_by(work, cadence))
            if granted and cadence.until_on <= today:
                raise Refused("Its last day has passed. Refuse it, and agree to a new one.")
            asked = (await work.obligations.of(Duty.CADENCE, [cadence.subject])).get(cadence.subject)
            if granted:
                before = (await work.cadences.of([owner_id])).get(owner_id, ())
                decided = await self._agree(work, by, cadence, words, before)
            else:
                decided = _decided(cadence, CadenceState.REFUSED, by, words, today)
                await work.cadences.change(decided, CadenceState.PROPOSED)
            await self._close(work, Duty.CADENCE, cadence)
            if asked is not None:
                await work.notices.plan([news(self._new_id, asked, cadence.asked_by, 0, self._clock.now())])
            await work.audit.write(self._event(by, Role.SIRO, f"cadence_{decided.state.value}", decided))
            self._failpoint("cadence_decide.before_commit")

    async def end(self, by: Person, owner_id: str, number: int) -> None:
        """The SIRO takes it back: from the next quarter on they are asked each quarter again. Raises as `decide`."""
        async with self._store.work() as work:
            cadence = await _find(work, owner_id, number)
            _must_decide(await self._roles(work, by), by, {cadence.owner_id})
            if cadence.state is not CadenceState.AGREED:
                if cadence.state is CadenceState.ENDED and cadence.decided_by == by.id:
                    return
                raise Stale(await _done_by(work, cadence))
            ended = _decided(cadence, CadenceState.ENDED, by, cadence.decided_words, self._today())
            await work.cadences.change(ended, CadenceState.AGREED)
            await self._close(work, Duty.CADENCE_EXPIRY, cadence)
            await work.audit.write(self._event(by, Role.SIRO, "cadence_ended", ended))
            self._failpoint("cadence_end.before_commit")

    # ---------------------------------------------------------------- inside

    async def _wanted(
        self, work: Work, by: Person, owner_id: str, wanted: CadenceWanted, number: int, today: date
    ) -> Cadence:
        owner = await work.people.by_id(owner_id)
        if owner is None or owner.has_left(today):
            raise NotFound("There is nobody of that number on the staff list.")
        reason = wanted.reason.strip()
        if not reason or len(reason) > LONGEST_REASON:
            raise Refused(f"Say why, in at most {LONGEST_REASON:,} characters.")
        if wanted.every not in EVERY or wanted.first not in FIRST:
            raise Refused("One of the answers is not among those to choose from. Answer again.")
        if not today < wanted.until_on <= months_after(today, LONGEST_MONTHS):
            raise Refused(f"The last day has to be after today, and within {LONGEST_MONTHS} months.")
        named = [each.strip() for each in (wanted.assets or "").replace("\n", ",").split(",") if each.strip()]
        found = await work.register.assets(named)
        theirs = {each.reference for each in found.values() if each.owner_id == owner_id and each.live}
        if strange := [each for each in named if each not in theirs]:
            raise Refused(f"{owner.name} has no such assets: {', '.join(strange[:5])}. Look at their numbers again.")
        first = quarter_after(quarter_of(today), FIRST[wanted.first])
        if quarter_of(wanted.until_on) < first:
            raise Refused(f"It has to hold until the first return in it at least: {quarter_words(first)}.")
        return Cadence(
            owner_id, number, EVERY[wanted.every], first, tuple(dict.fromkeys(named)), reason, wanted.until_on,
            CadenceState.PROPOSED, today, by.id,
        )  # fmt: skip

    async def _agree(self, work: Work, by: Person, cadence: Cadence, words: str, before: Sequence[Cadence]) -> Cadence:
        """It holds from now on, in the place of the one that did; its owner hears, and its end is watched."""
        today = self._today()
        for each in before:
            if each.state is CadenceState.AGREED:
                await work.cadences.change(replace(each, state=CadenceState.ENDED), CadenceState.AGREED)
                await self._close(work, Duty.CADENCE_EXPIRY, each)
        agreed = _decided(cadence, CadenceState.AGREED, by, words, today)
        await work.cadences.change(agreed, CadenceState.PROPOSED)
        owed = self._owed(Duty.CADENCE_EXPIRY, agreed, today)
        await work.obligations.add([owed])
        await work.notices.plan([news(self._new_id, owed, agreed.owner_id, 0, self._clock.now())])
        return agreed

    async def _close(self, work: Work, duty: Duty, cadence: Cadence) -> None:
        ended = await work.obligations.close(duty, cadence.subject)
        await work.notices.cancel_unsent(ended)
        await redraw_cards(work, ended, self._ticker.now(), self._new_id)

    def _owed(self, duty: Duty, cadence: Cadence, today: date) -> Obligation:
        policy = in_force(today)
        due_on = self._calendar.add(today, policy.review_days) if duty is Duty.CADENCE else cadence.until_on
        next_at = first_rung_at(policy.ladders[duty], today, due_on, self._calendar)
        return Obligation(self._new_id(), duty, cadence.subject, 1, today, due_on, policy.key, 0, next_at)

    async def _file(self, work: Work, by: Person, cadence: Cadence, roles: frozenset[Role]) -> CadenceFile:
        people = await work.people.many({cadence.owner_id, cadence.asked_by, cadence.decided_by} - {""})
        sends = await sends_returns_of(work, by, cadence.owner_id, self._today())
        decides = Role.SIRO in roles and by.id != cadence.asked_by and not sends
        ends = Role.SIRO in roles and by.id != cadence.owner_id
        return CadenceFile(
            cadence, name_of(people, cadence.owner_id), name_of(people, cadence.asked_by),
            name_of(people, cadence.decided_by) if cadence.decided_by else "",
            may_decide=decides and cadence.state is CadenceState.PROPOSED,
            may_end=ends and cadence.state is CadenceState.AGREED,
        )  # fmt: skip

    async def _roles(self, work: Work, by: Person) -> frozenset[Role]:
        today = self._today()
        roles = await work.people.roles_of(by.id, today) & SEE_CADENCES
        if not roles or by.has_left(today):
            raise NotYours("This is for the SIRO, the Records Manager and the strategy group.")
        return roles

    def _event(self, by: Person, role: Role, verb: str, cadence: Cadence) -> Event:
        details: dict[str, str | int] = {
            "every": cadence.every_quarters, "first": cadence.first_quarter, "until": cadence.until_on.isoformat(),
            "assets": len(cadence.assets), "for": cadence.owner_id,
        }  # fmt: skip
        return Event(self._clock.now(), by.id, role, verb, cadence.subject, details)

    def _today(self) -> date:
        return self._calendar.day_of(self._clock.now())


def _must_decide(roles: frozenset[Role], by: Person, never: Collection[str]) -> None:
    if Role.SIRO not in roles or by.id in never:
        raise NotYours(_NOT_THEIR_OWN)


def _decided(cadence: Cadence, state: CadenceState, by: Person, words: str, today: date) -> Cadence:
    return replace(cadence, state=state, decided_on=today, decided_by=by.id, decided_words=words)


def _as_decided(cadence: Cadence, by: Person, today: date, *, agrees: bool) -> Cadence:
    return _decided(cadence, CadenceState.AGREED, by, "", today) if agrees else cadence


async def _find(work: Work, owner_id: str, number: int) -> Cadence:
    for each in (await work.cadences.of([owner_id])).get(owner_id, ()):
        if each.number == number:
            return each
    raise NotFound("There is no such rhythm, or it is not open to you.")


async def _done_by(work: Work, cadence: Cadence) -> str:
    people = await work.people.many({cadence.decided_by} - {""})
    on = cadence.decided_on or cadence.asked_on
    return f"This was already done by {name_of(people, cadence.decided_by)} on {on.day} {on:%B %Y}."
