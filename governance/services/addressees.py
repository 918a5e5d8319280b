"""Whom a notice is for, in words for the people who run the service: a name and a post, never more."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from governance.notices import NOBODY
from governance.people import Person
from governance.ports import Work
from governance.roles import POSTS, Holding

#: How the address of a known reporter begins: it is never opened to tell who that is.
SEALED = "sealed:"


@dataclass(frozen=True, slots=True)
class Addressees:
    """The people of some notices, by id."""

    people: Mapping[str, Person]
    holdings: Mapping[str, Sequence[Holding]]

    def named(self, recipient: str, day: date) -> str:
        """Such as "Ann Field, Monitoring Officer": the posts held on `day`, or else the job. A reporter is "a
        reporter"."""
        if recipient.startswith(SEALED):
            return "a reporter"
        if recipient == NOBODY:
            return "nobody"
        person = self.people.get(recipient)
        if person is None:
            return "somebody who is not on the staff list"
        held = {holding.role for holding in self.holdings.get(recipient, ()) if holding.holds_on(day)}
        posts = [words for role, words in POSTS.items() if role in held]
        return ", ".join([person.name, " and ".join(posts) or person.job]).removesuffix(", ")


async def addressees(work: Work, recipients: Collection[str]) -> Addressees:
    """Look up everybody of `recipients` who is on the staff list."""
    ids = {each for each in recipients if each != NOBODY and not each.startswith(SEALED)}
    return Addressees(await work.people.many(ids), await work.people.holdings_of(ids))
