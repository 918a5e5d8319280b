"""Before the concern: how to raise it, is anybody in danger, and is this the right place. Signposts never refuse."""

from __future__ import annotations

from dialogs.conditions import AllOf, Has, Is, Not
from dialogs.forms.contacts import Contacts
from dialogs.questions import Choice, Kind, Page, Question
from governance.reports import Identity
from governance.roles import Role

_YES_NO_NOT_SURE = (Choice("yes", "Yes"), Choice("no", "No"), Choice("not_sure", "I am not sure"))
_CARRY_ON = "I've done that, carry on"

START = Page(
    "start",
    "With your name, or without?",
    (
        Question(
            "expect",
            Kind.NOTICE,
            "You can stop at any time. Nothing is sent until you press Send on the last page.\n\n"
            "You do not need proof. Please do not look into it or collect evidence yourself.",
            source=("S0",),
        ),
        Question(
            "identity",
            Kind.CHOICE,
            "How do you want to raise this?",
            source=("S1",),
            choices=(
                Choice(Identity.NAMED, "With my name", "the people who deal with it know who you are"),
                Choice(
                    Identity.CONFIDENTIAL,
                    "With my name, kept secret",
                    "only the people you agree to are told who you are",
                ),
                Choice(Identity.ANONYMOUS, "Without my name", "we do not ask who you are"),
            ),
            missing="Choose how you want to raise this.",
        ),
    ),
)

ABOUT_YOU = Page(
    "about_you",
    "A few quick questions",
    (
        Question(
            "understood",
            Kind.CONFIRM,
            "I understand: without my name, the Council may not be able to tell me what came of it, or look into it as "
            "fully. I must keep my code safe.",
            source=("S2",),
            when=Is("identity", Identity.ANONYMOUS),
            missing="Tick the box to show that you understand what staying anonymous means.",
        ),
        Question(
            "danger",
            Kind.CHOICE,
            "Is anyone in danger right now?",
            source=("S3",),
            choices=_YES_NO_NOT_SURE,
            missing="Say if anyone is in danger right now.",
        ),
        Question(
            "at_risk",
            Kind.CHOICE,
            "Is a child, or an adult who needs care, being harmed or neglected?",
            source=("S4",),
            choices=_YES_NO_NOT_SURE,
            missing="Say if a child or an adult is being harmed or neglected.",
        ),
        Question(
            "works_as",
            Kind.CHOICE,
            "How do you work for or with the Council?",
            source=("S5",),
            choices=(
                Choice("employee", "I am an employee, permanent or temporary"),
                Choice("agency", "I am an agency worker"),
                Choice("seconded_in", "I am on loan to the Council from another employer"),
                Choice("seconded_out", "I am on loan from the Council to another employer"),
                Choice("contractor", "I work for a contractor or supplier"),
                Choice("school", "I work for a school"),
                Choice("former", "I used to work for the Council"),
                Choice("trainee", "I am a volunteer or trainee"),
                Choice("councillor", "I am a councillor"),
                Choice("public", "I am a member of the public"),
                Choice("not_said", "I would rather not say"),
            ),
            missing="Choose how you work for or with the Council.",
        ),
        Question(
            "affected",
            Kind.CHOICE,
            "Who is mainly affected?",
            source=("S8",),
            choices=(
                Choice("me", "Mainly me and my own job"),
                Choice("others", "Other people or the public"),
                Choice("both", "Both"),
                Choice("not_sure", "I am not sure"),
            ),
            missing="Choose who is mainly affected.",
        ),
        Question(
            "new_or_known",
            Kind.CHOICE,
            "Is this new?",
            source=("S9",),
            choices=(
                Choice("new", "Yes, it is new"),
                Choice("add", "No, I want to add to something I raised before"),
                Choice("unhappy", "No, I am unhappy with how something I raised was handled"),
            ),
            missing="Say if this is new.",
        ),
    ),
)

DANGER = Page(
    "danger_help",
    "Get help now",
    (
        Question(
            "danger_steps",
            Kind.NOTICE,
            "If anyone is in danger now, ring 999. Do it before you go on.\n\n"
            "If it is not an emergency, ring the police on 101.\n\n"
            "We do not read reports day and night. We cannot send help.",
            source=("S3",),
        ),
    ),
    when=Is("danger", "yes", "not_sure"),
    button=_CARRY_ON,
)


