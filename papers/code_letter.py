"""The letter with a code, for somebody who raised a concern by telephone, by letter or in person."""

from __future__ import annotations

from datetime import date

from papers.paper import Heading, Paper, Points, Words
from papers.word import document


def code_letter(code: str, acknowledge_by: date, council: str, page: str, today: date) -> bytes:
    """A Word document. It names nobody and says nothing about the concern."""
    return document(
        Paper(
            title="Your code",
            council=council,
            about="for the person who spoke to us",
            made_on=today,
            blocks=(
                Words("You told us something, and we wrote it down. With this code you can read our answer."),
                Heading(code),
                Points(
                    (
                        f"Go to {page}/mailbox, on a phone or computer that is not the Council's.",
                        "Type the code. You need no account and no name.",
                        f"You will find an answer in writing by {acknowledge_by.day} {acknowledge_by:%B %Y}.",
                        "You can answer our questions there, add more, add files, or take it back.",
                    )
                ),
                Words("Keep this letter where only you can see it. Whoever has the code can read our answer to you."),
                Words("If you lose it, nobody can find it for you. You can tell us again."),
            ),
        )
    )
