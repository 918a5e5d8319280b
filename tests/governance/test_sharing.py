"""What would be lost: a case reaches the very person it is about, or one handler alone decides who reads it."""

from __future__ import annotations

import asyncio
import uuid
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import date, timedelta
from os import urandom

import pytest

from dialogs.forms.speak_up import SPEAK_UP
from governance.errors import Expired, Misconfigured, NotFound, NotYours, Refused, Stale, Unreadable
from governance.notices import Kind
from governance.reports import Entry, Identity
from governance.roles import Role
from governance.services.corresponding import NewLetter
from governance.services.sharing import ASKED, GIVEN, REFUSED
from storage.case_keys import SharedKeys
from storage.sealing import Sealing
from tests.governance.reporting import REPORTER, Killed, concern
from tests.governance.sharing_world import IVO, Desk, desk

WHY_NOT = "They worked for the same firm."


@pytest.fixture
async def world() -> AsyncIterator[Desk]:
    async with desk() as made:
        yield made


async def opens(world: Desk, name: str, report_id: str) -> bool:
    try:
        await world.office.handling.open(world.who(name), report_id)
    except (NotFound, NotYours, Unreadable):
        return False
    return True


async def named(world: Desk, identity: Identity = Identity.NAMED) -> str:
    report_id = uuid.uuid4().hex
    await world.office.receiving.receive_known(concern(identity=identity), report_id, SPEAK_UP.fingerprint, REPORTER)
    world.office.clock.at += timedelta(hours=5)
    await world.office.tick()
    return report_id


async def test_an_investigator_works_on_a_case_once_a_second_person_has_agreed(world: Desk) -> None:
    report_id = await world.case()
    request_id = await world.ask("officer", report_id)
    assert not await opens(world, "ivo", report_id)
    assert await world.office.handling.cases(world.who("ivo")) == []
    assert await world.sharing.agree(world.who("auditor"), request_id) == "Ivo Lang"
    assert await opens(world, "ivo", report_id)
    assert [line.report_id for line in await world.office.handling.cases(world.who("ivo"))] == [report_id]
    assert (await world.told(report_id))["ivo"] == "investigator"
    assert await world.verbs(ASKED, GIVEN) == [(ASKED, "officer"), (GIVEN, "auditor")]
    assert await world.news(Kind.CASE_TO_DECIDE) == ["auditor", "deputy", "second"]
    assert await world.news(Kind.CASE_YOURS) == ["ivo"]
    assert await world.news(Kind.CASE_DECIDED) == ["officer"]
    told = [each.inside.text for each in (await world.office.recording.read(world.who("ivo"), report_id)).entries
            if each.inside]  # fmt: skip
    assert told == ["She knows the trade.", "Auditor agreed that Ivo Lang may work on this case."]


async def test_whoever_asked_cannot_agree_and_neither_can_whom_it_is_for(world: Desk) -> None:
    report_id = await world.case()
    request_id = await world.ask("officer", report_id)
    with pytest.raises(NotYours, match="somebody else has to agree"):
        await world.sharing.agree(world.who("officer"), request_id)
    for outsider in ("ivo", "ilse", "chief", "outsider", "reporter"):
        with pytest.raises(NotFound):
            await world.sharing.agree(world.who(outsider), request_id)
        assert await world.teams.waiting(world.who(outsider)) == []
    assert not await opens(world, "ivo", report_id)
    assert [each.may_agree for each in await world.teams.waiting(world.who("deputy"))] == [True]
    assert await world.teams.waiting(world.who("officer")) == []


async def test_of_two_who_decide_at_once_one_is_told_that_it_was_done(world: Desk) -> None:
    report_id = await world.case()
    request_id = await world.ask("officer", report_id)
    done = await asyncio.gather(
        world.sharing.agree(world.who("auditor"), request_id),
        world.sharing.refuse(world.who("deputy"), request_id, WHY_NOT),
        return_exceptions=True,
    )
    assert {type(each).__name__ for each in done} == {"str", "Stale"}
    assert len(await world.verbs(GIVEN, REFUSED)) == 1


async def test_agreeing_twice_changes_nothing_and_says_the_same(world: Desk) -> None:
    report_id = await world.case()
    request_id = await world.ask("officer", report_id)
    for _ in range(2):
        assert await world.sharing.agree(world.who("auditor"), request_id) == "Ivo Lang"
    assert await world.verbs(GIVEN) == [(GIVEN, "auditor")]
    with pytest.raises(Stale, match="Already done by Auditor"):
        await world.sharing.agree(world.who("deputy"), request_id)


