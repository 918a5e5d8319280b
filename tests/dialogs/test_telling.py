"""What a handler reads: the questions as they were asked, with the answers in words."""

from __future__ import annotations

from datetime import date

from dialogs.forms.speak_up import SPEAK_UP
from dialogs.telling import tell_concern
from governance.reports import Concern, Identity, NamedPerson
from tests.governance.reporting import concern

NAMES = {"D1": "Sam Hill"}


def told(**answers: object) -> tuple[str, str]:
    story, identity = tell_concern(SPEAK_UP, concern(**answers), NAMES)
    return repr(story), repr(identity)


def test_a_choice_is_told_as_it_was_read() -> None:
    story, _ = told(how_known="witnessed", grounds=("crime", "concealment"))
    assert "I saw or heard it" in story
    assert "A crime\\nHiding any of these" in story


def test_people_dates_and_ticks_are_told_in_words() -> None:
    story, _ = told(people=(NamedPerson("The night manager", "knew"),), happened_from=date(2026, 5, 4))
    assert "The night manager (Knew about it)" in story
    assert "4 May 2026" in story


def test_a_handler_whom_the_reporter_meant_is_told_by_name() -> None:
    story, _ = told(same_people=("D1",))
    assert "Sam Hill" in story


def test_who_reports_is_not_in_the_story() -> None:
    story, identity = told(
        identity=Identity.CONFIDENTIAL, name="Ada Reporter", contact_by="phone", contact_detail="07700 900123"
    )
    for secret in ("Ada Reporter", "07700 900123"):
        assert secret not in story
        assert secret in identity


def test_nothing_that_an_anonymous_reporter_told_is_dropped() -> None:
    personal = {q.key: "told" for q in SPEAK_UP.questions() if q.personal and q.fields and q.kind.value == "text"}
    story, identity = told(identity=Identity.ANONYMOUS, **personal)
    assert identity == "()"
    assert story.count("'told'") == len(personal)


def test_what_happened_comes_first() -> None:
    story, _ = tell_concern(SPEAK_UP, concern(), NAMES)
    assert story[0][1][0] == ("Give it a short title, without names", "Fire doors")


def test_every_answer_of_the_form_can_be_told() -> None:
    fields = {name for question in SPEAK_UP.questions() for name in question.fields}
    assert fields == set(Concern.__dataclass_fields__)


def test_a_handler_reads_where_else_the_reporter_was_shown_that_they_could_turn() -> None:
    story, _ = told(danger="yes", at_risk="yes", affected="me")
    for shown in ("on 999", "keep children and adults safe", "A grievance about their own job"):
        assert shown in story
    assert "Where else they could turn" not in told(danger="no", at_risk="no", affected="others")[0]
