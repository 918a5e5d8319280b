"""Information assets, as the register lists them (Information Risk Management Policy 6A).

The fields are those that the National Archives and the Information Commissioner ask for: what it does, where it is
kept, who owns it, who can get at it, whether it is about people, how it is kept safe, whom it is shared with, and how
long it is kept.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from governance.rows import Cells, Column, Table

LIVE, RETIRED = "live", "retired"


@dataclass(frozen=True, slots=True)
class Asset:
    """One row of the Information Asset Register. One person is accountable; several may help."""

    reference: str
    title: str
    owner_id: str
    #: Who is asked first of those who help.
    administrator_id: str | None
    directorate: str
    service: str
    classification: str
    importance: str
    at_risk: bool
    #: How long it is kept, from when, and what happens then.
    retention: str = ""
    other_administrators: tuple[str, ...] = ()
    purpose: str = ""
    #: The system, the room or the company.
    location: str = ""
    #: One of PERSONAL_DATA; empty until somebody has said.
    personal_data: str = ""
    access: str = ""
    security: str = ""
    shared_with: str = ""
    #: LIVE or RETIRED: nobody answers for a retired one any more, and it is never deleted.
    state: str = LIVE
    version: int = 1

    @property
    def administrators(self) -> tuple[str, ...]:
        first = (self.administrator_id,) if self.administrator_id else ()
        return (*first, *self.other_administrators)

    @property
    def live(self) -> bool:
        return self.state == LIVE


#: The government's security classifications, as far as a council uses them.
CLASSIFICATIONS = {"official": "official", "official_sensitive": "official_sensitive"}
#: How much it matters that the asset is right, secret and there (policy 6A).
IMPORTANCES = {"low": "low", "medium": "medium", "high": "high", "critical": "critical"}
#: Whether it is about people, and how much the law asks of it then (UK GDPR Articles 6, 9 and 10).
PERSONAL_DATA = {"none": "none", "personal": "personal", "special_category": "special_category"}
STATES = {LIVE: LIVE, RETIRED: RETIRED}
LONGEST_TITLE, LONGEST_TEXT = 300, 1000

COLUMNS = (
    Column("reference", "the asset's own reference, which never changes", "IA-017", True, 64),
    Column("title", "what the asset is, in a few words", "Council tax accounts", True, LONGEST_TITLE),
    Column("owner", "the Information Asset Owner's staff number or e-mail address", "10007", True, 254),
    Column(
        "administrator",
        "the staff numbers or e-mail addresses of the Information Asset Administrators, the first to be asked first, "
        "with a semicolon between them",
        "10482",
        limit=1000,
    ),
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
    Column("purpose", "what it is for", "To bill and collect council tax", limit=LONGEST_TEXT),
    Column("location", "where it is kept: the system, the room or the company", "The revenues system"),
    Column("personal_data", "whether it is about people", "personal", limit=40, choices=tuple(PERSONAL_DATA)),
    Column("access", "who can get at it", "The revenues team", limit=LONGEST_TEXT),
    Column("security", "how it is kept safe", "Named accounts, checked each quarter", limit=LONGEST_TEXT),
    Column("shared_with", "whom it is shared with", "The Valuation Office", limit=LONGEST_TEXT),
    Column("state", "live, or retired when nobody answers for it any more", "live", limit=20, choices=tuple(STATES)),
)


def read_assets(table: Table, people: Mapping[str, str]) -> tuple[list[Asset], Cells]:
    """Every row, and the cells with what was wrong in them.

    `people` gives the staff number of a staff number or a lower-case e-mail address.
    """
    cells = Cells(table, COLUMNS)
    return cells.each(table, lambda: _asset(cells, people)), cells


def _asset(cells: Cells, people: Mapping[str, str]) -> Asset:
    helpers = cells.persons("administrator", people)
    return Asset(
        reference=cells.once("reference", cells.text("reference")),
        title=cells.text("title"),
        owner_id=cells.person("owner", people) or "",
        administrator_id=helpers[0] if helpers else None,
        directorate=cells.text("directorate"),
        service=cells.text("service"),
        classification=cells.choice("classification", CLASSIFICATIONS) or "",
        importance=cells.choice("importance", IMPORTANCES) or "",
        at_risk=cells.yes_or_no("at_risk"),
        retention=cells.text("retention"),
        other_administrators=tuple(helpers[1:]),
        purpose=cells.text("purpose"),
        location=cells.text("location"),
        personal_data=cells.choice("personal_data", PERSONAL_DATA) or "",
        access=cells.text("access"),
        security=cells.text("security"),
        shared_with=cells.text("shared_with"),
        state=cells.choice("state", STATES) or LIVE,
    )


def asset_cells(asset: Asset) -> dict[str, str]:
    """The row as a spreadsheet has it, people by their staff numbers."""
    return {
        "reference": asset.reference,
        "title": asset.title,
        "owner": asset.owner_id,
        "administrator": "; ".join(asset.administrators),
        "directorate": asset.directorate,
        "service": asset.service,
        "classification": asset.classification,
        "importance": asset.importance,
        "at_risk": "yes" if asset.at_risk else "no",
        "retention": asset.retention,
        "purpose": asset.purpose,
        "location": asset.location,
        "personal_data": asset.personal_data,
        "access": asset.access,
        "security": asset.security,
        "shared_with": asset.shared_with,
        "state": asset.state,
    }


#: The fields that a column fills, where they are not called the same.
_FIELDS = {"owner": ("owner_id",), "administrator": ("administrator_id", "other_administrators")}


def with_columns(asset: Asset, source: Asset, columns: Collection[str]) -> Asset:
    """The asset, with what fills these columns taken from `source`."""
    names = [name for column in columns for name in _FIELDS.get(column, (column,))]
    return replace(asset, **{name: getattr(source, name) for name in names})
