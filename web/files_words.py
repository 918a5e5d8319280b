"""The page on which files are added, with its words."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from governance.files import MOST_FILES, Kept, described

TITLE = "Add files"
NOTHING_CHOSEN = "Choose a file first, then press “Add”."
_ACCEPT = ".pdf,.jpg,.jpeg,.png,.gif,.webp,.bmp,.tif,.tiff,.docx,.xlsx,.pptx,.txt,.csv"


def wrong_file(number: int, why: str) -> str:
    """`number` counts what was chosen, from 1: files have no names here."""
    return f"File {number} of those you just chose: {why}"


def files_page(files: Sequence[Kept], wrong: Sequence[str], token: str, address: str, above: str = "") -> str:
    """What is there, what was wrong, and what can be done. `token` is the page's state, sealed; it is posted to
    `address`. `above` is HTML that stands under the heading."""
    return (
        f"{_summary(wrong)}<h1>{TITLE}</h1>{above}"
        "<p>Files often hide who made them, where and when. We make each file anew and keep only what can be seen on "
        "it. We do not keep its name. You see what we found before anything is sent.</p>"
        f"{_there(files, token, address)}{_choose(files, token, address)}"
        '<div class="inset"><p>We cannot take out what a file shows. A picture may show your desk, and a document may '
        "have your name in its words. Look at each file before you send it.</p>"
        "<p>We do not keep the file as you have it. If it may be needed as proof, keep it safe where it is, and do not "
        "go looking for more.</p></div>"
        "<p>You can stop here. What you do not send opens for nobody, and is destroyed within two days.</p>"
    )


def _there(files: Sequence[Kept], token: str, address: str) -> str:
    if not files:
        return ""
    rows = "".join(_row(number, file) for number, file in enumerate(files, 1))
    send = "Send this file" if len(files) == 1 else f"Send these {len(files)} files"
    return (
        f'<form method="post" action="{address}" id="there" autocomplete="off">'
        f'<input type="hidden" name="files" value="{escape(token)}"></form>'
        f'<h2>Ready to send</h2><ul class="files">{rows}</ul>'
        f'<div class="buttons"><button form="there" name="action" value="send">{send}</button></div>'
    )


def _row(number: int, file: Kept) -> str:
    name = f"file-{number}"
    if file.removed:
        items = "".join(f"<li>{escape(each)}</li>" for each in file.removed)
        found = f"<p>We found this hidden in it, and took it out:</p><ul>{items}</ul>"
    else:
        found = "<p>We found nothing hidden in it.</p>"
    return (
        f'<li class="letter"><h3 id="{name}">File {number}: {escape(described(file))}</h3>{found}<div class="buttons">'
        f'<button form="there" name="action" value="see:{number}" class="secondary" aria-describedby="{name}">Save and '
        f'look at it</button><button form="there" name="action" value="out:{number}" class="secondary" '
        f'aria-describedby="{name}">Take it out</button></div></li>'
    )


def _choose(files: Sequence[Kept], token: str, address: str) -> str:
    if len(files) >= MOST_FILES:
        return f"<p>You can send {MOST_FILES} files at a time. Send these first.</p>"
    return (
        f'<form method="post" action="{address}" enctype="multipart/form-data" autocomplete="off">'
        f'<input type="hidden" name="files" value="{escape(token)}"><div class="group">'
        f'<label for="chosen">{"Choose more files" if files else "Choose files"}</label>'
        '<p class="hint" id="chosen-hint">Pictures, PDF, Word, Excel, PowerPoint or plain text. At most '
        f"{MOST_FILES} files, each of 25 MB at most. It can take a minute.</p>"
        f'<input id="chosen" name="chosen" type="file" multiple accept="{_ACCEPT}" aria-describedby="chosen-hint">'
        '</div><button type="submit" class="secondary">Add</button></form>'
    )


def _summary(wrong: Sequence[str]) -> str:
    if not wrong:
        return ""
    items = "".join(f'<li><a href="#chosen">{escape(each)}</a></li>' for each in wrong)
    return f'<div class="error-summary" role="alert" tabindex="-1"><h2>There is a problem</h2><ul>{items}</ul></div>'
