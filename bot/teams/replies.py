"""What the bot says in the chat: a handful of cards, nearly all drawn once. None depends on what somebody wrote."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.teams.commands import CODE, FOR_ALL, MY_INCIDENTS, MY_REPORTS, OFFERS, REPORT_INCIDENT, SPEAK_UP, TOLD_ME, Ask
from bot.teams.known_roles import Standing
from dialogs.views.asking import BEGIN
from dialogs.views.opener import Door, opener
from dialogs.views.parts import Element, executes, opens
from dialogs.views.problem import reply
from dialogs.views.welcome import Command, welcome

NOT_KEPT = (
    "I have not kept what you wrote. Teams has. You can delete it, but copies may remain. "
    "Use the button or the web page."
)
NO_CODES = (
    "That looks like a code. Please do not write your code in this chat: Teams keeps it, and whoever has it can read "
    "our answer to you. I have not kept it. Delete your message, and use the button or the web page."
)
NO_FILES = (
    "I cannot take files. I have not opened or kept it. Teams has put a copy in your OneDrive with your name on it: "
    "delete it there if you do not want that. In your report you can say what proof there is, and where."
)


INCIDENT_WAYS = (
    "If somebody attacks our systems now, ring the service desk first.\n\n**Report an incident** opens a box. What you "
    "write in it is not kept in this chat.\n\n**Answer in the chat** asks one question at a time here. What you write "
    "then stays in this chat. Council IT and legal staff can search it.\n\nDo you want to keep your name out? Is "
    "something being hidden? Then do not tell it here. Use the web page, or write **speak up**."
)


@dataclass(frozen=True, slots=True)
class Reply:
    card: Element
    #: What Teams' pop-up shows.
    summary: str


@dataclass(frozen=True, slots=True)
class Replies:
    welcome: Reply
    #: What somebody of this standing can do.
    help: Callable[[Standing], Reply]
    opener: Reply
    code: Reply
    my_reports: Reply
    report_incident: Reply
    my_incidents: Reply
    told_me: Reply
    #: What is for some people only: for those whom it is open to, and for the others.
    offers: Mapping[Ask, Reply]
    not_yours: Mapping[Ask, Reply]
    stop: Reply
    not_kept: Reply
    no_codes: Reply
    no_files: Reply
    in_private: Reply
    old_button: Reply


def draw_replies(door: Door, banner: str | None) -> Replies:
    """`door` is the web page's address."""

    def say(words: str, *ways_on: Command) -> Reply:
        return Reply(reply(words, [_opens(command) for command in ways_on], banner), "Candour")

    def at_the_page(words: str, *ways_on: Command) -> Reply:
        return Reply(reply(words, [_opens(command) for command in ways_on], banner, address=door.address), "Candour")

    def helps(standing: Standing) -> Reply:
        own = [offer.command for offer in OFFERS.values() if offer.is_open_to(standing)]
        return Reply(welcome(FOR_ALL, own, banner), "What I can do for you") if own else first

    first = Reply(welcome(FOR_ALL, banner=banner), "Speak up, safely")
    return Replies(
        welcome=first,
        help=helps,
        opener=Reply(opener(door, in_dialog=False, banner=banner), "Before you start"),
        code=say("Press the button and type your code in the box that opens, not in this chat.", CODE),
        report_incident=Reply(reply(INCIDENT_WAYS, [_opens(REPORT_INCIDENT), executes("Answer in the chat", BEGIN, {})],
                                    banner), "Candour"),
        my_incidents=say("Press the button to see how each of yours goes on.", MY_INCIDENTS),
        my_reports=say("Press the button to see the reports that you sent with your name.", MY_REPORTS),
        offers={ask: say(f"Press the button to see {offer.command.meaning}.", offer.command)
                for ask, offer in OFFERS.items()},
        not_yours={ask: say(f"{offer.whose}, and is not open to you. This is what is:", *FOR_ALL)
                   for ask, offer in OFFERS.items()},
        told_me=say("Press the button to pass on what you were told. Do not write it in this chat.", TOLD_ME),
        stop=say("There is nothing to stop: I keep nothing between messages. If a box is open, close it. "
                 "Whatever you have not sent is gone then.", SPEAK_UP),
        not_kept=at_the_page(NOT_KEPT, SPEAK_UP),
        no_codes=at_the_page(NO_CODES, CODE),
        no_files=at_the_page(NO_FILES, SPEAK_UP),
        in_private=say("I only talk one to one. Please open this app by itself and write to me there."),
        old_button=say("That button opens a box, and the box did not open. Please try it again here.", *FOR_ALL),
    )  # fmt: skip


def _opens(command: Command) -> Element:
    return opens(command.button, command.data, first=True)
