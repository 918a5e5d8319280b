"""Who is offered what belongs to owners, administrators and holders of actions: whoever does their part today too. It
opens nothing: every verb asks again who presses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date

from governance.ports import Work
from governance.roles import Role
from governance.services.standing import stand_ins


async def shown_roles(work: Work, day: date) -> Mapping[str, frozenset[Role]]:
    """As what each person is shown commands, by id. Whoever acts as owner is shown what owners are; whoever owns an
    asset, helps with one or acts for its owner, whatever the staff list calls them, what administrators are."""
    roles: defaultdict[str, set[Role]] = defaultdict(set)
    for holding in await work.people.holdings(tuple(Role), day):
        roles[holding.person_id].add(holding.role)
    for owner in await work.people.with_acting(day):
        for post in owner.acting:
            if post.covers_day(day):
                roles[post.acting_id].add(Role.INFORMATION_ASSET_OWNER)
    owners = await work.assets.owners()
    for each in (*owners, *await work.assets.helpers(), *await stand_ins(work, owners, day)):
        roles[each].add(Role.INFORMATION_ASSET_ADMINISTRATOR)
    return {person_id: frozenset(shown) for person_id, shown in roles.items()}


async def owing_actions(work: Work, day: date) -> Collection[str]:
    """Whoever has an action to do, for themselves or for somebody for whom they act that day, by id."""
    holders = {action.holder_id for action in await work.register.all_actions() if action.state.with_holder}
    return holders | await stand_ins(work, holders, day)
