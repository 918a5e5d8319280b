"""What both forms for a concern of somebody else's ask."""

from __future__ import annotations

from dataclasses import replace

from dialogs.forms.speak_up.concern import KIND, SAME_PEOPLE, WHO
from dialogs.questions import Choice, Kind, Page, Question

CLOSEST = next(question for question in KIND.questions if question.key == "closest")
_ASKED = next(question for question in WHO.questions if question.key == "not_to_see")
#: Whoever enters it can say who must not see it; "my manager" would be the wrong one's.
NOT_TO_SEE = replace(
    _ASKED,
    hint="Whoever you pick never learns of it.",
    choices=tuple(choice for choice in _ASKED.choices if choice.value not in ("my_manager", "it", "other")),
)


def title() -> Question:
    return Question(
        "title",
        Kind.TEXT,
        "Give it a short title, without names",
        "It stands in the list that the people who deal with it see.",
        at_least=5,
        at_most=120,
        missing="Give it a short title.",
    )


def at_once() -> Question:
    return Question(
        "tell_at_once",
        Kind.CHOICE,
        "Could somebody be hurt if this waits a few hours?",
        "If anyone is in danger now, ring 999 first.",
        choices=(Choice("yes", "Yes, tell those who deal with it at once"), Choice("no", "No, it can wait")),
        missing="Say if somebody could be hurt.",
    )


def same_people(*search: str) -> Page:
    """Asked where a name of somebody who deals with reports stands in these texts: if it is about them, they are kept
    out."""
    asked = replace(
        SAME_PEOPLE.questions[0],
        ask="You named somebody who deals with reports",
        hint="Say yes if the concern is about them: then they never see it or learn of it, even if they typed it. If "
        "they are only mentioned, say no.",
        search=search,
        search_posts=(),
    )
    return Page("same_people", "Somebody who deals with reports", (asked,))
