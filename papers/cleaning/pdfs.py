"""PDF documents, built anew from their pages."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from governance.files import KINDS, Cleaned
from papers.cleaning.sniffing import Uncleanable

MOST_PAGES = 2_000
#: What may hang on any part of a page and is no part of what it shows.
_BESIDE = (
    "/AA", "/AF", "/EF", "/JS", "/LastModified", "/Metadata", "/OPI", "/PieceInfo", "/SourceModified", "/Thumb",
    "/Usage", "/XFA",
)  # fmt: skip
#: Here a key is a name that the page itself chose.
_NAMES = frozenset({"/XObject", "/Font", "/ExtGState", "/ColorSpace", "/Pattern", "/Shading", "/Properties"})
_ABOUT_PAGES = ("/Annots", "/B", "/ID", "/PresSteps", "/SeparationInfo", "/Tabs", "/VP")


def clean_pdf(content: bytes) -> Cleaned:
    """The pages and what is printed on them; forms and comments as they look."""
    import pikepdf

    try:
        with pikepdf.open(BytesIO(content), suppress_warnings=True) as given, pikepdf.new() as anew:
            if not 0 < len(given.pages) <= MOST_PAGES:
                raise Uncleanable(f"This PDF has no pages, or more than {MOST_PAGES}. Send it in parts.")
            removed = _found(given)
            # What a comment or a filled-in form looks like becomes part of the page.
            given.flatten_annotations("all")
            anew.pages.extend(given.pages)
            for page in anew.pages:
                for key in [each for each in _ABOUT_PAGES if each in page.obj]:
                    del page.obj[key]
            for part in anew.objects:
                _scrub(part)
            written = BytesIO()
            anew.save(written, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    except pikepdf.PasswordError:
        raise Uncleanable("This PDF is locked with a password. Save it without one and add that.") from None
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, RuntimeError, IndexError):
        raise Uncleanable("This PDF is damaged, or is not what it seems. Print it to a new PDF and add that.") from None
    return Cleaned(KINDS["pdf"], written.getvalue(), removed)


def _found(given: Any) -> tuple[str, ...]:
    root = given.Root
    annotated = [page for page in given.pages if "/Annots" in page.obj]
    names = root.get("/Names", {})
    told = {
        "who made it, when and with which program": "/Info" in given.trailer or "/Metadata" in root,
        "other files inside it": len(given.attachments) > 0,
        "programs that run when it is opened": "/OpenAction" in root or "/AA" in root or "/JavaScript" in names,
        "who wrote its comments, what lies under a link, and notes that are folded away": bool(annotated),
        "who signed or filled in a form": "/AcroForm" in root,
    }
    return tuple(words for words, found in told.items() if found)


def _scrub(part: Any, named: bool = False) -> None:  # it calls itself
    """Take out what is beside the page, here and in what stands inside; what stands apart has its own turn."""
    import pikepdf

    if isinstance(part, pikepdf.Array):
        _plain_colours(part)
        inside = [("", each) for each in part]
    elif isinstance(part, pikepdf.Dictionary | pikepdf.Stream):
        if not named:
            for key in _BESIDE:
                if key in part:
                    del part[key]
        inside = list(part.items())
        if isinstance(part, pikepdf.Stream):
            _strip_picture(part)
    else:
        return
    for key, each in inside:
        if isinstance(each, pikepdf.Object) and not each.is_indirect:
            _scrub(each, key in _NAMES)


def _plain_colours(part: Any) -> None:
    """Colours that are described by a profile: it is often that of one screen, and called what its owner called it."""
    import pikepdf

    if len(part) == 2 and part[0] == pikepdf.Name.ICCBased:
        part[0] = pikepdf.Name({1: "/DeviceGray", 4: "/DeviceCMYK"}.get(int(part[1].get("/N", 3)), "/DeviceRGB"))
        del part[1]


def _strip_picture(stream: Any) -> None:
    """A photograph inside a PDF is a whole JPEG file, with its place and its camera."""
    import pikepdf

    filters = stream.get("/Filter")
    names = [str(each) for each in filters] if isinstance(filters, pikepdf.Array) else [str(filters)]
    if names[-1] not in ("/DCTDecode", "/JPXDecode"):
        return
    raw = stream.read_raw_bytes() if len(names) == 1 else stream.read_bytes(pikepdf.StreamDecodeLevel.generalized)
    plain = b"".join(_jpeg_parts(raw) if names[-1] == "/DCTDecode" else _jpeg_2000_parts(raw))
    parameters = stream.get("/DecodeParms")
    last = parameters[-1] if isinstance(parameters, pikepdf.Array) and len(parameters) else parameters
    stream.write(plain, filter=pikepdf.Name(names[-1]), decode_parms=last)


def _jpeg_parts(raw: bytes) -> Iterator[bytes]:
    """All but the notes (APP1 to APP13, APP15, comments) and whatever follows the picture. Raises ValueError."""
    if raw[:2] != b"\xff\xd8":
        raise ValueError("no JPEG")
    yield raw[:2]
    at = 2
    while raw[at : at + 1] == b"\xff" and at + 4 <= len(raw):
        marker, length = raw[at + 1], int.from_bytes(raw[at + 2 : at + 4], "big")
        if marker == 0xDA:
            end = raw.rfind(b"\xff\xd9")
            yield raw[at : end + 2] if end > at else raw[at:]
            return
        if marker == 0xFF:
            at += 1
            continue
        if not (0xE1 <= marker <= 0xED or marker in (0xEF, 0xFE)):
            yield raw[at : at + 2 + length]
        at += 2 + length
    raise ValueError("a JPEG without a picture")


def _jpeg_2000_parts(raw: bytes) -> Iterator[bytes]:
    """All boxes but those for notes. Raises ValueError."""
    if raw[:4] == b"\xff\x4f\xff\x51":
        if b"\xff\x64" in raw[:65_536]:
            raise ValueError("a picture with a comment inside")
        yield raw
        return
    at = 0
    while at + 8 <= len(raw):
        length, kind = int.from_bytes(raw[at : at + 4], "big"), raw[at + 4 : at + 8]
        if length == 1:
            length = int.from_bytes(raw[at + 8 : at + 16], "big")
        end = at + length if length else len(raw)
        if end <= at:
            raise ValueError("a box without a length")
        if kind not in (b"uuid", b"xml ", b"uinf"):
            yield raw[at:end]
        at = end
