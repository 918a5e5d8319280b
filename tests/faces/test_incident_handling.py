"""Handling an incident in Teams: in boxes, from the first look to the last word, and on the cards of those who do
something about it."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import docx
import pytest
import textstat  # type: ignore[import-untyped]  # it has no types

from bot.settings import Settings
from bot.teams.buttons import Buttons
from bot.teams.identity import Presser
from dialogs.forms.incident import INCIDENT
from governance.assets import Asset
from governance.errors import Misconfigured, Refused, Stale
from governance.incidents import IncidentState, Moment
from governance.obligations import Duty
from governance.people import Person
from governance.roles import Holding, Role
from tests.faces.card_rules import buttons, elements, typed_words, words
from tests.faces.council import POSTS, TENANT, Box, Council, council
from tests.faces.holding import LONG_AGO, World
from tests.faces.incident_services import documents, reporting
from tests.governance.actions_world import new_id
from tests.governance.incident_world import told


def _person(number: int, name: str) -> Person:
    return Person(str(number), f"aaaaaaaa-0000-4000-8000-{number:012d}", name, f"{number}@council.example")


IRIS, IGOR, DPO = _person(1301, "Iris Tame"), _person(1302, "Igor **Bold**"), _person(1303, "Dora Priest")
TECH, OWNER, RISK = _person(1304, "Ted Nicholls"), _person(1305, "Olga Waters"), _person(1306, "Sol Iro")
HELD = {
    IRIS: Role.INFORMATION_GOVERNANCE,
    IGOR: Role.INFORMATION_GOVERNANCE,
    DPO: Role.DATA_PROTECTION_OFFICER,
    TECH: Role.ICT_SECURITY,
    OWNER: Role.INFORMATION_ASSET_OWNER,
    RISK: Role.SIRO,
}
ASSET = Asset("IA-017", "Council tax accounts", OWNER.id, None, "Finance", "Revenues", "official", "high", False)
STORY = "A letter about one tenant went to another tenant."


@dataclass
class Desk:
    council: Council
    cards: World

    async def report(self, **answers: Any) -> str:
        incident_id, clock = new_id(), self.council.clock
        filing = reporting(self.council.store, self.council.seal, clock)
        await filing.report_known(told(**answers), incident_id, INCIDENT.fingerprint, OWNER)
        return incident_id

    async def opened(self, who: Person, incident_id: str, verb: str = "incident_record", **facts: str | int) -> Box:
        """As the button in the list of incidents opens it."""
        seal = Buttons(self.council.drafts).seal
        token = seal(Presser(TENANT, who.entra_id, who.name), verb, id=incident_id, **facts)
        return await self.council.member(who).invoke("task/fetch", {"verb": verb, "card": token})

    async def does(self, who: Person, incident_id: str, step: str, *presses: tuple[str, dict[str, str]]) -> Box:
        box = await (await self.opened(who, incident_id, page=0)).press(step)
        for title, answers in presses:
            box = await box.press(title, **answers)
        return box

    async def aware(self, incident_id: str, who: Person = IRIS) -> Box:
        at = {"aware_at.day": "2026-11-23", "aware_at.time": "09:00", "waited": "few_days"}
        return await self.does(who, incident_id, "Say when the council knew", ("Start the clock", at))

    async def assess(self, incident_id: str, holds: str = "") -> Box:
        grid = {"impact": "two", "likelihood": "two"}
        weighs = {"holds": holds, "people": "2", "words": "One letter."}
        return await self.does(IRIS, incident_id, "Say how severe it is", ("Continue", grid), ("Work it out", weighs))

    async def decide_not_to_tell(self, incident_id: str) -> Box:
        return await self.does(
            IRIS, incident_id, "Decide who is told",
            ("Continue", {"personal": "yes"}),
            ("Continue", {"risk": "unlikely"}),
            ("Continue", {"decision": "do_not_notify", "reason": "They sent it back unread.",
                          "decided_by": "Dora Priest, DPO", "advice": "No need to."}),
            ("Keep it", {}),
        )  # fmt: skip

    async def state(self, incident_id: str) -> IncidentState:
        async with self.council.store.work() as work:
            found = await work.incidents.by_id(incident_id)
        assert found is not None
        return found.state


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    posts = [*POSTS, *(Holding(person.id, role, LONG_AGO) for person, role in HELD.items())]
    async with council(posts=posts, staff=tuple(HELD)) as c:
        async with c.store.work() as work:
            await work.register.replace_assets([ASSET])
        c.clock.pass_time(hours=2)
        yield Desk(c, World(c))


# ---------------------------------------------------------------- the first look


async def test_an_incident_opens_with_what_was_reported_and_the_one_thing_to_do_first(desk: Desk) -> None:
    box = await desk.opened(IRIS, await desk.report(), page=0)
    assert STORY in box.words
    assert "Nobody has looked at it yet" in box.words
    assert list(buttons(box.card))[:2] == ["Say when the council knew", "It was told twice"]


async def test_an_incident_is_found_by_its_number_at_the_service_desk_and_by_the_data(desk: Desk) -> None:
    first = await desk.report(service_desk="SD-4711")
    await desk.report(asset=None)
    member = desk.council.member(IGOR)
    box = await member.press(await member.say("incidents"), "Incidents")
    assert "2 incidents are open to you" in box.words
    for wanted in ("sd-4711", "council tax", f"I-{first[:4]}".upper()):
        one = await box.press("Find", find=wanted)
        assert "1 incident is found" in one.words
        opened = await one.press("Open this incident")
        assert "Say when the council knew" in buttons(opened.card)
    assert "No incident is found" in (await box.press("Find", find="nothing")).words
    assert STORY not in box.words


async def test_confirming_starts_the_clock_and_says_when_it_ends(desk: Desk) -> None:
    incident_id = await desk.report()
    said = await desk.aware(incident_id)
    assert "The council knew at 09:00 on Monday 23 November 2026." in said.words
    box = await said.press("Back to the incident")
    assert "71 hours left: they end at 09:00 on Thursday 26 November 2026" in box.words
    assert "With: Iris Tame" in box.words
    assert await desk.state(incident_id) is IncidentState.AWARE


async def test_when_somebody_found_out_stands_in_the_form_already(desk: Desk) -> None:
    box = await desk.does(IRIS, await desk.report(), "Say when the council knew")
    assert box.inputs["aware_at.day"] == "2026-11-23"


async def test_how_long_it_took_to_be_reported_stands_in_the_form_and_is_kept_coarsely(desk: Desk) -> None:
    incident_id = await desk.report(when_known="day", when=Moment(date(2026, 11, 19)))
    box = await desk.does(IRIS, incident_id, "Say when the council knew")
    assert box.inputs["waited"] == "week"
    await box.press("Start the clock", **{"aware_at.time": "09:00"})
    async with desk.council.store.work() as work:
        assert (await work.courses.of([incident_id]))[incident_id].waited == "week"
    assert "4 to 7 days" in (await desk.opened(IRIS, incident_id, page=0)).words


async def test_who_is_slower_hears_who_was_faster(desk: Desk) -> None:
    incident_id = await desk.report()
    first, second = [await desk.does(who, incident_id, "Say when the council knew") for who in (IRIS, IGOR)]
    at = {"aware_at.day": "2026-11-23", "aware_at.time": "09:00", "waited": "few_days"}
    await first.press("Start the clock", **at)
    late = await second.press("Start the clock", **at)
    assert "Already done by Iris Tame on 23 November." in late.words


async def test_somebody_who_does_not_handle_incidents_gets_nothing_out_of_the_verbs(desk: Desk) -> None:
    incident_id = await desk.report()
    for who in (TECH, RISK):
        box = await desk.opened(who, incident_id, page=0)
        assert STORY not in box.words
    owner = await desk.opened(OWNER, incident_id, page=0)
    assert "Say when the council knew" not in buttons(owner.card)
    assert not owner.has("What the Commissioner asks")


async def test_a_button_made_for_another_does_nothing(desk: Desk) -> None:
    incident_id = await desk.report()
    box = await desk.opened(IRIS, incident_id, page=0)
    stolen = await desk.council.member(IGOR).invoke("task/submit", buttons(box.card)["Say when the council knew"])
    assert "made for somebody else" in stolen.words


async def test_whoever_handles_it_finds_the_records_in_the_register_by_words_of_their_name(desk: Desk) -> None:
    incident_id = await desk.report(asset=None, asset_words="Something with council tax")
    await desk.aware(incident_id)
    form = await desk.does(IGOR, incident_id, "Which records it is about")
    nothing = await form.press("Continue", asset_words="Parking fines")
    assert "Nothing in the register was chosen" in nothing.words
    found = await nothing.press("Continue", asset_words="council tax")
    done = await found.press("Keep it", asset="IA-017")
    assert "It is linked" in done.words
    box = await done.press("Back to the incident")
    assert "Records or system: Council tax accounts" in box.words
    assert "Which records it is about: Igor **Bold**" in typed_words(box.card) + box.words


# ---------------------------------------------------------------- severity


def test_a_number_of_the_service_desk_is_described_by_a_pattern_that_works() -> None:
    assert Settings.from_env({"CANDOUR_SERVICE_DESK_PATTERN": r"INC\d{6}"}).service_desk_pattern == r"INC\d{6}"
    with pytest.raises(Misconfigured, match="CANDOUR_SERVICE_DESK_PATTERN must be a regular expression"):
        Settings.from_env({"CANDOUR_SERVICE_DESK_PATTERN": "INC("})


async def test_each_floor_is_shown_with_its_reason_and_another_severity_has_one_too(desk: Desk) -> None:
    incident_id = await desk.report(special=("health",), who=("children",))
    await desk.aware(incident_id)
    step = await desk.does(IRIS, incident_id, "Say how severe it is")
    box = await step.press("Continue", impact="two", likelihood="two")
    # What the report says is ticked.
    assert set(box.inputs["holds"].split(",")) == {"special", "children"}
    said = await box.press("Work it out", words="Case notes.")
    assert "S3: serious" in said.words
    assert "Impact 2 times likelihood 2 is 4: S1." in said.words
    assert "It is at least S3: specially protected data is not back." in said.words
    assert "It is at least S3: data about children is not back." in said.words
    change = await said.press("Another severity")
    done = await change.press("Change it", severity="s2", reason="It came back the same hour.")
    assert "It is S2 now" in done.words
    again = await done.press("Back to the incident")
    assert "S2, moderate" in again.words
    assert "It came back the same hour." in again.words


async def test_a_critical_one_says_whom_to_ring(desk: Desk) -> None:
    incident_id = await desk.report()
    await desk.aware(incident_id)
    said = await desk.assess(incident_id, "physical_safety")
    assert "S4: critical" in said.words
    assert "have been told to act now" in said.words


# ---------------------------------------------------------------- who is told


async def test_not_telling_is_kept_with_the_reason_and_read_again(desk: Desk) -> None:
    incident_id = await desk.report()
    await desk.aware(incident_id)
    said = await desk.decide_not_to_tell(incident_id)
    assert "The clock has stopped." in said.words
    box = await said.press("Back to the incident")
    assert "They sent it back unread." in box.words
    assert "Dora Priest, DPO" in box.words
    assert "hours left" not in box.words


async def test_a_high_risk_asks_who_of_the_people_is_told_and_when(desk: Desk) -> None:
    incident_id = await desk.report(service_desk="SD-1", asset=None)
    await desk.aware(incident_id)
    box = await desk.does(
        IRIS, incident_id, "Decide who is told",
        ("Continue", {"personal": "yes"}), ("Continue", {"risk": "likely"}), ("Continue", {"high": "yes"}),
        ("Continue", {"decision": "phased", "reason": "Case notes of a family.", "decided_by": "Dora Priest",
                      "advice": "Tell both."}),
        ("Continue", {"to_come": "How many more.", "to_come_by": "2026-11-27"}),
        ("Continue", {"people": "tell", "people_words": "Each by letter."}),
        ("Continue", {"people_by": "2026-11-24"}),
        ("Keep it", {}),
    )  # fmt: skip
    assert "The clock runs until you say when the Commissioner was told." in box.words
    record = await box.press("Back to the incident")
    assert "Tell the people affected" in record.words
    assert "Tell the Information Commissioner what was still to come" in record.words
    told_ = await record.press("The Commissioner was told")
    at = {"told_at.day": "2026-11-23", "told_at.time": "10:00", "reference": "IC-77"}
    assert "The clock has stopped" in (await told_.press("They were told", **at)).words
    # The tasks are the handler's own, and are done where they stand.
    record = await desk.opened(IRIS, incident_id, page=0)
    done = await (await record.press("It is done")).press("It is done", words="Letters went out by hand.")
    assert "It is done" in done.words


async def test_what_the_commissioner_asks_is_ready_to_copy(desk: Desk) -> None:
    incident_id = await desk.report(people=2, how_found="recipient")
    await desk.aware(incident_id)
    await desk.assess(incident_id)
    pack = await (await desk.opened(IRIS, incident_id, page=0)).press("What the Commissioner asks")
    said = pack.words
    while pack.has("Read on"):
        pack = await pack.press("Read on")
        said += pack.words
    for expected in (
        STORY,
        "The council became aware at 09:00 on Monday 23 November 2026.",
        "Impact 2 of 5, likelihood 2 of 5. One letter.",
        "Not cyber",
        "0303 123 1113",
        "Not known yet. Say so, and tell them later.",
    ):
        assert expected in said, expected
    assert "Reference: I-" in (await pack.press("Back to the incident")).words


async def test_it_leaves_as_a_word_document_by_a_link_that_works_once(desk: Desk) -> None:
    incident_id = await desk.report()
    await desk.aware(incident_id)
    pack = await (await desk.opened(IRIS, incident_id, page=0)).press("What the Commissioner asks")
    box = await pack.press("As a Word document")
    url = next(str(e["url"]) for e in elements(box.card) if e["type"] == "Action.OpenUrl")
    token = url.rpartition("/")[2]
    out = documents(desk.council.store, desk.council.seal, desk.council.drafts, desk.council.clock)
    made = await out.hand_out(token)
    assert made.name.startswith("commissioner-i-")
    assert isinstance(made.content, bytes)
    text = "\n".join(p.text for p in docx.Document(io.BytesIO(made.content)).paragraphs)
    assert STORY in text
    assert "Not known yet: it follows." in text
    async with desk.council.store.work() as work:
        verbs = [line.event.verb for line in await work.audit.lines(0, 100)]
    assert verbs.count("incident_document_taken") == 1
    with pytest.raises(Stale):
        await out.hand_out(token)


async def test_whoever_may_not_handle_it_gets_no_document(desk: Desk) -> None:
    incident_id = await desk.report()
    await desk.aware(incident_id)
    out = documents(desk.council.store, desk.council.seal, desk.council.drafts, desk.council.clock)
    for who in (OWNER, TECH, RISK):
        with pytest.raises(Refused):
            await out.hand_out(out.link(who, "ico_pack", incident=incident_id).rpartition("/")[2])


# ---------------------------------------------------------------- things to do


async def give(desk: Desk, incident_id: str) -> None:
    box = await desk.does(
        IRIS, incident_id, "Give somebody something to do",
        ("Continue", {"kind": "wipe", "who": "ict"}),
        ("Give it to them", {"due_on": "2026-11-24", "words": "Tag {{7}}."}),
    )  # fmt: skip
    assert "They hear of it now." in box.words


async def test_whoever_has_something_to_do_says_that_it_is_done_on_the_card(desk: Desk) -> None:
    incident_id = await desk.report(service_desk="SD-1", asset=None)
    await desk.aware(incident_id)
    await give(desk, incident_id)
    card = await desk.cards.card_for(TECH, Duty.INCIDENT_TASK, f"{incident_id}/1")
    assert "Wipe the device from afar (I-" in words(card)
    assert "Tag" not in words(card)
    box = await desk.council.member(TECH).press(card, "Open it")
    assert "Tag {\u200a{7}}." in box.words
    assert STORY not in box.words
    changed = await desk.cards.press(TECH, card, "It is done")
    assert "Nothing more to do here: Done." in words(changed)
    again = await desk.cards.press(TECH, card, "It is done")
    assert "Nothing more to do here" in words(again)


async def test_in_the_box_it_is_done_with_words_that_handlers_read(desk: Desk) -> None:
    incident_id = await desk.report(service_desk="SD-1", asset=None)
    await desk.aware(incident_id)
    await give(desk, incident_id)
    card = await desk.cards.card_for(TECH, Duty.INCIDENT_TASK, f"{incident_id}/1")
    box = await (await desk.council.member(TECH).press(card, "Open it")).press("It is done")
    assert "It is done" in (await box.press("It is done", words="Wiped at ten.")).words
    assert "Wiped at ten." in (await desk.opened(IRIS, incident_id, page=0)).words
    late = await (await desk.opened(IRIS, incident_id, page=0)).press("It is contained")
    done = await late.press("It is contained", recovered="no", words="It is wiped.")
    assert "It can do no more harm." in done.words


async def test_the_owner_looks_at_the_risk_in_their_own_words(desk: Desk) -> None:
    incident_id = await desk.report(service_desk="SD-1")
    await desk.aware(incident_id)
    card = await desk.cards.card_for(OWNER, Duty.INCIDENT_FOLLOW_UP, f"{incident_id}/1")
    assert "Look again at the risk to your asset" in words(card)
    assert "It is done" not in words(card)
    box = await desk.council.member(OWNER).press(card, "Open it")
    done = await (await box.press("It is done")).press("It is done", words="The risk is one higher now.")
    assert "Those who handle the incident can see it." in done.words


async def test_the_number_at_the_service_desk_is_given_in_the_incident(desk: Desk) -> None:
    incident_id = await desk.report(asset=None)
    await desk.aware(incident_id)
    card = await desk.cards.card_for(IRIS, Duty.INCIDENT_FOLLOW_UP, f"{incident_id}/1")
    box = await desk.council.member(IRIS).press(card, "Open it")
    assert not box.has("It is done")
    record = await box.press("Open the incident")
    assert not record.has("It is done")
    kept = await (await record.press("Number at the service desk")).press("Keep it", reference="SD-4711")
    assert "SD-4711" in (await kept.press("Back to the incident")).words
    again = await desk.council.member(IRIS).press(card, "Open it")
    assert "It is done." in again.words


async def test_a_number_that_is_none_of_the_service_desks_is_asked_for_again(desk: Desk) -> None:
    incident_id = await desk.report()
    await desk.aware(incident_id)
    box = await desk.does(IRIS, incident_id, "Number at the service desk", ("Keep it", {"reference": "4711"}))
    assert "does not look like a number of the service desk" in box.words
    assert "The number is kept" in (await box.press("Keep it", reference="SD-4711")).words


# ---------------------------------------------------------------- the end


async def test_it_is_closed_by_somebody_else_who_reads_the_lesson_first(desk: Desk) -> None:
    incident_id = await desk.report(service_desk="SD-1", asset=None)
    await desk.aware(incident_id)
    await desk.assess(incident_id, "special")
    await desk.does(
        IRIS, incident_id, "It is contained", ("It is contained", {"recovered": "fully", "words": "It came back."})
    )
    await desk.decide_not_to_tell(incident_id)
    asked = await desk.does(
        IRIS, incident_id, "Ask to close it",
        ("Continue", {"cause": "Two windows.", "lesson": "Close the window you do not need."}),
        ("Ask to close it", {}),
    )  # fmt: skip
    assert "Somebody else says if it is." in asked.words
    card = await desk.cards.card_for(RISK, Duty.APPROVE_CLOSURE, f"{incident_id}/1")
    assert "Iris Tame asks for it to be closed." in words(card)
    box = await desk.council.member(RISK).press(card, "Look and decide")
    assert "Close the window you do not need." in box.words
    assert STORY not in box.words
    assert "It is closed" in (await box.press("Send", agreed="yes", words="Good work.")).words
    assert await desk.state(incident_id) is IncidentState.CLOSED
    late = await desk.council.member(RISK).press(card, "Look and decide")
    assert "Already decided by Sol Iro." in late.words
    record = await desk.opened(IRIS, incident_id, page=0)
    again = await (await record.press("Open it again")).press("Open it again", reason="More papers.")
    assert "It goes on where it was." in again.words


async def test_two_reports_are_joined_by_number(desk: Desk) -> None:
    first, second = await desk.report(), await desk.report()
    box = await desk.opened(IRIS, second, page=0)
    number = next(line for line in box.words.split("\n") if line.startswith("Reference: ")).removeprefix("Reference: ")
    joined = await desk.does(
        IRIS, first, "It was told twice", ("They are one", {"into": number, "reason": "The same letter."})
    )
    assert "The other one goes on." in joined.words
    assert await desk.state(first) is IncidentState.CLOSED
    reporter = desk.council.member(OWNER)
    mine = await reporter.press(await reporter.say("my incidents"), "My incidents")
    assert mine.words.count("It was told to us more than once") == 1
    assert "Closed" not in mine.words


async def test_what_is_said_about_incidents_is_plain(desk: Desk) -> None:
    incident_id = await desk.report()
    said = await desk.aware(incident_id)
    severity = await desk.assess(incident_id, "special,children")
    decided = await desk.decide_not_to_tell(incident_id)
    text = " ".join(f"{line.rstrip('.')}." for box in (said, severity, decided) for line in box.words.split("\n"))
    assert textstat.automated_readability_index(text) < 6


async def test_a_colleague_is_let_in_from_the_box_and_nobody_into_what_keeps_somebody_out(desk: Desk) -> None:
    incident_id, quiet = await desk.report(), await desk.report(not_to_see=("officer",))
    assert not (await desk.opened(IRIS, quiet, page=0)).has("Let a colleague open it")
    for who, why in ((TECH, "Only somebody who handles incidents"), (IGOR, "opens it already")):
        pressed = ("Let them open it", {"who": who.email, "which": "this"})
        said = await desk.does(IRIS, incident_id, "Let a colleague open it", pressed)
        assert why in said.words
