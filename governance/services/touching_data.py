"""One door, two clocks: a concern about personal data also opens an incident, without who said so or the story (UK GDPR
Article 33, policy paragraphs 18 and 26).

The incident is sealed when the concern is, and kept with it; the next batch makes an incident of it in a transaction of
its own, so that not even when its rows were written leads to the concern. Nothing else does: its id and its keys are
its own, and it says only that a concern touches personal data and who can say more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from datetime import date

from governance import incident_routing
from governance.errors import Refused
from governance.incidents import Gravity
from governance.opened_incidents import Opened
from governance.people import Person
from governance.ports import Store
from governance.reports import Concern, NamedPerson, Standing
from governance.roles import POSTS, Holding, Role
from governance.routing import Route, barred, order_of
from governance.seal_ports import Seal
from governance.services.incident_reporting import as_bytes

#: The kind of concern that is about personal data (question G2 of the council's reporting form).
ABOUT_DATA = "data"

TITLE = "What came in"
WHAT = "What is this?"


class TouchingData:
    """`Receiving` asks it, of every concern."""

    def __init__(self, store: Store, seal: Seal, new_id: Callable[[], str]) -> None:
        self._store = store
        self._seal = seal
        self._new_id = new_id

    async def incident_for(
        self, concern: Concern, route: Route, holdings: Sequence[Holding], able: frozenset[str], today: date
    ) -> Opened | None:
        """What will be an incident, its wraps durable, for the transaction that keeps the concern. None when the
        concern is not about data, or when nobody is left who may be told: then those who hold the concern decide what
        to do.

        Whoever is kept out of the concern is kept out of this, and so is whoever it names. Somebody whom we cannot make
        out ("somebody else must not see it") may be one of those who would hear, so then nobody does.
        """
        who = lead_of(route, holdings)
        if concern.closest != ABOUT_DATA or who is None or "other" in concern.not_to_see:
            return None
        async with self._store.work() as work:
            mine = await work.people.holdings(incident_routing.INVOLVED, today)
            people = await work.people.many({each.person_id for each in mine})
        out = _barred(concern, list(people.values()), mine, holdings)
        try:
            keepers = incident_routing.keepers((), mine, able, out)
        except Refused:
            return None
        # Whoever is kept out need not handle incidents to hear of one: they may deputise for somebody who does.
        return await self._sealed(who, keepers, only_told=bool(out))

    async def _sealed(self, who: str, keepers: tuple[str, ...], *, only_told: bool) -> Opened:
        incident_id = self._new_id()
        story = {
            "form": "",
            "sections": [(TITLE, [(WHAT, words(who))])],
            "gravity": asdict(Gravity(personal="yes")),
            "found": (),
        }
        sealed = await self._seal.seal_report(
            incident_id, as_bytes(story), keepers, None, (), self._seal.new_mailbox().public
        )
        return Opened(incident_id, sealed.key_id, sealed.story, keepers, only_told)


def words(who: str) -> str:
    return (
        f"A concern that somebody raised touches personal data. Nothing else of it is here, and not who raised it. The "
        f"{who} can say more: ask what data it is, whether it is still in danger, and when the council knew."
    )


def lead_of(route: Route, holdings: Sequence[Holding]) -> str | None:
    """The post of whoever holds the concern and can say more, such as `Monitoring Officer`. Never one of somebody who
    is kept out of it."""
    keepers = {t.person_id for t in route.told if t.standing is not Standing.ESCALATION}
    for role in (*order_of(route.kind), Role.INDEPENDENT_PERSON):
        if any(each.role is role and each.person_id in keepers for each in holdings):
            return POSTS[role]
    return None


def _barred(
    concern: Concern, people: Sequence[Person], mine: Sequence[Holding], handlers: Sequence[Holding]
) -> frozenset[str]:
    named = incident_routing.spoken_of(people, _texts(concern))
    return barred(concern, handlers) | named | _by_post(concern, mine)


def _by_post(concern: Concern, holdings: Sequence[Holding]) -> frozenset[str]:
    """Whoever holds a post that a list of people names, such as "the Data Protection Officer"."""
    told = " ".join(person.who for person in concern.people).casefold()
    posts = {
        "data protection": Role.DATA_PROTECTION_OFFICER,
        "dpo": Role.DATA_PROTECTION_OFFICER,
        "information governance": Role.INFORMATION_GOVERNANCE,
        "siro": Role.SIRO,
        "information risk": Role.SIRO,
    }
    roles = {role for name, role in posts.items() if name in told}
    return frozenset(each.person_id for each in holdings if each.role in roles)


def _texts(concern: Concern) -> Iterator[str]:
    """Everything in which somebody may be named."""
    for value in (getattr(concern, name) for name in concern.__slots__):
        if isinstance(value, str):
            yield value
        elif isinstance(value, tuple):
            yield from (each.who for each in value if isinstance(each, NamedPerson))
