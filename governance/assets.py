"""Information assets, as the register lists them (Information Risk Management Policy 6A)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from governance.rows import Cells, Column, Table


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


#: The government's security classifications, as far as a council uses them.
CLASSIFICATIONS = {"official": "official", "official_sensitive": "official_sensitive"}
#: How much it matters that the asset is right, secret and there (policy 6A).
IMPORTANCES = {"low": "low", "medium": "medium", "high": "high", "critical": "critical"}

COLUMNS = (
    Column("reference", "the asset's own reference, which never changes", "IA-017", True, 64),
    Column("title", "what the asset is, in a few words", "Council tax accounts", True, 300),
    Column("owner", "the Information Asset Owner's staff number or e-mail address", "10007", True, 254),
    Column("administrator", "the Information Asset Administrator's staff number or e-mail address", "10482", limit=254),
    Column("directorate", "the directorate", "Finance and Resources", True),
    Column("service", "the service or function that the asset is for", "Revenues and Benefits", True),
    Column("classification", "the security classification", "official-sensitive", True, 40, tuple(CLASSIFICATIONS)),
    Column("importance", "how much depends on it", "high", True, 40, tuple(IMPORTANCES)),
    Column("at_risk", "yes when the asset is considered to be at risk, else no", "no", True, 10),
    Column(
        "retention",
        "how long it is kept, from when, and what happens then",
        "6 years after closing; destroy",
        limit=500,
    ),
)


def read_assets(table: Table, people: Mapping[str, str]) -> tuple[list[Asset], Cells]:
    """Every row, and the cells with what was wrong in them.

    `people` gives the staff number of a staff number or a lower-case e-mail address.
    """
    cells = Cells(table, COLUMNS)
    return cells.each(table, lambda: _asset(cells, people)), cells


def _asset(cells: Cells, people: Mapping[str, str]) -> Asset:
    return Asset(
        reference=cells.once("reference", cells.text("reference")),
        title=cells.text("title"),
        owner_id=cells.person("owner", people) or "",
        administrator_id=cells.person("administrator", people),
        directorate=cells.text("directorate"),
        service=cells.text("service"),
        classification=cells.choice("classification", CLASSIFICATIONS) or "",
        importance=cells.choice("importance", IMPORTANCES) or "",
        at_risk=cells.yes_or_no("at_risk"),
        retention=cells.text("retention"),
    )


def asset_cells(asset: Asset) -> dict[str, str]:
    """The row as a spreadsheet has it, people by their staff numbers."""
    return {
        "reference": asset.reference,
        "title": asset.title,
        "owner": asset.owner_id,
        "administrator": asset.administrator_id or "",
        "directorate": asset.directorate,
        "service": asset.service,
        "classification": asset.classification,
        "importance": asset.importance,
        "at_risk": "yes" if asset.at_risk else "no",
        "retention": asset.retention,
    }
