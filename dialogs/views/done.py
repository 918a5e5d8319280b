"""The end of a report: the code once, what happens next, and by when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from dialogs.views.parts import Element, buttons, card, day, group, heading, press, text, warning
from dialogs.views.said import run
from governance.reports import Entry

LAST_BLOCK = "last_block"
CLOSE = {"verb": "close"}

#: For somebody who pressed Send again. What they changed since is not in what we have, and they must know it.
SENT_BEFORE = (
    "You sent this report before. We kept it as it was then. If you changed something since, please send a new report."
)


#: What a reporter reads who wrote: a title, and what they should know first. The web page says the same.
WRITTEN = {
    Entry.ADDITION: ("We have what you added", ""),
    Entry.ANSWER: ("We have your answer", ""),
    Entry.WITHDRAWAL: (
        "You took your report back",
        "We will not write to you about it again. You can still read it, and add to it.",
    ),
}
SEEN_SOON = (
    "The people who deal with your report will see this soon. They are shown new things at fixed times of the day. "
    "So nobody can tell when you wrote."
)


def done_with_code(
    code: str,
    acknowledge_by: date,
    check: str,
    tried: bool | None = None,
    banner: str | None = None,
    *,
    again: bool = False,
) -> Element:
    """For somebody whom we cannot find again. `check` is the sealed token of the "check" button; `tried` says whether
    the last block that they typed was right (None before they tried). It helps, and it stops nobody. `again`: the
    report had been sent before."""
    return card(
        [
            heading("We have your report"),
            *_sent_before(again),
            warning("Write this code down now. It is shown only once, and nobody can find it for you."),
            _big(code),
            text(
                "The code is the only way to read our answer. Keep it where only you can see it. "
                "Do not send it in a chat or an e-mail."
            ),
            *_checked(tried),
            {
                "type": "Input.Text",
                "id": LAST_BLOCK,
                "label": "Type the last 5 letters of your code to show that you have it (you can leave this out)",
                "maxLength": 12,
            },
            buttons([press("Check", {"verb": "kept", "card": check}, inputs=True)]),
            *_next(acknowledge_by),
            text("To read it, use your code on the web page, or press **I have a code** in this app."),
        ],
        [press("Close", CLOSE)],
        banner,
    )


def done_known(acknowledge_by: date, banner: str | None = None, *, again: bool = False) -> Element:
    """For somebody who gave their name: they come back by "my reports". `again`: the report had been sent before."""
    return card(
        [
            heading("We have your report"),
            *_sent_before(again),
            *_next(acknowledge_by),
            text(
                "To read it, press **My reports** in this app. A short message in Teams will tell you when there is "
                "something to read. It will not say what it is about."
            ),
        ],
        [press("Close", CLOSE)],
        banner,
    )


def done_acknowledged(banner: str | None = None) -> Element:
    """For the handler who sent the acknowledgement."""
    return card(
        [
            heading("Your acknowledgement is on its way"),
            text("The person who reported can read it now. The record shows that you sent it, and when."),
        ],
        [press("Back to the list", {"verb": "cases"}, first=True), press("Close", CLOSE)],
        banner,
    )


def done_asked(banner: str | None = None) -> Element:
    """For the handler who asked."""
    return card(
        [
            heading("Your question is on its way"),
            text("The person who reported can read it now. You are told when they answer. The record shows that you "
                 "asked, and when."),
        ],
        [press("Back to the list", {"verb": "cases"}, first=True), press("Close", CLOSE)],
        banner,
    )  # fmt: skip


def done_written(entry: Entry, back: Mapping[str, object], banner: str | None = None) -> Element:
    """For a reporter who wrote. `back` is what the button that leads back to the report sends."""
    title, first = WRITTEN[entry]
    return card(
        [heading(title), *([text(first)] if first else []), text(SEEN_SOON)],
        [press("Back to your report", back, first=True), press("Close", CLOSE)],
        banner,
    )


def groups(code: str) -> list[str]:
    """The code in blocks of five."""
    symbols = "".join(letter for letter in code if letter.isalnum())
    return [symbols[start : start + 5] for start in range(0, len(symbols), 5)]


def _sent_before(again: bool) -> list[Element]:
    return [warning(SENT_BEFORE)] if again else []


def _big(code: str) -> Element:
    # The largest that stands on one line of a telephone.
    return run(" ".join(groups(code)), bold=True, monospace=True, size="Large")


def _next(acknowledge_by: date) -> list[Element]:
    return [
        group(
            [
                heading("What happens next", 2),
                text(
                    f"By **{day(acknowledge_by)}** you will get an answer in writing. It says that we have your "
                    "report, what we understood, and who is dealing with it."
                ),
                text("You do not need to do anything now. Please do not look into it yourself."),
            ]
        )
    ]


def _checked(tried: bool | None) -> list[Element]:
    if tried is None:
        return []
    if tried:
        return [warning("Yes, that is right. You can close this box.")]
    return [warning("That is not the last block. Look at the code above, and write it down again.")]
