"""The record of a case: what was done about it, by whom and on which day, newest last (policy paragraph 28)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from dialogs.views.done import CLOSE
from dialogs.views.parts import Element, buttons, card, counted, day, group, heading, pages, press, text, warning
from dialogs.views.said import one_line, run, said
from governance.case_record import CaseRecord, Opened, Recorded
from governance.roles import POSTS, Role

#: What an entry is called in its heading.
KINDS: Mapping[Recorded, str] = {
    Recorded.NOTE: "Note",
    Recorded.PRIVATE_NOTE: "Private note",
    Recorded.STEP: "Step",
    Recorded.REFERRAL: "Referral",
    Recorded.SAFEGUARD: "Safeguard",
    Recorded.MEETING: "Meeting",
    Recorded.TRIAGE: "Route decided",
    Recorded.DETRIMENT: "Risk that the reporter suffers for it",
    Recorded.OUTCOME: "Outcome",
    Recorded.LESSON: "Lesson",
    Recorded.DOCUMENT: "Document",
    Recorded.CORRECTION: "Put right",
    Recorded.ASSIGNMENT: "Who works on it",
    Recorded.CONSENT: "What the reporter agreed to",
    Recorded.UNKNOWN: "Entry of another kind",
}
#: What may be added by hand: the form, and its button.
ADDS = (
    ("record_note", "Note"),
    ("record_step", "Step"),
    ("record_referral", "Referral"),
    ("record_safeguard", "Safeguard"),
    ("record_meeting", "Meeting"),
    ("record_consent", "What the reporter agreed to"),
    ("record_correction", "Put an entry right"),
)
#: Buttons in one row: Teams hides what comes after the sixth.
_A_ROW = 5
#: The name of the input that chooses what is shown, and its choice for everything.
SHOWN, ALL = "shown", "all"


@dataclass(frozen=True, slots=True)
class RecordButtons:
    """Sealed tokens: one for each form of `ADDS`, one for each page, one for the same page with another choice, and one
    back to the case."""

    add: Mapping[str, str]
    turn: tuple[str, ...]
    show: str
    case: str


def shown_entries(record: CaseRecord, wanted: str) -> Sequence[Opened]:
    """The entries of one kind, or with any other word all of them."""
    kind = next((each for each in Recorded if each.value == wanted), None)
    return [each for each in record.entries if kind is None or each.entry.kind is kind]


def record_pages(record: CaseRecord, wanted: str) -> list[list[Element]]:
    """The record cut into pieces that each fit a card."""
    return pages(_blocks(record, shown_entries(record, wanted)))


def record_view(
    record: CaseRecord,
    wanted: str,
    page: int,
    parts: list[list[Element]],
    tokens: RecordButtons,
    banner: str | None = None,
) -> Element:
    """One page, from 0, of the pieces that `record_pages` made."""
    body = [heading("Record of this case"), text(counted(len(record.entries), "entry", "entries"))]
    if len(parts) > 1:
        body.append(text(f"Part {page + 1} of {len(parts)}"))
    adds = [
        press(title, {"verb": "record_add", "card": tokens.add[form]}) for form, title in ADDS
        if record.entries or form != "record_correction"
    ]  # fmt: skip
    turns = []
    if page + 1 < len(parts):
        turns.append(press("Read on", {"verb": "record", "card": tokens.turn[page + 1]}))
    if page > 0:
        turns.append(press("Read the part before", {"verb": "record", "card": tokens.turn[page - 1]}))
    case = press("Back to the case", {"verb": "case", "card": tokens.case})
    return card(
        [
            *body,
            *_filter(record, wanted, tokens.show),
            *parts[page],
            group([heading("Add to the record", 2), buttons(adds[:_A_ROW]), buttons(adds[_A_ROW:])]),
        ],
        [*turns, case, press("Close", CLOSE)],
        banner,
    )


def record_button(token: str) -> Element:
    """On the case."""
    return press("Record of this case", {"verb": "record", "card": token})


def done_recorded(record: str, banner: str | None = None) -> Element:
    """After an entry was added; `record` is the sealed token of the way back."""
    back = press("Back to the record", {"verb": "record", "card": record}, first=True)
    return card(
        [heading("It is in the record"), text("It cannot be changed. You can put it right with a new entry.")],
        [back, press("Close", CLOSE)],
        banner,
    )


def _filter(record: CaseRecord, wanted: str, token: str) -> list[Element]:
    kinds = list(dict.fromkeys(each.entry.kind for each in record.entries))
    if len(kinds) < 2:
        return []
    choices = [{"title": "Everything", "value": ALL}]
    choices += [{"title": KINDS[kind], "value": kind.value} for kind in kinds]
    chosen = wanted if any(kind.value == wanted for kind in kinds) else ALL
    return [
        {"type": "Input.ChoiceSet", "id": SHOWN, "label": "What to show", "value": chosen, "choices": choices},
        buttons([press("Show", {"verb": "record", "card": token}, inputs=True)]),
    ]


def _blocks(record: CaseRecord, entries: Sequence[Opened]) -> Iterable[Element]:
    if record.missing:
        yield warning(f"Entries are missing: {_numbers(record.missing)}. Tell whoever runs the service.")
    if record.altered:
        yield warning(
            f"Entries are not as they were written: {_numbers(record.altered)}. Tell whoever runs the service."
        )
    if not record.entries:
        yield text("Nothing has been recorded yet.")
    for each in entries:
        yield from _entry(each)


def _entry(opened: Opened) -> Iterable[Element]:
    entry, inside = opened.entry, opened.inside
    who = f"{inside.by}, " if inside is not None and inside.by else ""
    title = f"{entry.number}. {KINDS[entry.kind]}: {who}{_post(entry.role)}{day(entry.written_on)}"
    yield {**one_line(title, bold=True), "separator": True, "spacing": "Large"}
    if opened.withheld:
        yield text("Only the person who wrote this can open it.")
        return
    if inside is None:
        yield text("This entry cannot be opened.")
        return
    if inside.corrects:
        yield text(f"This puts entry {inside.corrects} right.")
    for question, answer in inside.facts:
        yield one_line(f"{question}: {answer}")
    yield from said(inside.text) or [run("…")]


def _post(role: str) -> str:
    post = next((POSTS[each] for each in Role if each.value == role and each in POSTS), "")
    return f"{post}, " if post else ""


def _numbers(numbers: Sequence[int]) -> str:
    return ", ".join(str(number) for number in numbers)
