"""Who begins to look into a case, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from dialogs.views.done import CLOSE
from dialogs.views.parts import Element, buttons, card, group, heading, press, text, warning
from dialogs.views.said import clean, one_line
from dialogs.views.sharing import team_button
from governance.people import Person

#: Buttons in one row: Teams hides what comes after the sixth.
_A_ROW = 5


@dataclass(frozen=True, slots=True)
class BeginButtons:
    """Sealed tokens: by person, for those who work on the case and those who could be given it; for somebody who is
    neither; and one that leads back."""

    inside: Mapping[str, str]
    joining: Mapping[str, str]
    other: str
    case: str


def who_begins(
    inside: Sequence[Person], joining: Sequence[Person], tokens: BeginButtons, banner: str | None = None
) -> Element:
    return card(
        [
            heading("Who looks into it?"),
            text("Nobody who is named in the report, and nobody who works for them."),
            *_people("They work on the case now", "", inside, tokens.inside),
            *_people(
                "They can be given the case",
                "You ask for them with this step. They can read it once someone else has agreed.",
                joining,
                tokens.joining,
            ),
            group(
                [
                    heading("Somebody else", 2),
                    text(
                        "Such as somebody from outside. You write the name. They get no key, and cannot read the case."
                    ),
                    buttons([press("Somebody else", {"verb": "step", "card": tokens.other})]),
                ]
            ),
        ],
        [press("Back to the case", {"verb": "case", "card": tokens.case}), press("Close", CLOSE)],
        banner,
    )


def done_begun(name: str, team: str, *, asked: bool, refused: str, banner: str | None = None) -> Element:
    """`asked`: they can read it when somebody else agrees; `refused`: why they could not be asked for, or empty."""
    body = [
        heading("It is being looked into"),
        text("The person who reported can read your letter now. The record shows that you sent it, and when."),
    ]
    if asked:
        body.append(one_line(f"You asked for {name}. They can read the case once someone else has agreed."))
    if refused:
        body += [one_line(f"{name} was not asked for, and cannot read the case.", bold=True), warning(refused)]
    return card(body, [team_button(team), press("Back to the list", {"verb": "cases"}), press("Close", CLOSE)], banner)


def _people(title: str, words: str, people: Sequence[Person], tokens: Mapping[str, str]) -> Iterable[Element]:
    if not people:
        return
    presses = [
        press(" ".join(clean(each.name).text.split()), {"verb": "begin_by", "card": tokens[each.id]}) for each in people
    ]
    rows = [buttons(presses[start : start + _A_ROW]) for start in range(0, len(presses), _A_ROW)]
    yield group([heading(title, 2), *([text(words)] if words else []), *rows])
