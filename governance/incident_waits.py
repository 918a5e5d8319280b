"""How long it was until an incident was reported, for the figures (risk policy 7d)."""

from __future__ import annotations

from datetime import date
from enum import StrEnum


class Waited(StrEnum):
    """From when it happened to when it was reported: as coarse as the figures that it is for."""

    SAME_DAY = "same_day"
    NEXT_DAY = "next_day"
    FEW_DAYS = "few_days"
    WEEK = "week"
    LONGER = "longer"
    UNKNOWN = "unknown"


def waited(happened_on: date, reported_on: date) -> Waited:
    """By the days between them."""
    days = (reported_on - happened_on).days
    bands = ((0, Waited.SAME_DAY), (1, Waited.NEXT_DAY), (3, Waited.FEW_DAYS), (7, Waited.WEEK))
    return next((band for most, band in bands if days <= most), Waited.LONGER)
