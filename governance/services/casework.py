"""The services of a case put together: one set, for whatever shows them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from governance.calendar import Calendar
from governance.letters import HandlerNames
from governance.ports import Clock, Failpoint, Store, Ticker
from governance.seal_ports import Seal
from governance.services.case_clocks import CaseClocks
from governance.services.casefiles import CaseFiles
from governance.services.concluding import Concluding
from governance.services.deciding import Deciding
from governance.services.drafting import Drafting
from governance.services.handling import Handling
from governance.services.learning import Learning
from governance.services.proceeding import Proceeding
from governance.services.recording import Recording
from governance.services.registering import Registering
from governance.services.replying import Replying
from governance.services.settling import Settling


@dataclass(frozen=True, slots=True)
class Casework:
    handling: Handling
    drafting: Drafting
    replying: Replying
    deciding: Deciding
    concluding: Concluding
    learning: Learning


def casework(
    store: Store,
    seal: Seal,
    recording: Recording,
    calendar: Calendar,
    clock: Clock,
    ticker: Ticker,
    new_id: Callable[[], str],
    failpoint: Failpoint,
    registering: Registering,
    names: HandlerNames = HandlerNames.SHOWN,
) -> Casework:
    files = CaseFiles(store, seal, calendar, clock)
    clocks = CaseClocks(calendar, new_id)
    proceeding = Proceeding(store, seal, files, recording, clocks, clock, ticker, new_id, failpoint, registering, names)
    drafting = Drafting(store, files, calendar, names)
    settling = Settling(calendar, ticker, new_id)
    return Casework(
        handling=Handling(store, seal, files, proceeding, drafting, clock),
        drafting=drafting,
        replying=Replying(proceeding),
        deciding=Deciding(proceeding, files.today),
        concluding=Concluding(proceeding, files.today),
        learning=Learning(store, files, recording, proceeding, settling, registering, clock, failpoint),
    )
