"""What leaves: a sender for each channel, put together."""

from __future__ import annotations

import asyncio
import secrets

from bot.app import Council
from bot.mail.messenger import ANSWER_SECONDS, BEFORE_SECONDS, Compose, MailMessenger
from bot.mail.nothing import NoMail
from bot.settings import Settings
from dialogs.views.mails import Mail, mail_for
from governance.delivery_ports import Messenger
from governance.notices import Channel, Message
from governance.people import Person
from governance.services.delivering import Delivering
from governance.services.pacing import Pace

#: One mail after the other: a mail server counts connections. What fails is tried for about four hours in which mails
#: leave, as long as a server that greylists, or is being mended, may need.
_MAIL = Pace(
    rate=10.0,
    burst=1,
    wave=1,
    timeout_seconds=BEFORE_SECONDS + ANSWER_SECONDS + 5.0,
    lease_seconds=180.0,
    attempts=12,
    back_off_seconds=60.0,
)


def by_teams(council: Council, messenger: Messenger) -> Delivering:
    pace = Pace(rate=council.settings.send_rate)
    return _delivering(council, messenger, pace, Channel.TEAMS, other_way=council.settings.smtp is not None)


def by_mail(council: Council, messenger: Messenger) -> Delivering:
    return _delivering(council, messenger, _MAIL, Channel.EMAIL, other_way=False)


def mail_messenger(council: Council, banner: str | None) -> MailMessenger | NoMail:
    """The council's mail server, as the settings name it."""
    settings = council.settings
    if settings.smtp is None or settings.mail_from is None:
        return NoMail()
    return MailMessenger(settings.smtp, settings.mail_from, _words(council, settings, banner), council.ticker)


def _words(council: Council, settings: Settings, banner: str | None) -> Compose:
    async def compose(message: Message, to: Person) -> Mail:
        brief = await council.briefing.brief(message, to, council.today())
        return mail_for(message.kind, message.facts, brief, settings.app_id, banner)

    return compose


def _delivering(council: Council, messenger: Messenger, pace: Pace, channel: Channel, *, other_way: bool) -> Delivering:
    return Delivering(
        council.store,
        messenger,
        council.resolve,
        council.calendar,
        council.ticker,
        asyncio.sleep,
        secrets.SystemRandom().random,
        council.settings.tenant,
        council.failpoint,
        pace,
        channel,
        other_way,
    )
