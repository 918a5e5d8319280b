"""Acting owners: the list of them in a box, and what is said when one begins and before it ends."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from dialogs.views.done import CLOSE
from dialogs.views.parts import Element, buttons, card, counted, day, group, heading, press, text
from dialogs.views.said import clean, one_line
from governance.services.briefing import Item
from governance.services.standing_in import Post

Seal = Callable[..., str]
#: On one card; who has more looks at the staff list.
SHOWN = 15
#: Letters of a title that stand on a card in the chat.
_TITLE = 160


def acting_list(posts: Sequence[Post], tokens: Sequence[str | None], make: str, banner: str | None) -> Element:
    """`tokens` has the sealed token of each shown post's end, None where the reader may not; `make` that of the
    form."""
    more = len(posts) - SHOWN
    words = (
        "Nobody acts as owner for anybody now or later on."
        if not posts
        else "They get the reminders and may send the return. The owner stays accountable. Each one ends by itself."
    )
    return card(
        [
            heading("Acting owners"),
            text(words),
            *(_row(post, token) for post, token in zip(posts[:SHOWN], tokens, strict=False)),
            *([text(f"And {more} more.")] if more > 0 else []),
        ],
        [press("Make somebody acting owner", {"verb": "acting_make", "card": make}, first=True), press("Close", CLOSE)],
        banner,
    )


def _row(each: Post, token: str | None) -> Element:
    post = each.post
    what = counted(len(post.assets), "asset", "assets") if post.assets else "all assets, and the return"
    end = [buttons([press("End it today", {"verb": "acting_end", "card": token})])] if token else []
    return group(
        [
            one_line(f"{each.acting.name} for {each.owner.name}", bold=True),
            text(f"From {day(post.from_on)} until {day(post.until_on)}: {what}."),
            *([one_line(f"Assets: {', '.join(post.assets)}")] if post.assets else []),
            *end,
        ]
    )


def acting_due(item: Item, _seal: Seal, _today: date) -> list[Element]:
    """To whoever acts, to the owner and to the Records Manager: nobody has to press anything."""
    return [
        one_line(_short(item.owed.title), bold=True),
        text(f"For {item.owed.words}, until {day(item.obligation.due_on)}. Then it is all the owner's again."),
        text("To see it or to make it longer, write “acting owners”."),
    ]


def acting_over(item: Item, _today: date) -> list[Element]:
    return [one_line(_short(item.owed.title), bold=True), text("That is over.")]


def _short(typed: str) -> str:
    """What a person typed, made safe to show, and cut."""
    safe = clean(typed).text
    return safe if len(safe) <= _TITLE else f"{safe[: _TITLE - 1].rstrip()}…"
