"""Risks in Teams: the lists, one of them, and everything that may be done about it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import date

from bot.teams.answers import Dialog, Replaced
from bot.teams.buttons import Buttons
from bot.teams.due_cards import DueCards
from bot.teams.form_dialogs import FormDialogs, Inputs
from bot.teams.identity import Directory, Presser
from bot.teams.risk_forms import TITLE, RiskServices
from bot.teams.verbs import Change, Verb
from dialogs.form import Form
from dialogs.forms.risk import RISK
from dialogs.forms.risk_steps import ASK_ACCEPTANCE, CHECK_RISK, DECIDE_ACCEPTANCE, MITIGATE, RESOLVE
from dialogs.views.actions import answered
from dialogs.views.parts import Element, day
from dialogs.views.risks import (
    MINE,
    REGISTER,
    RiskButtons,
    acceptance_blocks,
    risk_pages,
    risk_view,
    risks_list,
    shown_assets,
    shown_risks,
    which_asset,
)
from dialogs.views.said import one_line
from governance.errors import NotFound, NotYours, Stale
from governance.people import Person
from governance.policy import in_force
from governance.services.reading_risks import RiskLine, RiskView
from governance.services.risk_records import who_did


class RiskVerbs:
    """What the buttons of risks do."""

    def __init__(
        self,
        services: RiskServices,
        forms: FormDialogs,
        people: Directory,
        buttons: Buttons,
        cards: DueCards,
        today: Callable[[], date],
        banner: str | None,
    ) -> None:
        self._services = services
        self._forms = forms
        self._people = people
        self._buttons = buttons
        self._cards = cards
        self._today = today
        self._banner = banner

    def verbs(self) -> Mapping[str, Verb]:
        return {
            "my_risks": self.my_risks,
            "risks": self.register,
            "risk": self.risk,
            "risk_asset": self.which_asset,
            "risk_add": self.add,
            "risk_sign": self.sign,
            "risk_review": self.review,
            "risk_assess": self.assess,
            "risk_check": self.check,
            "risk_ask": self.ask,
            "risk_decide": self.decide,
            "risk_plan": self.plan,
            "risk_resolve": self.resolve,
        }

    def executes(self) -> Mapping[str, Change]:
        return {"risk_unchanged": self.unchanged}

    # ---------------------------------------------------------------- lists

    async def my_risks(self, presser: Presser, data: Inputs) -> Dialog:
        mine = await self._services.reading.mine(await presser.person(self._people))
        return self._list(presser, mine.lines, data, MINE, may_add=bool(mine.assets))

    async def register(self, presser: Presser, data: Inputs) -> Dialog:
        lines = await self._services.reading.register(await presser.person(self._people))
        return self._list(presser, lines, data, REGISTER)

    async def which_asset(self, presser: Presser, data: Inputs) -> Dialog:
        assets = (await self._services.reading.mine(await presser.person(self._people))).assets
        if not assets:
            raise NotYours("A risk is written down by whoever owns or looks after the asset.")
        page = _page(data, lambda wanted: shown_assets(assets, wanted))
        tokens = {
            asset.reference: self._buttons.seal(presser, "risk_add", asset=asset.reference)
            for asset in shown_assets(assets, page)
        }
        return Dialog(TITLE, which_asset(assets, page, tokens, self._banner))

    # ---------------------------------------------------------------- one of them

    async def risk(self, presser: Presser, data: Inputs) -> Dialog:
        view, facts = await self._view(presser, "risk", data)
        return self._shown(presser, view, facts.get("page"))

    async def add(self, presser: Presser, data: Inputs) -> Dialog:
        facts = self._buttons.open(presser, "risk_add", data)
        by, reference = await presser.person(self._people), str(facts["asset"])
        assets = {each.reference: each for each in (await self._services.reading.mine(by)).assets}
        if reference not in assets:
            raise NotFound("There is no such asset, or it is not yours to look after.")
        above = [one_line(assets[reference].title, bold=True)]
        return await self._forms.start(presser, self._form().key, {"asset": reference}, above=above)

    async def sign(self, presser: Presser, data: Inputs) -> Dialog:
        return await self._at_once(presser, "risk_sign", data, self._services.keeping.sign)

    async def review(self, presser: Presser, data: Inputs) -> Dialog:
        return await self._at_once(presser, "risk_review", data, self._services.keeping.review)

    async def assess(self, presser: Presser, data: Inputs) -> Dialog:
        view, facts = await self._view(presser, "risk_assess", data)
        _must(view.may_assess, view)
        risk = view.file.risk
        # The words are there to be changed. The levels are judged anew: whoever is shown the old ones keeps them.
        answers = {"title": risk.title, "description": risk.description, "controls": risk.controls}
        return await self._start(presser, self._form(), view, facts, answers=answers)

    async def check(self, presser: Presser, data: Inputs) -> Dialog:
        view, facts = await self._view(presser, "risk_check", data)
        _must(view.may_check, view)
        return await self._start(presser, CHECK_RISK, view, facts)

    async def ask(self, presser: Presser, data: Inputs) -> Dialog:
        view, facts = await self._view(presser, "risk_ask", data)
        _must(view.may_ask, view)
        return await self._start(presser, ASK_ACCEPTANCE, view, facts)

    async def decide(self, presser: Presser, data: Inputs) -> Dialog:
        view, facts = await self._view(presser, "risk_decide", data)
        number = int(str(facts["number"]))
        _must(view.may_decide == number, view)
        asked = [
            block
            for each in view.file.acceptances
            if each.number == number
            for block in acceptance_blocks(
                each, [one for one in view.file.decisions if one.number == number], view.names
            )
        ]
        return await self._start(presser, DECIDE_ACCEPTANCE, view, facts, above=asked, number=str(number))

    async def plan(self, presser: Presser, data: Inputs) -> Dialog:
        view, facts = await self._view(presser, "risk_plan", data)
        _must(view.may_plan, view)
        return await self._start(presser, MITIGATE, view, facts)

    async def resolve(self, presser: Presser, data: Inputs) -> Dialog:
        view, facts = await self._view(presser, "risk_resolve", data)
        _must(view.may_resolve, view)
        return await self._start(presser, RESOLVE, view, facts)

    # ---------------------------------------------------------------- on a card in the chat

    async def unchanged(self, presser: Presser, data: Inputs) -> Replaced:
        """One press: the owner looked, and all is as it was."""
        facts = self._buttons.open(presser, "risk_unchanged", data)
        by, reference = await presser.person(self._people), str(facts["id"])
        await self._services.keeping.review(by, reference, int(str(facts["version"])))
        again = await self._cards.again(presser, by, facts)
        if again is not None:
            return again
        view = await self._services.reading.of(by, reference)
        words = f"We will ask you again by {day(view.line.review_by)}." if view.line.review_by else "Thank you."
        return Replaced(answered("You looked at it", view.file.risk.title, words, self._banner))

    # ---------------------------------------------------------------- inside

    async def _view(self, presser: Presser, verb: str, data: Inputs) -> tuple[RiskView, Mapping[str, object]]:
        facts = self._buttons.open(presser, verb, data)
        by = await presser.person(self._people)
        return await self._services.reading.of(by, str(facts["id"])), facts

    async def _at_once(
        self, presser: Presser, verb: str, data: Inputs, does: Callable[[Person, str, int], Awaitable[None]]
    ) -> Dialog:
        """A button that needs no words; what it did is shown."""
        facts = self._buttons.open(presser, verb, data)
        by, reference = await presser.person(self._people), str(facts["id"])
        await does(by, reference, int(str(facts["version"])))
        return self._shown(presser, await self._services.reading.of(by, reference), 0)

    def _shown(self, presser: Presser, view: RiskView, wanted: object) -> Dialog:
        parts = risk_pages(view)
        page = wanted if isinstance(wanted, int) and 0 <= wanted < len(parts) else 0
        return Dialog(TITLE, risk_view(view, page, parts, self._tokens(presser, view, len(parts)), self._banner))

    def _list(
        self,
        presser: Presser,
        lines: Sequence[RiskLine],
        data: Inputs,
        again: Mapping[str, object],
        *,
        may_add: bool = False,
    ) -> Dialog:
        page = _page(data, lambda wanted: shown_risks(lines, wanted))
        tokens = {
            line.risk.reference: self._buttons.seal(presser, "risk", id=line.risk.reference, page=0)
            for line in shown_risks(lines, page)
        }
        return Dialog(TITLE, risks_list(lines, page, tokens, again=again, may_add=may_add, banner=self._banner))

    def _form(self) -> Form:
        return RISK[in_force(self._today()).risk_matrix.size]

    async def _start(
        self,
        presser: Presser,
        form: Form,
        view: RiskView,
        facts: Mapping[str, object],
        *,
        above: Sequence[Element] = (),
        answers: Mapping[str, object] | None = None,
        **more: str,
    ) -> Dialog:
        """The form, with what it is about above it. The version is the one that the reader saw."""
        risk = view.file.risk
        minted = {"id": risk.reference, "version": str(facts["version"]), **more}
        title = one_line(risk.title, bold=True)
        # What is filled in already is shown from its first page, for its owner to change.
        first = form.pages[0].key if answers else None
        return await self._forms.start(presser, form.key, minted, answers=answers, above=[title, *above], page=first)

    def _tokens(self, presser: Presser, view: RiskView, parts: int) -> RiskButtons:
        risk = view.file.risk

        def token(verb: str, may: bool = True, **facts: int) -> str | None:
            return self._buttons.seal(presser, verb, id=risk.reference, version=risk.version, **facts) if may else None

        number = view.may_decide
        return RiskButtons(
            turn=tuple(self._buttons.seal(presser, "risk", id=risk.reference, page=part) for part in range(parts)),
            sign=token("risk_sign", view.may_sign),
            review=token("risk_review", view.may_review),
            assess=token("risk_assess", view.may_assess),
            ask=token("risk_ask", view.may_ask),
            plan=token("risk_plan", view.may_plan),
            resolve=token("risk_resolve", view.may_resolve),
            check=token("risk_check", view.may_check),
            decide=token("risk_decide", number=number) if number is not None else None,
        )


def _page(data: Inputs, shown: Callable[[int], Sequence[object]]) -> int:
    wanted = data.get("page")
    return wanted if isinstance(wanted, int) and wanted >= 0 and shown(wanted) else 0


def _must(allowed: bool, view: RiskView) -> None:
    """Raises Stale, with who did something last: a button of this verb was on the card."""
    if not allowed:
        raise Stale(who_did(view.file))
