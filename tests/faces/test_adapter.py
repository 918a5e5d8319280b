"""A turn always ends in an answer, and nothing of it is left behind."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any, cast

import pytest
from botbuilder.core import ActivityHandler, CardFactory, InvokeResponse, MessageFactory, TurnContext
from botbuilder.core.teams import TeamsActivityHandler
from botbuilder.schema import Activity, ActivityTypes
from botbuilder.schema import InvokeResponse as SchemaInvokeResponse

from bot.log import Log
from bot.teams.adapter import TeamsAdapter, Turn
from governance.errors import Busy, Misconfigured
from governance.notices import Blocked, Failed, Outcome, Sent, Throttled, Unknown
from tests.faces.card_rules import CHAT_BYTES, buttons, check, executes, words
from tests.faces.gateway import RecordingSender, signed_gateway
from tests.trust.channel import ENTRA_ID, SERVICE_URL, activity, as_body, submit
from tests.trust.clocks import HandTicker
from tests.trust.forged_tokens import Keyring

SECRET = "Martin signs invoices for work that was never done"
DIALOG = {
    "task": {"type": "continue", "value": {"title": "Speak up", "card": {"type": "AdaptiveCard", "body": [SECRET]}}}
}


class Says:
    """A bot whose turn is the given function."""

    def __init__(self, turn: Callable[[TurnContext], Awaitable[object]]) -> None:
        self.on_turn = turn


class Desk:
    """An adapter around a turn, with what it sent and logged."""

    def __init__(self, turn: Callable[[TurnContext], Awaitable[object]], **more: Any) -> None:
        self.sender = RecordingSender()
        self.lines: list[str] = []
        self.adapter = TeamsAdapter(Says(turn), self.sender, Log(self.lines.append, HandTicker().now), **more)

    async def take(self, raw: dict[str, Any]) -> tuple[int, Any]:
        return await self.adapter.process(raw)


def answering(response: object) -> Callable[[TurnContext], Awaitable[object]]:
    async def turn(context: TurnContext) -> None:
        await context.send_activity(Activity(type=ActivityTypes.invoke_response, value=response))

    return turn


def failing(error: Exception) -> Callable[[TurnContext], Awaitable[object]]:
    async def turn(_: TurnContext) -> None:
        raise error

    return turn


@pytest.mark.parametrize("kind", [InvokeResponse, SchemaInvokeResponse])
async def test_a_dialog_goes_back_in_the_answer_to_its_own_request(ring: Keyring, kind: type) -> None:
    bot = Says(answering(kind(status=200, body=DIALOG)))
    async with signed_gateway(ring, bot=bot) as gateway:
        headers = {"Authorization": f"Bearer {gateway.token()}", "Content-Type": "application/json"}
        body = as_body(submit({"form": "speak_up"}))
        async with gateway.client.post("/api/messages", data=body, headers=headers) as response:
            assert response.status == 200
            assert response.content_type == "application/json"
            assert await response.json() == DIALOG
        assert gateway.sender.calls == [], "nothing else may leave: the connector would learn the conversation"


async def test_a_botbuilder_handler_finds_its_way_unchanged() -> None:
    class Handler(ActivityHandler):
        async def on_invoke_activity(self, turn_context: TurnContext) -> InvokeResponse:
            assert turn_context.activity.name == "task/submit"
            return InvokeResponse(status=200, body=DIALOG)

        async def on_members_added_activity(self, members_added: list[Any], turn_context: TurnContext) -> None:
            await turn_context.send_activity(f"{len(members_added)} came")

    desk = Desk(Handler().on_turn)
    assert await desk.take(submit({})) == (200, DIALOG)
    joined = activity(type="conversationUpdate", membersAdded=[{"id": "29:a"}, {"id": "29:b"}])
    assert await desk.take(joined) == (200, None)
    assert [call[3]["text"] for call in desk.sender.calls if call[3]] == ["2 came"]


async def test_a_reply_goes_to_where_the_message_came_from_with_its_card_as_it_is() -> None:
    card = {"type": "AdaptiveCard", "version": "1.5", "body": [{"type": "TextBlock", "text": "Hello"}]}
    returned: list[Any] = []

    async def turn(context: TurnContext) -> None:
        returned.append(await context.send_activity(MessageFactory.attachment(CardFactory.adaptive_card(card))))

    desk = Desk(turn)
    assert await desk.take(activity()) == (200, None)
    ((what, service_url, conversation, sent),) = desk.sender.calls
    assert (what, service_url, conversation) == ("send", SERVICE_URL, "a:one-to-one")
    assert sent is not None
    assert sent["attachments"] == [{"contentType": "application/vnd.microsoft.card.adaptive", "content": card}]
    assert sent["attachments"][0]["content"] is card, "a card is not copied on its way"
    assert sent["type"] == "message"
    assert returned[0].id == "sent-id"
    assert json.dumps(sent)


async def test_a_sent_card_can_be_replaced_and_taken_back() -> None:
    async def turn(context: TurnContext) -> None:
        await context.update_activity(Activity(id="17", type="message", text="Done"))
        await context.delete_activity("18")

    desk = Desk(turn)
    await desk.take(activity())
    assert [(call[0], call[2]) for call in desk.sender.calls] == [
        ("update 17", "a:one-to-one"), ("delete 18", "a:one-to-one"),
    ]  # fmt: skip


@pytest.mark.parametrize("outcome", [Blocked("gone"), Throttled(3), Failed("Teams answered 502"), Unknown()])
async def test_a_dead_connector_breaks_no_turn(outcome: Any) -> None:
    async def turn(context: TurnContext) -> None:
        response = await context.send_activity("Hello")
        assert response is not None
        assert not response.id

    desk = Desk(turn)
    desk.sender.outcome = outcome
    assert await desk.take(activity()) == (200, None)
    assert any("reply_not_sent" in line for line in desk.lines)


@pytest.mark.parametrize("name", ["task/submit", "task/fetch"])
async def test_a_dialog_whose_turn_failed_keeps_what_was_typed(name: str) -> None:
    data = {"form": "speak_up", "draft": "sealed", "action": "next", "what": SECRET}
    desk = Desk(failing(OSError("disk full")), banner="This is not Teams.")
    status, body = await desk.take(activity(type="invoke", name=name, value={"data": data}))
    assert status == 200
    card = body["task"]["value"]["card"]["content"]
    check(card)
    assert buttons(card)["Try again"] == data
    assert "This is not Teams." in words(card)
    assert SECRET not in words(card), "what was typed travels in the button and is not shown"


async def test_a_dialog_too_heavy_to_send_again_still_gets_words() -> None:
    desk = Desk(failing(OSError("disk full")))
    status, body = await desk.take(submit({"form": "speak_up", "what": "é" * 20_000}))
    assert status == 200
    check(body["task"]["value"]["card"]["content"])
    assert "Something went wrong" in words(body["task"]["value"]["card"]["content"])


@pytest.mark.parametrize(
    "value",
    [None, [], {"action": {"data": {}}}, {"action": "count"}, {"action": {"verb": 7, "data": []}}, {"action": [1]}],
)
async def test_a_card_whose_turn_failed_says_so_in_its_place(value: Any) -> None:
    desk = Desk(failing(OSError("disk full")))
    status, body = await desk.take(activity(type="invoke", name="adaptiveCard/action", value=value))
    assert (status, body["statusCode"]) == (200, 200)
    assert "Something went wrong" in words(body["value"])
    assert not executes(body["value"]), "there is nothing to try again"
    check(body["value"], CHAT_BYTES)


async def test_a_press_whose_turn_failed_can_be_tried_again_with_all_that_was_typed() -> None:
    desk = Desk(failing(OSError("disk full")))
    action = {"type": "Action.Execute", "verb": "extend", "data": {"reason": "The supplier is late"}}
    _, body = await desk.take(activity(type="invoke", name="adaptiveCard/action", value={"action": action}))
    again = executes(body["value"])["Try again"]
    assert (again["verb"], again["data"]) == ("extend", {"reason": "The supplier is late"})
    check(body["value"], CHAT_BYTES)


async def test_what_is_too_much_for_a_card_in_the_chat_is_not_put_into_its_button() -> None:
    desk = Desk(failing(OSError("disk full")))
    action = {"type": "Action.Execute", "verb": "extend", "data": {"reason": "late " * 5_000}}
    _, body = await desk.take(activity(type="invoke", name="adaptiveCard/action", value={"action": action}))
    assert not executes(body["value"])
    check(body["value"], CHAT_BYTES)


async def test_a_message_whose_turn_failed_is_answered_in_the_chat() -> None:
    desk = Desk(failing(OSError("disk full")))
    assert await desk.take(activity(text=SECRET)) == (200, None)
    ((_, _, _, sent),) = desk.sender.calls
    assert sent is not None
    assert sent["text"].startswith("Something went wrong")
    assert SECRET not in json.dumps(sent)


async def test_a_failed_turn_leaves_a_place_in_the_log_and_nothing_of_the_person() -> None:
    person = f"{ENTRA_ID} 29:somebody Somebody Atwork a:one-to-one {SECRET}"
    desk = Desk(failing(ValueError(person)))
    _, body = await desk.take(submit({"what": SECRET}))
    (line,) = desk.lines
    logged = json.loads(line)
    assert logged["event"] == "turn_failed"
    assert logged["error"] == "ValueError"
    assert "test_adapter" in logged["where"]
    assert logged["reference"] in words(body["task"]["value"]["card"]["content"])
    for needle in person.split():
        assert needle not in line


async def test_a_refusal_is_told_in_its_own_words() -> None:
    desk = Desk(failing(Busy("Many people are here now. Try again in a minute.")))
    _, body = await desk.take(submit({"form": "speak_up"}))
    assert "Many people are here now." in words(body["task"]["value"]["card"]["content"])
    assert desk.lines == []


async def test_what_is_wrong_with_the_settings_is_not_told_to_staff() -> None:
    desk = Desk(failing(Misconfigured("CANDOUR_KEK_FILE is missing")))
    _, body = await desk.take(submit({"form": "speak_up"}))
    assert "KEK" not in words(body["task"]["value"]["card"]["content"])


async def test_a_turn_that_hangs_is_answered_while_teams_still_listens() -> None:
    async def turn(_: TurnContext) -> None:
        await asyncio.Event().wait()

    desk = Desk(turn, turn_seconds=0.01)
    status, body = await desk.take(submit({"form": "speak_up"}))
    assert status == 200
    assert "Try again" in buttons(body["task"]["value"]["card"]["content"])


@pytest.mark.parametrize("status", [500, 501, 503, 99, 700, None, "x"])
async def test_no_answer_is_ever_500_whatever_the_bot_says(status: Any) -> None:
    desk = Desk(answering(InvokeResponse(status=status, body=None)))
    answered, _ = await desk.take(submit({}))
    assert 200 <= answered < 500


async def test_an_invoke_that_the_bot_does_not_know_is_a_bad_request() -> None:
    """Botbuilder's own handler says 501."""
    desk = Desk(TeamsActivityHandler().on_turn)
    assert await desk.take(activity(type="invoke", name="composeExtension/query", value={})) == (400, None)


