"""Where answers may be sent: a pure rule on the text of an address.

The outbound token goes wherever `serviceUrl` points, so the rule is a narrow grammar and not a parser's opinion: two
parsers can disagree about user names, back-slashes, encoded dots or look-alike letters, and one of them is the one that
connects. What the grammar does not name is refused.
"""

from __future__ import annotations

import re
from collections.abc import Collection

LONGEST = 512

#: A folder may begin with one dot, as the channel's `/v1/.well-known/keys` does; `.` and `..` alone lead elsewhere.
_PATH = r"(?P<path>(?:/\.?[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*/?)"
_PUBLIC = re.compile(r"https://(?P<host>[a-z0-9-]+(?:\.[a-z0-9-]+)+)(?::443)?" + _PATH, re.IGNORECASE | re.ASCII)
_LOOPBACK = re.compile(
    r"https?://(?:localhost|127\.0\.0\.1|\[::1\])(?::(?P<port>[1-9][0-9]{0,4}))?" + _PATH, re.IGNORECASE | re.ASCII
)


def is_allowed(url: object, hosts: Collection[str], *, loopback: bool) -> bool:
    """Whether answers may go to `url`.

    `hosts` are lower-case host names, matched whole. `loopback` (local mode only) also allows plain HTTP to this
    computer, on any port.
    """
    if not isinstance(url, str) or len(url) > LONGEST:
        return False
    public = _PUBLIC.fullmatch(url)
    if public is not None and public["host"].lower() in hosts:
        return True
    near = _LOOPBACK.fullmatch(url) if loopback else None
    return near is not None and int(near["port"] or 80) <= 65535
