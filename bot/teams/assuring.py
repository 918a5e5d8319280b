"""An asset owner's verbs: their return on the card in the chat and in a box, its assets, its forms, and sending it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from bot.teams.answers import Dialog, Replaced
from bot.teams.buttons import Buttons
from bot.teams.due_cards import DueCards
from bot.teams.form_dialogs import FormDialogs, Inputs
from bot.teams.identity import Directory, Presser
from bot.teams.refusals import card_for
from bot.teams.verbs import Change, Verb
from dialogs.filling import Draft
from dialogs.form import Form
from dialogs.forms.assurance import ASSET, ASSET_AT_RISK, FIRST, PORTFOLIO, answers_of, begun_with
from dialogs.views.incident_talk import talked_months
from dialogs.views.parts import Element, opens, text
from dialogs.views.problem import instead, warned
from dialogs.views.returns import FIND, above_form, return_sent, return_view, returns_list, rows
from governance.assurance import Line
from governance.assurance_questions import PER_ASSET, PER_PORTFOLIO
from governance.errors import NotFound, Refused, Stale, Tampered
from governance.incident_talks import months_asked
from governance.obligations import Duty
from governance.people import Person
from governance.services.return_sheets import Sheet, already_done

TITLE = "My return"
_NONE = "There is no return for you to fill in. They open on the first working day of each quarter."
_OPEN = opens("Open my return", {"verb": "my_return"}, first=True)


class Assures(Protocol):
    """The part of `Assuring` that this face uses. Each verb checks who asks, and what they are to the return today."""

    async def mine(self, by: Person) -> Sequence[Sheet]: ...

    async def open(self, by: Person, return_id: str) -> Sheet: ...

    async def answer_line(
        self, by: Person, return_id: str, version: int, asset_reference: str, answers: Mapping[str, object]
    ) -> Sheet: ...

    async def answer_portfolio(
        self, by: Person, return_id: str, version: int, answers: Mapping[str, object]
    ) -> Sheet: ...

    async def unchanged(self, by: Person, return_id: str, version: int) -> Sheet: ...

    async def submit(self, by: Person, return_id: str, version: int) -> Sheet: ...


class ReturnBox:
    """Draws a return, with its tokens."""

    def __init__(self, buttons: Buttons, banner: str | None) -> None:
        self._buttons = buttons
        self._banner = banner

    def draw(self, presser: Presser, sheet: Sheet, page: int = 0, find: str = "") -> Dialog:
        parts = rows(sheet, find)
        shown = page if 0 <= page < len(parts) else 0
        token = self._token(presser, sheet, shown)
        return Dialog(TITLE, return_view(sheet, parts, shown, find, token, self._banner))

    def sent(self, presser: Presser, sheet: Sheet) -> Dialog:
        return Dialog(TITLE, return_sent(sheet, self._token(presser, sheet, 0), self._banner))

    def list(self, presser: Presser, sheets: Sequence[Sheet]) -> Dialog:
        tokens = [self._token(presser, sheet, 0) for sheet in sheets]
        return Dialog(TITLE, returns_list(sheets, tokens, self._banner))

    def _token(self, presser: Presser, sheet: Sheet, page: int) -> str:
        return self._buttons.seal(presser, "return", id=sheet.back.id, version=sheet.back.version, page=page)


class ReturnEnding:
    """What one of the three forms does in Teams."""

    def __init__(self, form: Form, assuring: Assures, people: Directory, box: ReturnBox) -> None:
        self.form = form
        self._assuring = assuring
        self._people = people
        self._box = box

    async def prefill(self, presser: Presser, answers: Mapping[str, object]) -> Mapping[str, str]:  # noqa: ARG002
        return {}

    async def finish(self, presser: Presser, draft: Draft, command: object) -> Dialog:
        by, minted = await presser.person(self._people), draft.minted
        return_id, version = minted["return"], int(minted["version"])
        if self.form is PORTFOLIO:
            said = answers_of(PER_PORTFOLIO, command)
            sheet = await self._assuring.answer_portfolio(by, return_id, version, said)
        else:
            said = answers_of(PER_ASSET, command)
            sheet = await self._assuring.answer_line(by, return_id, version, minted["asset"], said)
        return self._box.draw(presser, sheet)


def return_endings(
    assuring: Assures, people: Directory, buttons: Buttons, banner: str | None
) -> tuple[ReturnEnding, ...]:
    box = ReturnBox(buttons, banner)
    return tuple(ReturnEnding(form, assuring, people, box) for form in (ASSET, ASSET_AT_RISK, PORTFOLIO))


class Returning:
    """What the buttons of returns do."""

    def __init__(
        self,
        forms: FormDialogs,
        assuring: Assures,
        people: Directory,
        buttons: Buttons,
        cards: DueCards,
        banner: str | None,
    ) -> None:
        self._forms = forms
        self._assuring = assuring
        self._people = people
        self._buttons = buttons
        self._cards = cards
        self._banner = banner
        self._box = ReturnBox(buttons, banner)

    def verbs(self) -> Mapping[str, Verb]:
        return {
            "my_return": self.my_return,
            "return": self.open,
            "return_find": self.open,
            "return_turn": self.open,
            "return_line": self.line,
            "return_was": self.line_as_it_was,
            "return_together": self.together,
            "return_together_was": self.together_as_it_was,
            "return_rest": self.send_rest,
            "return_submit": self.send,
        }

    def executes(self) -> Mapping[str, Change]:
        return {"return_unchanged": self.unchanged}

    # ---------------------------------------------------------------- in the box

    async def my_return(self, presser: Presser, _: Inputs) -> Dialog:
        """The one that waits for this person, or else the newest; a list when several wait."""
        sheets = await self._assuring.mine(await presser.person(self._people))
        if not sheets:
            raise NotFound(_NONE)
        waiting = [sheet for sheet in sheets if sheet.back.waits]
        return self._box.list(presser, waiting) if len(waiting) > 1 else self._box.draw(presser, sheets[0])

    async def open(self, presser: Presser, data: Inputs) -> Dialog:
        """One page of it, or those of its assets whose name was typed."""
        by, facts = await self._pressed(presser, data)
        turned = data.get("to")
        sheet = await self._assuring.open(by, str(facts["id"]))
        page = turned if isinstance(turned, int) else 0
        return self._box.draw(presser, sheet, page, _typed(data))

    async def line(self, presser: Presser, data: Inputs) -> Dialog:
        """The form of one asset, as it was filled in before."""
        by, facts = await self._pressed(presser, data)
        sheet = await self._assuring.open(by, str(facts["id"]))
        line = next((each for each in sheet.lines if each.asset_reference == data.get("asset")), None)
        if line is None:
            raise Tampered("This button does not belong here. Open the box again.")
        return await self._forms.start(
            presser,
            _form_of(line).key,
            {"return": sheet.back.id, "version": str(facts["version"]), "asset": line.asset_reference},
            answers=begun_with(PER_ASSET, line.answers),
            above=above_form(line, sheet.back.opened_on),
            page=FIRST,
        )

    async def line_as_it_was(self, presser: Presser, data: Inputs) -> Dialog:
        by, facts = await self._pressed(presser, data)
        asset = data.get("asset")
        sheet = await self._assuring.answer_line(by, *_which(facts), asset if isinstance(asset, str) else "", {})
        return self._box.draw(presser, sheet, _page(facts), _typed(data))

    async def together(self, presser: Presser, data: Inputs) -> Dialog:
        """The form of what is asked of all the assets together."""
        by, facts = await self._pressed(presser, data)
        sheet = await self._assuring.open(by, str(facts["id"]))
        return await self._forms.start(
            presser,
            PORTFOLIO.key,
            {"return": sheet.back.id, "version": str(facts["version"])},
            answers=begun_with(PER_PORTFOLIO, sheet.back.answers),
            above=[
                text("This is about all your assets together."),
                *talked_months(sheet.talks, months_asked(sheet.back.opened_on)),
            ],
            page=FIRST,
        )

    async def together_as_it_was(self, presser: Presser, data: Inputs) -> Dialog:
        by, facts = await self._pressed(presser, data)
        sheet = await self._assuring.answer_portfolio(by, *_which(facts), {})
        return self._box.draw(presser, sheet, _page(facts), _typed(data))

    async def send_rest(self, presser: Presser, data: Inputs) -> Dialog:
        """With everything that nobody answered as it was."""
        by, facts = await self._pressed(presser, data)
        return self._box.sent(presser, await self._assuring.unchanged(by, *_which(facts)))

    async def send(self, presser: Presser, data: Inputs) -> Dialog:
        by, facts = await self._pressed(presser, data)
        return self._box.sent(presser, await self._assuring.submit(by, *_which(facts)))

    # ---------------------------------------------------------------- on the card in the chat

    async def unchanged(self, presser: Presser, data: Inputs) -> Replaced:
        """One press: the card that comes in its place shows what was sent, and by whom."""
        facts = self._buttons.open(presser, "return_unchanged", data)
        by = await presser.person(self._people)
        before = (await self._assuring.open(by, str(facts["id"]))).back
        if not before.waits:
            # One's own press that came twice has the same answer.
            above = [] if before.submitted_by == by.id else [warned(already_done(before))]
            return await self._as_it_is(presser, by, facts, above)
        try:
            await self._assuring.unchanged(by, *_which(facts))
        except Refused as refusal:
            if type(refusal) not in (Refused, Stale):
                raise
            return card_for(refusal, "return_unchanged", data, [_OPEN], self._banner)
        return await self._as_it_is(presser, by, facts)

    async def _as_it_is(
        self, presser: Presser, by: Person, facts: Mapping[str, object], above: Sequence[Element] = ()
    ) -> Replaced:
        """The card with all that stands on it, drawn anew; `above` stands over it."""
        if again := await self._cards.again(presser, by, facts):
            drawn = again.card
        else:
            # They asked for this card in words: it stands in no outbox.
            asked = await self._cards.asked(presser, by, {Duty.ASSURANCE: [str(facts["id"])]})
            drawn = asked or instead("Your return is sent", "You need do nothing more.", (), self._banner)
        body = drawn["body"]
        first = 1 if self._banner else 0
        whole = [*body[:first], *above, *body[first:]] if isinstance(body, list) else body
        return Replaced({**drawn, "body": whole})

    async def _pressed(self, presser: Presser, data: Inputs) -> tuple[Person, dict[str, object]]:
        facts = self._buttons.open(presser, "return", data)
        return await presser.person(self._people), facts


def _which(facts: Mapping[str, object]) -> tuple[str, int]:
    """(return, version)."""
    return str(facts["id"]), int(str(facts["version"]))


def _page(facts: Mapping[str, object]) -> int:
    return int(str(facts.get("page", 0)))


def _typed(data: Inputs) -> str:
    typed = data.get(FIND)
    return typed[:60] if isinstance(typed, str) else ""


def _form_of(line: Line) -> Form:
    return ASSET_AT_RISK if line.at_risk else ASSET
