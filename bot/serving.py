"""The service on HTTP: the faces of one council, its clock, and the checks that say it is well."""

from __future__ import annotations

import asyncio
import os
import secrets
import signal
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from ipaddress import ip_network

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from bot.app import Council, new_code, new_id
from bot.desk import TRY_OUT, desk
from bot.listening import Bounds, listening
from bot.settings import Settings
from bot.teams import route
from bot.vitals import LOOPBACK, Vitals, measured, vitals_of
from dialogs.forms.contacts import DEMO
from dialogs.forms.incident import INCIDENT_WEB
from dialogs.forms.speak_up import SPEAK_UP
from governance.errors import Refused
from web import app as pages
from web import documents, linked_files
from web.frame import Frame
from web.headers import NEVER, api_headers
from web.incident import IncidentSite, incident_routes
from web.limits import Limits, limited
from web.uploads import Uploads


async def serve(
    council: Council, *, web_only: bool = False, bounds: Bounds | None = None, limits: Limits | None = None
) -> None:
    """Serve until a signal ends it. An orderly stop leaves no message in doubt."""
    settings = council.settings
    async with AsyncExitStack() as stack:
        app = web.Application(client_max_size=256 * 1024)
        tryout = settings.local and not settings.signed and not web_only
        _pages(council, app, tryout=tryout, desk=not web_only, limits=limits or Limits())
        vitals = vitals_of(council)
        _health(council, app, vitals)
        if not web_only:
            timetable = await desk(council, app, stack, vitals)
            stack.push_async_callback(timetable.stop)
            timetable.start()
        bare = api_headers(_is_https(settings))
        with _usable(settings.port, settings.host, "CANDOUR_PORT"):
            await stack.enter_async_context(
                listening(app, settings.host, settings.port, bare, route.SERVING, bounds or Bounds())
            )
        if settings.metrics_port is not None:
            with _usable(settings.metrics_port, LOOPBACK, "CANDOUR_METRICS_PORT"):
                await stack.enter_async_context(measured(vitals, settings.metrics_port))
        council.log.event("serving", port=settings.port, mode="web only" if web_only else settings.mode)
        await _until_told_to_stop()


@contextmanager
def _usable(port: int, host: str, setting: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        why = os.strerror(error.errno or 0)
        raise Refused(f"Port {port} on {host} cannot be used ({why}). Stop what uses it, or set {setting}.") from None


async def _until_told_to_stop() -> None:
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for each in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(each, told.set)
    await told.wait()


def _is_https(settings: Settings) -> bool:
    return settings.public_url.startswith("https://")


def _pages(council: Council, app: web.Application, *, tryout: bool, desk: bool, limits: Limits) -> None:
    """The anonymous face, and the headers of everything. The try-out page, where there is one, has its own."""
    settings = council.settings
    https = _is_https(settings)
    site = pages.Site(
        speak_up=SPEAK_UP,
        drafts=council.drafts,
        receiving=council.receiving,
        corresponding=council.corresponding,
        facts=council.facts,
        new_id=new_id,
        new_code=new_code,
        frame=Frame(settings.council, TRY_OUT if settings.local else ""),
        https=https,
        onion_url=settings.onion_url,
        exit_url=settings.exit_url,
    )
    uploads = Uploads()
    app.add_routes(pages.routes(site, council.files.filing, uploads))
    if desk:
        app.add_routes(linked_files.routes(site, council.files.filing, council.files.adding, uploads))
    incidents = IncidentSite(INCIDENT_WEB, DEMO, council.incidents.reporting, council.files.filing, uploads)
    app.add_routes(incident_routes(site, incidents))
    app.middlewares.append(_problems(council, site, tryout=tryout))
    proxies = [ip_network(each) for each in settings.trusted_proxies]
    app.middlewares.append(limited(limits, proxies, site.frame, council.ticker.monotonic))

    async def headers(request: web.Request, response: web.StreamResponse) -> None:
        for name in NEVER:
            response.headers.popall(name, None)
        if tryout and _is_tryout(request):
            return
        if request.path.startswith((documents.PATH + "/", linked_files.PATH)):
            documents.headers_for(https, response)
        elif request.path.startswith("/api/") or request.path in ("/healthz", "/readyz"):
            response.headers.update(api_headers(https))
        else:
            pages.headers_for(site, request, response)

    app.on_response_prepare.append(headers)


def _is_tryout(request: web.Request) -> bool:
    return request.path == "/" or request.path.startswith("/local/")


def _problems(council: Council, site: pages.Site, *, tryout: bool) -> Middleware:
    """What is not there, and what goes wrong, as a page that says so. The bot's end point answers for itself."""

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.path.startswith("/api/") or (tryout and _is_tryout(request)):
            return await handler(request)
        try:
            return await handler(request)
        except web.HTTPException as problem:
            return pages.problem(site, problem.status)
        except Exception as error:
            if request.transport is None and not request.content.is_eof():
                # Whoever posted is gone, or was cut, before all was here: no fault of ours, and not for the log.
                raise
            council.log.failure("page_failed", error, reference=secrets.token_hex(4))
            return pages.problem(site, 500)

    return middleware


def _health(council: Council, app: web.Application, vitals: Vitals) -> None:
    """`/healthz`: the process answers. `/readyz`: its databases do too, or which of them does not."""

    async def alive(_: web.Request) -> web.Response:
        return web.Response(text="ok")

    async def ready(_: web.Request) -> web.Response:
        wrong = await vitals.wrong()
        if wrong:
            council.log.event("not_ready", where=", ".join(wrong))
            return web.Response(text=f"not ready: {', '.join(wrong)}", status=503)
        return web.Response(text="ok")

    app.add_routes([web.get("/healthz", alive), web.get("/readyz", ready)])
