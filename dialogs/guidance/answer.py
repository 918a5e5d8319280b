"""What an answer from the policy is, and a note on where the law has moved on since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

#: A paragraph, or the items of a list.
Block = str | tuple[str, ...]

#: The policy that the Cabinet Member approved, and how many numbered paragraphs it has.
POLICY = "the whistleblowing policy of April 2017"
PARAGRAPHS = 29


class Sure(StrEnum):
    """How far a note was held against a published source, as its readers are told it."""

    CHECKED = "Checked against a published source."
    PARTLY = "Checked in part only."
    UNCHECKED = "Not checked yet."


@dataclass(frozen=True, slots=True)
class Note:
    """What today's law says where the policy's words are older or say something else. The policy stays as it is."""

    #: Keys of the facts in the law register that it puts into plain words.
    facts: tuple[str, ...]
    says: str
    sure: Sure
    #: When it was written: the law may have changed after that.
    written_on: date
    #: Where the facts come from, for the people who own these words.
    sources: tuple[str, ...]

    @property
    def title(self) -> str:
        day = self.written_on
        return f"Note on the law, {day.day} {day:%B %Y}. {self.sure.value}"


@dataclass(frozen=True, slots=True)
class Answer:
    """One question that people have, answered from the policy in plain words."""

    key: str
    #: The heading.
    question: str
    #: The question in two to four words, for a button.
    short: str
    words: tuple[Block, ...]
    #: Of the policy, in rising order.
    paragraphs: tuple[int, ...]
    #: Keys of answers that people read next; at most three.
    see_also: tuple[str, ...]
    #: What people may write to get it: whole phrases in small letters. Each also works after the word "policy".
    said: tuple[str, ...]
    notes: tuple[Note, ...] = ()
    #: Posts whose holders of today stand under it by name, where names may be shown.
    posts: tuple[str, ...] = ()

    @property
    def source(self) -> str:
        """Such as "Policy paragraph 21", "Policy paragraphs 20, 21 and 28"."""
        *most, last = (str(number) for number in self.paragraphs)
        return f"Policy paragraphs {', '.join(most)} and {last}" if most else f"Policy paragraph {last}"
