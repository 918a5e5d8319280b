"""What mails say: what is due, by name; and of reports nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
import textstat  # type: ignore[import-untyped]  # it has no types

from dialogs.views.mails import ABOUT_INCIDENTS, ABOUT_REPORTS, MOST_ITEMS, WAITS, Mail, mail_for
from governance.notices import STATUTORY, Kind
from governance.obligations import Duty, Obligation
from governance.owed import Owed
from governance.services.briefing import Brief, Item
from governance.services.other_ways import has_another_way
from tests.storage.examples import message

TODAY = date(2026, 11, 23)
#: Automated readability index: 5 is the fifth year of school, age ten.
READING_GRADE = 5.0
BY_MAIL = [kind for kind in Kind if has_another_way(message(kind=kind))]


def item(title: str = "Fit the doors", *, yours: bool = True, due_on: date = TODAY, holder: str = "Ben Hale") -> Item:
    obligation = Obligation("0" * 32, Duty.ACTION, "A-1", 0, TODAY, due_on, "2026", 1, None)
    return Item(obligation, Owed("ben", title, 1), holder, yours)


def words(mail: Mail) -> str:
    return "\n".join([mail.subject, *mail.paragraphs, *mail.items, mail.copied, mail.link_words, *mail.closing])


def mail(kind: Kind, *items: Item, **facts: str | int) -> Mail:
    return mail_for(kind, facts, Brief(TODAY, kind, items))


@pytest.mark.parametrize("kind", sorted(ABOUT_REPORTS))
def test_a_mail_about_reports_says_only_that_something_waits(kind: Kind) -> None:
    mails = [
        mail(kind, **facts) for facts in ({}, {"count": 1}, {"count": 7, "due_on": "2026-11-30"})
    ]  # whatever it is about, it reads the same
    assert {words(each) for each in mails} == {words(mail(Kind.REPORTS_WAIT))}
    said = words(mails[0]).lower()
    assert mails[0].subject == WAITS
    for word in ("report", "concern", "urgent", "acknowledge", "answer is due", "hurt", "promise", "policy", "7"):
        assert word not in said


def test_every_kind_about_reports_is_known_as_such() -> None:
    """Another kind must be sorted: does its mail speak of reports?"""
    about_what_is_owed = {
        Kind.TAKEN_OVER,
        Kind.DIGEST,
        Kind.DUE_TODAY,
        Kind.ESCALATED,
        Kind.AUDIT_HEAD,
        Kind.CALLS,
        Kind.INCIDENT_LIVE,
    }
    of_all_returns = {Kind.QUARTER_PACK}
    of_the_law = STATUTORY | {Kind.TO_DO_NOW, Kind.CALL_NOW}
    assert set(BY_MAIL) == ABOUT_REPORTS | ABOUT_INCIDENTS | about_what_is_owed | of_the_law | of_all_returns


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind not in BY_MAIL])
def test_what_never_goes_by_mail_has_no_words(kind: Kind) -> None:
    with pytest.raises(ValueError, match="never goes by mail"):
        mail(kind)


def test_what_is_due_is_listed_with_its_day_soonest_first() -> None:
    said = mail(
        Kind.DIGEST, item("Check the list", due_on=date(2026, 11, 20)), item("Fit the doors", due_on=date(2026, 11, 30))
    )
    assert said.subject == "What is due: 2 things"
    assert said.items == (
        "Check the list, was due on Friday 20 November 2026",
        "Fit the doors, due on Monday 30 November 2026",
    )


def test_what_others_owe_is_listed_with_their_names_after_what_is_mine() -> None:
    said = mail(Kind.ESCALATED, item("Theirs", yours=False), item("Nobody’s", yours=False, holder=""), item("Mine"))
    assert said.subject == "Not done yet: 3 things"
    assert [line.split(",")[0] for line in said.items] == [
        "Mine",
        "Ben Hale: Theirs",
        "Somebody who is not on the staff list: Nobody’s",
    ]


def test_when_all_of_it_was_done_meanwhile_it_says_so() -> None:
    said = mail(Kind.DUE_TODAY)
    assert said.items == ()
    assert "You need do nothing" in words(said)


def test_a_very_long_list_is_cut_and_the_rest_is_counted() -> None:
    said = mail(Kind.DIGEST, *(item(f"Thing {number}") for number in range(MOST_ITEMS + 5)))
    assert len(said.items) == MOST_ITEMS + 1
    assert said.items[-1] == "5 more. Teams shows them all."
    assert said.subject == f"What is due: {MOST_ITEMS + 5} things"


def test_a_title_is_one_line_whatever_was_typed() -> None:
    said = mail(Kind.DIGEST, item("Two\r\nlines\u202e and more"))
    assert said.items == ("Two lines and more, due on Monday 23 November 2026",)


def test_the_link_leads_into_teams_and_is_there_only_when_the_app_is_known() -> None:
    assert mail(Kind.DIGEST, item()).link == ""
    said = mail_for(Kind.DIGEST, {}, Brief(TODAY, Kind.DIGEST, (item(),)), app_id="1-2-3", banner="A try-out.")
    assert said.link == "https://teams.microsoft.com/l/app/1-2-3"
    assert said.paragraphs[0] == "A try-out."


def test_the_head_of_the_audit_log_can_be_copied() -> None:
    said = mail(Kind.AUDIT_HEAD, head="candour-head 123", day="2026-11-23")
    assert said.copied == "candour-head 123"


@pytest.mark.parametrize("kind", BY_MAIL)
def test_mails_are_in_plain_english(kind: Kind) -> None:
    said = mail(kind, item(), item("Another", yours=False), count=2)
    sentences = " ".join([*said.paragraphs, *said.closing])
    assert textstat.automated_readability_index(sentences) <= READING_GRADE
    assert all(before != after for before, after in pairwise([said.subject, *said.paragraphs]))


def test_the_same_brief_says_the_same_whoever_reads() -> None:
    assert mail(Kind.DIGEST, item()) == mail(Kind.DIGEST, replace(item()))
