"""The committee's progress report on actions as a document and as a workbook."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from governance.action_figures import ActionFigures, StoodAction
from governance.actions import ActionState, Head, Heads
from governance.ratings import Rag, Reason
from papers.charts import Bars
from papers.excel import HEAD, Formula, Sheet, workbook
from papers.paper import Block, Cell, Heading, Paper, Points, Table, Words, shown

TITLE = "Progress on actions"
HEADS = {Head.COMPLETE: "Complete", Head.IN_PROGRESS: "In progress", Head.NOT_BEGUN: "Not yet begun"}
_ASIDE = {Head.REJECTED: "Not agreed to", Head.SUPERSEDED: "Replaced by another"}
_STATES = {
    ActionState.PROPOSED: "proposed",
    ActionState.ACCEPTED: "agreed to",
    ActionState.PARTLY: "agreed to in part",
    ActionState.REJECTED: "not agreed to",
    ActionState.NOT_BEGUN: "not begun",
    ActionState.IN_PROGRESS: "in progress",
    ActionState.BLOCKED: "blocked",
    ActionState.AWAITING_APPROVAL: "waits for approval",
    ActionState.CLAIMED: "done, not checked yet",
    ActionState.VERIFIED: "checked",
    ActionState.CLOSED: "closed",
    ActionState.SUPERSEDED: "replaced by another",
}
_RAGS = {Rag.RED: "red", Rag.AMBER: "amber", Rag.GREEN: "green", Rag.COMPLETE: "complete", Rag.NONE: "not rated"}
_HOW = (
    "An action is complete when somebody other than whoever did it has checked it. One that waits for approval, or "
    "that its holder calls done, is in progress.",
    "Every action is counted once, under where it comes from.",
    "Red is past the date that was first set, even where a later one was agreed to. Amber is blocked, without news for "
    "30 days, expected late, or with little time left.",
    "The figures follow from since when each action stood as it did. What happened after this day changes nothing, so "
    "the same day gives the same paper.",
)
_APPENDIX = ["Reference", "Action", "Comes from", "How far", "First due", "Rated"]


def paper_of(figures: ActionFigures, council: str) -> Paper:
    return Paper(TITLE, council, _about(figures), figures.on, tuple(_blocks(figures)))


def workbook_of(figures: ActionFigures, council: str) -> bytes:
    """Every action once, on the sheet “Register”; the numbers are formulas over it."""
    rows = [[*_row(each), (HEADS | _ASIDE)[each.action.state.head]] for each in figures.actions]
    register = Sheet("Register", f"{TITLE}, {_about(figures)}", "Every action, once.", [*_APPENDIX, "Head"], rows)
    how = Sheet("How", "How the figures are made", _about(figures), ["How"], [[each] for each in _HOW])
    return workbook(TITLE, council, figures.on, [_numbers(figures, len(rows)), register, how])


def _numbers(figures: ActionFigures, rows: int) -> Sheet:
    cells = f"Register!$G${HEAD + 1}:$G${HEAD + max(rows, 1)}"
    heads = [(words, len(figures.under(head))) for head, words in HEADS.items()]
    aside = [(words, len(figures.under(head))) for head, words in _ASIDE.items()]
    first, last = HEAD + 1, HEAD + len(heads)
    lines: list[Sequence[Cell | Formula]] = [_counted(words, cells, count) for words, count in heads]
    lines.append(["Of these three", Formula(f"=SUM($B${first}:$B${last})", figures.heads.total)])
    lines += [_counted(words, cells, count) for words, count in aside]
    return Sheet("Numbers", TITLE, _about(figures), ["How far", "Actions"], lines, chart=(_bars(figures), 1))


def _counted(words: str, cells: str, count: int) -> Sequence[Cell | Formula]:
    return [words, Formula(f'=COUNTIF({cells},"{words}")', count)]


def _blocks(figures: ActionFigures) -> Iterator[Block]:
    yield Heading("How many")
    heads = figures.heads
    yield Words(_in_words(heads, figures))
    yield _table_of_heads(figures)
    yield _bars(figures)
    yield from _beside(figures)
    if figures.since is not None:
        yield from _since(figures)
    red = [each for each in figures.actions if each.rating.rag is Rag.RED]
    yield Heading("Past the date that was first set")
    yield _appendix("Red", red) if red else Words("None.")
    for head, words in HEADS.items():
        found = figures.under(head)
        yield Heading(f"{words}: {len(found):,}")
        if found:
            yield _appendix(words, found)
    yield Heading("How the figures are made")
    yield Points(_HOW)


def _in_words(heads: Heads, figures: ActionFigures) -> str:
    return (
        f"Out of {heads.total:,} actions, {heads.complete:,} were complete on {shown(figures.on)}, "
        f"{heads.in_progress:,} were in progress, and {heads.not_begun:,} were yet to begin."
    )


def _table_of_heads(figures: ActionFigures) -> Table:
    rows: list[Sequence[Cell]] = [_heads_row(source, heads) for source, heads in figures.by_source().items()]
    if len(rows) != 1:
        rows.append(_heads_row("All", figures.heads))
    return Table("By where they come from", ["Comes from", *HEADS.values(), "All three"], rows)


def _heads_row(name: str, heads: Heads) -> Sequence[Cell]:
    return [name, heads.complete, heads.in_progress, heads.not_begun, heads.total]


def _bars(figures: ActionFigures) -> Bars:
    return Bars("How far the actions are", "actions", [(w, len(figures.under(head))) for head, w in HEADS.items()])


def _beside(figures: ActionFigures) -> Iterator[Block]:
    """What the three heads do not say."""
    states = (
        (ActionState.AWAITING_APPROVAL, "wait for approval: they are in progress, and not complete"),
        (ActionState.CLAIMED, "are done by their holders’ word and not checked yet: they are in progress"),
        (ActionState.BLOCKED, "are blocked: they are in progress"),
        (ActionState.PROPOSED, "are proposed and not agreed to yet: they are not begun"),
        (ActionState.REJECTED, "were not agreed to, and are in no number above"),
        (ActionState.SUPERSEDED, "were replaced by another one, and are in no number above"),
    )
    told = [f"{count:,} {words}." for state, words in states if (count := figures.count(state))]
    asked = figures.more_time
    if asked.asked:
        told.append(
            f"More time was asked for {asked.asked:,} times: agreed to {asked.granted:,}, refused {asked.refused:,}, "
            f"not decided {asked.waiting:,}."
        )
    if told:
        yield Points(told)


def _since(figures: ActionFigures) -> Iterator[Block]:
    before = figures.heads_before
    if figures.since is None or before is None:
        return
    yield Heading(f"Since {shown(figures.since)}")
    now = figures.heads
    rows: list[Sequence[Cell]] = [
        ["Complete", before.complete, now.complete, _change(now.complete - before.complete)],
        ["In progress", before.in_progress, now.in_progress, _change(now.in_progress - before.in_progress)],
        ["Not yet begun", before.not_begun, now.not_begun, _change(now.not_begun - before.not_begun)],
        ["All three", before.total, now.total, _change(now.total - before.total)],
    ]
    yield Table("How it moved", ["How far", shown(figures.since), shown(figures.on), "Change"], rows, captioned=False)
    done = figures.completed_since
    yield Words(f"Completed since then: {len(done):,}.")
    if done:
        yield _appendix("Completed since then", done)


def _change(by: int) -> str:
    return f"{by:+,}" if by else "none"


def _appendix(caption: str, found: Sequence[StoodAction]) -> Table:
    return Table(caption, _APPENDIX, [_row(each) for each in found], captioned=False)


def _row(each: StoodAction) -> list[Cell]:
    action = each.action
    later = Reason.EXTENDED in each.rating.reasons and action.due_on is not None
    rated = _RAGS[each.rating.rag] + (f", extended to {shown(action.due_on)}" if later else "")
    return [
        action.reference, action.title, action.source, _STATES[action.state], action.original_due_on, rated,
    ]  # fmt: skip


def _about(figures: ActionFigures) -> str:
    of = f", of: {figures.source}" if figures.source else ""
    return f"as they stood on {shown(figures.on)}{of}"
