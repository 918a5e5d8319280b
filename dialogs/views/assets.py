"""Information assets in a box: the list, one of them with all that the register says, and what was changed of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from dialogs.views.done import CLOSE
from dialogs.views.parts import Element, buttons, card, counted, day, facts, group, heading, pages, press, text
from dialogs.views.said import one_line, said
from governance.asset_changes import AssetChange
from governance.services.asset_files import AssetFile
from governance.services.keeping_assets import AssetLine, AssetList

LIST: Mapping[str, object] = {"verb": "my_assets"}
#: The input in which an asset is looked for.
FIND = "find"
_ROWS_BYTES = 16_000
_MARKED = {"official": "Official", "official_sensitive": "Official-sensitive"}
_ABOUT = {"none": "No", "personal": "Yes", "special_category": "Yes, of the kind that needs most care"}
#: What a column is called to a reader.
COLUMN_WORDS = {
    "title": "Name",
    "owner": "Owner",
    "administrator": "Who helps",
    "directorate": "Directorate",
    "service": "Service",
    "classification": "Marked",
    "importance": "Importance",
    "at_risk": "At risk",
    "retention": "Kept how long",
    "purpose": "Used for",
    "location": "Kept where",
    "personal_data": "About people",
    "access": "Who can get at it",
    "security": "Kept safe by",
    "shared_with": "Shared with",
    "state": "State",
}
_NOBODY = "Somebody who is not on the staff list any more"


@dataclass(frozen=True, slots=True)
class AssetButtons:
    """Sealed tokens; None where the reader may not. `turn` has one for each page."""

    turn: tuple[str, ...]
    correct: str | None = None
    transfer: str | None = None
    retire: str | None = None
    answer: str | None = None


def asset_rows(listed: AssetList, find: str = "") -> list[list[tuple[AssetLine, Element]]]:
    """The lines with their rows, cut into pages that each fit a card; the buttons come with `assets_list`."""
    wanted = " ".join(find.casefold().split())
    found = [line for line in listed.lines if wanted in _words_of(line)]
    parts: list[list[tuple[AssetLine, Element]]] = [[]]
    used = 0
    for line in found:
        row = _row(line)
        used += len(str(row)) * 2 + 400
        if parts[-1] and used > _ROWS_BYTES:
            parts.append([])
            used = len(str(row)) * 2 + 400
        parts[-1].append((line, row))
    return parts


def assets_list(
    listed: AssetList,
    parts: Sequence[Sequence[tuple[AssetLine, Element]]],
    page: int,
    find: str,
    tokens: Mapping[str, str],
    add: str | None,
    banner: str | None = None,
) -> Element:
    """One page, from 0. `tokens` has that of each shown asset's button, by reference; `add` is the one for adding."""
    live = sum(line.asset.live for line in listed.lines)
    title = "Information assets" if listed.whole else "Your information assets"
    body = [heading(title), text(f"{counted(live, 'asset', 'assets')} in use, {len(listed.lines) - live} retired.")]
    if len(parts) > 1 or find:
        body += _finding(find)
    if len(parts) > 1:
        body.append(text(f"Part {page + 1} of {len(parts)}"))
    for line, row in parts[page]:
        see = press("Open", {"verb": "asset", "card": tokens[line.asset.reference]})
        body.append(group([row, buttons([see])]))
    if not parts[page]:
        body.append(text("No asset has these words in its name, number, service or owner." if find else "None yet."))
    actions = [press("Add an asset", {"verb": "asset_add", "card": add})] if add else []
    if page > 0:
        actions.append(press("Earlier in the list", {**LIST, "page": page - 1}, inputs=True))
    if page + 1 < len(parts):
        actions.append(press("Further in the list", {**LIST, "page": page + 1}, inputs=True))
    return card(body, [*actions, press("Close", CLOSE)], banner)


def asset_pages(file: AssetFile) -> list[list[Element]]:
    """One asset cut into pieces that each fit a card."""
    return pages(_blocks(file))


