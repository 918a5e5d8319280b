"""The services of actions: how they go, more time, reading them, and not now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.areas.means import Means
from governance.obligations import Duty
from governance.services.acting import Acting
from governance.services.action_subjects import ActionSubjects, ExtensionSubjects, ProposalSubjects, VerifySubjects
from governance.services.action_writing import ActionWriting
from governance.services.counting_actions import CountingActions
from governance.services.extending import Extending
from governance.services.following import Following
from governance.services.keeping_actions import KeepingActions
from governance.services.listing_actions import ListingActions
from governance.services.owing import Subjects
from governance.services.settling import Settling
from governance.services.snoozing import Snoozing


@dataclass(frozen=True, slots=True)
class Actions:
    acting: Acting
    extending: Extending
    following: Following
    snoozing: Snoozing
    keeping: KeepingActions
    listing: ListingActions
    counting: CountingActions


def action_services(means: Means, settling: Settling, subjects: Mapping[Duty, Subjects]) -> Actions:
    """`subjects` are those of every duty that can be put off."""
    store, calendar, clock, ticker, new_id = means.store, means.calendar, means.clock, means.ticker, means.new_id
    writing = ActionWriting(settling, clock, ticker, new_id)
    return Actions(
        Acting(store, writing, calendar, clock, means.failpoint),
        Extending(store, settling, calendar, clock, ticker, new_id, means.failpoint),
        Following(store, calendar, clock),
        Snoozing(store, subjects, calendar, clock, ticker, new_id),
        KeepingActions(store, settling, writing, calendar, clock, means.failpoint),
        ListingActions(store, calendar, clock),
        CountingActions(store, calendar, clock),
    )


def action_subjects() -> dict[Duty, Subjects]:
    """What the obligations about actions are about."""
    actions = ActionSubjects()
    return {
        Duty.ACTION: actions,
        Duty.URGENT_ACTION: actions,
        Duty.EXTENSION: ExtensionSubjects(),
        Duty.VERIFY: VerifySubjects(),
        Duty.PROPOSED_ACTION: ProposalSubjects(),
        Duty.ACTION_DATE: actions,
    }
