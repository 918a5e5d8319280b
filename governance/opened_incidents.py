"""An incident that a concern opens, until the next batch makes one of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from governance.incidents import Incident, IncidentKind, IncidentState, Naming, Origin


@dataclass(frozen=True, slots=True)
class Opened:
    """An incident that a concern opens, sealed with the concern. It stands for itself until the next batch makes an
    incident of it, in a transaction that has nothing of the concern in it."""

    #: Of the incident.
    id: str
    key_id: str
    story: bytes
    told: tuple[str, ...]
    only_told: bool

    def incident(self, on: date) -> Incident:
        """`on`: the day of the batch. The concern may have come on an earlier one."""
        return Incident(
            id=self.id,
            origin=Origin.CONCERN,
            naming=Naming.NONE,
            state=IncidentState.WAITING,
            reported_on=on,
            reported_at=None,
            kind=IncidentKind.OTHER,
            near_miss=False,
            suspected=True,
            ongoing=False,
            live_attack=False,
            directorate="",
            asset="",
            service_desk="",
            key_id=self.key_id,
            story=self.story,
            form="",
            told=self.told,
            only_told=self.only_told,
        )