def asset_view(
    file: AssetFile, parts: list[list[Element]], page: int, tokens: AssetButtons, banner: str | None = None
) -> Element:
    """One page, from 0, of the pieces that `asset_pages` made."""
    body = [one_line(file.asset.title, heading=True)]
    if len(parts) > 1:
        body.append(text(f"Part {page + 1} of {len(parts)}"))
    ways_on = [
        press(title, {"verb": verb, "card": token}, first=first)
        for title, verb, token, first in (
            ("Say if you take it over", "transfer_answer", tokens.answer, True),
            ("Put it right", "asset_correct", tokens.correct, False),
            ("Give it to another owner", "asset_transfer", tokens.transfer, False),
            ("Retire it", "asset_retire", tokens.retire, False),
        )
        if token is not None
    ]
    if page + 1 < len(parts):
        ways_on.append(press("Read on", {"verb": "asset", "card": tokens.turn[page + 1]}))
    if page > 0:
        ways_on.append(press("Read the part before", {"verb": "asset", "card": tokens.turn[page - 1]}))
    return card([*body, *parts[page]], [*ways_on, press("All assets", LIST), press("Close", CLOSE)], banner)


def asset_kept(title: str, words: str, banner: str | None = None, *, at_risk: bool = False) -> Element:
    """In the box, when something was done. The words are ours."""
    body = [heading(title), text(words)]
    if at_risk:
        body.append(text("It is marked as at risk. If the register has no risk of it yet, write it down now."))
    risk = [press("Write down its risk", {"verb": "risk_asset"}, first=True)] if at_risk else []
    return card(body, [*risk, press("All assets", LIST), press("Close", CLOSE)], banner)


def _finding(find: str) -> list[Element]:
    asked: Element = {
        "type": "Input.Text",
        "id": FIND,
        "label": "Find an asset",
        "placeholder": "Part of its name, number, service or owner",
        "maxLength": 60,
        "value": find,
    }
    return [asked, buttons([press("Find", LIST, inputs=True)])]


def _words_of(line: AssetLine) -> str:
    asset = line.asset
    return f"{asset.reference} {asset.title} {asset.service} {line.owner}".casefold()


def _row(line: AssetLine) -> Element:
    asset = line.asset
    state = "" if asset.live else " Retired."
    risk = " At risk." if asset.at_risk and asset.live else ""
    return group(
        [
            one_line(f"{asset.title} ({asset.reference})", bold=True),
            one_line(f"{line.owner or _NOBODY}. {asset.service}.{risk}{state}"),
        ],
        apart=False,
    )


def _blocks(file: AssetFile) -> Iterator[Element]:
    asset = file.asset
    if not asset.live:
        yield text("Retired. Nobody is asked about it any more.", bold=True)
    if file.waiting is not None:
        to = file.names.get(file.waiting.to_id, _NOBODY)
        yield one_line(f"{to} was asked on {day(file.waiting.asked_on)} to take it over. No answer yet.", bold=True)
        yield from said(file.waiting.reason)
    yield facts(
        [
            ("Number", asset.reference),
            ("Marked", _MARKED.get(asset.classification, asset.classification)),
            ("Importance", asset.importance),
            ("At risk", "Yes" if asset.at_risk else "No"),
            ("About people", _ABOUT.get(asset.personal_data, "Nobody has said yet")),
        ]
    )
    helpers = ", ".join(file.names.get(each, _NOBODY) for each in asset.administrators)
    for title, typed in (
        ("Owner", file.names.get(asset.owner_id, _NOBODY)),
        ("Who helps", helpers or "Nobody"),
        ("Service", f"{asset.service}, {asset.directorate}"),
        ("Used for", asset.purpose),
        ("Kept where", asset.location),
        ("Who can get at it", asset.access),
        ("Kept safe by", asset.security),
        ("Shared with", asset.shared_with),
        ("Kept how long", asset.retention),
    ):
        yield group([text(title, bold=True), *(said(typed) if typed else [text("Nobody has said yet.")])], apart=False)
    yield {**heading("What was changed", 2), "separator": True, "spacing": "Large"}
    if not file.history:
        yield text("Nothing since it came in.")
    for each in reversed(file.history):
        yield _change(each, file.names)


def _change(each: AssetChange, names: Mapping[str, str]) -> Element:
    who = one_line(f"{day(each.on)}: {each.by_name}, {each.by_role.replace('_', ' ')}", bold=True)
    if each.column == "asset":
        return group([who, text("Added it to the register.")])
    column = COLUMN_WORDS.get(each.column, each.column)
    before, after = (_cell(each.column, cell, names) for cell in (each.before, each.after))
    items = [who, text(f"{column}:"), one_line(f"From: {before}"), one_line(f"To: {after}")]
    return group([*items, *(said(each.words) if each.words else [])])


def _cell(column: str, cell: str, names: Mapping[str, str]) -> str:
    if not cell:
        return "nothing"
    if column in ("owner", "administrator"):
        return ", ".join(names.get(each, _NOBODY) for each in cell.split("; "))
    return cell.replace("_", " ") if column in ("classification", "personal_data") else cell
