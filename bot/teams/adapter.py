"""Our `BotAdapter`: activities in from the gate, the bot's turn, answers out.

An invoke's answer goes back as the body of its own HTTP response; everything else leaves by the connector. Nothing
that happens in a turn becomes an answer of 500 or more, and nothing of the turn reaches the log but where it failed.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from typing import Any, Final, NoReturn, Protocol, cast

from botbuilder.core import BotAdapter, TurnContext
from botbuilder.schema import Activity, ConversationReference, ResourceResponse

from bot.log import Log
from bot.teams import apology
from bot.teams.reading import Unfit
from bot.teams.wire import read_activity, reply_to, to_wire
from governance.errors import Misconfigured, Refused
from governance.notices import Outcome, Sent

#: Teams gives an invoke up after 10 to 15 seconds.
TURN_SECONDS: Final = 9.0
#: How long the replies of a turn may be tried again.
REPLY_SECONDS: Final = 5.0

#: How long a turn waits for its reply to leave …
HELD_SECONDS: Final = 0.75
#: … unless so many are on their way already.
MOST_ON_THEIR_WAY: Final = 200

_INVOKE_ANSWER = BotAdapter._INVOKE_RESPONSE_KEY  # noqa: SLF001  # where ActivityHandler looks for it too


#: Done with the channel's id of what has arrived.
Then = Callable[[str], Awaitable[None]]


class Bot(Protocol):
    async def on_turn(self, context: TurnContext) -> object: ...


class Sender(Protocol):
    """What the adapter needs of the connector."""

    async def send(
        self, service_url: str, conversation_id: str, activity: Mapping[str, Any], *, patience: float = 0.0
    ) -> Outcome: ...

    async def update(
        self,
        service_url: str,
        conversation_id: str,
        activity_id: str,
        activity: Mapping[str, Any],
        *,
        patience: float = 0.0,
    ) -> Outcome: ...

    async def delete(
        self, service_url: str, conversation_id: str, activity_id: str, *, patience: float = 0.0
    ) -> Outcome: ...


class Turn(TurnContext):
    """A turn without deep copies: what the bot sends is its own and is not changed afterwards."""

    #: What the bot answers to an invoke, an `InvokeResponse` of either of botbuilder's two kinds.
    answer: Any = None

    async def send_activities(self, activities: Sequence[Activity]) -> list[ResourceResponse]:
        responses: list[ResourceResponse] = await self.adapter.send_activities(self, activities)
        self.responded = True
        return responses

    async def send_then(self, activity: Activity, then: Then) -> None:
        """Send it, and do `then` with its id once it has arrived: within the turn, or after it where Teams makes us
        wait; never when it does not arrive."""
        await self.adapter.send_then(self, activity, then)
        self.responded = True


class TeamsAdapter(BotAdapter):
    """One for the process."""

    def __init__(
        self,
        bot: Bot,
        sender: Sender,
        log: Log,
        *,
        banner: str | None = None,
        turn_seconds: float = TURN_SECONDS,
        held_seconds: float = HELD_SECONDS,
    ) -> None:
        """`banner` stands first on every card of the try-out; None in production."""
        super().__init__()
        self._bot = bot
        self._sender = sender
        self._log = log
        self._banner = banner
        self._turn_seconds = turn_seconds
        #: Replies that are being sent; some wait for their place after their turn has ended.
        self._on_their_way: set[asyncio.Task[Outcome]] = set()
        self._held_seconds = held_seconds
        #: Of a conversation, the reply whose arrival is still to be noted.
        self._to_be_noted: dict[str, asyncio.Task[Outcome]] = {}

    async def process(self, activity: Mapping[str, Any]) -> tuple[int, object | None]:
        """Run the bot's turn. Returns the HTTP status, always under 500, and the JSON-able body of an invoke."""
        try:
            context = Turn(self, read_activity(activity))
        except Unfit as unfit:
            return unfit.status, None
        try:
            async with asyncio.timeout(self._turn_seconds):
                # Whoever answers the card that they see at once is not taken for somebody who has not seen it.
                if noting := self._to_be_noted.get(context.activity.conversation.id):
                    await asyncio.wait((noting,), timeout=self._held_seconds)
                await self._bot.on_turn(context)
            return _answer(context)
        except Exception as error:  # whatever happens in a turn, the person gets an answer
            return await self._apologise(context, error)

    async def send_activities(self, context: TurnContext, activities: Sequence[Activity]) -> list[ResourceResponse]:
        """Send in order. A reply that did not arrive has no id in its ResourceResponse, and is logged."""
        return [await self._send(context, activity) for activity in activities]

    async def send_then(self, context: TurnContext, activity: Activity, then: Then) -> None:
        """See `Turn.send_then`."""
        await self._send(context, activity, then)

    async def update_activity(self, context: TurnContext, activity: Activity) -> ResourceResponse:
        """Replace the activity whose id is `activity.id`."""
        incoming = context.activity
        outcome = await self._sender.update(
            incoming.service_url,
            incoming.conversation.id,
            activity.id,
            reply_to(incoming, activity),
            patience=REPLY_SECONDS,
        )
        return self._response(outcome)

    async def delete_activity(self, context: TurnContext, reference: ConversationReference) -> None:
        incoming = context.activity
        self._response(
            await self._sender.delete(
                incoming.service_url, incoming.conversation.id, reference.activity_id, patience=REPLY_SECONDS
            )
        )

    def use(self, middleware: object) -> NoReturn:
        """Refused: middleware sees who is talking (transcripts, state and telemetry are all built as such)."""
        raise NotImplementedError("this adapter takes no middleware")

    async def _send(self, context: TurnContext, activity: Activity, then: Then | None = None) -> ResourceResponse:
        if activity.type == "invokeResponse":
            context.turn_state[_INVOKE_ANSWER] = activity
            cast(Turn, context).answer = activity.value
            return ResourceResponse()
        incoming = context.activity
        reply = reply_to(incoming, activity)

        async def whole() -> Outcome:
            outcome = await self._sender.send(
                incoming.service_url, incoming.conversation.id, reply, patience=REPLY_SECONDS
            )
            if then is not None and isinstance(outcome, Sent):
                await then(outcome.provider_id)
            return outcome

        sending = asyncio.create_task(whole())
        self._on_their_way.add(sending)
        sending.add_done_callback(self._on_their_way.discard)
        if then is not None:
            self._to_be_noted[incoming.conversation.id] = sending
            sending.add_done_callback(partial(self._noted, incoming.conversation.id))
        held = self._held_seconds if len(self._on_their_way) <= MOST_ON_THEIR_WAY else None
        arrived, _ = await asyncio.wait((sending,), timeout=held)
        if arrived:
            return self._response(sending.result())
        # Teams asked us to wait. Whoever writes is not kept waiting with us: the reply goes on alone.
        sending.add_done_callback(self._arrived_late)
        return ResourceResponse()

    def _noted(self, conversation_id: str, sending: asyncio.Task[Outcome]) -> None:
        if self._to_be_noted.get(conversation_id) is sending:
            del self._to_be_noted[conversation_id]

    def _arrived_late(self, sending: asyncio.Task[Outcome]) -> None:
        if sending.cancelled():
            return
        if (error := sending.exception()) is not None:
            self._log.event("reply_not_sent", error=type(error).__name__)
        else:
            self._response(sending.result())

    def _response(self, outcome: Outcome) -> ResourceResponse:
        if isinstance(outcome, Sent):
            return ResourceResponse(id=outcome.provider_id)
        self._log.event("reply_not_sent", error=type(outcome).__name__)
        return ResourceResponse()

    async def _apologise(self, context: TurnContext, error: Exception) -> tuple[int, object | None]:
        incoming = context.activity
        text = self._words(error)
        if incoming.type == "invoke":
            answer = apology.for_invoke(incoming.name, incoming.value, text, self._banner)
            return answer.status, answer.body
        if incoming.type == "message":
            reply = reply_to(incoming, Activity(type="message", text=apology.in_chat(text)))
            self._response(await self._sender.send(incoming.service_url, incoming.conversation.id, reply))
        return 200, None

    def _words(self, error: Exception) -> str:
        """A refusal's own words are written for the person; of anything else they get a reference to the log."""
        if isinstance(error, Refused) and not isinstance(error, Misconfigured):
            return str(error)
        reference = secrets.token_hex(4)
        self._log.failure("turn_failed", error, reference=reference)
        return apology.words(reference)


def _answer(context: Turn) -> tuple[int, object | None]:
    if context.answer is None:
        return 200, None
    status = int(context.answer.status)
    # What the bot does not know is the poster's mistake; botbuilder's own handler says 501.
    return (status if 200 <= status < 500 else 400), to_wire(context.answer.body)
