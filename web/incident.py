"""Reporting an incident on the web page: no account, no cookie, no script, with a name or without.

Whoever is afraid is shown “Speak up” before anything is kept, and what they wrote goes with them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from aiohttp import web

from dialogs import filling
from dialogs.form import Form
from dialogs.forms.contacts import Contacts
from dialogs.forms.incident.elsewhere import carried_over, wants_to_speak_up
from governance.errors import Busy, Expired, Refused, Tampered
from governance.files import Kept
from governance.incidents import IncidentReport
from governance.services.incident_reporting import Filed
from web import words
from web.files import FIELD, FilePages, Files
from web.incident_files import BesideAnIncident, asks_for_files, files_of, sent_with
from web.incident_words import before, sent_page
from web.site import Site, one, read
from web.uploads import Uploads


class TakesIncidents(Protocol):
    """The part of `IncidentReporting` that this face uses."""

    async def check_ready(self) -> None: ...

    async def report(self, told: IncidentReport, incident_id: str, form: str, files: Sequence[Kept] = ()) -> Filed: ...


@dataclass(frozen=True, slots=True)
class IncidentSite:
    """What these pages need beside what every page does."""

    form: Form
    contacts: Contacts
    reporting: TakesIncidents
    files: Files
    uploads: Uploads


def incident_routes(site: Site, incidents: IncidentSite) -> list[web.RouteDef]:
    pages = IncidentPages(site, incidents)
    return [web.get("/incident", pages.start), web.post("/incident", pages.post)]


class IncidentPages:
    def __init__(self, site: Site, incidents: IncidentSite) -> None:
        self._site = site
        self._incidents = incidents
        self._beside = BesideAnIncident(site, incidents.form)
        self._files = FilePages(site, incidents.files, incidents.uploads, self._beside)

    @property
    def _form(self) -> Form:
        return self._incidents.form

    @property
    def _contacts(self) -> Contacts:
        return self._incidents.contacts

    async def start(self, _: web.Request) -> web.Response:
        try:
            await self._incidents.reporting.check_ready()
        except Busy:
            raise web.HTTPServiceUnavailable from None
        except Refused as refused:
            return self._site.refuse(503, "Ring us instead", f"{refused} The number is {self._contacts.service_desk}.")
        step = filling.start(self._form, {"id": self._site.new_id()}, await self._site.facts())
        return self._site.form(self._form, step, before(self._contacts))

    async def post(self, request: web.Request) -> web.Response:
        try:
            if request.content_type == "multipart/form-data":
                return await self._files.upload(request)
            inputs = await read(request)
            if FIELD in inputs:
                return await self._files.pressed(inputs)
            draft = self._site.draft_of(self._form, inputs)
        except (Tampered, Expired):
            return self._site.refuse(
                400,
                "This page is too old",
                "You left it open for too long, or it was changed on the way. Nothing was sent. Please start again.",
            )
        except Busy:
            raise web.HTTPServiceUnavailable from None
        step = filling.step(self._form, draft, one(inputs, "action") or "next", inputs, await self._site.facts())
        if isinstance(step, filling.Show) and wants_to_speak_up(step):
            return await self._to_speak_up(step)
        if isinstance(step, filling.Show) and asks_for_files(draft, step):
            return self._files.begin(self._beside.sealed(step.draft), files_of(step.draft))
        match step:
            case filling.Show():
                return self._site.form(self._form, step)
            case filling.Stopped():
                return self._site.page("You stopped", words.stopped_page())
            case filling.Complete():
                return await self._complete(step)

    # ---------------------------------------------------------------- inside

    async def _to_speak_up(self, step: filling.Show) -> web.Response:
        """The first page of the other form that is still open, with the way back that it has."""
        form = self._site.speak_up
        minted = {"id": self._site.new_id(), "code": self._site.new_code()}
        answers = carried_over(step.draft.answers)
        del answers["identity"]  # on the page it is asked first, with the honest words
        begun = filling.step(form, filling.Draft(form.key, answers, minted), "show", {}, await self._site.facts())
        return self._site.form(form, begun, words.BEFORE_YOU_START, action="/speak-up")

    async def _complete(self, step: filling.Complete) -> web.Response:
        told = step.command
        if not isinstance(told, IncidentReport):
            raise TypeError("the incident form completes to an incident")
        try:
            filed = await self._incidents.reporting.report(
                told, step.draft.minted["id"], self._form.fingerprint, sent_with(step.draft)
            )
        except Busy:
            raise web.HTTPServiceUnavailable from None
        except Refused as refused:
            return self._site.refuse(503, "We could not take this", f"{refused} Go back in your browser to change it.")
        return self._site.page("We have it", sent_page(filed, told.naming, self._contacts))
