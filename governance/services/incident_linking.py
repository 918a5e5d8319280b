"""Which line of the register an incident is about, when its reporter did not know: whoever owns the data hears of it,
and the risk is looked at again (risk policy 6B, 7d)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from governance.errors import Refused
from governance.incident_course import EntryKind, Linking, TaskKind
from governance.incidents import Origin
from governance.people import Person
from governance.services.incident_desk import IncidentDesk, Turn
from governance.services.incident_notices import IncidentNotices
from governance.services.incident_tasks import asset_owner, call_off, give
from governance.services.risk_clock import RiskClock

#: Working days for looking at the risk again.
REVIEW_DAYS = 5

_NOT_FOUND = "Nothing in the register was chosen. Use other words of its name, or its number."
_AS_IT_IS = "That is what is kept already."
_OF_A_CONCERN = (
    "A concern opened this incident, and the program can not see here whom that names. Whoever owns the data would "
    "hear of it, and may be the one. Ask those who hold the concern who may know."
)


class IncidentLinking:
    def __init__(self, desk: IncidentDesk, risks: RiskClock) -> None:
        self._desk = desk
        self._risks = risks

    async def link(self, by: Person, incident_id: str, version: int, said: Linking) -> None:
        """The incident is about this asset, and about no other. Of one that keeps somebody out, nobody hears who has no
        key to it. Raises Refused when there is no such asset, and for what a concern opened."""
        wanted = said.asset or ""

        async def does(turn: Turn) -> Mapping[str, str]:
            if turn.incident.origin is Origin.CONCERN:
                raise Refused(_OF_A_CONCERN)
            before = turn.incident.asset
            assets = await turn.work.register.assets([each for each in (wanted, before) if each])
            if wanted not in assets:
                raise Refused(_NOT_FOUND)
            if wanted == before:
                raise Refused(_AS_IT_IS)
            for task in turn.open_tasks:
                if task.kind is TaskKind.REVIEW_RISK:
                    await call_off(self._desk, turn, task, "It is about other records.")
            turn.incident = replace(turn.incident, asset=wanted)
            if turn.course.confirmed_at is not None:
                await look_at_the_risk(self._desk, self._risks, turn)
            notices = IncidentNotices(self._desk.clock, self._desk.ticker, self._desk.new_id)
            await notices.owner(turn.work, turn.incident, turn.today)
            was = {"not_these": assets[before].title} if before in assets else {}
            return {"records": assets[wanted].title, **was}

        await self._desk.act(by, incident_id, version, EntryKind.LINKED, {"asset": wanted}, does)


async def look_at_the_risk(desk: IncidentDesk, risks: RiskClock, turn: Turn) -> None:
    """Risks of the register are looked at; where it has none, or others may not know of the incident, the owner of the
    data thinks of one."""
    owner, asset = await asset_owner(turn), turn.incident.asset
    quiet = turn.incident.only_told
    if owner and asset and (quiet or not await risks.bring_forward(turn.work, [asset], turn.now)):
        due_on = desk.calendar.add(turn.today, REVIEW_DAYS)
        await give(desk, turn, TaskKind.REVIEW_RISK, owner, due_on, about=asset)
