"""What the Information Commissioner's form for a breach asks, with the council's answers, as a paper."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from papers.paper import Block, Heading, Paper, Words

TITLE = "Breach of personal data: what the Information Commissioner asks"
NOT_KNOWN = "Not known yet: it follows."
_FORM = (
    "The Commissioner’s form on the web cannot be kept half-way. This has its questions in their order, to be copied. "
    "The helpline is 0303 123 1113, Monday to Friday, 9 to 5."
)


def ico_paper(asked: Iterable[tuple[str, str]], reference: str, council: str, on: date) -> Paper:
    """`asked` are questions and answers; an empty answer is one that nobody knows yet."""
    return Paper(TITLE, council, f"incident {reference}", on, tuple(_blocks(asked)))


def _blocks(asked: Iterable[tuple[str, str]]) -> Iterator[Block]:
    yield Words(_FORM)
    for ask, answer in asked:
        yield Heading(ask, 2)
        for line in answer.split("\n") if answer else (NOT_KNOWN,):
            yield Words(line)
