"""The demo council's staff, as the page needs them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence, Set

from governance.people import Person
from governance.roles import Role

#: Everybody with the roles that they hold today, by name.
AskStaff = Callable[[], Awaitable[Sequence[tuple[Person, Set[Role]]]]]

_ABBREVIATIONS = {Role.SIRO: "SIRO", Role.IMSG: "IMSG", Role.HEAD_OF_SERVICE: "Head of Service"}


def badge(role: Role) -> str:
    """The role's name as the council writes it."""
    return _ABBREVIATIONS.get(role, role.value.replace("_", " ").title())


class Staff:
    """Asks who works here, and remembers the answer until somebody unknown is asked for."""

    def __init__(self, ask: AskStaff) -> None:
        self._ask = ask
        self._known: Sequence[tuple[Person, Set[Role]]] = ()

    async def everyone(self) -> Sequence[tuple[Person, Set[Role]]]:
        """Asked afresh."""
        self._known = await self._ask()
        return self._known

    async def find(self, wanted: Callable[[Person], bool]) -> Person | None:
        """The first that is wanted; None when nobody is."""
        found = next((person for person, _ in self._known if wanted(person)), None)
        if found is not None:
            return found
        return next((person for person, _ in await self.everyone() if wanted(person)), None)
