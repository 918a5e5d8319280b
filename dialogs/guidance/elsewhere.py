"""Outside the Council: who may be told, who gives advice, and what the policy warns of."""

from __future__ import annotations

from dialogs.forms.contacts import Contacts
from dialogs.guidance import notes
from dialogs.guidance.answer import Answer

OUTSIDE = Answer(
    key="outside",
    question="Can I tell somebody outside the Council?",
    short="Going outside",
    words=(
        "Yes. The Council would like to hear it first, so that it can act. But if you feel that it is right to go "
        "outside, you can. The law has a list of bodies for that. It calls them “prescribed persons”.",
        "Do not give away private things that need not be told.",
        "The policy warns you about telling anybody else. It says that this may break the rules that you work under, "
        "and that you lose the protection of the law. A friend, the press and the internet are not on the list.",
        "Get free advice before you do it. In an emergency, ring 999.",
    ),
    paragraphs=(14, 15),
    see_also=("bodies", "advice", "protected"),
    said=(
        "can i go outside",
        "can i go outside the council",
        "can i tell somebody outside",
        "can i tell someone outside",
        "can i tell the press",
        "can i tell the police",
        "can i tell my mp",
        "policy outside",
        "policy outside the council",
    ),
    notes=(notes.ALSO_PROTECTED,),
)

BODIES = Answer(
    key="bodies",
    question="Which bodies outside can I tell?",
    short="Bodies outside",
    words=(
        "The policy names four of those on the list:",
        (
            "the Information Commissioner, for people’s data",
            "the Health and Safety Executive, for danger at work",
            "the Environment Agency, for harm to the environment",
            "Public Health England (see the note)",
        ),
        "Each deals with its own matters only. The whole list is on gov.uk: search there for “list of prescribed "
        "people and bodies”. Read what each is for before you choose.",
        "If it is a crime, you can go to the police. Ring 999 if it cannot wait, or else 101.",
    ),
    paragraphs=(14,),
    see_also=("outside", "advice", "who"),
    said=(
        "who are prescribed persons",
        "what are prescribed persons",
        "which bodies can i tell",
        "who outside can i tell",
        "policy prescribed persons",
        "policy regulators",
        "policy police",
        "policy mp",
    ),
    notes=(notes.HEALTH_BODY, notes.MORE_BODIES, notes.REPORT_FRAUD),
)


def advice(contacts: Contacts) -> Answer:
    return Answer(
        key="advice",
        question="Who can give me free advice?",
        short="Free advice",
        words=(
            "The policy names a charity, Public Concern at Work. Today it is called Protect. It stands apart from the "
            "Council. What you tell it stays private, and it costs nothing: 020 3117 2520.",
            "These can help too:",
            (
                f"Your union: {contacts.unions}",
                f"Counselling: {contacts.counselling}",
                f"Someone outside your team: {contacts.outside_team}",
            ),
            "You can ask for advice before you decide anything. You need not tell us that you did. Use your own phone, "
            "and not your work computer.",
        ),
        paragraphs=(13,),
        see_also=("protected", "outside", "treated"),
        said=(
            "who can give me advice",
            "who can advise me",
            "where can i get advice",
            "where can i get help",
            "who is protect",
            "what is protect",
            "policy advice",
            "policy protect",
        ),
        notes=(notes.PROTECT,),
    )
