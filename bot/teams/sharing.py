"""Who works on a case, in Teams: ask for one more person, agree, step aside, let somebody else lead."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from bot.teams.answers import Dialog
from bot.teams.buttons import Buttons
from bot.teams.endings import StaffEnding
from bot.teams.form_dialogs import FormDialogs, Inputs
from bot.teams.identity import Directory, Presser
from bot.teams.verbs import Verb
from dialogs.filling import Draft
from dialogs.forms.hand_on import HAND_ON
from dialogs.forms.share import SHARE
from dialogs.forms.share_refuse import SHARE_REFUSE
from dialogs.forms.step_aside import STEP_ASIDE
from dialogs.views.parts import Element
from dialogs.views.sharing import (
    MOST_OFFERED,
    TeamButtons,
    about,
    done_agreed,
    done_aside,
    done_asked_for,
    done_handed_on,
    done_refused,
    shares_view,
    team_button,
    team_view,
)
from governance.case_sharing import HandingOn, Refusing, Sharing, SteppingAside
from governance.people import Person
from governance.services.case_teams import Asked, Team

TITLE = "Cases"


class Teams(Protocol):
    async def team(self, by: Person, report_id: str) -> Team: ...

    async def waiting(self, by: Person) -> Sequence[Asked]: ...


class Shares(Protocol):
    async def ask(
        self, by: Person, report_id: str, person_id: str, request_id: str, reason: str, *, identity: bool
    ) -> None: ...

    async def agree(self, by: Person, request_id: str) -> str: ...

    async def refuse(self, by: Person, request_id: str, reason: str) -> str: ...


class StepsAside(Protocol):
    async def step_aside(self, by: Person, report_id: str, version: int, reason: str) -> None: ...

    async def hand_on(self, by: Person, report_id: str, version: int, to: str, reason: str) -> Person: ...


class TeamServices(Protocol):
    """The services that this part of the face uses. Each verb checks who asks, their role today and their key."""

    @property
    def teams(self) -> Teams: ...

    @property
    def sharing(self) -> Shares: ...

    @property
    def aside(self) -> StepsAside: ...


def sharing_endings(services: TeamServices, people: Directory, banner: str | None) -> tuple[StaffEnding, ...]:
    async def finish(by: Person, draft: Draft, command: object) -> Element:
        # The case, or of a refusal the request.
        report_id = draft.minted["id"]
        match command:
            case Sharing(reason, identity):
                await services.sharing.ask(
                    by, report_id, draft.minted["person"], draft.minted["request"], reason, identity=identity == "yes"
                )
                return done_asked_for(draft.minted["name"], banner)
            case SteppingAside(reason):
                await services.aside.step_aside(by, report_id, int(draft.minted["version"]), reason)
                return done_aside(banner)
            case HandingOn(reason):
                version, to = int(draft.minted["version"]), draft.minted["person"]
                other = await services.aside.hand_on(by, report_id, version, to, reason)
                return done_handed_on(other.name, banner)
            case Refusing(reason):
                return done_refused(await services.sharing.refuse(by, report_id, reason), banner)
        raise TypeError("these forms complete to who works on a case")

    return tuple(StaffEnding(form, people, finish, TITLE) for form in (SHARE, SHARE_REFUSE, STEP_ASIDE, HAND_ON))


class SharingVerbs:
    """What the buttons do."""

    def __init__(
        self,
        forms: FormDialogs,
        services: TeamServices,
        people: Directory,
        buttons: Buttons,
        new_id: Callable[[], str],
        banner: str | None,
    ) -> None:
        self._forms = forms
        self._services = services
        self._people = people
        self._buttons = buttons
        self._new_id = new_id
        self._banner = banner

    def verbs(self) -> Mapping[str, Verb]:
        return {
            "team": self.team,
            "shares": self.shares,
            "share_ask": self.ask,
            "share_agree": self.agree,
            "share_refuse": self.refuse,
            "step_aside": self.step_aside,
            "hand_on": self.hand_on,
        }

    def on_the_case(self, presser: Presser, report_id: str) -> Sequence[Element]:
        """The way from a case to whoever works on it."""
        return [team_button(self._buttons.seal(presser, "team", id=report_id))]

    async def team(self, presser: Presser, data: Inputs) -> Dialog:
        facts = self._buttons.open(presser, "team", data)
        team = await self._services.teams.team(await presser.person(self._people), str(facts["id"]))
        return Dialog(TITLE, team_view(team, self._tokens(presser, team), self._banner))

    async def shares(self, presser: Presser, data: Inputs) -> Dialog:  # noqa: ARG002
        asked = await self._services.teams.waiting(await presser.person(self._people))
        return Dialog(TITLE, shares_view(asked, self._decisions(presser, asked), self._banner))

    async def ask(self, presser: Presser, data: Inputs) -> Dialog:
        """The form. The request's id is minted here, so that a press which comes twice is one request."""
        facts = self._buttons.open(presser, "share_ask", data)
        minted = {**_minted(facts, "id", "person", "name"), "request": self._new_id()}
        return await self._forms.start(presser, SHARE.key, minted, above=[about(minted["name"], "For")])

    async def agree(self, presser: Presser, data: Inputs) -> Dialog:
        by, request_id = await self._decision(presser, data)
        return Dialog(TITLE, done_agreed(await self._services.sharing.agree(by, request_id), self._banner))

    async def refuse(self, presser: Presser, data: Inputs) -> Dialog:
        _, request_id = await self._decision(presser, data)
        return await self._forms.start(presser, SHARE_REFUSE.key, {"id": request_id})

    async def step_aside(self, presser: Presser, data: Inputs) -> Dialog:
        facts = self._buttons.open(presser, "step_aside", data)
        return await self._forms.start(presser, STEP_ASIDE.key, _minted(facts, "id", "version"))

    async def hand_on(self, presser: Presser, data: Inputs) -> Dialog:
        facts = self._buttons.open(presser, "hand_on", data)
        minted = _minted(facts, "id", "version", "person", "name")
        return await self._forms.start(presser, HAND_ON.key, minted, above=[about(minted["name"], "For")])

    # ---------------------------------------------------------------- inside

    async def _decision(self, presser: Presser, data: Inputs) -> tuple[Person, str]:
        # One token stands on both buttons: what is pressed is the verb, what is sealed is the request.
        facts = self._buttons.open(presser, "share_decide", data)
        return await presser.person(self._people), str(facts["id"])

    def _decisions(self, presser: Presser, asked: Sequence[Asked]) -> Mapping[str, str]:
        return {
            each.request.id: self._buttons.seal(presser, "share_decide", id=each.request.id)
            for each in asked
            if each.may_agree
        }

    def _tokens(self, presser: Presser, team: Team) -> TeamButtons:
        def token(verb: str, **facts: str | int) -> str:
            return self._buttons.seal(presser, verb, id=team.report_id, version=team.version, **facts)

        def of(verb: str, people: Sequence[Person]) -> Mapping[str, str]:
            return {each.id: token(verb, person=each.id, name=each.name) for each in people[:MOST_OFFERED]}

        return TeamButtons(
            asked=self._decisions(presser, team.asked),
            join=of("share_ask", team.could_join),
            lead=of("hand_on", team.could_lead),
            aside=token("step_aside"),
            case=self._buttons.seal(presser, "case", id=team.report_id, page=0),
        )


class OnTheCase(Protocol):
    def on_the_case(self, presser: Presser, report_id: str) -> Sequence[Element]:
        """Buttons that stand on a case."""


def beside(*rooms: OnTheCase) -> Callable[[Presser, str], Sequence[Element]]:
    """The ways from a case to what lies beside it, in one row."""
    return lambda presser, report_id: [each for room in rooms for each in room.on_the_case(presser, report_id)]


def _minted(facts: Mapping[str, object], *names: str) -> dict[str, str]:
    return {name: str(facts[name]) for name in names}
