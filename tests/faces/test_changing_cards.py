"""Buttons that change their card where it stands: what they get, and what a person reads when they are refused."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from bot.log import Log
from bot.teams.adapter import TeamsAdapter
from bot.teams.answers import Closed, Done, Replaced, Shown, answer
from bot.teams.chat_state import Said
from bot.teams.form_dialogs import Inputs
from bot.teams.guiding import Guiding
from bot.teams.handler import CandourBot
from bot.teams.identity import Presser
from bot.teams.known_roles import KnownRoles
from bot.teams.replies import draw_replies
from bot.teams.verbs import gathered
from dialogs.facts import Facts
from dialogs.views.opener import door
from dialogs.views.parts import Element, card, executes, text
from governance.errors import Busy, Expired, Misconfigured, NotYours, Refused, Stale, Unavailable
from governance.people import Person
from governance.roles import Role
from tests.faces.card_rules import CHAT_BYTES, buttons, check, words
from tests.faces.card_rules import executes as changes
from tests.faces.gateway import RecordingSender
from tests.trust.channel import ENTRA_ID, TENANT_ID, activity
from tests.trust.clocks import HandTicker

PRESS = {"action": {"type": "Action.Execute", "verb": "count", "data": {"from": 1, "reason": "The supplier is late"}}}
#: What a caller may send that is no press of ours.
HOSTILE: tuple[Any, ...] = (
    None, 7, "count", [], {}, {"action": None}, {"action": "count"}, {"action": ["count"]}, {"action": {"verb": None}},
    {"action": {"verb": ["count"], "data": {}}}, {"action": {"verb": {"count": 1}}}, {"action": {"verb": "x" * 9_000}},
    {"action": {"verb": "__class__", "data": {}}}, {"action": {"verb": "close", "data": {}}},
    {"verb": "count", "data": {}},
)  # fmt: skip


class NoForms:
    """Nobody fills in a form in the chat."""

    async def heard(self, presser: Presser, text: str) -> Said | None:  # noqa: ARG002  # nobody does
        return None

    async def arrived(self, presser: Presser, said: Said, card: str) -> None:  # noqa: ARG002  # none comes
        raise AssertionError("no card of a form is sent")

    async def waits(self, presser: Presser) -> list[Element]:  # noqa: ARG002  # nobody does
        return []


class People:
    """One owner, who may be looked up as long as the database answers."""

    def __init__(self) -> None:
        self.is_there = True

    async def by_entra(self, entra_id: str) -> Person | None:  # noqa: ARG002  # nobody is asked for by name here
        return None

    async def roles_on(self, day: date) -> dict[str, frozenset[Role]]:  # noqa: ARG002  # the same every day
        if not self.is_there:
            raise Unavailable("The database does not answer.")
        return {ENTRA_ID: frozenset({Role.INFORMATION_ASSET_OWNER})}

    async def owing_actions(self) -> frozenset[str]:
        return frozenset({ENTRA_ID})


class Desk:
    """The bot with one button, `count`."""

    def __init__(self, refusal: Exception | None = None) -> None:
        self.refusal = refusal
        self.got: list[tuple[str, Inputs]] = []
        self.sender = RecordingSender()
        self.lines: list[str] = []
        self.people = People()
        ticker = HandTicker()
        roles = KnownRoles(self.people, lambda: date(2026, 11, 23), ticker)
        page = door("https://council.example/speak-up")
        replies = draw_replies(page, None)
        guiding = Guiding(_facts, page, None)
        bot = CandourBot({}, {"count": self.count}, {}, _submit, NoForms(), roles, replies, guiding, None)
        self.adapter = TeamsAdapter(bot, self.sender, Log(self.lines.append, ticker.now))

    async def count(self, presser: Presser, data: Inputs) -> Replaced:
        self.got.append((presser.binding, data))
        if self.refusal:
            raise self.refusal
        return Replaced(card([text("Counted.")]))

    async def press(self, value: Any, **more: Any) -> dict[str, Any]:
        """The card that takes the place of the one whose button was pressed."""
        status, body = await self.adapter.process(
            activity(type="invoke", name="adaptiveCard/action", value=value, **more)
        )
        body = json.loads(json.dumps(body))
        assert (status, body["statusCode"], body["type"]) == (200, 200, "application/vnd.microsoft.card.adaptive")
        shown: dict[str, Any] = body["value"]
        check(shown, CHAT_BYTES)
        return shown


async def _facts() -> Facts:
    return Facts(date(2026, 11, 23))


async def _submit(_: Presser, __: Inputs) -> Shown:
    return Closed()


async def test_a_press_gets_its_data_and_what_was_typed_and_its_card_is_replaced() -> None:
    desk = Desk()
    assert words(await desk.press(PRESS)) == "Counted."
    assert desk.got == [(f"{TENANT_ID}:{ENTRA_ID}", {"from": 1, "reason": "The supplier is late"})]
    assert desk.sender.calls == [], "it travels in the answer to the press itself"


@pytest.mark.parametrize("value", HOSTILE)
async def test_a_press_that_is_not_ours_does_nothing_and_is_answered_in_plain_words(value: Any) -> None:
    desk = Desk()
    assert "This button does not work" in words(await desk.press(value))
    assert desk.got == []
    assert desk.lines == [], "a stranger's nonsense is no fault of ours"


@pytest.mark.parametrize(
    ("refusal", "title"),
    [
        (Stale("Already done by Ann Field."), "Somebody was faster"),
        (NotYours("Your role ended yesterday."), "This is not open to you"),
        (Expired("The quarter is closed."), "This was open for too long"),
        (Refused("That day is over."), "That did not work"),
    ],
)
async def test_a_refusal_says_why_and_leaves_the_ways_that_are_open_to_whoever_pressed(
    refusal: Refused, title: str
) -> None:
    shown = await Desk(refusal).press(PRESS)
    assert words(shown) == f"{title}\n{refusal}"
    assert list(buttons(shown)) == ["My return", "My assets", "My actions", "My risks", "Incidents"]
    assert not changes(shown), "pressing again would not help"


@pytest.mark.parametrize("refusal", [Busy("Try again in a minute."), Unavailable("The disk is full.")])
async def test_what_may_work_in_a_minute_can_be_pressed_again_with_all_that_was_typed(refusal: Refused) -> None:
    desk = Desk(refusal)
    again = changes(await desk.press(PRESS))["Try again"]
    desk.refusal = None
    assert words(await desk.press({"action": again})) == "Counted."
    assert desk.got[0] == desk.got[1]


async def test_a_refusal_is_told_even_when_nobody_can_be_looked_up() -> None:
    desk = Desk(Unavailable("The disk is full."))
    desk.people.is_there = False
    shown = await desk.press(PRESS)
    assert "The disk is full." in words(shown)
    assert buttons(shown) == {}


async def test_somebody_without_an_account_of_the_council_presses_nothing() -> None:
    desk = Desk()
    shown = await desk.press(PRESS, **{"from": {"id": "29:x", "name": "A guest"}})
    assert "Use the web page instead" in words(shown)
    assert buttons(shown) == {}
    assert desk.got == []


async def test_a_fault_of_ours_is_logged_without_what_was_typed() -> None:
    desk = Desk(Misconfigured("key 7 is missing"))
    assert "Something went wrong" in words(await desk.press(PRESS))
    (line,) = desk.lines
    assert "supplier" not in line


# ---------------------------------------------------------------- a host that does not know such buttons


async def test_a_host_that_knows_no_such_buttons_sends_the_same_and_its_card_is_changed() -> None:
    desk = Desk()
    instead = executes("Count", "count", {"from": 1}, inputs=True)["fallback"]
    assert isinstance(instead, dict)
    sent = activity(value={**instead["data"], "reason": "late"}, replyToId="m1")
    del sent["text"]
    assert await desk.adapter.process(sent) == (200, None)
    ((what, _, _, changed),) = desk.sender.calls
    assert what == "update m1"
    assert changed is not None
    assert words(changed["attachments"][0]["content"]) == "Counted."
    assert desk.got[0][1]["reason"] == "late"


async def test_where_it_does_not_say_which_card_that_was_the_answer_is_sent() -> None:
    desk = Desk()
    sent = activity(value={"execute": "count"})
    del sent["text"]
    await desk.adapter.process(sent)
    ((what, _, _, _),) = desk.sender.calls
    assert what == "send"


@pytest.mark.parametrize("named", [None, 7, ["count"], "nothing of ours"])
async def test_such_a_message_that_is_not_ours_does_nothing(named: object) -> None:
    desk = Desk()
    sent = activity(value={"execute": named}, replyToId="m1")
    del sent["text"]
    assert await desk.adapter.process(sent) == (200, None)
    assert desk.got == []


async def test_nothing_is_changed_from_a_group() -> None:
    desk = Desk()
    sent = activity(value={"execute": "count"}, conversation={"id": "19:group", "conversationType": "groupChat"})
    del sent["text"]
    await desk.adapter.process(sent)
    assert desk.got == []


# ---------------------------------------------------------------- the pieces


def test_a_box_can_close_with_a_last_word() -> None:
    assert answer(Done("Sent.")).body == {"task": {"type": "message", "value": "Sent."}}


def test_a_button_without_inputs_says_so_with_and_without_action_execute() -> None:
    quiet, asks = executes("Done", "done", {}), executes("Done", "done", {}, inputs=True)
    fallback, asking = quiet["fallback"], asks["fallback"]
    assert isinstance(fallback, dict)
    assert isinstance(asking, dict)
    assert quiet["associatedInputs"] == fallback["associatedInputs"] == "none"
    assert "associatedInputs" not in asks
    assert "associatedInputs" not in asking


def test_two_parts_of_the_face_cannot_answer_to_one_name() -> None:
    assert gathered([{"a": 1}, {"b": 2}]) == {"a": 1, "b": 2}
    with pytest.raises(ValueError, match="answer to b"):
        gathered([{"a": 1, "b": 2}, {"b": 3}])
