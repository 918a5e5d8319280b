"""Risks in a box: somebody's own, the register, and one of them with everything that was said of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from dialogs.views.done import CLOSE
from dialogs.views.parts import (
    Element,
    buttons,
    card,
    counted,
    day,
    facts,
    group,
    heading,
    pages,
    press,
    text,
)
from dialogs.views.said import one_line, said
from governance.assets import Asset
from governance.matrices import Band, Level
from governance.risks import Acceptance, AcceptanceState, Happened, RiskDecision, RiskEntry, RiskState
from governance.roles import Role
from governance.services.reading_risks import RiskLine, RiskView
from governance.services.risk_records import deciders_of

#: Risks, or assets, on one card.
A_PAGE = 8
MINE: Mapping[str, object] = {"verb": "my_risks"}
REGISTER: Mapping[str, object] = {"verb": "risks"}

BANDS = {Band.LOW: "Low", Band.MEDIUM: "Medium", Band.HIGH: "High", Band.VERY_HIGH: "Very high"}
STATES = {
    RiskState.DRAFT: "Waits for the owner to sign it",
    RiskState.IN_REVIEW: "Waits for the Records Manager",
    RiskState.TREATING: "Being brought down",
    RiskState.ACCEPT_REQUESTED: "Waits for a decision",
    RiskState.ACCEPTED: "Accepted for a time",
    RiskState.RESOLVED: "Said to be gone, waits to be checked",
    RiskState.CLOSED: "Closed",
}
_HAPPENED = {
    Happened.RAISED: "wrote it down",
    Happened.SIGNED: "signed it",
    Happened.ASSESSED: "assessed it",
    Happened.REVIEWED: "looked at it: all is as it was",
    Happened.AGREED: "checked it",
    Happened.SENT_BACK: "sent it back",
    Happened.RESOLVED: "said that it is gone",
    Happened.CLOSED: "checked that it is gone",
    Happened.INVALIDATED: "ended the acceptance",
    Happened.EXPIRED: "ended the acceptance: its time was over",
}
_ENDED = {
    AcceptanceState.ASKED: "It is not decided yet",
    AcceptanceState.GRANTED: "Accepted",
    AcceptanceState.REFUSED: "Not accepted",
    AcceptanceState.EXPIRED: "Accepted, until its time was over",
    AcceptanceState.INVALIDATED: "Ended, because the risk or its asset changed",
    AcceptanceState.REPLACED: "Accepted, until it was renewed",
}
POSTS = {
    Role.INFORMATION_ASSET_OWNER: "the asset's owner",
    Role.RECORDS_MANAGER: "the Records Manager",
    Role.SIRO: "the Senior Information Risk Owner",
    Role.IMSG: "the Information Management Strategy Group",
}


@dataclass(frozen=True, slots=True)
class RiskButtons:
    """Sealed tokens; None where the reader may not. `turn` has one for each page."""

    turn: tuple[str, ...]
    sign: str | None = None
    review: str | None = None
    assess: str | None = None
    ask: str | None = None
    plan: str | None = None
    resolve: str | None = None
    check: str | None = None
    decide: str | None = None


def risks_list(
    lines: Sequence[RiskLine],
    page: int,
    open_tokens: Mapping[str, str],
    *,
    again: Mapping[str, object] = MINE,
    may_add: bool = False,
    banner: str | None = None,
) -> Element:
    """One page of a list, from 0. `open_tokens` has the token of each shown risk's button, by reference."""
    whose = "in the register" if again is REGISTER else "yours to keep right"
    title = f"{counted(len(lines), 'risk is', 'risks are')} {whose}" if lines else f"No risk is {whose}"
    rows = [_row(line, open_tokens[line.risk.reference]) for line in shown_risks(lines, page)]
    add = [press("Write down a risk", {"verb": "risk_asset"}, first=not lines)] if may_add else []
    above = [text(_by_band(lines))] if lines else []
    return card(
        [heading(title), *above, *rows], [*add, *_turns(page, len(lines), again), press("Close", CLOSE)], banner
    )


