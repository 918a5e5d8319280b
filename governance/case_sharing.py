"""Who works on a case: asked for by one who keeps it, agreed to by another (policy paragraphs 11 and 28)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from governance.reports import Report, Standing, Told
from governance.roles import HANDLERS, Holding, Role
from governance.routing import OTHER_HANDLER, order_of, still_in_post

_WORD = re.compile(r"[^\W\d_]+")


class ShareState(StrEnum):
    ASKED = "asked"
    GIVEN = "given"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class ShareRequest:
    """Somebody who keeps a case asks that one more person may work on it."""

    #: 32 hex digits, minted with the form.
    id: str
    report_id: str
    person_id: str
    #: They are to know who reported it, too.
    identity: bool
    asked_on: date
    asked_by: str
    #: The last day on which it can be agreed to.
    until_on: date
    state: ShareState = ShareState.ASKED
    decided_on: date | None = None
    decided_by: str = ""

    def waits_on(self, day: date) -> bool:
        return self.state is ShareState.ASKED and day <= self.until_on


@dataclass(frozen=True, slots=True, repr=False)
class Sharing:
    """What is asked when a case is to be shared."""

    reason: str
    identity: str


@dataclass(frozen=True, slots=True, repr=False)
class SteppingAside:
    reason: str
    sure: bool


@dataclass(frozen=True, slots=True, repr=False)
class Refusing:
    """What is asked of whoever does not agree."""

    reason: str


@dataclass(frozen=True, slots=True, repr=False)
class HandingOn:
    reason: str


#: Standings of those who keep a case: they decide about it, and who works on it.
KEEPS = frozenset({Standing.LEAD, Standing.DEPUTY, Standing.HANDLER, Standing.INDEPENDENT})


def keepers(told: Sequence[Told], holdings: Sequence[Holding]) -> list[Told]:
    """Those who keep the case and are still in post. `holdings` are today's of `routing.MAY_HEAR`."""
    return still_in_post([each for each in told if each.standing in KEEPS], holdings)


def workers(told: Sequence[Told], holdings: Sequence[Holding]) -> list[Told]:
    """Those who keep the case or were given it, and are still in post."""
    return still_in_post([each for each in told if each.standing is not Standing.ESCALATION], holdings)


def approvers(report: Report, holdings: Sequence[Holding], asked_by: str, for_whom: str) -> Sequence[str]:
    """Who may agree to a request: anybody else who keeps the case; the chief executive, who reads nothing of it, when
    only one person keeps it. Never who asked, nor whom it is for. Empty when nobody is left to agree."""
    barred = {asked_by, for_whom}
    others = [each.person_id for each in keepers(report.told, holdings) if each.person_id not in barred]
    if others:
        return others
    above = [each for each in report.told if each.standing is Standing.ESCALATION]
    return [each.person_id for each in still_in_post(above, holdings) if each.person_id not in barred]


def without(report: Report, gone: Collection[str], holdings: Sequence[Holding]) -> tuple[Told, ...]:
    """Who is told when these people no longer are; the lead goes to the next in the order of the report's kind."""
    left = [each for each in report.told if each.person_id not in gone]
    lead_left = any(each.standing in (Standing.LEAD, Standing.INDEPENDENT) for each in keepers(left, holdings))
    return tuple(left) if lead_left else led_by(left, next_lead(report, left, holdings))


def next_lead(report: Report, told: Sequence[Told], holdings: Sequence[Holding]) -> str | None:
    """Who leads next: by the order of the report's kind, its own post, the deputy, the other post, its deputy."""
    posts = order_of(report.route)
    ranks = {h.person_id: posts.index(h.role) for h in reversed(_by_rank(posts, holdings))}
    able = [each.person_id for each in keepers(told, holdings)]
    return min(able, key=lambda person_id: ranks.get(person_id, len(posts)), default=None)


def led_by(told: Sequence[Told], person_id: str | None) -> tuple[Told, ...]:
    """The same people, with this one as the lead and whoever led before as a handler beside them."""
    found = []
    for each in told:
        if each.person_id == person_id and each.standing in KEEPS:
            found.append(Told(each.person_id, Standing.LEAD))
        elif each.standing is Standing.LEAD:
            found.append(Told(each.person_id, Standing.HANDLER))
        else:
            found.append(each)
    return tuple(found)


def needs_independent(left: Sequence[Told], holdings: Sequence[Holding]) -> bool:
    """Neither the Monitoring Officer nor the Chief Internal Auditor keeps it any more: a deputy works for one of them,
    so the independent person reads it beside the deputies, as when a report comes in."""
    kept_by = {each.person_id for each in keepers(left, holdings)}
    heads = {h.person_id for h in holdings if h.role in OTHER_HANDLER}
    independents = {each.person_id for each in left if each.standing is Standing.INDEPENDENT}
    return not kept_by & (heads | independents)


def may_know_who(told: Sequence[Told], person_id: str, roles: Collection[Role]) -> bool:
    """Identity goes to the two posts, and to the independent person of a report that is theirs."""
    theirs = any(each.person_id == person_id and each.standing is Standing.INDEPENDENT for each in told)
    return theirs or bool(set(roles) & set(OTHER_HANDLER))


def names(story: object, name: str) -> bool:
    """Whether a story, opened, holds somebody's first and last name, however they are written."""
    told = set(_words(" ".join(_texts(story))))
    words = _words(name)
    return bool(words) and told.issuperset((words[0], words[-1]))


def was_in_post(held: Sequence[Holding], day: date) -> bool:
    """They could have been given a report that came on that day."""
    return any(each.role in HANDLERS and each.holds_on(day) for each in held)


def _by_rank(posts: Sequence[Role], holdings: Sequence[Holding]) -> list[Holding]:
    return sorted((h for h in holdings if h.role in posts), key=lambda h: posts.index(h.role))


def _texts(told: object) -> Iterator[str]:
    """Every text in a story, however deep."""
    if isinstance(told, str):
        yield told
    elif isinstance(told, Mapping | list | tuple):
        for part in told.values() if isinstance(told, Mapping) else told:
            yield from _texts(part)


def _words(text: str) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFKC", text).casefold())
