"""The Records Manager's verbs: which reminders will be sent, and which were."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Protocol, TypeVar

from bot.teams.answers import Dialog
from bot.teams.form_dialogs import Inputs
from bot.teams.identity import Directory, Presser
from bot.teams.verbs import Verb
from dialogs.views.forecast import SINCE, UNTIL, forecast, forecast_pages, sent, sent_pages
from governance.people import Person
from governance.services.watching import Ahead, Back, Coming, Gone

COMING, GONE = "Forecast", "Sent"

_Span = TypeVar("_Span", Ahead, Back)


class Watches(Protocol):
    """The part of `Watching` that this face uses. Each verb checks who asks, and their role today."""

    async def coming(self, by: Person, ahead: Ahead) -> Coming: ...

    async def gone(self, by: Person, back: Back) -> Gone: ...


class Foreseeing:
    def __init__(
        self, watching: Watches, people: Directory, local: Callable[[datetime], datetime], banner: str | None
    ) -> None:
        """`local` is council time."""
        self._watching = watching
        self._people = people
        self._local = local
        self._banner = banner

    def verbs(self) -> Mapping[str, Verb]:
        return {"forecast": self.forecast, "sent": self.sent}

    async def forecast(self, presser: Presser, data: Inputs) -> Dialog:
        ahead = _chosen(Ahead, data.get(UNTIL), Ahead.NEXT_WORKING_DAY)
        coming = await self._watching.coming(await presser.person(self._people), ahead)
        parts = forecast_pages(coming, self._local)
        return Dialog(COMING, forecast(coming, ahead, parts, _page(data, parts), self._banner))

    async def sent(self, presser: Presser, data: Inputs) -> Dialog:
        back = _chosen(Back, data.get(SINCE), Back.TODAY)
        gone = await self._watching.gone(await presser.person(self._people), back)
        parts = sent_pages(gone)
        return Dialog(GONE, sent(gone, back, parts, _page(data, parts), self._banner))


def _chosen(kind: type[_Span], given: object, otherwise: _Span) -> _Span:
    return next((each for each in kind if each.value == given), otherwise)


def _page(data: Inputs, parts: Sequence[object]) -> int:
    wanted = data.get("page")
    return wanted if isinstance(wanted, int) and not isinstance(wanted, bool) and 0 <= wanted < len(parts) else 0
