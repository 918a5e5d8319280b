"""The services of a case."""

from __future__ import annotations

from bot.areas.means import Means
from governance.services.casework import Casework, casework
from governance.services.recording import Recording
from governance.services.registering import Registering


def casework_services(means: Means, recording: Recording, registering: Registering) -> Casework:
    return casework(
        means.store, means.seal, recording, means.calendar, means.clock, means.ticker, means.new_id, means.failpoint,
        registering, means.settings.handler_names,
    )  # fmt: skip
