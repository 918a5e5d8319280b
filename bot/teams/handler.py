"""The bot: what people write, press and open. One handler for every form; nothing about a turn outlives it.

What is written in the chat is compared with a short list of commands and dropped. Content is shown and asked for in
dialogs only, and a dialog travels in the answer to its own request.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import replace
from typing import Protocol, cast

from botbuilder.core import ActivityHandler, InvokeResponse, TurnContext
from botbuilder.schema import Activity, ChannelAccount

from bot.teams import answers, commands
from bot.teams.adapter import Turn
from bot.teams.answers import Closed, Replaced, Shown
from bot.teams.chat_state import Said
from bot.teams.commands import OFFERS, Ask
from bot.teams.form_dialogs import Inputs
from bot.teams.guiding import Guiding
from bot.teams.identity import Presser, presser_of
from bot.teams.known_roles import KnownRoles, Standing
from bot.teams.refusals import card_for, dialog_for
from bot.teams.replies import Replies, Reply
from bot.teams.verbs import Change, Chat, Verb
from dialogs import guidance
from dialogs.views.parts import EXECUTE, Element, opens
from governance import codes
from governance.errors import Misconfigured, NotYours, Refused, Tampered

#: Conversations that were welcomed a moment ago. Teams announces one installation twice.
_WELCOMED_MOST = 256
#: Teams shows six buttons on a card, and one of them may be "try again".
_WAYS_ON_MOST = 5
_PERSONAL = (None, "personal")


class Chats(Protocol):
    """Forms that are filled in in the chat."""

    async def heard(self, presser: Presser, text: str) -> Said | None: ...

    async def arrived(self, presser: Presser, said: Said, card: str) -> None: ...

    async def waits(self, presser: Presser) -> list[Element]: ...


async def close(_: Presser, __: Inputs) -> Shown:
    return Closed()


class CandourBot(ActivityHandler):
    """`verbs` are what buttons do in a dialog, `executes` what they do to a card in the chat, `chats` the cards that
    people ask for in words; `submit` takes the pages of forms."""

    def __init__(
        self,
        verbs: Mapping[str, Verb],
        executes: Mapping[str, Change],
        chats: Mapping[Ask, Chat],
        submit: Verb,
        chatting: Chats,
        roles: KnownRoles,
        replies: Replies,
        guiding: Guiding,
        banner: str | None,
    ) -> None:
        self._verbs = {"close": close, **verbs}
        self._executes = executes
        self._chats = chats
        self._submit = submit
        self._chatting = chatting
        self._roles = roles
        self._replies = replies
        self._guiding = guiding
        self._banner = banner
        self._welcomed: OrderedDict[str, None] = OrderedDict()

    async def on_turn(self, turn_context: TurnContext) -> None:
        """An invoke's answer is handed over as it is: botbuilder would make an activity of it first."""
        if turn_context.activity.type != "invoke":
            await super().on_turn(turn_context)
        else:
            cast(Turn, turn_context).answer = await self.on_invoke_activity(turn_context)

    # ---------------------------------------------------------------- in the chat

    async def on_message_activity(self, turn_context: TurnContext) -> None:
        activity = turn_context.activity
        if _stands_for_execute(activity):
            replaced = await self._replaced(activity, activity.value.get(EXECUTE), activity.value)
            await _put_in_place(turn_context, replaced)
        elif (said := await self._in_a_form(activity)) is not None:
            await self._go_on(turn_context, said)
        else:
            await _send(turn_context, await self._reply(activity))

    async def _in_a_form(self, activity: Activity) -> Said | None:
        """What was typed as the answer to a question in the chat; None from whoever fills in no form, and of a command.
        Nobody is looked up who asks for one."""
        text = activity.text or ""
        if activity.conversation.conversation_type not in _PERSONAL or not text.strip() or _has_files(activity):
            return None
        if commands.understood(text) not in (None, Ask.STOP, Ask.HELP) or codes.contains_code(text):
            return None
        try:
            return await self._chatting.heard(presser_of(activity), text)
        except NotYours:
            return None

    async def _go_on(self, turn_context: TurnContext, said: Said) -> None:
        """The next card first: it is what the person waits for. Then it is known which one that is, and the card above
        is settled."""
        presser = presser_of(turn_context.activity)

        async def arrived(card: str) -> None:
            await self._chatting.arrived(presser, said, card)

        await cast(Turn, turn_context).send_then(answers.message(said.card, "Candour"), arrived)
        if said.before is not None:
            settled = answers.message(said.before[1], "Candour")
            settled.id = said.before[0]
            await turn_context.update_activity(settled)

    async def on_members_added_activity(self, members_added: list[ChannelAccount], turn_context: TurnContext) -> None:
        me = turn_context.activity.recipient
        if any(member.id == me.id for member in members_added):
            await self._welcome(turn_context)

    async def on_installation_update_add(self, turn_context: TurnContext) -> None:
        await self._welcome(turn_context)

    async def on_installation_update_remove(self, turn_context: TurnContext) -> None:
        self._welcomed.pop(turn_context.activity.conversation.id, None)

    async def _welcome(self, turn_context: TurnContext) -> None:
        """Once an installation, whoever it is: nobody is looked up, and nothing is kept but a conversation's id, in
        memory, until a few others came."""
        conversation = turn_context.activity.conversation.id
        if conversation in self._welcomed:
            return
        self._welcomed[conversation] = None
        if len(self._welcomed) > _WELCOMED_MOST:
            self._welcomed.popitem(last=False)
        await _send(turn_context, self._replies.welcome)

    async def _reply(self, activity: Activity) -> Reply:
        """What to say to a message. Its text leaves this method only as one of our own commands or questions."""
        if activity.conversation.conversation_type not in _PERSONAL:
            return self._replies.in_private
        if _has_files(activity):
            return self._replies.no_files
        text = activity.text or ""
        if not text.strip():
            return self._replies.old_button
        ask = commands.understood(text)
        if ask is not None:
            return await self._do(ask, activity)
        answer = guidance.asked(commands.plain(text))
        if answer is not None:
            return await self._guiding.reply(answer)
        return self._replies.no_codes if codes.contains_code(text) else self._replies.not_kept

    async def _do(self, ask: Ask, activity: Activity) -> Reply:
        match ask:
            case Ask.HELP:
                return self._replies.help(await self._standing(activity))
            case Ask.SPEAK_UP:
                return self._replies.opener
            case Ask.CODE:
                return self._replies.code
            case Ask.TOLD_ME:
                return self._replies.told_me
            case Ask.MY_REPORTS:
                return self._replies.my_reports
            case Ask.REPORT_INCIDENT:
                return await self._with_what_waits(self._replies.report_incident, activity)
            case Ask.MY_INCIDENTS:
                return await self._with_what_waits(self._replies.my_incidents, activity)
            case Ask.POLICY:
                return self._guiding.menu
            case Ask.STOP:
                return self._replies.stop
            case _:
                return await self._with_what_waits(await self._offer(ask, activity), activity)

    async def _with_what_waits(self, reply: Reply, activity: Activity) -> Reply:
        """Somebody in the middle of a form in the chat finds back to it below what they asked for."""
        try:
            waits = await self._chatting.waits(presser_of(activity))
        except NotYours:
            return reply
        body = reply.card["body"]
        if not waits or not isinstance(body, list):
            return reply
        return replace(reply, card={**reply.card, "body": [*body, *waits]})

    async def _offer(self, ask: Ask, activity: Activity) -> Reply:
        """What is for some people only: as a card that is answered where it stands, or as a button to its box. Who
        has such a card has it whatever their role, as one who acts for somebody has."""
        if ask in self._chats and (card := await self._chats[ask](presser_of(activity))) is not None:
            return Reply(card, OFFERS[ask].command.button)
        is_open = OFFERS[ask].is_open_to(await self._standing(activity))
        return (self._replies.offers if is_open else self._replies.not_yours)[ask]

    async def _standing(self, activity: Activity) -> Standing:
        """Whether to show the sender more than what is there for all."""
        try:
            return await self._roles.of(presser_of(activity))
        except NotYours:
            return Standing()

    # ---------------------------------------------------------------- buttons

    async def on_invoke_activity(self, turn_context: TurnContext) -> InvokeResponse:
        activity = turn_context.activity
        if activity.name == "adaptiveCard/action":
            if activity.conversation.conversation_type not in _PERSONAL:
                return answers.replacing(Replaced(self._replies.in_private.card))
            action = _within(activity.value, "action")
            return answers.replacing(await self._replaced(activity, action.get("verb"), _within(action, "data")))
        if activity.name not in ("task/fetch", "task/submit"):
            return answers.refused()
        return answers.answer(await self._shown(activity))

    async def _shown(self, activity: Activity) -> Shown:
        inputs = _within(activity.value, "data")
        try:
            return await self._verb(inputs)(presser_of(activity), inputs)
        except Misconfigured:
            # A fault of ours: the adapter logs it and says so.
            raise
        except Refused as refusal:
            return dialog_for(refusal, inputs, self._banner)

    async def _replaced(self, activity: Activity, verb: object, inputs: Inputs) -> Replaced:
        name = verb if isinstance(verb, str) else ""
        try:
            return await self._change(name)(presser_of(activity), inputs)
        except Misconfigured:
            raise
        except Refused as refusal:
            return card_for(refusal, name, inputs, await self._ways_on(activity), self._banner)

    async def _ways_on(self, activity: Activity) -> list[Element]:
        """What is open to the sender, as buttons: a card that is gone leaves none."""
        try:
            standing = await self._standing(activity)
        except Refused:
            return []
        mine = [offer.command for offer in OFFERS.values() if offer.is_open_to(standing)]
        return [opens(command.button, command.data) for command in mine[:_WAYS_ON_MOST]]

    def _change(self, verb: str) -> Change:
        if verb not in self._executes:
            raise Tampered("This button is from another version of this app. Write: help")
        return self._executes[verb]

    def _verb(self, inputs: Inputs) -> Verb:
        if "form" in inputs:
            return self._submit
        verb = inputs.get("verb")
        if not isinstance(verb, str) or verb not in self._verbs:
            raise Tampered("This button is from another version of this app. Close this box and write: help")
        return self._verbs[verb]


def _within(value: object, key: str) -> Inputs:
    """The object under `key`; empty when there is none."""
    inner = value.get(key) if isinstance(value, dict) else None
    return inner if isinstance(inner, dict) else {}


def _stands_for_execute(activity: Activity) -> bool:
    """A host that does not know Action.Execute sent a message without words in its place."""
    in_private = activity.conversation.conversation_type in _PERSONAL
    return in_private and not activity.text and isinstance(activity.value, dict) and EXECUTE in activity.value


def _has_files(activity: Activity) -> bool:
    """Teams sends formatted words along as HTML; everything else that is attached is something the person sent."""
    return any(attachment.content_type != "text/html" for attachment in activity.attachments or ())


async def _put_in_place(turn_context: TurnContext, replaced: Replaced) -> None:
    """Change the card whose button was pressed; where the host does not say which one that is, send it anew."""
    changed = answers.message(replaced.card, "Candour")
    changed.id = turn_context.activity.reply_to_id
    if changed.id:
        await turn_context.update_activity(changed)
    else:
        await turn_context.send_activity(changed)


async def _send(turn_context: TurnContext, reply: Reply) -> None:
    await turn_context.send_activity(answers.message(reply.card, reply.summary))
