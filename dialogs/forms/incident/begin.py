"""The beginning: can it still be stopped, what happened, where and when."""

from __future__ import annotations

from dialogs.conditions import AllOf, Condition, Is, Not, OverADayAgo
from dialogs.forms.contacts import Contacts
from dialogs.questions import Choice, Kind, Page, Question, Source

YES_NO_NOT_SURE = (Choice("yes", "Yes"), Choice("no", "No"), Choice("not_sure", "I am not sure"))
#: It happened, or may have: more is asked then.
HAPPENED = Is("happened", "happened", "suspected")
ATTACK = Is("attack", "yes")

NOW = Page(
    "now",
    "Is it happening now?",
    (
        Question(
            "still",
            Kind.CHOICE,
            "Is it still going on, or can it still be stopped?",
            source=("I1",),
            choices=YES_NO_NOT_SURE,
            missing="Say if it can still be stopped.",
        ),
        Question(
            "attack",
            Kind.CHOICE,
            "Is someone attacking our systems now?",
            "A screen asks for money, an account is taken over, or systems go down.",
            source=("I2",),
            choices=YES_NO_NOT_SURE,
            missing="Say if someone is attacking our systems.",
        ),
        Question(
            "happened",
            Kind.CHOICE,
            "Did it happen?",
            "Nearly is worth telling too. It is how we learn, and takes a minute.",
            source=("I3",),
            choices=(
                Choice("happened", "It happened"),
                Choice("near_miss", "It nearly happened"),
                Choice("suspected", "I think it may have happened"),
            ),
            missing="Say if it happened.",
        ),
    ),
)

KINDS = (
    Choice("email", "An email went to the wrong person"),
    Choice("bcc", "An email showed everyone's addresses"),
    Choice("post", "A letter or fax went to the wrong person"),
    Choice("spoken", "Someone was told who should not know"),
    Choice("not_redacted", "Names or facts were not blacked out"),
    Choice("paper_lost", "Papers were lost or stolen"),
    Choice("paper_insecure", "Papers were left where others could see them"),
    Choice("device_lost", "A phone, laptop or stick was lost or stolen"),
    Choice("disposal", "Papers or devices were thrown away the wrong way"),
    Choice("portal", "A website or app showed the wrong person's data"),
    Choice("looked_at", "Someone looked at data without a reason"),
    Choice("changed", "Data was changed or deleted by mistake"),
    Choice("phishing", "Someone was tricked by a fake email or call"),
    Choice("malware", "A virus, or a screen that asks for money"),
    Choice("passwords", "Someone tried many passwords"),
    Choice("hacked", "Someone got into a system or an account"),
    Choice("misconfigured", "A system or folder was open to too many"),
    Choice("denial", "A system was flooded so that nobody can use it"),
    Choice("physical", "Someone got into a building or a room"),
    Choice("other", "Something else"),
)


def what(contacts: Contacts) -> Page:
    return Page(
        "what",
        "What happened?",
        (
            _do_now(
                "do_attack",
                ATTACK,
                f"Do this now, before you go on.\n\n- Ring ICT: {contacts.service_desk}, or at night and at weekends "
                f"{contacts.ict_out_of_hours}.\n- Pull out the network cable, or turn Wi-Fi off.\n- Leave the computer "
                "on.\n- Ring Report Fraud on 0300 123 2040. They help at any hour.",
                ("I2",),
            ),
            _do_now(
                "do_stop",
                AllOf(Is("still", "yes"), Not(ATTACK)),
                "Stop it now if you can. We wait.\n\n- An email: try to recall it. Ask whoever got it to delete it.\n- "
                "A phone or laptop: ring to have it locked and wiped.\n- An account: change the password.\n- Papers: "
                f"get them back.\n\nHelp: {contacts.service_desk}, or at night and at weekends "
                f"{contacts.ict_out_of_hours}.",
                ("I1",),
            ),
            Question(
                "story",
                Kind.LONG_TEXT,
                "Say in a few words what happened",
                "Leave out names, addresses and numbers of the people whose data it is.",
                source=("I4",),
                at_least=20,
                at_most=4_000,
                missing="Say what happened, in your own words.",
            ),
            Question(
                "kind",
                Kind.CHOICE,
                "Which is closest?",
                source=("I5",),
                choices=KINDS,
                missing="Choose what is closest.",
            ),
            Question(
                "harms",
                Kind.SEVERAL,
                "What went wrong with the data?",
                "Pick all that fit.",
                source=("I6",),
                choices=(
                    Choice("secrecy", "Someone saw it, or could have"),
                    Choice("accuracy", "It was changed"),
                    Choice("availability", "We lost it, or cannot get at it"),
                ),
                missing="Pick what went wrong with the data.",
            ),
        ),
    )


