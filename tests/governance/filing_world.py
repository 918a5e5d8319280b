"""Files on the real store and sealing, cleaned here instead of in a process of their own."""

from __future__ import annotations

from governance.errors import Refused
from governance.files import Cleaned
from papers.cleaning import clean
from papers.cleaning.sniffing import Uncleanable


class CleansHere:
    """`papers.cleaning.running.Cleaning` without its process; that has tests of its own."""

    async def clean(self, content: bytes | bytearray) -> Cleaned:
        try:
            return clean(bytes(content))
        except Uncleanable as why:
            raise Refused(str(why)) from None
