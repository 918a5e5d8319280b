"""One action as it stands, for the verbs that change it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime

from governance.action_steps import LONGEST_WORDS as LONGEST_WORDS
from governance.actions import Action, Extension
from governance.errors import NotFound, Stale
from governance.notices import Channel, Kind, Notice
from governance.obligations import Obligation
from governance.people import Person
from governance.ports import Work

#: The rungs of notices that say what was decided begin here; no ladder is so high.
NEWS_RUNG = 2000
NOT_OPEN = "There is no such action, or it is not open to you."
_CHANGED = "The register changed since this was shown. Open the action again to see how it stands."


async def find_action(work: Work, reference: str) -> Action:
    """Raises NotFound."""
    action = (await work.register.actions([reference])).get(reference)
    if action is None:
        raise NotFound(NOT_OPEN)
    return action


async def must_be(work: Work, action: Action, version: int, *, right: bool) -> None:
    """Raises Stale, with who did it, when the action changed since it was shown, or is not `right` for this verb any
    more."""
    if action.version != version or not right:
        raise Stale(await who_did(work, action))


async def who_did(work: Work, action: Action) -> str:
    """Whoever last did something about it, in words."""
    reference = action.reference
    updates = (await work.progress.updates([reference])).get(reference, ())
    done = [(update.said_on, update.by_name) for update in updates]
    extensions = (await work.progress.extensions([reference])).get(reference, ())
    people = await work.people.many({each.asked_by for each in extensions} | {each.decided_by for each in extensions})
    for each in extensions:
        done.append((each.asked_on, _name(people, each.asked_by)))
        if each.decided_on is not None:
            done.append((each.decided_on, _name(people, each.decided_by)))
    # Of one day, the last that is listed.
    return _by(*sorted(done, key=lambda one: one[0])[-1]) if done else _CHANGED


async def who_decided(work: Work, extension: Extension) -> str:
    """Whoever decided about more time, in words."""
    people = await work.people.many({extension.decided_by})
    return _by(extension.decided_on or extension.asked_on, _name(people, extension.decided_by))


def _by(on: date, name: str) -> str:
    return f"This was already done by {name} on {on.day} {on:%B %Y}. Open the action again to see how it stands."


def news(new_id: Callable[[], str], about: Obligation, recipient: str, number: int, now: datetime) -> Notice:
    """So that whoever asked hears what was decided, with their next messages. `number` tells it from earlier ones of
    the same cycle."""
    return Notice(
        new_id(), about.id, about.cycle, NEWS_RUNG + number, recipient, Channel.TEAMS, Kind.DIGEST, now, leaves_at=now
    )


def _name(people: Mapping[str, Person], person_id: str) -> str:
    person = people.get(person_id)
    return person.name if person else "somebody else"
