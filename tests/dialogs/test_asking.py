"""A form one question at a time says the same as its pages do: the same questions, the same command."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogs import asking, filling
from dialogs.asking import Asked
from dialogs.facts import Facts, KnownAsset
from dialogs.form import Malformed
from dialogs.forms.incident import INCIDENT
from dialogs.forms.speak_up import SPEAK_UP
from dialogs.questions import Kind, Question

FACTS = Facts(
    date(2026, 11, 27),
    directorates=("Housing", "Place"),
    prefill={"name": "Priya Nair", "job": "Housing officer", "directorate": "Housing"},
    now=datetime(2026, 11, 27, 13, 0, tzinfo=UTC),
    assets=(KnownAsset("IA-018", "Tenants", "Rents", "Ruth Bell"),),
)
TEXT = "The list of tenants went to all of their neighbours."


def an_answer(question: Question, asked: Asked, chance: Any) -> Mapping[str, object]:
    """One that is right, by chance."""
    key = question.key
    match question.kind:
        case Kind.CHOICE:
            return {key: chance.choice(asked.choices).value}
        case Kind.SEVERAL:
            return {key: [chance.choice(asked.choices).value]}
        case Kind.NUMBER:
            return {key: str(chance.randint(0, 999))}
        case Kind.MOMENT:
            day = "2026-11-01" if key == "when" else "2026-11-20"
            return {f"{key}.day": day, f"{key}.time": chance.choice(["", "09:30"]), key: ""}
        case _:
            return {key: "024 7600 0000" if key == "phone" else TEXT[: question.at_most]}


def told(chance: Any) -> Asked:
    asked = asking.begin(INCIDENT, {"id": "x"}, FACTS)
    for _ in range(60):
        if asked.question is None:
            return asked
        skip = asking.may_skip(asked) and chance.random() < 0.5
        inputs = {} if skip else an_answer(asked.question, asked, chance)
        after = asking.answer(INCIDENT, asked, inputs, FACTS)
        assert not after.error or after.question != asked.question, (asked.question.key, after.error)
        asked = after
    raise AssertionError("it never ends")


@settings(max_examples=40, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_pages_of_a_box_make_the_same_of_the_answers(chance: Any) -> None:
    asked = told(chance)
    command = asking.complete(INCIDENT, asked, FACTS)
    carried = asking.for_a_box(INCIDENT, asked.draft, FACTS)
    draft = filling.Draft("incident", carried, {"id": "x"}, "check")
    step = filling.step(INCIDENT, draft, filling.NEXT, {}, FACTS)
    assert isinstance(step, filling.Complete)
    assert step.command == command


@settings(max_examples=20, deadline=None)
@given(st.randoms(use_true_random=False), st.data())
def test_back_and_change_lose_no_answer(chance: Any, data: st.DataObject) -> None:
    asked = told(chance)
    before = asked.lines()
    for _ in range(data.draw(st.integers(1, 6))):
        asked = asking.back(INCIDENT, asked, FACTS)
    key = data.draw(st.sampled_from([line.question.key for line in before]))
    changing = asking.change(INCIDENT, asked, key, FACTS)
    assert changing.question is not None
    assert changing.question.key == key
    kept = asking.answer(INCIDENT, changing, asking.shown_of(changing), FACTS)
    assert kept.question is None
    assert kept.lines() == before


def test_a_wrong_answer_leaves_everything_as_it_was_and_is_kept_nowhere() -> None:
    asked = asking.begin(INCIDENT, {"id": "x"}, FACTS)
    for key in ("still", "attack"):
        asked = asking.answer(INCIDENT, asked, {key: "no"}, FACTS)
    asked = asking.answer(INCIDENT, asked, {"happened": "near_miss"}, FACTS)
    wrong = asking.answer(INCIDENT, asked, {"story": "a secret"}, FACTS)
    assert wrong.error
    assert wrong.draft == asked.draft
    assert "secret" not in str(wrong.draft.answers)


def test_what_is_known_or_pointless_is_not_asked_and_can_be_changed() -> None:
    asked = asking.begin(INCIDENT, {"id": "x"}, FACTS)
    keys = []
    while asked.question is not None:
        keys.append(asked.question.key)
        said = {"happened": "happened", "when_known": "unknown", "naming": "named", "story": TEXT, "place": "Rents",
                "found.day": "2026-11-27", "personal": "no", "covered_up": "no"}  # fmt: skip
        choices = [choice.value for choice in asked.choices][:1]
        inputs = {n: said.get(n, "") for n in (*asked.progress.names(asked.question), asked.question.key)}
        if asked.question.key not in said and choices and not asking.may_skip(asked):
            inputs[asked.question.key] = choices[0] if asked.question.kind is Kind.CHOICE else choices  # type: ignore[assignment]  # raw
        asked = asking.answer(INCIDENT, asked, inputs, FACTS)
    assert not {"name", "job", "when", "people"} & set(keys)
    assert {"Your name", "Your job"} <= {line.asked for line in asked.lines()}
    assert asking.change(INCIDENT, asked, "name", FACTS).question is not None


def test_an_answer_that_makes_another_one_wrong_leads_there() -> None:
    chance = __import__("random").Random(3)
    asked = told(chance)
    while not {"when", "found"} <= {line.question.key for line in asked.lines()}:
        asked = told(chance)
    turned = asking.change(INCIDENT, asked, "when", FACTS)
    late = asking.answer(INCIDENT, turned, {"when.day": "2026-11-25", "when.time": "", "when": ""}, FACTS)
    assert late.question is not None
    assert late.question.key == "found"
    assert "before it happened" in late.error


def test_a_form_with_a_list_of_people_is_not_for_a_chat() -> None:
    with pytest.raises(Malformed, match="cannot be asked in a chat"):
        asking.must_be_askable(SPEAK_UP)


def test_a_draft_of_nobody_knows_what_is_read_as_far_as_it_is_right() -> None:
    draft = filling.Draft("incident", {"still": ["x"], "attack": "maybe", "nothing": "of ours"}, {"id": "x"}, "story")
    asked = asking.look(INCIDENT, draft, FACTS)
    assert asked.question is not None
    assert asked.question.key == "still"
    assert replace(asked, error="").is_first
