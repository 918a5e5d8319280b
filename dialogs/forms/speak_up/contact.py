"""Keeping in touch, and sending it."""

from __future__ import annotations

from dialogs.conditions import AllOf, Contains, Is, Not
from dialogs.forms.contacts import Contacts
from dialogs.questions import Choice, Fit, Kind, Looks, Page, Question
from governance.reports import Identity

_KNOWN = Not(Is("identity", Identity.ANONYMOUS))
_MEETS = Is("meeting", "in_person", "online")
_BY_ADDRESS = Is("contact_by", "phone", "email", "post")

CONTACT = Page(
    "contact",
    "Keeping in touch",
    (
        Question(
            "name",
            Kind.TEXT,
            "Your name",
            source=("C1",),
            when=_KNOWN,
            prefilled=True,
            personal=True,
            missing="Write your name.",
        ),
        Question(
            "job", Kind.TEXT, "Your job", source=("C1",), when=_KNOWN, required=False, prefilled=True, personal=True
        ),
        Question(
            "team", Kind.TEXT, "Your team", source=("C1",), when=_KNOWN, required=False, prefilled=True, personal=True
        ),
        Question(
            "contact_by",
            Kind.CHOICE,
            "How should we contact you?",
            "Others may see your work phone and email. Your own are safer.",
            source=("C2",),
            when=_KNOWN,
            choices=(
                Choice("service", "Only through this service"),
                Choice("teams", "A Teams message"),
                Choice("phone", "My own phone"),
                Choice("email", "My own email"),
                Choice("post", "By post"),
            ),
            personal=True,
            missing="Choose how we should contact you.",
        ),
        Question(
            "contact_safe",
            Kind.TEXT,
            "When is it safe to contact you? Is there anything to avoid?",
            source=("C3",),
            when=_KNOWN,
            required=False,
            at_most=300,
            personal=True,
        ),
        Question(
            "who_may_know",
            Kind.CHOICE,
            "Who may know your name?",
            source=("C8",),
            when=Is("identity", Identity.CONFIDENTIAL),
            choices=(
                Choice("ask", "Ask me each time"),
                Choice("handler", "Only the person who deals with it"),
                Choice("investigator", "The person who deals with it, and whoever looks into it"),
            ),
            default="ask",
            personal=True,
            missing="Choose who may know your name.",
        ),
        Question(
            "meeting",
            Kind.CHOICE,
            "If we need to talk, would you meet us?",
            "You can always say no. If you did not give your name, we can write to you here, and you read it with "
            "your code.",
            source=("C4",),
            choices=(
                Choice("in_person", "Yes, in person"),
                Choice("online", "Yes, online"),
                Choice("writing", "Only in writing"),
                Choice("not_sure", "I am not sure"),
            ),
            missing="Say if you would meet us.",
        ),
        Question(
            "add_more",
            Kind.YES_NO,
            "Do you want to add more detail?",
            "Dates, places, money, others who saw it. It takes about three minutes. You can also send it now.",
            steers=True,
            missing="Say if you want to add more detail.",
        ),
    ),
)

ARRANGE = Page(
    "arrange",
    "Meeting and writing to you",
    (
        Question(
            "contact_detail",
            Kind.TEXT,
            "Your own phone number, email or postal address",
            "The one that you chose on the page before. Not one of the Council's.",
            source=("C2",),
            when=_BY_ADDRESS,
            at_least=5,
            at_most=300,
            fits=(Fit(Is("contact_by", "email"), Looks.EMAIL), Fit(Is("contact_by", "phone"), Looks.PHONE)),
            personal=True,
            missing="Write the number or address that we should use.",
        ),
        Question(
            "accompanied",
            Kind.NOTICE,
            "If we meet, you have the right to bring someone from a trade union, or somebody else.",
            source=("C5",),
            when=_MEETS,
        ),
        Question(
            "companion",
            Kind.CHOICE,
            "Would you like to bring someone?",
            source=("C5",),
            when=_MEETS,
            choices=(Choice("yes", "Yes"), Choice("no", "No"), Choice("later", "I will decide later")),
            required=False,
        ),
        Question(
            "companion_detail",
            Kind.TEXT,
            "Who, if you know",
            source=("C5",),
            when=_MEETS,
            required=False,
            personal=True,
        ),
        Question(
            "away_from_work",
            Kind.CHOICE,
            "Would you rather meet away from your workplace?",
            source=("C6",),
            when=Is("meeting", "in_person"),
            choices=(Choice("yes", "Yes"), Choice("no", "No"), Choice("either", "I do not mind")),
            required=False,
        ),
    ),
)


def work_address(contacts: Contacts) -> Page:
    return Page(
        "work_address",
        "Is that a work phone or email?",
        (
            Question(
                "work_address_hint",
                Kind.NOTICE,
                "What you wrote looks like one of the Council's. Others may be able to see it or answer it. You asked "
                "us to keep your name secret, so your own is safer.",
                source=("C2",),
            ),
        ),
        when=AllOf(Is("identity", Identity.CONFIDENTIAL), Contains("contact_detail", contacts.work_marks)),
        button="Use it anyway",
        offers=(("arrange", "Change it"),),
    )


CHECK = Page(
    "check",
    "Check your answers and send",
    (
        Question("review", Kind.REVIEW, "Check your answers", source=("Z3",)),
        Question(
            "promise",
            Kind.NOTICE,
            "Within 7 days you get a written answer. It says that we have it, what we understood, and who is dealing "
            "with it.",
            source=("Z5",),
        ),
        Question(
            "under_policy",
            Kind.CONFIRM,
            "I am raising this under the Council's Whistleblowing Policy.",
            source=("Z1",),
            missing="Tick the box to say that you raise this under the policy.",
        ),
        Question(
            "true_to_best",
            Kind.CONFIRM,
            "To the best of my knowledge this is true. I know that I do not have to prove it.",
            source=("Z2",),
            missing="Tick the box to say that this is true to the best of your knowledge.",
        ),
    ),
    button="Send",
)
