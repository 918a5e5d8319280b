"""Making somebody acting owner of information assets, from a day until a day."""

from __future__ import annotations

from dialogs.conditions import Is
from dialogs.form import Form
from dialogs.questions import Choice, Kind, Page, Question
from governance.acting_owners import ALL, SOME, MakeActing

MAKE_ACTING = Form(
    key="make_acting",
    title="Make somebody acting owner",
    pages=(
        Page(
            "acting_who",
            "Who acts for whom?",
            (
                Question(
                    "owner",
                    Kind.TEXT,
                    "The owner's work e-mail address",
                    "Leave it out if it is you.",
                    at_most=254,
                    required=False,
                ),
                Question(
                    "to",
                    Kind.TEXT,
                    "The work e-mail address of the person who acts",
                    "They get the reminders and may send the return. The owner stays accountable.",
                    at_most=254,
                    missing="Write their e-mail address.",
                ),
                Question(
                    "from_on", Kind.DAY, "From which day?", "Today or later.", ahead=True, missing="Give the first day."
                ),
                Question(
                    "until_on",
                    Kind.DAY,
                    "Until which day?",
                    "It ends by itself. We tell all of you five working days before.",
                    ahead=True,
                    not_before="from_on",
                    missing="Give the last day.",
                ),
                Question(
                    "what",
                    Kind.CHOICE,
                    "For which assets?",
                    choices=(Choice(ALL, "All of them, and the return"), Choice(SOME, "Some of them, and their risks")),
                    missing="Say which assets.",
                ),
            ),
        ),
        Page(
            "acting_assets",
            "Which assets?",
            (
                Question(
                    "assets",
                    Kind.TEXT,
                    "The numbers of the assets",
                    "Such as IA-003; IA-004. You find them under “my assets”.",
                    at_most=2_000,
                    when=Is("what", SOME),
                    missing="Write the numbers.",
                ),
            ),
            button="Make them acting owner",
        ),
    ),
    command=MakeActing,
)
