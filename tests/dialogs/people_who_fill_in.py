"""People who fill in forms: what they know, what they answer, and pressing their way to the end."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from dialogs import filling
from dialogs.form import ALWAYS, WEB_TEXT_BYTES, Facts, Form, Handler, Kind, Looks, Progress, Question
from governance import codes

TODAY = date(2026, 11, 23)
CODE = codes.mint(bytes(range(100, 112)))

HANDLERS = (
    Handler("D1042", "Priya Shah", "Monitoring Officer"),
    Handler("D1043", "Tom O’Brien", "Chief Internal Auditor"),
    Handler("D1044", "Ann-Marie Søndergård", "Deputy Monitoring Officer"),
    Handler("D1045", "Łukasz Van der Berg", "Deputy Chief Internal Auditor"),
)
FACTS = Facts(TODAY, HANDLERS, ("Children, Learning and Young People", "Housing"))
WEB_FACTS = Facts(TODAY, HANDLERS, FACTS.directorates, text_bytes=WEB_TEXT_BYTES)
PREFILL = Facts(TODAY, HANDLERS, FACTS.directorates, {"name": "Nobody Special", "job": "Sweeper", "team": "Streets"})

#: What the person of most tests answers; everything else is left empty or takes the last choice.
QUIET = {
    "identity": "anonymous",
    "danger": "no",
    "at_risk": "no",
    "works_as": "employee",
    "affected": "others",
    "new_or_known": "new",
    "grounds": "crime",
    "closest": "fraud",
    "how_known": "witnessed",
    "title": "Copper pipe goes missing",
    "story": "On Fridays copper pipe is loaded into a private van.",
    "timing": "now",
    "evidence": "no",
    "not_to_see": "no_one",
    "told": "no_one",
    "urgency": "no",
    "worried": "no",
    "guessable": "no",
    "meeting": "writing",
    "name": "Nobody Special",
    "contact_by": "service",
    "add_more": "no",
    "under_policy": "yes",
    "true_to_best": "yes",
    "understood": "yes",
}

Answering = Callable[[Question, Progress], Mapping[str, object]]


def quietly(**answers: str) -> Answering:
    """Answers `QUIET`, with these instead."""

    def answer(question: Question, progress: Progress) -> Mapping[str, object]:
        said = {**QUIET, **answers}
        if question.kind is Kind.EACH:
            return {name: said.get(name, "no") for name in progress.names(question)}
        given = {name: said[name] for name in progress.names(question) if name in said}
        if given or not question.required:
            return given
        return somehow(question, progress)

    return answer


def somehow(question: Question, progress: Progress) -> dict[str, object]:
    """Any right answer."""
    key = question.key
    match question.kind:
        case Kind.CHOICE | Kind.YES_NO:
            return {key: progress.choices(question)[-1].value}
        case Kind.SEVERAL:
            return {key: question.choices[0].value}
        case Kind.EACH:
            return dict.fromkeys(progress.names(question), "no")
        case Kind.CONFIRM:
            return {key: "yes"}
        case Kind.TEXT | Kind.LONG_TEXT:
            always = any(fit.when is ALWAYS and fit.looks is Looks.PHONE for fit in question.fits)
            by = "phone" if always else progress.answers.get("contact_by")
            text = {"email": "me@mail.example", "phone": "07700 900123"}.get(str(by), "Some words of my own here")
            return {key: text}
        case Kind.DAY:
            return {key: "2026-12-03" if question.ahead else "2026-11-03"}
        case Kind.MOMENT:
            return {f"{key}.day": "3/11/2026", f"{key}.time": "14:30"}
        case Kind.NUMBER:
            return {key: str(question.at_least)}
        case Kind.PEOPLE:
            return {f"{key}.0.who": "The depot manager"}
        case Kind.CODE:
            return {key: CODE}
        case _:
            return {}


def carried(draft: filling.Draft) -> filling.Draft:
    """The draft as it comes back from a client: through JSON."""
    return filling.Draft.from_data(json.loads(json.dumps(draft.to_data())))


class Filler:
    """Somebody with a form in front of them."""

    def __init__(self, form: Form, answering: Answering, facts: Facts = FACTS, minted: dict[str, str] | None = None):
        self.form = form
        self.answering = answering
        self.facts = facts
        self.step: filling.Step = filling.start(form, minted or {}, facts)
        self.seen: list[str] = [self.page]

    @property
    def show(self) -> filling.Show:
        assert isinstance(self.step, filling.Show), f"no page is shown: {type(self.step).__name__}"
        return self.step

    @property
    def page(self) -> str:
        return self.show.page.key

    @property
    def progress(self) -> Progress:
        return self.show.progress

    @property
    def errors(self) -> Mapping[str, str]:
        return {q.key: self.progress.errors[q.key] for q in self.asked if q.key in self.progress.errors}

    @property
    def asked(self) -> tuple[Question, ...]:
        return self.progress.asked[self.page]

    @property
    def command(self) -> Any:
        assert isinstance(self.step, filling.Complete), f"not complete: at {self.page}, {dict(self.errors)}"
        return self.step.command

    def answering_all(self) -> dict[str, object]:
        """Right answers to the page that is shown, and what settles it."""
        inputs = {name: value for q in self.asked for name, value in self.answering(q, self.progress).items()}
        return {**dict.fromkeys((q.key for q in self.asked), ""), **inputs}

    def press(self, action: str, **inputs: object) -> Filler:
        """Press a button with just these inputs filled in."""
        return self.press_with(action, inputs)

    def press_with(self, action: str, inputs: Mapping[str, object]) -> Filler:
        self.step = filling.step(self.form, carried(self.show.draft), action, inputs, self.facts)
        if isinstance(self.step, filling.Show):
            self.seen.append(self.page)
        return self

    def answer(self) -> Filler:
        """Answer the page that is shown, and go on."""
        inputs = {name: value for q in self.asked for name, value in self.answering(q, self.progress).items()}
        return self.press_with("next", inputs)

    def go_to(self, page: str) -> Filler:
        """Answer every page until this one is shown."""
        for _ in range(40):
            if self.page == page:
                return self
            self.answer()
        raise AssertionError(f"{page} never came, only {self.seen}")

    def finish(self) -> Filler:
        """Answer every page until there is none."""
        for _ in range(40):
            if not isinstance(self.step, filling.Show):
                return self
            self.answer()
        raise AssertionError(f"it never ends: {self.seen}, {dict(self.errors)}")
