"""Pictures, drawn anew from what they show."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from governance.files import KINDS, Cleaned
from papers.cleaning.sniffing import Uncleanable

if TYPE_CHECKING:
    from PIL.Image import Image

#: The largest pictures that phones take have some 50 million points.
MOST_POINTS = 64_000_000
_FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "BMP", "TIFF")
_GPS, _CAMERA, _WHEN = 0x8825, {0x010F, 0x0110, 0xA430, 0xA431, 0xA433, 0xA434, 0xA435}, {0x0132, 0x9003, 0x9004}
_DETAILS = 0x8769
#: What a reader of pictures keeps beside them to draw them, and that says nothing of anybody.
_HARMLESS = frozenset({
    "dpi", "jfif", "jfif_version", "jfif_unit", "jfif_density", "transparency", "background", "gamma", "aspect",
    "loop", "duration", "timestamp", "version", "extension", "interlace", "progressive", "progression", "srgb",
    "chromaticity", "compression", "adobe", "adobe_transform", "default_image", "icc_profile", "resolution",
})  # fmt: skip


def clean_picture(content: bytes) -> Cleaned:
    """As JPEG if it was one, as PNG otherwise."""
    drawn, was, removed = redraw(content)
    return Cleaned(KINDS["jpg" if was == "JPEG" else "png"], drawn, removed)


def redraw(content: bytes) -> tuple[bytes, str, tuple[str, ...]]:
    """(the picture anew, the format that it had, what was found beside it). It stays JPEG or GIF if it was, and is PNG
    otherwise. Raises Uncleanable."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = None  # asked below, before anything is drawn
    try:
        with Image.open(BytesIO(content), formats=_FORMATS) as given:
            if given.width * given.height > MOST_POINTS:
                raise Uncleanable("This picture has too many points. Make it smaller and add it again.")
            frames, was = getattr(given, "n_frames", 1), str(given.format)
            if was == "TIFF" and frames > 1:
                raise Uncleanable("This picture has several pages. Save it as a PDF and add that.")
            given.load()
            removed = (*_found(given), *(("all but the first picture of a moving one",) if frames > 1 else ()))
            plain = ImageOps.exif_transpose(given).convert(_mode(given, was))
    except Uncleanable:
        raise
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, KeyError, TypeError, OverflowError):
        raise Uncleanable("This picture is damaged, or is not what it seems. Save it again and add that.") from None
    plain.info = {}
    written = BytesIO()
    kept = was if was in ("JPEG", "GIF") else "PNG"
    plain.save(written, kept, **({"quality": 90} if kept == "JPEG" else {}))
    return written.getvalue(), was, removed


def _mode(given: Image, was: str) -> str:
    if was == "JPEG":
        return "L" if given.mode == "L" else "RGB"
    return "RGBA" if given.mode in ("RGBA", "LA", "PA") or "transparency" in given.info else "RGB"


def _found(given: Image) -> tuple[str, ...]:
    exif = given.getexif()
    tags = {*exif, *exif.get_ifd(_DETAILS)}
    others = {str(key).lower() for key in given.info} - _HARMLESS - {"exif"}
    told = {
        "where it was taken": bool(exif.get_ifd(_GPS)),
        "which camera or phone took it": bool(tags & _CAMERA),
        "when it was taken": bool(tags & _WHEN),
        "other notes that programs leave in pictures": bool(others or (tags - _CAMERA - _WHEN - {_DETAILS, _GPS, 274})),
    }
    return tuple(words for words, found in told.items() if found)
