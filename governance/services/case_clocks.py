"""What is owed about a case agrees with its state and its letters: each clock runs once, and no other does."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date

from governance.calendar import Calendar, months_after
from governance.case_steps import ANSWERED_IN, HANDLERS_DUTIES, RESTARTS, RUNS, Step
from governance.ladders import first_rung_at
from governance.obligations import Duty, Obligation
from governance.policy import PolicyVersion, by_key, in_force
from governance.ports import Work
from governance.reports import Report, State

_ALL = (*HANDLERS_DUTIES, Duty.ANSWER, Duty.TELL_THEM)
#: No question waits for an answer any more.
OVER = frozenset({State.CONCLUDED, State.CLOSED, State.WITHDRAWN})


class CaseClocks:
    """Everything happens in the caller's transaction; doing it again changes nothing."""

    def __init__(self, calendar: Calendar, new_id: Callable[[], str]) -> None:
        self._calendar = calendar
        self._new_id = new_id

    async def settle(
        self, work: Work, report: Report, step: Step, today: date, *, asked: bool = False, answers: bool = True
    ) -> None:
        """After a step. `report` is as the step left it; `asked`: its letter asks the reporter something; `answers`:
        whoever wrote it had read all that the reporter wrote."""
        known = await self._known(work, report)
        policy = policy_of(report, known)
        restarts = RESTARTS.get(step, frozenset())
        if asked:
            restarts |= {Duty.ANSWER}
        ended = [duty for duty, there in known.items() if there.open and self._is_over(report, duty, step, restarts)]
        if not answers and Duty.REPLY in ended:
            ended.remove(Duty.REPLY)
        await self._end(work, report, ended)
        opened = []
        for duty, states in RUNS.items():
            there = known.get(duty)
            runs = there is not None and there.open and duty not in ended
            due_on = self._due(report, duty, there, policy, today)
            if report.state in states and not runs and due_on is not None:
                opened.append(self._new(report, duty, there, today, due_on, policy))
        if asked and report.recipient is not None:
            due_on = self._calendar.add(today, policy.casework.answer_days)
            opened.append(self._new(report, Duty.ANSWER, known.get(Duty.ANSWER), today, due_on, policy))
        await work.obligations.add(opened)

    async def wrote(self, work: Work, report: Report, today: date) -> None:
        """The reporter wrote: somebody answers. Where one letter waits for that already, its clock goes on. They have
        been here and seen what we asked, so they are not reminded of it any more."""
        await self._end(work, report, [Duty.ANSWER])
        known = await self._known(work, report, {Duty.ACKNOWLEDGE, Duty.REPLY})
        there = known.get(Duty.REPLY)
        if report.state in ANSWERED_IN and not (there and there.open):
            policy = policy_of(report, known)
            due_on = self._calendar.add(today, policy.casework.reply_days)
            await work.obligations.add([self._new(report, Duty.REPLY, there, today, due_on, policy)])

    async def end(self, work: Work, report: Report) -> None:
        """Nothing is owed any more."""
        owed = await work.obligations.open_about(_ALL, [report.id])
        await self._end(work, report, {each.duty for each in owed})

    # ---------------------------------------------------------------- inside

    async def _known(self, work: Work, report: Report, duties: Collection[Duty] = _ALL) -> dict[Duty, Obligation]:
        """The newest of each duty."""
        found = await work.obligations.of_each(duties, [report.id])
        return {duty: there[report.id] for duty, there in found.items() if report.id in there}

    @staticmethod
    def _is_over(report: Report, duty: Duty, step: Step, restarts: Collection[Duty]) -> bool:
        match duty:
            case Duty.ACKNOWLEDGE:
                return step is Step.ACKNOWLEDGE
            case Duty.REPLY:
                # Whatever a handler writes is an answer, to what they have read.
                return True
            case Duty.ANSWER:
                return duty in restarts or report.state in OVER
            case Duty.TELL_THEM:
                return report.state in OVER
            case _:
                return duty in restarts or report.state not in RUNS[duty]

    def _due(
        self, report: Report, duty: Duty, there: Obligation | None, policy: PolicyVersion, today: date
    ) -> date | None:
        promises = policy.casework
        days = {
            Duty.TRIAGE: promises.triage_days,
            Duty.PROGRESS: policy.progress_days,
            Duty.COMPLETE: promises.complete_days,
            Duty.CLOSE: promises.close_days,
        }
        if duty in days:
            return self._calendar.add(today, days[duty])
        if duty is Duty.FEEDBACK:
            return self._calendar.roll_back(months_after(today, promises.feedback_months))
        closed_on = report.closed_on or today
        last = there.due_on if there is not None and there.opened_on >= closed_on else closed_on
        return next(
            (day for day in check_ins(self._calendar, closed_on, promises.check_in_months) if day > max(last, today)),
            None,
        )

    def _new(
        self, report: Report, duty: Duty, there: Obligation | None, today: date, due_on: date, policy: PolicyVersion
    ) -> Obligation:
        return Obligation(
            id=self._new_id(),
            duty=duty,
            subject_id=report.id,
            cycle=there.cycle + 1 if there else 0,
            opened_on=today,
            due_on=due_on,
            policy=policy.key,
            rung=0,
            next_at=first_rung_at(policy.ladders[duty], today, due_on, self._calendar),
        )

    @staticmethod
    async def _end(work: Work, report: Report, duties: Collection[Duty]) -> None:
        for duty in duties:
            if closed := await work.obligations.close(duty, report.id):
                await work.notices.cancel_unsent(closed)


def check_ins(calendar: Calendar, closed_on: date, months: Collection[int]) -> list[date]:
    """The days on which a reporter is asked how they are."""
    return [calendar.roll_forward(months_after(closed_on, count)) for count in months]


def policy_of(report: Report, known: Mapping[Duty, Obligation]) -> PolicyVersion:
    """The version that the case began under."""
    promise = known.get(Duty.ACKNOWLEDGE)
    return by_key(promise.policy) if promise else in_force(report.received_on)
