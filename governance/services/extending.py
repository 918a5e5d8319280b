"""More time for an action: its holder asks, and somebody else decides. The original date stays."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime

from governance.actions import Action, Extension, ExtensionState
from governance.audit import Event
from governance.calendar import Calendar
from governance.deciders import DECIDE, decides_as
from governance.errors import NotFound, NotYours, Refused, Stale
from governance.extensions import Decision, MoreTime, check_request, decider_of
from governance.ladders import first_rung_at
from governance.obligations import Duty, Obligation
from governance.people import Person
from governance.policy import in_force
from governance.ports import Clock, Failpoint, Store, Ticker, Work
from governance.roles import Role
from governance.services.action_records import (
    LONGEST_WORDS,
    find_action,
    must_be,
    news,
    who_decided,
    who_did,
)
from governance.services.redrawing import redraw_cards
from governance.services.settling import Settling, duty_of, request_of
from governance.services.standing import standing_of


class Extending:
    """Every verb checks who asks, in which role they may today, and that nobody did it before."""

    def __init__(
        self,
        store: Store,
        settling: Settling,
        calendar: Calendar,
        clock: Clock,
        ticker: Ticker,
        new_id: Callable[[], str],
        failpoint: Failpoint,
    ) -> None:
        self._store = store
        self._settling = settling
        self._calendar = calendar
        self._clock = clock
        self._ticker = ticker
        self._new_id = new_id
        self._failpoint = failpoint

    async def ask(self, by: Person, reference: str, version: int, asked: MoreTime) -> None:
        """The holder, or whoever acts for them, asks for more time; the reminders go on until it is granted. Raises
        NotFound, NotYours, Stale with who did it, or Refused with why it may not be asked for."""
        now = self._clock.now()
        today = self._calendar.day_of(now)
        _check_words(asked.reason, "Say why more time is needed")
        _check_words(asked.interim_risk, "Say what is at risk until then")
        async with self._store.work() as work:
            action = await find_action(work, reference)
            standing = await standing_of(work, by, action.holder_id, today)
            before = (await work.progress.extensions([reference])).get(reference, ())
            if _came_twice(action, version, before, by, asked):
                return
            await must_be(work, action, version, right=True)
            check_request(action, before, asked.to_on, today, self._calendar)
            decider = decider_of(action, before, asked.to_on, self._calendar)
            extension = Extension(
                reference, len(before) + 1, today, by.id, asked.to_on, asked.reason.strip(),
                asked.interim_risk.strip(), decider,
            )  # fmt: skip
            await work.progress.change(action, version)
            await work.progress.add_extension(extension)
            await work.obligations.add([self._decision_owed(extension, today)])
            await self._redraw(work, [action.reference], duty_of(action))
            await work.audit.write(_event(now, by, standing.role, "extension_asked", extension))
            self._failpoint("extension_ask.before_commit")

    async def decide(self, by: Person, reference: str, number: int, decision: Decision) -> None:
        """Grant more time, which starts the reminders anew from the later date, or refuse it. Raises NotFound,
        NotYours, Stale with who did it, or Refused without words for a refusal."""
        granted, words = decision.granted == "yes", decision.words.strip()
        if len(words) > LONGEST_WORDS or (not words and not granted):
            raise Refused(f"Say why not, in at most {LONGEST_WORDS:,} characters.")
        today = self._calendar.day_of(self._clock.now())
        async with self._store.work() as work:
            action = await find_action(work, reference)
            extension = await _find(work, reference, number)
            post = await self._decider(work, by, action, extension, today)
            decided = replace(
                extension, state=ExtensionState.GRANTED if granted else ExtensionState.REFUSED,
                decided_on=today, decided_by=by.id, decided_words=words,
            )  # fmt: skip
            if extension == decided:
                return
            if extension.decided_on is not None:
                raise Stale(await who_decided(work, extension))
            if not action.state.with_holder:
                raise Stale(await who_did(work, action))
            await work.progress.decide(decided)
            await self._carry_out(work, action, decided)
            verb = "extension_granted" if granted else "extension_refused"
            await work.audit.write(_event(self._clock.now(), by, post, verb, decided))
            self._failpoint("extension_decide.before_commit")

    # ---------------------------------------------------------------- inside

    def _decision_owed(self, extension: Extension, today: date) -> Obligation:
        policy = in_force(today)
        due_on = self._calendar.add(today, policy.decide_days)
        subject = request_of(extension.reference, extension.number)
        next_at = first_rung_at(policy.ladders[Duty.EXTENSION], today, due_on, self._calendar)
        return Obligation(self._new_id(), Duty.EXTENSION, subject, 1, today, due_on, policy.key, 0, next_at)

    async def _decider(self, work: Work, by: Person, action: Action, extension: Extension, today: date) -> Role:
        holdings = await work.people.holdings(DECIDE, today)
        post = decides_as(by.id, extension.decider, holdings, today, {action.holder_id, extension.asked_by})
        if post is None:
            raise NotYours("This is not yours to decide today, and nobody decides about their own request.")
        return post

    async def _carry_out(self, work: Work, action: Action, decided: Extension) -> None:
        """Close the decision, move the date when it was granted, and tell whoever asked."""
        now, duty = self._clock.now(), duty_of(action)
        due_on = action.due_on
        if decided.state is ExtensionState.GRANTED:
            # It may have gained days since it was asked, because its holder left: more time is never less.
            due_on = max(decided.to_on, due_on or decided.to_on)
        await work.progress.change(replace(action, due_on=due_on), action.version)
        ended = await work.obligations.close(Duty.EXTENSION, request_of(action.reference, decided.number))
        await work.notices.cancel_unsent(ended)
        await self._settling.settle(work, [action.reference], now)
        await redraw_cards(work, ended, self._ticker.now(), self._new_id)
        owed = (await work.obligations.of(duty, [action.reference])).get(action.reference)
        if owed is not None and owed.open:
            await redraw_cards(work, [owed.id], self._ticker.now(), self._new_id)
            await work.notices.plan([news(self._new_id, owed, decided.asked_by, decided.number, now)])

    async def _redraw(self, work: Work, references: Sequence[str], duty: Duty) -> None:
        found = await work.obligations.of(duty, references)
        await redraw_cards(work, [each.id for each in found.values() if each.open], self._ticker.now(), self._new_id)


async def _find(work: Work, reference: str, number: int) -> Extension:
    for each in (await work.progress.extensions([reference])).get(reference, ()):
        if each.number == number:
            return each
    raise NotFound("There is no such request, or it is not open to you.")


def _event(at: datetime, by: Person, role: str, verb: str, about: Extension) -> Event:
    details: dict[str, str | int] = {
        "number": about.number,
        "to": about.to_on.isoformat(),
        "decider": about.decider.value,
    }
    return Event(at, by.id, role, verb, about.reference, details)


def _check_words(words: str, ask: str) -> None:
    if not words.strip() or len(words) > LONGEST_WORDS:
        raise Refused(f"{ask}, in at most {LONGEST_WORDS:,} characters.")


def _came_twice(action: Action, version: int, before: Sequence[Extension], by: Person, asked: MoreTime) -> bool:
    """Whether the last request is this, by the same press."""
    if not before or action.version != version + 1:
        return False
    last = before[-1]
    same = (last.asked_by, last.to_on, last.reason, last.interim_risk)
    return same == (by.id, asked.to_on, asked.reason.strip(), asked.interim_risk.strip())
