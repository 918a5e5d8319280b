"""What is written into the record of a case, as the forms ask for it (policy paragraphs 20, 25 and 28)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from governance.case_record import NewEntry, Recorded

#: Who a concern is referred to (rules: outcomes, referred).
BODIES = {
    "police": "The police",
    "hse": "The Health and Safety Executive",
    "external_auditor": "The external auditor",
    "ombudsman": "An ombudsman",
    "safeguarding": "Safeguarding",
    "grievance": "The grievance procedure",
    "other": "Somebody else",
}
#: Whom a safeguard is for.
SAFE = {
    "reporter": "The person who reported",
    "witness": "A witness",
    "others": "People who may be hurt",
    "evidence": "Evidence, so that it is not lost",
}
#: Whether somebody came with the reporter or a witness (paragraph 20).
COMPANY = {
    "yes": "Yes",
    "asked": "They were asked and did not want to",
    "no": "No",
}
READERS = {"all": "Everybody who works on this case", "me": "Only me"}


@dataclass(frozen=True, slots=True, repr=False)
class NoteWritten:
    readers: str
    text: str


@dataclass(frozen=True, slots=True, repr=False)
class StepTaken:
    on: date
    text: str


@dataclass(frozen=True, slots=True, repr=False)
class ReferralMade:
    body: str
    who: str | None
    on: date
    reference: str | None
    text: str


@dataclass(frozen=True, slots=True, repr=False)
class SafeguardSet:
    whom: str
    text: str


@dataclass(frozen=True, slots=True, repr=False)
class MeetingHeld:
    on: date
    present: str
    company: str
    away: str
    text: str


@dataclass(frozen=True, slots=True, repr=False)
class CorrectionMade:
    number: int
    text: str


@dataclass(frozen=True, slots=True, repr=False)
class ConsentGiven:
    """What the reporter agreed to."""

    identity: str
    text: str


Written = NoteWritten | StepTaken | ReferralMade | SafeguardSet | MeetingHeld | CorrectionMade | ConsentGiven


def entry_of(entry_id: str, written: Written) -> NewEntry:
    """The entry that it becomes. `entry_id` was minted with the form."""
    match written:
        case NoteWritten(readers, text):
            return NewEntry(entry_id, Recorded.PRIVATE_NOTE if readers == "me" else Recorded.NOTE, text)
        case StepTaken(on, text):
            return NewEntry(entry_id, Recorded.STEP, text, (("Done on", _day(on)),), {"on": on.isoformat()})
        case ReferralMade():
            return _referral(entry_id, written)
        case SafeguardSet(whom, text):
            return NewEntry(entry_id, Recorded.SAFEGUARD, text, (("For", SAFE[whom]),), {"whom": whom})
        case MeetingHeld():
            return _meeting(entry_id, written)
        case ConsentGiven(identity, text):
            facts = (("Those who look into it may know who reported it", "Yes" if identity == "yes" else "No"),)
            return NewEntry(entry_id, Recorded.CONSENT, text, facts, {"identity": identity})
        case CorrectionMade(number, text):
            return NewEntry(entry_id, Recorded.CORRECTION, text, corrects=number)


def _referral(entry_id: str, made: ReferralMade) -> NewEntry:
    facts = [("To", made.who if made.body == "other" and made.who else BODIES[made.body]), ("On", _day(made.on))]
    if made.reference:
        facts.append(("Their reference", made.reference))
    return NewEntry(
        entry_id, Recorded.REFERRAL, made.text, tuple(facts), {"body": made.body, "on": made.on.isoformat()}
    )


def _meeting(entry_id: str, held: MeetingHeld) -> NewEntry:
    facts = (
        ("On", _day(held.on)),
        ("Who was there", held.present),
        ("Somebody came with them", COMPANY[held.company]),
        ("Away from where they work", "Yes" if held.away == "yes" else "No"),
    )
    return NewEntry(entry_id, Recorded.MEETING, held.text, facts, {"on": held.on.isoformat(), "company": held.company})


def _day(on: date) -> str:
    return f"{on.day} {on:%B %Y}"