def shown_risks(lines: Sequence[RiskLine], page: int) -> Sequence[RiskLine]:
    return lines[page * A_PAGE : (page + 1) * A_PAGE]


def which_asset(assets: Sequence[Asset], page: int, tokens: Mapping[str, str], banner: str | None = None) -> Element:
    """Which asset a new risk is about. `tokens` has the token of each shown asset's button, by reference."""
    rows = [
        group([
            one_line(asset.title, bold=True),
            one_line(f"{asset.reference}, {asset.service}"),
            buttons([press("This one", {"verb": "risk_add", "card": tokens[asset.reference]})]),
        ])
        for asset in shown_assets(assets, page)
    ]  # fmt: skip
    head = heading("Which asset could something go wrong with?")
    return card(
        [head, *rows],
        [*_turns(page, len(assets), {"verb": "risk_asset"}), press("My risks", MINE), press("Close", CLOSE)],
        banner,
    )


def shown_assets(assets: Sequence[Asset], page: int) -> Sequence[Asset]:
    return assets[page * A_PAGE : (page + 1) * A_PAGE]


def risk_pages(view: RiskView) -> list[list[Element]]:
    """One risk cut into pieces that each fit a card."""
    return pages(_blocks(view))


def risk_view(
    view: RiskView, page: int, parts: list[list[Element]], tokens: RiskButtons, banner: str | None = None
) -> Element:
    """One page, from 0, of the pieces that `risk_pages` made."""
    body = [one_line(view.file.risk.title, heading=True)]
    if len(parts) > 1:
        body.append(text(f"Part {page + 1} of {len(parts)}"))
    first = (
        ("Sign it", "risk_sign", tokens.sign),
        ("Say what you found", "risk_check", tokens.check),
        ("Decide", "risk_decide", tokens.decide),
        ("All is as it was", "risk_review", tokens.review),
    )
    more = (
        ("Assess it again", "risk_assess", tokens.assess),
        ("Say what you will do", "risk_plan", tokens.plan),
        ("Ask to accept it", "risk_ask", tokens.ask),
        ("It is gone", "risk_resolve", tokens.resolve),
    )
    ways_on = [press(title, {"verb": verb, "card": token}, first=True) for title, verb, token in first if token]
    ways_on += [press(title, {"verb": verb, "card": token}) for title, verb, token in more if token]
    if page + 1 < len(parts):
        ways_on.append(press("Read on", {"verb": "risk", "card": tokens.turn[page + 1]}))
    if page > 0:
        ways_on.append(press("Read the part before", {"verb": "risk", "card": tokens.turn[page - 1]}))
    # Teams shows six buttons at the foot of a card, and hides the rest behind three dots.
    return card([*body, *parts[page], buttons(ways_on)], [press("My risks", MINE), press("Close", CLOSE)], banner)


def risk_kept(title: str, words: str, banner: str | None = None) -> Element:
    """In the box, when something was done. The words are ours."""
    return card([heading(title), text(words)], [press("My risks", MINE), press("Close", CLOSE)], banner)


def level(at: Level) -> str:
    """Such as "12 (likelihood 3, impact 4)"."""
    return f"{at.score} (likelihood {at.likelihood}, impact {at.impact})"


def _by_band(lines: Sequence[RiskLine]) -> str:
    counts = [(BANDS[band].lower(), sum(line.band is band for line in lines)) for band in reversed(Band)]
    return f"Of these: {', '.join(f'{number} {band}' for band, number in counts if number)}."


