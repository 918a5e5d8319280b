"""How a message finds a person, and what is remembered of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from bot.teams.messenger import TeamsMessenger
from bot.teams.notice_cards import plain_cards
from dialogs.views.parts import Element
from governance.notices import Blocked, Channel, Failed, Kind, Message, Outcome, Sent, Throttled, Unknown
from governance.people import Person
from tests.faces.card_rules import CHAT_BYTES, buttons, check, words

SERVICE = "https://smba.trafficmanager.net/uk"
TENANT = "d3300000-0000-4000-8000-000000000001"
AMARA = Person("1001", "aaaaaaaa-0000-4000-8000-000000000001", "Amara Okafor", "amara@council.example")
JOHN = Person("1002", "aaaaaaaa-0000-4000-8000-000000000002", "John Ellis", "john@council.example")
NOTICE = Message("m1", AMARA.id, Channel.TEAMS, Kind.REPORTS_WAIT, {"count": 2})


class Channelled:
    """A connector that answers what it is told to, in order; with nothing told, everything arrives."""

    def __init__(self, *outcomes: Outcome) -> None:
        self._outcomes = list(outcomes)
        self.made: list[tuple[str, str, str]] = []
        self.sent: list[tuple[str, str, Mapping[str, Any]]] = []
        self.changed: list[tuple[str, str, str, Mapping[str, Any]]] = []

    async def create_conversation(self, service_url: str, tenant_id: str, entra_id: str) -> Outcome:
        self.made.append((service_url, tenant_id, entra_id))
        return self._next(Sent(f"a:{entra_id[-1]}"))

    async def send(self, service_url: str, conversation_id: str, activity: Mapping[str, Any]) -> Outcome:
        self.sent.append((service_url, conversation_id, activity))
        return self._next(Sent("activity-1"))

    async def update(
        self, service_url: str, conversation_id: str, activity_id: str, activity: Mapping[str, Any]
    ) -> Outcome:
        self.changed.append((service_url, conversation_id, activity_id, activity))
        return self._next(Sent(""))

    def _next(self, otherwise: Outcome) -> Outcome:
        return self._outcomes.pop(0) if self._outcomes else otherwise


def messenger(channel: Channelled, **more: Any) -> TeamsMessenger:
    return TeamsMessenger(channel, SERVICE, TENANT, **more)


async def test_a_handler_who_never_wrote_to_the_bot_is_told_that_something_waits() -> None:
    channel = Channelled()
    assert await messenger(channel).deliver(NOTICE, AMARA) == Sent("activity-1")
    assert channel.made == [(SERVICE, TENANT, AMARA.entra_id)]
    (_, conversation, activity) = channel.sent[0]
    assert conversation == "a:1"
    card = activity["attachments"][0]["content"]
    check(card, CHAT_BYTES)
    assert "2 reports wait for you" in words(card)
    assert buttons(card) == {"Open the list": {"verb": "cases", "msteams": {"type": "task/fetch"}}}


async def test_a_second_message_goes_to_the_same_conversation() -> None:
    channel = Channelled()
    to_teams = messenger(channel)
    await to_teams.deliver(NOTICE, AMARA)
    await to_teams.deliver(NOTICE, AMARA)
    assert len(channel.made) == 1
    assert [conversation for _, conversation, _ in channel.sent] == ["a:1", "a:1"]


async def test_somebody_who_put_the_app_back_gets_messages_again() -> None:
    channel = Channelled(Sent("a:old"), Sent("1"), Blocked("the conversation is gone"), Sent("a:new"), Sent("2"))
    to_teams = messenger(channel)
    await to_teams.deliver(NOTICE, AMARA)
    assert await to_teams.deliver(NOTICE, AMARA) == Sent("2")
    assert [conversation for _, conversation, _ in channel.sent] == ["a:old", "a:old", "a:new"]


async def test_somebody_who_blocked_the_app_is_reported_as_such() -> None:
    channel = Channelled(Sent("a:1"), Blocked("the person blocked or removed the app"))
    assert await messenger(channel).deliver(NOTICE, AMARA) == Blocked("the person blocked or removed the app")


@pytest.mark.parametrize("outcome", [Throttled(3.0), Failed("Teams answered 503"), Unknown(), Blocked("no")])
async def test_what_the_channel_says_about_a_message_is_what_the_outbox_hears(outcome: Outcome) -> None:
    assert await messenger(Channelled(Sent("a:1"), outcome)).deliver(NOTICE, AMARA) == outcome


async def test_without_a_conversation_nothing_is_in_doubt_because_nothing_was_sent() -> None:
    channel = Channelled(Unknown())
    assert isinstance(await messenger(channel).deliver(NOTICE, AMARA), Failed)
    assert not channel.sent


async def test_a_conversation_without_a_name_is_a_failure_and_not_a_crash() -> None:
    assert isinstance(await messenger(Channelled(Sent(""))).deliver(NOTICE, AMARA), Failed)


async def test_only_so_many_conversations_are_remembered() -> None:
    channel = Channelled()
    to_teams = messenger(channel, remember_most=1)
    for person in (AMARA, JOHN, AMARA):
        await to_teams.deliver(NOTICE, person)
    assert len(channel.made) == 3


async def test_the_try_out_says_on_its_messages_too_that_it_is_not_teams() -> None:
    channel = Channelled()
    await messenger(channel, compose=plain_cards("This is not Teams.")).deliver(NOTICE, AMARA)
    assert words(channel.sent[0][2]["attachments"][0]["content"]).startswith("This is not Teams.")


ANSWERED = replace(NOTICE, kind=Kind.REPORTS_WAIT, replaces="activity-1")


async def test_a_card_that_was_answered_is_changed_where_it_stands() -> None:
    channel = Channelled()
    assert await messenger(channel).deliver(ANSWERED, AMARA) == Sent("activity-1")
    ((service_url, conversation, activity_id, activity),) = channel.changed
    assert (service_url, conversation, activity_id) == (SERVICE, "a:1", "activity-1")
    assert "2 reports wait for you" in words(activity["attachments"][0]["content"])
    assert not channel.sent


async def test_a_card_that_is_gone_is_left_alone_and_not_sent_anew() -> None:
    channel = Channelled(Sent("a:1"), Blocked("Teams refused it (404)"))
    assert await messenger(channel).deliver(ANSWERED, AMARA) == Blocked("Teams refused it (404)")
    assert not channel.sent


async def test_a_changed_card_is_looked_for_in_the_conversation_as_it_is_now() -> None:
    channel = Channelled(Sent("a:old"), Sent("1"), Blocked("the conversation is gone"), Sent("a:new"), Sent())
    to_teams = messenger(channel)
    await to_teams.deliver(NOTICE, AMARA)
    assert await to_teams.deliver(ANSWERED, AMARA) == Sent("activity-1")
    assert [each[1:3] for each in channel.changed] == [("a:old", "activity-1"), ("a:new", "activity-1")]


async def test_what_a_message_says_is_asked_when_it_leaves_and_for_the_person_it_goes_to() -> None:
    asked: list[tuple[str, str]] = []

    async def compose(message: Message, to: Person) -> tuple[Element, str]:
        asked.append((message.id, to.name))
        return {"type": "AdaptiveCard"}, "in one line"

    channel = Channelled()
    await messenger(channel, compose=compose).deliver(NOTICE, AMARA)
    assert asked == [("m1", "Amara Okafor")]
    assert (channel.sent[0][2]["summary"], channel.sent[0][2]["attachments"][0]["content"]) == (
        "in one line",
        {"type": "AdaptiveCard"},
    )


async def test_a_card_that_cannot_be_put_together_is_tried_again_and_tells_no_secret() -> None:
    async def compose(_message: Message, _to: Person) -> tuple[Element, str]:
        raise LookupError("words that stay inside")

    channel = Channelled()
    outcome = await messenger(channel, compose=compose).deliver(NOTICE, AMARA)
    assert outcome == Failed("The card could not be put together (LookupError).")
    assert not channel.made
