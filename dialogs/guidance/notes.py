"""Notes on the law, each resting on facts of the law register: what the policy of 2017 could not know or says too
shortly. They stand beside its words and never in their place."""

from __future__ import annotations

from datetime import date

from dialogs.guidance.answer import Note, Sure

_WRITTEN = date(2026, 11, 22)


def _note(facts: tuple[str, ...], sure: Sure, says: str, *sources: str) -> Note:
    return Note(facts, says, sure, _WRITTEN, sources)


SEXUAL_HARASSMENT = _note(
    ("ground_sexual_harassment",),
    Sure.CHECKED,
    "Since 6 April 2026 the law names sexual harassment as well. The list in paragraph 7 is older. You can tell us "
    "about it here, and nobody sends you away to the grievance procedure.",
    "Employment Rights Act 2025 s23, which inserts Employment Rights Act 1996 s43B(1)(da)",
    "employmentsolicitor.com/?p=43988; harrison-drury.com/?p=10848; farorelaw.co.uk",
)
TRUE_IN_THE_MAIN = _note(
    ("substantially_true",),
    Sure.CHECKED,
    "Paragraph 8 asks you to think that what you say is true in the main. When you tell the Council, the law does not "
    "ask for that. It does when you tell somebody outside.",
    "Employment Rights Act 1996 s43C, s43F, s43G",
    "SI 1999/1549 note; hee.nhs.uk; protect-advice.org.uk on s43G",
)
MORE_PEOPLE = _note(
    ("who",),
    Sure.CHECKED,
    "The law protects more people than paragraph 24 says. It protects agency workers and trainees too. It can also "
    "protect you if another firm sends you to work here.",
    "Employment Rights Act 1996 s43K",
    "LexisNexis on s43K; copies of the Act on GOV.UK",
)
NO_HARM = _note(
    ("detriment",),
    Sure.CHECKED,
    "The law says that you must not be harmed at work for it (section 47B). If you are sacked for it, the sacking is "
    "unfair (section 103A).",
    "Employment Rights Act 1996 s47B, s103A",
    "tonerlegal.com",
)
TIME_LIMIT = _note(
    ("tribunal_limit",),
    Sure.PARTLY,
    "You can take a claim to a tribunal. There is not much time to do so, and the rule is changing. Get advice "
    "quickly.",
    "Employment Rights Act 1996; Employment Rights Act 2025",
    "a copy on GOV.UK; rec.uk.com. The day on which the new limit starts was not found",
)
DATA_PROTECTION = _note(
    ("gdpr",),
    Sure.CHECKED,
    "Paragraph 22 names the Data Protection Act 1998. Today it is the UK GDPR and the Data Protection Act 2018.",
    "UK GDPR; Data Protection Act 2018",
    "mddus.com",
)
ALSO_PROTECTED = _note(
    ("protection_lost",),
    Sure.CHECKED,
    "Paragraph 15 goes further than the law. The law can also protect you if you tell a lawyer or a Minister. In some "
    "grave cases it protects you if you tell others. No contract can take this away from you.",
    "Employment Rights Act 1996 s43D, s43E, s43G, s43H, s43J",
    "DTI guide PL502; protect-advice.org.uk on s43G; tonerlegal.com on s43J",
)
MORE_BODIES = _note(
    ("prescribed_mp", "prescribed_cag", "prescribed_auditor", "prescribed_cqc", "prescribed_sse"),
    Sure.CHECKED,
    "The law has more of them than the policy names. You can tell any MP. About public money, you can tell the "
    "National Audit Office or the Council’s own auditor. About care, there is the Care Quality Commission. About "
    "schools, there is the Secretary of State for Education.",
    "SI 2014/596; SI 2015/1407; SI 2015/1981; Local Audit and Accountability Act 2014 Sch 2",
    "nao.org.uk/contact-us/whistleblowing-disclosures",
)
HEALTH_BODY = _note(
    ("prescribed_ukhsa",),
    Sure.UNCHECKED,
    "Public Health England is gone. We think that the UK Health Security Agency took its place in October 2021. Look "
    "at the list on gov.uk first.",
    "general knowledge",
)
REPORT_FRAUD = _note(
    ("report_fraud",),
    Sure.CHECKED,
    "To tell the police about fraud, ring Report Fraud on 0300 123 2040. It took the place of Action Fraud on "
    "4 December 2025.",
    "miragenews.com (UK Government); metengage.co.uk",
)
PROTECT = _note(
    ("protect",),
    Sure.CHECKED,
    "Public Concern at Work is now called Protect. Ring 020 3117 2520, or go to protect-advice.org.uk. The number and "
    "the page in paragraph 13 are old.",
    "protect-advice.org.uk",
)
GOOD_FAITH = _note(
    ("public_interest",),
    Sure.CHECKED,
    "The policy of 2007 asked for “good faith”. The law stopped asking for it on 25 June 2013. But in a case of bad "
    "faith, a tribunal may cut what it awards you by up to 25%.",
    "Enterprise and Regulatory Reform Act 2013",
    "eela.org; workwiselegal.com",
)
