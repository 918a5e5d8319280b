"""Settings: a pure function of a mapping. Every mistake is reported at once; secrets never show in a repr."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal, TypeVar
from urllib.parse import urlsplit
from uuid import UUID

from bot.listed import days, networks
from bot.mail.address import Mailbox, mailbox
from bot.mail.server import Server, read_server
from bot.scanning import Clamd, read_clamd
from bot.worded_settings import handler_names, pattern
from governance.errors import Misconfigured
from governance.letters import HandlerNames

N = TypeVar("N", int, float)
L = TypeVar("L")
Mode = Literal["local", "production"]

_NETWORKS = "addresses or networks with commas between, such as 10.0.0.5, 10.1.0.0/24"
_DAYS = "days with commas between them, such as 2026-12-29, 2026-12-30"
#: The public cloud's Bot Connector.
PUBLIC_CLOUD = ("smba.trafficmanager.net",)


@dataclass(frozen=True, slots=True)
class Settings:
    """How this council runs Candour. Names are those of the environment, less the prefix `CANDOUR_`."""

    mode: Mode
    data: Path
    database_url: str = field(repr=False)
    keystore_url: str = field(repr=False)
    kek_file: Path
    intake_file: Path
    app_id: str
    tenant_id: str
    #: A client secret; with neither it nor a certificate, the machine's managed identity is used.
    app_password: str = field(repr=False)
    #: A PEM file with the private key and the certificate.
    app_certificate: Path | None
    #: How letters to reporters name who writes them and who deals with it.
    handler_names: HandlerNames
    #: What a number of the service desk looks like, as a regular expression; "" for anything.
    service_desk_pattern: str
    #: Hosts that an activity's serviceUrl may name.
    service_hosts: tuple[str, ...]
    #: Where proactive messages go.
    service_url: str
    #: The council's name, as pages show it.
    council: str
    host: str
    port: int
    #: Where figures for Prometheus are, on this computer alone; None: nowhere.
    metrics_port: int | None
    #: Networks whose word about a visitor's address is believed.
    trusted_proxies: tuple[str, ...]
    #: Days on which the council is shut besides weekends and bank holidays.
    closed_days: tuple[date, ...]
    #: What staff type to reach the web page: shown on cards, so it must work from a private telephone.
    public_url: str
    #: Where links to documents lead, for staff: to the process that has handlers' keys.
    desk_url: str
    #: Where "Exit this page" leads.
    exit_url: str
    #: The page as an onion service, if the council runs one.
    onion_url: str
    #: Loopback only, local mode only.
    openid_metadata: str | None
    clock_file: Path | None
    #: Messages a second for the tenant.
    send_rate: float
    #: Who takes our mails, and from which address they come; None: nothing leaves by mail.
    smtp: Server | None
    mail_from: Mailbox | None
    #: Who looks at files for viruses; None: nobody, and handlers are told so.
    clamd: Clamd | None

    @property
    def local(self) -> bool:
        return self.mode == "local"

    @property
    def signed(self) -> bool:
        """Activities must carry a token: always in production, and in local mode once an app id is given."""
        return bool(self.app_id)

    @property
    def tenant(self) -> str:
        """The tenant whose staff talk to us; the demo council's own when none is set."""
        return self.tenant_id or DEMO_TENANT

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> Settings:
        """Read `CANDOUR_*`. Raises Misconfigured with every mistake, a line each."""
        return _Reader(env).settings()


DEMO_TENANT = "d3300000-0000-4000-8000-000000000001"

# fmt: off
_KNOWN = frozenset(
    {
        "MODE", "DATA", "DATABASE_URL", "KEYSTORE_URL", "KEK_FILE", "INTAKE_FILE", "APP_ID", "TENANT_ID",
        "APP_PASSWORD", "APP_CERTIFICATE", "SMTP_URL", "MAIL_FROM", "CLAMD",
        "COUNCIL", "HANDLER_NAMES", "SERVICE_HOSTS", "SERVICE_URL", "HOST", "PORT", "PUBLIC_URL", "DESK_URL",
        "EXIT_URL", "ONION_URL", "METRICS_PORT", "OPENID_METADATA", "CLOCK_FILE", "SEND_RATE", "TRUSTED_PROXIES",
        "CLOSED_DAYS",
        "SERVICE_DESK_PATTERN",
    }
)
# fmt: on