async def test_what_was_refused_is_given_to_nobody_and_can_be_asked_again(world: Desk) -> None:
    report_id = await world.case()
    request_id = await world.ask("officer", report_id)
    with pytest.raises(Refused, match="Say why"):
        await world.sharing.refuse(world.who("auditor"), request_id, " ")
    for _ in range(2):
        assert await world.sharing.refuse(world.who("auditor"), request_id, WHY_NOT) == IVO
    record = await world.office.recording.read(world.who("officer"), report_id)
    [said] = [each.inside for each in record.entries if each.inside and "did not agree" in each.inside.text]
    assert said.facts == (("Why", WHY_NOT),)
    assert (record.missing, record.altered) == ((), ())
    with pytest.raises(Stale, match="Already done by Auditor"):
        await world.sharing.agree(world.who("deputy"), request_id)
    assert not await opens(world, "ivo", report_id)
    await world.share(report_id)
    assert await opens(world, "ivo", report_id)


async def test_a_request_runs_out_after_five_working_days(world: Desk) -> None:
    report_id = await world.case()
    request_id = await world.ask("officer", report_id)
    assert (await world.request(request_id)).until_on == date(2026, 11, 30)
    world.office.clock.on_day(8)
    assert await world.teams.waiting(world.who("auditor")) == []
    with pytest.raises(Expired, match="too long ago"):
        await world.sharing.agree(world.who("auditor"), request_id)
    assert not await opens(world, "ivo", report_id)


async def test_a_request_does_not_run_out_unseen(world: Desk) -> None:
    report_id = await world.case()
    await world.ask("officer", report_id)
    asked = await world.news(Kind.CASE_TO_DECIDE)
    told: dict[date, tuple[list[str], list[str]]] = {}
    for day in range(1, 11):
        now = world.office.clock.on_day(day)
        before = await world.news(Kind.CASE_TO_DECIDE), await world.news(Kind.CASE_NOT_DECIDED)
        for _ in range(2):
            await world.reminders.remind(now)
        again, over = await world.news(Kind.CASE_TO_DECIDE), await world.news(Kind.CASE_NOT_DECIDED)
        if (again, over) != before:
            told[now.date()] = sorted((Counter(again) - Counter(before[0])).elements()), over
    assert told == {
        date(2026, 11, 26): (asked, []),
        date(2026, 11, 27): (asked, []),
        date(2026, 11, 30): (asked, []),
        date(2026, 12, 1): ([], ["officer"]),
    }
    occasions = {n.obligation_id for n in await world.office.notices() if n.kind is Kind.CASE_NOT_DECIDED}
    assert not any(report_id in each for each in occasions)


async def test_of_what_was_decided_nobody_is_reminded_and_whoever_stepped_aside_hears_nothing(world: Desk) -> None:
    report_id, other = await world.case(), await world.case()
    await world.sharing.agree(world.who("auditor"), await world.ask("officer", report_id))
    await world.ask("officer", other)
    await world.step_aside("officer", other)
    before = await world.news(Kind.CASE_TO_DECIDE)
    for day in (6, 7, 8):
        await world.reminders.remind(world.office.clock.on_day(day))
    heard = Counter(await world.news(Kind.CASE_TO_DECIDE)) - Counter(before)
    assert "officer" not in heard
    assert await world.news(Kind.CASE_NOT_DECIDED) == []


async def test_one_request_for_a_person_waits_at_a_time(world: Desk) -> None:
    report_id = await world.case()
    await world.ask("officer", report_id)
    with pytest.raises(Stale, match="already asked"):
        await world.ask("auditor", report_id)


# ------------------------------------------------------------------ who can never be given it


@pytest.mark.parametrize(
    "answers",
    [
        {"story": "It is IVO LANG who takes the money."},
        {"title": "lang, ivo"},
        {"not_to_see_other": "Not Ivo Lang from audit."},
        {"same_people": ("ivo",)},
    ],
    ids=["named in the story", "named in the title", "kept out in words", "confirmed to be meant"],
)
async def test_whoever_the_report_names_or_keeps_out_can_never_be_given_it(
    world: Desk, answers: dict[str, object]
) -> None:
    report_id = await world.case(**answers)
    with pytest.raises(Refused, match="cannot be given this case"):
        await world.ask("officer", report_id)
    assert [each.id for each in (await world.teams.team(world.who("officer"), report_id)).could_join] == ["ilse"]
    assert await world.news(Kind.CASE_TO_DECIDE) == []


