"""The concern itself: what kind it is, what happened, who was involved, and who must not see it."""

from __future__ import annotations

from dialogs.questions import Choice, Kind, Page, Question, Rows, Source

KIND = Page(
    "kind",
    "What kind of concern is it?",
    (
        Question(
            "grounds",
            Kind.SEVERAL,
            "Which of these does it involve?",
            "Pick all that fit. If you are not sure, say so: we will work it out.",
            source=("G1",),
            choices=(
                Choice("crime", "A crime"),
                Choice("legal_duty", "Not doing what the law says must be done"),
                Choice("justice", "Somebody punished or blamed unfairly by a court or the like"),
                Choice("health_and_safety", "Danger to someone's health or safety"),
                Choice("environment", "Damage to the environment"),
                Choice("concealment", "Hiding any of these"),
                Choice("sexual_harassment", "Sexual harassment"),
                Choice("not_sure", "I am not sure"),
            ),
            missing="Pick what it involves, or say that you are not sure.",
        ),
        Question(
            "closest",
            Kind.CHOICE,
            "Which is closest?",
            "This decides who deals with it.",
            source=("G2",),
            choices=(
                Choice("fraud", "Fraud, theft or bribery"),
                Choice("misuse", "Misuse of money, property or time"),
                Choice("buying", "Buying and contracts"),
                Choice("health_and_safety", "Health and safety"),
                Choice("care", "Poor care, or people not kept safe"),
                Choice("data", "Personal information or secrets"),
                Choice("discrimination", "Discrimination or harassment"),
                Choice("environment", "The environment"),
                Choice("councillors", "What councillors do, or elections"),
                Choice("cover_up", "A cover-up"),
                Choice("other", "Something else"),
            ),
            missing="Choose what is closest.",
        ),
        Question(
            "how_known",
            Kind.CHOICE,
            "How do you know?",
            source=("G4",),
            choices=(
                Choice("witnessed", "I saw or heard it"),
                Choice("records", "I have seen records"),
                Choice("told", "Someone involved told me"),
                Choice("pieced", "I pieced it together"),
                Choice("talk", "It is what people say"),
                Choice("not_said", "I would rather not say"),
            ),
            missing="Choose how you know.",
        ),
    ),
)

WHAT = Page(
    "what",
    "What happened?",
    (
        Question(
            "title",
            Kind.TEXT,
            "Give it a short title, without names",
            "It stands in the list that the people who deal with it see.",
            source=("W1",),
            at_least=5,
            at_most=120,
            missing="Give it a short title.",
        ),
        Question(
            "story",
            Kind.LONG_TEXT,
            "Tell us what happened, and what came before it",
            "Who did what? When and where? How often? What you do not know, you can leave out.",
            source=("W2",),
            at_least=20,
            at_most=10_000,
            missing="Tell us what happened, in your own words.",
        ),
        Question(
            "timing",
            Kind.SEVERAL,
            "Is it happening now?",
            "Pick all that fit.",
            source=("W3",),
            choices=(
                Choice("now", "It is happening now"),
                Choice("past", "It has happened"),
                Choice("likely", "It is likely to happen"),
            ),
            missing="Say if it is happening now.",
        ),
        Question(
            "evidence",
            Kind.CHOICE,
            "Is there anything that shows it, such as papers, messages or photos?",
            source=("W9",),
            choices=(
                Choice("have", "Yes, and I have it"),
                Choice("elsewhere", "Yes, but I do not have it"),
                Choice("no", "No, or I do not know"),
            ),
            missing="Say if there is anything that shows it.",
        ),
    ),
)

WHO = Page(
    "who",
    "Who was involved?",
    (
        Question(
            "people",
            Kind.PEOPLE,
            "Who was involved?",
            "A name, a job or a description of each. If one of them deals with reports, we ask you about that next.",
            source=("W6",),
            choices=(
                Choice("did", "Did it"),
                Choice("approved", "Approved it"),
                Choice("knew", "Knew about it"),
                Choice("affected", "Was harmed by it"),
            ),
            rows=Rows("Name, job or description", "Their part"),
            required=False,
        ),
        Question(
            "not_to_see",
            Kind.SEVERAL,
            "Is there anyone who must not see this?",
            "Whoever you pick never learns of it. We cannot work out who your manager is, so we ask the people who "
            "deal with it to keep it from them.",
            source=("W7",),
            choices=(
                Choice("monitoring_officer", "The Monitoring Officer"),
                Choice("chief_internal_auditor", "The Chief Internal Auditor"),
                Choice("deputies", "Their deputies"),
                Choice("it", "People who run the computers"),
                Choice("my_manager", "My manager"),
                Choice("other", "Somebody else"),
                Choice("no_one", "No one", alone=True),
                Choice("not_sure", "I am not sure"),
            ),
            names_handlers=True,
            missing="Say if there is anyone who must not see this.",
        ),
        Question(
            "not_to_see_other",
            Kind.TEXT,
            "If there is somebody else who must not see it, who?",
            source=("W7",),
            required=False,
            at_most=300,
        ),
        Question(
            "told",
            Kind.SEVERAL,
            "Who have you told already?",
            source=("T1",),
            choices=(
                Choice("no_one", "No one", alone=True),
                Choice("manager", "My manager or supervisor"),
                Choice("head_of_service", "Head of service"),
                Choice("hr", "Human Resources"),
                Choice("union", "Trade union"),
                Choice("internal_audit", "Internal audit"),
                Choice("monitoring_officer", "The Monitoring Officer"),
                Choice("regulator", "A regulator"),
                Choice("police", "Police"),
                Choice("councillor", "A councillor or MP"),
                Choice("other", "Somebody else"),
            ),
            missing="Say who you have told already.",
        ),
    ),
)

SAME_PEOPLE = Page(
    "same_people",
    "Somebody who deals with reports",
    (
        Question(
            "same_people",
            Kind.EACH,
            "You seem to have named somebody who deals with reports",
            "If you say yes, they never see your report or learn of it. If you only mention them, and trust them with "
            "it, say no.",
            source=("W6",),
            choices_from=Source.NAMED_HANDLERS,
            search=("title", "story", "people", "not_to_see_other"),
            missing="Say yes or no for each of them.",
        ),
    ),
)