@pytest.mark.parametrize("body", [{"n": float("nan")}, {"when": object()}, {1, 2}])
async def test_an_answer_that_is_not_json_is_not_our_500(ring: Keyring, body: Any) -> None:
    async with signed_gateway(ring, bot=Says(answering(InvokeResponse(status=200, body=body)))) as gateway:
        assert await gateway.send(gateway.token(), as_body(submit({}))) == 400
        assert any("answer_not_json" in line for line in gateway.log)


@pytest.mark.parametrize(
    "change",
    [
        {"type": ...}, {"type": 1}, {"type": ""}, {"type": ["message"]}, {"text": 1}, {"text": {"a": 1}}, {"id": 5},
        {"from": "somebody"}, {"from": {"id": 1}}, {"from": {"aadObjectId": ["a"]}}, {"recipient": []}, {"name": 1},
        {"conversation": ...}, {"conversation": {}}, {"conversation": {"id": 1}}, {"attachments": {}},
        {"attachments": [1]}, {"attachments": [{"contentType": 1}]}, {"membersAdded": [{"id": 1}]}, {"channelData": []},
        {"locale": 1}, {"action": True}, {"replyToId": 1},
    ],
)  # fmt: skip
async def test_a_field_of_the_wrong_kind_is_a_bad_request_and_starts_no_turn(change: dict[str, Any]) -> None:
    async def turn(_: TurnContext) -> None:
        raise AssertionError("no turn may begin")

    assert await Desk(turn).take(activity(**change)) == (400, None)


