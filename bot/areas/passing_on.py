"""Concerns that come by way of somebody else, put together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bot.areas.means import Means
from dialogs.forms import FORMS
from dialogs.telling import tell_passed
from governance.documents import Producer
from governance.services.passing_on import CODE_LETTER, PassingOn
from governance.services.receiving import Receiving
from governance.services.sealed_words import Sections


@dataclass(frozen=True, slots=True)
class PassingOnServices:
    passing_on: PassingOn

    def producers(self) -> Mapping[str, Producer]:
        return {CODE_LETTER: self.passing_on.letter}


def passing_on_services(means: Means, receiving: Receiving) -> PassingOnServices:
    settings = means.settings

    def words(form: str, command: object, names: Mapping[str, str]) -> tuple[Sections, Sections]:
        return tell_passed(FORMS[form], command, names)

    def letter(code: str, by: str) -> bytes:
        from papers.code_letter import code_letter

        today = means.calendar.day_of(means.clock.now())
        return code_letter(code, date.fromisoformat(by), settings.council, settings.public_url, today)

    return PassingOnServices(PassingOn(means.store, receiving, words, letter, means.calendar, means.clock))
