"""Accepting what is left of a risk: its owner asks, and whoever its level belongs to decides; never for good
(Information Risk Management Policy 7d)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from governance.audit import Event
from governance.calendar import Calendar
from governance.deciders import DECIDE, decides_as
from governance.errors import NotYours, Refused, Stale
from governance.people import Person
from governance.policy import in_force
from governance.ports import Clock, Failpoint, Store, Work
from governance.risks import (
    Acceptance,
    AcceptanceState,
    AskAcceptance,
    DecideAcceptance,
    RiskDecision,
    RiskState,
    check_acceptance,
)
from governance.roles import Role
from governance.services.keeping_risks import ADMINISTRATOR
from governance.services.risk_records import (
    LONGEST_WORDS,
    NOT_OPEN,
    RiskFile,
    RiskWriter,
    band_now,
    deciders_of,
    find_risk,
    must_be,
)
from governance.services.standing import Standing, must_be_in_person, owner_standing


class AcceptingRisks:
    """Every verb checks who asks, in which role they may today, and that nobody did it before."""

    def __init__(
        self, store: Store, writer: RiskWriter, calendar: Calendar, clock: Clock, failpoint: Failpoint
    ) -> None:
        self._store = store
        self._writer = writer
        self._calendar = calendar
        self._clock = clock
        self._failpoint = failpoint

    async def ask(self, by: Person, reference: str, version: int, asked: AskAcceptance) -> None:
        """The owner asks, or an administrator of the asset, that what is left is accepted until a date. Raises
        NotFound, NotYours, Stale with who did it, or Refused with why it may not be asked for."""
        now = self._clock.now()
        today = self._calendar.day_of(now)
        reason = asked.reason.strip()
        if not reason or len(reason) > LONGEST_WORDS:
            raise Refused(f"Say why it is right to accept it, in at most {LONGEST_WORDS:,} characters.")
        async with self._store.work() as work:
            file = await find_risk(work, reference)
            standing = await _asks(work, by, file, today)
            waits = file.asked
            if waits is not None:
                if (waits.asked_by, waits.until_on, waits.reason) == (by.id, asked.until_on, reason):
                    return
                raise Stale("This was already asked for, and the answer is not there yet.")
            must_be(file, version, right=True)
            owner = await work.people.by_id(file.asset.owner_id)
            if owner is None or owner.has_left(today):
                raise Refused("The owner of this asset has left. First the Records Manager appoints a new one.")
            band = band_now(file.risk, in_force(today))
            check_acceptance(file.risk, band, asked.until_on, today)
            acceptance = Acceptance(
                reference, len(file.acceptances) + 1, today, by.id, asked.until_on, reason, band,
                file.asset.classification, file.asset.owner_id,
            )  # fmt: skip
            await work.risks.add_acceptance(acceptance)
            await work.risks.change(replace(file.risk, state=RiskState.ACCEPT_REQUESTED), version)
            details: dict[str, str | int] = {
                "number": acceptance.number,
                "until": acceptance.until_on.isoformat(),
                "band": band.value,
            }
            await work.audit.write(Event(now, by.id, standing.role, "risk_acceptance_asked", reference, details))
            await self._writer.settle(work, reference, now)
            self._failpoint("risk_accept_ask.before_commit")

    async def decide(self, by: Person, reference: str, number: int, decision: DecideAcceptance) -> None:
        """Accept it, or not. A very high risk takes both the SIRO and the strategy group; one no ends it. Raises
        NotFound, NotYours, Stale with who did it, or Refused without words for a refusal."""
        granted, words, now = decision.granted == "yes", decision.words.strip(), self._clock.now()
        if not words or len(words) > LONGEST_WORDS:
            raise Refused(f"Say why, in at most {LONGEST_WORDS:,} characters.")
        today = self._calendar.day_of(now)
        async with self._store.work() as work:
            file = await find_risk(work, reference)
            acceptance = next((each for each in file.acceptances if each.number == number), None)
            if acceptance is None:
                raise NotYours(NOT_OPEN)
            mine = [each for each in file.decisions if each.number == number and each.by_id == by.id]
            if any((each.granted, each.words) == (granted, words) for each in mine):
                return
            if acceptance.state is not AcceptanceState.ASKED:
                raise Stale(await _who_decided(work, file, acceptance))
            decider, post = await self._decider(work, by, file, today)
            said = RiskDecision(reference, number, decider, granted, today, by.id, words)
            await work.risks.add_decision(said)
            await self._carry_out(work, file, acceptance, said, today)
            verb = "risk_accepted" if granted else "risk_not_accepted"
            await work.audit.write(Event(now, by.id, post, verb, reference, {"number": number, "for": decider.value}))
            await self._writer.settle(work, reference, now)
            self._failpoint("risk_decide.before_commit")

    # ---------------------------------------------------------------- inside

    async def _decider(self, work: Work, by: Person, file: RiskFile, today: date) -> tuple[Role, str]:
        """For which post they decide, and as what."""
        asked = file.asked
        never = {asked.asked_by} if asked else set()
        holdings = await work.people.holdings(DECIDE, today)
        already = {each.by_id for each in file.decisions if asked and each.number == asked.number}
        for decider in file.undecided():
            if decider is Role.INFORMATION_ASSET_OWNER:
                if by.id not in never:
                    return decider, await _in_person(work, by, file, today)
                continue
            # Where two have to agree, one person does not do for both.
            post = decides_as(by.id, decider, holdings, today, never | {file.asset.owner_id} | already)
            if post is not None:
                return decider, post.value
        raise NotYours("This is not yours to decide today, and nobody decides about their own request.")

    async def _carry_out(
        self, work: Work, file: RiskFile, acceptance: Acceptance, said: RiskDecision, today: date
    ) -> None:
        """A no ends it at once; a yes when everybody has said it."""
        number, held = acceptance.number, file.granted
        decided = {each.decider for each in file.decisions if each.number == number} | {said.decider}
        if not said.granted:
            await work.risks.end_acceptance(
                said.reference, number, AcceptanceState.ASKED, AcceptanceState.REFUSED, today
            )
            state = RiskState.ACCEPTED if held is not None else RiskState.TREATING
        elif decided >= set(deciders_of(acceptance)):
            if held is not None:
                await work.risks.end_acceptance(
                    said.reference, held.number, AcceptanceState.GRANTED, AcceptanceState.REPLACED, today
                )
            await work.risks.end_acceptance(
                said.reference, number, AcceptanceState.ASKED, AcceptanceState.GRANTED, today
            )
            state = RiskState.ACCEPTED
        else:
            state = file.risk.state
        await work.risks.change(replace(file.risk, state=state), file.risk.version)


async def _asks(work: Work, by: Person, file: RiskFile, today: date) -> Standing:
    if by.id in file.asset.administrators and not by.has_left(today) and by.id != file.asset.owner_id:
        return Standing(by.name, ADMINISTRATOR)
    return await owner_standing(work, by, file.asset.owner_id, today, file.asset.reference)


async def _in_person(work: Work, by: Person, file: RiskFile, today: date) -> str:
    """The owner's own role; nobody accepts in their place."""
    acts = await owner_standing(work, by, file.asset.owner_id, today, file.asset.reference)
    await must_be_in_person(work, acts, file.asset.owner_id, today)
    return acts.role


async def _who_decided(work: Work, file: RiskFile, acceptance: Acceptance) -> str:
    decided = [each for each in file.decisions if each.number == acceptance.number]
    if not decided:
        return (
            "This request does not stand any more: the risk or its asset changed. Open the risk to see how it stands."
        )
    people = await work.people.many({each.by_id for each in decided})
    names = " and ".join(people[each.by_id].name for each in decided if each.by_id in people)
    on = decided[-1].on
    return f"This was already decided by {names or 'somebody else'} on {on.day} {on:%B %Y}."
