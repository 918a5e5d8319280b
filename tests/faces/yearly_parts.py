"""The year's report as the Teams face has it, over links that lead nowhere."""

from __future__ import annotations

import uuid

from bot.teams.yearly import YearlyParts
from governance.calendar import Calendar
from governance.people import Person
from governance.ports import Clock
from governance.services.registering import Registering
from governance.services.reporting_yearly import ReportingYearly
from storage.concern_lines import LineSealing
from storage.keyfiles import DeskKeys
from storage.work import SqlStore


class Addresses:
    """`bot.teams.linking.Links`: an address that says what it was made of."""

    def link(self, by: Person, document: str, **facts: str | int) -> str:
        told = "-".join(f"{name}-{value}" for name, value in facts.items())
        return f"https://desk.council.example/documents/{by.id}-{document}-{told}"


def yearly_parts(store: SqlStore, clock: Clock, desk: DeskKeys) -> YearlyParts:
    registering = Registering(LineSealing(desk), lambda: uuid.uuid4().hex)
    return YearlyParts(ReportingYearly(store, registering, Calendar(), clock), Addresses())
