"""What a file is, by its content."""

from __future__ import annotations

import re
from collections.abc import Callable

from governance.files import Cleaned

#: What anything that cannot be made safe is answered with.
INSTEAD = "Save it as a PDF, or take a picture of what it shows, and add that."

Cleaner = Callable[[bytes], Cleaned]

_PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a", b"BM", b"II*\x00", b"MM\x00*")
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: Text that is made to be run, drawn or read by a machine.
_MARKUP = re.compile(r"\A\s*(?:<\?xml|<!doctype|<html|<svg|<script|\{\\rtf|%!ps|#!)|<svg[\s>]", re.I)
_EMAIL = re.compile(r"^(?:received|return-path|message-id|mime-version|delivered-to): ?\S", re.I | re.M)
_BEGINNING = 4096


class Uncleanable(Exception):
    """A file that cannot be made safe. The message says why, in words for whoever added it, and what to do."""


def what_it_is(content: bytes) -> Cleaner:
    """What makes it anew. Raises Uncleanable for every kind that is not on the list."""
    if content.startswith(b"%PDF-"):
        from papers.cleaning.pdfs import clean_pdf

        return clean_pdf
    if content.startswith(_PICTURES) or (content[:4] == b"RIFF" and content[8:12] == b"WEBP"):
        from papers.cleaning.pictures import clean_picture

        return clean_picture
    if content.startswith(b"PK\x03\x04"):
        from papers.cleaning.office import clean_office

        return clean_office
    if content.startswith(_OLD_OFFICE):
        raise Uncleanable(f"This is a file of an older Office program, or a saved e-mail. {INSTEAD}")
    text = _as_text(content)
    if text is None:
        raise Uncleanable(f"We cannot make this kind of file safe{_named(content)}. {INSTEAD}")
    if _MARKUP.search(text[:_BEGINNING]):
        raise Uncleanable(f"This file may hold a program or a drawing that we cannot make safe. {INSTEAD}")
    if len(_EMAIL.findall(text[:_BEGINNING])) > 1:
        raise Uncleanable(
            "This is a saved e-mail. It holds hidden lines that say who got it, and when. Take a picture of it, or "
            "copy its words into a document, and add that."
        )
    from papers.cleaning.texts import clean_text

    return lambda _: clean_text(text)


def _as_text(content: bytes) -> str | None:
    """None for what is no text."""
    codes = ("utf-16",) if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "cp1252")
    for code in codes:
        try:
            text = content.decode(code)
        except UnicodeDecodeError:
            continue
        return None if re.search(r"[\x00-\x08\x0e-\x1f\x7f]", text) else text
    return None


def _named(content: bytes) -> str:
    """What it looks like, such as " (it looks like .mp4)"; empty when nobody knows."""
    import puremagic

    try:
        found = puremagic.from_string(content[:_BEGINNING])
    except (puremagic.PureError, ValueError):
        return ""
    return f" (it looks like {found})" if re.fullmatch(r"\.[a-z0-9]{1,6}", found) else ""
