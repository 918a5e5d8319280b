"""A form with a question of every kind, so that what holds for kinds no form uses yet is known too."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from dialogs.form import Choice, Form, Given, Is, Kind, Page, Question, Rows, Source
from governance.reports import NamedPerson

COLOURS = (Choice("red", "Red"), Choice("blue", "Blue"), Choice("none", "None of these", alone=True))


@dataclass(frozen=True, slots=True)
class Everything:
    words: str
    story: str | None
    colour: str
    colours: tuple[str, ...]
    sure: str
    seen_on: date
    gone_on: date | None
    done_by: date
    heard_at: datetime
    amount: int
    people: tuple[NamedPerson, ...]
    agreed: bool
    code: str
    meant: tuple[str, ...]
    not_meant: tuple[str, ...]
    more: str | None


EVERYTHING = Form(
    key="everything",
    title="A question of every kind",
    pages=(
        Page(
            "first",
            "First",
            (
                Question("hello", Kind.NOTICE, "Some words to read.\n\n- one\n- two"),
                Question("words", Kind.TEXT, "A few words", at_least=3, at_most=50),
                Question("story", Kind.LONG_TEXT, "A story", at_most=1_000, required=False),
                Question("colour", Kind.CHOICE, "Which colour?", choices=COLOURS),
                Question("colours", Kind.SEVERAL, "Which colours?", choices=COLOURS),
                Question("sure", Kind.YES_NO, "Are you sure?"),
                Question("seen_on", Kind.DAY, "When did you see it?"),
                Question("gone_on", Kind.DAY, "When was it gone?", required=False, not_before="seen_on"),
                Question("done_by", Kind.DAY, "By when will it be done?", ahead=True),
                Question("heard_at", Kind.MOMENT, "When did you hear it?"),
                Question("amount", Kind.NUMBER, "How many?", at_least=-5, at_most=5_000),
                Question("people", Kind.PEOPLE, "Who?", choices=COLOURS, rows=Rows("Who", "Colour", most=3)),
                Question("agreed", Kind.CONFIRM, "I agree."),
                Question("code", Kind.CODE, "Your code"),
            ),
        ),
        Page(
            "second",
            "Second",
            (
                Question(
                    "meant",
                    Kind.EACH,
                    "Do you mean them?",
                    choices_from=Source.NAMED_HANDLERS,
                    search=("words", "story", "people"),
                ),
                Question("more", Kind.TEXT, "Anything else?", when=Given("story"), required=False),
                Question("extra", Kind.YES_NO, "Do you want the next page?", steers=True),
            ),
        ),
        Page("third", "Third", (Question("end", Kind.NOTICE, "The end is near."),), when=Is("extra", "yes")),
        Page("last", "Last", (Question("review", Kind.REVIEW, "Check it"),), button="Send"),
    ),
    command=Everything,
)
