"""Who gets a report, and who never learns that it exists."""

from __future__ import annotations

import dataclasses
import itertools
from datetime import date
from typing import Any

import pytest

from governance import routing
from governance.reports import Concern, Identity, Standing
from governance.roles import Holding, Role

DAY = date(2026, 11, 23)
HOLDINGS = [
    Holding("mo", Role.MONITORING_OFFICER, DAY),
    Holding("cia", Role.CHIEF_INTERNAL_AUDITOR, DAY),
    Holding("dmo", Role.DEPUTY_MONITORING_OFFICER, DAY),
    Holding("dcia", Role.DEPUTY_CHIEF_INTERNAL_AUDITOR, DAY),
    Holding("auditor", Role.INDEPENDENT_PERSON, DAY),
    Holding("chief", Role.CHIEF_EXECUTIVE, DAY),
]
EVERYBODY_ABLE = frozenset({"mo", "cia", "dmo", "dcia", "auditor"})


def concern(**answers: Any) -> Concern:
    empty: dict[str, Any] = {field.name: None for field in dataclasses.fields(Concern)}
    empty |= {"identity": Identity.ANONYMOUS, "same_people": (), "not_to_see": (), "closest": "health_and_safety"}
    return Concern(**(empty | answers))


def route(**answers: Any) -> routing.Route:
    return routing.route(concern(**answers), HOLDINGS, EVERYBODY_ABLE)


def standings(found: routing.Route) -> dict[str, Standing]:
    return {told.person_id: told.standing for told in found.told}


def test_most_concerns_are_led_by_the_monitoring_officer() -> None:
    assert standings(route()) == {
        "mo": Standing.LEAD,
        "dmo": Standing.DEPUTY,
        "cia": Standing.HANDLER,
        "dcia": Standing.DEPUTY,
        "chief": Standing.ESCALATION,
    }


@pytest.mark.parametrize("kind", sorted(routing.AUDIT_KINDS))
def test_fraud_and_misuse_of_money_are_led_by_the_chief_internal_auditor(kind: str) -> None:
    found = route(closest=kind)
    assert found.kind is Role.CHIEF_INTERNAL_AUDITOR
    assert standings(found)["cia"] is Standing.LEAD


def test_both_posts_hold_the_key_of_every_report() -> None:
    assert route().story_holders == {"mo", "cia", "dmo", "dcia"}


def test_only_the_two_posts_hold_the_key_of_an_identity() -> None:
    assert route().identity_holders == {"mo", "cia"}


def test_a_concern_about_the_monitoring_officer_never_reaches_the_monitoring_officer() -> None:
    for answers in ({"not_to_see": ("monitoring_officer",)}, {"same_people": ("mo",)}):
        found = route(**answers)
        assert "mo" not in found.story_holders | found.identity_holders | standings(found).keys()
        assert standings(found)["dmo"] is Standing.LEAD


def test_when_both_posts_are_excluded_the_independent_person_reads_beside_the_deputies() -> None:
    found = route(not_to_see=("monitoring_officer", "chief_internal_auditor"))
    assert found.story_holders == {"dmo", "dcia", "auditor"}
    assert found.identity_holders == {"auditor"}


def test_when_every_handler_is_excluded_the_independent_person_gets_it_alone() -> None:
    found = route(not_to_see=("monitoring_officer", "chief_internal_auditor", "deputies"))
    assert found.story_holders == found.identity_holders == {"auditor"}
    assert standings(found)["auditor"] is Standing.INDEPENDENT


def test_when_nobody_is_left_only_the_recovery_key_holds_it() -> None:
    found = route(not_to_see=("monitoring_officer", "chief_internal_auditor", "deputies"), same_people=("auditor",))
    assert found.story_holders == found.identity_holders == frozenset()
    assert standings(found) == {"chief": Standing.ESCALATION}


def test_an_excluded_chief_executive_is_not_told_that_a_promise_was_missed() -> None:
    assert "chief" not in standings(route(same_people=("chief",)))


def test_somebody_without_a_key_is_not_told_of_what_they_cannot_open() -> None:
    found = routing.route(concern(), HOLDINGS, frozenset({"cia", "dcia"}))
    assert found.story_holders == {"cia", "dcia"}
    assert standings(found)["cia"] is Standing.LEAD


def test_an_unhappy_reporter_goes_to_the_other_handler() -> None:
    found = route(new_or_known="unhappy", earlier_handler="monitoring_officer")
    assert found.kind is Role.CHIEF_INTERNAL_AUDITOR


def test_whatever_is_excluded_nobody_excluded_is_anywhere() -> None:
    posts = ("monitoring_officer", "chief_internal_auditor", "deputies")
    people = ("mo", "cia", "dmo", "dcia", "auditor", "chief")
    post_holders = {"monitoring_officer": {"mo"}, "chief_internal_auditor": {"cia"}, "deputies": {"dmo", "dcia"}}
    for some_posts in itertools.chain.from_iterable(itertools.combinations(posts, n) for n in range(4)):
        for some_people in itertools.chain.from_iterable(itertools.combinations(people, n) for n in range(7)):
            found = route(not_to_see=some_posts, same_people=some_people)
            barred = set(some_people).union(*(post_holders[post] for post in some_posts))
            seen = found.story_holders | found.identity_holders | standings(found).keys()
            assert not barred & seen
            assert found.story_holders <= standings(found).keys()
