"""What the bot says in the chat: a handful of constant cards, drawn once. None depends on what somebody wrote."""

from __future__ import annotations

from dataclasses import dataclass

from bot.teams.commands import CASES, CODE, FOR_ALL, MY_REPORTS, SPEAK_UP
from dialogs.views.opener import Door, opener
from dialogs.views.parts import Element, opens
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


@dataclass(frozen=True, slots=True)
class Reply:
    card: Element
    #: What Teams' pop-up shows.
    summary: str


@dataclass(frozen=True, slots=True)
class Replies:
    welcome: Reply
    help: Reply
    help_for_handlers: Reply
    opener: Reply
    code: Reply
    my_reports: Reply
    cases: Reply
    not_yours: Reply
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

    first = Reply(welcome(FOR_ALL, banner), "Speak up, safely")
    return Replies(
        welcome=first,
        help=first,
        help_for_handlers=Reply(welcome((*FOR_ALL, CASES), banner), "Speak up, safely"),
        opener=Reply(opener(door, in_dialog=False, banner=banner), "Before you start"),
        code=say("Press the button and type your code in the box that opens, not in this chat.", CODE),
        my_reports=say("Press the button to see the reports that you sent with your name.", MY_REPORTS),
        cases=say("Press the button to see the cases that are open to you.", CASES),
        not_yours=say("That is for the people who handle reports, and is not open to you.", SPEAK_UP),
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
