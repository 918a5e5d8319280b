"""What the reminders of quarterly returns are about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from governance.assurance import Line, Return, ReturnState, quarter_words
from governance.assurance_answers import needs_answer
from governance.obligations import Obligation
from governance.owed import Owed
from governance.ports import Work
from governance.siro_decisions import Exemption


class AssuranceSubjects:
    """Implements `governance.services.owing.Subjects` for `Duty.ASSURANCE`, whose subjects are returns."""

    async def owed(self, work: Work, obligations: Sequence[Obligation]) -> Mapping[str, Owed]:
        """As the protocol says."""
        ids = {obligation.subject_id for obligation in obligations}
        returns = await work.returns.by_ids(ids)
        lines = await work.returns.lines(ids)
        exempt = await work.siro.exemptions([each.id for each in returns.values() if each.exempt])
        return {
            obligation.id: _owed(
                returns[obligation.subject_id],
                lines.get(obligation.subject_id, ()),
                exempt.get(obligation.subject_id),
                again=obligation.cycle > 0,
            )
            for obligation in obligations
            if obligation.subject_id in returns
        }


def title_of(back: Return) -> str:
    """Such as "Information asset return, January to March 2027"."""
    return f"Information asset return, {quarter_words(back.quarter)}"


def _owed(back: Return, lines: Sequence[Line], exempt: Exemption | None, *, again: bool) -> Owed:
    helpers = dict.fromkeys(each for line in lines for each in line.administrators)
    return Owed(
        holder_id=back.owner_id,
        title=title_of(back),
        version=back.version,
        administrators=tuple(each for each in helpers if each != back.owner_id),
        untouched=back.state is ReturnState.OPEN,
        assets=len(lines),
        at_risk_open=sum(map(needs_answer, lines)),
        words=_words(back, exempt),
        reason=exempt.reason if exempt else "",
        joined=sum(not line.answers for line in lines) if again else 0,
        sent_back=back.state is ReturnState.RETURNED,
    )


def _words(back: Return, exempt: Exemption | None) -> str:
    """Who sent it and when, once it is sent, or who decided that it need not be; else whether somebody has begun."""
    if exempt is not None:
        return f"{exempt.by_name} decided on {exempt.on.day} {exempt.on:%B %Y} that it need not be sent."
    if back.submitted_on is not None:
        on = back.submitted_on
        return f"Sent by {back.signed}, on {on.day} {on:%B %Y}."
    if back.state is ReturnState.RETURNED:
        return "The Records Manager sent it back: open it to read what is missing."
    return "" if back.state is ReturnState.OPEN else "Somebody has begun to fill it in."
