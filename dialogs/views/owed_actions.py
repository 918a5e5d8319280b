"""Actions on the cards that arrive on their own: a section each, with what can be answered where it stands."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from dialogs.views.parts import Element, buttons, counted, day, executes, opens, text
from dialogs.views.ratings import due_in_words
from dialogs.views.said import clean, one_line, run
from governance.services.briefing import Item
from governance.services.settling import of_request
from governance.snoozes import MOST_SNOOZES, SNOOZES

#: Makes the token of a button: verb, and its facts by name.
Seal = Callable[..., str]

#: Letters of a title, and of a reason, that stand on a card in the chat; the rest is in the box.
_TITLE, _REASON = 100, 240


def action_due(item: Item, seal: Seal, today: date) -> list[Element]:
    """What the reader has to do."""
    if item.heard:
        return _elsewhere(item)
    reference, owed = item.obligation.subject_id, item.owed
    with_whom = [one_line(f"With {item.holder or 'nobody on the staff list'}")] if item.anothers else []
    head = [_title(item), *with_whom, text(f"Due {due_in_words(item.obligation.due_on, today)}. {_so_far(item)}")]
    say = {"verb": "action_update", "card": seal("action_update", id=reference)}
    ways_on = [opens("Say how it is going", say, first=owed.untouched or item.obligation.due_on <= today)]
    if item.asked is not None and item.asked.open:
        head.append(text(f"How is it going? Say by {due_in_words(item.asked.due_on, today)}."))
        ways_on.insert(0, _as_before(item, seal))
    elif item.asked is not None:
        head.append(text("You need not say more about how it is going."))
    if today <= item.obligation.due_on:
        ways_on.append(opens("Ask for more time", {"verb": "extension", "card": seal("extension", id=reference)}))
    return [*head, *_later(item, seal, today, ways_on)]


def proposal_due(item: Item, seal: Seal, today: date) -> list[Element]:
    """Somebody proposes it, and the reader may say whether it shall be done."""
    why = [run(_short(item.owed.reason, _REASON))] if item.owed.reason else []
    who = one_line(f"For {item.holder or 'nobody on the staff list'}")
    say = {"verb": "action_agree", "card": seal("action_agree", id=item.obligation.subject_id)}
    due = text(f"It is proposed. Say by {due_in_words(item.obligation.due_on, today)} if it shall be done.")
    return [_title(item), who, *why, due, buttons([opens("Look and decide", say, first=True)])]


def undated_due(item: Item, seal: Seal, today: date) -> list[Element]:
    """It has no date, and the reader may set one."""
    if item.heard:
        return _elsewhere(item)
    with_whom = [one_line(f"With {item.holder or 'nobody on the staff list'}")] if item.anothers else []
    say = {"verb": "action_date", "card": seal("action_date", id=item.obligation.subject_id)}
    due = text(f"It has no date yet. Say by {due_in_words(item.obligation.due_on, today)} when it will be done.")
    return [_title(item), *with_whom, due, buttons([opens("Say by when", say, first=True)])]


def update_due(item: Item, seal: Seal, today: date) -> list[Element]:
    """The reader is asked how it goes, which one press may answer."""
    if item.heard:
        return _elsewhere(item)
    with_whom = [one_line(f"With {item.holder or 'nobody on the staff list'}")] if item.anothers else []
    asked = text(f"How is it going? Say by {due_in_words(item.obligation.due_on, today)}. {_so_far(item)}")
    say = {"verb": "action_update", "card": seal("action_update", id=item.obligation.subject_id)}
    ways_on = [_as_before(item, seal), opens("Say how it is going", say)]
    return [_title(item), *with_whom, asked, buttons(ways_on)]


def _as_before(item: Item, seal: Seal) -> Element:
    """One press answers how it goes."""
    same = {"card": seal("as_before", id=item.obligation.subject_id, version=item.owed.version)}
    return executes("As before", "as_before", same)


def _elsewhere(item: Item) -> list[Element]:
    """It is another's, and the reader only hears how it stands."""
    return [_title(item), one_line(f"It is with {item.holder or 'nobody on the staff list'}. You need do nothing.")]


def action_answered(item: Item) -> list[Element]:
    """What became of it, of a request for more time or of a check, on a card that was answered."""
    return [_title(item), text(f"Nothing more to do here: {_so_far(item)}")]


def extension_due(item: Item, seal: Seal, today: date) -> list[Element]:
    """Somebody asks for more time, and the reader may decide."""
    reference, number = of_request(item.obligation.subject_id)
    asked = [
        _title(item),
        run(f"{_short(item.holder, _TITLE)} asks for more time, {item.owed.words}"),
    ]
    reason = _short(item.owed.reason, _REASON)
    decide = {"verb": "decide_extension", "card": seal("decide_extension", id=reference, number=number)}
    ways_on = [opens("Look and decide", decide)]
    if reason == clean(item.owed.reason).text:
        # Nobody agrees to what they have not read.
        agree = {"card": seal("grant", id=reference, number=number)}
        ways_on.insert(0, executes("Agree", "grant", agree, first=True))
    due = text(f"Decide by {due_in_words(item.obligation.due_on, today)}.")
    return [*asked, run(reason), due, buttons(ways_on)]


def verify_due(item: Item, seal: Seal, today: date) -> list[Element]:
    """Somebody says that it is done, and the reader may check it."""
    said = [_title(item), run(f"{_short(item.holder, _TITLE)}: {item.owed.words}")]
    evidence = [run(_short(item.owed.reason, _REASON))] if item.owed.reason else []
    check = {"verb": "verify", "card": seal("verify", id=item.obligation.subject_id)}
    due = text(f"Check it by {due_in_words(item.obligation.due_on, today)}.")
    return [*said, *evidence, due, buttons([opens("Look and check", check, first=True)])]


def snooze_input(obligation_id: str) -> str:
    """The name of the input with the number of days; each section has its own."""
    return f"days_{obligation_id[:8]}"


def _later(item: Item, seal: Seal, today: date, ways_on: list[Element]) -> list[Element]:
    """The buttons, and while it may be put off, for how long."""
    obligation = item.obligation
    left = (obligation.due_on - today).days
    days = [each for each in SNOOZES if each <= left]
    if not days or obligation.snoozes >= MOST_SNOOZES:
        return [buttons(ways_on)]
    again_on = obligation.snoozed_until
    if again_on is not None and again_on > today:
        return [text(f"You will be reminded again on {day(again_on)}."), buttons(ways_on)]
    put_off: Element = {
        "type": "Input.ChoiceSet",
        "id": snooze_input(obligation.id),
        "label": "When shall we remind you?",
        "value": str(days[0]),
        "choices": [
            {"title": f"In {counted(each, 'working day', 'working days')}", "value": str(each)} for each in days
        ],
    }
    again = executes("Remind me later", "snooze", {"card": seal("snooze", id=obligation.id)}, inputs=True)
    return [buttons(ways_on), put_off, buttons([again])]


def _title(item: Item) -> Element:
    return one_line(_short(item.owed.title, _TITLE), bold=True)


def _so_far(item: Item) -> str:
    first = item.owed.original_due_on
    moved = f" It was first due {day(first)}." if first else ""
    words = item.owed.words
    return f"{words[:1].upper()}{words[1:]}.{moved}"


def _short(typed: str, most: int) -> str:
    """What a person typed, made safe to show, and cut."""
    safe = clean(typed).text
    return safe if len(safe) <= most else f"{safe[: most - 1].rstrip()}…"
