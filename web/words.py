"""The pages of the anonymous face that are not forms, with their words."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from html import escape

BEFORE_YOU_START = """
<div class="before">
<h2>Before you start</h2>
<ul>
<li><strong>Safest:</strong> use a phone or computer that is not the council’s, and not on council Wi-Fi.</li>
<li>This page does not ask who you are, keeps no cookie and writes no log of your visit. Whoever runs the network you
are on can see that you opened it.</li>
<li>What you write may show who you are. Leave out things that only you could know.</li>
<li>You can add files at the end, once your report is sent. We take out what they hide, and show you what we found.</li>
<li>Am I protected, and what happens next? Read <a href="/policy">what the policy says</a>.</li>
</ul>
</div>
"""


class Who(StrEnum):
    """What the last page says first: how we know whoever sent the report."""

    NOBODY = "We do not know who you are."
    NAMED = "Your name is sealed apart from your story."
    #: Sent again. What they changed since, their name too, is not in what we have.
    SENT_BEFORE = (
        "You sent this report before. We kept it as it was then. "
        "If you changed something since, please send a new report."
    )


def done_page(code: str, acknowledge_by: date, who: Who, token: str, mailbox: str, *, checked: bool | None) -> str:
    """The report is safe: the code, once, and what happens next. `checked` is how typing it back went, if it was;
    `mailbox` is the code, sealed for the page on which files are added."""
    return (
        f'<div class="panel" role="status"><h1>We have your concern</h1><p>{escape(who.value)}</p></div>'
        "<h2>Your code</h2><p>This is the only way back to your report. Write it down now and keep it safe. "
        "We cannot give it to you again, and nobody can look it up.</p>"
        f'<p class="code">{escape(code)}</p>'
        f"{_check(token, checked)}"
        "<h2>What happens next</h2>"
        f"<p>By <strong>{day(acknowledge_by)}</strong> you will get a written answer. It says that we have your "
        "concern, what we understood, and who is dealing with it.</p>"
        '<p>To read it, come back to <a href="/mailbox">I have a code</a>.</p>'
        "<p>You do not need proof. Please do not look into it yourself.</p>"
        "<h2>Files</h2><p>If you have pictures or documents that show it, you can add them now, or later with your "
        'code.</p><form method="post" action="/mailbox" autocomplete="off">'
        f'<input type="hidden" name="draft" value="{escape(mailbox)}">'
        '<button name="action" value="files" class="secondary">Add files</button></form>'
    )


def problem_page(title: str, text: str) -> str:
    return (
        f"<h1>{escape(title)}</h1><p>{escape(text)}</p>"
        '<p><a href="/speak-up">Speak up</a> or <a href="/mailbox">use your code</a>.</p>'
    )


def stopped_page() -> str:
    return (
        "<h1>You stopped</h1><p>Nothing was sent and nothing was kept.</p>"
        '<p><a href="/speak-up">Start again</a> whenever you want.</p>'
    )


def _check(token: str, checked: bool | None) -> str:
    if checked:
        return '<p class="inset" role="status">That matches. You have your code.</p>'
    wrong = checked is False
    error = (
        '<p class="error" id="last-error"><span class="unseen">Error:</span> That does not match the last group of '
        "your code above. Your report is safe all the same. Check what you wrote down.</p>"
        if wrong
        else ""
    )
    extra = ' aria-invalid="true" aria-describedby="last-error"' if wrong else ""
    return (
        f'<form method="post" action="/speak-up" autocomplete="off"><div class="group{" wrong" if wrong else ""}">'
        '<label for="last">Type the last group of your code, to show yourself that you have it (you can leave this '
        "out)</label>"
        f'{error}<input class="short" id="last" name="last" type="text" spellcheck="false" autocomplete="off"{extra}>'
        f'</div><input type="hidden" name="done" value="{escape(token)}">'
        '<button type="submit" name="action" value="check" class="secondary">Check it</button></form>'
    )


def day(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B %Y}"
