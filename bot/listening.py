"""The listening socket: HTTP goes to the application, and what is no HTTP gets an answer that repeats nothing of it.

The framework's own answer to a broken request names the program and its version, repeats what was sent, and carries
none of the headers that every other answer has.

Connections have an end. The framework cuts one whose request does not begin in time, and each face one whose body does
not come in time; here, one that does not take its answer is cut, and when too many are open, whichever has kept us
waiting for longest makes room. Newcomers are never refused for the sake of those who send nothing.
"""

from __future__ import annotations

import asyncio
import resource
from collections import OrderedDict
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from web.headers import NEVER

#: Connections that the system holds for us while we are busy; one that finds no place tries again after a second.
_KNOCKING = 1024


@dataclass(frozen=True, slots=True)
class Bounds:
    """What connections may cost."""

    #: Open at once; fewer where the system allows few open files.
    connections: int = 500
    #: How long an answer may wait to be taken, in seconds.
    answer_seconds: float = 30.0


class _Bare(web.Response):
    """An answer outside the application, whose signals would take these headers off."""

    async def _prepare_headers(self) -> None:
        await super()._prepare_headers()
        for name in NEVER:
            self.headers.popall(name, None)


class _Crowd:
    """The open connections; those who have kept us waiting for longest come first."""

    def __init__(self, bounds: Bounds) -> None:
        open_files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
        self.bounds = bounds
        self._most = bounds.connections
        if open_files != resource.RLIM_INFINITY:
            self._most = min(self._most, open_files // 2)
        self._open: OrderedDict[_Connection, None] = OrderedDict()

    def enter(self, newcomer: _Connection) -> None:
        """Make room if there is none. While everybody else is being answered, it is the newcomer who has to go."""
        self._open[newcomer] = None
        if len(self._open) > self._most:
            next(each for each in self._open if each.keeps_us_waiting).cut()

    def was_answered(self, connection: _Connection) -> None:
        if connection in self._open:
            self._open.move_to_end(connection)

    def leave(self, connection: _Connection) -> None:
        self._open.pop(connection, None)


class _Connection(web.RequestHandler):
    """One connection. Logs nothing: an address of a reporter must not reach a log by way of a broken request."""

    __slots__ = ("_crowd", "_error_headers", "_untaken", "_wire")

    def __init__(self, server: web.Server, error_headers: Mapping[str, str], crowd: _Crowd, **serving: Any) -> None:
        super().__init__(server, loop=asyncio.get_running_loop(), **serving)
        self._error_headers = error_headers
        self._crowd = crowd
        #: The framework lets go of its own reference while bytes are still on their way.
        self._wire: asyncio.Transport | None = None
        #: Cuts the connection, unless the answer is taken before.
        self._untaken: asyncio.TimerHandle | None = None

    @property
    def keeps_us_waiting(self) -> bool:
        """Whether a request is not here, or not wholly."""
        request = self._current_request
        return request is None or not request.content.is_eof()

    def cut(self) -> None:
        """At once, whatever is on its way."""
        self._crowd.leave(self)
        if self._wire is not None:
            self._wire.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        if not isinstance(transport, asyncio.Transport):
            raise TypeError("a listening socket makes connections that are read and written")
        self._wire = transport
        # Whatever the system does not take off us at once is waited for, so that there is an end to waiting.
        transport.set_write_buffer_limits(high=0)
        self._crowd.enter(self)

    def connection_lost(self, exc: BaseException | None) -> None:
        self._crowd.leave(self)
        self._wire = None
        self._taken()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        super().pause_writing()
        self._untaken = asyncio.get_running_loop().call_later(self._crowd.bounds.answer_seconds, self.cut)

    def resume_writing(self) -> None:
        super().resume_writing()
        self._taken()

    def _taken(self) -> None:
        if self._untaken is not None:
            self._untaken.cancel()
            self._untaken = None

    async def finish_response(
        self, request: web.BaseRequest, resp: web.StreamResponse, start_time: float | None
    ) -> tuple[web.StreamResponse, bool]:
        finished = await super().finish_response(request, resp, start_time)
        self._crowd.was_answered(self)
        return finished

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,  # noqa: ARG002  # the framework's signature
        message: str | None = None,  # noqa: ARG002
    ) -> web.StreamResponse:
        """A status and nothing else. Raises ConnectionError when an answer had begun: nothing may follow it."""
        if request.writer.output_size > 0:
            raise ConnectionError("an answer had begun")
        response = _Bare(status=status, headers=self._error_headers)
        response.force_close()
        return response


@asynccontextmanager
async def listening(
    app: web.Application,
    host: str,
    port: int,
    error_headers: Mapping[str, str],
    serving: Mapping[str, Any],
    bounds: Bounds,
) -> AsyncIterator[None]:
    """Serve `app` while the context is open. `serving` are the connection's settings by the framework's names; the
    framework's own runner would drop all of them, without an error, for the sake of one that it does not know.
    Raises OSError when the port cannot be used."""
    runner = web.AppRunner(app)
    await runner.setup()
    try:
        server = runner.server
        if server is None:
            raise RuntimeError("a runner that was set up has a server")
        crowd = _Crowd(bounds)
        listener = await asyncio.get_running_loop().create_server(
            lambda: _Connection(server, error_headers, crowd, **serving),
            host,
            port,
            reuse_address=True,
            backlog=_KNOCKING,
        )
        try:
            yield
        finally:
            listener.close()
    finally:
        await runner.cleanup()
