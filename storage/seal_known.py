"""Who a reporter known to us is: where their reports are found, and where messages to them go. All under the KEK."""

from __future__ import annotations

import hmac

from storage.desk_keys import DeskKeys
from storage.seal_frames import frame, open_box_with, pad, seal_box, unpad, unreadable

#: An address in the outbox: bound to nothing, because it must not lead to a report.
_ADDRESS = "candour/address/v1"
SEALED_TO = "sealed:"


def locator_under(key: bytes, person_id: str) -> bytes:
    """32 bytes."""
    return hmac.digest(key, frame("candour/locator/v1", person_id), "sha256")


def sealed_recipient(desk: DeskKeys, report_id: str, content: bytes) -> bytes:
    return seal_box(desk.recipient, _binding(report_id), pad(content))


def opened_recipient(desk: DeskKeys, report_id: str, sealed: bytes) -> bytes:
    """Raises Unreadable."""
    return unpad(open_box_with(desk.recipients, _binding(report_id), sealed))


def sealed_address(desk: DeskKeys, entra_id: str) -> str:
    return SEALED_TO + seal_box(desk.recipient, frame(_ADDRESS), entra_id.encode()).hex()


def opened_address(desk: DeskKeys, address: str) -> str:
    """Raises Unreadable."""
    if not address.startswith(SEALED_TO):
        raise unreadable()
    try:
        sealed = bytes.fromhex(address.removeprefix(SEALED_TO))
    except ValueError:
        raise unreadable() from None
    return open_box_with(desk.recipients, frame(_ADDRESS), sealed).decode()


def _binding(report_id: str) -> bytes:
    return frame("candour/recipient/v1", report_id)
