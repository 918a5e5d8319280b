"""Incidents: taking them in, and who may see them."""

from __future__ import annotations

from dataclasses import dataclass

from bot.areas.means import Means
from dialogs.forms.incident import INCIDENT
from dialogs.telling import tell_incident
from governance.services.incident_files import IncidentFiles
from governance.services.incident_reporting import IncidentReporting
from governance.services.touching_data import TouchingData


@dataclass(frozen=True, slots=True)
class IncidentServices:
    reporting: IncidentReporting
    files: IncidentFiles
    touching: TouchingData


def incident_services(means: Means) -> IncidentServices:
    return IncidentServices(
        reporting=IncidentReporting(
            means.store, means.seal, means.calendar, means.clock, means.ticker,
            lambda told: tell_incident(INCIDENT, told), means.new_id, means.shuffle, means.failpoint,
        ),
        files=IncidentFiles(means.store, means.seal, means.calendar, means.clock),
        touching=TouchingData(means.store, means.seal, means.new_id),
    )  # fmt: skip
