"""Containing it: who has it, what was done, and who knows."""

from __future__ import annotations

from dialogs.conditions import AnyOf, Given, Has, Is
from dialogs.forms.contacts import Contacts
from dialogs.forms.incident.begin import HAPPENED, KINDS
from dialogs.questions import Choice, Kind, Page, Question
from governance.incidents import IncidentKind

#: Kinds in which somebody may have seen what they should not.
_DISCLOSES = Is("kind", *(each.value for each in KINDS if IncidentKind(each.value).discloses))


def contain(contacts: Contacts) -> Page:
    return Page(
        "contain",
        "What has been done?",
        (
            Question(
                "do_safety",
                Kind.NOTICE,
                "If someone may be hurt soon, ring 999.\n\nThen ring those who handle incidents: "
                f"{contacts.information_governance}. Do not wait for our answer.",
                source=("I25",),
                when=Has("effects", "safety"),
            ),
            Question(
                "received_by",
                Kind.CHOICE,
                "Who got it, or could see it?",
                source=("I26",),
                when=_DISCLOSES,
                choices=(
                    Choice("colleague", "Someone who works here"),
                    Choice("partner", "A partner whom we trust"),
                    Choice("known", "Someone else whom we know"),
                    Choice("unknown", "We do not know who"),
                    Choice("public", "Anyone, such as on the internet"),
                    Choice("criminals", "Criminals"),
                ),
                missing="Choose who got it, or could see it.",
            ),
            Question(
                "done",
                Kind.SEVERAL,
                "What has been done so far?",
                "Pick all that fit.",
                source=("I28",),
                choices=(
                    Choice("recalled", "The email was recalled"),
                    Choice("deleted", "It was deleted"),
                    Choice("password", "A password was changed"),
                    Choice("access", "Someone's access was taken away"),
                    Choice("wiped", "A device was wiped"),
                    Choice("isolated", "A system was cut off"),
                    Choice("paper", "Papers were brought back"),
                    Choice("backup", "A backup was put back"),
                    Choice("nothing", "Nothing yet", alone=True),
                ),
                missing="Pick what has been done, or “Nothing yet”.",
            ),
            Question(
                "done_words",
                Kind.TEXT,
                "Anything else that was done?",
                source=("I28",),
                required=False,
                at_most=500,
            ),
            Question(
                "recovered",
                Kind.CHOICE,
                "Do we have all of it back?",
                source=("I29",),
                choices=(
                    Choice("fully", "Yes, all of it"),
                    Choice("partly", "Some of it"),
                    Choice("no", "No"),
                    Choice("not_applicable", "It was never gone"),
                ),
                missing="Say if we have it back.",
            ),
            Question(
                "told",
                Kind.SEVERAL,
                "Who has been told?",
                "Pick all that fit.",
                source=("I30",),
                choices=(
                    Choice("manager", "My line manager"),
                    Choice("owner", "Whoever looks after the data"),
                    Choice("ict", "ICT"),
                    Choice("team", "Those who handle incidents"),
                    Choice("siro", "The Senior Information Risk Owner"),
                    Choice("caldicott", "The Caldicott Guardian, for health and care"),
                    Choice("affected", "The people whose data it is"),
                    Choice("police", "The police"),
                    Choice("partner", "A partner"),
                    Choice("no_one", "No one yet", alone=True),
                ),
                missing="Pick who has been told, or “No one yet”.",
            ),
        ),
        when=HAPPENED,
    )


MORE = Page(
    "contain_more",
    "A bit more about that",
    (
        Question(
            "returned",
            Kind.CHOICE,
            "Have they said that it is deleted or given back?",
            source=("I27",),
            when=Given("received_by"),
            choices=(
                Choice("written", "Yes, in writing"),
                Choice("said", "Yes, they said so"),
                Choice("no", "No"),
                Choice("not_asked", "We have not asked"),
            ),
            missing="Say if they have deleted it or given it back.",
        ),
        Question(
            "told_words",
            Kind.LONG_TEXT,
            "What were the people told whose data it is?",
            "When was it, and in what words? Leave out their names.",
            source=("I30",),
            when=Has("told", "affected"),
            at_most=1_000,
            missing="Say what they were told.",
        ),
    ),
    when=AnyOf(Given("received_by"), Has("told", "affected")),
)
