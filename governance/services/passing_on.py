"""Passing a concern on: a manager who was told of one notifies the Monitoring Officer (policy paragraph 12); a handler
enters one that came by telephone, by letter or in person (paragraphs 11 and 28)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from governance.audit import Event
from governance.calendar import Calendar
from governance.documents import WORD, Document
from governance.errors import NotYours, Refused
from governance.passing_on import ReceivedOtherwise, ToldToManager, from_handler, from_manager, names_found
from governance.people import Person
from governance.ports import Clock, Store, Work
from governance.reports import Identity
from governance.roles import HANDLERS
from governance.services.receiving import Receipt, Receiving
from governance.services.sealed_words import Sections

#: The name of the document with a code, in links.
CODE_LETTER = "code_letter"
#: (what every holder reads, what only holders of the identity read) of a form and what it completed to.
Words = Callable[[str, Any, Mapping[str, str]], tuple[Sections, Sections]]
#: Makes the letter with the code, as a Word document.
DrawsLetter = Callable[[str, str], bytes]
_OLDEST = timedelta(days=366)


class PassingOn:
    """Every verb checks who asks and, for a handler's, their role today."""

    def __init__(
        self, store: Store, receiving: Receiving, words: Words, draw: DrawsLetter, calendar: Calendar, clock: Clock
    ) -> None:
        self._store = store
        self._receiving = receiving
        self._words = words
        self._draw = draw
        self._calendar = calendar
        self._clock = clock

    async def pass_on(self, by: Person, told: ToldToManager, report_id: str, form: tuple[str, str]) -> Receipt:
        """What somebody told `by`, who comes back to it by "my reports". `form` is its key and fingerprint.

        Raises Refused while the name of somebody who works here stands in a text that is said to have none.
        """
        async with self._store.work() as work:
            await self._must_be_staff(work, by)
            names = [each.name for each in await work.people.everyone() if each.id != by.id]
        found = names_found(names, told.texts)
        if told.agreed != "yes" and told.names_in_text != "others" and found:
            raise Refused(
                f"“{found[0]}” stands in what you wrote, and that is the name of somebody who works here. If it is who "
                "told you, take it out. If it is somebody else, go back and say that the names are of other people."
            )
        story, who = self._words(form[0], told, await self._handlers())
        # Who passes it on is no secret from those who deal with it; who told them may be.
        story = ((f"Passed on by {by.name}", (("Their job", by.job or "not known"),)), *story)
        return await self._receiving.receive_passed(
            from_manager(told), (story, who), report_id, form[1], None, by, tells=told.told_them != "yes"
        )

    async def may_enter(self, by: Person) -> None:
        """Raises NotYours without a handler's role."""
        async with self._store.work() as work:
            await self._post(work, by)

    async def enter(
        self, by: Person, entry: ReceivedOtherwise, report_id: str, code: str, form: tuple[str, str]
    ) -> Receipt:
        """What reached a handler outside this service. Who typed it is on the record, and is not who reported.

        Raises NotYours without a handler's role, and Refused for a day that cannot be right.
        """
        if entry.came_on < self._calendar.day_of(self._clock.now()) - _OLDEST:
            raise Refused("That day is more than a year ago. Check it, and if it is right ask for help.")
        async with self._store.work() as work:
            post = await self._post(work, by)
            known = await work.reports.by_id(report_id)
            if known is None:
                details = {"how": entry.came_how}
                await work.audit.write(Event(self._clock.now(), by.id, post, "entered", report_id, details))
        story, who = self._words(form[0], entry, await self._handlers())
        words = (story, who if entry.identity is not Identity.ANONYMOUS else ())
        return await self._receiving.receive_passed(from_handler(entry), words, report_id, form[1], code, None)

    async def letter(self, by: Person, facts: Mapping[str, object]) -> Document:
        """The code on paper, for the person who reported. For links. The line in the record comes first."""
        async with self._store.work() as work:
            post = await self._post(work, by)
            await work.audit.write(Event(self._clock.now(), by.id, post, "printed_code", str(facts["report"])))
        content = self._draw(str(facts["code"]), str(facts["until"]))
        return Document("your-code.docx", WORD, content)

    # ---------------------------------------------------------------- inside

    async def _handlers(self) -> Mapping[str, str]:
        return {handler.id: handler.name for handler in await self._receiving.handlers()}

    async def _must_be_staff(self, work: Work, by: Person) -> None:
        known = await work.people.by_id(by.id)
        if known is None or known.has_left(self._calendar.day_of(self._clock.now())):
            raise NotYours("This is for people on the council's staff list. Use “Speak up” to tell us yourself.")

    async def _post(self, work: Work, by: Person) -> str:
        today = self._calendar.day_of(self._clock.now())
        mine = await work.people.roles_of(by.id, today) & set(HANDLERS)
        if not mine or by.has_left(today):
            raise NotYours("Only the people who handle concerns enter them for others.")
        return next(role for role in HANDLERS if role in mine)