def _row(line: RiskLine, token: str) -> Element:
    pairs = [
        ("Now", f"{BANDS[line.band]}, {level(line.risk.levels.current)}"),
        ("How it stands", STATES[line.risk.state]),
    ]
    if line.review_by is not None:
        pairs.append(("Look again by", day(line.review_by)))
    see = press("Open this risk", {"verb": "risk", "card": token})
    return group([
        one_line(line.risk.title, bold=True),
        one_line(f"{line.asset}, owned by {line.owner or 'nobody on the staff list'}"),
        facts(pairs),
        buttons([see]),
    ])  # fmt: skip


def _turns(page: int, total: int, again: Mapping[str, object]) -> list[Element]:
    turns = []
    if page > 0:
        turns.append(press("Earlier in the list", {**again, "page": page - 1}))
    if (page + 1) * A_PAGE < total:
        turns.append(press("Further in the list", {**again, "page": page + 1}))
    return turns


def _blocks(view: RiskView) -> Iterable[Element]:
    risk, line = view.file.risk, view.line
    yield one_line(f"{risk.reference}, about: {line.asset} ({view.file.asset.reference})")
    yield one_line(f"Owned by {line.owner}" if line.owner else "Its owner is not on the staff list")
    pairs = [
        ("How it stands", STATES[risk.state]),
        ("Now", f"{BANDS[line.band]}, {level(risk.levels.current)}"),
        ("If nothing were done", level(risk.levels.inherent)),
        ("To aim for", level(risk.levels.target)),
        ("Last looked at", day(risk.reviewed_on)),
    ]
    if line.review_by is not None:
        pairs.append(("Look again by", day(line.review_by)))
    yield facts(pairs)
    yield from _titled("What could happen", risk.description)
    if risk.controls:
        yield from _titled("What is done about it already", risk.controls)
    if view.actions:
        yield _part("What will be done")
        for action in view.actions:
            due = f", by {day(action.due_on)}" if action.due_on else ""
            yield one_line(f"{action.reference}: {action.title}{due} ({action.state.value.replace('_', ' ')})")
    for acceptance in view.file.acceptances:
        decisions = [each for each in view.file.decisions if each.number == acceptance.number]
        yield from acceptance_blocks(acceptance, decisions, view.names)
    yield _part("What was done")
    for entry in reversed(view.file.entries):
        yield from _entry(entry)


def acceptance_blocks(
    acceptance: Acceptance, decisions: Sequence[RiskDecision], names: Mapping[str, str]
) -> Iterable[Element]:
    """A request to accept a risk, and what became of it."""
    yield _part(f"To be accepted until {day(acceptance.until_on)}")
    asked = names.get(acceptance.asked_by, "Somebody who is not on the staff list any more")
    yield one_line(f"{asked} asked on {day(acceptance.asked_on)}, at level: {BANDS[acceptance.band].lower()}")
    yield from said(acceptance.reason)
    for each in decisions:
        by = names.get(each.by_id, "Somebody who is not on the staff list any more")
        yield one_line(f"{by}, for {POSTS[each.decider]}: {'yes' if each.granted else 'no'}", bold=True)
        yield from said(each.words)
    waits = [POSTS[role] for role in deciders_of(acceptance) if role not in {each.decider for each in decisions}]
    ended = _ENDED[acceptance.state]
    if acceptance.state is AcceptanceState.ASKED:
        ended = f"{ended}: it waits for {' and '.join(waits)}"
    yield text(f"{ended}.")


def _entry(entry: RiskEntry) -> Iterable[Element]:
    who = "Candour" if entry.by_id == "system" else f"{entry.by_name}, {entry.by_role.replace('_', ' ')},"
    yield one_line(f"{day(entry.on)}: {who} {_HAPPENED[entry.happened]}", bold=True)
    if entry.happened in (Happened.RAISED, Happened.ASSESSED):
        yield text(f"Level then: {level(entry.levels.current)}")
    if entry.words:
        yield from said(entry.words)


def _titled(title: str, words: str) -> Iterable[Element]:
    yield _part(title)
    yield from said(words)


def _part(title: str) -> Element:
    return {**heading(title, 2), "separator": True, "spacing": "Large"}
