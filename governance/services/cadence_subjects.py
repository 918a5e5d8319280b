"""What the reminders about other rhythms are about."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from governance.assurance import quarter_words
from governance.cadences import HALF_YEARLY, Cadence
from governance.obligations import Duty, Obligation
from governance.owed import Owed
from governance.ports import Work
from governance.roles import Role


class CadenceSubjects:
    """`Subjects` of rhythms that wait for a decision, or run out."""

    async def owed(self, work: Work, obligations: Sequence[Obligation]) -> Mapping[str, Owed]:
        """As the protocol says."""
        known = await by_subject(work, {each.subject_id for each in obligations})
        found = {}
        for each in obligations:
            cadence = known.get(each.subject_id)
            if cadence is not None:
                decides = each.duty is Duty.CADENCE
                found[each.id] = Owed(
                    holder_id=cadence.owner_id,
                    title="Returns in another rhythm",
                    version=cadence.number,
                    decider=Role.SIRO,
                    asked_by=cadence.asked_by if decides else "",
                    words=rhythm(cadence) if each.open else cadence.state.value,
                    reason=cadence.reason,
                )
        return found


async def by_subject(work: Work, subjects: Collection[str]) -> Mapping[str, Cadence]:
    """By what obligations call them."""
    owners = {subject.rpartition("/")[0] for subject in subjects}
    return {each.subject: each for theirs in (await work.cadences.of(owners)).values() for each in theirs}


def rhythm(cadence: Cadence) -> str:
    """Such as "every half year, first for July to September 2027", to stand inside a sentence."""
    often = "every half year" if cadence.every_quarters == HALF_YEARLY else "once a year"
    return f"{often}, first for {quarter_words(cadence.first_quarter)}"
