"""Once somebody has spoken up: what happens, what protects them, and what others must do."""

from __future__ import annotations

from dialogs.forms.contacts import Contacts
from dialogs.guidance import notes
from dialogs.guidance.answer import Answer

NEXT = Answer(
    key="next",
    question="What happens next, and by when?",
    short="What happens next",
    words=(
        "We listen, and we take it seriously. Within 7 days you get an answer in writing. It says:",
        ("that we have your concern", "what we understood", "who is dealing with it"),
        "That person decides what to do. This service reminds them in time. If nobody has answered by the end, the "
        "Chief Executive is told.",
        "If we meet you, you may bring somebody from your union, or another person. We can meet away from where you "
        "work.",
        "When it is done, we tell you. The policy sets no day for that, and we may not be free to tell you all of it. "
        "The Monitoring Officer keeps a record of what was done.",
    ),
    paragraphs=(20, 21, 22, 28),
    see_also=("protected", "no_name", "treated"),
    said=(
        "what happens next",
        "what happens now",
        "what happens to my report",
        "what happens to my concern",
        "when will i hear back",
        "when will i get an answer",
        "how long does it take",
        "how is it handled",
        "policy clocks",
    ),
    notes=(notes.DATA_PROTECTION,),
)

PROTECTED = Answer(
    key="protected",
    question="Am I protected?",
    short="Am I protected?",
    words=(
        "Yes, if you have a good reason to believe that it is in the public interest to tell us. Then nobody may treat "
        "you badly at work because you did.",
        "This comes from the Employment Rights Act 1996, as the Public Interest Disclosure Act 1998 changed it.",
        "It has limits:",
        (
            "It must be about one of the wrongs that the policy or the law names.",
            "It is for people who work, not for the public.",
            "It depends on who you tell. To tell us is the safest.",
            "It cannot stop a person from doing you harm. It gives you rights if they do.",
        ),
        "This is not legal advice. Protect gives it free of charge.",
    ),
    paragraphs=(6, 7, 23, 24),
    see_also=("treated", "outside", "advice"),
    said=(
        "am i protected",
        "will i be protected",
        "how am i protected",
        "can i be sacked",
        "can i be sacked for this",
        "can i lose my job",
        "will i lose my job",
        "policy protection",
    ),
    notes=(notes.NO_HARM, notes.MORE_PEOPLE, notes.TIME_LIMIT),
)


def treated(contacts: Contacts) -> Answer:
    return Answer(
        key="treated",
        question="What if I am treated badly for it?",
        short="If treated badly",
        words=(
            "The Council does not put up with bullying, or with anybody who makes you pay for speaking up. It will act "
            "to protect you. That holds even if your name has come out.",
            f"Tell us at once. Add it to your report, or ring the Monitoring Officer: {contacts.monitoring_officer}. "
            "Write down what is said and done, and on which day.",
            "You need not be alone with it:",
            (
                f"Counselling: {contacts.counselling}",
                f"Your union: {contacts.unions}",
                f"Someone outside your team: {contacts.outside_team}",
            ),
            "You may bring somebody with you to each meeting.",
        ),
        paragraphs=(20, 23, 25, 26),
        see_also=("protected", "advice", "no_name"),
        said=(
            "what if i am treated badly",
            "what if im treated badly",
            "what if i am bullied for it",
            "what support is there",
            "policy victimisation",
            "policy support",
        ),
        notes=(notes.NO_HARM, notes.TIME_LIMIT),
    )


WRONG = Answer(
    key="wrong",
    question="What if I am wrong, or somebody makes it up?",
    short="If I am wrong",
    words=(
        "If you had a good reason to believe it, you have done nothing wrong. That is so even if we look into it and "
        "find that you were mistaken.",
        "To make something up, so as to hurt somebody, is another thing. Nobody can have a good reason to believe what "
        "they know is a lie. So the policy does not protect them.",
        "The policy does not say what the Council does then. The one before it, of 2007, did: the Council would act "
        "against them, and a worker could be disciplined.",
        "Do not let this put you off. Tell us what you know, and say what you are not sure of.",
    ),
    paragraphs=(8, 19, 23),
    see_also=("proof", "protected", "counts"),
    said=(
        "what if i am wrong",
        "what if im wrong",
        "what if it is not true",
        "what if somebody makes it up",
        "what if someone lies",
        "policy malicious claims",
        "policy malicious",
    ),
    notes=(notes.GOOD_FAITH,),
)


def managers(contacts: Contacts) -> Answer:
    return Answer(
        key="managers",
        question="What must a manager do who is told of a concern?",
        short="For managers",
        words=(
            "Your staff may come to you first. Then the policy asks this of you:",
            (
                "Listen, thank them, and take it seriously.",
                f"Tell the Monitoring Officer that somebody has raised a concern: {contacts.monitoring_officer}.",
                "See to what has to be done at once. If anyone is in danger, ring 999.",
                "Keep their name to yourself as far as you can.",
            ),
            "Do not try to find out who it was, if they gave no name. Do not warn the person whom it is about.",
            "If you are asked to look into a concern, tell the Monitoring Officer what you did. It goes into the "
            "record.",
        ),
        paragraphs=(3, 12, 26, 28),
        see_also=("who", "next", "treated"),
        said=(
            "what must managers do",
            "what must a manager do",
            "what do managers have to do",
            "what should a manager do",
            "policy managers",
            "policy for managers",
        ),
    )
