"""A paper as a Word document that a screen reader finds its way through.

Headings are headings, the first row of a table is marked as such and repeated on the next page, every picture has its
words, and the language is British English. Text is text: no field, link or formula is made of what somebody wrote.
"""

from __future__ import annotations

import io
from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from governance.typed import seen
from papers.archive import settled
from papers.charts import Bars, picture
from papers.paper import Block, Cell, Heading, Paper, Points, Table, Words, shown

if TYPE_CHECKING:
    from docx.document import Document

_LANGUAGE = "en-GB"
_FONT = "Arial"
_POINTS = 12
_PICTURE_CENTIMETRES = 16


def document(paper: Paper) -> bytes:
    """The bytes of a .docx. The same paper gives the same bytes."""
    import docx

    made = docx.Document()
    _prepare(made, paper)
    made.add_heading(_plain(paper.title), 0)
    made.add_paragraph(f"{_plain(paper.council)}, {_plain(paper.about)}", style="Subtitle")
    for block in paper.blocks:
        _add(made, block)
    file = io.BytesIO()
    made.save(file)
    return settled(file.getvalue())


def _prepare(made: Document, paper: Paper) -> None:
    """Language, letters, paper size, page numbers, and properties that hold no name of a person or machine."""
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt, RGBColor

    about = made.core_properties
    about.title, about.author, about.subject = _plain(paper.title), _plain(paper.council), _plain(paper.about)
    about.language, about.comments, about.last_modified_by, about.keywords = _LANGUAGE, "", "", ""
    about.created = about.modified = datetime.combine(paper.made_on, time())
    about.revision = 1
    for style in made.styles:
        font = getattr(style, "font", None)
        if font is not None:
            _set_letters(style, font, RGBColor(0x11, 0x11, 0x11))
    made.styles["Normal"].font.size = Pt(_POINTS)
    for language in made.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), _LANGUAGE)
    for section in made.sections:
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2.5)
        _number_pages(section.footer.paragraphs[0])


def _set_letters(style: Any, font: Any, colour: Any) -> None:
    from docx.oxml.ns import qn

    font.name = _FONT
    properties = style.element.get_or_add_rPr()
    fonts = properties.find(qn("w:rFonts"))
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    font.color.rgb = colour


def _number_pages(paragraph: Any) -> None:
    """“Page 2”, as a field of ours."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    run = paragraph.add_run("Page ")
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    run._r.addnext(field)  # noqa: SLF001 - the library has no call for a field


def _add(made: Document, block: Block) -> None:
    match block:
        case Heading(words, level):
            made.add_heading(_plain(words), level)
        case Words(words):
            made.add_paragraph(_plain(words))
        case Points(items):
            for item in items:
                made.add_paragraph(_plain(item), style="List Bullet")
        case Table():
            _add_table(made, block)
        case Bars():
            _add_picture(made, block)


def _add_table(made: Document, table: Table) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    if table.captioned:
        caption = made.add_paragraph(_plain(table.caption), style="Caption")
        caption.paragraph_format.keep_with_next = True
    grid = made.add_table(rows=1 + len(table.rows), cols=len(table.headings), style="Table Grid")
    _mark_head(grid, table.caption)
    numbers = [any(isinstance(cell, int | float) for cell in column) for column in zip(*table.rows, strict=True)]
    for place, row in enumerate([table.headings, *table.rows]):
        for column, (cell, value) in enumerate(zip(grid.rows[place].cells, row, strict=True)):
            paragraph = cell.paragraphs[0]
            paragraph.add_run(_cell(value)).bold = place == 0
            paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(2)
            # A table stays on one page while it fits on one.
            paragraph.paragraph_format.keep_with_next = place < len(table.rows)
            if table.rows and numbers[column]:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    made.add_paragraph()


def _mark_head(grid: Any, caption: str) -> None:
    """The first row is the head on every page, no row breaks over two pages, and the table says what it is."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    for place, row in enumerate(grid.rows):
        properties = row._tr.get_or_add_trPr()  # noqa: SLF001 - the library has no call for either mark
        properties.append(OxmlElement("w:cantSplit"))
        if place == 0:
            properties.append(OxmlElement("w:tblHeader"))
    told = OxmlElement("w:tblCaption")
    told.set(qn("w:val"), _plain(caption))
    grid._tbl.tblPr.append(told)  # noqa: SLF001 - nor for a table's words


def _add_picture(made: Document, bars: Bars) -> None:
    from docx.shared import Cm

    drawn = made.add_picture(io.BytesIO(picture(bars)), width=Cm(_PICTURE_CENTIMETRES))
    properties = drawn._inline.docPr  # noqa: SLF001 - the library has no call for a picture's words
    properties.set("descr", _plain(bars.words))
    properties.set("title", _plain(bars.title))


def _cell(value: Cell) -> str:
    return _plain(shown(value))


def _plain(words: str) -> str:
    """What can be seen of it, on one line."""
    return " ".join(seen(words)[0].split())
