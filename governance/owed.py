"""What an obligation is about, in the terms that every reminder needs, whatever kind of thing is owed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from governance.notices import Channel, Kind
from governance.roles import Role


@dataclass(frozen=True, slots=True)
class Owed:
    """The thing behind an obligation, as it stands now."""

    #: Whoever has to do it.
    holder_id: str
    #: Such as an action's title, or "Information asset return, January to March 2027".
    title: str
    #: The row's version, which a press must still find.
    version: int
    #: The administrators of the holder's assets, who may prepare it.
    administrators: tuple[str, ...] = ()
    #: The post that decides this one; whoever holds it that day hears. The holder never decides.
    decider: Role | None = None
    #: Somebody else asked, and it is the holder who decides: there is no other decider.
    holder_decides: bool = False
    #: Who asked on the holder's behalf, or did what is to be checked: they do not decide it either.
    asked_by: str = ""
    #: Nobody has begun.
    untouched: bool = False
    #: The first date that was set, where a later one was agreed to.
    original_due_on: date | None = None
    #: How many assets it is about, for a return.
    assets: int = 0
    #: Of those, how many are at risk and not answered yet: they are never confirmed in one press.
    at_risk_open: int = 0
    #: It was done once, and came back with what is missing: never confirmed in one press.
    sent_back: bool = False
    #: How many assets came to it after it had been sent once, and wait for an answer.
    joined: int = 0
    #: The reference of the asset that it is about, where it is about one.
    asset: str = ""
    #: A short word of its own, such as how far an action is, or until when more time is asked for.
    words: str = ""
    #: What somebody gave as their reason, as they typed it: only to be shown through `dialogs.views.said`.
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Hearer:
    """Somebody who is to hear of a rung."""

    person_id: str
    #: They hear on this day and not before: they are away, or asked for peace until then.
    from_on: date | None = None
    channel: Channel = Channel.TEAMS
    #: What kind of message it is for them; None: as the rung says.
    kind: Kind | None = None
