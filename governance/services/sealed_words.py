"""What of a concern is sealed: its questions and answers in words, and what later checks have to know."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping

from governance.passing_on import Passed
from governance.people import Person
from governance.reports import Concern, Identity

#: (title, ((question, answer), …)), …
Sections = tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
#: A concern in words: what every holder reads, and what only holders of the identity read.
#: The names of handlers, by id, put words to answers that are people.
Telling = Callable[[Concern, Mapping[str, str]], tuple[Sections, Sections]]


def sealed_words(
    concern: Concern | Passed,
    words: tuple[Sections, Sections],
    form: str,
    by: Person | None,
    barred: Collection[str],
) -> tuple[bytes, bytes | None]:
    """What is sealed: the questions and answers in words, so that it stays readable when a form changes."""
    story, identity = words
    told: dict[str, object] = {"title": concern.title, "form": form, "sections": story}
    told |= {"grounds": concern.grounds, "closest": concern.closest}
    told |= {"named": [each.who for each in (*concern.people, *concern.witnesses)]}
    # Whoever is given a case later is held against it.
    told |= {"barred": sorted(barred)}
    who: dict[str, object] = {"sections": identity, "entra_id": by.entra_id if by else ""}
    return _json(told), None if concern.identity is Identity.ANONYMOUS else _json(who)


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
