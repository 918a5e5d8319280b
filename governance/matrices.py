"""Risk matrices: how likely times how bad, and the band that comes of it. A matrix is data; a council has its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Band(StrEnum):
    """How much a risk matters, from the least."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    VERY_HIGH = "very_high"

    @property
    def rank(self) -> int:
        """From 0."""
        return list(Band).index(self)


@dataclass(frozen=True, slots=True)
class Level:
    """How likely something is, and how bad it would be: each from 1 to the size of the matrix."""

    likelihood: int
    impact: int

    @property
    def score(self) -> int:
        return self.likelihood * self.impact


@dataclass(frozen=True, slots=True)
class Matrix:
    """Construction fails when a band is missing, or does not begin above the one before it."""

    #: Such as `5x5`.
    key: str
    size: int
    #: The lowest score of each band.
    begins: Mapping[Band, int]

    def __post_init__(self) -> None:
        starts = [self.begins.get(band, 0) for band in Band]
        if starts[0] != 1 or sorted(set(starts)) != starts or starts[-1] > self.size**2:
            raise ValueError(f"the bands of matrix {self.key} do not rise from 1 to {self.size**2}")

    def band(self, level: Level) -> Band:
        """Raises ValueError for a level that is not on this matrix."""
        if not (1 <= level.likelihood <= self.size and 1 <= level.impact <= self.size):
            raise ValueError(f"there is no such place on a matrix of {self.size} by {self.size}")
        return max((band for band in Band if self.begins[band] <= level.score), key=lambda band: band.rank)


FIVE_BY_FIVE = Matrix("5x5", 5, {Band.LOW: 1, Band.MEDIUM: 5, Band.HIGH: 10, Band.VERY_HIGH: 15})
FOUR_BY_FOUR = Matrix("4x4", 4, {Band.LOW: 1, Band.MEDIUM: 4, Band.HIGH: 8, Band.VERY_HIGH: 12})