async def test_no_time_of_day_comes_in_with_an_activity() -> None:
    seen: list[Activity] = []

    async def turn(context: TurnContext) -> None:
        seen.append(context.activity)

    await Desk(turn).take(activity(localTimestamp="2026-11-23T09:30:00+00:00", localTimezone="Europe/London"))
    assert (seen[0].timestamp, seen[0].local_timestamp, seen[0].local_timezone) == (None, None, None)


def test_middleware_is_refused_because_it_sees_who_is_talking() -> None:
    with pytest.raises(NotImplementedError):
        Desk(failing(ValueError())).adapter.use(object())


async def test_whoever_writes_faster_than_we_may_answer_is_not_kept_waiting_and_is_answered() -> None:
    free, sent = asyncio.Event(), asyncio.Event()

    class Queue(RecordingSender):
        async def send(self, *where: Any, **how: Any) -> Any:
            await free.wait()
            outcome = await super().send(*where, **how)
            sent.set()
            return outcome

    async def says(context: TurnContext) -> None:
        await context.send_activity(MessageFactory.text("Hello"))

    sender = Queue()
    adapter = TeamsAdapter(Says(says), sender, Log([].append, HandTicker().now), held_seconds=0.001)
    assert await adapter.process(activity(text="hello")) == (200, None)
    assert sender.calls == []
    free.set()
    async with asyncio.timeout(5):
        await sent.wait()
    assert len(sender.calls) == 1


