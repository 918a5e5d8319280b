"""No small number can be got back from what is published: by reckoning, and by whoever knows the rules as well."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.suppression import FEWEST, few, mentions_of, parts_of

COUNTS = st.dictionaries(st.sampled_from("abcdefghij"), st.integers(0, 30), min_size=1)


@given(COUNTS)
def test_no_number_from_one_to_four_is_shown(counts: Mapping[str, int]) -> None:
    for shown in (parts_of(counts) or {}, mentions_of(counts)):
        assert not any(few(count) for count in shown.values() if count is not None)


@given(COUNTS)
def test_what_is_shown_is_true_and_every_part_has_its_line(counts: Mapping[str, int]) -> None:
    shown = parts_of(counts)
    if shown is not None:
        assert shown.keys() == counts.keys()
        assert all(count is None or count == counts[name] for name, count in shown.items())


@given(st.dictionaries(st.sampled_from("abcdefgh"), st.sampled_from([0, 5, 6, 40]), min_size=1))
def test_nothing_is_hidden_where_nothing_is_small(counts: Mapping[str, int]) -> None:
    assert parts_of(counts) == counts


def determined(rows: list[list[Fraction]], number: int) -> Iterator[int]:
    """The unknowns that a system of linear equations (coefficients, then the sum) gives a value to."""
    at = 0
    for column in range(number):
        pivot = next((r for r in range(at, len(rows)) if rows[r][column]), None)
        if pivot is None:
            continue
        rows[at], rows[pivot] = rows[pivot], rows[at]
        rows[at] = [value / rows[at][column] for value in rows[at]]
        for other in range(len(rows)):
            if other != at and rows[other][column]:
                factor = rows[other][column]
                rows[other] = [a - factor * b for a, b in zip(rows[other], rows[at], strict=True)]
        at += 1
    for row in rows:
        unknown = [column for column in range(number) if row[column]]
        if len(unknown) == 1:
            yield unknown[0]


@given(st.lists(st.lists(st.integers(0, 4), min_size=30, max_size=30), min_size=1, max_size=5), st.integers(5, 30))
def test_no_hidden_number_follows_from_all_published_totals(answers: list[list[int]], people: int) -> None:
    """Several tables of the same people, as in one report: every person is in one part of each."""
    tables = [{f"{part}": each[:people].count(part) for part in range(5)} for each in answers]
    unknown: list[tuple[int, str]] = []
    sums: list[tuple[list[tuple[int, str]], int]] = []
    for place, counts in enumerate(tables):
        shown = parts_of(counts)
        hidden = [(place, name) for name in counts if shown is None or shown[name] is None]
        known = sum(count or 0 for count in (shown or {}).values())
        unknown += hidden
        sums.append((hidden, people - known))
    rows = [[*(Fraction(each in hidden) for each in unknown), Fraction(total)] for hidden, total in sums if hidden]
    assert list(determined(rows, len(unknown))) == []
    for hidden, total in sums:
        if hidden and parts_of(tables[hidden[0][0]]) is not None:
            number = len(hidden)
            assert total - number + 1 > 1, "each of them may be more than one"


def published(counts: tuple[int, ...]) -> object:
    shown = parts_of(dict(enumerate(counts)))  # type: ignore[arg-type]  # names are of no importance here
    return sum(counts), None if shown is None else tuple(shown.values())


@pytest.mark.parametrize(("parts", "most"), [(2, 14), (3, 14), (4, 10), (5, 7)])
def test_whoever_knows_the_rules_finds_two_tables_for_whatever_is_published(parts: int, most: int) -> None:
    """Every table there is, beside all others that are published alike: no hidden number is the same in all."""
    alike: defaultdict[object, list[tuple[int, ...]]] = defaultdict(list)
    for counts in product(range(most + 1), repeat=parts):
        if FEWEST <= sum(counts) <= most:
            alike[published(counts)].append(counts)
    for (_, shown), tables in alike.items():  # type: ignore[misc]  # a pair
        for part in range(parts):
            if shown is None or shown[part] is None:
                values = {counts[part] for counts in tables}
                assert len(values) > 1, (tables, part)


def test_a_mutant_that_hides_small_numbers_alone_is_found() -> None:
    def simple(counts: tuple[int, ...]) -> object:
        return sum(counts), tuple(None if few(count) else count for count in counts)

    alike: defaultdict[object, set[tuple[int, ...]]] = defaultdict(set)
    for counts in product(range(15), repeat=3):
        if FEWEST <= sum(counts) <= 14:
            alike[simple(counts)].add(counts)
    assert any(len(tables) == 1 and any(map(few, next(iter(tables)))) for tables in alike.values())
