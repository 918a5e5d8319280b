"""The acknowledgement in three parts: how it is drafted, what it must hold, and what is kept of it."""

from __future__ import annotations

from dataclasses import asdict, fields, replace
from datetime import date

import pytest
import textstat  # type: ignore[import-untyped]  # it has no types

from dialogs.forms.speak_up import SPEAK_UP
from governance.calendar import Calendar
from governance.errors import Refused
from governance.letters import (
    CLOSEST,
    GROUNDS,
    MARKER,
    PARTS,
    HandlerNames,
    acknowledgement,
    draft,
    edited,
    unwritten,
    with_title,
)
from governance.policy import VERSIONS
from governance.reports import Acknowledgement
from governance.services.casework import casework
from governance.services.corresponding import LONGEST_LETTER
from tests.governance.reporting import Office, new_id, office, parts

RECEIVED, NEXT = date(2026, 11, 23), date(2026, 12, 21)
#: Automated readability index: the fifth year of school.
READING_GRADE = 5.0


def drafted(*grounds: str, closest: str = "other", name: str = "Amara Okafor") -> Acknowledgement:
    return draft(RECEIVED, grounds, closest, "Monitoring Officer", name, NEXT)


async def ready(o: Office, **answers: object) -> tuple[str, str]:
    """(id, code) of a report that its handlers may open."""
    report_id, code, _ = await o.told(**answers)
    o.clock.on_day(1)
    await o.tick()
    return report_id, code


# ------------------------------------------------------------------ the draft


def test_the_draft_says_what_it_involves_in_the_words_of_the_reporting_form() -> None:
    labels = {q.key: {c.value: c.label for c in q.choices} for q in SPEAK_UP.questions()}
    ours = {key: label[0].lower() + label[1:] for key, label in labels["grounds"].items()}
    assert {**ours, "concealment": GROUNDS["concealment"]} == {**GROUNDS, "not_sure": "i am not sure"}
    closest = {key: label[0].lower() + label[1:] for key, label in labels["closest"].items()}
    assert closest == {**CLOSEST, "other": "something else"}


def test_several_grounds_are_one_sentence() -> None:
    understood = drafted("crime", "environment", "concealment").understood
    assert "involves a crime, damage to the environment and hiding something that is wrong." in understood


@pytest.mark.parametrize("grounds", [(), ("not_sure",)])
def test_who_was_not_sure_is_told_what_was_closest(grounds: tuple[str, ...]) -> None:
    assert "about fraud, theft or bribery." in drafted(*grounds, closest="fraud").understood


def test_where_nothing_can_be_drafted_a_marker_stands_and_counts_as_missing() -> None:
    empty = drafted("not_sure", closest="other")
    assert empty.understood == MARKER
    assert unwritten(empty) == ["what we understood"]
    assert unwritten(replace(empty, understood=f"They say so. {MARKER}")) == ["what we understood"]
    assert unwritten(replace(empty, understood="The doors are wedged open.", dealing=" ")) == ["who is dealing with it"]


def test_the_draft_names_the_day_the_post_and_by_when_they_hear_from_us() -> None:
    letter = acknowledgement(drafted("crime"))
    for words in ("23 November 2026", "The Monitoring Officer, Amara Okafor, is dealing", "21 December 2026", "reach"):
        assert words in letter
    assert "The Monitoring Officer is dealing with it" in drafted("crime", name="").dealing


@pytest.mark.parametrize("ground", list(GROUNDS))
def test_a_child_of_ten_can_read_the_draft(ground: str) -> None:
    text = acknowledgement(drafted(ground, name=""))
    assert textstat.automated_readability_index(text) <= READING_GRADE


def test_the_title_comes_in_once_and_takes_the_marker_s_place() -> None:
    first = with_title("We understand it so.", "Fire doors")
    assert first == "You call it “Fire doors”. We understand it so."
    assert with_title(first, "Fire doors") == first
    assert with_title(f"{MARKER} And more.", "Fire doors") == "You call it “Fire doors”. And more."


def test_the_letter_has_its_parts_in_the_order_of_the_policy() -> None:
    assert tuple(each.name for each in fields(Acknowledgement)) == tuple(PARTS)
    assert acknowledgement(Acknowledgement(" one\n", "two\n\nthree", "four")) == "one\n\ntwo\n\nthree\n\nfour"


def test_what_was_edited_is_told_by_the_parts_and_not_by_their_words() -> None:
    begun = drafted("crime")
    assert edited(replace(begun, received=f"{begun.received}\n"), begun) == []
    assert edited(replace(begun, understood="My own."), begun) == ["understood"]
    assert edited(begun, None) == ["received", "understood", "dealing"]


