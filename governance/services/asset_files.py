"""One asset as one person may see it, and what they are to it today."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum

from governance.asset_changes import AssetChange, Transfer, TransferState
from governance.assets import Asset, asset_cells
from governance.audit import Event
from governance.differences import changes
from governance.errors import NotFound, NotYours, Stale
from governance.people import Person
from governance.ports import Work
from governance.roles import SEE_ASSETS, Role
from governance.services.standing import ACTING_OWNER, HOLDER, is_acting_owner, standing_of

_NOT_OPEN = "There is no such asset, or it is not open to you."
OWNER, HELPER = "owner", "administrator"


class Reach(IntEnum):
    """How far somebody may go with an asset; each holds what is below it."""

    READS = 1
    #: An administrator, and whoever acts as owner.
    CORRECTS = 2
    #: Its owner, whoever acts for the owner, and the Records Manager.
    DISPOSES = 3


@dataclass(frozen=True, slots=True)
class Relation:
    """What a person is to an asset today."""

    reach: Reach
    #: As it is kept in the history: both names where one acts for another.
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class AssetFile:
    asset: Asset
    #: Names by staff number: of owners and administrators, now and before.
    names: Mapping[str, str]
    #: Oldest first.
    history: tuple[AssetChange, ...]
    #: The transfer that waits for an answer; None when none does.
    waiting: Transfer | None
    reach: Reach
    #: May say whether they take it over.
    may_answer: bool = False


async def find_asset(work: Work, reference: str) -> Asset:
    """Raises NotFound."""
    asset = (await work.register.assets([reference])).get(reference)
    if asset is None:
        raise NotFound(_NOT_OPEN)
    return asset


async def relation_of(work: Work, by: Person, asset: Asset, today: date) -> Relation:
    """Raises NotFound for whom it is not open to: an asset's existence is nobody else's matter."""
    roles = await work.people.roles_of(by.id, today)
    try:
        acts = await standing_of(work, by, asset.owner_id, today)
    except NotYours:
        pass
    else:
        return Relation(Reach.DISPOSES, acts.name, OWNER if acts.role == HOLDER else acts.role)
    if by.has_left(today):
        raise NotFound(_NOT_OPEN)
    if Role.RECORDS_MANAGER in roles:
        return Relation(Reach.DISPOSES, by.name, Role.RECORDS_MANAGER.value)
    owner = await work.people.by_id(asset.owner_id)
    if owner is not None and is_acting_owner(by, owner, today, asset.reference):
        return Relation(Reach.CORRECTS, f"{by.name} for {owner.name}", ACTING_OWNER)
    if by.id in asset.administrators:
        return Relation(Reach.CORRECTS, by.name, HELPER)
    if seen := roles & SEE_ASSETS:
        return Relation(Reach.READS, by.name, min(seen).value)
    raise NotFound(_NOT_OPEN)


async def waiting_transfer(work: Work, reference: str) -> Transfer | None:
    transfers = (await work.assets.transfers([reference])).get(reference, ())
    return next((each for each in transfers if each.state is TransferState.ASKED), None)


async def must_be_as_shown(work: Work, asset: Asset, version: int) -> None:
    """Raises Stale, with who changed it, when it was changed since it was shown."""
    if asset.version != version:
        history = (await work.assets.history([asset.reference])).get(asset.reference, ())
        who = f"{history[-1].by_name} changed this" if history else "The register changed"
        raise Stale(f"{who} after it was shown to you. Open it again to see how it stands.")


async def write_change(
    work: Work, before: Asset | None, after: Asset, by: Person, relation: Relation, now: datetime, on: date,
    words: str = "",
) -> None:  # fmt: skip
    """The history and the audit log say what was changed, cell by cell."""
    if before is None:
        found = [AssetChange(after.reference, 1, on, by.id, relation.name, relation.role, "asset", "", after.title)]
        verb = "asset_added"
    else:
        cells = changes(asset_cells(before), asset_cells(after))
        found = [
            AssetChange(
                after.reference, number, on, by.id, relation.name, relation.role, each.column, each.before, each.after,
                words,
            )
            for number, each in enumerate(cells, 1)
        ]  # fmt: skip
        verb = "asset_changed"
    await work.assets.record(found)
    columns: dict[str, str | int] = {"columns": ", ".join(each.column for each in found)}
    await work.audit.write(Event(now, by.id, relation.role, verb, after.reference, columns))


async def names_for(work: Work, asset: Asset, history: Sequence[AssetChange], more: Collection[str]) -> dict[str, str]:
    """Of everybody who is named in the asset or its history."""
    ids = {asset.owner_id, *asset.administrators, *more}
    for each in history:
        if each.column in ("owner", "administrator"):
            ids |= {one for cell in (each.before, each.after) for one in cell.split("; ") if one}
    return {id_: person.name for id_, person in (await work.people.many(ids)).items()}