async def test_whoever_the_reporter_names_later_can_never_be_given_it(world: Desk) -> None:
    report_id, code, _ = await world.office.told()
    await world.office.tick()
    letter = NewLetter(uuid.uuid4().hex, Entry.ADDITION, f"I know now who it was: {IVO}.")
    await world.office.corresponding.write(code, letter)
    world.office.clock.at += timedelta(days=1)
    await world.office.tick()
    with pytest.raises(Refused, match="cannot be given this case"):
        await world.ask("officer", report_id)
    assert [each.id for each in (await world.teams.team(world.who("officer"), report_id)).could_join] == ["ilse"]


async def test_an_excluded_handler_can_never_be_given_it_whatever_they_become(world: Desk) -> None:
    report_id = await world.case(not_to_see=("chief_internal_auditor",))
    await world.post("auditor", Role.INVESTIGATOR)
    with pytest.raises(Refused, match="cannot be given this case"):
        await world.ask("officer", report_id, "auditor")


@pytest.mark.parametrize("identity", [Identity.NAMED, Identity.CONFIDENTIAL])
async def test_a_reporter_whom_we_know_is_never_given_their_own_report_and_the_refusal_does_not_say_why(
    world: Desk, identity: Identity
) -> None:
    await world.arrives("reporter", Role.INVESTIGATOR, full_name="Reporter")
    report_id = await named(world, identity)
    with pytest.raises(Refused) as refused:
        await world.ask("deputy", report_id, "reporter")
    other = await world.case(story="Reporter knows.")
    with pytest.raises(Refused) as by_name:
        await world.ask("deputy", other, "reporter")
    assert str(refused.value) == str(by_name.value)


async def test_a_reporter_whom_we_know_is_known_while_the_kek_is_changed(world: Desk) -> None:
    office, report = world.office, await world.report(await named(world))
    changed = office.desk.next(urandom(32))
    with closing(Sealing(office.keystore, office.intake, changed, office.clock)) as seal:
        keys = SharedKeys(office.keystore, seal, changed, office.clock)
        assert await keys.is_reporter(report, REPORTER.entra_id)
        assert not await keys.is_reporter(report, world.who("ivo").entra_id)


async def test_what_kept_somebody_out_is_asked_again_when_it_is_agreed_to(world: Desk) -> None:
    """Between the two, Ivo's role ended."""
    report_id = await world.case()
    request_id = await world.ask("officer", report_id)
    await world.post("ivo", Role.INVESTIGATOR, until=date(2026, 11, 22))
    with pytest.raises(NotYours, match="holds no role"):
        await world.sharing.agree(world.who("auditor"), request_id)
    assert "ivo" not in await world.told(report_id)
    assert "ivo" not in await world.holders(report_id)


async def test_somebody_without_a_confirmed_key_is_not_given_it(world: Desk) -> None:
    report_id = await world.case()
    world.office.people["newt"] = world.who("ivo").__class__("newt", "bbbb", "Newt Day", "n@council.example")
    await world.post("newt", Role.INVESTIGATOR)
    with pytest.raises(Misconfigured, match="no confirmed key"):
        await world.ask("officer", report_id, "newt")


async def test_an_investigator_gives_the_case_to_nobody(world: Desk) -> None:
    report_id = await world.case()
    await world.share(report_id)
    with pytest.raises(NotYours, match="Only those who keep a case"):
        await world.ask("ivo", report_id, "ilse")
    request_id = await world.ask("officer", report_id, "ilse")
    with pytest.raises(NotFound):
        await world.sharing.agree(world.who("ivo"), request_id)
    team = await world.teams.team(world.who("ivo"), report_id)
    assert (team.could_join, team.could_lead) == ((), ())


async def test_whoever_works_on_it_already_is_not_asked_for(world: Desk) -> None:
    report_id = await world.case()
    with pytest.raises(Stale, match="works on this case already"):
        await world.ask("officer", report_id, "deputy")


# ------------------------------------------------------------------ one holder alone


async def alone(world: Desk) -> str:
    """A case that the Monitoring Officer keeps alone."""
    report_id = await world.case(not_to_see=("chief_internal_auditor", "deputies"))
    assert await world.holders(report_id) == {"officer"}
    return report_id


