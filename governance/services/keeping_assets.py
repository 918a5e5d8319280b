"""The Information Asset Register between two imports: owners and those who help them keep it right (policy 6A, 7d)."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

from governance.asset_changes import AssetDetails, Retirement
from governance.assets import LIVE, RETIRED, Asset, asset_cells
from governance.calendar import Calendar
from governance.chain_of_command import directory
from governance.errors import NotFound, NotYours, Refused, Stale
from governance.people import Person
from governance.ports import Clock, Failpoint, Store, Work
from governance.roles import SEE_ASSETS, Role
from governance.services.asset_files import (
    OWNER,
    AssetFile,
    Reach,
    Relation,
    find_asset,
    must_be_as_shown,
    names_for,
    relation_of,
    waiting_transfer,
    write_change,
)
from governance.services.moving_lines import MovingLines
from governance.services.standing import acting_role, is_acting_owner, standing_of

_NUMBERED = re.compile(r"IA-(\d{1,9})")


@dataclass(frozen=True, slots=True)
class AssetLine:
    """An asset in a list."""

    asset: Asset
    owner: str


@dataclass(frozen=True, slots=True)
class AssetList:
    #: Live ones first, by reference.
    lines: tuple[AssetLine, ...]
    #: The whole register, and not only one's own.
    whole: bool
    may_add: bool


class KeepingAssets:
    """Every verb checks who asks, what they are to the asset today, and that it is as it was shown."""

    def __init__(
        self, store: Store, moving: MovingLines, calendar: Calendar, clock: Clock, failpoint: Failpoint
    ) -> None:
        self._store = store
        self._moving = moving
        self._calendar = calendar
        self._clock = clock
        self._failpoint = failpoint

    # ---------------------------------------------------------------- looking

    async def list(self, by: Person) -> AssetList:
        """Those that this person owns, helps with, or answers for while they act for somebody; the whole register for
        those who see to it. Raises NotYours for everybody else."""
        today = self._today()
        async with self._store.work() as work:
            roles = await work.people.roles_of(by.id, today)
            whole = bool(roles & SEE_ASSETS) and not by.has_left(today)
            assets = await work.register.all_assets() if whole else await self._own(work, by, today)
            may_add = Role.INFORMATION_ASSET_OWNER in roles and not by.has_left(today)
            if not (whole or assets or may_add):
                raise NotYours("This is for people who look after information assets.")
            people = await work.people.many({asset.owner_id for asset in assets})
        lines = [AssetLine(asset, people[asset.owner_id].name if asset.owner_id in people else "") for asset in assets]
        return AssetList(tuple(sorted(lines, key=lambda line: not line.asset.live)), whole, may_add)

    async def of(self, by: Person, reference: str) -> AssetFile:
        """Raises NotFound, for everybody to whom it is not open too."""
        today = self._today()
        async with self._store.work() as work:
            asset = await find_asset(work, reference)
            waiting = await waiting_transfer(work, reference)
            may_answer = waiting is not None and await _answers_for(work, by, waiting.to_id, today)
            try:
                reach = (await relation_of(work, by, asset, today)).reach
            except NotFound:
                if not may_answer:
                    raise
                reach = Reach.READS
            history = (await work.assets.history([reference])).get(reference, ())
            names = await names_for(work, asset, history, [waiting.to_id] if waiting else [])
        return AssetFile(asset, names, tuple(history), waiting, reach, may_answer)

    async def addresses(self, asset: Asset) -> str:
        """Of those who help with it, as they are written into the form."""
        async with self._store.work() as work:
            people = await work.people.many(asset.administrators)
        return "; ".join(people[each].email for each in asset.administrators if each in people)

    # ---------------------------------------------------------------- changing

    async def correct(self, by: Person, reference: str, version: int, said: AssetDetails) -> None:
        """Raises NotFound, NotYours, Stale with who was faster, or Refused. The same press twice changes nothing."""
        today = self._today()
        async with self._store.work() as work:
            asset = await find_asset(work, reference)
            relation = await self._may(work, by, asset, Reach.CORRECTS)
            after = await _with_details(work, asset, said)
            if asset_cells(after) == asset_cells(asset):
                return
            await must_be_as_shown(work, asset, version)
            await self._must_be_live(asset)
            await work.assets.change(after, version)
            await write_change(work, asset, after, by, relation, self._clock.now(), today)
            self._failpoint("asset.before_commit")

    async def add(self, by: Person, token: str, said: AssetDetails) -> Asset:
        """A new asset of `by`, who has to be an Information Asset Owner. `token` names this press: a second one brings
        the same asset. At risk, it joins the open return at once. Raises NotYours or Refused."""
        now, today = self._clock.now(), self._today()
        async with self._store.work() as work:
            if by.has_left(today) or Role.INFORMATION_ASSET_OWNER not in await work.people.roles_of(by.id, today):
                raise NotYours("Only an Information Asset Owner adds an asset.")
            mark, bare = f"asset_added:{token}", Asset("", "", by.id, None, by.directorate or "None", "", "", "", False)
            asset = await _with_details(work, bare, said)
            # Another process may take the number, or the same press, at the same moment: then all is looked at anew.
            while True:
                taken = await work.register.asset_references()
                if known := await work.ticks.last(mark):
                    return await find_asset(work, known)
                asset = replace(asset, reference=_next_reference(taken))
                if await work.assets.add(asset):
                    break
            await self._moving.join(work, asset)
            relation = Relation(Reach.DISPOSES, by.name, OWNER)
            await write_change(work, None, asset, by, relation, now, today)
            await work.ticks.record(mark, asset.reference)
            self._failpoint("asset.before_commit")
        return asset

    async def retire(self, by: Person, reference: str, version: int, said: Retirement) -> None:
        """Nobody answers for it from the next quarter on. It is kept, with its history. Raises as `correct` does."""
        today = self._today()
        words = said.words.strip()
        if not words:
            raise Refused("Say what became of it.")
        async with self._store.work() as work:
            asset = await find_asset(work, reference)
            relation = await self._may(work, by, asset, Reach.DISPOSES)
            if asset.state == RETIRED and asset.version == version + 1:
                return
            await must_be_as_shown(work, asset, version)
            await self._must_be_live(asset)
            if await waiting_transfer(work, reference):
                raise Refused("Somebody was asked to take this asset over. Wait for their answer first.")
            after = replace(asset, state=RETIRED)
            await work.assets.change(after, version)
            await write_change(work, asset, after, by, relation, self._clock.now(), today, words)
            self._failpoint("asset.before_commit")

    # ---------------------------------------------------------------- inside

    async def _own(self, work: Work, by: Person, today: date) -> Sequence[Asset]:
        if by.has_left(today):
            return ()
        people = {person.id: person for person in await work.people.everyone()}
        acts_for = [other.id for other in people.values() if acting_role(by, other, people, today)]
        found = {asset.reference: asset for asset in await work.assets.of_person(by.id)}
        for owner_id in acts_for:
            for asset in await work.assets.of_person(owner_id):
                if asset.owner_id == owner_id:
                    found[asset.reference] = asset
        for owner in people.values():
            if any(each.acting_id == by.id for each in owner.acting):
                for asset in await work.assets.of_person(owner.id):
                    if asset.owner_id == owner.id and is_acting_owner(by, owner, today, asset.reference):
                        found[asset.reference] = asset
        return [found[reference] for reference in sorted(found)]

    async def _may(self, work: Work, by: Person, asset: Asset, wanted: Reach) -> Relation:
        relation = await relation_of(work, by, asset, self._today())
        if relation.reach < wanted:
            raise NotYours("Only the owner of this asset, or the Records Manager, can do this.")
        return relation

    async def _must_be_live(self, asset: Asset) -> None:
        if asset.state != LIVE:
            raise Stale("This asset was retired. It is kept as it was.")

    def _today(self) -> date:
        return self._calendar.day_of(self._clock.now())


async def _answers_for(work: Work, by: Person, person_id: str, today: date) -> bool:
    try:
        await standing_of(work, by, person_id, today)
    except NotYours:
        return False
    return True


async def _with_details(work: Work, asset: Asset, said: AssetDetails) -> Asset:
    """Raises Refused when somebody who is to help is not on the staff list."""
    helpers = await find_people(work, said.administrators or "")
    helpers = [each for each in helpers if each != asset.owner_id]
    return replace(
        asset,
        title=said.title.strip(),
        service=said.service.strip(),
        purpose=_text(said.purpose),
        location=_text(said.location),
        classification=said.classification,
        importance=said.importance,
        personal_data=said.personal_data,
        at_risk=said.at_risk == "yes",
        access=_text(said.access),
        security=_text(said.security),
        shared_with=_text(said.shared_with),
        retention=_text(said.retention),
        administrator_id=helpers[0] if helpers else None,
        other_administrators=tuple(helpers[1:]),
    )


async def find_people(work: Work, written: str) -> list[str]:
    """Staff numbers of those who are named by number or address, with semicolons between. Raises Refused."""
    parts = [part.strip() for part in written.split(";") if part.strip()]
    if not parts:
        return []
    known = directory(await work.people.everyone())
    found = [known.get(part) or known.get(part.lower()) for part in parts]
    if None in found:
        raise Refused(
            "Nobody on the staff list has one of these addresses. Write work e-mail addresses, with a semicolon "
            "between them."
        )
    return list(dict.fromkeys(each for each in found if each))


def _next_reference(known: Collection[str]) -> str:
    numbers = [int(found[1]) for each in known if (found := _NUMBERED.fullmatch(each))]
    return f"IA-{max(numbers, default=0) + 1:03}"


def _text(said: str | None) -> str:
    """On one line, as a spreadsheet's cell has it."""
    return " ".join((said or "").split())
