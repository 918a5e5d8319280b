"""The data: what it was in, whose it is, and how much of it."""

from __future__ import annotations

from dialogs.conditions import AllOf, AnyOf, Has, Is
from dialogs.forms.contacts import Contacts
from dialogs.forms.incident.begin import HAPPENED, YES_NO_NOT_SURE
from dialogs.questions import Choice, Kind, Page, Question

_ON_DEVICE = AnyOf(Has("held_as", "device", "stick"), Is("kind", "device_lost"))
_LOST = Is("kind", "device_lost", "paper_lost")
_MOST_PEOPLE = 10_000_000

HELD = Page(
    "held",
    "What kind of data?",
    (
        Question(
            "held_as",
            Kind.SEVERAL,
            "What was it in?",
            "Pick all that fit.",
            source=("I13",),
            choices=(
                Choice("email", "Email"),
                Choice("paper", "A letter or papers"),
                Choice("device", "A laptop, tablet or phone"),
                Choice("stick", "A USB stick or disk"),
                Choice("system", "A business system"),
                Choice("drive", "A shared drive or the cloud"),
                Choice("chat", "Teams or a chat"),
                Choice("spoken", "Spoken words"),
                Choice("website", "A website"),
            ),
            missing="Pick what it was in.",
        ),
        Question(
            "personal",
            Kind.CHOICE,
            "Is it about living people?",
            "A name, a photo or a number that leads to someone is enough.",
            source=("I18",),
            choices=YES_NO_NOT_SURE,
            missing="Say if it is about living people.",
        ),
        Question(
            "marked",
            Kind.CHOICE,
            "How was it marked?",
            source=("I24",),
            choices=(
                Choice("none", "It was not marked"),
                Choice("official", "OFFICIAL"),
                Choice("sensitive", "OFFICIAL-SENSITIVE"),
                Choice("not_known", "I do not know"),
            ),
            required=False,
        ),
    ),
    when=HAPPENED,
)


def device(contacts: Contacts) -> Page:
    return Page(
        "device",
        "What was lost, or what it was on",
        (
            Question(
                "do_wipe",
                Kind.NOTICE,
                "Ring to have it locked and wiped, if you have not yet. It still helps hours later.\n\n"
                f"{contacts.service_desk}, or at night and at weekends {contacts.ict_out_of_hours}.",
                source=("I16",),
                when=Is("kind", "device_lost"),
            ),
            Question(
                "device",
                Kind.TEXT,
                "Which device is it, and what number is on its label?",
                source=("I14",),
                when=_ON_DEVICE,
                at_most=200,
                missing="Say which device it is.",
            ),
            Question(
                "encrypted",
                Kind.CHOICE,
                "Was it encrypted?",
                "Council laptops and phones are. A stick may not be.",
                source=("I15",),
                when=_ON_DEVICE,
                choices=YES_NO_NOT_SURE,
                missing="Say if it was encrypted.",
            ),
            Question(
                "locked",
                Kind.SEVERAL,
                "Was it locked, and can it be wiped from afar?",
                source=("I16",),
                when=AnyOf(Has("held_as", "device"), Is("kind", "device_lost")),
                choices=(
                    Choice("pin", "It has a PIN or a password"),
                    Choice("wiped", "It has been wiped from afar"),
                    Choice("asked", "I have asked for it to be wiped"),
                    Choice("no", "None of these", alone=True),
                ),
                missing="Say if it was locked.",
            ),
            Question(
                "crime_reference",
                Kind.TEXT,
                "If it was stolen: what number did the police give you?",
                source=("I17",),
                when=_LOST,
                required=False,
                at_most=60,
            ),
        ),
        when=AllOf(HAPPENED, AnyOf(_ON_DEVICE, _LOST)),
    )


PEOPLE = Page(
    "people_page",
    "Whose data is it?",
    (
        Question(
            "who",
            Kind.SEVERAL,
            "Who are they?",
            "Pick all that fit.",
            source=("I19",),
            choices=(
                Choice("residents", "People we serve"),
                Choice("children", "Children"),
                Choice("adults_at_risk", "Adults at risk"),
                Choice("employees", "People who work here"),
                Choice("councillors", "Councillors"),
                Choice("suppliers", "Suppliers"),
                Choice("other", "Other people"),
                Choice("not_known", "I do not know", alone=True),
            ),
            missing="Pick who they are.",
        ),
        Question(
            "people_known",
            Kind.CHOICE,
            "Do you know how many people?",
            source=("I20",),
            choices=(
                Choice("exact", "Yes, I have counted"),
                Choice("estimate", "About how many"),
                Choice("most", "The most it could be"),
                Choice("unknown", "No"),
            ),
            missing="Say if you know how many people.",
        ),
        Question(
            "people",
            Kind.NUMBER,
            "How many people?",
            "A number, such as 40. If you are not sure, write the most it could be.",
            source=("I20",),
            required=False,
            needed=Is("people_known", "exact", "estimate", "most"),
            at_most=_MOST_PEOPLE,
            missing="Enter how many people, as a number. Or say above that you do not know.",
        ),
        Question(
            "records",
            Kind.NUMBER,
            "How many records?",
            source=("I21",),
            required=False,
            at_most=_MOST_PEOPLE,
        ),
        Question(
            "data",
            Kind.SEVERAL,
            "What does it say about them?",
            "Pick all that fit.",
            source=("I22",),
            choices=(
                Choice("contact", "Name, address, email or phone"),
                Choice("born", "Date of birth"),
                Choice("number", "National Insurance, NHS or such a number"),
                Choice("bank", "Bank or money"),
                Choice("login", "Passwords"),
                Choice("papers", "Passport or such papers"),
                Choice("location", "Where they are"),
                Choice("case", "Case notes"),
                Choice("pictures", "Pictures or sound"),
                Choice("other", "Other things"),
            ),
            missing="Pick what it says about them.",
        ),
        Question(
            "special",
            Kind.SEVERAL,
            "Is any of it about these?",
            "The law guards these more than the rest.",
            source=("I23",),
            choices=(
                Choice("health", "Health"),
                Choice("ethnicity", "Race or where they come from"),
                Choice("belief", "Religion or belief"),
                Choice("politics", "Politics"),
                Choice("union", "A trade union"),
                Choice("sex", "Sex life, or whom they love"),
                Choice("body", "Genes, fingerprints or faces"),
                Choice("crime", "Crimes"),
                Choice("safeguarding", "Keeping a child or an adult safe"),
                Choice("none", "None of these", alone=True),
                Choice("not_sure", "I am not sure", alone=True),
            ),
            missing="Pick what it is about, or “None of these”.",
        ),
        Question(
            "effects",
            Kind.SEVERAL,
            "What could happen to them?",
            "Pick all that fit.",
            source=("I25",),
            choices=(
                Choice("none", "Nothing, I think", alone=True),
                Choice("distress", "They could be upset"),
                Choice("fraud", "Someone could use their name"),
                Choice("money", "They could lose money"),
                Choice("safety", "They could be hurt"),
                Choice("discrimination", "They could be treated badly"),
                Choice("service", "They could lose a service"),
                Choice("standing", "It could harm their job, or what others think of them"),
                Choice("unknown", "I do not know", alone=True),
            ),
            missing="Pick what could happen to them.",
        ),
    ),
    when=AllOf(HAPPENED, Is("personal", "yes", "not_sure")),
)
