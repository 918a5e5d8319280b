"""Risks in a quarter's figures: those that moved, and those that are out of appetite (policy 6B, 7d)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from governance.matrices import Band, Level
from governance.people import Person
from governance.policy import in_force
from governance.ports import Work
from governance.quarter_figures import Row
from governance.risks import Happened, Risk, RiskEntry, RiskState
from governance.services.return_sheets import name_of

#: From this band on the council lives with a risk only where somebody senior has accepted what is left of it.
_TOO_MUCH = Band.HIGH
_WORDS = {Band.LOW: "low", Band.MEDIUM: "medium", Band.HIGH: "high", Band.VERY_HIGH: "very high"}
_GONE = (Happened.CLOSED,)


async def moved(work: Work, since: date, until: date) -> list[Row]:
    """Reference, title, owner, before, now: risks that rose, fell, came or went from the morning of `since` to the end
    of `until`."""
    risks = {each.reference: each for each in await work.risks.in_states(list(RiskState))}
    entries, owners = await work.risks.entries(risks.keys()), await _owners(work, risks.values())
    rows: list[Row] = []
    for reference, risk in sorted(risks.items()):
        said = entries.get(reference, ())
        before = _standing([each for each in said if each.on < since], since)
        now = _standing([each for each in said if each.on <= until], until)
        if before != now:
            rows.append((reference, risk.title, owners.get(risk.asset_reference, ""), before, now))
    return rows


async def out_of_appetite(work: Work, today: date) -> list[Row]:
    """Reference, title, owner, band, score: risks that are high or very high and not accepted by anybody; the highest
    first."""
    open_ = await work.risks.in_states([each for each in RiskState if each.open and each is not RiskState.ACCEPTED])
    matrix = in_force(today).risk_matrix
    found = [(risk, matrix.band(risk.levels.current)) for risk in open_]
    high = [(risk, band) for risk, band in found if band.rank >= _TOO_MUCH.rank]
    owners = await _owners(work, [risk for risk, _ in high])
    high.sort(key=lambda each: (-each[0].levels.current.score, each[0].reference))
    return [
        (risk.reference, risk.title, owners.get(risk.asset_reference, ""), _WORDS[band], risk.levels.current.score)
        for risk, band in high
    ]


async def _owners(work: Work, risks: Collection[Risk]) -> Mapping[str, str]:
    """Names, by asset."""
    assets = await work.register.assets({each.asset_reference for each in risks})
    people: Mapping[str, Person] = await work.people.many({each.owner_id for each in assets.values()})
    return {reference: name_of(people, asset.owner_id) for reference, asset in assets.items()}


def _standing(entries: list[RiskEntry], day: date) -> str:
    """Such as "high (12)" after the last of these entries; "not there" before the first."""
    if not entries:
        return "not there"
    last = entries[-1]
    return "closed" if last.happened in _GONE else _level(last.levels.current, day)


def _level(level: Level, day: date) -> str:
    return f"{_WORDS[in_force(day).risk_matrix.band(level)]} ({level.score})"
