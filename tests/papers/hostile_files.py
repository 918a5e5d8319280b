"""Files that carry what they should not, each with names that must be found nowhere afterwards."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Mapping
from io import BytesIO

import pikepdf
from docx import Document
from docx.oxml import parse_xml
from PIL import Image
from xlsxwriter import Workbook

#: Who would be known, were one of these kept.
AUTHOR, CAMERA, SERIAL, PLACE, FOLDER = "Perpetua Quill", "LeicaNeedle", "SN-7731-NEEDLE", "NeedleTown", "pquill-home"
NEEDLES = (AUTHOR, "Perpetua", CAMERA, SERIAL, PLACE, FOLDER)
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def photograph(kind: str = "JPEG", size: tuple[int, int] = (64, 48)) -> bytes:
    """With its camera, its serial number, its owner and its place."""
    drawn = Image.new("RGB", size, (200, 30, 30))
    exif = Image.Exif()
    exif[0x010F], exif[0x013B], exif[0x0132] = CAMERA, AUTHOR, "2026:11:20 08:15:00"
    details = exif.get_ifd(0x8769)
    details[0xA431], details[0x9003] = SERIAL, "2026:11:20 08:15:00"
    exif.get_ifd(0x8825).update({1: "N", 2: (51.0, 30.0, 0.0), 3: "W", 4: (0.0, 7.0, 0.0), 0x1B: PLACE.encode()})
    written = BytesIO()
    drawn.save(written, kind, exif=exif, **({"comment": PLACE} if kind == "JPEG" else {}))
    return written.getvalue()


def pdf(*, javascript: bool = False, attachment: bool = False) -> bytes:
    """With an author, XMP, a photograph inside, a comment, and what else is asked for."""
    with pikepdf.new() as made:
        made.add_blank_page(page_size=(200, 200))
        page = made.pages[0]
        picture = pikepdf.Stream(
            made, photograph(), Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=64, Height=48,
            ColorSpace=pikepdf.Name.DeviceRGB, BitsPerComponent=8, Filter=pikepdf.Name.DCTDecode,
        )  # fmt: skip
        # Names that are the page's own, however they look.
        page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary({"/Metadata": picture}))
        page.obj.Contents = pikepdf.Stream(made, b"q 64 0 0 48 20 20 cm /Metadata Do Q % the words that stand here")
        page.obj.PieceInfo = pikepdf.Dictionary({"/App": pikepdf.Dictionary(Private=pikepdf.String(FOLDER))})
        note = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Rect=[0, 0, 20, 20], T=pikepdf.String(AUTHOR),
            Contents=pikepdf.String(f"{PLACE} again"),
        )  # fmt: skip
        page.obj.Annots = made.make_indirect(pikepdf.Array([made.make_indirect(note)]))
        profile = pikepdf.Stream(made, f"the screen of {AUTHOR}".encode(), N=3)
        page.obj.Resources.ColorSpace = pikepdf.Dictionary(
            Cs1=made.make_indirect(pikepdf.Array([pikepdf.Name.ICCBased, profile])),
            Cs2=pikepdf.Array([pikepdf.Name.Indexed, pikepdf.Array([pikepdf.Name.ICCBased, profile]), 0, b"abc"]),
        )
        layer = pikepdf.Dictionary(
            Type=pikepdf.Name.OCG, Name=pikepdf.String("a layer"),
            Usage=pikepdf.Dictionary(User=pikepdf.Dictionary(Type=pikepdf.Name.Ind, Name=pikepdf.String(AUTHOR))),
        )  # fmt: skip
        page.obj.Resources.Properties = pikepdf.Dictionary(MC0=made.make_indirect(layer))
        made.docinfo["/Author"] = AUTHOR
        with made.open_metadata() as xmp:
            xmp["dc:creator"] = [AUTHOR]
        if javascript:
            made.Root.OpenAction = pikepdf.Dictionary(
                S=pikepdf.Name.JavaScript, JS=pikepdf.String(f"app.alert('{AUTHOR}')")
            )
        if attachment:
            made.attachments[f"{FOLDER}.txt"] = AUTHOR.encode()
        written = BytesIO()
        made.save(written)
    return written.getvalue()


def word() -> bytes:
    """With an author, tracked changes and a comment by name, a photograph, and marks of a session."""
    made = Document()
    made.core_properties.author = made.core_properties.last_modified_by = AUTHOR
    paragraph = made.add_paragraph("The invoices were paid twice.")
    made.add_comment(paragraph.runs, "I was there.", author=AUTHOR, initials="PQ")
    change = (
        f'<w:ins {_W} w:id="7" w:author="{AUTHOR}" w:date="2026-11-20T08:15:00Z"><w:r><w:t> Added.</w:t></w:r></w:ins>'
    )
    paragraph._element.append(parse_xml(change))  # noqa: SLF001  # the library has no way to a tracked change
    paragraph._element.set(f"{{{_W[9:-1]}}}rsidR", "00NEEDLE")  # noqa: SLF001
    made.add_picture(BytesIO(photograph()))
    picture = made.inline_shapes[0]._inline  # noqa: SLF001
    picture.docPr.set("descr", f"C:\\Users\\{FOLDER}\\Pictures\\desk.jpg")
    picture.graphic.graphicData.pic.nvPicPr.cNvPr.set("name", f"{FOLDER} 1.jpg")
    # A field in several pieces, and a part that one person alone may change.
    for piece in ("begin", ' LINK "C:\\Users\\pquill-', f'home\\{PLACE}.xlsx" ', "separate", "The total is 4.", "end"):
        run = made.add_paragraph().add_run()
        what = (
            f'<w:fldChar {_W} w:fldCharType="{piece}"/>' if piece in ("begin", "separate", "end")
            else f"<w:t {_W}>{piece}</w:t>" if piece.startswith("The")
            else f"<w:instrText {_W}>{piece}</w:instrText>"
        )  # fmt: skip
        run._element.append(parse_xml(what))  # noqa: SLF001
    paragraph._element.append(parse_xml(f'<w:permStart {_W} w:id="1" w:ed="{FOLDER}"/>'))  # noqa: SLF001
    written = BytesIO()
    made.save(written)
    return written.getvalue()


def excel() -> bytes:
    """With an author, a comment by name, and the folder in which it was kept."""
    written = BytesIO()
    book = Workbook(written)
    book.set_properties({"author": AUTHOR, "company": FOLDER})
    sheet = book.add_worksheet()
    sheet.write("A1", "Paid twice")
    sheet.write_comment("A1", f"{AUTHOR}:\nLook at this.", {"author": AUTHOR})
    sheet.write_url("A2", "external:c:\\users\\pquill-home\\other.xlsx", string="elsewhere")
    book.close()
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return repacked(written.getvalue(), {
        "xl/connections.xml": f'<connections xmlns="{main}"><connection id="1" name="Totals" odcFile="{FOLDER}/x.odc">'
        f'<dbPr connection="Data Source=db1;User ID={FOLDER}"/></connection></connections>'.encode(),
        "xl/pivotCache/pivotCacheDefinition1.xml": f'<pivotCacheDefinition xmlns="{main}" refreshedBy="{AUTHOR}" '
        'refreshedDate="46000.5"/>'.encode(),
    })  # fmt: skip


def powerpoint() -> bytes:
    """What matters of a PowerPoint document: its authors, comments of both kinds, a way to somebody's folder."""
    types = "http://schemas.openxmlformats.org/package/2006/content-types"
    main = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
    relation = "http://schemas.openxmlformats.org/package/2006/relationships"
    kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    p = "http://schemas.openxmlformats.org/presentationml/2006/main"
    new = "http://schemas.microsoft.com/office/powerpoint/2018/8/main"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{types}">'
        f'<Override PartName="/ppt/presentation.xml" ContentType="{main}"/>'
        '<Override PartName="/docProps/core.xml" ContentType="x"/></Types>',
        "docProps/core.xml": f"<a>{AUTHOR}</a>",
        "ppt/presentation.xml": f'<p:presentation xmlns:p="{p}"/>',
        "ppt/_rels/presentation.xml.rels": f'<Relationships xmlns="{relation}">'
        f'<Relationship Id="r1" Type="{kinds}/video" Target="file:///c:/{FOLDER}/x.mp4" TargetMode="External"/>'
        "</Relationships>",
        "ppt/commentAuthors.xml": f'<p:cmAuthorLst xmlns:p="{p}"><p:cmAuthor id="0" name="{AUTHOR}" initials="PQ"/>'
        "</p:cmAuthorLst>",
        "ppt/comments/comment1.xml": f'<p:cmLst xmlns:p="{p}"><p:cm authorId="0" dt="2026-11-20T08:15:00"><p:text>Look.'
        "</p:text></p:cm></p:cmLst>",
        "ppt/authors.xml": f'<n:authorLst xmlns:n="{new}"><n:author id="{{1}}" name="{AUTHOR}" initials="PQ" '
        f'userId="S::{AUTHOR}@x" providerId="AD"/></n:authorLst>',
    }
    written = BytesIO()
    with zipfile.ZipFile(written, "w") as made:
        for name, part in parts.items():
            made.writestr(name, part)
    return written.getvalue()


