"""A form in the chat: one question a card, the card of a question that is answered, and the look over all of it.

A card in a chat stays there, so it says what was understood and no more; what a person typed goes through `said` alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from dialogs.asking import Asked, may_skip
from dialogs.cards import inputs_of
from dialogs.form import Kind, Question
from dialogs.reviewing import Answered
from dialogs.views.parts import (
    BODY_BYTES,
    Element,
    buttons,
    card,
    executes,
    heading,
    notice,
    opens,
    pages,
    text,
    warning,
)
from dialogs.views.said import clean, one_line, run, said
from dialogs.wording import found_lines, label

#: What the buttons do; what they send beside the card's token is `do`, an input, or both.
BEGIN, ANSWER, DO, LOOK, BOX = "chat_begin", "chat_answer", "chat_do", "chat_look", "chat_box"
#: As many choices as have a button each; more are a list.
_BUTTONS = 5
#: More than these are a list that opens.
_OPEN_LIST = 12
_HINTS = {
    Kind.CHOICE: "Press one. Or write its number, or some of its words.",
    Kind.YES_NO: "Press one. Or write yes or no.",
    Kind.SEVERAL: "Pick all that fit. Or write their numbers, such as 1, 3.",
    Kind.NUMBER: "Or write the number in the chat.",
    Kind.DAY: "Or write it, such as “yesterday”, “last Tuesday” or “14/11/2026”.",
    Kind.MOMENT: "Or write it, such as “yesterday 3pm”, “last Tuesday” or “14/11/2026 15:30”.",
    Kind.TEXT: "Write it here or in the chat.",
    Kind.LONG_TEXT: "Write it here or in the chat.",
}
_LIST = "Choose one and go on. Or write its number, or some of its words."
STAYS = (
    "What you write or press here stays in your chat with Candour. Council IT and legal staff can search it, even if "
    "you delete it. To keep it out of the chat, press “In the box”."
)
AFRAID = (
    "Are you afraid to tell, or is something being hidden? Then do not go on here. Write **speak up**: it keeps your "
    "name out."
)
WORDS = "You can write **back**, **skip**, **stop** or **help** at any time."
_ON = "Go on"
#: Letters of an answer that stands beside the next question, or in the place of its own.
_SHOWN = 300
#: Of the look over all answers: beside them stands the list of what can be changed.
_PART = BODY_BYTES - 8_000


@dataclass(frozen=True, slots=True, repr=False)
class Ways:
    """What the buttons of one card send."""

    token: str
    #: To the same form in a box, with the answers so far.
    box: Mapping[str, object]

    def do(self, title: str, what: str, *, inputs: bool = False, first: bool = False) -> Element:
        return executes(title, DO, {"card": self.token, "do": what}, inputs=inputs, first=first)


def question_card(
    title: str, asked: Asked, ways: Ways, echo: Answered | None, *, begins: bool, banner: str | None
) -> Element:
    """The open question. `echo` is what was answered just now; with `begins`, what has to be known first is above."""
    question = asked.question
    if question is None:
        raise ValueError("no question is open")
    body: list[Element] = [warning(STAYS), text(AFRAID)] if begins else [*_echo(echo)]
    body += [_do_now(words) for words in asked.notices]
    if asked.error:
        body.append(_wrong(asked.error))
    body.append(notice(f"{title} – question {asked.number}: {asked.page.title}"))
    body += _asks(question, asked, ways)
    body.append(notice(f"{_hint(question, asked)}{f' {WORDS}' if begins else ''}"))
    return _fresh(card(body, _controls(question, asked, ways), banner), ways)


def answered_card(title: str, line: Answered | None, ways_on: Sequence[Element], banner: str | None) -> Element:
    """In the place of a question that was answered: what the answer is now."""
    gone = [text("This question is not asked any more.")]
    return card([notice(f"{title} – answered"), *(_line(line) if line else gone)], ways_on, banner)


def asked_again(title: str, question: Question | None, banner: str | None) -> Element:
    """In the place of a card whose question stands further down."""
    body = [text(question.ask)] if question else []
    return card([notice(f"{title} – this goes on further down"), *body], (), banner)


def look_over(asked: Asked, part: int, ways: Ways, error: str, banner: str | None) -> Element:
    """All answers, each with its number, cut into parts that fit; the last part sends. `part` counts from 0."""
    lines = asked.lines()
    parts = review_parts(asked)
    part = min(part, len(parts) - 1)
    last = part == len(parts) - 1
    where = f" – part {part + 1} of {len(parts)}" if len(parts) > 1 else ""
    body: list[Element] = [heading(f"Check your answers{where}"), *([_wrong(error)] if error else []), *parts[part]]
    if last:
        choices = [
            {"title": f"{number}. {clean(line.asked).text}", "value": str(number)}
            for number, line in enumerate(lines, 1)
        ]
        body += [
            *(text(words) for words in asked.notices),
            {"type": "Input.ChoiceSet", "id": "number", "label": "Is one of them wrong?", "style": "compact",
             "placeholder": "Choose the answer to change", "choices": choices},
            buttons([ways.do("Change it", "change", inputs=True)]),
            notice("Write **send** to send it. To change an answer write **change** and its number: **change 4**."),
        ]  # fmt: skip
    actions = [ways.do("Send", "send", first=True)] if last else [ways.do("Read on", f"part:{part + 1}", first=True)]
    if part:
        actions.append(ways.do("The part before", f"part:{part - 1}"))
    actions += [ways.do("Back", "back"), opens("In the box", ways.box), ways.do("Stop", "stop")]
    return _fresh(card(body, actions, banner), ways)


def review_parts(asked: Asked) -> list[list[Element]]:
    return pages(_numbered(asked.lines()), _PART)


def help_card(title: str, asked: Asked, ways: Ways, banner: str | None) -> Element:
    """How to answer the open question, and where the way out is."""
    question = asked.question
    about = [text(label(question), bold=True), text(_hint(question, asked))] if question else [text("All is answered.")]
    skip = " **skip** leaves it out." if may_skip(asked) else ""
    words = (
        f"**back** goes to the question before.{skip} **stop** ends it, and I keep none of it. Nothing is sent before "
        "you have looked it over. The other things that I can do work as well: your report waits."
    )
    return card(
        [heading(title), *about, text(words), text(STAYS)],
        [ways.do(_ON, "here", first=True), opens("In the box", ways.box), ways.do("Stop", "stop")],
        banner,
    )


def already_begun(title: str, ways: Ways, again: Element, banner: str | None) -> Element:
    """Two at once are not kept."""
    words = "You have begun one, and it waits. You can go on with it, or start again: then I keep none of the first."
    return card([heading(title), text(words)], [ways.do(_ON, "here", first=True), again], banner)


def waits(ways: Ways) -> list[Element]:
    """Below what somebody asked for in the middle of it."""
    return [
        {"type": "Container", "separator": True, "items": [text("Your report of an incident still waits for you.")]},
        buttons([ways.do("Go on with it", "here")]),
    ]


def stopped(title: str, banner: str | None) -> Element:
    words = "Nothing was sent, and I keep none of it. What you wrote in this chat stays in the chat: you can delete it."
    return card([heading(f"{title}: stopped"), text(words)], (), banner)


def over(title: str, ways_on: Sequence[Element], banner: str | None) -> Element:
    """For a card whose form is no more."""
    words = "This is over: it was sent, or stopped, or it waited for too long. A report waits for twenty hours."
    return card([heading(title), text(words)], ways_on, banner)


def goes_on_in_box(box: Mapping[str, object], banner: str | None) -> Element:
    """What is not for a chat. Whatever was kept of the form is destroyed by now: the button alone carries it."""
    return card(
        [
            heading("There is a safer way"),
            text(
                "Do not write more about this in the chat. I keep none of your answers any more: the button below "
                "takes them to a box. There you can tell it without your name, or as an incident."
            ),
            text(
                "What you wrote here stays in this chat under your name. The safest way is the web page, on a phone "
                "that is not the council's."
            ),
        ],
        [opens(_ON, box, first=True)],
        banner,
    )


def _asks(question: Question, asked: Asked, ways: Ways) -> Iterator[Element]:
    progress = asked.progress
    if _in_buttons(question, asked):
        yield text(label(question), bold=True)
        yield from _hinted(asked)
        now = progress.shown(question.key, question)
        drawn = [
            executes(
                f"{number}. {clean(choice.label).text}", ANSWER, {"card": ways.token, question.key: choice.value},
                first=choice.value == now,
            )
            for number, choice in enumerate(asked.choices, 1)
        ]  # fmt: skip
        yield buttons(drawn)
        return
    for line in found_lines(question, progress):
        yield {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": f"• {clean(line).text}"}]}
    for each in inputs_of(question, progress, required=False):
        yield {**each, **_numbers(each)}


def _hinted(asked: Asked) -> Iterator[Element]:
    for number, choice in enumerate(asked.choices, 1):
        if choice.hint:
            yield one_line(f"{number}. {choice.label}: {choice.hint}")


def _numbers(element: Element) -> Element:
    """Choices with their numbers, all to be seen unless they are very many."""
    choices = element.get("choices")
    if not isinstance(choices, list):
        return {}
    titles = [{**each, "title": f"{number}. {each['title']}"} for number, each in enumerate(choices, 1)]
    return {"choices": titles, "style": "expanded" if len(titles) <= _OPEN_LIST else "compact"}


def _controls(question: Question, asked: Asked, ways: Ways) -> Iterable[Element]:
    if not _in_buttons(question, asked):
        yield executes(asked.page.button, ANSWER, {"card": ways.token}, inputs=True, first=True)
    if asked.page.removes:
        yield ways.do(asked.page.removes, "remove")
    if may_skip(asked):
        yield ways.do("Skip", "skip")
    if not asked.is_first:
        yield ways.do("Back", "back")
    yield opens("In the box", ways.box)
    yield ways.do("Stop", "stop")


def _fresh(drawn: Element, ways: Ways) -> Element:
    """Whoever looks at it again, on another device too, sees how it stands now."""
    action = {"type": "Action.Execute", "title": "Look again", "verb": LOOK, "data": {"card": ways.token}}
    return {**drawn, "refresh": {"action": action}}


def _echo(line: Answered | None) -> list[Element]:
    return [{**each, "isSubtle": True} if each["type"] == "TextBlock" else each for each in _line(line)] if line else []


def _line(line: Answered, number: str = "") -> list[Element]:
    cleaned = clean(line.answer)
    hidden = f" (hidden letters taken out: {cleaned.hidden})" if cleaned.hidden else ""
    short = cleaned.text if len(cleaned.text) <= _SHOWN else f"{cleaned.text[:_SHOWN]}…"
    runs = [
        {"type": "TextRun", "text": f"{number}{line.asked}{hidden}\n"},
        {"type": "TextRun", "text": short, "weight": "Bolder"},
    ]
    return [{"type": "RichTextBlock", "inlines": runs}]


def _numbered(lines: Sequence[Answered]) -> Iterator[Element]:
    """Every answer whole: a short one in one block, a long one in several, so that a part can end between them."""
    for number, line in enumerate(lines, 1):
        if len(line.answer) <= _SHOWN:
            yield from _line(line, f"{number}. ")
        else:
            yield run(f"{number}. {line.asked}")
            yield from said(line.answer)


def _hint(question: Question, asked: Asked) -> str:
    return _HINTS[question.kind] if _in_buttons(question, asked) or question.kind is not Kind.CHOICE else _LIST


def _in_buttons(question: Question, asked: Asked) -> bool:
    return question.kind in (Kind.CHOICE, Kind.YES_NO) and len(asked.choices) <= _BUTTONS


def _do_now(words: str) -> Element:
    return {"type": "Container", "style": "emphasis", "bleed": True, "items": [text(words)]}


def _wrong(words: str) -> Element:
    """`words` are ours, of a form; they may repeat the label of a choice, and never an answer."""
    items = [text("There is a problem", bold=True), run(clean(words).text, bold=True)]
    return {"type": "Container", "style": "attention", "bleed": True, "items": items}
