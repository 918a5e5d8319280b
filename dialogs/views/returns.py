"""A quarterly return: the box in which it is answered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from dialogs.views.done import CLOSE
from dialogs.views.parts import (
    Element,
    buttons,
    card,
    counted,
    day,
    facts,
    group,
    heading,
    pages,
    press,
    text,
)
from dialogs.views.return_card import DIFFERENT, confirms, return_token
from dialogs.views.said import one_line, said
from governance.assurance import Answers, Line, Standing, quarter_words
from governance.assurance_answers import Lack, differences, needs_answer
from governance.assurance_questions import PER_ASSET, PER_PORTFOLIO, Answer, Statement
from governance.services.return_sheets import Sheet
from governance.siro_decisions import Exemption

#: The input in which the name of an asset is looked for.
FIND = "find"
#: What the rows of one page may weigh.
_ROWS_BYTES = 16_000
_LACKS = 4
_STANDING = {
    Standing.OPEN: "Not begun",
    Standing.DRAFT: "Begun, not sent",
    Standing.SUBMITTED: "Sent",
    Standing.ACCEPTED: "Sent and accepted",
    Standing.NOTED: "Accepted, and noted by the SIRO",
    Standing.EXEMPT: "Need not be sent",
    Standing.RETURNED: "Sent back to you",
    Standing.LATE: "Late",
    Standing.NON_RETURN: "Late, and named to the strategy group",
}


def rows(sheet: Sheet, find: str = "") -> list[list[Element]]:
    """The assets cut into pages that each fit a card, those first that wait for an answer. With `find`, only those with
    these words in their name or number."""
    wanted = " ".join(find.casefold().split())
    lines = [line for line in sheet.lines if wanted in f"{line.title} {line.asset_reference}".casefold()]
    lacking = {lack.asset_reference for lack in sheet.unfinished}

    def first(line: Line) -> tuple[bool, bool, bool, str]:
        return (line.asset_reference not in lacking, not needs_answer(line), bool(line.answers), line.asset_reference)

    return pages((_row(line, lacking, sent=not sheet.back.waits) for line in sorted(lines, key=first)), _ROWS_BYTES)


def return_view(
    sheet: Sheet, parts: Sequence[Sequence[Element]], page: int, find: str, token: str, banner: str | None = None
) -> Element:
    """One page, from 0, of the parts that `rows` made. `token` names the return, its version and the page."""
    back = sheet.back
    body = [heading(f"Return for {quarter_words(back.quarter)}"), *_stands(sheet)]
    if back.waits:
        body += _lacks(sheet.unfinished)
    body += [heading("The assets", 2)]
    if len(parts) > 1 or find:
        body += _finding(find)
    if len(parts) > 1:
        body.append(text(f"Part {page + 1} of {len(parts)}"))
    body += parts[page] or [text("No asset has these words in its name or number.")]
    if sheet.may_send:
        body.append(_together(sheet))
    if sheet.may_send and back.waits:
        body.append(group(confirms("Where you say that all is as it was,", "says", begun=False)))
    body.append({"type": "Input.Text", "id": "card", "value": token, "isVisible": False})
    return card(body, _actions(sheet, page, len(parts)), banner)


def returns_list(sheets: Sequence[Sheet], tokens: Sequence[str], banner: str | None = None) -> Element:
    """When a person answers for more than one owner's assets."""
    listed = [
        group(
            [
                one_line(f"{quarter_words(sheet.back.quarter)}: {sheet.owner}", bold=True),
                text(f"{counted(len(sheet.lines), 'asset', 'assets')}. {_STANDING[sheet.standing]}."),
                buttons([press("Open", return_token("return", token))]),
            ]
        )
        for sheet, token in zip(sheets, tokens, strict=True)
    ]
    return card(
        [heading("Your returns"), text("More than one waits for you. Open the one to fill in."), *listed],
        [press("Close", CLOSE)],
        banner,
    )


def return_sent(sheet: Sheet, token: str, banner: str | None = None) -> Element:
    """The last word to whoever sent it."""
    late = [text(f"It came {counted(sheet.days_late, 'working day', 'working days')} late.")] if sheet.days_late else []
    raised = sum(1 for line in sheet.lines for _ in differences(PER_ASSET, line.answers))
    raised += sum(each.statement.acts for each in differences(PER_PORTFOLIO, sheet.back.answers))
    body = [
        heading("Your return is sent"),
        one_line(f"Sent by {sheet.back.signed}."),
        *late,
        text(
            f"What is different went on your list: {counted(raised, 'action', 'actions')}. We remind you of each."
            if raised
            else "Nothing was different, so there is nothing more to do."
        ),
    ]
    return card(body, [press("See what was sent", return_token("return", token)), press("Close", CLOSE)], banner)


def above_form(line: Line, opened_on: date) -> list[Element]:
    """What stands over the form of one asset."""
    said = [one_line(f"{line.title} ({line.asset_reference})", bold=True)]
    if line.at_risk:
        said.append(text(f"It is at risk. Look at its risks on or after {day(opened_on)}."))
    return said


