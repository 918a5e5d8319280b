"""Who is reminded of what is owed about a report: the acknowledgement within seven days (policy paragraph 21), and
whatever follows it until the reporter has been asked how they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from governance import routing
from governance.case_sharing import KEEPS
from governance.case_steps import HANDLERS_DUTIES
from governance.ladders import Audience, Rung
from governance.obligations import Duty, Obligation
from governance.owed import Hearer
from governance.people import Person
from governance.ports import Work
from governance.reports import Standing, Told
from governance.seal_ports import Seal
from governance.services.chasing import Audiences


class AcknowledgementAudiences:
    """Whom a rung of a report's ladders is for. Only people written down as told when the report came in are
    ever among them, so an excluded handler hears nothing whatever their role becomes; and of those only who is still
    in post."""

    async def recipients(
        self, work: Work, obligations: Sequence[Obligation], rungs: Mapping[str, Rung], day: date
    ) -> Mapping[str, Sequence[Hearer]]:
        """By obligation id; an empty sequence when nobody may be told."""
        holdings = await work.people.holdings(routing.MAY_HEAR, day)
        written_down = await work.reports.told({o.subject_id for o in obligations})
        told = {report_id: routing.still_in_post(each, holdings) for report_id, each in written_down.items()}
        people = await work.people.many({t.person_id for each in told.values() for t in each})
        return {
            o.id: [Hearer(each) for each in audience(told.get(o.subject_id, ()), rungs[o.id].audience, people, day)]
            for o in obligations
        }


class AnswerAudiences:
    """Recalls something to the reporter, where we know who they are: the message says nothing about it, and its address
    is sealed."""

    def __init__(self, seal: Seal) -> None:
        self._seal = seal

    async def recipients(
        self,
        work: Work,
        obligations: Sequence[Obligation],
        rungs: Mapping[str, Rung],  # noqa: ARG002
        day: date,  # noqa: ARG002
    ) -> Mapping[str, Sequence[Hearer] | None]:
        """By obligation id. None where they wrote since: it waits for the batch, and nobody learns of it before."""
        found: dict[str, Sequence[Hearer] | None] = {}
        for obligation in obligations:
            report = await work.reports.by_id(obligation.subject_id)
            if report is None or report.recipient is None or await work.letters.waiting(report.id):
                found[obligation.id] = None
                continue
            entra_id, _ = self._seal.open_recipient(report.id, report.recipient)
            found[obligation.id] = [Hearer(self._seal.address(entra_id))]
        return found


class InvestigatorAudiences:
    """Whom a rung is for: whoever looks into the case, while they do and are at work; then those who keep it."""

    async def recipients(
        self, work: Work, obligations: Sequence[Obligation], rungs: Mapping[str, Rung], day: date
    ) -> Mapping[str, Sequence[Hearer] | None]:
        """By obligation id. None where the case is not theirs any more, or where they are away: the next rung says so
        to those who keep it."""
        holdings = await work.people.holdings(routing.MAY_HEAR, day)
        written_down = await work.reports.told({_report_of(each.subject_id) for each in obligations})
        told = {report_id: routing.still_in_post(each, holdings) for report_id, each in written_down.items()}
        people = await work.people.many({t.person_id for each in told.values() for t in each})
        found: dict[str, Sequence[Hearer] | None] = {}
        for each in obligations:
            report_id, person_id = each.subject_id.split("/")
            hearers = _hearers(told.get(report_id, ()), person_id, rungs[each.id], people, day)
            found[each.id] = None if hearers is None else [Hearer(hearer) for hearer in hearers]
        return found


def case_audiences(seal: Seal) -> dict[Duty, Audiences]:
    """Who answers for each duty about a report."""
    handlers = AcknowledgementAudiences()
    return {
        **dict.fromkeys(HANDLERS_DUTIES, handlers),
        Duty.ANSWER: AnswerAudiences(seal),
        Duty.TELL_THEM: AnswerAudiences(seal),
        Duty.LOOK_INTO: InvestigatorAudiences(),
    }


def audience(
    told: Sequence[Told], wanted: Sequence[Audience], people: Mapping[str, Person], day: date
) -> Sequence[str]:
    """The people of `told` whom `wanted` means on `day`, without repeats and in order. `told` are still in post.

    When the lead is away, or no longer there, a rung for the lead or the deputy goes to whoever is; when nobody is, to
    everybody who keeps the report, so that it is never silent.
    """
    keepers = [t for t in told if t.standing in KEEPS]
    lead = [t.person_id for t in keepers if t.standing in (Standing.LEAD, Standing.INDEPENDENT)][:1]
    chosen: list[str] = []
    for each in wanted:
        match each:
            case Audience.LEAD:
                chosen += lead
            case Audience.LEAD_OR_DEPUTY:
                chosen += [p for p in lead if people[p].works_on(day)] or _deputies(keepers, people, day)
            case Audience.DEPUTY:
                chosen += _deputies(keepers, people, day)
            case Audience.HANDLERS:
                chosen += [t.person_id for t in keepers]
            case Audience.INVESTIGATORS:
                chosen += [t.person_id for t in told if t.standing is Standing.INVESTIGATOR]
            case Audience.OTHER_HANDLER:
                chosen += [t.person_id for t in keepers if t.standing is Standing.HANDLER]
            case Audience.CHIEF_EXECUTIVE:
                chosen += [t.person_id for t in told if t.standing is Standing.ESCALATION]
            case _:
                raise ValueError(f"a report has no {each}")
    return list(dict.fromkeys(chosen or [t.person_id for t in keepers]))


def _deputies(keepers: Sequence[Told], people: Mapping[str, Person], day: date) -> list[str]:
    deputies = [t.person_id for t in keepers if t.standing is Standing.DEPUTY]
    return [p for p in deputies if people[p].works_on(day)] or deputies


def _report_of(subject: str) -> str:
    return subject.partition("/")[0]


def _hearers(
    told: Sequence[Told], person_id: str, rung: Rung, people: Mapping[str, Person], day: date
) -> Sequence[str] | None:
    if not any(each.person_id == person_id and each.standing is Standing.INVESTIGATOR for each in told):
        return None
    if Audience.INVESTIGATORS in rung.audience:
        return [person_id] if people[person_id].works_on(day) else None
    return audience(told, rung.audience, people, day)
