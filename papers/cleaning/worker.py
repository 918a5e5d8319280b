"""The process in which files are cleaned: one file in by standard input, the clean one out by standard output.

It may use some memory and some seconds, may write no file, and is given nothing of ours: no key, no setting.
"""

from __future__ import annotations

import json
import resource
import sys
from typing import BinaryIO

MIB = 1024 * 1024
#: Bytes of address space: a picture of the largest size is held three times.
MEMORY = 1200 * MIB
SECONDS = 25
LENGTH_BYTES = 4


def main(given: BinaryIO, out: BinaryIO) -> None:
    """Answers with a header in JSON after its length, then the content; or with a header that says why not."""
    content = given.read()
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    from papers.cleaning import clean
    from papers.cleaning.sniffing import Uncleanable

    header: dict[str, object]
    cleaned = b""
    try:
        result = clean(content)
        cleaned = bytes(result.content)
        header = {"kind": result.kind.suffix, "removed": result.removed, "size": len(cleaned)}
    except Uncleanable as why:
        header = {"refused": str(why)}
    except (MemoryError, RecursionError):
        header = {"refused": "This file needs more room than we have to look into it. Make it smaller, or send parts."}
    written = json.dumps(header).encode()
    out.write(len(written).to_bytes(LENGTH_BYTES, "big") + written)
    out.write(cleaned)
    out.flush()


if __name__ == "__main__":
    main(sys.stdin.buffer, sys.stdout.buffer)
