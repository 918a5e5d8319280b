"""The tables of the keystore, apart from the main database's, and rows in and out of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date

from sqlalchemy import Column, Index, Integer, LargeBinary, MetaData, Row, String, Table

from storage.columns import Day
from storage.seal_people import PersonKey
from storage.seal_wraps import Strand, Wrap

metadata = MetaData()
schema = Table("keystore_schema", metadata, Column("version", Integer, primary_key=True, autoincrement=False))
people_keys = Table(
    "people_keys",
    metadata,
    Column("person_id", String, primary_key=True),
    Column("epoch", Integer, primary_key=True, autoincrement=False),
    Column("suite", Integer, nullable=False),
    Column("public", LargeBinary, nullable=False),
    Column("signature", LargeBinary, nullable=False),
    Column("sealed_private", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)
#: Which Entra account is whose: the root's signature over both, and neither the account nor anything else of it.
accounts = Table(
    "people_accounts",
    metadata,
    Column("person_id", String, primary_key=True),
    Column("signature", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)
#: Without row ids, which would give back the order in which reports came. A date and no time of day.
wraps = Table(
    "wraps",
    metadata,
    Column("key_id", String, primary_key=True),
    Column("strand", String, primary_key=True),
    Column("holder", String, primary_key=True),
    Column("epoch", Integer, nullable=False),
    Column("suite", Integer, nullable=False),
    Column("blob", LargeBinary, nullable=False),
    Column("made_on", Day, nullable=False),
    Index("ix_wraps_holder_strand", "holder", "strand"),
    sqlite_with_rowid=False,
)


def wrap_rows(made: Sequence[Wrap], made_on: date) -> list[dict[str, object]]:
    return [{**asdict(wrap), "strand": wrap.strand.value, "made_on": made_on} for wrap in made]


def wrap_in(row: Row[tuple[object, ...]]) -> Wrap:
    return Wrap(row.key_id, Strand(row.strand), row.holder, row.epoch, row.suite, row.blob)


def person_key(row: Row[tuple[object, ...]]) -> PersonKey:
    return PersonKey(row.person_id, row.epoch, row.suite, row.public, row.signature, row.sealed_private)


def kept() -> Sequence[Table]:
    """What is kept, for whoever copies the whole of it: all but the version, which is the program's own."""
    return [table for table in metadata.sorted_tables if table is not schema]
