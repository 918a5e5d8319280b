"""Before somebody speaks up: is this a concern, what does it need, who may raise it, and with whom."""

from __future__ import annotations

from dialogs.forms.contacts import Contacts
from dialogs.guidance import notes
from dialogs.guidance.answer import Answer
from governance.roles import POSTS, Role

COUNTS = Answer(
    key="counts",
    question="What counts as a concern?",
    short="What counts",
    words=(
        "A concern is about something wrong in the work of the Council. It may have happened, or be likely to happen. "
        "It is about one of these:",
        (
            "a crime",
            "a law or a legal duty that is broken",
            "a miscarriage of justice",
            "danger to health or safety",
            "harm to the environment",
            "somebody hiding any of these",
        ),
        "It must matter to more people than you. You need a good reason to believe so.",
        "You do not have to know which of these it is. Tell us, and we will look at it. If another way is better for "
        "it, we will let you know.",
    ),
    paragraphs=(4, 5, 7, 8),
    see_also=("grievance", "proof", "who"),
    said=(
        "what counts",
        "what counts as a concern",
        "what is a concern",
        "what can i report",
        "what is whistleblowing",
    ),
    notes=(notes.SEXUAL_HARASSMENT,),
)

PROOF = Answer(
    key="proof",
    question="Do I need proof?",
    short="Do I need proof?",
    words=(
        "No. You need a good reason to think that something wrong is going on, or has gone on. Start from facts: what "
        "you saw, heard or read.",
        "Please do not look into it yourself. Do not take papers, and do not open files that are not yours to see. "
        "Tell us what proof there may be, and where.",
        "Tell us early. The sooner we know, the easier it is to act.",
        "You can be wrong. What counts is that you had a good reason to believe it.",
    ),
    paragraphs=(8, 19),
    see_also=("wrong", "counts", "who"),
    said=(
        "do i need proof",
        "do i need evidence",
        "what proof do i need",
        "what evidence do i need",
        "when to speak up",
    ),
    notes=(notes.TRUE_IN_THE_MAIN,),
)


def grievance(contacts: Contacts) -> Answer:
    return Answer(
        key="grievance",
        question="Is it a concern, or is it about my own job?",
        short="Or my own job?",
        words=(
            "A grievance is about you: your pay, your hours, or how somebody treats you at work. The policy is not the "
            f"way for that. {contacts.grievance}",
            "A concern is about harm to other people, to the public or to the Council. That is what the policy is for.",
            "Some things are both. Then tell us here about the part that goes beyond you.",
            "If you pick the wrong way, nothing is lost. We will tell you which way is right. A child or an adult at "
            "risk, for one, is looked after by the safeguarding team.",
        ),
        paragraphs=(4, 5, 8),
        see_also=("counts", "treated", "advice"),
        said=("is it a grievance", "is this a grievance", "policy grievance", "what is a grievance"),
    )


def who_may(contacts: Contacts) -> Answer:
    return Answer(
        key="who_may",
        question="Who can use the policy?",
        short="Who can use it",
        words=(
            "All who work for the Council: in a permanent or temporary job, through an agency, or on loan to us or "
            "from us.",
            "If you work for a contractor, you can tell us about the Council. What is only about your own firm goes to "
            "your firm.",
            f"If you work for a school, the school has a policy of its own. {contacts.schools} If you cannot safely "
            "use it, you can carry on here.",
            "The policy says that the Council cannot promise its protection to people who work for somebody else.",
        ),
        paragraphs=(9, 10, 24),
        see_also=("protected", "who", "counts"),
        said=("who can use it", "who can use the policy", "who is it for", "can a contractor use it", "policy schools"),
        notes=(notes.MORE_PEOPLE,),
    )


def who(contacts: Contacts) -> Answer:
    return Answer(
        key="who",
        question="Who do I tell?",
        short="Who to tell",
        words=(
            "The policy names two people. Either will do.",
            (
                f"Chief Internal Auditor, best for fraud: {contacts.chief_internal_auditor}",
                f"Monitoring Officer, for all else: {contacts.monitoring_officer}",
            ),
            "You can use this service, ring, write, or talk to them. Say that you speak up under the whistleblowing "
            "policy. Say how we can reach you, if you want to.",
            "You can also go to your manager or your head of service. They must tell the Monitoring Officer.",
            "Is it about one of the two? Then tell the other. Here, you can say who must not see it.",
        ),
        paragraphs=(3, 11, 12, 16, 17),
        see_also=("no_name", "next", "outside"),
        said=(
            "who do i tell",
            "who should i tell",
            "who can i tell",
            "who do i contact",
            "who to contact",
            "who do i report to",
            "how do i raise a concern",
            "policy contacts",
        ),
        posts=(POSTS[Role.CHIEF_INTERNAL_AUDITOR], POSTS[Role.MONITORING_OFFICER]),
    )


NO_NAME = Answer(
    key="no_name",
    question="Can I do it without my name?",
    short="Without my name",
    words=(
        "Yes. Or you can give your name and ask us to keep it secret.",
        "Without a name, we may not be able to tell you what came of it, or to look into it as fully. You get a code, "
        "so that you can come back.",
        "Teams cannot hide that you opened this app. It keeps what you write in the chat, and council IT can search "
        "it. Safest is the web page, on your own phone, and not on council Wi-Fi.",
        "What you write may show who you are. We keep your name as safe as we can, but it may come out: somebody may "
        "guess, or a court may ask. Even then, the Council will not let you be harmed for it.",
    ),
    paragraphs=(18, 26),
    see_also=("protected", "next", "who"),
    said=(
        "can i stay anonymous",
        "can i be anonymous",
        "is it anonymous",
        "am i anonymous",
        "can i do it without my name",
        "will you tell anyone my name",
        "is it confidential",
        "policy anonymity",
        "policy anonymous",
        "policy confidentiality",
    ),
)
