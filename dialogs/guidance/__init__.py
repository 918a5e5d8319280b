"""Plain answers from the whistleblowing policy, and what people write to get one.

What somebody writes is compared as a whole with a short list of questions. Nothing is guessed: a concern that is typed
into a chat must never be taken for a question about the policy.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from dialogs.forms.contacts import DEMO, Contacts
from dialogs.guidance import after, before, elsewhere
from dialogs.guidance.answer import Answer


def answers(contacts: Contacts) -> Mapping[str, Answer]:
    """By key, in the order in which people ask, with a council's own contacts in them."""
    every = (
        before.COUNTS,
        before.grievance(contacts),
        before.PROOF,
        before.who_may(contacts),
        before.who(contacts),
        before.NO_NAME,
        after.PROTECTED,
        after.NEXT,
        after.treated(contacts),
        after.WRONG,
        elsewhere.OUTSIDE,
        elsewhere.BODIES,
        elsewhere.advice(contacts),
        after.managers(contacts),
    )
    return MappingProxyType({answer.key: answer for answer in every})


ANSWERS = answers(DEMO)

#: Each phrase, alone and after the word "policy".
_SAID: Mapping[str, str] = MappingProxyType(
    {
        words: answer.key
        for answer in ANSWERS.values()
        for said in answer.said
        for words in (said, f"policy {said.removeprefix('policy ')}")
    }
)


def asked(plain: str) -> Answer | None:
    """The answer to a question in small letters and single spaces, without punctuation; None for anything else."""
    return ANSWERS[_SAID[plain]] if plain in _SAID else None
