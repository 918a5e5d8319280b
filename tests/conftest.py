"""What every test may use."""

from __future__ import annotations

import gc

import pytest
from hypothesis import settings

from tests.harness.costs import Costs
from tests.harness.examples import examples
from tests.harness.fixtures import (  # noqa: F401  # fixtures are used by their names
    candour,
    candour_command,
    chief_executive,
    chief_internal_auditor,
    connector,
    council_settings,
    demo_council,
    full_size,
    monitoring_officer,
    session,
    starts,
    teams,
    web_whistleblower,
    whistleblower,
)
from tests.harness.postgres import postgres, postgres_councils, postgres_demo  # noqa: F401  # fixtures too


def pytest_addoption(parser: pytest.Parser) -> None:
    # Here, because options are read before any other folder's conftest is found.
    parser.addoption("--pictures", metavar="DIR", default=None, help="write the pictures for the documents to DIR")
    parser.addoption("--costs", action="store_true", help="say at the end what the tests cost in processor time")


def pytest_configure(config: pytest.Config) -> None:
    # How long an example takes says how busy the machine is, and nothing about the rule.
    settings.register_profile("candour", examples(40, full=100), deadline=None)
    settings.load_profile("candour")
    if config.getoption("--costs"):
        config.pluginmanager.register(Costs(), "costs")


def pytest_collection_finish() -> None:
    # What is loaded and collected by now stays to the end. Not to look through it again and again for what nobody
    # holds any more, and to look less often, saves a seventh of the processor time.
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
