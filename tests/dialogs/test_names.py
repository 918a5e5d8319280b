"""Somebody who names a handler is asked whether they mean them, however the name is written."""

from __future__ import annotations

import pytest

from dialogs.facts import Handler
from dialogs.names import folded, named
from tests.dialogs.people_who_fill_in import HANDLERS

SHAH, OBRIEN, SONDERGARD, BERG = HANDLERS


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("I saw Priya Shah do it", (SHAH,)),
        ("SHAH told me", (SHAH,)),
        ("in Shah’s office", (SHAH,)),
        ("(Shah)", (SHAH,)),
        ("Shahid told me", ()),
        ("the Pasha knows", ()),
        ("Priya told me", ()),
        ("Tom O'Brien signed", (OBRIEN,)),
        ("obrien signed", (OBRIEN,)),
        ("O’BRIEN’S desk", (OBRIEN,)),
        ("Sondergard and berg", (SONDERGARD, BERG)),
        ("SØNDERGÅRD", (SONDERGARD,)),
        ("Sonder-gard", ()),
        ("nobody in particular", ()),
        ("the Monitoring Officer did it", ()),
        ("", ()),
    ],
)
def test_a_surname_in_a_text_is_noticed(text: str, meant: tuple[Handler, ...]) -> None:
    assert named(HANDLERS, [text], []) == meant


def test_a_post_counts_where_people_are_listed() -> None:
    assert named(HANDLERS, [], ["the monitoring officer"]) == (SHAH,)
    assert named(HANDLERS, [], ["Deputy Monitoring Officer"]) == (SHAH, SONDERGARD), "asked of both, to be sure"
    assert named(HANDLERS, [], ["the chief-internal-auditor"]) == (OBRIEN,)


def test_names_are_not_joined_across_texts() -> None:
    handler = Handler("1", "Mary Smith-Jones", "Monitoring Officer")
    assert named([handler], ["Smith", "Jones"], []) == ()
    assert named([handler], ["Smith"], ["Jones"]) == ()
    assert named([handler], ["Smith\n Jones"], []) == (handler,), "a double name may be written apart"
    assert named([handler], ["Smith and Jones"], []) == ()
    assert named([handler], ["Smith‑Jones"], []) == (handler,)


def test_nobody_is_found_where_nobody_handles_reports_or_has_a_name() -> None:
    assert named([], ["Shah"], ["Shah"]) == ()
    assert named([Handler("1", " ", "")], ["anything at all"], ["anything"]) == ()


def test_folding_leaves_plain_words() -> None:
    assert folded("Łukasz O’Brien-Ünal") == "lukasz obrien unal"
