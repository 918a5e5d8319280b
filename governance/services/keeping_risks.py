"""Keeping risks right: raised, signed by their owner, looked at by the Records Manager, assessed and reviewed, brought
down by actions, and gone (Information Risk Management Policy 6B and 7d)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from governance.actions import Action, ActionState
from governance.assets import Asset
from governance.calendar import Calendar
from governance.deciders import DECIDE, decides_as
from governance.errors import NotFound, NotYours, Refused
from governance.matrices import Band
from governance.people import Person
from governance.policy import in_force
from governance.ports import Clock, Failpoint, Store, Work
from governance.risks import (
    AcceptanceState,
    Assessing,
    Happened,
    Levels,
    Mitigating,
    Resolving,
    Risk,
    RiskChecked,
    RiskState,
    check_levels,
    still_holds,
)
from governance.roles import Role
from governance.services.risk_records import (
    LONGEST_WORDS,
    RiskFile,
    RiskWriter,
    authors_of,
    band_now,
    came_twice,
    find_risk,
    must_be,
    next_entry,
)
from governance.services.settling import Settling
from governance.services.standing import Standing, owner_standing

ADMINISTRATOR = "administrator"
#: How much it matters that the actions about a risk are done.
_PRIORITY = {Band.LOW: "low", Band.MEDIUM: "medium", Band.HIGH: "high", Band.VERY_HIGH: "urgent"}
NO_ASSET = "There is no such asset, or it is not yours to look after."


class KeepingRisks:
    """Every verb checks who asks, in which role they may today, and that the risk is as they saw it. The same words of
    the same person for the same version are one press that came twice: it changes nothing."""

    def __init__(
        self,
        store: Store,
        writer: RiskWriter,
        settling: Settling,
        calendar: Calendar,
        clock: Clock,
        failpoint: Failpoint,
    ) -> None:
        self._store = store
        self._writer = writer
        self._settling = settling
        self._calendar = calendar
        self._clock = clock
        self._failpoint = failpoint

    async def add(self, by: Person, asset_reference: str, told: Assessing) -> str:
        """A new risk about an asset: of its owner it goes to the Records Manager, of an administrator or the Records
        Manager to the owner, who signs it. Its reference. Raises NotFound, NotYours, or Refused with what to change."""
        now = self._clock.now()
        today = self._calendar.day_of(now)
        _check(told, today)
        async with self._store.work() as work:
            asset = (await work.register.assets([asset_reference])).get(asset_reference)
            if asset is None:
                raise NotFound(NO_ASSET)
            standing, signs = await self._who_adds(work, by, asset, today)
            # First: whoever else adds one at this moment waits, and so does the same press.
            reference = await work.risks.next_reference()
            for known in await work.risks.about([asset_reference]):
                if (
                    known.raised_by == by.id
                    and known.raised_on == today
                    and _says(known) == (*_told(told), told.levels)
                ):
                    return known.reference
            state = RiskState.IN_REVIEW if signs else RiskState.DRAFT
            risk = Risk(
                reference,
                asset_reference,
                *_told(told),
                told.levels,
                state,
                today,
                by.id,
                today,
            )
            await work.risks.add(risk)
            file = RiskFile(risk, asset, (), (), ())
            entry = next_entry(file, Happened.RAISED, today, (by.id, standing.name, standing.role))
            await self._writer.write(work, file, risk, entry, now)
            self._failpoint("risk_add.before_commit")
            return risk.reference

    async def sign(self, by: Person, reference: str, version: int) -> None:
        """The owner signs what somebody else wrote down. Raises as the others do."""
        await self._as_owner(
            by,
            reference,
            version,
            Happened.SIGNED,
            "",
            RiskState.IN_REVIEW,
            when=lambda risk: risk.state is RiskState.DRAFT,
        )

    async def review(self, by: Person, reference: str, version: int) -> None:
        """The owner looked, and all is as it was."""
        await self._as_owner(by, reference, version, Happened.REVIEWED, "", None, when=lambda risk: risk.state.kept)

    async def resolve(self, by: Person, reference: str, version: int, told: Resolving) -> None:
        """The owner says that it is gone; the Records Manager looks."""
        words = _words(told.words, "Say why the risk is gone")
        await self._as_owner(
            by, reference, version, Happened.RESOLVED, words, RiskState.RESOLVED,
            when=lambda risk: risk.state in (RiskState.TREATING, RiskState.ACCEPTED),
        )  # fmt: skip

    async def assess(self, by: Person, reference: str, version: int, told: Assessing) -> None:
        """The owner assesses it anew, or puts right what was sent back. A risk that rises above what was accepted is
        not accepted any more."""
        now = self._clock.now()
        today = self._calendar.day_of(now)
        _check(told, today)
        async with self._store.work() as work:
            file = await find_risk(work, reference)
            standing = await self._owner(work, by, file.asset, today)
            risk = file.risk
            state = RiskState.IN_REVIEW if risk.state is RiskState.DRAFT else risk.state
            title, description, controls = _told(told)
            changed = replace(
                risk, title=title, description=description, controls=controls, levels=told.levels, reviewed_on=today,
                state=state,
            )  # fmt: skip
            entry = next_entry(file, Happened.ASSESSED, today, (by.id, standing.name, standing.role), risk=changed)
            if came_twice(file, version, entry):
                return
            must_be(file, version, right=risk.state is RiskState.DRAFT or risk.state.kept)
            changed = await self._void(work, file, changed, today)
            await self._writer.write(work, file, changed, entry, now)
            self._failpoint("risk_assess.before_commit")

    async def check(self, by: Person, reference: str, version: int, found: RiskChecked) -> None:
        """The Records Manager looked at what was signed, or is said to be gone: it is right, or goes back."""
        accepted, now = found.accepted == "yes", self._clock.now()
        words = found.words.strip() if accepted else _words(found.words, "Say what is missing")
        today = self._calendar.day_of(now)
        async with self._store.work() as work:
            file = await find_risk(work, reference)
            post = await self._checker(work, by, file, today)
            gone = file.risk.state is RiskState.RESOLVED
            if accepted:
                state, happened = (RiskState.CLOSED, Happened.CLOSED) if gone else (RiskState.TREATING, Happened.AGREED)
            else:
                state, happened = RiskState.TREATING if gone else RiskState.DRAFT, Happened.SENT_BACK
            entry = next_entry(file, happened, today, (by.id, by.name, post.value), words)
            if came_twice(file, version, entry):
                return
            must_be(file, version, right=gone or file.risk.state is RiskState.IN_REVIEW)
            await self._writer.write(work, file, replace(file.risk, state=state), entry, now)
            self._failpoint("risk_check.before_commit")

    async def mitigate(self, by: Person, reference: str, told: Mitigating) -> str:
        """Something will be done about it: an action of the owner's, which is chased like every other. Its reference.
        The same title twice is one action."""
        now = self._clock.now()
        today = self._calendar.day_of(now)
        title = _words(told.title, "Say what will be done")
        if told.due_on < today:
            raise Refused("The date by which it will be done cannot lie before today.")
        async with self._store.work() as work:
            file = await find_risk(work, reference)
            await self._owner(work, by, file.asset, today)
            if not file.risk.state.kept:
                raise Refused("This risk waits for somebody else, so nothing can be planned about it yet.")
            linked = (await work.risks.actions_of([reference])).get(reference, ())
            for known in (await work.register.actions(linked)).values():
                if known.title == title and known.state.owed:
                    return known.reference
            action = Action(
                f"{reference}-{len(linked) + 1}", f"Risk {reference}", title, file.asset.owner_id,
                _PRIORITY[band_now(file.risk, in_force(today))], ActionState.NOT_BEGUN, told.due_on,
                asset=file.asset.reference,
            )  # fmt: skip
            await self._settling.raise_actions(work, [action], now)
            await work.risks.link(reference, [action.reference])
            self._failpoint("risk_mitigate.before_commit")
            return action.reference

    # ---------------------------------------------------------------- inside

    async def _as_owner(
        self,
        by: Person,
        reference: str,
        version: int,
        happened: Happened,
        words: str,
        state: RiskState | None,
        *,
        when: Callable[[Risk], bool],
    ) -> None:
        now = self._clock.now()
        today = self._calendar.day_of(now)
        async with self._store.work() as work:
            file = await find_risk(work, reference)
            standing = await self._owner(work, by, file.asset, today)
            entry = next_entry(file, happened, today, (by.id, standing.name, standing.role), words)
            if came_twice(file, version, entry):
                return
            must_be(file, version, right=when(file.risk))
            changed = replace(file.risk, state=state or file.risk.state, reviewed_on=today)
            await self._writer.write(work, file, changed, entry, now)
            self._failpoint(f"risk_{happened.value}.before_commit")

    async def _void(self, work: Work, file: RiskFile, changed: Risk, today: date) -> Risk:
        """What was asked for, or accepted, of a lower risk does not hold for a higher one."""
        band = band_now(changed, in_force(today))
        state = changed.state
        asked, granted = file.asked, file.granted
        if granted is not None and not still_holds(granted, band, file.asset.classification, file.asset.owner_id):
            await work.risks.end_acceptance(
                changed.reference, granted.number, AcceptanceState.GRANTED, AcceptanceState.INVALIDATED, today
            )
            granted, state = None, RiskState.TREATING
        if asked is not None and asked.band is not band:
            await work.risks.end_acceptance(
                changed.reference, asked.number, AcceptanceState.ASKED, AcceptanceState.INVALIDATED, today
            )
            state = RiskState.ACCEPTED if granted is not None else RiskState.TREATING
        elif asked is not None:
            state = RiskState.ACCEPT_REQUESTED
        return replace(changed, state=state)

    async def _owner(self, work: Work, by: Person, asset: Asset, today: date) -> Standing:
        try:
            return await owner_standing(work, by, asset.owner_id, today, asset.reference)
        except NotYours:
            raise NotYours("This is for the owner of the asset, or for whoever acts for them today.") from None

    async def _who_adds(self, work: Work, by: Person, asset: Asset, today: date) -> tuple[Standing, bool]:
        """Who writes it down, and whether they may sign it."""
        try:
            return await owner_standing(work, by, asset.owner_id, today, asset.reference), True
        except NotYours:
            pass
        if by.id in asset.administrators and not by.has_left(today):
            return Standing(by.name, ADMINISTRATOR), False
        roles = await work.people.roles_of(by.id, today)
        if Role.RECORDS_MANAGER in roles and not by.has_left(today):
            return Standing(by.name, Role.RECORDS_MANAGER.value), False
        raise NotFound(NO_ASSET)

    async def _checker(self, work: Work, by: Person, file: RiskFile, today: date) -> Role:
        holdings = await work.people.holdings(DECIDE, today)
        post = decides_as(by.id, Role.RECORDS_MANAGER, holdings, today, authors_of(file))
        if post is None:
            raise NotYours("This is checked by the Records Manager, and never by whoever wrote it.")
        return post


def _check(told: Assessing, today: date) -> None:
    check_levels(told.levels, in_force(today).risk_matrix)
    for words, ask in ((told.title, "Give it a title"), (told.description, "Say what could happen")):
        _words(words, ask)


def _words(words: str, ask: str) -> str:
    said = words.strip()
    if not said or len(said) > LONGEST_WORDS:
        raise Refused(f"{ask}, in at most {LONGEST_WORDS:,} characters.")
    return said


def _told(told: Assessing) -> tuple[str, str, str]:
    return told.title.strip(), told.description.strip(), (told.controls or "").strip()


def _says(risk: Risk) -> tuple[str, str, str, Levels]:
    return risk.title, risk.description, risk.controls, risk.levels
