"""What the handler's part of this face needs of the services. Each checks who asks, their role today and their key."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from governance.case_steps import Step
from governance.deeds import (
    Beginning,
    CheckingIn,
    Closing,
    Conclusion,
    Lesson,
    Referral,
    Reopening,
    Triage,
)
from governance.people import Person
from governance.reports import Acknowledgement
from governance.services.drafting import Drafted
from governance.services.handling import Case, CaseLine


class Handles(Protocol):
    async def cases(self, by: Person) -> Sequence[CaseLine]: ...

    async def open(self, by: Person, report_id: str) -> Case: ...

    async def draft_acknowledgement(self, by: Person, report_id: str) -> Drafted: ...

    async def acknowledge(
        self,
        by: Person,
        report_id: str,
        version: int,
        parts: Acknowledgement,
        begun_from: Acknowledgement | None = None,
    ) -> None: ...

    async def ask(self, by: Person, report_id: str, version: int, text: str, warned: str = "") -> None: ...

    async def ready(self, by: Person, report_id: str, version: int, step: Step) -> None: ...


class WordsToBeginFrom(Protocol):
    async def next_by(self, by: Person, report_id: str) -> date: ...

    async def months_since_closing(self, by: Person, report_id: str) -> int: ...


class Replies(Protocol):
    async def message(self, by: Person, report_id: str, version: int, text: str, warned: str = "") -> None: ...

    async def offer_meeting(self, by: Person, report_id: str, version: int, text: str, warned: str = "") -> None: ...

    async def progress(self, by: Person, report_id: str, version: int, text: str, warned: str = "") -> None: ...


class Decides(Protocol):
    async def triage(self, by: Person, report_id: str, version: int, triage: Triage, warned: str = "") -> None: ...

    async def begin(self, by: Person, report_id: str, version: int, beginning: Beginning, warned: str = "") -> None: ...

    async def refer(self, by: Person, report_id: str, version: int, referral: Referral, warned: str = "") -> None: ...


class Concludes(Protocol):
    async def conclude(
        self, by: Person, report_id: str, version: int, conclusion: Conclusion, warned: str = ""
    ) -> None: ...

    async def close(self, by: Person, report_id: str, version: int, closing: Closing, warned: str = "") -> None: ...

    async def check_in(
        self, by: Person, report_id: str, version: int, letter: CheckingIn, warned: str = ""
    ) -> None: ...

    async def reopen(
        self, by: Person, report_id: str, version: int, reopening: Reopening, warned: str = ""
    ) -> None: ...


class Learns(Protocol):
    async def learn(self, by: Person, report_id: str, entry_id: str, lesson: Lesson) -> str: ...


class CaseServices(Protocol):
    """All of them."""

    @property
    def handling(self) -> Handles: ...

    @property
    def drafting(self) -> WordsToBeginFrom: ...

    @property
    def replying(self) -> Replies: ...

    @property
    def deciding(self) -> Decides: ...

    @property
    def concluding(self) -> Concludes: ...

    @property
    def learning(self) -> Learns: ...
