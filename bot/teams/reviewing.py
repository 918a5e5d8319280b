"""Returns that were sent: the Records Manager looks at each, accepts it or sends it back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from bot.teams.acting import command_of
from bot.teams.answers import Dialog
from bot.teams.buttons import Buttons
from bot.teams.endings import StaffEnding
from bot.teams.form_dialogs import FormDialogs, Inputs
from bot.teams.identity import Directory, Presser
from bot.teams.verbs import Verb
from dialogs.filling import Draft
from dialogs.forms.review_return import REVIEW_RETURN
from dialogs.views.done import CLOSE
from dialogs.views.parts import Element, card, heading, press, text
from dialogs.views.review import LIST, review_pages, review_view, reviews_list, shown_reviews
from dialogs.views.said import one_line
from governance.assurance import ReturnState
from governance.people import Person
from governance.reviews import Reviewed
from governance.services.reviewing_returns import ReturnFile

TITLE = "Returns"


class Reviews(Protocol):
    """Each verb checks who asks, and in which post, today."""

    async def waiting(self, by: Person) -> Sequence[ReturnFile]: ...

    async def open(self, by: Person, return_id: str) -> ReturnFile: ...

    async def review(self, by: Person, return_id: str, version: int, said: Reviewed) -> None: ...


class ReviewVerbs:
    def __init__(self, reviewing: Reviews, people: Directory, buttons: Buttons, banner: str | None) -> None:
        self._reviewing = reviewing
        self._people = people
        self._buttons = buttons
        self._banner = banner

    def ending(self) -> StaffEnding:
        return StaffEnding(REVIEW_RETURN, self._people, self._decided, TITLE)

    def with_forms(self, forms: FormDialogs) -> Mapping[str, Verb]:
        async def decide(presser: Presser, data: Inputs) -> Dialog:
            file, facts = await self._file(presser, "review_decide", data)
            minted = {"id": file.back.id, "version": str(facts["version"])}
            above = [one_line(f"{file.owner}: sent by {file.back.signed}.", bold=True)]
            return await forms.start(presser, REVIEW_RETURN.key, minted, above=above)

        return {
            "reviews": self.waiting, "review_look": self.look, "review_accept": self.accept, "review_decide": decide,
        }  # fmt: skip

    async def waiting(self, presser: Presser, data: Inputs) -> Dialog:
        wanted = data.get("page")
        return await self._list(presser, wanted if isinstance(wanted, int) and wanted > 0 else 0)

    async def look(self, presser: Presser, data: Inputs) -> Dialog:
        file, facts = await self._file(presser, "review_look", data)
        parts, wanted = review_pages(file), facts.get("page")
        page = wanted if isinstance(wanted, int) and 0 <= wanted < len(parts) else 0
        turn = [self._token(presser, "review_look", file, page=each) for each in range(len(parts))]
        waits = file.back.state is ReturnState.SUBMITTED
        decide = self._token(presser, "review_decide", file) if waits else None
        return Dialog(TITLE, review_view(file, parts, page, turn, decide, self._banner))

    async def accept(self, presser: Presser, data: Inputs) -> Dialog:
        """Where nothing is different, one press is enough."""
        facts = self._buttons.open(presser, "review_look", data)
        by = await presser.person(self._people)
        await self._reviewing.review(by, str(facts["id"]), int(str(facts["version"])), Reviewed("yes", ""))
        return await self._list(presser, 0, "It is accepted.")

    # ---------------------------------------------------------------- inside

    async def _list(self, presser: Presser, page: int, said: str = "") -> Dialog:
        files = await self._reviewing.waiting(await presser.person(self._people))
        page = page if shown_reviews(files, page) else 0
        tokens = {each.back.id: self._token(presser, "review_look", each) for each in shown_reviews(files, page)}
        return Dialog(TITLE, reviews_list(files, page, tokens, said, self._banner))

    async def _decided(self, by: Person, draft: Draft, command: object) -> Element:
        said = command_of(command, Reviewed)
        await self._reviewing.review(by, draft.minted["id"], int(draft.minted["version"]), said)
        accepted = said.accepted == "yes"
        title = "It is accepted" if accepted else "It goes back to its owner"
        words = "There is nothing more to do about it." if accepted else "They read what is missing, and send it again."
        actions = [press("All that wait", LIST), press("Close", CLOSE)]
        return card([heading(title), text(words)], actions, self._banner)

    async def _file(self, presser: Presser, verb: str, data: Inputs) -> tuple[ReturnFile, Mapping[str, object]]:
        facts = self._buttons.open(presser, verb, data)
        return await self._reviewing.open(await presser.person(self._people), str(facts["id"])), facts

    def _token(self, presser: Presser, verb: str, file: ReturnFile, **facts: int) -> str:
        return self._buttons.seal(presser, verb, id=file.back.id, version=file.back.version, **facts)
