"""A mail put together: plain text, and the same as a simple page. No picture, no script, nothing that tells whether it
was read, and no button that does anything."""

from __future__ import annotations

from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from html import escape

from bot.mail.address import Mailbox
from dialogs.views.mails import Mail
from dialogs.views.said import clean

_STYLE = "font-family:Arial,sans-serif;font-size:16px;line-height:1.5;color:#0b0c0c;max-width:40em"


def written(mail: Mail, message_id: str, sender: Mailbox, name: str, to: Mailbox, at: datetime) -> bytes:
    """The mail as it goes over the line. The same message has the same Message-ID however often it is sent, so that a
    repeat can be told."""
    message = EmailMessage(policy=SMTP if to.ascii else SMTPUTF8)
    message["From"] = Address("Candour", sender.local, sender.domain)
    message["To"] = Address(_one_line(name), to.local, to.domain)
    message["Subject"] = _one_line(mail.subject)
    message["Date"] = at
    message["Message-ID"] = f"<{message_id}@{sender.domain}>"
    # No out-of-office note answers it: the first is the standard's word, the second Exchange's.
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message.set_content(_text(mail), cte="quoted-printable")
    message.add_alternative(_page(mail), subtype="html", cte="quoted-printable")
    return message.as_bytes()


def _one_line(words: str) -> str:
    """Fit for a header: whatever ends a line there is a space."""
    return " ".join(clean(words).text.split())


def _text(mail: Mail) -> str:
    parts = [*mail.paragraphs]
    if mail.items:
        parts.append("\n".join(f"* {item}" for item in mail.items))
    if mail.copied:
        parts.append(mail.copied)
    if mail.link:
        parts.append(f"{mail.link_words}: {mail.link}")
    return "\n\n".join([*parts, *mail.closing]) + "\n"


def _page(mail: Mail) -> str:
    parts = [f'<h1 style="font-size:24px">{escape(mail.subject)}</h1>', *map(_paragraph, mail.paragraphs)]
    if mail.items:
        parts.append("<ul>" + "".join(f"<li>{escape(item)}</li>" for item in mail.items) + "</ul>")
    if mail.copied:
        parts.append(f'<p style="font-family:monospace;overflow-wrap:anywhere">{escape(mail.copied)}</p>')
    if mail.link:
        parts.append(f'<p><a href="{escape(mail.link)}">{escape(mail.link_words)}</a></p>')
    parts += map(_paragraph, mail.closing)
    head = f'<head><meta charset="utf-8"><title>{escape(mail.subject)}</title></head>'
    body = f'<body style="{_STYLE}">\n' + "\n".join(parts) + "\n</body>"
    return f'<!DOCTYPE html>\n<html lang="en-GB">\n{head}\n{body}\n</html>\n'


def _paragraph(words: str) -> str:
    return f"<p>{escape(words)}</p>"
