"""A completed form in words: what was asked and answered, readable for as long as it is kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields
from datetime import date, datetime
from typing import Any

from dialogs.form import Form, Kind, Page, Question
from dialogs.questions import YES_OR_NO
from dialogs.wording import in_words
from governance.incidents import IncidentReport, Moment, Naming
from governance.reports import Concern, Identity, NamedPerson

#: (title, ((question, answer), …)), …
Sections = tuple[tuple[str, tuple[tuple[str, str], ...]], ...]

STORY_PAGE = "what"
#: Where a notice sends whoever reads it, by its place in the council's reporting form.
SIGNPOSTS = {
    "S3": "The emergency services, on 999, and the police, on 101",
    "S4": "The people who keep children and adults safe",
    "S6": "The school, which has a policy of its own",
    "S7": "Their own employer, whoever checks its trade, and Protect",
    "S8": "A grievance about their own job",
}


def tell_concern(form: Form, concern: Concern, names: Mapping[str, str]) -> tuple[Sections, Sections]:
    """(the story, who reports). `names` gives handlers' names by id.

    Without a name there is no one to seal apart: whatever was answered is the story.
    """
    shown = _signposts(form, concern)
    if concern.identity is Identity.ANONYMOUS:
        return (*_sections(form, concern, names, (True, False)), *shown), ()
    return (*_sections(form, concern, names, (False,)), *shown), _sections(form, concern, names, (True,))


def _signposts(form: Form, concern: Concern) -> Sections:
    """Where else the reporter was shown that they could turn."""
    answers = {each.name: getattr(concern, each.name) for each in fields(concern)}
    shown = [
        SIGNPOSTS[source]
        for page in form.pages
        if page.when.holds(answers)
        for question in page.questions
        if question.kind is Kind.NOTICE and question.when.holds(answers)
        for source in question.source
        if source in SIGNPOSTS
    ]
    return (("Shown to the reporter", (("Where else they could turn", "\n".join(shown)),)),) if shown else ()


def tell_incident(form: Form, told: IncidentReport) -> tuple[Sections, Sections]:
    """(what happened, who reported it). Without a name there is no one to seal apart."""
    if told.naming == Naming.NONE:
        return _sections(form, told, {}, (True, False)), ()
    return _sections(form, told, {}, (False,)), _sections(form, told, {}, (True,))


def tell_passed(form: Form, command: object, names: Mapping[str, str]) -> tuple[Sections, Sections]:
    """The same of a form for somebody else's concern: (the story, what says who they are)."""
    return _sections(form, command, names, (False,)), _sections(form, command, names, (True,))


def _sections(form: Form, command: Any, names: Mapping[str, str], personal: tuple[bool, ...]) -> Sections:
    # What happened comes first, because it is what a handler opens a case for; the rest in the form's order.
    pages = sorted(form.pages, key=lambda page: page.key != STORY_PAGE)
    told = ((page.title, tuple(_answers(page, command, names, personal))) for page in pages)
    return tuple((title, answers) for title, answers in told if answers)


def _answers(
    page: Page, command: Any, names: Mapping[str, str], personal: tuple[bool, ...]
) -> Iterator[tuple[str, str]]:
    for question in page.questions:
        if question.personal not in personal:
            continue
        for name in question.fields:
            words = _words(question, getattr(command, name), names)
            if words:
                yield _asked(question, name), words


def _asked(question: Question, name: str) -> str:
    """The question as it was asked; of a yes-or-no for each, which of the two this answer is."""
    first = question.ask.split("\n", 1)[0]
    if question.kind is Kind.EACH:
        return f"{first} – {'yes' if name == question.key else 'no'}"
    return first


def _words(question: Question, value: object, names: Mapping[str, str]) -> str:
    match value:
        case None | "" | ():
            return ""
        case bool():
            return "Yes" if value else "No"
        case Moment():
            return in_words(value)
        case datetime():
            return f"{value.day} {value:%B %Y, %H:%M}"
        case date():
            return f"{value.day} {value:%B %Y}"
        case tuple():
            return "\n".join(_one(question, each, names) for each in value)
        case _:
            return _one(question, value, names)


def _one(question: Question, value: object, names: Mapping[str, str]) -> str:
    labels = {choice.value: choice.label for choice in (*question.choices, *YES_OR_NO)}
    if isinstance(value, NamedPerson):
        return f"{value.who} ({labels.get(value.part, value.part)})" if value.part else value.who
    if question.kind is Kind.EACH:
        return names.get(str(value), "a handler")
    if question.kind in (Kind.CHOICE, Kind.SEVERAL, Kind.YES_NO):
        return labels.get(str(value), str(value))
    return str(value)
