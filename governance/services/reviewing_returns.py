"""Reviewing the returns that were sent: the Records Manager is chased for it too (policy 7d)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from governance.assurance import NON_RETURN_DAYS, Line, Return, ReturnState, days_late
from governance.audit import Event
from governance.calendar import Calendar
from governance.deciders import DECIDE, decides_as
from governance.errors import NotFound, NotYours, Refused, Stale
from governance.ladders import first_rung_at
from governance.obligations import Duty, Obligation
from governance.owed import Owed
from governance.people import Person
from governance.policy import in_force
from governance.ports import Clock, Failpoint, Store, Ticker, Work
from governance.reviews import DAYS_AGAIN, MOST_TIMES_BACK, Review, Reviewed
from governance.roles import Role
from governance.services.moving_lines import MovingLines
from governance.services.opening_returns import owed_again
from governance.services.owed_returns import title_of
from governance.services.redrawing import redraw_cards

LONGEST_WORDS = 2_000


@dataclass(frozen=True, slots=True)
class ReturnFile:
    """A return that was sent, for whoever reviews it."""

    back: Return
    owner: str
    lines: tuple[Line, ...]
    #: Oldest first.
    reviews: tuple[Review, ...]
    #: Working days.
    days_late: int


class ReviewSubjects:
    """`Subjects` of reviews: the returns."""

    async def owed(self, work: Work, obligations: Sequence[Obligation]) -> Mapping[str, Owed]:
        ids = {each.subject_id for each in obligations}
        returns, lines = await work.returns.by_ids(ids), await work.returns.lines(ids)
        reviews = await work.reviews.of(ids)
        found = {}
        for each in obligations:
            back = returns.get(each.subject_id)
            if back is not None:
                decided = reviews.get(back.id, ())
                words = "sent back" if decided and not decided[-1].accepted else "accepted"
                found[each.id] = Owed(
                    back.owner_id, title_of(back), back.version, decider=Role.RECORDS_MANAGER,
                    asked_by=back.submitted_by, assets=len(lines.get(back.id, ())),
                    words=back.signed if each.open else words,
                )  # fmt: skip
        return found


async def review_owed(work: Work, back: Return, today: date, calendar: Calendar, id_: str) -> None:
    """It was sent: somebody looks at it within five working days."""
    policy = in_force(today)
    before = (await work.obligations.of(Duty.REVIEW_RETURN, [back.id])).get(back.id)
    due_on = calendar.add(today, policy.review_days)
    next_at = first_rung_at(policy.ladders[Duty.REVIEW_RETURN], today, due_on, calendar)
    cycle = before.cycle + 1 if before else 1
    await work.obligations.add(
        [Obligation(id_, Duty.REVIEW_RETURN, back.id, cycle, today, due_on, policy.key, 0, next_at)]
    )


async def sent_back(work: Work, back: Return) -> str:
    """What was missing when it was last sent back; empty when it was not."""
    reviews = (await work.reviews.of([back.id])).get(back.id, ())
    return reviews[-1].words if reviews and not reviews[-1].accepted else ""


class ReviewingReturns:
    """Every verb checks who asks, in which post, and that the return is as it was shown."""

    def __init__(
        self,
        store: Store,
        calendar: Calendar,
        clock: Clock,
        ticker: Ticker,
        new_id: Callable[[], str],
        failpoint: Failpoint,
    ) -> None:
        self._store = store
        self._calendar = calendar
        self._clock = clock
        self._ticker = ticker
        self._new_id = new_id
        self._failpoint = failpoint
        self._moving = MovingLines(calendar, ticker, new_id)

    async def waiting(self, by: Person) -> Sequence[ReturnFile]:
        """Those that wait for a decision of `by`, the longest first. Raises NotYours."""
        async with self._store.work() as work:
            await self._post(work, by, set())
            owed = await work.obligations.still_open([Duty.REVIEW_RETURN])
            files = [await self._file(work, each.subject_id) for each in owed]
        return [each for each in files if by.id not in (each.back.owner_id, each.back.submitted_by)]

    async def open(self, by: Person, return_id: str) -> ReturnFile:
        """Raises NotFound or NotYours."""
        async with self._store.work() as work:
            file = await self._file(work, return_id)
            await self._post(work, by, {file.back.owner_id, file.back.submitted_by})
        return file

    async def review(self, by: Person, return_id: str, version: int, said: Reviewed) -> None:
        """Accept it, or send it back with what is missing: its owner has five more working days then, twice at most.
        Nobody reviews their own. Raises NotFound, NotYours, Stale with who was faster, or Refused."""
        accepted, words = said.accepted == "yes", (said.words or "").strip()
        if len(words) > LONGEST_WORDS or (not words and not accepted):
            raise Refused(f"Say what is missing, in at most {LONGEST_WORDS:,} characters.")
        today = self._calendar.day_of(self._clock.now())
        async with self._store.work() as work:
            file = await self._file(work, return_id)
            back = file.back
            post = await self._post(work, by, {back.owner_id, back.submitted_by})
            if back.state is not ReturnState.SUBMITTED or back.version != version or back.submitted_on is None:
                if _came_twice(file, by, version, accepted=accepted, words=words):
                    return
                raise Stale(_already(file))
            if not accepted and sum(not each.accepted for each in file.reviews) >= MOST_TIMES_BACK:
                raise Refused(
                    f"It was sent back {MOST_TIMES_BACK} times already. Accept it, or speak with its owner first."
                )
            review = Review(
                return_id, len(file.reviews) + 1, today, by.id, by.name, post.value, accepted, words, back.signed,
                back.submitted_on,
            )  # fmt: skip
            await work.reviews.add(review)
            after = self._accepted(file) if accepted else _sent_back(back)
            await work.returns.change(after, version)
            ended = await work.obligations.close(Duty.REVIEW_RETURN, return_id)
            await work.notices.cancel_unsent(ended)
            if not accepted:
                await self._again(work, after, version + 1, today)
                await self._moving.catch_up(work, return_id, self._clock.now())
            await redraw_cards(work, ended, self._ticker.now(), self._new_id)
            moved: dict[str, str | int] = {"from": back.state.value, "to": after.state.value, "for": back.owner_id}
            await work.audit.write(Event(self._clock.now(), by.id, post.value, "return_reviewed", return_id, moved))
            self._failpoint("review.before_commit")

    # ---------------------------------------------------------------- inside

    def _accepted(self, file: ReturnFile) -> Return:
        late = file.days_late >= NON_RETURN_DAYS
        return replace(file.back, state=ReturnState.LATE_ACCEPTED if late else ReturnState.ACCEPTED)

    async def _again(self, work: Work, back: Return, version: int, today: date) -> None:
        """Its owner is chased anew, from the day on which it came back."""
        due_on = max(back.due_on, self._calendar.add(today, DAYS_AGAIN))
        await work.returns.postpone(back.id, version, due_on)
        again = replace(back, due_on=due_on)
        await work.obligations.add([await owed_again(work, again, today, self._calendar, self._new_id())])

    async def _post(self, work: Work, by: Person, never: set[str]) -> Role:
        today = self._calendar.day_of(self._clock.now())
        holdings = await work.people.holdings(DECIDE, today)
        post = decides_as(by.id, Role.RECORDS_MANAGER, holdings, today, never)
        if post is None or by.has_left(today):
            raise NotYours("The Records Manager looks at returns, and nobody at their own.")
        return post

    async def _file(self, work: Work, return_id: str) -> ReturnFile:
        back = (await work.returns.by_ids([return_id])).get(return_id)
        if back is None:
            raise NotFound("There is no such return, or it is not open to you.")
        owner = await work.people.by_id(back.owner_id)
        today = self._calendar.day_of(self._clock.now())
        return ReturnFile(
            back,
            owner.name if owner else "Somebody who is not on the staff list",
            tuple((await work.returns.lines([return_id])).get(return_id, ())),
            tuple((await work.reviews.of([return_id])).get(return_id, ())),
            days_late(back, today, self._calendar),
        )


def _sent_back(back: Return) -> Return:
    return replace(back, state=ReturnState.RETURNED, submitted_on=None, submitted_by="", signed="")


def _came_twice(file: ReturnFile, by: Person, version: int, *, accepted: bool, words: str) -> bool:
    """Whether the last decision is this, by the same press."""
    if not file.reviews:
        return False
    last, raised = file.reviews[-1], 1 if accepted else 2
    return (last.by_id, last.accepted, last.words, file.back.version) == (by.id, accepted, words, version + raised)


def _already(file: ReturnFile) -> str:
    if file.reviews:
        last = file.reviews[-1]
        return f"This was already done by {last.by_name} on {last.on.day} {last.on:%B %Y}."
    return "This return changed since it was shown. Open it again."
