"""What a handler writes while a case is under way: a message, an offer to meet, how it goes."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from dialogs.form import Form
from dialogs.forms.casework.letter import letter, read_it
from dialogs.questions import Choice, Kind, Page, Question
from governance.case_letters import MEETING_RIGHTS
from governance.deeds import Meeting, Messaging, ProgressNote

#: Words to begin a message from, by the choice that asks for them.
SNIPPETS: Mapping[str, str] = MappingProxyType(
    {
        "thanks": "Thank you for what you wrote. We have read it, and it helps us.",
        "waiting": (
            "We asked you something, and your answer would help us. You need not find out anything. If you do not "
            "know, or do not want to say, tell us that."
        ),
        "safe": (
            "You told us that you are worried. Nobody may treat you badly because you spoke up. Tell us what has "
            "happened, and we will act on it. [Write here: what you will do, and what they can do now.]"
        ),
        "advice": (
            "You can get free advice from Protect on 020 3117 2520. They do not tell us that you rang. Your trade "
            "union can help you too."
        ),
        "limits": (
            "You asked what happens to other people. The law does not let us say. What we can tell you is this: "
            "[Write here: what you can tell.]"
        ),
        "patience": (
            "This takes longer than we hoped. [Write here: why, as far as you may say.] We have not forgotten it."
        ),
    }
)

MESSAGE = Form(
    key="message",
    title="Write to the reporter",
    pages=(
        Page(
            "begin",
            "Words to begin from",
            (
                Question(
                    "begin",
                    Kind.CHOICE,
                    "How do you want to begin?",
                    "You can change every word.",
                    choices=(
                        Choice("own", "With my own words"),
                        Choice("thanks", "Thank them for what they wrote"),
                        Choice("waiting", "Come back to a question"),
                        Choice("safe", "They fear for themselves"),
                        Choice("advice", "Where to get advice"),
                        Choice("limits", "What we may not tell"),
                        Choice("patience", "It takes longer"),
                    ),
                    default="own",
                    steers=True,
                    missing="Choose how to begin.",
                ),
            ),
        ),
        Page("text", "Write to the reporter", (letter("text", "Your message"),)),
        read_it("text"),
    ),
    command=Messaging,
)

MEETING = Form(
    key="meeting",
    title="Offer to meet",
    pages=(
        Page(
            "text",
            "Offer to meet",
            (
                letter(
                    "text",
                    "What do you want to say?",
                    "Say when and where, and that they can choose another day. Do not ask them to a place where they "
                    "could be seen.",
                ),
            ),
        ),
        read_it(
            "text",
            below=(Question("rights", Kind.NOTICE, f"Below your words, the letter always says:\n\n{MEETING_RIGHTS}"),),
        ),
    ),
    command=Meeting,
)

PROGRESS = Form(
    key="progress",
    title="Say how it goes",
    pages=(Page("text", "Say how it goes", (letter("text", "What can you tell them?"),)), read_it("text")),
    command=ProgressNote,
)
