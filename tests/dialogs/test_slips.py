"""A code that was pasted into an answer is noticed, as surely as by looking at every word, only sooner."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dialogs.slips import holds_code
from governance import codes

_PROSE = st.lists(
    st.sampled_from(["on", "a", "Friday", "depot", "2026", "van", "loaded", "£1,200", "it’s", "x_y", "écran", "\n\n"]),
    max_size=30,
).map(" ".join)


@st.composite
def _typed_code(draw: st.DrawFn) -> str:
    symbols = codes.mint(draw(st.binary(min_size=12, max_size=12))).replace("-", "")
    size = draw(st.sampled_from([1, 2, 4, 5, 10, 20]))
    gap = draw(st.sampled_from(["-", " ", " - ", "\n", "", "_"]))
    text = gap.join(symbols[start : start + size] for start in range(0, 20, size))
    return draw(st.sampled_from([text, text.lower(), text.replace("0", "o"), f"\u200b{text}"]))


@settings(deadline=None)
@given(_PROSE, _typed_code() | st.text(max_size=40), _PROSE)
@example("", "４３１ＲＺ-WMFDG-NEPCC-VCDV8", "")
@example("word" * 100, "", "")
def test_the_quick_look_answers_as_the_long_one(before: str, code: str, after: str) -> None:
    text = f"{before} {code} {after}"
    assert holds_code(text) == codes.contains_code(text)


@pytest.mark.parametrize("written", ["{}", "My code is {}.", "({})", "code:{}", "{},"])
def test_a_code_in_a_sentence_is_noticed(written: str) -> None:
    for seed in range(100, 150):
        assert holds_code(written.format(codes.mint(bytes(range(seed, seed + 12)))))


def test_prose_is_left_alone() -> None:
    assert not holds_code(
        "On Friday 6 March 2026 I saw five large white boxes being moved to a van. Ring 024 7683 1587."
    )
