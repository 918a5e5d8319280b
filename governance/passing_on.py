"""A concern that comes by way of somebody else: a manager who was told (policy paragraph 12), or a handler to whom it
was said or written outside this service (paragraphs 11 and 28)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from governance.reports import Identity, NamedPerson


@dataclass(frozen=True, slots=True, repr=False)
class ToldToManager:
    """What a manager's form completes to, question by question."""

    told_on: date
    told_how: str
    title: str
    closest: str
    said: str
    agreed: str
    #: Only of somebody who agreed.
    worker: str | None
    #: "none" or "others": whose names stand in the texts, of a worker who did not agree.
    names_in_text: str | None
    done: str
    told_them: str
    tell_at_once: str
    not_to_see: tuple[str, ...]
    same_people: tuple[str, ...]
    not_same_people: tuple[str, ...]
    checked: bool

    @property
    def texts(self) -> tuple[str, ...]:
        return (self.title, self.said, self.done)


@dataclass(frozen=True, slots=True, repr=False)
class ReceivedOtherwise:
    """What a handler's form completes to, for what came by telephone, by letter or in person."""

    came_on: date
    came_how: str
    identity: Identity
    title: str
    closest: str
    said: str
    name: str | None
    contact_detail: str | None
    tell_at_once: str
    not_to_see: tuple[str, ...]
    same_people: tuple[str, ...]
    not_same_people: tuple[str, ...]
    read_out: bool


@dataclass(frozen=True, slots=True, repr=False)
class Passed:
    """What routing and sealing need of either: under the names that a concern has for them."""

    identity: Identity
    title: str
    closest: str
    not_to_see: tuple[str, ...]
    same_people: tuple[str, ...]
    tell_at_once: str
    #: Whose name is sealed apart, if anybody's.
    grounds: tuple[str, ...] = ()
    people: tuple[NamedPerson, ...] = ()
    witnesses: tuple[NamedPerson, ...] = ()
    new_or_known: str = "new"
    earlier_handler: str | None = None


def from_manager(told: ToldToManager) -> Passed:
    """Its submitter is known, and is the manager. The worker's name, given with their leave, is sealed apart."""
    return Passed(Identity.CONFIDENTIAL, told.title, told.closest, told.not_to_see, told.same_people, told.tell_at_once)


def from_handler(entry: ReceivedOtherwise) -> Passed:
    return Passed(entry.identity, entry.title, entry.closest, entry.not_to_see, entry.same_people, entry.tell_at_once)


def names_found(names: Iterable[str], texts: Sequence[str]) -> list[str]:
    """Of these people's names, those whose first and last words stand together in one of the texts."""
    spaced = [f" {' '.join(_words(text))} " for text in texts]
    found = []
    for name in names:
        words = _words(name)
        if len(words) > 1 and any(f" {words[0]} {words[-1]} " in text for text in spaced):
            found.append(name)
    return found


def _words(text: str) -> list[str]:
    """In small letters, without the signs between them."""
    return "".join(sign if sign.isalnum() else " " for sign in text.casefold()).split()
