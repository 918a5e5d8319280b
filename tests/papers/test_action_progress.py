"""The progress report on actions as text, Word and Excel: the same numbers in each, and the same file every time."""

from __future__ import annotations

import io
from datetime import date

from docx import Document
from python_calamine import CalamineWorkbook

from governance.action_figures import ActionFigures, MoreTimeFigures, StoodAction
from governance.actions import Action, ActionState, Heads
from governance.ratings import Rag, Rating, Reason
from papers import text, word
from papers.action_progress import paper_of, workbook_of

S = ActionState
ON, SINCE, DUE = date(2016, 10, 24), date(2016, 7, 25), date(2016, 9, 30)


def stood(number: int, state: ActionState, before: ActionState | None = None, **rating: object) -> StoodAction:
    title = "=HYPERLINK(1)" if number == 1 else f"Action {number}"
    action = Action(
        f"R-{number}", ("ICO", "Plan")[number % 2], title, "p", "high", state, DUE, due_on=date(2016, 12, 1)
    )
    return StoodAction(action, Rating(**rating) if rating else Rating(Rag.GREEN), before)  # type: ignore[arg-type]  # by name


FIGURES = ActionFigures(
    ON,
    SINCE,
    "",
    (
        stood(1, S.VERIFIED, S.IN_PROGRESS, rag=Rag.COMPLETE),
        stood(2, S.CLOSED, S.CLOSED, rag=Rag.COMPLETE),
        stood(3, S.AWAITING_APPROVAL, S.IN_PROGRESS, rag=Rag.RED, reasons=(Reason.EXTENDED,)),
        stood(4, S.PROPOSED),
        stood(5, S.SUPERSEDED),
        stood(6, S.REJECTED),
    ),
    Heads(1, 2, 0),
    MoreTimeFigures(3, 1, 1),
)


def read() -> str:
    return " ".join("".join(text.told(paper_of(FIGURES, "Demo Council"))).split())


def test_the_heads_are_told_with_what_they_do_not_say() -> None:
    said = read()
    assert "Out of 4 actions, 2 were complete on 24 October 2016, 1 were in progress, and 1 were yet to begin." in said
    assert "1 wait for approval: they are in progress, and not complete." in said
    assert "1 were not agreed to, and are in no number above." in said
    assert "asked for 3 times: agreed to 1, refused 1, not decided 1" in said
    assert "Completed since then: 1." in said
    assert "Complete 1 2 +1" in said
    assert "red, extended to 1 December 2016" in said


def test_a_totals_row_stands_below_several_sources() -> None:
    said = read()
    assert "ICO 1 0 1 2" in said
    assert "Plan 1 1 0 2" in said
    assert "All 2 1 1 4" in said


def test_the_workbook_counts_its_own_register_and_no_title_becomes_a_formula() -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(workbook_of(FIGURES, "Demo Council")))
    numbers = {row[0]: row[1] for row in book.get_sheet_by_name("Numbers").to_python() if row[0]}
    assert numbers["Complete"] == 2
    assert numbers["Of these three"] == 4
    assert numbers["Replaced by another"] == 1
    register = book.get_sheet_by_name("Register").to_python()
    assert [row[0] for row in register[4:]] == [f"R-{number}" for number in range(1, 7)]
    assert register[4][1] == "'=HYPERLINK(1)"


def test_the_document_has_the_chart_in_words_and_is_the_same_every_time() -> None:
    made = word.document(paper_of(FIGURES, "Demo Council"))
    assert made == word.document(paper_of(FIGURES, "Demo Council"))
    assert workbook_of(FIGURES, "Demo Council") == workbook_of(FIGURES, "Demo Council")
    document = Document(io.BytesIO(made))
    assert any("Out of 4 actions" in each.text for each in document.paragraphs)
    described = [each._inline.docPr.get("descr") for each in document.inline_shapes]  # noqa: SLF001  # it has no other way
    assert described == [
        "Bar chart of actions. How far the actions are. Complete: 2; In progress: 1; Not yet begun: 1."
    ]
