"""The end: what may be learnt, fear and cover-ups, personal details that slipped in, who reports, and a last look."""

from __future__ import annotations

from dialogs.conditions import ALWAYS, Is
from dialogs.forms.incident.begin import HAPPENED
from dialogs.questions import Choice, Fit, Kind, Looks, Page, Question, Source

#: Texts in which nobody's personal details belong.
SEARCHED = (
    "story",
    "place",
    "asset_words",
    "late_reason",
    "device",
    "done_words",
    "told_words",
    "cause",
    "supplier",
)

LEARN = Page(
    "learn",
    "What could we learn?",
    (
        Question(
            "how_found",
            Kind.CHOICE,
            "How was it found?",
            source=("I11",),
            when=HAPPENED,
            choices=(
                Choice("me", "I saw it"),
                Choice("colleague", "Someone I work with saw it"),
                Choice("recipient", "Whoever got it told us"),
                Choice("affected", "The person whose data it is told us"),
                Choice("supplier", "A supplier told us"),
                Choice("monitoring", "A system warned us"),
                Choice("press", "The police or the press"),
            ),
            required=False,
        ),
        Question(
            "cause",
            Kind.LONG_TEXT,
            "What may have caused it, and what would stop it next time?",
            "This is not about blame. Things go wrong for a reason, and you may know it.",
            source=("I31",),
            required=False,
            at_most=2_000,
        ),
        Question(
            "supplier",
            Kind.TEXT,
            "Is a supplier or a partner part of it? Which?",
            source=("I32",),
            when=HAPPENED,
            required=False,
            at_most=200,
        ),
        Question(
            "supplier_told",
            Kind.MOMENT,
            "If so, when did they tell us?",
            source=("I32",),
            when=HAPPENED,
            required=False,
            loosely=True,
        ),
        Question(
            "service_desk",
            Kind.TEXT,
            "Is it logged with the service desk? What is its number there?",
            source=("I33",),
            when=HAPPENED,
            required=False,
            at_most=40,
        ),
        Question(
            "not_to_see",
            Kind.SEVERAL,
            "Is it about someone who deals with incidents?",
            "Pick them, and they will not hear of it. If it is about no one there, leave this empty.",
            choices=(
                Choice("team", "The information governance team"),
                Choice("officer", "The Data Protection Officer"),
            ),
            required=False,
        ),
        Question(
            "covered_up",
            Kind.CHOICE,
            "Is something being hidden here, or are you afraid to tell us?",
            "You can say so. If you do, we show you a safer way before anything is kept.",
            source=("I35",),
            when=HAPPENED,
            choices=(Choice("no", "No"), Choice("yes", "Yes")),
            required=False,
        ),
    ),
)

ROUTE = Page(
    "route",
    "There is a safer way",
    (
        Question(
            "speak_up_instead",
            Kind.NOTICE,
            "Nothing has been kept so far.\n\nWith “Speak up” you can tell this without your name. It goes to the "
            "Monitoring Officer and the Chief Internal Auditor, and you choose who must not see it. The policy says "
            "that nobody may treat you badly for it.\n\nWhat you wrote here goes with you.",
            source=("I35",),
        ),
        Question(
            "route",
            Kind.CHOICE,
            "How do you want to tell it?",
            choices=(
                Choice("speak_up", "With “Speak up”"),
                Choice("incident", "Here, as an incident"),
            ),
            steers=True,
            missing="Choose how you want to tell it.",
        ),
    ),
    when=Is("covered_up", "yes"),
)

DETAILS = Page(
    "details",
    "Someone's details may be in your words",
    (
        Question(
            "details_reason",
            Kind.TEXT,
            "Why must these stay in?",
            "Those who handle incidents need to know what kind of number it was, not the number. This is what we saw:",
            choices_from=Source.PERSONAL_DETAILS,
            search=SEARCHED,
            at_most=200,
            missing="Say why they must stay in, or press “Remove them for me”.",
        ),
    ),
    button="Keep them in",
    removes="Remove them for me",
)

_NAMED = (
    Choice("named", "You may use my name"),
    Choice("withheld", "Keep my name from all but those who handle incidents"),
)
_NAMELESS = Choice("none", "I do not give my name", "nobody can ask you anything, or tell you how it went")


def you(*, web: bool) -> tuple[Page, ...]:
    """In Teams the name is filled in, to be changed; on the web page it is asked of whoever gives one."""
    naming = Question(
        "naming",
        Kind.CHOICE,
        "May we use your name?",
        "Whoever looks after the data hears of it too. Someone may have to ask you more.",
        source=("I36",),
        choices=(*_NAMED, _NAMELESS) if web else _NAMED,
        default="" if web else "named",
        personal=True,
        missing="Say if we may use your name.",
    )
    details = (
        Question(
            "name",
            Kind.TEXT,
            "Your name",
            source=("I36",),
            prefilled=True,
            personal=True,
            missing="Write your name.",
        ),
        Question(
            "job",
            Kind.TEXT,
            "Your job",
            source=("I36",),
            prefilled=True,
            personal=True,
            required=False,
        ),
        Question(
            "phone",
            Kind.TEXT,
            "The best number to ring you on",
            source=("I36",),
            personal=True,
            required=False,
            at_most=40,
            fits=(Fit(ALWAYS, Looks.PHONE),),
        ),
    )
    if not web:
        return (Page("you", "About you", (naming, *details)),)
    gives = Is("naming", "named", "withheld")
    return (Page("you", "About you", (naming,)), Page("your_name", "Your name", details, when=gives))


CHECK = Page(
    "check",
    "Check and send",
    (
        Question("review", Kind.REVIEW, "Check your answers", source=("I37",)),
        Question(
            "hears",
            Kind.NOTICE,
            "It goes to those who handle incidents. They decide who else must know, and if the law says that we must "
            "tell the people whose data it is.",
            source=("I37",),
        ),
    ),
    button="Send",
)
