"""Keeping people safe: urgency, fear of bad treatment, and not being guessed at."""

from __future__ import annotations

from dialogs.conditions import AllOf, Given, Has, Is, Mentions, Not
from dialogs.forms.contacts import Contacts
from dialogs.questions import Choice, Kind, Page, Question

_SOMEONE_MAY_BE_HURT = Is("urgency", "hurt", "both")


def safety(contacts: Contacts) -> Page:
    return Page(
        "safety",
        "Keeping people safe",
        (
            Question(
                "urgency",
                Kind.CHOICE,
                "Could evidence be lost, or someone be hurt, if we move slowly?",
                source=("W12",),
                choices=(
                    Choice("no", "No"),
                    Choice("evidence", "Evidence may be lost"),
                    Choice("hurt", "Someone may be hurt"),
                    Choice("both", "Both"),
                    Choice("not_sure", "I am not sure"),
                ),
                missing="Say if evidence could be lost or someone be hurt.",
            ),
            Question(
                "worried",
                Kind.CHOICE,
                "Are you worried about being treated badly for raising this?",
                "Nobody may do that to you. The policy forbids it, and so does the law.",
                source=("P1",),
                choices=(
                    Choice("no", "No"),
                    Choice("little", "A little"),
                    Choice("very", "Very"),
                    Choice("already", "It is already happening"),
                    Choice("not_said", "I would rather not say"),
                ),
                missing="Say if you are worried about being treated badly.",
            ),
            Question(
                "guessable",
                Kind.CHOICE,
                "Could someone guess from your words that it was you?",
                source=("P3",),
                choices=(Choice("no", "No"), Choice("possibly", "Perhaps"), Choice("yes", "Yes")),
                missing="Say if someone could guess that it was you.",
            ),
            Question(
                "support",
                Kind.SEVERAL,
                "Would any of these help you?",
                "You can use them now, whatever you pick.",
                source=("P4",),
                choices=(
                    Choice("protect", "Free advice from Protect", "020 3117 2520, protect-advice.org.uk"),
                    Choice("union", "A trade union", contacts.unions),
                    Choice("counselling", "Counselling", contacts.counselling),
                    Choice("outside_team", "Someone outside my team", contacts.outside_team),
                    Choice("none", "None of these", alone=True),
                ),
                required=False,
            ),
        ),
    )


GUESS = Page(
    "guess",
    "Before you go on",
    (
        Question(
            "guess_hints",
            Kind.NOTICE,
            "You can go back and change your words, so that fewer people could guess that it was you. Look for:\n\n"
            "- your job, or something only your job sees\n"
            "- a day or a meeting with few people in it\n"
            "- who was in the room\n"
            "- words that only you use",
            source=("P3",),
            when=Is("guessable", "possibly", "yes"),
        ),
        Question(
            "title_hint",
            Kind.NOTICE,
            "Your title seems to have a name in it. More people see the title than the rest. You can go back and "
            "change it.",
            source=("W1",),
            when=Mentions("title", "people"),
        ),
    ),
    button="Carry on",
    offers=(("what", "Change what happened"), ("who", "Change who was involved")),
)

MORE_ABOUT = Page(
    "more_about",
    "A little more about that",
    (
        Question(
            "evidence_where",
            Kind.LONG_TEXT,
            "What shows it, and where is it?",
            "Please do not go and fetch it.",
            source=("W10",),
            when=Is("evidence", "have", "elsewhere"),
            at_most=2_000,
            missing="Say what shows it, and where it is.",
        ),
        Question(
            "no_files",
            Kind.NOTICE,
            "You cannot add files on this page. With a code, you can add them on the web page once this is sent. Keep "
            "what you have where it is safe, and say above what it is.",
            source=("W11",),
            when=Is("evidence", "have"),
        ),
        Question(
            "urgency_detail",
            Kind.LONG_TEXT,
            "What could be lost, or who could be hurt, and how soon?",
            source=("W12",),
            when=Is("urgency", "evidence", "hurt", "both"),
            required=False,
            at_most=1_000,
        ),
        Question(
            "tell_at_once",
            Kind.YES_NO,
            "Someone may be hurt. May we tell the people who deal with it at once?",
            "Reports are handed on three times a day, mixed with others, so that nobody can tell when yours was sent. "
            "If we tell them at once, they can act sooner. But they then know when you sent it, which may help them "
            "guess who you are.",
            source=("W12",),
            when=_SOMEONE_MAY_BE_HURT,
            missing="Say if we may tell them at once.",
        ),
        Question(
            "told_what",
            Kind.LONG_TEXT,
            "When did you tell them, and what came of it?",
            source=("T2",),
            when=AllOf(Given("told"), Not(Has("told", "no_one"))),
            at_most=2_000,
            missing="Say when you told them, and what came of it.",
        ),
        Question(
            "worried_what",
            Kind.LONG_TEXT,
            "What are you worried about, or what has been done to you?",
            source=("P2",),
            when=Is("worried", "little", "very", "already"),
            at_most=2_000,
            missing="Say what you are worried about, or what has been done.",
        ),
    ),
)
