"""Naming somebody in the place of an administrator who has left."""

from __future__ import annotations

from dialogs.conditions import Is
from dialogs.form import Form
from dialogs.questions import Choice, Kind, Page, Question
from governance.administrators import ALONE, SOMEBODY, NewAdministrators

NAME_ADMINISTRATOR = Form(
    key="name_administrator",
    title="Name an administrator",
    pages=(
        Page(
            "administrators",
            "Who helps you now?",
            (
                Question(
                    "what",
                    Kind.CHOICE,
                    "Who helps you with these assets now?",
                    choices=(Choice(SOMEBODY, "Someone else"), Choice(ALONE, "Nobody: I look after them myself")),
                    missing="Say who helps you.",
                ),
            ),
        ),
        Page(
            "who",
            "Who is it?",
            (
                Question(
                    "who",
                    Kind.TEXT,
                    "Their work e-mail address",
                    "You can name more than one, with a semicolon between them.",
                    at_most=1_000,
                    when=Is("what", SOMEBODY),
                    missing="Write their e-mail address.",
                ),
            ),
            button="Name them",
        ),
    ),
    command=NewAdministrators,
)
