"""Files made anew without what they carry besides their content: who wrote them, where, when and with what.

Everything here runs in a process of its own (`papers.cleaning.worker`), with little memory, little time, no file to
write to and nothing of ours to read, because the files come from anybody.
"""

from __future__ import annotations

from governance.files import LARGEST_FILE, Cleaned
from papers.cleaning.sniffing import Uncleanable, what_it_is


def clean(content: bytes) -> Cleaned:
    """The file anew, going by its content alone: what it is called says nothing. Raises Uncleanable in words for the
    reporter."""
    if not content:
        raise Uncleanable("This file is empty.")
    if len(content) > LARGEST_FILE:
        raise Uncleanable("This file is too large. The most that we can take is 25 MB.")
    cleaner = what_it_is(content)
    cleaned = cleaner(content)
    if len(cleaned.content) > LARGEST_FILE:
        raise Uncleanable("This file is too large once it is made safe. Send it in parts.")
    return cleaned
