"""Links to documents, as every area of this face asks for them."""

from __future__ import annotations

from typing import Protocol

from governance.people import Person


class Links(Protocol):
    """The part of `HandingOut` that this face uses. The view for a link is `dialogs.views.documents`."""

    def link(self, by: Person, document: str, **facts: str | int) -> str:
        """Raises KeyError for a document that nobody makes."""
