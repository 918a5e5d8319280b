"""Risk matrices are data: every place on one has a band, and a matrix with a gap cannot be made."""

from __future__ import annotations

import pytest

from governance.matrices import FIVE_BY_FIVE, FOUR_BY_FOUR, Band, Level, Matrix

FIVE = {
    Band.LOW: {(1, 1), (1, 2), (1, 3), (1, 4), (2, 2)},
    Band.MEDIUM: {(1, 5), (2, 3), (2, 4), (3, 3)},
    Band.HIGH: {(2, 5), (3, 4)},
    Band.VERY_HIGH: {(3, 5), (4, 4), (4, 5), (5, 5)},
}
FOUR = {
    Band.LOW: {(1, 1), (1, 2), (1, 3)},
    Band.MEDIUM: {(1, 4), (2, 2), (2, 3)},
    Band.HIGH: {(2, 4), (3, 3)},
    Band.VERY_HIGH: {(3, 4), (4, 4)},
}


@pytest.mark.parametrize(("matrix", "bands"), [(FIVE_BY_FIVE, FIVE), (FOUR_BY_FOUR, FOUR)])
def test_every_place_has_the_band_that_the_policy_gives_it(
    matrix: Matrix, bands: dict[Band, set[tuple[int, int]]]
) -> None:
    expected = {place: band for band, places in bands.items() for one in places for place in (one, one[::-1])}
    assert len(expected) == matrix.size**2
    assert {place: matrix.band(Level(*place)) for place in expected} == expected


@pytest.mark.parametrize("place", [(0, 1), (1, 0), (6, 1), (1, 6), (-2, -2)])
def test_a_place_beside_the_matrix_has_no_band(place: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="no such place"):
        FIVE_BY_FIVE.band(Level(*place))


@pytest.mark.parametrize(
    "begins",
    [
        {Band.LOW: 2, Band.MEDIUM: 5, Band.HIGH: 10, Band.VERY_HIGH: 15},
        {Band.LOW: 1, Band.MEDIUM: 10, Band.HIGH: 10, Band.VERY_HIGH: 15},
        {Band.LOW: 1, Band.MEDIUM: 12, Band.HIGH: 10, Band.VERY_HIGH: 15},
        {Band.LOW: 1, Band.MEDIUM: 5, Band.HIGH: 10},
        {Band.LOW: 1, Band.MEDIUM: 5, Band.HIGH: 10, Band.VERY_HIGH: 26},
    ],
)
def test_a_matrix_with_a_gap_cannot_be_made(begins: dict[Band, int]) -> None:
    with pytest.raises(ValueError, match="do not rise"):
        Matrix("broken", 5, begins)
