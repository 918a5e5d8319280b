"""The services of a case."""

from __future__ import annotations

from bot.areas.means import Means
from governance.services.casework import Casework, casework
from governance.services.recording import Recording


def casework_services(means: Means, recording: Recording) -> Casework:
    return casework(
        means.store, means.seal, recording, means.calendar, means.clock, means.ticker, means.new_id, means.failpoint,
        means.settings.handler_names,
    )  # fmt: skip