class _Reader:
    """Collects mistakes while it reads."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self._given = {k.removeprefix("CANDOUR_"): v.strip() for k, v in env.items() if k.startswith("CANDOUR_")}
        self._mistakes: list[str] = []

    def settings(self) -> Settings:
        for name in sorted(self._given.keys() - _KNOWN):
            self._wrong(name, "is not a setting. Check the spelling; docs/operations lists them all.")
        mode = self._mode()
        data = Path(self._text("DATA", "var")).absolute()
        port = self._number("PORT", 3978, 1, 65535, int)
        host = self._text("HOST", "127.0.0.1")
        own = f"http://127.0.0.1:{port}"
        public_url = self._text("PUBLIC_URL", own if mode == "local" else "").rstrip("/")
        settings = Settings(
            mode=mode,
            data=data,
            database_url=self._text("DATABASE_URL", f"sqlite+aiosqlite:///{data / 'candour.db'}"),
            keystore_url=self._text("KEYSTORE_URL", f"sqlite+aiosqlite:///{data / 'keystore.db'}"),
            kek_file=Path(self._text("KEK_FILE", str(data / "keys" / "kek"))),
            intake_file=Path(self._text("INTAKE_FILE", str(data / "keys" / "intake"))),
            app_id=self._guid("APP_ID"),
            tenant_id=self._guid("TENANT_ID"),
            app_password=self._text("APP_PASSWORD", ""),
            app_certificate=Path(self._given["APP_CERTIFICATE"]) if self._given.get("APP_CERTIFICATE") else None,
            service_hosts=self._hosts(mode),
            service_url=self._text("SERVICE_URL", f"{own}/local/connector" if mode == "local" else TEAMS_URL),
            council=self._text("COUNCIL", "Demo Council" if mode == "local" else "The Council"),
            handler_names=handler_names(self._text("HANDLER_NAMES", HandlerNames.SHOWN), self._wrong),
            service_desk_pattern=pattern("SERVICE_DESK_PATTERN", self._text("SERVICE_DESK_PATTERN", ""), self._wrong),
            host=host,
            port=port,
            metrics_port=self._number("METRICS_PORT", 0, 1, 65535, int) or None,
            trusted_proxies=self._listed("TRUSTED_PROXIES", networks, _NETWORKS),
            closed_days=self._listed("CLOSED_DAYS", days, _DAYS),
            public_url=public_url,
            desk_url=self._text("DESK_URL", public_url).rstrip("/"),
            exit_url=self._text("EXIT_URL", "https://www.bbc.co.uk/weather"),
            onion_url=self._text("ONION_URL", ""),
            openid_metadata=self._text("OPENID_METADATA", "") or None,
            clock_file=Path(self._given["CLOCK_FILE"]) if self._given.get("CLOCK_FILE") else None,
            send_rate=self._number("SEND_RATE", 25.0, 0.1, 50.0, float),
            smtp=self._smtp(mode),
            mail_from=self._mail_from(),
            clamd=self._clamd(),
        )
        self._agree(settings)
        if self._mistakes:
            raise Misconfigured("Candour cannot start with these settings:\n" + "\n".join(self._mistakes))
        return settings

    def _agree(self, s: Settings) -> None:
        """What must hold between settings."""
        if s.mode == "production":
            for name, value in (("APP_ID", s.app_id), ("TENANT_ID", s.tenant_id), ("PUBLIC_URL", s.public_url)):
                if not value:
                    self._wrong(name, "must be set in production.")
            if s.openid_metadata:
                self._wrong("OPENID_METADATA", "is for local mode only. Remove it.")
            if s.clock_file:
                self._wrong("CLOCK_FILE", "is for local mode only: nobody may move the clock in production. Remove it.")
            if not self._given.get("TRUSTED_PROXIES") and not _is_loopback(s.host):
                self._wrong(
                    "TRUSTED_PROXIES",
                    "must name the proxies in front, because HOST is not this computer alone; or set it to none.",
                )
            self._must_be_https("PUBLIC_URL", s.public_url)
            self._must_be_https("DESK_URL", s.desk_url)
        else:
            if not _is_loopback(s.host):
                self._wrong("HOST", "must be 127.0.0.1 or ::1 in local mode, which takes unsigned messages.")
            if s.openid_metadata and not _is_loopback(urlsplit(s.openid_metadata).hostname or ""):
                self._wrong("OPENID_METADATA", "must be on this computer (127.0.0.1).")
            if s.app_id and not (s.tenant_id and s.openid_metadata):
                self._wrong("APP_ID", "in local mode needs TENANT_ID and OPENID_METADATA beside it.")
        if bool(s.app_id) != bool(s.tenant_id):
            self._wrong("TENANT_ID", "and CANDOUR_APP_ID go together: set both or neither.")

    def _must_be_https(self, name: str, url: str) -> None:
        if url and urlsplit(url).scheme != "https":
            self._wrong(name, "must begin with https:// in production.")

    def _wrong(self, name: str, what: str) -> None:
        self._mistakes.append(f"  CANDOUR_{name} {what}")

    def _text(self, name: str, default: str) -> str:
        return self._given.get(name) or default

    def _mode(self) -> Mode:
        match self._text("MODE", "local"):
            case "local":
                return "local"
            case "production":
                return "production"
            case _:
                self._wrong("MODE", "must be local or production.")
                return "local"

    def _guid(self, name: str) -> str:
        text = self._given.get(name, "")
        if not text:
            return ""
        try:
            return str(UUID(text))
        except ValueError:
            self._wrong(name, "must be a GUID, as the Azure portal shows it.")
            return ""

    def _hosts(self, mode: Mode) -> tuple[str, ...]:
        hosts = tuple(h.strip().lower() for h in self._given.get("SERVICE_HOSTS", "").split(",") if h.strip())
        if any("/" in h or ":" in h for h in hosts):
            self._wrong("SERVICE_HOSTS", "lists host names with commas between, without https:// or ports.")
        return hosts or (PUBLIC_CLOUD if mode == "production" else ())

    def _smtp(self, mode: Mode) -> Server | None:
        url = self._given.get("SMTP_URL")
        if not url:
            if self._given.get("MAIL_FROM"):
                self._wrong("SMTP_URL", "must be set beside CANDOUR_MAIL_FROM: nothing can be sent without a server.")
            return None
        try:
            return read_server(url, lambda host: mode == "local" and _is_loopback(host))
        except ValueError as error:
            self._wrong("SMTP_URL", str(error))
            return None

    def _clamd(self) -> Clamd | None:
        text = self._given.get("CLAMD", "")
        try:
            return read_clamd(text) if text else None
        except ValueError as error:
            self._wrong("CLAMD", str(error))
            return None

    def _mail_from(self) -> Mailbox | None:
        text = self._given.get("MAIL_FROM", "")
        found = mailbox(text)
        if text and (found is None or not found.ascii):
            self._wrong("MAIL_FROM", "must be one e-mail address, such as candour@council.example.")
        if not text and self._given.get("SMTP_URL"):
            self._wrong("MAIL_FROM", "must be set beside CANDOUR_SMTP_URL: mails come from this address.")
        return found

    def _listed(self, name: str, read: Callable[[str], tuple[L, ...] | None], what: str) -> tuple[L, ...]:
        found = read(self._given.get(name, ""))
        if found is None:
            self._wrong(name, f"lists {what}.")
        return found or ()

    def _number(self, name: str, default: N, least: N, most: N, read: Callable[[str], N]) -> N:
        text = self._given.get(name)
        if text is None:
            return default
        try:
            value = read(text)
        except ValueError:
            value = None
        if value is None or not least <= value <= most:
            self._wrong(name, f"must be a number from {least} to {most}.")
            return default
        return value


#: Microsoft's global end point for starting a conversation with somebody in the tenant.
TEAMS_URL = "https://smba.trafficmanager.net/teams"


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
