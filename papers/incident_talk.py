"""The month's incidents for a team meeting, as a document to print."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from papers.paper import Block, Heading, Paper, Points, Words

ABOUT = "For a team meeting. It is about the whole council, and names nobody."
#: A heading, paragraphs, and points.
Chapter = tuple[str, Sequence[str], Sequence[str]]


def talk_paper(title: str, chapters: Sequence[Chapter], council: str, made_on: date) -> Paper:
    return Paper(title, council, ABOUT, made_on, tuple(_blocks(chapters)))


def _blocks(chapters: Sequence[Chapter]) -> Iterator[Block]:
    for heading, words, points in chapters:
        yield Heading(heading)
        yield from (Words(each) for each in words)
        if points:
            yield Points(points)
