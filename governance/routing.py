"""Who gets a report, and who never learns that it exists (policy paragraphs 11 and 28).

Exclusion comes before keys: whoever is excluded here gets no wrap, no notice, no list entry and no count.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from governance.passing_on import Passed
from governance.reports import Concern, Standing, Told
from governance.roles import DEPUTY_OF, HANDLERS, MAY_HANDLE, Holding, Role

#: Kinds of concern that go to the Chief Internal Auditor; every other goes to the Monitoring Officer.
AUDIT_KINDS = frozenset({"fraud", "misuse", "buying"})

#: What may be answered to "Is there anyone who must not see this?" that names a post we can resolve.
EXCLUDES = {
    "monitoring_officer": (Role.MONITORING_OFFICER,),
    "chief_internal_auditor": (Role.CHIEF_INTERNAL_AUDITOR,),
    "deputies": (Role.DEPUTY_MONITORING_OFFICER, Role.DEPUTY_CHIEF_INTERNAL_AUDITOR),
}

OTHER_HANDLER = {
    Role.MONITORING_OFFICER: Role.CHIEF_INTERNAL_AUDITOR,
    Role.CHIEF_INTERNAL_AUDITOR: Role.MONITORING_OFFICER,
}

#: The roles whose holdings `route` needs to see.
INVOLVED = (*HANDLERS, Role.INDEPENDENT_PERSON, Role.CHIEF_EXECUTIVE)

#: The roles whose holdings `still_in_post` needs to see.
MAY_HEAR = (*sorted(MAY_HANDLE), Role.CHIEF_EXECUTIVE)


@dataclass(frozen=True, slots=True)
class Route:
    """Where a report goes."""

    #: Whose kind of concern it is, whoever handles it in the end.
    kind: Role
    told: tuple[Told, ...]
    story_holders: frozenset[str]
    identity_holders: frozenset[str]
    #: Whom the reporter kept out of it, or named and confirmed.
    barred: frozenset[str] = frozenset()


def route(concern: Concern | Passed, holdings: Sequence[Holding], able: frozenset[str]) -> Route:
    """Decide who is told and who gets which key.

    `holdings` are today's holdings of `INVOLVED`; `able` are the people who have a signed public key. When neither the
    Monitoring Officer nor the Chief Internal Auditor is left, the independent person gets the report beside whatever
    deputies remain, because a deputy works for the person excluded. When not even they can, only recovery holds it.
    """
    kind = _kind(concern)
    kept_out = barred(concern, holdings)
    handlers = [h for h in _in_order(kind, holdings) if h.person_id not in kept_out and h.person_id in able]
    keepers = _standings(kind, handlers)
    heads = frozenset(h.person_id for h in handlers if h.role in OTHER_HANDLER)
    independents = [p for p in _of(Role.INDEPENDENT_PERSON, holdings, kept_out) if p in able]
    if not heads:
        for person_id in independents:
            keepers.setdefault(person_id, Standing.INDEPENDENT)
    told = dict(keepers)
    for person_id in _of(Role.CHIEF_EXECUTIVE, holdings, kept_out):
        told.setdefault(person_id, Standing.ESCALATION)
    return Route(
        kind=kind,
        told=tuple(Told(person_id, standing) for person_id, standing in told.items()),
        story_holders=frozenset(keepers),
        identity_holders=heads or frozenset(independents),
        barred=kept_out,
    )


def to_tell(told: Sequence[Told], holdings: Iterable[Holding], working: Collection[str]) -> list[str]:
    """Who hears that a report came in: the lead and the other handler, and the deputies who are at work when one of
    those two is away or no longer in post. Never somebody who is told of missed promises only.

    `holdings` are today's of `MAY_HEAR`; `working` are the people who are not away.
    """
    keepers = [t for t in told if t.standing is not Standing.ESCALATION]
    in_post = still_in_post(keepers, holdings)
    wanted = [t.person_id for t in keepers if t.standing is not Standing.DEPUTY]
    if wanted and {t.person_id for t in in_post}.intersection(working).issuperset(wanted):
        return wanted
    return [t.person_id for t in in_post if t.standing is not Standing.DEPUTY or t.person_id in working]


def still_in_post(told: Iterable[Told], holdings: Iterable[Holding]) -> list[Told]:
    """Those of `told`, in order, who may still do something about it: whoever's role has ended hears nothing more.

    `holdings` are today's of `MAY_HEAR`.
    """
    roles: dict[str, set[Role]] = {}
    for holding in holdings:
        roles.setdefault(holding.person_id, set()).add(holding.role)
    return [
        t
        for t in told
        if roles.get(t.person_id, set()) & ({Role.CHIEF_EXECUTIVE} if t.standing is Standing.ESCALATION else MAY_HANDLE)
    ]


def order_of(kind: Role) -> tuple[Role, ...]:
    """Whoever leads first: the kind's own post, its deputy, the other post, the other's deputy."""
    other = OTHER_HANDLER[kind]
    return (kind, DEPUTY_OF[kind], other, DEPUTY_OF[other])


def _kind(concern: Concern | Passed) -> Role:
    usual = Role.CHIEF_INTERNAL_AUDITOR if concern.closest in AUDIT_KINDS else Role.MONITORING_OFFICER
    if concern.new_or_known == "unhappy" and concern.earlier_handler:
        handled_by = next((role for role in OTHER_HANDLER if role == concern.earlier_handler), None)
        return OTHER_HANDLER[handled_by] if handled_by else usual
    return usual


def barred(concern: Concern | Passed, holdings: Sequence[Holding]) -> frozenset[str]:
    """The people whom the reporter keeps out: by post, or because they are the people meant."""
    roles = {role for answer in concern.not_to_see for role in EXCLUDES.get(answer, ())}
    by_post = {holding.person_id for holding in holdings if holding.role in roles}
    return frozenset(by_post | set(concern.same_people))


def _in_order(kind: Role, holdings: Sequence[Holding]) -> list[Holding]:
    return [holding for role in order_of(kind) for holding in holdings if holding.role is role]


def _standings(kind: Role, handlers: Sequence[Holding]) -> dict[str, Standing]:
    standings: dict[str, Standing] = {}
    for place, holding in enumerate(handlers):
        if place == 0:
            standing = Standing.LEAD
        elif holding.role is DEPUTY_OF[kind] or holding.role not in OTHER_HANDLER:
            standing = Standing.DEPUTY
        else:
            standing = Standing.HANDLER
        standings.setdefault(holding.person_id, standing)
    return standings


def _of(role: Role, holdings: Sequence[Holding], barred: frozenset[str]) -> list[str]:
    return [h.person_id for h in holdings if h.role is role and h.person_id not in barred]
