"""One request that costs its sender nothing must not keep everybody else waiting."""

from __future__ import annotations

import re
import time
import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event, text

from dialogs import filling
from dialogs.form import Facts, Handler
from dialogs.forms.speak_up import SPEAK_UP
from governance.codes import Mistyped, contains_code, mint, normalise
from governance.errors import Unreadable
from governance.reports import Identity
from tests.governance.reporting import REPORTER, concern, new_id, office
from tests.harness.cast import STORY
from tests.harness.examples import examples

FACTS = Facts(date(2026, 11, 23), (Handler("1", "Ann Field", "Monitoring Officer"),), text_bytes=16_000)
#: Texts that look like codes at every word, as long as the web page takes them.
ROWS = ("A 1 ", "O ", "1 O ", "ABCD1 ", "OOOOO 1 ", "ABCDE FGHJK ", "\ufdfaA1 ", "U 1 ")
#: Processor time that a press may take with the worst of them: some thirty times what it takes.
MOST_SECONDS = 0.6

# Whatever a code can be made of or torn apart by.
PIECES = ("4", "431RZ", "WMFDG", "NEPCC", "VCDV8", "431R", "ZWMF", "O", "0", "1", "L", "u", " ", "-", "  — ", "é", ". ")


def spent(typed: str) -> float:
    """Processor seconds of a press that brings `typed` in four places at once."""
    answers = {**STORY, "evidence": "have", "told": ["hr"], "urgency": "evidence", "worried": "very"}
    step = filling.start(SPEAK_UP, {}, FACTS)
    while isinstance(step, filling.Show) and step.page.key != "more_about":
        step = filling.step(SPEAK_UP, step.draft, "next", answers, FACTS)
    assert isinstance(step, filling.Show)
    began = time.process_time()
    places = ("evidence_where", "urgency_detail", "told_what", "worried_what")
    filling.step(SPEAK_UP, step.draft, "next", dict.fromkeys(places, typed), FACTS)
    return time.process_time() - began


@pytest.mark.parametrize("row", ROWS)
@pytest.mark.parametrize("length", [3_900, 64_000])
def test_no_text_is_made_to_be_looked_at_for_long(row: str, length: int) -> None:
    text = (row * length)[:length]
    assert min(spent(text) for _ in range(2)) < MOST_SECONDS


def test_looking_for_a_code_costs_in_proportion_to_the_text() -> None:
    began = time.process_time()
    assert not contains_code("A 1 " * 25_000)
    assert time.process_time() - began < 1.5


def plainly_contains(text: str) -> bool:
    """The same question, asked of every row of words there is."""
    narrow = "".join(c for c in unicodedata.normalize("NFKC", text).upper() if unicodedata.category(c) != "Cf")
    words = list(re.finditer(r"[^\W_]+", narrow))
    for first in range(len(words)):
        for last in range(first, len(words)):
            groups = [word.group() for word in words[first : last + 1]]
            near = all(
                b.start() - a.end() <= 3 for a, b in zip(words[first:last], words[first + 1 : last + 1], strict=True)
            )
            if near and sum(map(len, groups)) == 20 and is_a_code(groups):
                return True
    return False


def is_a_code(groups: list[str]) -> bool:
    lengths, symbols = {len(group) for group in groups}, "".join(groups)
    if symbols.isdigit():
        return False
    like_people = lengths == {5} or (
        any(map(str.isdigit, symbols)) and (lengths in ({1}, {2}, {4}) or all(length % 5 == 0 for length in lengths))
    )
    try:
        return like_people and bool(normalise(symbols))
    except Mistyped:
        return False


@examples(150, full=3_000)
@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_the_quick_look_sees_what_the_plain_one_sees(text: str) -> None:
    assert contains_code(text) == plainly_contains(text)


@examples(60, full=1_000)
@given(
    st.binary(min_size=12, max_size=12).map(mint),
    st.sampled_from(["{}", "x {} 1", "AAAAA {} 4", "1 2 {}"]),
    st.booleans(),
)
def test_a_code_is_seen_at_every_place_of_a_text(code: str, around: str, apart: bool) -> None:
    text = around.format(" ".join(code.replace("-", "")) if apart else code)
    assert contains_code(text) == plainly_contains(text)


async def test_a_handler_whom_somebody_floods_with_reports_can_still_open_the_list() -> None:
    async with office() as o:
        asked: list[object] = []
        event.listen(o.keystore._engine.sync_engine, "begin", asked.append)  # noqa: SLF001  # counts its transactions
        costs = []
        for number in (2, 12):
            for _ in range(number):
                named = concern(identity=Identity.NAMED, name="Reporter", contact_by="service")
                await o.receiving.receive_known(named, new_id(), SPEAK_UP.fingerprint, REPORTER)
            o.clock.on_day(number)
            await o.tick()
            asked.clear()
            assert len(await o.handling.cases(o.people["officer"])) >= number
            costs.append(len(asked))
        assert costs[0] == costs[1], "the keystore is asked as often for two cases as for fourteen"


async def test_one_case_that_was_tampered_with_does_not_close_the_list() -> None:
    async with office() as o:
        broken, _, _ = await o.told(title="Envelopes in the car park")
        await o.told()
        o.clock.on_day(1)
        await o.tick()
        async with o.store._engine.begin() as connection:  # noqa: SLF001  # what a writer of the database does
            await connection.execute(text("UPDATE reports SET story = zeroblob(1024) WHERE id = :id"), {"id": broken})
        titles = {line.report_id: line.title for line in await o.handling.cases(o.people["officer"])}
        assert titles.pop(broken) == "This case cannot be opened. Tell whoever runs the service."
        assert list(titles.values()) == ["Fire doors"]
        with pytest.raises(Unreadable):
            await o.handling.open(o.people["officer"], broken)