def where(contacts: Contacts) -> Page:
    return Page(
        "where",
        "Where and when",
        (
            *_by_kind(contacts),
            Question(
                "directorate",
                Kind.CHOICE,
                "Which part of the council?",
                source=("I7",),
                choices_from=Source.DIRECTORATES,
                choices=(Choice("not_known", "I do not know"),),
                prefilled=True,
                missing="Choose the part of the council.",
            ),
            Question(
                "place",
                Kind.TEXT,
                "Which team, and where?",
                source=("I7",),
                at_most=200,
                missing="Say which team it was, and where.",
            ),
            Question(
                "asset_words",
                Kind.TEXT,
                "Which records or system was it, and who looks after them?",
                "Such as “council tax accounts”. If you do not know, leave it empty.",
                source=("I12",),
                required=False,
                at_most=200,
            ),
            Question(
                "when_known",
                Kind.CHOICE,
                "Do you know when it happened?",
                source=("I8",),
                when=HAPPENED,
                choices=(Choice("known", "Yes"), Choice("roughly", "Roughly"), Choice("unknown", "No")),
                missing="Say if you know when it happened.",
            ),
            Question(
                "when",
                Kind.MOMENT,
                "When did it happen?",
                "If you only know the day, leave the time empty.",
                source=("I8",),
                when=HAPPENED,
                required=False,
                loosely=True,
                needed=Is("when_known", "known", "roughly"),
                missing="Enter the day. Or say above that you do not know it.",
            ),
            Question(
                "found",
                Kind.MOMENT,
                "When did you find out?",
                "The law counts 72 hours from when the council knew. So the time matters, if you know it.",
                source=("I9",),
                when=HAPPENED,
                loosely=True,
                not_before="when",
                missing="Enter the day on which you found out.",
            ),
        ),
    )


FOLLOW = Page(
    "follow",
    "A bit more about that",
    (
        Question(
            "asset",
            Kind.CHOICE,
            "Is it one of these?",
            "Whoever looks after it will hear that something happened.",
            source=("I12",),
            choices_from=Source.MATCHED_ASSETS,
            search=("asset_words",),
            choices=(Choice("unknown", "None of these, or I do not know"),),
            missing="Choose one, or say that you do not know.",
        ),
        Question(
            "late_reason",
            Kind.LONG_TEXT,
            "Why is it being told later than the same day?",
            "Nobody is in trouble for this. The law asks us to write it down.",
            source=("I10",),
            when=OverADayAgo("found"),
            at_most=1_000,
            missing="Say why it is being told later.",
        ),
    ),
)


def _by_kind(contacts: Contacts) -> tuple[Question, ...]:
    """What to do about each kind, at the moment when it is chosen."""
    desk = f"{contacts.service_desk}, or at night and at weekends {contacts.ict_out_of_hours}"
    return (
        _for("do_email", ("email", "bcc"), "Do this now.\n\n- Recall the email, if you can.\n- Ask each person who got "
             "it to delete it, and to tell you when it is done.\n- Do not send the same data again."),
        _for("do_paper", ("post", "paper_lost", "paper_insecure", "disposal"), "Do this now.\n\n- Go back and look, "
             "and lock away what you find.\n- Ask whoever has it not to read it and to keep it for you to fetch.\n- "
             "If it was stolen, ring the police on 101 and keep their number for it."),
        _for("do_device", ("device_lost",), f"Do this now.\n\n- Ring to have it locked and wiped: {desk}.\n- If it was "
             "stolen, ring the police on 101 and keep their number for it."),
        _for("do_account", ("phishing", "passwords", "hacked"), "Do this now.\n\n- Change the password, from another "
             f"device.\n- Ring ICT: {desk}.\n- Do not delete the email or the message."),
        _for("do_virus", ("malware", "denial"), "Do this now.\n\n- Pull out the network cable, or turn Wi-Fi off.\n- "
             f"Leave the computer on.\n- Ring ICT: {desk}."),
        _for("do_shown", ("portal", "misconfigured", "not_redacted"), "Do this now.\n\n- Take the page, the file or "
             f"the folder down, or have it done: {desk}.\n- Do not look at more of it than you need."),
    )  # fmt: skip


def _for(key: str, kinds: tuple[str, ...], words: str) -> Question:
    return _do_now(key, AllOf(Is("kind", *kinds), HAPPENED), words, ("I1", "I5"))


def _do_now(key: str, when: Condition, words: str, source: tuple[str, ...]) -> Question:
    return Question(key, Kind.NOTICE, words, source=source, when=when)