@pytest.mark.parametrize("outcome", [Sent("m1"), Failed("no way through")])
async def test_what_follows_a_reply_is_done_when_it_has_arrived_however_late_and_never_before(outcome: Outcome) -> None:
    free = asyncio.Event()
    followed: list[str] = []

    class Queue(RecordingSender):
        async def send(self, *_: Any, **__: Any) -> Outcome:
            await free.wait()
            return outcome

    async def says(context: TurnContext) -> None:
        async def then(card: str) -> None:
            followed.append(card)

        await cast(Turn, context).send_then(MessageFactory.text("Hello"), then)

    adapter = TeamsAdapter(Says(says), Queue(), Log([].append, HandTicker().now), held_seconds=0.001)
    assert await adapter.process(activity(text="hello")) == (200, None)
    assert followed == []
    free.set()
    # The reply goes on alone: it is all that still runs.
    await asyncio.gather(*(asyncio.all_tasks() - {asyncio.current_task()}))
    assert followed == (["m1"] if isinstance(outcome, Sent) else [])


async def test_an_answer_that_comes_before_the_cards_arrival_is_noted_waits_for_that() -> None:
    done: list[str] = []
    seen = asyncio.Event()

    async def a_little_later() -> None:
        for _ in range(5):
            turn = asyncio.Event()
            asyncio.get_running_loop().call_soon(turn.set)
            await turn.wait()

    async def says(context: TurnContext) -> None:
        async def then(_: str) -> None:
            seen.set()
            await a_little_later()
            done.append("noted")

        if context.activity.text == "hello":
            await cast(Turn, context).send_then(MessageFactory.text("Hello"), then)
        else:
            done.append(context.activity.text)

    class Here(RecordingSender):
        async def send(self, *_: Any, **__: Any) -> Outcome:
            return Sent("m1")

    adapter = TeamsAdapter(Says(says), Here(), Log([].append, HandTicker().now))
    first = asyncio.create_task(adapter.process(activity(text="hello")))
    await seen.wait()
    await adapter.process(activity(text="my answer"))
    await first
    assert done == ["noted", "my answer"]
