"""The pages of the mailbox that are not forms, with their words."""

from __future__ import annotations

from html import escape

from dialogs.views.done import SEEN_SOON, WRITTEN
from dialogs.views.letters import STILL_WAITS
from dialogs.views.said import clean
from governance.reports import Author, Entry, State
from governance.services.corresponding import LetterText, Mailbox
from web.words import day

STATES = {
    State.WAITING: "We have it. It is safe, and the people who handle concerns will see it soon.",
    State.RECEIVED: "We have it, and the people who handle concerns can see it.",
    State.ACKNOWLEDGED: "We have written to you about it. Read the letter below.",
    State.TRIAGED: "We have decided what to do. Read the letter below.",
    State.REFERRED: "We have passed it to somebody who can act on it.",
    State.INVESTIGATING: "We are looking into it.",
    State.CONCLUDED: "We have finished looking into it.",
    State.CLOSED: "This is closed.",
    State.WITHDRAWN: "You took it back, so we do not write to you about it. We may still have to act on what we know.",
}

LETTERS = {
    Entry.ACKNOWLEDGEMENT: "We have your concern",
    Entry.QUESTION: "A question for you",
    Entry.MESSAGE: "A message",
    Entry.OUTCOME: "What came of it",
    Entry.MEETING: "An offer to meet",
    Entry.DECISION: "What we decided to do",
    Entry.PROGRESS: "How it goes",
    Entry.COMPLETION: "All is done",
    Entry.CHECK_IN: "How are you?",
    Entry.REOPENING: "We have opened your report again",
    Entry.ADDITION: "You added this",
    Entry.ANSWER: "You answered our question",
    Entry.WITHDRAWAL: "You took your report back",
}

BUSY = "Wait a minute, go back in your browser and try again."
TOO_OLD = (
    "You left it open for too long, or it was changed on the way. Nothing was sent. Use your code to open your report "
    "again."
)
#: The name of the form whose buttons stand all over the page.
_FORM = "mailbox"


def mailbox_page(mailbox: Mailbox, token: str) -> str:
    """The report's state, its letters, and what can be done. `token` is the code, sealed."""
    letters = "".join(_letter(letter, mailbox) for letter in mailbox.letters)
    promise = (
        f"<p>You will get a written answer by <strong>{day(mailbox.acknowledge_by)}</strong>.</p>"
        if mailbox.state in (State.WAITING, State.RECEIVED)
        else ""
    )
    back = _button(Entry.WITHDRAWAL.value, "Take this report back", "secondary") if mailbox.may_withdraw else ""
    return (
        f"<h1>Your report</h1><p>You sent it on {day(mailbox.received_on)}.</p>"
        f"<p>{escape(STATES[mailbox.state])}</p>{promise}{letters}"
        f'{_form(token)}<div class="buttons">{_button(Entry.ADDITION.value, "Add to this report")}'
        f"{_button('files', 'Add files', 'secondary')}{back}</div>"
        "<p>We do not record that you came here. What you send is kept with the day, and no time of day.</p>"
    )


def written_page(entry: Entry, token: str) -> tuple[str, str]:
    """(title, page) for a reporter who wrote."""
    title, first = WRITTEN[entry]
    more = f"<p>{escape(first)}</p>" if first else ""
    return title, (
        f'<div class="panel" role="status"><h1>{escape(title)}</h1></div>{more}<p>{escape(SEEN_SOON)}</p>'
        f'{_form(token)}<div class="buttons">{_button("read", "Back to your report")}</div>'
    )


def asked(question: str) -> str:
    """The question above the form that answers it; empty when there is none."""
    if not question:
        return ""
    return f'<section class="letter"><h2>We asked</h2>{_paragraphs(question)}</section>'


def code_page(problem: str) -> str:
    """Asks for the code. `problem` is a sentence, or empty."""
    summary = (
        '<div class="error-summary" role="alert" tabindex="-1"><h2>There is a problem</h2>'
        f'<ul><li><a href="#code">{escape(problem)}</a></li></ul></div>'
        if problem
        else ""
    )
    described = "code-hint code-error" if problem else "code-hint"
    error = (
        f'<p class="error" id="code-error"><span class="unseen">Error:</span> {escape(problem)}</p>' if problem else ""
    )
    invalid = ' aria-invalid="true"' if problem else ""
    return (
        f'{summary}<h1>I have a code</h1><form method="post" action="/mailbox" novalidate autocomplete="off">'
        f'<div class="group{" wrong" if problem else ""}"><label for="code">Your code</label>'
        '<p class="hint" id="code-hint">Four groups of five letters and numbers. Capitals and dashes do not '
        f'matter.</p>{error}<input class="code-input" id="code" name="code" type="text" spellcheck="false" '
        f'autocapitalize="characters" autocomplete="off" aria-describedby="{described}"{invalid}></div>'
        '<button type="submit">Open my report</button></form>'
        "<p>Lost your code? Nobody can find it for you. You can send a new report and say that you wrote before.</p>"
    )


def _form(token: str) -> str:
    return (
        f'<form method="post" action="/mailbox" id="{_FORM}" autocomplete="off">'
        f'<input type="hidden" name="draft" value="{escape(token)}"></form>'
    )


def _button(action: str, words: str, kind: str = "", about: str = "") -> str:
    looks = f' class="{kind}"' if kind else ""
    tied = f' aria-describedby="{about}"' if about else ""
    return f'<button form="{_FORM}" name="action" value="{escape(action)}"{looks}{tied}>{escape(words)}</button>'


def _letter(letter: LetterText, mailbox: Mailbox) -> str:
    signed = f'<p class="hint">{escape(letter.by)}</p>' if letter.by else ""
    id_ = f"letter-{escape(letter.id)}"
    button = (
        f"<p>{STILL_WAITS}</p><p>{_button(f'{Entry.ANSWER.value}:{letter.id}', 'Answer this question', about=id_)}</p>"
        if letter in mailbox.questions
        else ""
    )
    mine = " mine" if letter.author is Author.REPORTER else ""
    return (
        f'<section class="letter{mine}"><h2>{escape(LETTERS[letter.entry])}</h2>'
        f'<p class="hint">{day(letter.written_on)}</p>{_quoted(letter, mailbox)}'
        f'<div id="{id_}">{_paragraphs(letter.text)}</div>{signed}{button}</section>'
    )


def _quoted(letter: LetterText, mailbox: Mailbox) -> str:
    """The question, above its answer."""
    texts = [clean(each.text).text for each in mailbox.letters if letter.question and each.id == letter.question]
    return f'<p class="hint">{escape(texts[0])}</p>' if texts else ""


def _paragraphs(text: str) -> str:
    return "".join(f"<p>{escape(part)}</p>" for part in clean(text).text.split("\n") if part.strip())
