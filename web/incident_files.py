"""A screenshot or a paper beside an incident, on the web page: chosen after it was asked if the leaked data is on it,
and before anything is sent. The files wait sealed, and go with the incident or not at all.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace

from dialogs import filling
from dialogs.form import Form
from dialogs.forms.incident.added_later import MAY_BE_ADDED
from governance.files import Kept, from_data, to_data
from governance.services.corresponding import NewLetter
from web.incident_words import above_files, takes_along
from web.site import Site

#: What is carried in the draft: the files as a text, beside the incident's id.
_MINTED = "files"
_ASKS = "add_what"


def asks_for_files(before: filling.Draft, step: filling.Step) -> bool:
    """Whether the page has just been answered that leads to the files."""
    if before.page != _ASKS or not isinstance(step, filling.Show) or step.page.key == _ASKS:
        return False
    answers = step.progress.answers
    return answers.get("add") == "yes" and answers.get("leaked") in MAY_BE_ADDED and _forward(step)


def _forward(step: filling.Show) -> bool:
    """Not back to the question before."""
    keys = [page.key for page in step.progress.pages]
    return keys.index(step.page.key) > keys.index(_ASKS)


def files_of(draft: filling.Draft) -> Sequence[Kept]:
    """Those that were chosen."""
    return [from_data(each) for each in json.loads(draft.minted.get(_MINTED, "[]"))]


def sent_with(draft: filling.Draft) -> Sequence[Kept]:
    """Those that go with the incident: none when the answers were changed since."""
    may = draft.answers.get("add") == "yes" and draft.answers.get("leaked") in MAY_BE_ADDED
    return files_of(draft) if may else ()


class BesideAnIncident:
    """The way to files in the middle of the form; `web.files.Way`."""

    purpose = "incident_files"
    address = "/incident"

    def __init__(self, site: Site, form: Form) -> None:
        self._site = site
        self._form = form
        self.page = site.page

    def sealed(self, draft: filling.Draft) -> Mapping[str, str]:
        """What the page with the files carries of the form; the files themselves it carries apart."""
        minted = {name: value for name, value in draft.minted.items() if name != _MINTED}
        return {"draft": self._site.sealed(self._form, replace(draft, minted=minted))}

    def above(self, by: Mapping[str, str]) -> str:
        return above_files(self._form.key, by["draft"])

    def goes_on(self, count: int) -> str:
        return takes_along(count)

    async def send(self, by: Mapping[str, str], letter: NewLetter) -> tuple[str, str]:
        """On with the form, the files in its draft."""
        draft = self._site.draft_of(self._form, by)
        kept = json.dumps([to_data(each) for each in letter.files])
        draft = replace(draft, minted={**draft.minted, _MINTED: kept})
        return self._site.drawn(self._form, filling.step(self._form, draft, "show", {}, await self._site.facts()))
