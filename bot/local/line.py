"""The line to the bot: every activity is a real POST to its real address."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

import aiohttp

from bot.local.activities import Activity
from bot.local.faults import Call, Calls

#: How long Teams waits for an answer.
PATIENCE = 15.0


@dataclass(frozen=True, slots=True)
class Answered:
    """What the bot answered: its HTTP status, and the body of an invoke's answer (None when there is none)."""

    status: int
    body: Any = None


class NoAnswer(Exception):
    """The message says, to the person at the page, what went wrong and what they can do."""


class Line:
    def __init__(self, url: str, session: aiohttp.ClientSession, calls: Calls, patience: float = PATIENCE) -> None:
        self._url = url
        self._session = session
        self._calls = calls
        self._timeout = aiohttp.ClientTimeout(total=patience)

    async def send(self, activity: Activity) -> Answered:
        """Raises NoAnswer when the bot refuses, breaks, or says nothing in time."""
        began = asyncio.get_running_loop().time()
        status = 0
        try:
            async with self._session.post(self._url, json=activity, timeout=self._timeout) as response:
                status = response.status
                if status >= 400:
                    raise NoAnswer(
                        f"The bot refused this, with status {status}. In Teams you would read: Something went wrong. "
                        "Please try again."
                    )
                return Answered(status, await _body(response))
        except TimeoutError as late:
            raise NoAnswer("The bot did not answer in time, so Teams would have given up. Try again.") from late
        except aiohttp.ClientError as broken:
            raise NoAnswer("The bot cannot be reached. Is the service still running?") from broken
        finally:
            took = round((asyncio.get_running_loop().time() - began) * 1000)
            what = activity.get("name") or activity["type"]
            self._calls.add(Call("to the bot", what, activity["from"]["aadObjectId"], status, took))


async def _body(response: aiohttp.ClientResponse) -> Any:
    raw = await response.read()
    if not raw.strip():
        return None
    try:
        return await response.json(content_type=None)
    except ValueError as odd:
        raise NoAnswer("The bot's answer was not JSON, so Teams could not have used it.") from odd
