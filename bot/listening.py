"""The listening socket: HTTP goes to the application, and what is no HTTP gets an answer that repeats nothing of it.

The framework's own answer to a broken request names the program and its version, repeats what was sent, and carries
none of the headers that every other answer has.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

from web.headers import NEVER


class _Bare(web.Response):
    """An answer outside the application, whose signals would take these headers off."""

    async def _prepare_headers(self) -> None:
        await super()._prepare_headers()
        for name in NEVER:
            self.headers.popall(name, None)


class _Connection(web.RequestHandler):
    """One connection. Logs nothing: an address of a reporter must not reach a log by way of a broken request."""

    __slots__ = ("_error_headers",)

    def __init__(self, server: web.Server, error_headers: Mapping[str, str], **serving: Any) -> None:
        super().__init__(server, loop=asyncio.get_running_loop(), **serving)
        self._error_headers = error_headers

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
    app: web.Application, host: str, port: int, error_headers: Mapping[str, str], serving: Mapping[str, Any]
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
        listener = await asyncio.get_running_loop().create_server(
            lambda: _Connection(server, error_headers, **serving), host, port, reuse_address=True
        )
        try:
            yield
        finally:
            listener.close()
    finally:
        await runner.cleanup()
