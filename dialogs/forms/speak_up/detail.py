"""More detail, for those who want to add it. Everything here may be left empty."""

from __future__ import annotations

from dialogs.conditions import Is
from dialogs.questions import Choice, Kind, Page, Question, Rows, Source

_WANTED = Is("add_more", "yes")

WHEN_AND_WHERE = Page(
    "when_and_where",
    "When and where",
    (
        Question(
            "happened_from",
            Kind.DAY,
            "When did it happen, or begin?",
            "For example, 27 3 2026. If you only know roughly, use the box below.",
            source=("W4",),
            required=False,
        ),
        Question(
            "happened_until",
            Kind.DAY,
            "When did it end?",
            "Leave this empty if it was one day, or if it has not ended.",
            source=("W4",),
            required=False,
            not_before="happened_from",
        ),
        Question(
            "happened_words",
            Kind.TEXT,
            "Or say it in words",
            "For example, “most Fridays last winter”.",
            source=("W4",),
            required=False,
            at_most=300,
        ),
        Question(
            "directorate",
            Kind.CHOICE,
            "Which part of the Council?",
            source=("W5",),
            choices_from=Source.DIRECTORATES,
            choices=(Choice("other", "Somewhere else"), Choice("not_sure", "I am not sure")),
            required=False,
        ),
        Question(
            "place",
            Kind.TEXT,
            "Which service, team or place?",
            source=("W5",),
            required=False,
            at_most=300,
        ),
    ),
    when=_WANTED,
)

BEHIND_IT = Page(
    "behind_it",
    "What lies behind it",
    (
        Question(
            "public_interest",
            Kind.LONG_TEXT,
            "Why does this matter to people other than you?",
            source=("G3",),
            required=False,
            at_most=1_000,
        ),
        Question(
            "money",
            Kind.CHOICE,
            "Roughly how much money is involved?",
            source=("W13",),
            when=Is("closest", "fraud", "misuse", "buying"),
            choices=(
                Choice("under_1k", "Under £1,000"),
                Choice("under_10k", "£1,000 to £10,000"),
                Choice("under_100k", "£10,000 to £100,000"),
                Choice("over_100k", "Over £100,000"),
                Choice("not_known", "I do not know"),
            ),
            required=False,
        ),
        Question(
            "hidden",
            Kind.CHOICE,
            "Has anyone tried to hide this, or to stop you from speaking up?",
            source=("W14",),
            choices=(Choice("no", "No"), Choice("yes", "Yes"), Choice("not_sure", "I am not sure")),
            required=False,
        ),
        Question(
            "hidden_detail",
            Kind.LONG_TEXT,
            "If so, how?",
            source=("W14",),
            required=False,
            at_most=1_000,
        ),
    ),
    when=_WANTED,
)

WHO_KNOWS = Page(
    "who_knows",
    "Who else knows",
    (
        Question(
            "witnesses",
            Kind.PEOPLE,
            "Did anyone else see it, or could anyone help?",
            "Say for each if we may contact them.",
            source=("W8",),
            choices=(
                Choice("yes", "You may contact them"),
                Choice("ask", "Ask me first"),
                Choice("no", "Do not contact them"),
            ),
            rows=Rows("Name, job or description", "May we contact them?"),
            required=False,
        ),
        Question(
            "managers",
            Kind.CHOICE,
            "Do managers know, or take part in it?",
            source=("T3",),
            choices=(
                Choice("no", "No"),
                Choice("aware", "They know"),
                Choice("involved", "They take part"),
                Choice("not_known", "I do not know"),
            ),
            required=False,
        ),
        Question(
            "interest",
            Kind.LONG_TEXT,
            "Is there any link between you and this, or the people in it, that we should know?",
            "For example, you are related to one of them. We still look into it.",
            source=("T4",),
            required=False,
            at_most=1_000,
        ),
    ),
    when=_WANTED,
)

WISHES = Page(
    "wishes",
    "What you would like",
    (
        Question(
            "wish",
            Kind.LONG_TEXT,
            "What would you like to happen?",
            source=("T5",),
            required=False,
            at_most=1_000,
        ),
        Question(
            "needs",
            Kind.TEXT,
            "Do you need anything to take part?",
            "Such as large print, another language, or British Sign Language.",
            source=("C7",),
            required=False,
            at_most=300,
        ),
    ),
    when=_WANTED,
)