async def test_when_one_person_keeps_a_case_the_chief_executive_agrees_and_reads_nothing(world: Desk) -> None:
    report_id = await alone(world)
    request_id = await world.ask("officer", report_id)
    assert await world.news(Kind.CASE_TO_DECIDE) == ["chief"]
    assert [each.for_whom for each in await world.teams.waiting(world.who("chief"))] == ["Ivo Lang"]
    await world.sharing.agree(world.who("chief"), request_id)
    assert await opens(world, "ivo", report_id)
    assert not await opens(world, "chief", report_id)
    assert await world.verbs(GIVEN) == [(GIVEN, "chief")]


async def test_when_nobody_may_agree_it_cannot_be_asked(world: Desk) -> None:
    report_id = await alone(world)
    await world.post("chief")
    with pytest.raises(Refused, match="Nobody is left who could agree"):
        await world.ask("officer", report_id)


# ------------------------------------------------------------------ who reported


async def test_an_investigator_knows_who_reported_only_when_the_reporter_agreed(world: Desk) -> None:
    report_id = await named(world)
    await world.share(report_id)
    assert (await world.office.handling.open(world.who("ivo"), report_id)).identity is None
    with pytest.raises(Refused, match="only know who reported it if the reporter agreed"):
        await world.ask("officer", report_id, "ilse", identity=True)
    await world.consent(report_id)
    request_id = await world.ask("officer", report_id, "ilse", identity=True)
    await world.sharing.agree(world.who("auditor"), request_id)
    assert (await world.office.handling.open(world.who("ilse"), report_id)).identity is not None
    assert (await world.office.handling.open(world.who("ivo"), report_id)).identity is None


async def test_an_agreement_that_was_taken_back_counts_when_it_is_agreed_to(world: Desk) -> None:
    report_id = await named(world)
    await world.consent(report_id)
    request_id = await world.ask("officer", report_id, identity=True)
    await world.consent(report_id, "no")
    with pytest.raises(Refused, match="if the reporter agreed"):
        await world.sharing.agree(world.who("auditor"), request_id)
    assert "ivo" not in await world.holders(report_id)


async def test_a_deputy_who_does_not_know_who_reported_lets_nobody_else_know(world: Desk) -> None:
    report_id = await named(world)
    await world.consent(report_id, by="deputy")
    with pytest.raises(Refused, match="You do not know who reported this"):
        await world.ask("deputy", report_id, identity=True)


# ------------------------------------------------------------------ crashes and races


async def test_a_crash_before_the_key_leaves_a_line_without_a_key_and_agreeing_once_more_gives_it(
    world: Desk,
) -> None:
    report_id = await world.case()
    request_id = await world.ask("officer", report_id)
    world.office.killing.at = "share.before_key"
    with pytest.raises(Killed):
        await world.sharing.agree(world.who("auditor"), request_id)
    assert await world.verbs(GIVEN) == [(GIVEN, "auditor")]
    assert not await opens(world, "ivo", report_id)
    await world.sharing.agree(world.who("auditor"), request_id)
    assert await opens(world, "ivo", report_id)
    assert await world.verbs(GIVEN) == [(GIVEN, "auditor")]


async def test_a_crash_before_the_commit_leaves_nothing(world: Desk) -> None:
    report_id = await world.case()
    request_id = await world.ask("officer", report_id)
    world.office.killing.at = "share.before_commit"
    with pytest.raises(Killed):
        await world.sharing.agree(world.who("auditor"), request_id)
    assert "ivo" not in await world.told(report_id)
    assert "ivo" not in await world.holders(report_id)
    assert await world.verbs(GIVEN) == []


async def test_nothing_is_agreed_to_after_whoever_asked_stepped_aside(world: Desk) -> None:
    report_id = await world.case()
    request_id = await world.ask("officer", report_id)
    await world.step_aside("officer", report_id)
    with pytest.raises(Stale, match="does not work on the case any more"):
        await world.sharing.agree(world.who("auditor"), request_id)
    assert "ivo" not in await world.holders(report_id)


async def test_whoever_stepped_aside_agrees_to_nothing(world: Desk) -> None:
    report_id = await world.case()
    request_id = await world.ask("officer", report_id)
    await world.step_aside("auditor", report_id)
    with pytest.raises(NotFound):
        await world.sharing.agree(world.who("auditor"), request_id)
    assert await world.teams.waiting(world.who("auditor")) == []
