"""What an imported row makes of an asset that is known: the columns that the file has, and never over what was changed
here since."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from governance.asset_changes import BY_IMPORT, AssetChange
from governance.assets import Asset, asset_cells, with_columns
from governance.differences import changes
from governance.ports import Work
from governance.roles import Role
from governance.rows import Problem
from governance.services.moving_lines import MovingLines

_BOTH = (
    "was changed here by {name} on {on:%d/%m/%Y}, and the file says something else again. Put it right in the file, or "
    "say with --over that the file counts"
)

#: Staff numbers in one note.
_MOST_NAMED = 20


@dataclass
class GivenAssets:
    """The rows of one file."""

    work: Work
    #: The columns that the file has; what others hold stays.
    columns: Collection[str]
    #: Where each reference stands in the file.
    lines: Mapping[str, int]
    history: Mapping[str, Sequence[AssetChange]]
    #: The file counts where both changed.
    over: bool
    #: Rows with a cell that stays as it was changed here, because the file is older.
    older: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)

    def merged(self, known: Asset, given: Asset) -> Asset:
        after = with_columns(known, given, self.columns)
        for cell in changes(asset_cells(known), asset_cells(after)):
            here = _changed_here(self.history.get(known.reference, ()), cell.column)
            if here is None or self.over:
                continue
            after = with_columns(after, known, [cell.column])
            if here[0].before == cell.after:
                self.older.add(known.reference)
            else:
                reason = _BOTH.format(name=here[-1].by_name, on=here[-1].on)
                self.problems.append(Problem(self.lines[known.reference], cell.column, reason))
        return after

    async def check(self, given: Sequence[Asset]) -> None:
        """Find every cell that was changed on both sides."""
        stored = await self.work.register.assets([asset.reference for asset in given])
        for asset in given:
            if asset.reference in stored and asset.reference in self.history:
                self.merged(stored[asset.reference], asset)

    async def write(
        self, changed: Sequence[Asset], stored: Mapping[str, Asset], moving: MovingLines, now: datetime, on: date
    ) -> None:
        """The rows, a line of history for each cell, and the lines of open returns to the new owners."""
        written = [
            replace(asset, version=asset.version + 1) if asset.reference in stored else asset for asset in changed
        ]
        await self.work.register.replace_assets(written)
        history: list[AssetChange] = []
        for asset in changed:
            before = stored.get(asset.reference)
            cells = changes(asset_cells(before), asset_cells(asset)) if before else ()
            history += [
                AssetChange(asset.reference, n, on, "system", "Import", BY_IMPORT, cell.column, cell.before, cell.after)
                for n, cell in enumerate(cells, 1)
            ]
            if before is not None and before.owner_id != asset.owner_id:
                await moving.follow(self.work, asset, before.owner_id, now)
        await self.work.assets.record(history)


async def unfit_owners(work: Work, assets: Sequence[Asset], today: date) -> tuple[str, ...]:
    """What to know about owners who have left, or whom the staff list does not call Information Asset Owners."""
    owners = {asset.owner_id for asset in assets if asset.live}
    people = await work.people.many(owners)
    left = {each for each in owners if each in people and people[each].has_left(today)}
    held = await work.people.holdings([Role.INFORMATION_ASSET_OWNER], today)
    bare = owners - left - {each.person_id for each in held}
    told = []
    if left:
        told.append(f"These own assets in the file, and have left: {_some(left)}. Appoint others, or change the file.")
    if bare:
        role = "role information asset owner"
        told.append(
            f"These own assets in the file, and the staff list lacks their {role}: {_some(bare)}. Add it there."
        )
    return tuple(told)


def _some(ids: Collection[str]) -> str:
    shown = sorted(ids)[:_MOST_NAMED]
    more = len(ids) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")


def _changed_here(history: Sequence[AssetChange], column: str) -> list[AssetChange] | None:
    """The changes of this cell since the last import that changed it, oldest first; None when there are none."""
    found: list[AssetChange] = []
    for each in history:
        if each.column == column:
            found = [] if each.by_role == BY_IMPORT else [*found, each]
    return found or None
