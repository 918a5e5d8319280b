"""The services of incidents as the faces use them, on the test's own store and sealing."""

from __future__ import annotations

import uuid
from random import Random

from bot.teams.incident_figures import IncidentFigureParts
from bot.teams.incident_talks import TalkParts
from bot.teams.incidents import IncidentParts
from dialogs.forms.contacts import DEMO
from dialogs.forms.incident import INCIDENT
from dialogs.telling import tell_incident
from governance.calendar import Calendar
from governance.ports import Store, Ticker
from governance.seal_ports import Seal
from governance.services.counting_incidents import CountingIncidents
from governance.services.incident_files import IncidentFiles
from governance.services.incident_reporting import IncidentReporting
from governance.services.incident_talks import IncidentTalks
from tests.faces.yearly_parts import Addresses


def incident_parts(store: Store, seal: Seal, clock: Ticker) -> IncidentParts:
    calendar = Calendar()
    reporting = IncidentReporting(
        store, seal, calendar, clock, clock, lambda told: tell_incident(INCIDENT, told), lambda: uuid.uuid4().hex,
        Random(7).shuffle, lambda _: None,
    )  # fmt: skip
    return IncidentParts(INCIDENT, DEMO, reporting, IncidentFiles(store, seal, calendar, clock))


def figure_parts(store: Store, clock: Ticker) -> IncidentFigureParts:
    return IncidentFigureParts(CountingIncidents(store, Calendar(), clock), Addresses())


def talk_parts(store: Store, clock: Ticker) -> TalkParts:
    return TalkParts(IncidentTalks(store, Calendar(), clock, clock, lambda: uuid.uuid4().hex), Addresses())
