"""Activities between JSON and botbuilder's classes, without botbuilder's serializer (2 ms for a card of 6 KB).

Inward, only what the handler reads is carried over, and no time of day among it. Outward, a card stays the plain
dictionary that it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any

from botbuilder.schema import Activity, Attachment, ChannelAccount, ConversationAccount
from msrest.serialization import Model

from bot.teams.reading import Unfit


def read_activity(raw: Mapping[str, Any]) -> Activity:
    """The activity that was posted. Raises Unfit (400) when a field that we read has the wrong type."""
    kind, conversation = _text(raw, "type"), _object(raw, "conversation")
    conversation_id = _text(conversation, "id")
    if not kind or not conversation_id:
        raise Unfit(400)
    return Activity(
        type=kind,
        id=_text(raw, "id"),
        service_url=_text(raw, "serviceUrl"),
        channel_id=_text(raw, "channelId"),
        from_property=_account(_object(raw, "from")),
        recipient=_account(_object(raw, "recipient")),
        conversation=ConversationAccount(
            id=conversation_id,
            conversation_type=_text(conversation, "conversationType"),
            tenant_id=_text(conversation, "tenantId"),
        ),
        text=_text(raw, "text"),
        locale=_text(raw, "locale"),
        name=_text(raw, "name"),
        action=_text(raw, "action"),
        reply_to_id=_text(raw, "replyToId"),
        value=raw.get("value"),
        channel_data=_object(raw, "channelData"),
        attachments=[_attachment(given) for given in _objects(raw, "attachments")],
        members_added=[_account(given) for given in _objects(raw, "membersAdded")],
        members_removed=[_account(given) for given in _objects(raw, "membersRemoved")],
    )


def to_wire(value: object) -> Any:
    """A botbuilder object as JSON-able values: what is not set is left out, plain values pass by reference."""
    if isinstance(value, Model):
        fields: Mapping[str, Mapping[str, str]] = value._attribute_map  # noqa: SLF001  # msrest's own table of names
        present = ((fields[name]["key"], getattr(value, name)) for name in fields)
        return {key: to_wire(inner) for key, inner in present if inner is not None and key}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, list):
        return [to_wire(inner) for inner in value]
    return value


def reply_to(incoming: Activity, outgoing: Activity) -> dict[str, Any]:
    """`outgoing` as it goes to the connector, addressed to the conversation that `incoming` came from."""
    reply: dict[str, Any] = to_wire(outgoing)
    reply.setdefault("type", "message")
    reply["from"] = {"id": incoming.recipient.id}
    reply["recipient"] = {"id": incoming.from_property.id}
    reply["conversation"] = {"id": incoming.conversation.id}
    return reply


def _account(given: Mapping[str, Any]) -> ChannelAccount:
    return ChannelAccount(
        id=_text(given, "id"),
        name=_text(given, "name"),
        aad_object_id=_text(given, "aadObjectId"),
        role=_text(given, "role"),
    )


def _attachment(given: Mapping[str, Any]) -> Attachment:
    return Attachment(
        content_type=_text(given, "contentType"),
        content_url=_text(given, "contentUrl"),
        content=given.get("content"),
        name=_text(given, "name"),
    )


def _text(given: Mapping[str, Any], name: str) -> Any:
    """Text or None; botbuilder's declarations know only text."""
    value = given.get(name)
    if value is None or isinstance(value, str):
        return value
    raise Unfit(400)


def _object(given: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = given.get(name)
    if value is None:
        return {}
    if isinstance(value, dict):
        return value
    raise Unfit(400)


def _objects(given: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    value = given.get(name)
    if value is None:
        return []
    if isinstance(value, list) and all(isinstance(inner, dict) for inner in value):
        return value
    raise Unfit(400)
