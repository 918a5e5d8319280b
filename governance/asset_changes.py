"""What happens to an asset between two imports: who changed what, and whether it goes to another owner."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

#: The role under which an import stands in the history of an asset.
BY_IMPORT = "import"


@dataclass(frozen=True, slots=True)
class AssetChange:
    """One cell that was changed. It is added to the history and never altered."""

    reference: str
    #: From 1, for each asset.
    number: int
    on: date
    by_id: str
    #: The name and the role as they were then.
    by_name: str
    by_role: str
    #: The column; "asset" for the asset as a whole, when it was added.
    column: str
    before: str
    after: str
    #: Why, where somebody was asked.
    words: str = ""


class TransferState(StrEnum):
    ASKED = "asked"
    ACCEPTED = "accepted"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Transfer:
    """A request that somebody else becomes the owner. Until they accept, nothing changes."""

    reference: str
    #: From 1, for each asset.
    number: int
    from_id: str
    to_id: str
    asked_on: date
    asked_by: str
    reason: str
    state: TransferState = TransferState.ASKED
    decided_on: date | None = None
    decided_by: str = ""
    decided_words: str = ""


@dataclass(frozen=True, slots=True)
class AssetDetails:
    """What somebody says of an asset, corrected or new: the command of the form for it."""

    title: str
    service: str
    purpose: str | None
    location: str | None
    classification: str
    importance: str
    personal_data: str
    at_risk: str
    access: str | None
    security: str | None
    shared_with: str | None
    retention: str | None
    #: E-mail addresses or staff numbers, with a semicolon between them.
    administrators: str | None


@dataclass(frozen=True, slots=True)
class Retirement:
    """Nobody needs the asset any more: the command of the form for it."""

    #: What became of it.
    words: str


@dataclass(frozen=True, slots=True)
class TransferWanted:
    """The command of the form for it."""

    #: An e-mail address or a staff number.
    to: str
    reason: str


@dataclass(frozen=True, slots=True)
class TransferAnswer:
    """The command of the form for it."""

    #: `yes` or `no`.
    accepted: str
    words: str | None


def transfer_of(reference: str, number: int) -> str:
    """The subject of the answer that is owed about a transfer."""
    return f"{reference}/{number}"


def of_transfer(subject: str) -> tuple[str, int]:
    """The reference and the number again."""
    reference, _, number = subject.rpartition("/")
    return reference, int(number)