def test_every_policy_version_says_by_when_they_hear_again() -> None:
    assert all(version.progress_days > 0 for version in VERSIONS)


# ------------------------------------------------------------------ on the real store


async def test_the_draft_holds_no_word_that_the_reporter_typed() -> None:
    async with office() as o:
        typed = {
            "title": "Zebedee wedges doors",
            "story": "Quillon saw it.",
            "place": "Xanadu",
            "happened_words": "Yule",
        }
        report_id, _ = await ready(o, grounds=("health_and_safety",), **typed)
        begun = await o.handling.draft_acknowledgement(o.people["officer"], report_id)
        letter = acknowledgement(begun.parts)
        assert "danger to someone's health or safety" in letter
        assert "22 December 2026" in letter, "twenty working days from the day it is drafted"
        assert not {word for text in typed.values() for word in text.split() if len(word) > 4 and word in letter}
        assert begun.title == typed["title"]


@pytest.mark.parametrize("missing", list(PARTS))
@pytest.mark.parametrize("words", ["", " \n ", f"Well. {MARKER}"])
async def test_nothing_is_sent_while_a_part_is_missing_and_the_words_say_which(missing: str, words: str) -> None:
    async with office() as o:
        report_id, code = await ready(o)
        incomplete = Acknowledgement(**{**asdict(parts()), missing: words})
        with pytest.raises(Refused, match=f"Still to write: {PARTS[missing]}\\."):
            await o.handling.acknowledge(o.people["officer"], report_id, 2, incomplete)
        assert await o.promise_is_open(report_id)
        assert (await o.corresponding.look(code)).letters == ()


async def test_a_letter_that_is_too_long_altogether_is_refused() -> None:
    async with office() as o:
        report_id, _ = await ready(o)
        with pytest.raises(Refused, match="at most 4000 characters"):
            await o.handling.acknowledge(o.people["officer"], report_id, 2, parts("x" * LONGEST_LETTER))


async def test_the_record_says_which_parts_are_the_handler_s_own_and_nothing_of_their_words() -> None:
    async with office() as o:
        changes: tuple[tuple[dict[str, str], str], ...] = (
            ({}, "none"),
            ({"understood": "Doors.", "dealing": "Me."}, "understood, dealing"),
        )
        for day, (changed, said) in enumerate(changes, start=1):
            report_id, _, _ = await o.told(grounds=("crime",))
            o.clock.on_day(day)
            await o.tick()
            begun = (await o.handling.draft_acknowledgement(o.people["officer"], report_id)).parts
            sent = replace(begun, **changed)
            await o.handling.acknowledge(o.people["officer"], report_id, 2, sent, begun)
            async with o.store.work() as work:
                lines = [each.event for each in await work.audit.lines(0, 1000) if each.event.subject == report_id]
            assert lines[-1].verb == "acknowledged"
            assert lines[-1].details == {"from": "received", "to": "acknowledged", "edited": said}


async def test_a_council_that_names_posts_alone_shows_no_reporter_a_name() -> None:
    async with office() as o:
        posts = casework(
            o.store, o.seal, o.recording, Calendar(), o.clock, o.clock, new_id, o.killing, o.registering,
            HandlerNames.POST,
        ).handling  # fmt: skip
        report_id, code = await ready(o, grounds=("crime",))
        begun = (await posts.draft_acknowledgement(o.people["auditor"], report_id)).parts
        assert "The Monitoring Officer is dealing with it" in begun.dealing
        await posts.acknowledge(o.people["auditor"], report_id, 2, begun, begun)
        await posts.ask(o.people["deputy"], report_id, 3, "Which doors are meant?")
        letters = (await o.corresponding.look(code)).letters
        assert [each.by for each in letters] == ["the Chief Internal Auditor", "the Deputy Monitoring Officer"]
        for person in ("Officer", "Auditor", "Deputy"):
            assert o.people[person.lower()].name == person
        assert not any(o.people[each].name in letters[0].text.replace("Monitoring Officer", "") for each in o.people)


async def test_what_the_reporter_reads_is_the_three_parts_as_they_were_written() -> None:
    async with office() as o:
        report_id, code = await ready(o)
        await o.handling.acknowledge(o.people["officer"], report_id, 2, parts())
        [letter] = (await o.corresponding.look(code)).letters
        assert letter.text == acknowledgement(parts())
        assert letter.by == "Officer"
