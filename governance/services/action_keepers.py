"""Who keeps an action besides its holder: the Records Manager and the SIRO all, an owner those of their assets."""

from __future__ import annotations

from datetime import date

from governance.assets import Asset
from governance.errors import Refused
from governance.people import Person
from governance.ports import Work
from governance.roles import Role

#: The role of an owner as it is stored and said.
OWNER = "owner of the asset"
#: Who keeps every action, the first that is held counting.
KEEPERS = (Role.RECORDS_MANAGER, Role.SIRO)


async def keeper_as(work: Work, by: Person, asset: str, today: date) -> str | None:
    """In which role this person keeps actions about this asset (empty: about none) today; None when they do not."""
    if by.has_left(today):
        return None
    roles = await work.people.roles_of(by.id, today)
    for post in KEEPERS:
        if post in roles:
            return post.value
    if not asset or Role.INFORMATION_ASSET_OWNER not in roles:
        return None
    found = await _one_asset(work, asset)
    return OWNER if found is not None and found.live and found.owner_id == by.id else None


async def about_asset(work: Work, written: str) -> str:
    """The reference of the asset that an action is about, by its own or by a risk's; empty for none. Raises Refused
    when there is no such."""
    wanted = written.strip()
    if not wanted:
        return ""
    asset = await _one_asset(work, wanted)
    if asset is None:
        risk = (await work.risks.by_references([wanted])).get(wanted)
        asset = None if risk is None else await _one_asset(work, risk.asset_reference)
    if asset is None or not asset.live:
        raise Refused(
            "There is no such asset or risk in use. Write its reference as the register does, or leave it out."
        )
    return asset.reference


async def assets_of(work: Work, by: Person) -> list[Asset]:
    """Those in use that this person owns."""
    return [each for each in await work.assets.of_person(by.id) if each.owner_id == by.id and each.live]


async def _one_asset(work: Work, reference: str) -> Asset | None:
    return (await work.register.assets([reference])).get(reference)
