"""The e-mail channel of a council that has no mail server for it."""

from __future__ import annotations

from governance.notices import Blocked, Message, Outcome
from governance.people import Person
from governance.services.falling_back import NO_MAIL


class NoMail:
    """Ends what was to leave by mail with a reason: it was planned while there was a mail server."""

    async def deliver(self, message: Message, to: Person) -> Outcome:  # noqa: ARG002  # the port has them
        return Blocked(NO_MAIL)

    async def close(self) -> None:
        """There is nobody to say good-bye to."""
