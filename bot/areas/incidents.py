"""Incidents: taking them in, and who may see them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.areas.incident_handling import HandlingServices, handling_services
from bot.areas.incident_papers import figure_producers, incident_producers
from bot.areas.incident_talks import TalkServices, talk_producers, talk_services
from bot.areas.means import Means
from dialogs.facts import KnownAsset
from dialogs.forms.incident import INCIDENT
from dialogs.telling import tell_incident
from governance.documents import Producer
from governance.services.counting_incidents import CountingIncidents
from governance.services.incident_files import IncidentFiles
from governance.services.incident_reporting import IncidentReporting
from governance.services.receiving import FRESH_SECONDS
from governance.services.settling import Settling
from governance.services.touching_data import TouchingData
from storage.desk_keys import DeskKeys


@dataclass(frozen=True, slots=True)
class IncidentServices:
    reporting: IncidentReporting
    files: IncidentFiles
    touching: TouchingData
    known_assets: KnownAssets
    handled: HandlingServices
    counting: CountingIncidents
    talked: TalkServices
    #: Documents, by the name in their links.
    producers: Mapping[str, Producer]


class KnownAssets:
    """The register as the incident form looks through it, a minute old at most: it asks at every press."""

    def __init__(self, means: Means) -> None:
        self._means = means
        self._until = float("-inf")
        self._assets: tuple[KnownAsset, ...] = ()

    async def all(self) -> tuple[KnownAsset, ...]:
        if self._means.ticker.monotonic() >= self._until:
            async with self._means.store.work() as work:
                assets = await work.register.all_assets()
                owners = await work.people.many({asset.owner_id for asset in assets})
            self._assets = tuple(
                KnownAsset(each.reference, each.title, each.service, owners[each.owner_id].name)
                for each in assets
                if each.owner_id in owners
            )
            self._until = self._means.ticker.monotonic() + FRESH_SECONDS
        return self._assets


def incident_services(means: Means, settling: Settling, held: DeskKeys | None) -> IncidentServices:
    files = IncidentFiles(means.store, means.seal, means.calendar, means.clock)
    handled = handling_services(means, files, settling, held)
    counting = CountingIncidents(means.store, means.calendar, means.clock)
    talked = talk_services(means)
    council = means.settings.council
    return IncidentServices(
        reporting=IncidentReporting(
            means.store, means.seal, means.calendar, means.clock, means.ticker,
            lambda told: tell_incident(INCIDENT, told), means.new_id, means.shuffle, means.failpoint,
        ),
        files=files,
        touching=TouchingData(means.store, means.seal, means.new_id),
        known_assets=KnownAssets(means),
        handled=handled,
        counting=counting,
        talked=talked,
        producers={
            **incident_producers(handled.recording, council, lambda: means.calendar.day_of(means.clock.now())),
            **figure_producers(counting, council),
            **talk_producers(talked.talks, council),
        },
    )  # fmt: skip
