"""What every test may use."""

from __future__ import annotations

from tests.harness.fixtures import (  # noqa: F401  # fixtures are used by their names
    candour,
    candour_command,
    chief_executive,
    chief_internal_auditor,
    connector,
    demo_council,
    full_size,
    monitoring_officer,
    session,
    starts,
    teams,
    web_whistleblower,
    whistleblower,
)
