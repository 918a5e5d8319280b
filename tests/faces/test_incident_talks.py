"""The month's incidents in Teams: on the card of what is due, in a box, and above the question of the quarter."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import pytest
import textstat  # type: ignore[import-untyped]  # it has no types

from dialogs.views.incident_talk import parts_of_digest, talk_view, talked_months
from governance.assets import Asset
from governance.calendar import Calendar
from governance.incident_course import Course
from governance.incident_talks import MonthDigest, Talk
from governance.incidents import IncidentKind, IncidentState
from governance.obligations import Duty
from governance.roles import Holding, Role
from governance.services.incident_talks import OpeningTalks, TalkSheet
from tests.dialogs.test_laws import READING_GRADE
from tests.faces.card_rules import buttons, check, elements, executes, words
from tests.faces.council import POSTS, council
from tests.faces.holding import LONG_AGO, MARTIN, NADIA, STAFF, World
from tests.governance.actions_world import never, new_id
from tests.storage.examples import incident

#: The first working day of December.
FIRST = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
SUBJECT = f"2026-11/{NADIA.id}"
LESSON = "One letter, one envelope."


@dataclass
class Month:
    world: World

    async def talk(self) -> Talk | None:
        async with self.world.council.store.work() as work:
            return await work.talks.by_subject(SUBJECT)


@pytest.fixture
async def month() -> AsyncIterator[Month]:
    """An incident of November with a lesson, one that keeps somebody out, and an owner who got the digest."""
    posts = [*POSTS, Holding(NADIA.id, Role.INFORMATION_ASSET_OWNER, LONG_AGO)]
    async with council(posts=posts, staff=STAFF) as c:
        asset = Asset("IA-017", "Council tax", NADIA.id, None, "Finance", "Revenues", "official", "high", False)
        told = incident(reported_on=date(2026, 11, 12), state=IncidentState.CLOSED, kind=IncidentKind.POST)
        quiet = incident(reported_on=date(2026, 11, 12), kind=IncidentKind.DISPOSAL, only_told=True)
        opening = OpeningTalks(c.store, Calendar(), new_id, never)
        await opening.open(FIRST - timedelta(days=5))
        async with c.store.work() as work:
            await work.register.replace_assets([asset])
            for each in (told, quiet):
                await work.incidents.add(replace(each, state=IncidentState.CLOSED))
                closed = datetime(2026, 11, 20, tzinfo=UTC)
                await work.courses.put(Course(each.id, closed_at=closed, lesson=LESSON if each is told else "Quiet."))
        c.clock.at = FIRST
        await opening.open(FIRST)
        yield Month(World(c))


async def test_the_card_says_that_there_is_something_and_nothing_of_what(month: Month) -> None:
    card = await month.world.card_for(NADIA, Duty.INCIDENT_TALK, SUBJECT)
    said = words(card)
    assert "Incidents in November 2026: for your team meeting" in said
    assert "Talk about it with your team by" in said
    for kept in (LESSON, "letter", "Quiet"):
        assert kept not in said


async def test_it_is_read_in_a_box_and_said_there_by_one_press(month: Month) -> None:
    card = await month.world.card_for(NADIA, Duty.INCIDENT_TALK, SUBJECT)
    member = month.world.member(NADIA)
    box = await member.press(card, "Read it")
    for shown in ("A few incidents were reported in November", "A letter or fax went to the wrong person", LESSON):
        assert shown in box.words
    assert "Who looks at the address before something is sent?" in box.words
    for kept in ("Quiet", "thrown away", "Council tax", "I-"):
        assert kept not in box.words
    assert [each["url"] for each in elements(box.card) if each.get("type") == "Action.OpenUrl"]
    said = await box.press("We talked about it")
    assert "said on Tuesday 1 December 2026 that your team talked about it" in said.words
    assert "We talked about it" not in buttons(said.card)
    talk = await month.talk()
    assert talk is not None
    assert (talk.said_on, talk.said_by) == (FIRST.date(), NADIA.id)


async def test_one_press_on_the_card_says_it_and_the_card_shows_it(month: Month) -> None:
    card = await month.world.card_for(NADIA, Duty.INCIDENT_TALK, SUBJECT)
    again = await month.world.press(NADIA, card, "We talked about it")
    assert "your team has talked about it" in words(again)
    assert "We talked about it" not in executes(again)
    talk = await month.talk()
    assert talk is not None
    assert talk.said_by == NADIA.id


async def test_an_owner_asks_for_it_in_the_chat_and_nobody_else_gets_it(month: Month) -> None:
    member = month.world.member(NADIA)
    box = await member.press(await member.say("incident digest"), "Incident digest")
    assert "Incidents in November 2026" in box.words
    assert "That is for owners of data" in words(await month.world.member(MARTIN).say("incident digest"))
    refused = await month.world.member(MARTIN).invoke("task/fetch", {"verb": "incident_talk"})
    assert "There is no digest of incidents for you yet" in refused.words


def test_above_the_question_of_the_quarter_stands_which_months_were_talked_about() -> None:
    talks = [Talk("2026-11", "p", date(2026, 12, 3), "p", "Ann Lee"), Talk("2026-12", "p")]
    said = words({"body": talked_months(talks, ("2026-10", "2026-11", "2026-12"))})
    assert "October 2026: there was no digest for you" in said
    assert "November 2026: yes, on Thursday 3 December 2026" in said
    assert "December 2026: nobody has said so yet" in said


DIGESTS = [
    MonthDigest("2026-11", 0),
    MonthDigest("2026-11", None, ((IncidentKind.EMAIL, None), (IncidentKind.OTHER, None)), None, (LESSON,), 1),
    MonthDigest(
        "2026-11",
        900,
        tuple((kind, 45) for kind in IncidentKind),
        60,
        tuple(f"{number}. " + "Lock it, and look twice. " * 14 for number in range(40)),
        2,
    ),
]


@pytest.mark.parametrize("digest", DIGESTS, ids=["a month without", "few", "a great many"])
def test_a_digest_is_a_card_that_teams_takes_in_words_that_a_child_reads(digest: MonthDigest) -> None:
    check(talk_view(TalkSheet(digest, Talk("2026-11", "p")), "token", "https://desk.example/x"))
    parts = parts_of_digest(replace(digest, lessons=()))
    said = " ".join(f"{line.rstrip('.?')}." for part in parts for line in (*part.words, *part.points))
    assert textstat.automated_readability_index(said) <= READING_GRADE


def test_a_month_without_incidents_says_so_and_does_not_praise_it() -> None:
    said = words(talk_view(TalkSheet(DIGESTS[0], Talk("2026-11", "p")), "token", "https://desk.example/x"))
    assert "No incident was reported in November." in said
    assert "It may also be that nobody told us." in said
