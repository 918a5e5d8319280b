"""The plain answers say what the policy says, so that a child of ten can read it, and mark where the law is newer."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import date
from pathlib import Path

import pytest
import textstat  # type: ignore[import-untyped]  # it has no types

from dialogs.forms.contacts import DEMO
from dialogs.guidance import ANSWERS, answers, asked
from dialogs.guidance.answer import PARAGRAPHS, Answer, Note, Sure
from dialogs.guidance.printing import printed
from tests.dialogs.test_laws import LAWYERS_WORDS, LONGEST_SENTENCE, READING_GRADE

#: The policy's headings, with the numbers of the paragraphs under them.
POLICY = {
    "Introduction": range(1, 4),
    "What is Whistleblowing?": range(4, 7),
    "When can a concern be raised?": range(7, 9),
    "Who can use this policy?": range(9, 11),
    "Who to contact?": range(11, 16),
    "How to raise a concern?": range(16, 19),
    "When should a concern be raised?": range(19, 20),
    "What happens to the concern raised?": range(20, 23),
    "Protection for those raising concerns": range(23, 26),
    "Confidentiality": range(26, 27),
    "Monitoring": range(27, 30),
}
#: What nobody who speaks up has to ask about.
NOT_ANSWERED = {
    1: "says that the Council means it",
    2: "says why there is a policy",
    27: "which committee watches the procedure",
    29: "the yearly report to that committee",
}
#: Paragraphs that today's law has overtaken, and by which fact. Whoever is sent to one of them reads the note there.
OVERTAKEN = {13: "protect", 15: "protection_lost", 22: "gdpr"}
#: Paragraphs that are right as far as they go: the note stands where its reader is.
ADDED_TO = {
    7: "ground_sexual_harassment",
    8: "substantially_true",
    14: "prescribed_ukhsa",
    23: "detriment",
    24: "who",
}
#: What the law register holds of the facts that the notes rest on.
REGISTER = json.loads(Path(__file__).with_name("law_register.json").read_text("utf-8"))
#: Names that cannot be put into plainer words.
NAMES_OF_ACTS = re.compile(r"Public Interest Disclosure Act|Employment Rights Act")
QUESTION_WORDS = {"am", "can", "do", "how", "is", "what", "when", "where", "which", "who", "will"}

every_answer = pytest.mark.parametrize("answer", ANSWERS.values(), ids=lambda answer: answer.key)
every_note = pytest.mark.parametrize(
    "note", dict.fromkeys(note for each in ANSWERS.values() for note in each.notes), ids=lambda note: note.facts[0]
)


def lines(answer: Answer) -> Iterator[str]:
    """Each paragraph and item."""
    for block in answer.words:
        yield from (block,) if isinstance(block, str) else block


def sentences(words: str) -> list[str]:
    return [part for part in re.split(r"(?<=[.?!:])\s+", words) if part.strip()]


# ------------------------------------------------------------------ the policy


def test_the_policy_has_its_paragraphs() -> None:
    assert [number for part in POLICY.values() for number in part] == list(range(1, PARAGRAPHS + 1))


@every_answer
def test_an_answer_names_paragraphs_that_the_policy_has(answer: Answer) -> None:
    assert answer.paragraphs
    assert set(answer.paragraphs) <= {number for part in POLICY.values() for number in part}
    assert list(answer.paragraphs) == sorted(set(answer.paragraphs))
    assert [int(number) for number in re.findall(r"\d+", answer.source)] == list(answer.paragraphs)


def test_whatever_the_policy_tells_those_who_speak_up_is_in_an_answer() -> None:
    answered = {number for answer in ANSWERS.values() for number in answer.paragraphs}
    assert answered | NOT_ANSWERED.keys() == set(range(1, PARAGRAPHS + 1))
    assert not answered & NOT_ANSWERED.keys()


# ------------------------------------------------------------------ the words


@every_answer
def test_an_answer_is_long_enough_to_help_and_short_enough_to_read(answer: Answer) -> None:
    assert 60 <= sum(len(line.split()) for line in lines(answer)) <= 150
    assert answer.question.endswith("?")
    assert len(answer.short) <= 20, "a telephone cuts off longer buttons"


@every_answer
def test_a_child_of_ten_can_read_an_answer_with_its_notes(answer: Answer) -> None:
    said = [answer.question, *lines(answer), *(note.says for note in answer.notes)]
    every = [sentence for words in said for sentence in sentences(words)]
    assert [sentence for sentence in every if len(sentence.split()) > LONGEST_SENTENCE] == []
    assert LAWYERS_WORDS.findall(NAMES_OF_ACTS.sub("", " ".join(said))) == []
    text = " ".join(sentence.rstrip(".?!:") + "." for sentence in every)
    assert textstat.automated_readability_index(text) <= READING_GRADE


def test_a_council_puts_its_own_contacts_in() -> None:
    own = answers(
        replace(
            DEMO,
            monitoring_officer="our monitoring_officer",
            chief_internal_auditor="our chief_internal_auditor",
            grievance="our grievance",
            schools="our schools",
            counselling="our counselling",
            unions="our unions",
            outside_team="our outside_team",
        )
    )
    text = " ".join(line for answer in own.values() for line in lines(answer))
    assert own.keys() == ANSWERS.keys()
    assert "01632" not in text, "a number of the demo council is left"
    elsewhere = {"children", "adults", "out_of_hours", "work_marks"}
    of_incidents = {"service_desk", "ict_out_of_hours", "information_governance"}
    every = {field.name for field in fields(DEMO)} - elsewhere - of_incidents
    assert [name for name in every if f"our {name}" not in text] == []


@pytest.mark.parametrize("old", ["020 7404 6609", "pcaw", "good faith", "Data Protection Act 1998"])
def test_what_is_out_of_date_stands_in_notes_only(old: str) -> None:
    assert [answer.key for answer in ANSWERS.values() for line in lines(answer) if old in line] == []


# ------------------------------------------------------------------ notes on the law


@every_note
def test_a_note_says_when_it_was_written_how_sure_it_is_and_what_it_rests_on(note: Note) -> None:
    assert note.written_on > date(2017, 4, 13), "written before the policy that it is about"
    assert note.title == f"Note on the law, {note.written_on.day} {note.written_on:%B %Y}. {note.sure.value}"
    assert note.facts
    assert all(note.sources)


def how_sure(status: str) -> Sure:
    """What the register says of a fact."""
    beginnings = {"verified": Sure.CHECKED, "partly": Sure.PARTLY, "not verified": Sure.UNCHECKED}
    return next(sure for beginning, sure in beginnings.items() if status.startswith(beginning))


@every_note
def test_a_note_is_no_surer_than_the_register_of_its_facts(note: Note) -> None:
    order = list(Sure)
    found = [how_sure(REGISTER[fact]["status"]) for fact in note.facts]
    assert note.sure is max(found, key=order.index)


@every_note
def test_every_number_in_a_note_is_one_of_the_registers_or_of_the_policy(note: Note) -> None:
    known = " ".join(part for fact in note.facts for part in REGISTER[fact].values())
    says = re.sub(r"paragraph \d+|policy of 2007", "", note.says, flags=re.I)
    assert [number for number in re.findall(r"\d[\d ]*\d|\d", says) if number not in known] == []


@every_note
def test_a_paragraph_that_a_note_speaks_of_stands_under_its_answer(note: Note) -> None:
    spoken_of = {int(number) for number in re.findall(r"paragraph (\d+)", note.says, re.I)}
    shown_with = [answer for answer in ANSWERS.values() if note in answer.notes]
    assert any(spoken_of <= set(answer.paragraphs) for answer in shown_with)


def test_whoever_reads_an_overtaken_paragraph_reads_what_overtook_it() -> None:
    for number, fact in (OVERTAKEN | ADDED_TO).items():
        citing = [answer for answer in ANSWERS.values() if number in answer.paragraphs]
        told = [answer for answer in citing if any(fact in note.facts for note in answer.notes)]
        assert told, f"nobody is told what became of paragraph {number}"
        assert number in ADDED_TO or told == citing


# ------------------------------------------------------------------ ways on


@every_answer
def test_an_answer_leads_on(answer: Answer) -> None:
    assert 1 <= len(answer.see_also) <= 3
    assert answer.key not in answer.see_also
    assert set(answer.see_also) <= ANSWERS.keys()


def test_buttons_can_be_told_apart_and_keys_are_fit_for_an_address() -> None:
    assert len({answer.short for answer in ANSWERS.values()}) == len(ANSWERS)
    assert all(re.fullmatch(r"[a-z_]+", key) for key in ANSWERS)
    # The page has these of its own.
    assert not ANSWERS.keys() & {"main"}


# ------------------------------------------------------------------ what people write


@every_answer
def test_an_answer_is_found_by_each_of_its_phrases_with_or_without_the_word_policy(answer: Answer) -> None:
    for said in answer.said:
        assert asked(said) is answer
        assert asked(f"policy {said.removeprefix('policy ')}") is answer


@every_answer
def test_a_phrase_is_a_question_and_never_a_thing_that_somebody_tells(answer: Answer) -> None:
    for said in answer.said:
        assert said.split()[0] in QUESTION_WORDS | {"policy"}, said


def test_no_phrase_has_two_answers() -> None:
    every = [said.removeprefix("policy ") for answer in ANSWERS.values() for said in answer.said]
    assert len(set(every)) == len(every)


@pytest.mark.parametrize(
    "told",
    [
        "",
        "policy",
        "my manager is stealing",
        "policy my manager is stealing",
        "am i protected if i say that john steals",
        "policy on overtime is broken by my manager",
        "who do i tell about the cash box",
        "what counts is that john steals",
        "protection",
        "protection money",
        "grievance",
        "counts",
    ],
)
def test_anything_else_is_no_question_about_the_policy(told: str) -> None:
    assert asked(told) is None


# ------------------------------------------------------------------ for those who own the words


def test_the_answers_can_be_printed_with_what_they_rest_on() -> None:
    text = printed(ANSWERS.values())
    for answer in ANSWERS.values():
        assert f"## {answer.question}\n" in text
        assert all(line in text for line in (*lines(answer), answer.source, *answer.said))
        for note in answer.notes:
            assert all(part in text for part in (note.title, note.says, *note.facts, *note.sources))
