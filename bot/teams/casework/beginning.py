"""Beginning to look into a case: who does is chosen once, and is let in by a second person."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.teams.answers import Dialog
from bot.teams.buttons import Buttons
from bot.teams.casework.reading import TITLE
from bot.teams.casework.services import CaseServices
from bot.teams.form_dialogs import SUGGESTED, WARNED, FormDialogs, Inputs
from bot.teams.identity import Directory, Presser
from bot.teams.sharing import TeamServices
from bot.teams.verbs import Verb
from dialogs.filling import Draft
from dialogs.form import Form
from dialogs.forms.casework.assign import INVESTIGATE_BY
from dialogs.views.beginning import BeginButtons, done_begun, who_begins
from dialogs.views.sharing import MOST_OFFERED, about
from governance import case_letters as letters
from governance.case_steps import Step
from governance.deeds import Beginning, BeginningBy
from governance.errors import Refused
from governance.people import Person

#: What the record says beside the name of whoever is asked for.
WHY = "They look into it from now on."


class BeginEnding:
    """What the form does in Teams: the step first, and then the request that lets whoever was chosen in."""

    form: Form = INVESTIGATE_BY

    def __init__(
        self, services: CaseServices, who: TeamServices, people: Directory, buttons: Buttons, banner: str | None
    ) -> None:
        self._services = services
        self._who = who
        self._people = people
        self._buttons = buttons
        self._banner = banner

    async def prefill(self, presser: Presser, answers: Mapping[str, object]) -> Mapping[str, str]:  # noqa: ARG002
        return {}

    async def finish(self, presser: Presser, draft: Draft, command: object) -> Dialog:
        if not isinstance(command, BeginningBy):
            raise TypeError("this form completes to how somebody begins")
        by, minted = await presser.person(self._people), draft.minted
        report_id, name = minted["id"], minted["name"]
        beginning = Beginning(name, command.plan, command.letter)
        await self._services.deciding.begin(by, report_id, int(minted["version"]), beginning, minted.get(WARNED, ""))
        refused = "" if minted["inside"] == "yes" else await self._ask(by, minted)
        team = self._buttons.seal(presser, "team", id=report_id)
        asked = minted["inside"] != "yes" and not refused
        return Dialog(TITLE, done_begun(name, team, asked=asked, refused=refused, banner=self._banner))

    async def _ask(self, by: Person, minted: Mapping[str, str]) -> str:
        """Why they could not be asked for; empty when they were. The step is taken and its letter sent, whatever comes
        of it."""
        try:
            await self._who.sharing.ask(by, minted["id"], minted["person"], minted["request"], WHY, identity=False)
        except Refused as refusal:
            return str(refusal)
        return ""


class Beginnings:
    """The choice before the form, and the way to it."""

    def __init__(
        self,
        forms: FormDialogs,
        services: CaseServices,
        who: TeamServices,
        people: Directory,
        buttons: Buttons,
        new_id: Callable[[], str],
        banner: str | None,
    ) -> None:
        self._forms = forms
        self._services = services
        self._who = who
        self._people = people
        self._buttons = buttons
        self._new_id = new_id
        self._banner = banner

    def verbs(self) -> Mapping[str, Verb]:
        return {"begin_by": self.begin}

    async def choose(self, presser: Presser, by: Person, report_id: str, version: int) -> Dialog:
        """Those who work on the case, and those whom it could be given to."""
        team = await self._who.teams.team(by, report_id)

        def token(person: Person, inside: str) -> str:
            return self._buttons.seal(
                presser, "begin_by", id=report_id, version=version, person=person.id, name=person.name, inside=inside
            )

        inside = [each.person for each in team.people]
        joining = team.could_join[:MOST_OFFERED]
        tokens = BeginButtons(
            inside={each.id: token(each, "yes") for each in inside},
            joining={each.id: token(each, "no") for each in joining},
            other=self._buttons.seal(
                presser, "step", id=report_id, version=version, step=Step.INVESTIGATE.value, who="other"
            ),
            case=self._buttons.seal(presser, "case", id=report_id, page=0),
        )
        return Dialog(TITLE, who_begins(inside, joining, tokens, self._banner))

    async def begin(self, presser: Presser, data: Inputs) -> Dialog:
        """The form. The request's id is minted here, so that a press which comes twice is one request."""
        facts = self._buttons.open(presser, "begin_by", data)
        minted = {name: str(facts[name]) for name in ("id", "version", "person", "name", "inside")}
        next_by = await self._services.drafting.next_by(await presser.person(self._people), minted["id"])
        minted |= {"request": self._new_id(), f"{SUGGESTED}letter": letters.begun(next_by)}
        above = [about(minted["name"], "Looks into it:")]
        return await self._forms.start(presser, INVESTIGATE_BY.key, minted, above=above)
