"""Who may open a report, and opening it: the checks that stand before every verb of a handler (paragraphs 11, 28)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from governance.audit import Event
from governance.calendar import Calendar
from governance.errors import NotFound, NotYours, Unreadable
from governance.people import Person
from governance.ports import Clock, Store, Work
from governance.reports import Author, Letter, Report, Standing, State
from governance.roles import HANDLERS, MAY_HANDLE, Role
from governance.seal_ports import Seal
from governance.services.corresponding import LetterText, letter_text
from governance.services.sealed_words import Sections


@dataclass(frozen=True, slots=True, repr=False)
class Told:
    """A story, opened."""

    title: str
    sections: Sections
    #: Values of the reporting form's questions; empty for what was sealed before they were kept beside the words.
    grounds: tuple[str, ...]
    closest: str
    #: What the answers that name people say: whoever was involved, and whoever saw it.
    named: tuple[str, ...] = ()
    #: Ids of those who are kept out of it.
    barred: frozenset[str] = frozenset()


class CaseFiles:
    """Checks who asks, their role today, and that they hold the key; then opens what is sealed."""

    def __init__(self, store: Store, seal: Seal, calendar: Calendar, clock: Clock) -> None:
        self._store = store
        self._seal = seal
        self._calendar = calendar
        self._clock = clock

    async def load(self, by: Person, report_id: str, verb: str | None) -> tuple[Report, Sequence[Letter]]:
        """The report and its letters, for somebody who may handle it and holds its key; recorded when `verb` is."""
        keys = await self.keys(by)
        async with self._store.work() as work:
            return await self.find(work, by, keys, report_id, verb)

    async def find(
        self, work: Work, by: Person, keys: frozenset[str], report_id: str, verb: str | None
    ) -> tuple[Report, Sequence[Letter]]:
        """The same inside a transaction. Raises NotFound when there is none among those that `by` holds `keys` to."""
        post = await self.post(work, by)
        report = await work.reports.by_id(report_id)
        if report is None or report.key_id not in keys or not is_theirs(report, by):
            raise NotFound("There is no such case among those that you hold.")
        if verb:
            await work.audit.write(Event(self._clock.now(), by.id, post, verb, report_id))
        return report, await work.letters.of(report_id)

    async def keys(self, by: Person) -> frozenset[str]:
        """Of the reports that `by` may open. Raises NotYours when the account is not the one that was confirmed."""
        keys = await self._seal.keys_of(by.id)
        if keys and not await self._seal.confirms(by.id, by.entra_id):
            raise NotYours(
                "This Teams account has not been confirmed as yours, so nothing is opened with it. Ask whoever keeps "
                "the root key to confirm it."
            )
        return keys

    async def post(self, work: Work, by: Person) -> str:
        """The role in which `by` acts today. Raises NotYours when there is none, or when they have left."""
        today = self.today()
        mine = await work.people.roles_of(by.id, today) & MAY_HANDLE
        if not mine or by.has_left(today):
            raise NotYours("Only the people who handle concerns can see them, and that is not among your roles today.")
        return next(role for role in (*HANDLERS, Role.INDEPENDENT_PERSON, Role.INVESTIGATOR) if role in mine)

    async def told(self, by: Person, report: Report) -> Told:
        raw = json.loads(await self._seal.open_story(by.id, report.id, report.key_id, report.story))
        grounds = tuple(raw.get("grounds") or ())
        return Told(
            title=raw["title"],
            sections=_sections(raw["sections"]),
            grounds=grounds,
            closest=raw.get("closest") or "",
            named=tuple(raw.get("named") or ()),
            barred=frozenset(raw.get("barred") or ()),
        )

    async def identity(self, by: Person, report: Report) -> Sections | None:
        """None when nobody gave a name, and for whoever does not hold that key."""
        if report.identity_sealed is None:
            return None
        try:
            opened = await self._seal.open_identity(by.id, report.id, report.key_id, report.identity_sealed)
        except Unreadable:
            return None
        return _sections(json.loads(opened)["sections"])

    async def written(self, via: str, report: Report) -> Sequence[str]:
        """The words of what its reporter wrote since, as far as handlers are shown it; opened by `via`."""
        async with self._store.work() as work:
            letters = [each for each in await work.letters.of(report.id) if each.author is Author.REPORTER]
        opened = [await self._seal.open_letter(via, report.id, report.key_id, e.id, e.sealed) for e in letters]
        return [letter_text(*each).text for each in zip(letters, opened, strict=True)]

    async def letter(self, by: Person, report: Report, letter: Letter) -> LetterText:
        opened = await self._seal.open_letter(by.id, report.id, report.key_id, letter.id, letter.sealed)
        return letter_text(letter, opened)

    def today(self) -> date:
        return self._calendar.day_of(self._clock.now())


def is_theirs(report: Report, by: Person) -> bool:
    """Shown, and `by` is written down among those who work on it. Their key alone does not do: whoever stepped aside
    holds it for a moment more."""
    return is_shown(report) and any(
        each.person_id == by.id and each.standing is not Standing.ESCALATION for each in report.told
    )


def decides(report: Report, by: Person) -> bool:
    """Whether they keep the case. Whoever was given it to look into it decides nothing about it."""
    mine = {each.standing for each in report.told if each.person_id == by.id}
    return bool(mine - {Standing.INVESTIGATOR, Standing.ESCALATION})


def must_decide(report: Report, by: Person) -> None:
    """Raises NotYours for whoever only looks into it."""
    if not decides(report, by):
        raise NotYours("Those who keep this case decide that. Write what you found into its record.")


def is_shown(report: Report) -> bool:
    """Released, or not to wait for the release."""
    return report.state is not State.WAITING or report.urgent


def _sections(raw: object) -> Sections:
    if not isinstance(raw, list):
        raise Unreadable("What is sealed in this report is not in a form that we know.")
    return tuple((title, tuple((ask, answer) for ask, answer in answers)) for title, answers in raw)
