"""An incident in a council's data folder, told there by the services that the form completes to."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.app import open_council
from bot.log import Log
from bot.settings import Settings
from dialogs.forms.incident import INCIDENT
from tests.governance.incident_world import told
from tests.harness.cast import Staff
from tests.harness.process import environment


async def reported(data: Path, by: Staff, **answers: Any) -> str:
    """By somebody who gave their name, at the time that the council's clock shows; the incident's id."""
    settings = Settings.from_env(environment(data, 3978, {}))
    incident_id = uuid.uuid4().hex
    async with open_council(settings, Log(lambda _line: None, lambda: datetime.now(UTC))) as council:
        async with council.store.work() as work:
            person = await work.people.by_id(by.id)
        assert person is not None
        filing = council.incidents.reporting
        await filing.report_known(told(**answers), incident_id, INCIDENT.fingerprint, person)
    return incident_id
