"""The answers as Markdown, for the people who own their words: with what each note rests on, and what people write."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dialogs.guidance.answer import POLICY, Answer, Note


def printed(answers: Iterable[Answer]) -> str:
    """Markdown that ends with a line end."""
    lines = ["# Plain answers from the policy", "", f"Paragraphs are those of {POLICY}.", ""]
    every = {answer.key: answer for answer in answers}
    for answer in every.values():
        lines += [f"## {answer.question}", ""]
        lines += _answer(answer)
        lines += [f"Leads on to: {'; '.join(every[key].question for key in answer.see_also)}", ""]
    return "\n".join(lines)


def _answer(answer: Answer) -> Iterator[str]:
    for block in answer.words:
        yield from [block] if isinstance(block, str) else (f"- {item}" for item in block)
        yield ""
    if answer.posts:
        yield "*In Teams, those who hold the posts today are named here.*"
        yield ""
    yield f"*{answer.source}*"
    yield ""
    for note in answer.notes:
        yield from _note(note)
    yield f"Button: [{answer.short}] · Written: {', '.join(f'“{words}”' for words in answer.said)}"
    yield ""


def _note(note: Note) -> Iterator[str]:
    yield f"> **{note.title}**"
    yield ">"
    yield f"> {note.says}"
    yield ">"
    yield f"> Rests on: {', '.join(f'`{fact}`' for fact in note.facts)} · {' · '.join(note.sources)}"
    yield ""
