"""Papers as Word, Excel, pictures and text: what a screen reader, a spreadsheet program and a doubter find in them."""

from __future__ import annotations

import io
import re
from datetime import date
from xml.etree import ElementTree
from zipfile import ZipFile

from docx import Document
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from python_calamine import CalamineWorkbook

from papers import excel, text, word
from papers.charts import Bars, picture
from papers.excel import Formula, Sheet
from papers.paper import Heading, Paper, Points, Table, Words
from tests.harness.examples import examples

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
BARS = Bars("By ground", "concerns", [("a crime", 7), ("the environment", None), ("not known", 0)])
PAPER = Paper(
    title="What people told us",
    council="Demo Council",
    about="1 April 2026 to 31 March 2027",
    made_on=date(2027, 4, 6),
    blocks=[
        Heading("How many"),
        Words("Twelve concerns."),
        Heading("By ground", 2),
        Table("Concerns by ground", ["Ground", "Concerns"], [["a crime", 1234], ["the environment", "not shown"]]),
        BARS,
        Points(["Check twice.", "=cmd|' /C calc'!A1"]),
    ],
)


def parts(archive: bytes) -> dict[str, str]:
    with ZipFile(io.BytesIO(archive)) as opened:
        return {name: opened.read(name).decode() for name in opened.namelist() if name.endswith((".xml", ".rels"))}


def body(document: bytes) -> ElementTree.Element:
    return ElementTree.fromstring(parts(document)["word/document.xml"])


def sheet(*rows: list[object], chart: tuple[Bars, int] | None = None) -> Sheet:
    return Sheet("Register", "The register", "What it holds", ["Kind", "Concerns"], rows, chart)  # type: ignore[arg-type]  # the tests hand in what they like


def workbook(*sheets: Sheet) -> bytes:
    return excel.workbook("The year", "Demo Council", date(2027, 4, 6), sheets)


def test_the_same_paper_is_the_same_file_to_the_last_byte() -> None:
    assert word.document(PAPER) == word.document(PAPER)
    assert workbook(sheet(["a crime", 7], chart=(BARS, 1))) == workbook(sheet(["a crime", 7], chart=(BARS, 1)))


def test_headings_are_headings_and_stand_in_their_order() -> None:
    read = Document(io.BytesIO(word.document(PAPER)))
    styles = [(p.style.name, p.text) for p in read.paragraphs if p.style.name.startswith(("Title", "Heading"))]
    assert styles == [("Title", "What people told us"), ("Heading 1", "How many"), ("Heading 2", "By ground")]


def test_a_table_says_which_row_is_its_head_and_what_it_is() -> None:
    table = body(word.document(PAPER)).find(f".//{W}tbl")
    assert table is not None
    rows = table.findall(f"{W}tr")
    assert [row.find(f".//{W}tblHeader") is not None for row in rows] == [True, False, False]
    assert all(row.find(f".//{W}cantSplit") is not None for row in rows)
    caption = table.find(f".//{W}tblCaption")
    assert caption is not None
    assert caption.get(f"{W}val") == "Concerns by ground"


def test_a_chart_says_all_its_numbers_to_who_does_not_see_it() -> None:
    described = re.findall(r'descr="([^"]*)"', parts(word.document(PAPER))["word/document.xml"])
    assert described == [BARS.words]
    assert "a crime: 7; the environment: not shown; not known: 0" in BARS.words


def test_the_language_is_british_english_everywhere() -> None:
    made = parts(word.document(PAPER))
    assert set(re.findall(r'<w:lang [^>]*w:val="([^"]*)"', made["word/styles.xml"])) == {"en-GB"}
    assert "<dc:language>en-GB</dc:language>" in made["docProps/core.xml"]


def test_a_document_holds_no_name_and_no_hour_of_whoever_made_it() -> None:
    core = parts(word.document(PAPER))["docProps/core.xml"]
    assert "<dc:creator>Demo Council</dc:creator>" in core
    assert set(re.findall(r"\d{4}-\d\d-\d\dT[\d:]+", core)) == {"2027-04-06T00:00:00"}
    assert "python-docx" not in core
    with ZipFile(io.BytesIO(word.document(PAPER))) as opened:
        assert {each.date_time for each in opened.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_picture_has_a_bar_for_each_number() -> None:
    drawn = Image.open(io.BytesIO(picture(BARS)))
    few = Image.open(io.BytesIO(picture(Bars("By ground", "concerns", [("a crime", 7)]))))
    assert drawn.format == "PNG"
    assert drawn.height > few.height
    assert drawn.info.keys() <= {"dpi"}


def test_text_on_the_terminal_has_every_word_and_every_number() -> None:
    told = "".join(text.told(PAPER))
    for words in ("What people told us", "HOW MANY", "Concerns by ground", "1,234", "not shown", "- Check twice."):
        assert words in told


def test_a_formula_is_ours_and_has_its_value_before_anybody_opens_it() -> None:
    made = workbook(sheet(["a crime", 7]), Sheet("Sums", "t", "a", ["All"], [[Formula("=SUM(Register!B5:B5)", 7)]]))
    assert re.findall(r"<f>([^<]*)</f><v>([^<]*)</v>", parts(made)["xl/worksheets/sheet2.xml"]) == [
        ("SUM(Register!B5:B5)", "7")
    ]


def test_a_sheet_is_read_back_as_it_was_written() -> None:
    made = workbook(sheet(["a crime", 7], ["Zoë’s garden", date(2026, 11, 27)], [None, 2.5]))
    read = CalamineWorkbook.from_filelike(io.BytesIO(made)).get_sheet_by_name("Register").to_python()
    assert read[3:] == [["Kind", "Concerns"], ["a crime", 7.0], ["Zoë’s garden", date(2026, 11, 27)], ["", 2.5]]


def test_excels_own_chart_has_its_words_too() -> None:
    made = parts(workbook(sheet(["a crime", 7], ["the environment", "not shown"], chart=(BARS, 1))))
    assert f'descr="{BARS.words}"' in made["xl/drawings/drawing1.xml"]


@examples(20, full=400)
@given(st.text(max_size=80), st.sampled_from(["", "=", "+", "-", "@", "\t=", "\u200b=", "\u202e@", " ="]))
def test_no_text_becomes_a_formula_whatever_stands_in_front(words: str, start: str) -> None:
    cell = excel.text(start + words)
    assert not cell.startswith(("=", "+", "-", "@"))
    made = parts(workbook(sheet([start + words, 1])))
    assert "<f>" not in made["xl/worksheets/sheet1.xml"]


@examples(8, full=200)
@given(st.text(max_size=80))
def test_any_text_can_stand_in_a_document(words: str) -> None:
    paper = Paper(
        words, words, words, date(2027, 4, 6), [Heading(words), Words(words), Table(words, [words], [[words]])]
    )
    Document(io.BytesIO(word.document(paper)))
    assert "\x1b" not in "".join(text.told(paper))
