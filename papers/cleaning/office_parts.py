"""One part of an Office document: names, days, marks and addresses are taken out of its XML."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Mapping
from typing import Any

from papers.cleaning.sniffing import INSTEAD, Uncleanable

NOBODY = "Author"
NO_DAY = "2000-01-01T00:00:00"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
#: What is left out whole: marks of a copy or of a session, where a file was kept, where a letter's addresses come from.
_LEFT_OUT = frozenset(
    {"rsids", "docId", "absPath", "revisionPtr", "docVars", "mailMerge", "attachedTemplate", "coauthVersionLast"}
)
#: Attributes that name somebody.
_NAMES = frozenset({"author", "userName", "displayName", "lastModifiedBy", "refreshedBy"})
_USERS = frozenset({"userId", "providerId", "initials"})
_DAYS = frozenset({"dt", "dT", "dateUtc", "refreshedDate", "refreshedDateIso"})
#: Attributes that say from where data came, or for whom a part of a text is kept.
_SOURCES = frozenset({"odcFile", "sourceFile", "connection", "securityDescriptor"})
#: A picture is called as the file that it was, and older programs describe it by the folder.
_SHAPES = frozenset({"docPr", "cNvPr", "imagedata", "shape"})
_PATH = re.compile(r"(?<![a-z])[a-z]:[\\/]|\\\\\w|file:/|/users/|/home/", re.I)
_FILE_NAME = re.compile(r"\.[a-z0-9]{2,4}\Z", re.I)
_AUTHORS = frozenset({"cmAuthor", "author", "person"})
#: A day on these is when somebody changed the text.
_CHANGES = frozenset({
    "ins", "del", "moveFrom", "moveTo", "comment", "rPrChange", "pPrChange", "sectPrChange", "tblPrChange",
    "tcPrChange", "trPrChange", "tblPrExChange", "tblGridChange", "numberingChange", "cellIns", "cellDel", "cellMerge",
    "moveFromRangeStart", "moveToRangeStart", "customXmlInsRangeStart", "customXmlDelRangeStart",
})  # fmt: skip
_WEB = re.compile(r"https?://(?![^/]*-my\.sharepoint)(?!.*/personal/)[^\s]+\Z|mailto:.*\Z|#.*\Z", re.I)

WHO = "who wrote the comments and changes in it, and when"
MARKS = "marks of the computer or the session in which it was written"
ADDRESSES = "addresses of files and folders"


class Relations:
    """Which parts lead where, and which of those ways are closed because what they lead to is left out."""

    def __init__(self, parts: Mapping[str, bytes], dropped: Iterable[str]) -> None:
        self.dropped = frozenset(dropped)
        self._closed: dict[str, set[str]] = {}
        for name, part in parts.items():
            if name.endswith(".rels") and name not in self.dropped:
                self._closed[_owner(name)] = {
                    str(each.get("Id")) for each in parsed(part) if self.is_closed(name, each)
                }

    def is_closed(self, rels: str, relation: Any) -> bool:
        if relation.get("TargetMode") == "External":
            return str(relation.get("Type", "")).endswith("/attachedTemplate")
        base = posixpath.dirname(_owner(rels))
        target = posixpath.normpath(posixpath.join("/" + base, str(relation.get("Target", "")))).lstrip("/")
        return target in self.dropped

    def closed(self, name: str) -> set[str]:
        return self._closed.get(name, set())


def parsed(part: bytes) -> Any:
    """Raises Uncleanable for XML that is broken, or that brings a grammar of its own."""
    from lxml import etree  # type: ignore[import-untyped]  # it has no types

    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(part, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise Uncleanable(f"This document is damaged, or is not what it seems. {INSTEAD}") from None
    if root.getroottree().docinfo.doctype:
        raise Uncleanable(f"This document holds something that we cannot look into. {INSTEAD}")
    return root


def scrub_part(name: str, part: bytes, relations: Relations) -> tuple[bytes, tuple[str, ...]]:
    """(the part anew, what was found)."""
    from lxml import etree

    root = parsed(part)
    found: set[str] = set()
    if name.endswith(".rels"):
        _scrub_relations(name, root, relations, found)
    elif name == "[Content_Types].xml":
        for each in list(root):
            if str(each.get("PartName", "")).lstrip("/") in relations.dropped:
                root.remove(each)
    else:
        _scrub_content(root, relations.closed(name), found)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True), tuple(sorted(found))


def _scrub_relations(name: str, root: Any, relations: Relations, found: set[str]) -> None:
    for each in list(root):
        if relations.is_closed(name, each):
            root.remove(each)
        elif each.get("TargetMode") == "External" and not (
            str(each.get("Type", "")).endswith("/hyperlink") and _WEB.match(str(each.get("Target", "")))
        ):
            each.set("Target", "about:blank")
            found.add(ADDRESSES)


def _scrub_content(root: Any, closed: set[str], found: set[str]) -> None:
    authors = _scrub_authors(root, found)
    _scrub_fields(root, found)
    for each in list(root.iter()):
        local = _local(each.tag)
        if local in _LEFT_OUT and each.getparent() is not None:
            each.getparent().remove(each)
            found.add(ADDRESSES if local in ("absPath", "attachedTemplate") else MARKS)
            continue
        for key, value in list(each.attrib.items()):
            _scrub_attribute(each, local, key, value, closed, found)
        if authors and local == "t" and each.text:
            for author in authors:
                each.text = each.text.replace(author, NOBODY)


def _scrub_attribute(each: Any, local: str, key: str, value: str, closed: set[str], found: set[str]) -> None:
    name = _local(key)
    if (key.startswith(_R) and value in closed) or name.startswith("rsid"):
        del each.attrib[key]
        found.update({MARKS} if name.startswith("rsid") else ())
    elif name in _NAMES or (name == "name" and local in _AUTHORS):
        each.set(key, NOBODY)
        found.add(WHO)
    elif name in _USERS:
        each.set(key, NOBODY[0] if name == "initials" else NOBODY)
    elif name in _DAYS or (name == "date" and local in _CHANGES):
        del each.attrib[key]
    elif name == "created" and local in ("cm", "reply"):
        each.set(key, NO_DAY)
    elif name in _SOURCES or (name == "ed" and local == "permStart"):
        del each.attrib[key]
        found.add(ADDRESSES)
    elif _PATH.search(value) or (local in _SHAPES and _FILE_NAME.search(value)):
        each.set(key, "")
        found.add(ADDRESSES)


def _scrub_fields(root: Any, found: set[str]) -> None:
    """A field of Word shows a text and says beside it where that came from, often in several pieces."""
    fields: list[list[Any]] = [[]]
    for each in root.iter():
        if _local(each.tag) == "fldChar":
            fields.append([])
        elif _local(each.tag) == "instrText":
            fields[-1].append(each)
    for field in fields:
        if _PATH.search("".join(piece.text or "" for piece in field)):
            found.add(ADDRESSES)
            for piece in field:
                piece.text = ""


def _scrub_authors(root: Any, found: set[str]) -> list[str]:
    """Excel lists who commented, and begins a comment with the name."""
    listed = [each for each in root.iter() if _local(each.tag) == "author" and each.text and each.text.strip()]
    names = sorted({each.text.strip() for each in listed}, key=len, reverse=True)
    for each in listed:
        each.text = NOBODY
        found.add(WHO)
    return names


def _owner(rels: str) -> str:
    """The part that a part of relations belongs to: `word/_rels/document.xml.rels` to `word/document.xml`."""
    folder, _, name = rels.rpartition("/")
    return posixpath.join(posixpath.dirname(folder), name.removesuffix(".rels"))


def _local(tag: object) -> str:
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""
