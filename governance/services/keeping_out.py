"""Who can never be given a case: whoever its reporter kept out of it, or named, and the reporter themselves.

Each of them is refused in the same words, so that nobody learns from a refusal which of these it was.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence

from governance.case_sharing import names, was_in_post
from governance.errors import Misconfigured, NotYours, Refused
from governance.people import Person
from governance.ports import Work
from governance.record_ports import CaseKeys
from governance.reports import Report
from governance.roles import HANDLERS, Role
from governance.seal_ports import Seal
from governance.services.casefiles import CaseFiles

#: Who can be given a case that is being worked on. The independent person takes over, and is not asked to help.
MAY_BE_GIVEN = frozenset({*HANDLERS, Role.INVESTIGATOR})
#: The verb of the audit log for whoever stepped aside: they are not given the case again.
STEPPED_ASIDE = "stepped_aside"


class KeepingOut:
    def __init__(self, seal: Seal, keys: CaseKeys, files: CaseFiles) -> None:
        self._seal = seal
        self._keys = keys
        self._files = files

    async def story(self, via: str, report: Report) -> object:
        """The story as it was sealed, and what its reporter wrote since, opened by `via`. Raises Unreadable when they
        hold no key that opens. Not inside a transaction: it begins one."""
        told = json.loads(await self._seal.open_story(via, report.id, report.key_id, report.story))
        return {**told, "written_since": await self._files.written(via, report)}

    async def check(
        self, work: Work, report: Report, story: object, person: Person, among: Collection[Role] = MAY_BE_GIVEN
    ) -> None:
        """Raises Refused when the person may not be given this case, as somebody who holds one of the roles `among`."""
        today = self._files.today()
        if person.has_left(today) or not await work.people.roles_of(person.id, today) & set(among):
            raise NotYours(f"{person.name} holds no role today in which concerns are worked on.")
        if await self.is_kept_out(work, report, story, person):
            raise Refused(
                f"{person.name} cannot be given this case. The report keeps them out of it or names them, or they "
                "stepped aside from it. Choose somebody else."
            )
        if person.id not in await self._keys.able() or not await self._keys.confirms(person.id, person.entra_id):
            raise Misconfigured(
                f"{person.name} has no confirmed key. Ask whoever runs the service to run "
                f"`candour keys add {person.id}`."
            )

    async def is_kept_out(self, work: Work, report: Report, story: object, person: Person) -> bool:
        """The reporter barred them, named them, or is them; or they had a post when it came and were not given it; or
        they stepped aside."""
        barred = story.get("barred", []) if isinstance(story, dict) else []
        aside = {line.event.actor for line in await work.audit.about(report.id, STEPPED_ASIDE)}
        if person.id in {*barred, *aside} or names(story, person.name):
            return True
        if await self._keys.is_reporter(report, person.entra_id):
            return True
        held = (await work.people.holdings_of([person.id])).get(person.id, ())
        told = {each.person_id for each in report.told}
        return was_in_post(held, report.received_on) and person.id not in told and "barred" not in _keys(story)

    async def could_be_given(
        self,
        work: Work,
        report: Report,
        story: object,
        people: Sequence[Person],
        among: Collection[Role] = MAY_BE_GIVEN,
    ) -> Sequence[Person]:
        """Those of `people`, in order, whom `check` lets through."""
        found = []
        for person in people:
            try:
                await self.check(work, report, story, person, among)
            except Refused:
                continue
            found.append(person)
        return found


def _keys(story: object) -> frozenset[str]:
    return frozenset(story) if isinstance(story, dict) else frozenset()