def safeguarding(contacts: Contacts) -> Page:
    return Page(
        "safeguarding",
        "Tell the people who can protect them",
        (
            Question(
                "safeguarding_steps",
                Kind.NOTICE,
                f"Worried about a child? Ring {contacts.children}.\n\n"
                f"Worried about an adult? Ring {contacts.adults}.\n\n"
                f"At night and at weekends, ring {contacts.out_of_hours}. In an emergency, ring 999.\n\n"
                "They can act faster than we can. You can still tell us here as well.",
                source=("S4",),
            ),
        ),
        when=Is("at_risk", "yes", "not_sure"),
        button=_CARRY_ON,
    )


SCHOOL = Page(
    "school",
    "You work for a school",
    (
        Question(
            "school_choice",
            Kind.CHOICE,
            "School staff normally use their own school's policy. What would you like to do?",
            source=("S6",),
            choices=(
                Choice("stop", "Show me that, so that I can stop here"),
                Choice("council", "Carry on: it is about the Council, not my school"),
                Choice("unsafe", "Carry on: I cannot safely use my school's way"),
            ),
            missing="Choose what you would like to do.",
        ),
    ),
    when=Is("works_as", "school"),
)


def school_route(contacts: Contacts) -> Page:
    return Page(
        "school_route",
        "Your school's own way",
        (
            Question(
                "school_steps",
                Kind.NOTICE,
                f"{contacts.schools}\n\nIf you stop now, nothing that you typed is kept. "
                "If you would rather tell us, you can.",
                source=("S6",),
            ),
        ),
        when=Is("school_choice", "stop"),
        button="Carry on here anyway",
    )


SCOPE = Page(
    "scope",
    "You work for a contractor or supplier",
    (
        Question(
            "contract_scope",
            Kind.CHOICE,
            "What is this about?",
            source=("S7",),
            choices=(
                Choice("council", "The Council's work or contract"),
                Choice("employer", "Only my own employer's business"),
                Choice("both", "Both"),
                Choice("not_sure", "I am not sure"),
            ),
            missing="Choose what this is about.",
        ),
    ),
    when=Is("works_as", "contractor"),
)

EMPLOYER = Page(
    "employer",
    "Your own employer",
    (
        Question(
            "employer_steps",
            Kind.NOTICE,
            "Your own employer should have a policy for this. You can also tell the body that checks their trade. "
            "For safety at work, that is often the Health and Safety Executive.\n\n"
            "Protect gives free advice on 020 3117 2520.\n\n"
            "If the public may be harmed, or you are not sure, please carry on and tell us too.",
            source=("S7",),
        ),
    ),
    when=Is("contract_scope", "employer"),
    button="Carry on anyway",
)

EARLIER = Page(
    "earlier",
    "What you raised before",
    (
        Question(
            "earlier_steps",
            Kind.NOTICE,
            "If you have your code, you can stop here and use it to read what we wrote. "
            "If you gave your name in Teams, look under “my reports”.\n\n"
            "Or carry on, and tell us here.",
            source=("S9",),
            when=Is("new_or_known", "add"),
        ),
        Question(
            "earlier_handler",
            Kind.CHOICE,
            "Who dealt with it?",
            "Somebody else will look at it this time.",
            source=("S9",),
            choices=(
                Choice(Role.MONITORING_OFFICER, "The Monitoring Officer"),
                Choice(Role.CHIEF_INTERNAL_AUDITOR, "The Chief Internal Auditor"),
                Choice("other", "Somebody else"),
                Choice("not_sure", "I am not sure"),
            ),
            when=Is("new_or_known", "unhappy"),
            missing="Choose who dealt with it.",
        ),
        Question(
            "earlier_reference",
            Kind.TEXT,
            "How can we find it?",
            "Its title, or about when you sent it. Do not write your code here.",
            source=("S9",),
            required=False,
            at_most=300,
        ),
    ),
    when=Is("new_or_known", "add", "unhappy"),
)


def grievance(contacts: Contacts) -> Page:
    """Comes after the grounds are known, because sexual harassment and discrimination are never sent elsewhere."""
    return Page(
        "grievance",
        "If it is about your own job",
        (
            Question(
                "grievance_steps",
                Kind.NOTICE,
                "A problem with your own job is often solved faster as a grievance.\n\n"
                f"{contacts.grievance}\n\n"
                "It can be both. If you think that it matters to others too, or you are not sure, carry on.",
                source=("S8",),
            ),
        ),
        when=AllOf(
            Is("affected", "me"), Not(Has("grounds", "sexual_harassment")), Not(Is("closest", "discrimination"))
        ),
        button="Carry on anyway",
    )
