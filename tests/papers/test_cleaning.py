"""What a reporter would pay for: a name, a place or a camera that a file carries with it and nobody sees."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from io import BytesIO

import pikepdf
import pytest
from docx import Document
from PIL import Image
from python_calamine import CalamineWorkbook

from governance.errors import Busy, Refused
from governance.files import LARGEST_FILE
from papers.cleaning import clean
from papers.cleaning.running import BROKE, Cleaning
from papers.cleaning.sniffing import Uncleanable
from tests.papers.hostile_files import (
    AUTHOR,
    excel,
    needles_in,
    packed_bomb,
    pdf,
    photograph,
    picture_bomb,
    powerpoint,
    repacked,
    word,
)


@pytest.mark.parametrize(
    ("made", "suffix"),
    [
        (photograph, "jpg"),
        (lambda: photograph("PNG"), "png"),
        (lambda: photograph("WEBP"), "png"),
        (lambda: photograph("TIFF"), "png"),
        (pdf, "pdf"),
        (lambda: pdf(javascript=True, attachment=True), "pdf"),
        (word, "docx"),
        (excel, "xlsx"),
        (powerpoint, "pptx"),
    ],
    ids=["a photograph", "a PNG", "a WebP", "a TIFF", "a PDF", "a PDF with more in it", "Word", "Excel", "PowerPoint"],
)
def test_nothing_of_who_made_it_is_left(made: Callable[[], bytes], suffix: str) -> None:
    given = made()
    assert needles_in(given), "the file must carry what is looked for"
    cleaned = clean(given)
    assert cleaned.kind.suffix == suffix
    assert cleaned.removed, "what was taken out is told"
    assert needles_in(cleaned.content) == []


def test_a_picture_shows_the_same_and_says_what_was_taken_out() -> None:
    cleaned = clean(photograph())
    with Image.open(BytesIO(cleaned.content)) as shown:
        assert (shown.size, dict(shown.getexif())) == ((64, 48), {})
        assert set(shown.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert cleaned.removed[:3] == (
        "where it was taken",
        "which camera or phone took it",
        "when it was taken",
    )


def test_a_picture_that_was_held_sideways_stands_upright() -> None:
    written, exif = BytesIO(), Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (64, 48)).save(written, "JPEG", exif=exif)
    with Image.open(BytesIO(clean(written.getvalue()).content)) as shown:
        assert shown.size == (48, 64)


def test_a_plain_picture_has_nothing_to_take_out() -> None:
    written = BytesIO()
    Image.new("RGB", (8, 8)).save(written, "PNG")
    assert clean(written.getvalue()).removed == ()


def test_a_pdf_keeps_its_pages_and_loses_what_runs() -> None:
    cleaned = clean(pdf(javascript=True, attachment=True))
    with pikepdf.open(BytesIO(cleaned.content)) as opened:
        assert len(opened.pages) == 1
        assert "/Annots" not in opened.pages[0].obj
        assert set(opened.Root.keys()) <= {"/Type", "/Pages", "/Version"}
        assert not opened.attachments
        assert b"Do Q" in opened.pages[0].Contents.read_bytes()
        colours = opened.pages[0].obj.Resources.ColorSpace
        assert [str(each) for each in colours.Cs1] == ["/DeviceRGB"]
        assert str(colours.Cs2[1][0]) == "/DeviceRGB"
        (picture,) = opened.pages[0].obj.Resources.XObject.values()
        with Image.open(BytesIO(picture.read_raw_bytes())) as shown:
            assert shown.size == (64, 48)


def test_a_word_document_opens_and_keeps_its_words_its_changes_and_its_comments() -> None:
    cleaned = clean(word())
    opened = Document(BytesIO(cleaned.content))
    assert opened.paragraphs[0].text.startswith("The invoices were paid twice.")
    assert [(each.author, each.text) for each in opened.comments] == [("Author", "I was there.")]
    assert "Added." in opened.element.xml
    assert "The total is 4." in [each.text for each in opened.paragraphs]
    assert len(opened.inline_shapes) == 1
    assert any("in a picture inside it: where it was taken" in each for each in cleaned.removed)


def test_an_excel_document_opens_and_keeps_its_cells() -> None:
    cleaned = clean(excel())
    book = CalamineWorkbook.from_filelike(BytesIO(cleaned.content))
    assert book.get_sheet_by_index(0).to_python()[0] == ["Paid twice"]
    with zipfile.ZipFile(BytesIO(cleaned.content)) as packed:
        assert {info.date_time for info in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_powerpoint_document_keeps_its_comments_and_no_day_of_them() -> None:
    cleaned = clean(powerpoint())
    with zipfile.ZipFile(BytesIO(cleaned.content)) as packed:
        comment = packed.read("ppt/comments/comment1.xml")
        assert "docProps/core.xml" not in packed.namelist()
    assert b"Look." in comment
    assert b"2026" not in comment


def test_text_loses_marks_that_nobody_sees() -> None:
    cleaned = clean("Paid\u200b twice\u202e!\r\nOn Monday\U000e0041.".encode())
    assert cleaned.content == b"Paid twice!\nOn Monday."
    assert "signs that nobody can see (3)" in cleaned.removed[0]


@pytest.mark.parametrize("code", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_text_is_read_however_it_was_written(code: str) -> None:
    assert clean("Café, paid twice".encode(code)).content == "Café, paid twice".encode()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"x" * (LARGEST_FILE + 1), "25 MB"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "cannot make safe"),
        (b"<?xml version='1.0'?><svg/>", "cannot make safe"),
        (b"<!DOCTYPE html><p>hello", "cannot make safe"),
        (b"{\\rtf1 hello}", "cannot make safe"),
        (b"Received: from home\nMessage-ID: <x@y>\nSubject: it\n\nWords", "saved e-mail"),
        (b"MZ\x90\x00\x03\x00\x00\x00", "cannot make this kind"),
        (b"\x00\x00\x00\x20ftypisom\x00\x00\x02\x00", "cannot make this kind"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), "older Office"),
        (photograph()[:300], "damaged"),
        (photograph("PNG")[:80], "damaged"),
        (pdf()[:40], "damaged"),
        (b"%PDF-1.7\n", "damaged"),
        (word()[:2000], "damaged"),
        (picture_bomb(), "too many points"),
    ],
    ids=[
        "nothing", "too large", "SVG", "SVG in XML", "a web page", "RTF", "an e-mail", "a program", "a film",
        "old Office", "half a JPEG", "half a PNG", "half a PDF", "a PDF of nothing", "half a Word document",
        "a bomb of points",
    ],
)  # fmt: skip
def test_what_cannot_be_made_safe_is_refused_in_words(content: bytes, says: str) -> None:
    with pytest.raises(Uncleanable, match=says):
        clean(content)


@pytest.mark.parametrize(
    ("name", "part", "says"),
    [
        ("word/vbaProject.bin", b"x", "macro"),
        ("word/embeddings/oleObject1.bin", b"x", "another file inside"),
        ("word/media/image9.emf", b"x", "cannot look into"),
        ("../evil.xml", b"<a/>", "not what it seems"),
        ("word/styles.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "cannot look into"),
        ("word/styles.xml", b"<a><b></a>", "damaged"),
        ("word/media/image1.png", b"<svg/>", "damaged"),
        ("word/media/image1.png", photograph(), "not what it seems"),
        ("[Content_Types].xml", b"<Types/>", "packed file"),
    ],
)
def test_an_office_document_with_something_else_in_it_is_refused(name: str, part: bytes, says: str) -> None:
    with pytest.raises(Uncleanable, match=says):
        clean(repacked(word(), {name: part}))


def test_a_small_file_that_is_huge_inside_is_refused_unopened() -> None:
    bomb = packed_bomb()
    assert len(bomb) < 1024 * 1024
    with pytest.raises(Uncleanable, match="far larger inside"):
        clean(bomb)


def test_a_locked_pdf_is_refused() -> None:
    written = BytesIO()
    with pikepdf.open(BytesIO(pdf())) as opened:
        opened.save(written, encryption=pikepdf.Encryption(owner="a", user="b"))
    with pytest.raises(Uncleanable, match="password"):
        clean(written.getvalue())


@pytest.mark.parametrize("tail", [word(), b"MZ\x90" + AUTHOR.encode(), b"<script>" + AUTHOR.encode()])
@pytest.mark.parametrize("front", [photograph(), pdf()])
def test_what_is_hung_on_behind_a_file_is_gone(front: bytes, tail: bytes) -> None:
    assert needles_in(clean(front + tail).content) == []


# ---------------------------------------------------------------- in a process of its own


async def test_the_process_answers_with_the_clean_file() -> None:
    cleaned = await Cleaning().clean(photograph())
    assert cleaned == clean(photograph())


async def test_the_largest_picture_that_we_take_fits_the_process() -> None:
    written = BytesIO()
    Image.new("RGB", (8000, 8000)).save(written, "JPEG")
    assert (await Cleaning().clean(written.getvalue())).kind.suffix == "jpg"


async def test_the_process_says_why_not() -> None:
    with pytest.raises(Refused, match="empty"):
        await Cleaning().clean(b"")


async def test_a_process_that_takes_too_long_is_ended() -> None:
    with pytest.raises(Refused) as refused:
        await Cleaning(seconds=0.0).clean(photograph())
    assert str(refused.value) == BROKE


async def test_those_who_come_when_too_many_wait_are_asked_to_come_again() -> None:
    with pytest.raises(Busy):
        await Cleaning(at_once=1, waiting=-1).clean(b"words")
