"""What every area of services is put together from."""

from __future__ import annotations

from collections.abc import Callable, MutableSequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.log import Log
from bot.settings import Settings
from governance.calendar import Calendar
from governance.ports import Clock, Failpoint, Ticker
from storage.drafts import SealedDrafts
from storage.keystore import Keystore
from storage.sealing import Sealing
from storage.work import SqlStore


class RealClock:
    """The domain's clock where nobody may move it."""

    def __init__(self, ticker: Ticker) -> None:
        self._ticker = ticker

    def now(self) -> datetime:
        return self._ticker.now()


@dataclass(frozen=True, slots=True)
class Means:
    """Settings, storage, keys and time. Each is made once, in `bot.app`."""

    settings: Settings
    log: Log
    store: SqlStore
    keystore: Keystore
    seal: Sealing
    drafts: SealedDrafts
    calendar: Calendar
    #: The domain's time.
    clock: Clock
    #: Real time.
    ticker: Ticker
    #: 32 hex digits, random.
    new_id: Callable[[], str]
    shuffle: Callable[[MutableSequence[Any]], None]
    failpoint: Failpoint
