"""How long a case is kept, what keeps it longer, and what became of a change to that."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from dialogs.forms.hold import REASONS
from dialogs.views.done import CLOSE
from dialogs.views.parts import Element, card, day, facts, heading, press, text
from dialogs.views.said import one_line
from governance.retention import WARNING_DAYS, Kept


@dataclass(frozen=True, slots=True)
class KeptButtons:
    """Sealed tokens: one for what may be changed, and one that leads back to the case."""

    change: str
    case: str


def kept_button(token: str) -> Element:
    """On the case."""
    return press("How long it is kept", {"verb": "how_long", "card": token})


def kept_view(kept: Kept, tokens: KeptButtons, banner: str | None = None) -> Element:
    return card(
        [heading("How long this case is kept"), *_time(kept), *_hold(kept), *_rules(kept)],
        [
            *_changes(kept, tokens),
            press("Back to the case", {"verb": "case", "card": tokens.case}),
            press("Close", CLOSE),
        ],
        banner,
    )


def done_held(until: date, back: str, banner: str | None = None) -> Element:
    return _done("It is kept longer", f"It is kept until **{day(until)}** at least.", back, banner)


def done_lifted(back: str, banner: str | None = None) -> Element:
    words = f"It goes when its time is over. Those who keep it are told {WARNING_DAYS} days before, once more."
    return _done("It is kept no longer than its time", words, back, banner)


def _done(title: str, words: str, back: str, banner: str | None) -> Element:
    leads = press("Back to the case", {"verb": "case", "card": back}, first=True)
    return card([heading(title), text(words)], [leads, press("Close", CLOSE)], banner)


def _time(kept: Kept) -> Iterable[Element]:
    if kept.ends_on is None:
        yield text("Its time begins to run when it is closed. How long that is depends on what came of it.")
    else:
        yield facts([("Its time is over after", day(kept.ends_on - timedelta(days=1)))])


def _hold(kept: Kept) -> Iterable[Element]:
    hold = kept.hold
    if hold is None:
        yield text("Nothing keeps it longer.")
        return
    yield facts([("Kept longer until", day(hold.until)), ("Why", REASONS[hold.reason]), ("Since", day(hold.placed_on))])
    yield one_line(f"{kept.held_by} said so.")


def _rules(kept: Kept) -> Iterable[Element]:
    if kept.decides:
        yield text("If a claim or a complaint still needs it, keep it longer. The record shows who did.")
    else:
        yield text("Those who keep the case decide how long. Tell them if you know of something that still needs it.")


def _changes(kept: Kept, tokens: KeptButtons) -> Iterable[Element]:
    if not kept.decides:
        return
    words = "Change until when" if kept.hold else "Keep it longer"
    yield press(words, {"verb": "hold", "card": tokens.change}, first=True)
    if kept.hold:
        yield press("Keep it no longer", {"verb": "lift_hold", "card": tokens.change})
