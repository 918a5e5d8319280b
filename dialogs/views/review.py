"""Returns that were sent, for whoever reviews them: on a card, in a list, and one with what is different in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date

from dialogs.views.done import CLOSE
from dialogs.views.parts import Element, buttons, card, counted, day, group, heading, opens, pages, press, text
from dialogs.views.ratings import due_in_words
from dialogs.views.said import one_line, said
from governance.assurance import quarter_words
from governance.assurance_answers import Difference, differences
from governance.assurance_questions import PER_ASSET, PER_PORTFOLIO
from governance.services.briefing import Item
from governance.services.reviewing_returns import ReturnFile

Seal = Callable[..., str]
LIST: Mapping[str, object] = {"verb": "reviews"}
A_PAGE = 8


def review_due(item: Item, seal: Seal, today: date) -> list[Element]:
    """Somebody has sent a return, and the reader looks at it."""
    look = {"verb": "review_look", "card": seal("review_look", id=item.obligation.subject_id)}
    return [
        one_line(f"{item.owed.title}: {item.holder or 'somebody who has left'}", bold=True),
        one_line(f"Sent by {item.owed.words}. It is about {counted(item.owed.assets, 'asset', 'assets')}."),
        text(f"Look at it by {due_in_words(item.obligation.due_on, today)}."),
        buttons([opens("Look and decide", look, first=True), opens("All that wait", LIST)]),
    ]


def review_answered(item: Item, _today: date) -> list[Element]:
    return [
        one_line(f"{item.owed.title}: {item.holder or 'somebody who has left'}", bold=True),
        one_line(f"It was {item.owed.words}."),
    ]


def reviews_list(
    files: Sequence[ReturnFile], page: int, tokens: Mapping[str, str], said_first: str = "", banner: str | None = None
) -> Element:
    """One page of those that wait, from 0. `tokens` has that of each shown return, by its id."""
    title = f"{counted(len(files), 'return waits', 'returns wait')} for you" if files else "No return waits for you"
    body = [heading(title), *([text(said_first, bold=True)] if said_first else [])]
    for file in shown_reviews(files, page):
        token = tokens[file.back.id]
        accept = press("Accept", {"verb": "review_accept", "card": token}, first=True)
        look = press("Look", {"verb": "review_look", "card": token})
        different = sum(1 for _ in _different(file))
        ways_on = [look] if different else [accept, look]
        body.append(
            group(
                [
                    one_line(f"{file.owner}, {quarter_words(file.back.quarter)}", bold=True),
                    one_line(f"Sent by {file.back.signed}.{_late(file)}"),
                    text(
                        f"{counted(different, 'thing is', 'things are')} different." if different else "All as it was."
                    ),
                    buttons(ways_on),
                ]
            )
        )
    actions = []
    if page > 0:
        actions.append(press("Earlier in the list", {**LIST, "page": page - 1}))
    if (page + 1) * A_PAGE < len(files):
        actions.append(press("Further in the list", {**LIST, "page": page + 1}))
    return card(body, [*actions, press("Close", CLOSE)], banner)


def shown_reviews(files: Sequence[ReturnFile], page: int) -> Sequence[ReturnFile]:
    return files[page * A_PAGE : (page + 1) * A_PAGE]


def review_pages(file: ReturnFile) -> list[list[Element]]:
    """One return cut into pieces that each fit a card."""
    return pages(_blocks(file))


def review_view(
    file: ReturnFile, parts: Sequence[Sequence[Element]], page: int, turn: Sequence[str], decide: str | None,
    banner: str | None = None,
) -> Element:  # fmt: skip
    """One page, from 0, of the pieces that `review_pages` made. `turn` has a token for each page; `decide` is None
    when it is decided."""
    body = [one_line(f"{file.owner}, {quarter_words(file.back.quarter)}", heading=True)]
    if len(parts) > 1:
        body.append(text(f"Part {page + 1} of {len(parts)}"))
    actions = [press("Decide", {"verb": "review_decide", "card": decide}, first=True)] if decide else []
    if page + 1 < len(parts):
        actions.append(press("Read on", {"verb": "review_look", "card": turn[page + 1]}))
    if page > 0:
        actions.append(press("Read the part before", {"verb": "review_look", "card": turn[page - 1]}))
    return card([*body, *parts[page]], [*actions, press("All that wait", LIST), press("Close", CLOSE)], banner)


def _blocks(file: ReturnFile) -> Iterator[Element]:
    if file.back.signed:
        yield one_line(f"Sent by {file.back.signed}.{_late(file)}")
    yield text(f"It is about {counted(len(file.lines), 'asset', 'assets')}.")
    for review in file.reviews:
        done = "Accepted" if review.accepted else "Sent back"
        about = [one_line(f"{done} by {review.by_name} on {day(review.on)}", bold=True), *said(review.words)]
        yield group([*about, one_line(f"It had been sent by {review.signed} on {day(review.sent_on)}.")])
    different = list(_different(file))
    yield heading("What is different", 2)
    if not different:
        yield text("Nothing: all is as it was.")
    for about_what, difference in different:
        yield group([one_line(about_what, bold=True), *_difference(difference)])


def _different(file: ReturnFile) -> Iterator[tuple[str, Difference]]:
    for line in file.lines:
        for difference in differences(PER_ASSET, line.answers):
            yield f"{line.title} ({line.asset_reference})", difference
    for difference in differences(PER_PORTFOLIO, file.back.answers):
        if difference.statement.acts:
            yield "All the assets together", difference


def _how_different(things: int) -> str:
    return f"{counted(things, 'thing is', 'things are')} different." if things else "All as it was."


def _difference(difference: Difference) -> list[Element]:
    shown = [text(f"Does not hold: {difference.statement.says}"), *said(difference.comment)]
    if difference.action:
        by = f" By {day(difference.due_on)}." if difference.due_on else ""
        shown += [text(f"What will be done:{by}", bold=True), *said(difference.action)]
    return shown


def _late(file: ReturnFile) -> str:
    return f" It came {counted(file.days_late, 'working day', 'working days')} late." if file.days_late else ""
