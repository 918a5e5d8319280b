"""Information assets, as the register lists them (Information Risk Management Policy 6A)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Asset:
    """One row of the Information Asset Register."""

    reference: str
    title: str
    owner_id: str
    administrator_id: str | None
    directorate: str
    service: str
    classification: str
    importance: str
    at_risk: bool
    retention: str = ""
