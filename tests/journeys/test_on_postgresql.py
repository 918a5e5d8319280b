"""Whole journeys on PostgreSQL: a concern and its answer, coming back, exclusion, a quarter day and a late action are
told there word for word as on SQLite."""

from __future__ import annotations

import pytest

from tests.harness.people import WebWhistleblower
from tests.harness.postgres import PostgresCouncils
from tests.harness.process import Candour
from tests.journeys.test_an_action_slips import (  # noqa: F401  # told again, to a server on PostgreSQL
    office,
    test_more_time_is_asked_for_and_given_and_the_first_date_stays,
)
from tests.journeys.test_coming_back import test_on_the_web_page_with_the_code  # noqa: F401
from tests.journeys.test_excluded import (  # noqa: F401
    test_a_handler_whom_the_reporter_names_is_asked_about_and_kept_out,
)
from tests.journeys.test_quarter_day import (  # noqa: F401
    quarter,
    test_an_owner_says_what_differs_and_an_action_comes_of_it,
)
from tests.journeys.test_speaking_up import test_an_anonymous_concern_in_teams_is_answered  # noqa: F401
from tests.trust import thief

pytestmark = pytest.mark.process


@pytest.fixture
def council_settings(postgres_councils: PostgresCouncils) -> PostgresCouncils:
    """Every server of these journeys keeps its reports and keys there."""
    return postgres_councils


async def test_nothing_is_kept_in_files_beside_it(candour: Candour, web_whistleblower: WebWhistleblower) -> None:
    # As they were copied, from the council that these databases were moved from.
    before = thief.sizes(candour.data)
    await web_whistleblower.reports()
    assert candour.query("SELECT count(*) FROM reports") == [(1,)]
    assert thief.sizes(candour.data) == before
