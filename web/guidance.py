"""The policy in plain answers, all on one page: its address says nothing about which of them somebody reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from dialogs.guidance.answer import Answer, Block, Note

TITLE = "What the policy says"


def policy_page(answers: Iterable[Answer]) -> str:
    """The page's body. Nothing on it leads to another site: addresses elsewhere stand as words."""
    every = {answer.key: answer for answer in answers}
    return "".join(
        (
            f"<h1>{TITLE}</h1>",
            "<p>Plain answers about speaking up. Each one says where in the policy it comes from. The policy is of "
            "April 2017. Where the law has moved on since, a note says so.</p>",
            f'<nav aria-label="Questions"><ul class="questions">{"".join(map(_link, every.values()))}</ul></nav>',
            *(_answer(answer, [every[key] for key in answer.see_also]) for answer in every.values()),
        )
    )


def _link(answer: Answer) -> str:
    return f'<li><a href="#{answer.key}">{escape(answer.question)}</a></li>'


def _answer(answer: Answer, see_also: Iterable[Answer]) -> str:
    return "".join(
        (
            f'<section class="answer" aria-labelledby="{answer.key}">',
            f'<h2 id="{answer.key}" tabindex="-1">{escape(answer.question)}</h2>',
            *_blocks(answer.words),
            f'<p class="source">{escape(answer.source)}</p>',
            *map(_note, answer.notes),
            '<ul class="ways"><li><a href="/speak-up">Speak up</a></li>',
            *map(_link, see_also),
            "</ul></section>",
        )
    )


def _blocks(words: Iterable[Block]) -> Iterator[str]:
    for block in words:
        if isinstance(block, str):
            yield f"<p>{escape(block)}</p>"
        else:
            yield f"<ul>{''.join(f'<li>{escape(item)}</li>' for item in block)}</ul>"


def _note(note: Note) -> str:
    return f'<div class="inset law"><p><strong>{escape(note.title)}</strong></p><p>{escape(note.says)}</p></div>'
