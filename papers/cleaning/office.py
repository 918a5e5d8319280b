"""Word, Excel and PowerPoint documents, packed anew part by part.

What is not known to be harmless is not kept: a part of a kind that is not on the list makes the whole uncleanable.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping
from io import BytesIO

from governance.files import KINDS, Cleaned
from papers.cleaning.office_parts import Relations, scrub_part
from papers.cleaning.pictures import redraw
from papers.cleaning.sniffing import INSTEAD, Uncleanable

MOST_PARTS = 5_000
MOST_UNPACKED = 150 * 1024 * 1024
_MAIN = {
    b"wordprocessingml.document.main+xml": "docx",
    b"spreadsheetml.sheet.main+xml": "xlsx",
    b"presentationml.presentation.main+xml": "pptx",
}
_DROPPED = re.compile(
    r"docProps/|customXml/|_xmlsignatures/|word/people\.xml|.*/(?:printerSettings|revisions|webextensions|changesInfos)/"
    r"|.*thumbnail\.\w+|word/comments(?:Ids|Extensible)\.xml|.*/userCustomization/|.*/revisionInfo\.xml"
)
_PICTURES = {"jpg": "JPEG", "jpeg": "JPEG", "png": "PNG", "gif": "GIF"}
_NO_DAY = (1980, 1, 1, 0, 0, 0)


def clean_office(content: bytes) -> Cleaned:
    try:
        with zipfile.ZipFile(BytesIO(content)) as given:
            parts = dict(_read(given))
    except (zipfile.BadZipFile, NotImplementedError, EOFError, ValueError, OSError, KeyError, RuntimeError):
        raise Uncleanable(f"This file is damaged, or is not what it seems. {INSTEAD}") from None
    kind = next((kind for mark, kind in _MAIN.items() if mark in parts.get("[Content_Types].xml", b"")), None)
    if kind is None:
        raise Uncleanable(f"This is a packed file, or a document of a kind that we cannot make safe. {INSTEAD}")
    kept, removed = _anew(parts)
    written = BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as anew:
        for name, part in kept.items():
            anew.writestr(zipfile.ZipInfo(name, _NO_DAY), part, zipfile.ZIP_DEFLATED)
    return Cleaned(KINDS[kind], written.getvalue(), removed)


def _read(given: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    infos = [info for info in given.infolist() if not info.is_dir()]
    if len(infos) > MOST_PARTS or sum(info.file_size for info in infos) > MOST_UNPACKED:
        raise Uncleanable("This file is far larger inside than it looks. Save what matters as a PDF and add that.")
    seen: set[str] = set()
    for info in infos:
        if info.filename in seen or info.flag_bits & 1 or ".." in info.filename or "\\" in info.filename:
            raise Uncleanable(f"This file is locked with a password, or is not what it seems. {INSTEAD}")
        seen.add(info.filename)
        _must_be_harmless(info.filename)
        with given.open(info) as part:
            yield info.filename, part.read(info.file_size + 1)


def _must_be_harmless(name: str) -> None:
    lower = name.lower()
    if any(each in lower for each in ("vbaproject", "vbadata", "activex", "macrosheets", "ctrlprops", "dialogsheets")):
        raise Uncleanable("This document holds a program (a macro), and we do not take those. Save it as a PDF.")
    if "/embeddings/" in lower:
        raise Uncleanable("This document holds another file inside it. Save it as a PDF and add that.")
    suffix = lower.rpartition(".")[2]
    if not _DROPPED.match(name) and suffix not in ("xml", "rels", "vml", *_PICTURES):
        raise Uncleanable(f"This document holds something that we cannot look into (.{suffix[:8]}). Save it as a PDF.")


def _anew(parts: Mapping[str, bytes]) -> tuple[dict[str, bytes], tuple[str, ...]]:
    kept: dict[str, bytes] = {}
    removed: dict[str, None] = {}
    dropped = {name for name in parts if _DROPPED.match(name)}
    if any(name.startswith("docProps/") for name in dropped):
        removed["who wrote it, who changed it, when and with which program"] = None
    relations = Relations(parts, dropped)
    for name, part in parts.items():
        if name in dropped:
            continue
        suffix = name.lower().rpartition(".")[2]
        if suffix in _PICTURES:
            drawn, was, found = redraw(part)
            if was != _PICTURES[suffix]:
                raise Uncleanable("A picture inside this document is not what it seems. Save it as a PDF.")
            kept[name] = drawn
            removed |= {f"in a picture inside it: {words}": None for words in found}
        else:
            kept[name], found = scrub_part(name, part, relations)
            removed |= dict.fromkeys(found)
    return kept, tuple(removed)
