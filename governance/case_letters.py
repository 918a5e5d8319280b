"""Words for the letters of a case to begin from, and what may never be missing in them (policy paragraphs 20 to 22).

Nothing here reads a story. A handler reads each letter before it leaves, and may change every word of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from governance.outcomes import Outcome

#: Added to every offer of a meeting (paragraph 20).
MEETING_RIGHTS = (
    "You do not have to meet us. You can go on writing to us here. If we meet, you have the right to bring somebody "
    "with you from a trade union, or somebody else. We can meet away from your place of work. Tell us what you would "
    "like."
)
MEETING_OFFER = (
    "We would like to meet you and talk about what you told us. [Write here: when, where, and for how long.] "
    "You can choose another day, or another place."
)
_PROTECTED = (
    "Nobody may treat you badly because you spoke up. If somebody does, or if you fear that they will, write to us "
    "here at once."
)
_STILL_HERE = "You can still write to us here."

#: What stands in a draft for what only the handler can write.
GAP = "[Write here: "


def decided_in_scope(next_by: date) -> str:
    return (
        "We have read what you told us. We will look into it under our whistleblowing policy.\n\n"
        f"We will write to you again by {_day(next_by)}, even when there is little to tell.\n\n{_PROTECTED}"
    )


def decided_elsewhere(next_by: date) -> str:
    return (
        "We have read what you told us. There is another way in the Council that is made for it: "
        "[Write here: which one, who deals with it, and how to reach them.]\n\n"
        "We chose it because [Write here: why, in plain words.]\n\n"
        f"We will not pass on who you are unless you agree. We will write to you again by {_day(next_by)}. {_PROTECTED}"
    )


def decided_question() -> str:
    return (
        "Thank you for telling us. To decide what to do, we need to know a little more: "
        "[Write here: your question.]\n\nYou need not find out anything. Tell us what you know already."
    )


def decided_out() -> str:
    return (
        "We have read what you told us. We cannot look into it, because "
        "[Write here: why, and who could help instead.]\n\n"
        f"If we have that wrong, tell us why. {_PROTECTED}"
    )


def begun(next_by: date) -> str:
    return (
        "We have begun to look into what you told us. "
        f"We will write to you again by {_day(next_by)}, even when there is little to tell.\n\n{_PROTECTED}"
    )


def referred(next_by: date) -> str:
    return (
        "We have passed on what you told us, because others can act on it better: [Write here: to whom, if you may.]"
        f"\n\nWe did not tell them who you are. We will write to you again by {_day(next_by)}. {_PROTECTED}"
    )


def progressed(next_by: date) -> str:
    return (
        "We are still looking into what you told us. [Write here: what was done since we last wrote, as far as you may "
        f"say.]\n\nWe will write to you again by {_day(next_by)}. If something new has happened, tell us here."
    )


def _concluded(found: str) -> str:
    return (
        f"We have finished looking into what you told us. {found}\n\n"
        "The law may not let us tell you everything, such as what happens to other people. "
        f"[Write here: what we can tell.]\n\n{_STILL_HERE} {_PROTECTED}"
    )


_PASSED_ON = "Others will deal with it from here: [Write here: who, and what they do next.]"

#: By outcome; a case that its reporter took back is not concluded with a letter.
CONCLUDED: Mapping[Outcome, str] = {
    Outcome.RESOLVED: _concluded("It could be put right without an investigation."),
    Outcome.UPHELD: _concluded("You were right: we found that it happened."),
    Outcome.PARTLY_UPHELD: _concluded("We found that some of it happened."),
    Outcome.NOT_UPHELD: _concluded(
        "We did not find that it happened. You were right to tell us, and nobody may hold it against you."
    ),
    Outcome.INCONCLUSIVE: _concluded("We could not find out whether it happened. You were right to tell us."),
    Outcome.OUT_OF_SCOPE: _concluded("We cannot look into it under this policy."),
    **{outcome: _concluded(_PASSED_ON) for outcome in Outcome if outcome.referred},
}


def completed() -> str:
    """The notice of paragraph 22."""
    return (
        "This is to tell you that the whistleblowing process about your concern is complete. We have written to you "
        f"what came of it.\n\nWe will ask you later how you are. {_STILL_HERE} {_PROTECTED}\n\n"
        "Thank you for speaking up."
    )


def checked_in(months: int) -> str:
    """`months` after the closing; 0 when it is none of the set times."""
    since = {0: "some time", 1: "a month", 12: "a year"}.get(months, f"{months} months")
    return (
        f"It is {since} since we closed your report. How are you?\n\n"
        "Has anybody treated you badly because you spoke up? Has what you told us begun again? "
        "You need not answer. If you do, only the people who deal with your report read it."
    )


def reopened(next_by: date) -> str:
    return (
        "We have opened your report again and will look at it anew. [Write here: why, if you may say.]\n\n"
        f"We will write to you again by {_day(next_by)}."
    )


def offered(words: str) -> str:
    """An offer to meet, with the rights that belong to it."""
    return f"{words.strip()}\n\n{MEETING_RIGHTS}"


def of_another_outcome(message: str, outcome: Outcome) -> bool:
    """Whether it is, word for word, the draft for another outcome."""
    words = message.strip()
    return words != CONCLUDED.get(outcome, "").strip() and words in {each.strip() for each in CONCLUDED.values()}


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
