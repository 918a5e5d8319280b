"""Filling in a form, one press at a time. Pure: the same draft, press and facts always give the same step.

Both faces use it: they seal the draft into what they show, and hand back the draft with the press and what was typed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from dialogs.answers import Raw, picks_of, text_of, weigh
from dialogs.form import WEB_TEXT_BYTES, Facts, Form, Kind, Page, Progress, Question, Source
from dialogs.personal_details import without_details
from governance.errors import Tampered

NEXT = "next"
BACK = "back"
STOP = "stop"
EDIT = "edit:"
MORE = "more:"
REMOVE = "remove"


@dataclass(frozen=True, slots=True)
class Draft:
    """What the client carries between two presses, sealed. It need not be true: every step reads it anew."""

    form: str
    answers: Raw = field(default_factory=dict, repr=False)
    #: Random facts made when the form was begun, such as the report's id; passed through untouched.
    minted: Mapping[str, str] = field(default_factory=dict, repr=False)
    #: The page being shown.
    page: str | None = None
    #: An earlier answer is being changed, and the form returns to where it was.
    changing: bool = False

    def to_data(self) -> dict[str, object]:
        """As JSON can hold it."""
        data: dict[str, object] = {
            "form": self.form,
            "answers": dict(self.answers),
            "minted": dict(self.minted),
            "page": self.page,
        }
        return {**data, "changing": True} if self.changing else data

    @classmethod
    def from_data(cls, data: Mapping[str, object]) -> Draft:
        """Raises Tampered when it is not what `to_data` makes."""
        form, answers, minted, page = (data.get(name) for name in ("form", "answers", "minted", "page"))
        if (
            not isinstance(form, str)
            or not isinstance(answers, dict)
            or not isinstance(minted, dict)
            or not all(isinstance(value, str) for value in minted.values())
            or not (page is None or isinstance(page, str))
        ):
            raise Tampered("This form is not one that we made. Start again.")
        return cls(form, answers, minted, page, data.get("changing") is True)


@dataclass(frozen=True, slots=True)
class Show:
    """Show this page and carry this draft."""

    draft: Draft
    page: Page
    progress: Progress


@dataclass(frozen=True, slots=True)
class Complete:
    """Everything is answered: this is what was asked for. The draft still holds what was minted."""

    draft: Draft
    command: Any = field(repr=False)


@dataclass(frozen=True, slots=True)
class Stopped:
    """The person stopped. Nothing is left of it."""


Step = Show | Complete | Stopped


def start(form: Form, minted: Mapping[str, str], facts: Facts) -> Step:
    """The first page."""
    progress = form.read({}, facts)
    return _show(Draft(form.key, {}, minted), progress, progress.pages[0])


def step(form: Form, draft: Draft, action: str, inputs: Mapping[str, object], facts: Facts) -> Step:
    """One press. `action` is `next`, `back`, `stop`, `edit:<page key>` or `more:<question key>`; anything else shows
    the same page again. `inputs` are what stands in the shown page's inputs, by name; others are ignored.
    """
    if action == STOP:
        return Stopped()
    # A review is settled only by the press on it, never by a draft.
    answers = {key: value for key, value in draft.answers.items() if key not in form.reviews}
    before = form.read(answers, facts, until=draft.page if action == NEXT else None)
    page = before.page_called(draft.page) or _last(before)
    if action == NEXT:
        return _next(form, draft, answers, before, page, inputs)
    progress = _with_valid(form, before, page, inputs)
    if action == REMOVE and page.removes:
        progress = form.read(without_details_of(page, progress), facts)
    if page not in progress.pages:  # its own answers left nothing to ask
        page = _last(progress)
    if action == BACK:
        return _back(draft, progress, page)
    if action.startswith(EDIT):
        return _edit(draft, progress, page, action.removeprefix(EDIT))
    if action.startswith(MORE):
        return _more(form, draft, progress, page, action.removeprefix(MORE))
    return _show(draft, progress, page)


def _next(form: Form, draft: Draft, answers: Raw, before: Progress, page: Page, inputs: Mapping[str, object]) -> Step:
    typed = {name: inputs.get(name, "") for question in before.asked[page.key] for name in _all_names(before, question)}
    raw = {**answers, **typed}
    # Where the page is the draft's own, what stands before it was read just now.
    progress = form.read_on(before, raw) if page.key == draft.page else form.read(raw, before.facts)
    progress = _fitting(progress, page)
    if progress.page is None:
        return Complete(replace(draft, answers=progress.raw), form.complete(progress))
    if page not in progress.pages:  # its own answers left nothing to ask
        return _show(draft, progress, _last(progress))
    if any(question.key in progress.errors for question in progress.asked[page.key]):
        return _show(draft, progress, page)
    return _show(draft, progress, progress.page if draft.changing else _following(progress, page))


def _back(draft: Draft, progress: Progress, page: Page) -> Step:
    if draft.changing and progress.page not in (None, page):
        return _show(draft, progress, _last(progress))
    number = progress.pages.index(page)
    return _show(draft, progress, progress.pages[max(number - 1, 0)])


def _edit(draft: Draft, progress: Progress, page: Page, wanted: str) -> Step:
    target = progress.page_called(wanted)
    if target is None or progress.pages.index(target) > progress.pages.index(_last(progress)):
        return _show(draft, progress, page)
    return _show(replace(draft, changing=True), progress, target)


def _more(form: Form, draft: Draft, progress: Progress, page: Page, key: str) -> Step:
    for question in progress.asked[page.key]:
        rows = progress.rows(question)
        if question.key == key and question.rows and rows < question.rows.most:
            begun = {f"{key}.{row}.who": progress.raw.get(f"{key}.{row}.who", "") for row in range(rows + 1)}
            return _show(draft, form.read({**progress.raw, **begun}, progress.facts), page)
    return _show(draft, progress, page)


def _show(draft: Draft, progress: Progress, page: Page) -> Show:
    """A page that has been reached; one that lies beyond the first open question is not. The draft takes on the
    answers that were read."""
    reached = _last(progress)
    if progress.pages.index(page) > progress.pages.index(reached):
        page = reached
    changing = draft.changing and page.key != progress.pages[-1].key
    return Show(Draft(draft.form, progress.raw, draft.minted, page.key, changing), page, progress)


def _fitting(progress: Progress, page: Page) -> Progress:
    """Texts that together are too long to be carried: the longest ones on this page are cut, and the words say so."""
    if weigh("".join([text for text in progress.raw.values() if isinstance(text, str)])) <= progress.facts.text_bytes:
        return progress  # nearly always, and seen at a glance: all answers together weigh no less than the texts
    over = sum(weigh(text) for text in progress.texts().values()) - progress.facts.text_bytes
    here = progress.texts(page)
    if over <= 0 or not here:
        return progress
    words = f"Your answers together are about {over} letters too long. We kept the first part of this one."
    if progress.facts.text_bytes < WEB_TEXT_BYTES:
        words += " The web page takes longer reports."
    kept, errors = dict(progress.raw), dict(progress.errors)
    room = sum(map(weigh, here.values())) - over
    shortest_first = sorted(here, key=lambda name: weigh(here[name]))
    for done, name in enumerate(shortest_first):
        kept[name] = text = _cut(here[name], max(room, 0) // (len(here) - done))
        room -= weigh(text)
        if text != here[name]:
            errors[name.split(".", 1)[0]] = words
    return replace(progress, raw=kept, page=page, errors=errors)


def _cut(text: str, room: int) -> str:
    """The longest beginning of `text` that weighs at most `room`."""
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if weigh(text[:middle]) <= room else (low, middle - 1)
    return text[:low]


def _with_valid(form: Form, before: Progress, page: Page, inputs: Mapping[str, object]) -> Progress:
    """What was typed, where it is right, so that leaving a page without finishing it loses nothing.

    An empty input counts only where something stood before: what was never filled in stays open.
    """
    typed: dict[str, dict[str, object]] = {}
    for question in before.asked[page.key]:
        names = [name for name in before.names(question) if _filled(inputs.get(name)) or before.raw.get(name)]
        typed[question.key] = {name: inputs[name] for name in names if name in inputs}
    together = {name: value for values in typed.values() for name, value in values.items()}
    tried = _fitting(form.read({**before.raw, **together}, before.facts), page)
    kept = dict(before.raw)
    for key, values in typed.items():
        if key not in tried.errors:
            kept.update(values)
    return form.read(kept, before.facts)


def _all_names(progress: Progress, question: Question) -> tuple[str, ...]:
    """Its inputs, and the key that settles it."""
    names = progress.names(question)
    return names if question.key in names or question.kind is Kind.EACH else (*names, question.key)


def _filled(value: object) -> bool:
    return bool(text_of(value).strip()) or any(picks_of(value))


def _following(progress: Progress, page: Page) -> Page:
    number = progress.pages.index(page)
    return progress.pages[min(number + 1, len(progress.pages) - 1)]


def without_details_of(page: Page, progress: Progress) -> Raw:
    """The answers without what the questions of this page found in them."""
    kept = dict(progress.raw)
    for question in progress.asked[page.key]:
        if question.choices_from is Source.PERSONAL_DETAILS:
            for key in question.search:
                if isinstance(text := kept.get(key), str):
                    kept[key] = without_details(text)
            kept.pop(question.key, None)
    return kept


def _last(progress: Progress) -> Page:
    """The furthest page that may be shown: the first one with something open, or the very last."""
    return progress.page or progress.pages[-1]