def repacked(document: bytes, changes: Mapping[str, bytes]) -> bytes:
    """The same Office document with parts added or replaced."""
    written = BytesIO()
    with zipfile.ZipFile(BytesIO(document)) as given, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as made:
        for name in given.namelist():
            if name not in changes:
                made.writestr(name, given.read(name))
        for name, part in changes.items():
            made.writestr(name, part)
    return written.getvalue()


def packed_bomb() -> bytes:
    """A Word document of some 200 kB that unpacks to 200 MB."""
    return repacked(word(), {"word/header9.xml": b"<a>" + b" " * (200 * 1024 * 1024) + b"</a>"})


def picture_bomb() -> bytes:
    """A PNG of a few hundred bytes that says it has ten thousand million points."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 100_000, 100_000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 9)) + chunk(b"IEND", b"")


def everywhere(content: bytes) -> bytes:
    """All that can be read of a file: itself, and every part that is packed inside."""
    found = [content]
    if content.startswith(b"PK"):
        with zipfile.ZipFile(BytesIO(content)) as packed:
            found += [name.encode() + packed.read(name) for name in packed.namelist()]
    if content.startswith(b"%PDF-"):
        with pikepdf.open(BytesIO(content)) as opened:
            for part in opened.objects:
                found.append(repr(part).encode())
                if isinstance(part, pikepdf.Stream):
                    found.append(part.read_raw_bytes())
    return b"\n".join(found)


def needles_in(content: bytes) -> list[str]:
    """The needles that are found, in whichever way text is written."""
    everything = everywhere(content)
    return [n for n in NEEDLES if any(n.encode(code) in everything for code in ("utf-8", "utf-16-le", "utf-16-be"))]
