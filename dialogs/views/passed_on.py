"""The end of a concern that was passed on, for whoever did."""

from __future__ import annotations

from datetime import date

from dialogs.forms.told_to_manager import WORDING
from dialogs.views.done import CLOSE, SENT_BEFORE, groups
from dialogs.views.parts import Element, card, day, heading, leads_to, press, text, warning
from dialogs.views.said import run

LETTER = "Print a letter with the code"


def done_passed_on(acknowledge_by: date, *, tell_them: bool, again: bool, banner: str | None = None) -> Element:
    """For a manager. `tell_them`: they have not told the person yet."""
    say = [
        text("Now tell the person who spoke to you. You can say:", bold=True),
        text(WORDING),
        text("We remind you on the next working day, in words that say nothing about it."),
    ]
    return card(
        [
            heading("The Monitoring Officer will know"),
            *([text(SENT_BEFORE)] if again else []),
            *(say if tell_them else []),
            text(
                f"You get a written answer by **{day(acknowledge_by)}**. To read it, press **My reports**. Do not look "
                "into it yourself, and do not talk about it with others."
            ),
            text("Treating somebody badly because they spoke up is against the law and our policy."),
        ],
        [press("Close", CLOSE)],
        banner,
    )


def done_entered(
    code: str, letter_url: str, acknowledge_by: date, *, again: bool, banner: str | None = None
) -> Element:
    """For a handler who entered it: the code is for the person who raised it, and is shown here once."""
    return card(
        [
            heading("It is kept"),
            *([text(SENT_BEFORE)] if again else []),
            text("With this code the person who raised it can read what you write, and answer. Give it to them."),
            warning("It is shown only once. Do not keep it, and do not send it in a chat or an e-mail."),
            run(" ".join(groups(code)), monospace=True, bold=True),
            text(
                f"They get a written answer by **{day(acknowledge_by)}**. The case reaches those who deal with it with "
                "the next batch; if it is about you, it does not reach you."
            ),
            text("The record shows that you entered it. It does not show you as the person who raised it."),
        ],
        [leads_to(LETTER, letter_url, first=True), press("Close", CLOSE)],
        banner,
    )
