"""The gate on `/api/messages`: who may post an activity, and what it must hold.

It stands in front of everything: what comes through is an object with a channel, an address for answers and a tenant
that are proved or checked. Every refusal is a status and nothing else.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from aiohttp import web

from bot.teams.reading import DEADLINE_SECONDS, Unfit, read_body, read_object
from bot.teams.service_urls import is_allowed
from bot.teams.tokens import Caller, Callers

CHANNEL: Final = "msteams"


@dataclass(frozen=True, slots=True)
class Refusal:
    """400, 401, 403, 405, 413 or 415."""

    status: int


class Gate:
    """One for the process. `admit` never raises for anything that a poster can do."""

    def __init__(
        self,
        callers: Callers,
        *,
        tenant_id: str | None,
        hosts: Collection[str],
        loopback: bool,
        deadline_seconds: float = DEADLINE_SECONDS,
    ) -> None:
        """`tenant_id` None accepts any tenant (the unsigned try-out). `loopback` (local mode) lets answers go to this
        computer; `hosts` are the lower-case host names that they may go to otherwise."""
        self._callers = callers
        self._tenant_id = tenant_id.lower() if tenant_id else None
        self._hosts = frozenset(hosts)
        self._loopback = loopback
        self._deadline_seconds = deadline_seconds

    async def admit(self, request: web.BaseRequest) -> dict[str, Any] | Refusal:
        """The activity as it was posted, or why not."""
        if request.method != "POST":
            return Refusal(405)
        if not _is_json(request):
            return Refusal(415)
        # Before the body is read: a stranger does not get to send one.
        caller = await self._callers.caller(request)
        if caller is None:
            return Refusal(401)
        try:
            activity = read_object(await read_body(request, self._deadline_seconds))
            return activity if self._may_enter(activity, caller) else Refusal(403)
        except Unfit as unfit:
            return Refusal(unfit.status)

    def _may_enter(self, activity: Mapping[str, Any], caller: Caller) -> bool:
        channel, service_url = activity.get("channelId"), activity.get("serviceUrl")
        if not isinstance(channel, str | None) or not isinstance(service_url, str | None):
            raise Unfit(400)
        if channel != CHANNEL or (caller.endorsements is not None and channel not in caller.endorsements):
            return False
        if caller.service_url is not None and caller.service_url != service_url:
            return False
        if not is_allowed(service_url, self._hosts, loopback=self._loopback):
            return False
        return self._tenant_id is None or self._is_ours(activity)

    def _is_ours(self, activity: Mapping[str, Any]) -> bool:
        """Every tenant that the activity names is ours, and it names one."""
        named = list(tenants(activity))
        if any(not isinstance(tenant, str) for tenant in named):
            raise Unfit(400)
        return bool(named) and all(tenant.lower() == self._tenant_id for tenant in named)


def tenants(activity: Mapping[str, Any]) -> Iterator[Any]:
    """Whatever stands where Teams writes a tenant id. Raises Unfit (400) when the places have the wrong shape."""
    for name in ("conversation", "from", "recipient"):
        yield from _field(_object(activity.get(name)), "tenantId")
    for name in ("membersAdded", "membersRemoved"):
        members = activity.get(name) or []
        if not isinstance(members, list):
            raise Unfit(400)
        for member in members:
            yield from _field(_object(member), "tenantId")
    yield from _field(_object(_object(activity.get("channelData")).get("tenant")), "id")


def _object(value: object) -> Mapping[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise Unfit(400)
    return value


def _field(value: Mapping[str, Any], name: str) -> Iterator[Any]:
    if value.get(name) is not None:
        yield value[name]


def _is_json(request: web.BaseRequest) -> bool:
    """JSON in UTF-8, and not compressed: an archive's size is not its content's."""
    encoding = request.headers.get("Content-Encoding", "identity").lower()
    return (
        request.content_type == "application/json"
        and (request.charset or "utf-8").lower() in {"utf-8", "utf8"}
        and encoding == "identity"
    )