def _stands(sheet: Sheet) -> list[Element]:
    back = sheet.back
    due = day(back.due_on)
    if sheet.days_late and back.waits:
        due += f" ({counted(sheet.days_late, 'working day', 'working days')} late)"
    answered = sum(bool(line.answers) for line in sheet.lines)
    pairs = [("Due", due), ("State", _STANDING[sheet.standing])]
    pairs.append(("Answered", f"{answered} of {counted(len(sheet.lines), 'asset', 'assets')}"))
    stands = [facts(pairs)]
    if not sheet.may_send:
        stands.append(one_line(f"{sheet.owner} sends this return.", bold=True))
        stands.append(text("You can answer for the assets that you help with. What you fill in is kept."))
    if sheet.sent_back:
        stands += [text("The Records Manager sent it back. This is missing:", bold=True), *said(sheet.sent_back)]
    if sheet.exemption is not None:
        stands += exempted(sheet.exemption)
    elif back.submitted:
        late = f" It came {counted(sheet.days_late, 'working day', 'working days')} late." if sheet.days_late else ""
        on = back.submitted_on or back.due_on
        stands.append(one_line(f"Sent by {back.signed}, on {day(on)}.{late}"))
    elif sheet.drafted_by:
        stands.append(one_line(f"Last changed by {sheet.drafted_by}."))
    return stands


def exempted(exemption: Exemption) -> list[Element]:
    """Who decided that it need not be sent, and why."""
    done = f"{exemption.by_name} decided on {day(exemption.on)} that it need not be sent for this quarter:"
    return [one_line(done, bold=True), *said(exemption.reason)]


def _lacks(lacks: Sequence[Lack]) -> list[Element]:
    if not lacks:
        return []
    listed = [one_line(f"{lack.title}: {lack.words}") for lack in lacks[:_LACKS]]
    more = len(lacks) - _LACKS
    return [
        group(
            [
                text("Before it can be sent", bold=True),
                *listed,
                *([text(f"And {more} more.")] if more > 0 else []),
            ]
        )
    ]


def _finding(find: str) -> list[Element]:
    field: Element = {
        "type": "Input.Text",
        "id": FIND,
        "label": "Find an asset by its name or number",
        "value": find,
        "maxLength": 60,
    }
    return [field, buttons([press("Find", {"verb": "return_find"}, inputs=True)])]


def _row(line: Line, lacking: set[str], *, sent: bool) -> Element:
    name = one_line(f"{line.title} ({line.asset_reference})", bold=True)
    state = _said(PER_ASSET, line.answers)
    if not line.answers:
        state = [text("At risk: it needs an answer of its own." if line.at_risk else "Nobody has answered yet.")]
    elif line.asset_reference in lacking:
        state.append(text("Something is still missing here.", bold=True))
    if sent:
        return group([name, *state])
    asset = {"asset": line.asset_reference}
    different = press("Answer" if line.at_risk else DIFFERENT, {"verb": "return_line", **asset}, inputs=True)
    was = press("As it was", {"verb": "return_was", **asset}, inputs=True)
    return group([name, *state, buttons([different] if line.at_risk else [was, different])])


def _together(sheet: Sheet) -> Element:
    said = _said(PER_PORTFOLIO, sheet.back.answers)
    items = [heading("All your assets together", 2), *(said or [text("Nobody has answered yet.")])]
    if sheet.back.waits:
        was = press("As it was", {"verb": "return_together_was"}, inputs=True)
        items.append(buttons([was, press(DIFFERENT, {"verb": "return_together"}, inputs=True)]))
    return group(items)


def _said(statements: Sequence[Statement], answers: Answers) -> list[Element]:
    """What was answered; empty when nothing was."""
    if not answers:
        return []
    blocks: list[Element] = []
    for each in differences(statements, answers):
        blocks.append(text(f"Different: {each.statement.says}"))
        done = f" Action: {each.action}" if each.action else ""
        by = f", by {day(each.due_on)}." if each.due_on else ""
        blocks.append(one_line(f"{each.comment}{done}{by}"))
    nil = [text(f"{each.nil}.") for each in statements if answers.get(each.key) == Answer.NOT_APPLICABLE]
    return [*(blocks or [text("As it was.")]), *nil]


def _actions(sheet: Sheet, page: int, total: int) -> list[Element]:
    actions = []
    if sheet.may_send and sheet.back.waits and not sheet.unfinished:
        all_answered = not sheet.missing
        words = "Send my return" if all_answered else "Send it: all the rest is as it was"
        actions.append(
            press(words, {"verb": "return_submit" if all_answered else "return_rest"}, inputs=True, first=True)
        )
    if page > 0:
        actions.append(press("Earlier in the list", {"verb": "return_turn", "to": page - 1}, inputs=True))
    if page + 1 < total:
        actions.append(press("Further in the list", {"verb": "return_turn", "to": page + 1}, inputs=True))
    return [*actions, press("Close", CLOSE)]
