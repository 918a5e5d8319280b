"""How severe an incident is: every field of the grid, every floor, the cap, and every pair of them."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, product

import pytest

from governance.errors import Refused
from governance.severity import Bound, Severity, Weighed, on_grid, overridden, reckon

#: By impact, from 1; each row by likelihood, from 1.
GRID = (
    ("S1", "S1", "S1", "S1", "S2"),
    ("S1", "S1", "S2", "S2", "S3"),
    ("S1", "S2", "S2", "S3", "S3"),
    ("S1", "S2", "S3", "S4", "S4"),
    ("S2", "S3", "S3", "S4", "S4"),
)
#: What lifts the least score, to what, and why.
FLOORS = (
    (Weighed(live_attack=True), "S4", Bound.LIVE_ATTACK),
    (Weighed(physical_safety=True), "S4", Bound.PHYSICAL_SAFETY),
    (Weighed(special=True), "S3", Bound.SPECIAL),
    (Weighed(children=True), "S3", Bound.CHILDREN),
    (Weighed(adults_at_risk=True), "S3", Bound.ADULTS_AT_RISK),
    (Weighed(people=1000), "S3", Bound.MANY_PEOPLE),
)


@pytest.mark.parametrize(("impact", "likelihood"), [*product(range(1, 6), repeat=2)])
def test_the_grid_is_impact_times_likelihood(impact: int, likelihood: int) -> None:
    found = reckon(impact, likelihood, Weighed())
    assert found.severity == found.by_grid == GRID[impact - 1][likelihood - 1]
    assert found.score == impact * likelihood
    assert found.bounds == ()


@pytest.mark.parametrize(("impact", "likelihood"), [(0, 3), (3, 0), (6, 1), (1, 6), (-1, -1)])
def test_there_is_nothing_outside_the_grid(impact: int, likelihood: int) -> None:
    with pytest.raises(Refused, match="from 1 to 5"):
        on_grid(impact, likelihood)


@pytest.mark.parametrize(("weighed", "severity", "bound"), FLOORS)
def test_a_floor_lifts_the_least_score_and_says_why(weighed: Weighed, severity: str, bound: Bound) -> None:
    found = reckon(1, 1, weighed)
    assert (found.severity, found.by_grid) == (severity, "S1")
    assert found.bounds == ((bound, Severity(severity)),)


@pytest.mark.parametrize("weighed", [weighed for weighed, _, _ in FLOORS])
def test_a_floor_lowers_nothing(weighed: Weighed) -> None:
    assert reckon(5, 5, weighed).severity is Severity.S4


@pytest.mark.parametrize(("one", "other"), [*combinations(FLOORS, 2)])
def test_of_two_floors_the_higher_counts_and_both_are_shown(
    one: tuple[Weighed, str, Bound], other: tuple[Weighed, str, Bound]
) -> None:
    both = replace(one[0], **{name: value for name in FIELDS if (value := getattr(other[0], name))})
    found = reckon(1, 1, both)
    assert found.severity == max(one[1], other[1])
    assert {bound for bound, _ in found.bounds} == {one[2], other[2]}


FIELDS = ("live_attack", "physical_safety", "special", "children", "adults_at_risk", "people")


@pytest.mark.parametrize("protected", ["special", "children", "adults_at_risk"])
def test_what_was_recovered_lifts_nothing_however_protected_it_is(protected: str) -> None:
    found = reckon(2, 2, Weighed(recovered=True, **{protected: True}))
    assert (found.severity, found.bounds) == (Severity.S1, ())


def test_a_thousand_people_are_serious_though_it_was_recovered_and_one_fewer_are_not() -> None:
    assert reckon(1, 1, Weighed(people=1000, recovered=True)).severity is Severity.S3
    assert reckon(1, 1, Weighed(people=999)).severity is Severity.S1
    assert reckon(1, 1, Weighed(people=None)).severity is Severity.S1


@pytest.mark.parametrize("weighed", [Weighed(), Weighed(special=True), Weighed(people=5000), Weighed(children=True)])
def test_a_locked_encrypted_device_is_low_whatever_is_on_it(weighed: Weighed) -> None:
    found = reckon(5, 4, replace(weighed, sealed_device=True))
    assert found.severity is Severity.S1
    assert (Bound.ENCRYPTED, Severity.S1) in found.bounds


def test_danger_to_people_counts_above_everything() -> None:
    for weighed in (Weighed(live_attack=True), Weighed(physical_safety=True)):
        assert reckon(1, 1, replace(weighed, sealed_device=True)).severity is Severity.S4
        assert reckon(1, 1, replace(weighed, near_miss=True)).severity is Severity.S4


def test_a_near_miss_is_one_however_bad_it_would_have_been() -> None:
    found = reckon(5, 5, Weighed(near_miss=True, special=True, people=3000))
    assert (found.severity, found.bounds) == (Severity.S0, ((Bound.NEAR_MISS, Severity.S0),))


def test_whoever_overrides_the_rules_says_why() -> None:
    found = reckon(3, 3, Weighed())
    assert overridden(found.severity, "S2", "") is Severity.S2
    assert overridden(found.severity, "S4", "The press has it.") is Severity.S4
    with pytest.raises(Refused, match="The rules say S2"):
        overridden(found.severity, "S1", "   ")
    with pytest.raises(Refused, match="S0 to S4"):
        overridden(found.severity, "S5", "Worse than worst.")


def test_serious_are_the_two_highest() -> None:
    assert [each for each in Severity if each.is_serious] == [Severity.S3, Severity.S4]
