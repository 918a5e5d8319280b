"""Which messages may go by mail when Teams does not take them, and which a person may be telephoned about."""

from __future__ import annotations

from governance.notices import Kind, Message
from governance.services.addressees import SEALED

#: To people who reported. A mailbox is read by deputies, shown on telephones and kept by the council: a mail there
#: could tell who spoke up.
_TO_REPORTERS = frozenset({Kind.NEWS, Kind.TELL_THEM})
#: A card that changes under the reader's eyes. Whoever does not see it lost nothing.
_ONLY_A_CARD = frozenset({Kind.ANSWERED})


def is_for_a_reporter(message: Message) -> bool:
    return message.kind in _TO_REPORTERS or message.recipient.startswith(SEALED)


def has_another_way(message: Message) -> bool:
    """Whether somebody else may learn that this person has to be reached: by a mail, or from the Records Manager."""
    return message.kind not in _ONLY_A_CARD and not is_for_a_reporter(message)
