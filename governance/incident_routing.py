"""Who gets an incident, and who never learns of it (risk policy 7d).

Exclusion comes before keys: whoever is excluded here gets no wrap, no notice, no list entry and no count.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from governance.errors import Refused
from governance.incidents import HANDLE_INCIDENTS, MAY_SEE_INCIDENTS
from governance.people import Person
from governance.roles import Holding, Role

#: The roles whose holdings routing needs to see.
INVOLVED = (*HANDLE_INCIDENTS, Role.SIRO, Role.ICT_SECURITY)

#: What may be answered to "Is it about somebody who deals with incidents?".
EXCLUDES = {
    "team": Role.INFORMATION_GOVERNANCE,
    "officer": Role.DATA_PROTECTION_OFFICER,
}

NOBODY_CAN_OPEN = (
    "Incidents cannot be taken here yet, because nobody who handles them has a key. Nothing of this was kept. Ring the "
    "service desk now, and tell whoever runs this service: candour keys add."
)
NOBODY_LEFT = (
    "Nobody would be left who could open this, so it was not sent and nothing was kept. Use “Speak up” to tell the "
    "Monitoring Officer instead: your answers are still here."
)


def keepers(
    not_to_see: Collection[str], holdings: Sequence[Holding], able: frozenset[str], barred: Collection[str] = ()
) -> tuple[str, ...]:
    """The people who get a key, in order. `holdings` are today's of `INVOLVED`; `able` have a signed key; `barred` are
    kept out by their id.

    Whoever holds an excluded role is out, whatever else they are. Then the Senior Information Risk Owner takes the
    place of whoever is kept out. Raises Refused when nobody is left.
    """
    roles = {EXCLUDES[answer] for answer in not_to_see if answer in EXCLUDES}
    out = {each.person_id for each in holdings if each.role in roles} | set(barred)
    wanted = (*HANDLE_INCIDENTS, Role.SIRO) if out & _handlers(holdings) else HANDLE_INCIDENTS
    found = [
        each.person_id
        for role in wanted
        for each in holdings
        if each.role is role and each.person_id in able and each.person_id not in out
    ]
    if not found:
        raise Refused(NOBODY_LEFT if out else NOBODY_CAN_OPEN)
    return tuple(dict.fromkeys(found))


def can_be_taken(holdings: Iterable[Holding], able: frozenset[str]) -> bool:
    """Whether anybody would get a key."""
    return any(each.role in HANDLE_INCIDENTS and each.person_id in able for each in holdings)


def watchers(holdings: Iterable[Holding], out: Collection[str]) -> tuple[str, ...]:
    """Who hears at once of a live attack beside those who hold keys: ICT, and the Senior Information Risk Owner."""
    wanted = (Role.ICT_SECURITY, Role.SIRO)
    return tuple(dict.fromkeys(e.person_id for e in holdings if e.role in wanted and e.person_id not in out))


def kept_out(not_to_see: Collection[str], holdings: Iterable[Holding]) -> frozenset[str]:
    """Who must hear nothing of it."""
    roles = {EXCLUDES[answer] for answer in not_to_see if answer in EXCLUDES}
    return frozenset(each.person_id for each in holdings if each.role in roles)


def spoken_of(people: Iterable[Person], texts: Iterable[str]) -> frozenset[str]:
    """Ids of those whose surname stands in any of these texts, whatever its capitals: rather one too many."""
    words = {word.strip("’'") for text in texts for word in _words(text)}
    return frozenset(p.id for p in people if p.name.split() and _words(p.name)[-1] in words)


def _words(text: str) -> list[str]:
    small = text.casefold().replace("’s", "").replace("'s", "")
    return "".join(sign if sign.isalpha() or sign in "’'" else " " for sign in small).split() or [""]


def _handlers(holdings: Iterable[Holding]) -> set[str]:
    return {each.person_id for each in holdings if each.role in HANDLE_INCIDENTS}


def still_in_post(told: Iterable[str], holdings: Iterable[Holding]) -> list[str]:
    """Those of `told`, in order, who may see incidents today: whoever's role has ended hears nothing more. `holdings`
    are today's, of `MAY_SEE_INCIDENTS` at least."""
    holding = {each.person_id for each in holdings if each.role in MAY_SEE_INCIDENTS}
    return [person_id for person_id in told if person_id in holding]
