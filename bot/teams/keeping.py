"""Information assets in Teams: the list, one of them, and what its owner does with it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.teams.acting import command_of
from bot.teams.answers import Dialog
from bot.teams.appointing import Appoints
from bot.teams.buttons import Buttons
from bot.teams.endings import StaffEnding
from bot.teams.form_dialogs import FormDialogs, Inputs
from bot.teams.identity import Directory, Presser
from bot.teams.reviewing import Reviews
from bot.teams.verbs import Verb
from dialogs.filling import Draft
from dialogs.form import Form
from dialogs.forms.assets import (
    ADD_ASSET,
    ANSWER_TRANSFER,
    CORRECT_ASSET,
    FIRST,
    RETIRE_ASSET,
    TRANSFER_ASSET,
    begun_with,
)
from dialogs.views.assets import FIND, AssetButtons, asset_kept, asset_pages, asset_rows, asset_view, assets_list
from dialogs.views.parts import Element, text
from dialogs.views.said import one_line, said
from governance.asset_changes import AssetDetails, Retirement, TransferAnswer, TransferWanted
from governance.assets import Asset
from governance.errors import NotYours, Stale
from governance.people import Person
from governance.services.asset_files import AssetFile, Reach
from governance.services.keeping_assets import AssetList

TITLE = "Information assets"


class Keeps(Protocol):
    async def list(self, by: Person) -> AssetList: ...

    async def of(self, by: Person, reference: str) -> AssetFile: ...

    async def addresses(self, asset: Asset) -> str: ...

    async def correct(self, by: Person, reference: str, version: int, said: AssetDetails) -> None: ...

    async def add(self, by: Person, token: str, said: AssetDetails) -> Asset: ...

    async def retire(self, by: Person, reference: str, version: int, said: Retirement) -> None: ...


class Transfers(Protocol):
    async def ask(self, by: Person, reference: str, version: int, wanted: TransferWanted) -> None: ...

    async def answer(self, by: Person, reference: str, number: int, said: TransferAnswer) -> None: ...


@dataclass(frozen=True, slots=True)
class AssetServices:
    """The services that this part of the face uses. Each verb of theirs checks who asks, and as what, today."""

    keeping: Keeps
    transferring: Transfers
    appointing: Appoints
    reviewing: Reviews


class AssetEndings:
    """What the forms do."""

    def __init__(self, services: AssetServices, people: Directory, banner: str | None) -> None:
        self._keeping, self._transferring = services.keeping, services.transferring
        self._people = people
        self._banner = banner

    def all(self) -> tuple[StaffEnding, ...]:
        does: tuple[tuple[Form, Callable[[Person, Draft, object], Awaitable[Element]]], ...] = (
            (CORRECT_ASSET, self._correct),
            (ADD_ASSET, self._add),
            (RETIRE_ASSET, self._retire),
            (TRANSFER_ASSET, self._ask),
            (ANSWER_TRANSFER, self._answer),
        )
        return tuple(StaffEnding(form, self._people, finish, TITLE) for form, finish in does)

    async def _correct(self, by: Person, draft: Draft, command: object) -> Element:
        told = command_of(command, AssetDetails)
        await self._keeping.correct(by, draft.minted["id"], int(draft.minted["version"]), told)
        words = "What was there before stays in the history."
        return asset_kept("It is put right", words, self._banner, at_risk=told.at_risk == "yes")

    async def _add(self, by: Person, draft: Draft, command: object) -> Element:
        told = command_of(command, AssetDetails)
        asset = await self._keeping.add(by, draft.minted["token"], told)
        when = (
            "It is on your return now, for it is at risk." if asset.at_risk else "You are asked about it next quarter."
        )
        title = f"It is in the register as {asset.reference}"
        return asset_kept(title, when, self._banner, at_risk=asset.at_risk)

    async def _retire(self, by: Person, draft: Draft, command: object) -> Element:
        told = command_of(command, Retirement)
        await self._keeping.retire(by, draft.minted["id"], int(draft.minted["version"]), told)
        return asset_kept("It is retired", "It stays in the register, with its history.", self._banner)

    async def _ask(self, by: Person, draft: Draft, command: object) -> Element:
        told = command_of(command, TransferWanted)
        await self._transferring.ask(by, draft.minted["id"], int(draft.minted["version"]), told)
        words = "They are asked to take it over. Until they do, its owner stays its owner."
        return asset_kept("The new owner is asked", words, self._banner)

    async def _answer(self, by: Person, draft: Draft, command: object) -> Element:
        told = command_of(command, TransferAnswer)
        await self._transferring.answer(by, draft.minted["id"], int(draft.minted["number"]), told)
        if told.accepted == "yes":
            return asset_kept("It is yours now", "You find it under your assets, and on your return.", self._banner)
        return asset_kept("It stays where it is", "The person who asked will hear what you wrote.", self._banner)


class AssetVerbs:
    """What the buttons of assets do."""

    def __init__(
        self,
        services: AssetServices,
        forms: FormDialogs,
        people: Directory,
        buttons: Buttons,
        new_id: Callable[[], str],
        banner: str | None,
    ) -> None:
        self._keeping = services.keeping
        self._forms = forms
        self._people = people
        self._buttons = buttons
        self._new_id = new_id
        self._banner = banner

    def verbs(self) -> Mapping[str, Verb]:
        return {
            "my_assets": self.my_assets,
            "asset": self.asset,
            "asset_add": self.add,
            "asset_correct": self.correct,
            "asset_retire": self.retire,
            "asset_transfer": self.transfer,
            "transfer_answer": self.answer,
        }

    async def my_assets(self, presser: Presser, data: Inputs) -> Dialog:
        """One page of the list, or those with the words that were typed."""
        listed = await self._keeping.list(await presser.person(self._people))
        typed, wanted = data.get(FIND), data.get("page")
        find = typed[:60] if isinstance(typed, str) else ""
        parts = asset_rows(listed, find)
        page = wanted if isinstance(wanted, int) and 0 <= wanted < len(parts) else 0
        references = [line.asset.reference for line, _ in parts[page]]
        tokens = {each: self._buttons.seal(presser, "asset", id=each) for each in references}
        add = self._buttons.seal(presser, "asset_add", token=self._new_id()) if listed.may_add else None
        return Dialog(TITLE, assets_list(listed, parts, page, find, tokens, add, self._banner))

    async def asset(self, presser: Presser, data: Inputs) -> Dialog:
        file, facts = await self._file(presser, "asset", data)
        parts, wanted = asset_pages(file), facts.get("page")
        page = wanted if isinstance(wanted, int) and 0 <= wanted < len(parts) else 0
        return Dialog(TITLE, asset_view(file, parts, page, self._tokens(presser, file, len(parts)), self._banner))

    async def add(self, presser: Presser, data: Inputs) -> Dialog:
        facts = self._buttons.open(presser, "asset_add", data)
        await presser.person(self._people)
        above = [text("It is yours: you answer for it from now on.")]
        return await self._forms.start(presser, ADD_ASSET.key, {"token": str(facts["token"])}, above=above)

    async def correct(self, presser: Presser, data: Inputs) -> Dialog:
        file, _ = await self._file(presser, "asset_correct", data)
        _must(file, Reach.CORRECTS)
        answers = begun_with(file.asset, await self._keeping.addresses(file.asset))
        return await self._forms.start(
            presser, CORRECT_ASSET.key, _minted(file), answers=answers, above=_about(file), page=FIRST
        )

    async def retire(self, presser: Presser, data: Inputs) -> Dialog:
        file, _ = await self._file(presser, "asset_retire", data)
        _must(file, Reach.DISPOSES)
        return await self._forms.start(presser, RETIRE_ASSET.key, _minted(file), above=_about(file))

    async def transfer(self, presser: Presser, data: Inputs) -> Dialog:
        file, _ = await self._file(presser, "asset_transfer", data)
        _must(file, Reach.DISPOSES)
        if file.waiting is not None:
            raise Stale("Somebody was asked already, and there is no answer yet.")
        return await self._forms.start(presser, TRANSFER_ASSET.key, _minted(file), above=_about(file))

    async def answer(self, presser: Presser, data: Inputs) -> Dialog:
        file, facts = await self._file(presser, "transfer_answer", data)
        number = int(str(facts["number"]))
        if file.waiting is None or file.waiting.number != number:
            raise Stale("This was answered already. Open the asset to see how it stands.")
        if not file.may_answer:
            raise NotYours("This is for the person who is asked to own it.")
        above = [*_about(file), *said(file.waiting.reason)]
        minted = {"id": file.asset.reference, "number": str(number)}
        return await self._forms.start(presser, ANSWER_TRANSFER.key, minted, above=above)

    # ---------------------------------------------------------------- inside

    async def _file(self, presser: Presser, verb: str, data: Inputs) -> tuple[AssetFile, Mapping[str, object]]:
        facts = self._buttons.open(presser, verb, data)
        return await self._keeping.of(await presser.person(self._people), str(facts["id"])), facts

    def _tokens(self, presser: Presser, file: AssetFile, parts: int) -> AssetButtons:
        asset, waiting = file.asset, file.waiting

        def token(verb: str, **facts: int) -> str:
            return self._buttons.seal(presser, verb, id=asset.reference, **facts)

        disposes = file.reach is Reach.DISPOSES and asset.live and waiting is None
        return AssetButtons(
            turn=tuple(token("asset", page=page) for page in range(parts)),
            correct=token("asset_correct") if file.reach >= Reach.CORRECTS and asset.live else None,
            transfer=token("asset_transfer") if disposes else None,
            retire=token("asset_retire") if disposes else None,
            answer=token("transfer_answer", number=waiting.number) if file.may_answer and waiting else None,
        )


def _must(file: AssetFile, wanted: Reach) -> None:
    if file.reach < wanted:
        raise NotYours("Only the owner of this asset, or the Records Manager, can do this.")
    if not file.asset.live:
        raise Stale("This asset was retired. It is kept as it was.")


def _minted(file: AssetFile) -> dict[str, str]:
    return {"id": file.asset.reference, "version": str(file.asset.version)}


def _about(file: AssetFile) -> Sequence[Element]:
    return [one_line(f"{file.asset.title} ({file.asset.reference})", bold=True)]
