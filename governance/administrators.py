"""Administrators who leave: their help ends, and the owner names somebody else (Information Risk Management Policy
7d)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

#: The role under which the end of somebody's help stands in the history of an asset.
BY_LEAVING = "has left"
#: What the owner chooses.
SOMEBODY, ALONE = "somebody", "alone"
# No staff number holds one.
_BETWEEN = ";"


@dataclass(frozen=True, slots=True)
class NewAdministrators:
    """Who helps from now on: the command of the form for it."""

    #: SOMEBODY or ALONE.
    what: str
    #: Work e-mail addresses or staff numbers, with semicolons between them; None when the owner goes on alone.
    who: str | None


class Helpers(Protocol):
    """Who helps with assets, as far as somebody of them has left."""

    async def left(self, day: date) -> Mapping[str, Collection[str]]:
        """References of the assets in use whose administrators include somebody who has left by that day, by the staff
        number of whoever left."""

    async def ended(self) -> Mapping[tuple[str, str], Collection[str]]:
        """References of the assets in use whose last change of administrators was that one of them had left, by
        (leaver, the owner as of now)."""


def subject_of(leaver_id: str, owner_id: str) -> str:
    """The subject of the obligation to name somebody else."""
    return f"{leaver_id}{_BETWEEN}{owner_id}"


def of_subject(subject_id: str) -> tuple[str, str]:
    """(leaver, owner)"""
    leaver_id, _, owner_id = subject_id.partition(_BETWEEN)
    return leaver_id, owner_id
