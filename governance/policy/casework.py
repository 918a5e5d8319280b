"""What the council promises about a concern after it was acknowledged, and who is reminded (policy paragraphs 20 to 22;
completion within 20 working days: paragraph 5.8 of 2007)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from governance.ladders import Audience, CountsFrom, Ladder, Rung
from governance.notices import Kind
from governance.obligations import Duty
from governance.policy.rungs import by_date


@dataclass(frozen=True, slots=True)
class CasePromises:
    """Numbers of working days, unless they say months."""

    #: From the acknowledgement to the decision what to do.
    triage_days: int = 5
    #: From a reporter's letter to an answer.
    reply_days: int = 5
    #: From the acknowledgement to the conclusion: the target.
    complete_days: int = 20
    #: From the acknowledgement to the outcome: the latest.
    feedback_months: int = 3
    #: From the conclusion to the notice that the process is complete.
    close_days: int = 10
    #: A question to a reporter whom we know is recalled so long, at the most.
    answer_days: int = 10
    #: Months after the closing at which handlers ask how the reporter is.
    check_in_months: tuple[int, ...] = (1, 3, 6, 12)


PROMISES = CasePromises()


def _owed(offset: int, *audience: Audience) -> Rung:
    return by_date(offset, *audience, kind=Kind.CASE_DUE)


def _missed(offset: int) -> Rung:
    return by_date(offset, Audience.OTHER_HANDLER, Audience.CHIEF_EXECUTIVE, kind=Kind.CASE_MISSED)


def _recalled(offset: int) -> Rung:
    return by_date(offset, Audience.REPORTER, kind=Kind.NEWS)


_LEAD = Audience.LEAD_OR_DEPUTY
_ALL = Audience.HANDLERS

LADDERS: Mapping[Duty, Ladder] = {
    Duty.TRIAGE: Ladder(CountsFrom.DUE, (_owed(-2, _LEAD), _owed(0, _LEAD), _owed(1, _ALL), _missed(5))),
    Duty.REPLY: Ladder(CountsFrom.DUE, (_owed(-2, _LEAD), _owed(0, _LEAD), _owed(1, _ALL), _missed(5))),
    Duty.PROGRESS: Ladder(CountsFrom.DUE, (_owed(-3, _LEAD), _owed(0, _LEAD), _owed(1, _ALL), _missed(5))),
    # A target and not a promise: nobody outside is told that it was missed.
    Duty.COMPLETE: Ladder(CountsFrom.DUE, (_owed(-10, _LEAD), _owed(-3, _LEAD), _owed(0, _LEAD), _owed(5, _ALL))),
    Duty.FEEDBACK: Ladder(
        CountsFrom.DUE, (_owed(-20, _LEAD), _owed(-5, _LEAD), _owed(0, _LEAD), _owed(1, _ALL), _missed(3))
    ),
    Duty.CLOSE: Ladder(CountsFrom.DUE, (_owed(-3, _LEAD), _owed(0, _LEAD), _owed(1, _ALL), _missed(5))),
    Duty.CHECK_IN: Ladder(CountsFrom.DUE, (_owed(-3, _LEAD), _owed(0, _LEAD), _owed(3, _ALL), _missed(10))),
    # Sent to the address of whoever passed it on, as to every reporter whom we know.
    Duty.TELL_THEM: Ladder(CountsFrom.DUE, (by_date(0, Audience.REPORTER, kind=Kind.TELL_THEM),)),
    Duty.ANSWER: Ladder(CountsFrom.DUE, (_recalled(-5), _recalled(0))),
}
