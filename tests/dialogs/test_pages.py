"""A page as HTML: every input has its words, every mistake leads to its input, and nothing typed can act."""

from __future__ import annotations

import re
from collections import Counter
from html.parser import HTMLParser
from random import Random

import pytest

from dialogs.filling import Show
from dialogs.form import Form
from dialogs.forms import FORMS
from dialogs.forms.speak_up import SPEAK_UP
from dialogs.pages import form_page
from tests.dialogs.every_kind import EVERYTHING
from tests.dialogs.people_who_fill_in import WEB_FACTS, Filler, quietly, somehow
from tests.dialogs.test_cards import WAYS, hostile

ALL = {**FORMS, EVERYTHING.key: EVERYTHING}
VOID = {"input", "br"}


class Seen(HTMLParser):
    """What a browser makes of a page. Fails on a tag that is not closed in its turn."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.html = html
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self._open: list[str] = []
        self.feed(html)
        self.close()
        assert not self._open, f"not closed: {self._open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len({name for name, _ in attrs}) == len(attrs), "an attribute stands twice"
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, *tags: str) -> list[dict[str, str]]:
        return [attrs for tag, attrs in self.tags if tag in tags]

    def inputs(self) -> list[dict[str, str]]:
        return [a for a in self.all("input", "select", "textarea") if a.get("type") != "hidden"]


def page(filler: Filler) -> Seen:
    return Seen(form_page(filler.form, filler.show.page, filler.progress, "sealed"))


def pages_of(form: Form, answers: dict[str, str]) -> list[Filler]:
    answering = quietly(**answers) if form is SPEAK_UP else somehow
    seen = Filler(form, answering, WEB_FACTS).finish().seen
    return [Filler(form, answering, WEB_FACTS).go_to(key) for key in dict.fromkeys(seen)]


def is_sound(seen: Seen) -> None:
    ids = Counter(attrs["id"] for _, attrs in seen.tags if "id" in attrs)
    assert not [each for each, count in ids.items() if count > 1], "two elements of one id"
    labelled = {label["for"] for label in seen.all("label")}
    assert labelled <= ids.keys(), "a label for nothing"
    for field in seen.inputs():
        assert field["id"] in labelled, f"{field['name']} has no label"
        if field.get("type") == "text" or "rows" in field:
            assert field["autocomplete"] == "off"
            assert field["spellcheck"] == "false", "some browsers send what they check elsewhere"
    for _, attrs in seen.tags:
        assert set(attrs.get("aria-describedby", "").split()) <= ids.keys(), "described by nothing"
        assert not [name for name in attrs if name.startswith("on")], "a script in an attribute"
        assert attrs.get("href", "#").startswith("#"), "an address that leads away"
    assert not seen.all("script", "style", "img", "iframe", "object", "link")
    assert len(seen.all("form")) == 1
    assert "action" not in seen.all("form")[0], "it posts to its own address"
    assert len(seen.all("h1")) == 1


@pytest.mark.parametrize(
    ("key", "way"), [*(("speak_up", way) for way in range(len(WAYS))), *((key, 0) for key in ALL if key != "speak_up")]
)
def test_every_page_of_every_form_is_sound_before_and_after_a_mistake(key: str, way: int) -> None:
    for filler in pages_of(ALL[key], WAYS[way]):
        is_sound(page(filler))
        filler.press("next")
        if isinstance(filler.step, Show):
            is_sound(page(filler))


def test_a_mistake_leads_to_its_input_and_is_told_beside_it() -> None:
    filler = Filler(SPEAK_UP, quietly()).answer().press("next", understood="yes")
    seen = page(filler)
    summary = next(attrs for attrs in seen.all("div") if attrs.get("class") == "error-summary")
    assert summary["role"] == "alert"
    targets = [attrs["href"][1:] for attrs in seen.all("a")]
    assert targets == ["danger", "at_risk", "works_as", "affected", "new_or_known"]
    fields = {field["id"] for field in seen.inputs()}
    assert set(targets) <= fields
    works_as = next(field for field in seen.inputs() if field["id"] == "works_as")
    assert works_as["aria-invalid"] == "true"
    assert works_as["aria-describedby"] == "works_as-error"
    assert "Error: Choose how you work for or with the Council." in seen.text
    unticked = page(Filler(SPEAK_UP, quietly()).answer().press("next"))
    understood = next(field for field in unticked.inputs() if field["id"] == "understood")
    assert understood["aria-describedby"] == "understood-error"


@pytest.mark.parametrize("key", [*FORMS, EVERYTHING.key])
def test_every_mistake_of_every_page_leads_to_an_input(key: str) -> None:
    for filler in pages_of(ALL[key], WAYS[4]):
        filler.press("next")
        if isinstance(filler.step, Show):
            seen = page(filler)
            ids = {field["id"] for field in seen.inputs()}
            assert {attrs["href"][1:] for attrs in seen.all("a")} <= ids, filler.page


def test_choices_stand_in_a_group_that_says_what_is_asked() -> None:
    seen = page(Filler(SPEAK_UP, quietly()).answer())
    assert len(seen.all("fieldset")) == len(seen.all("legend")) == 4
    assert "Is anyone in danger right now?" in seen.text
    assert [attrs["name"] for attrs in seen.all("select")] == ["works_as"]


def test_the_enter_key_goes_on() -> None:
    for filler in pages_of(SPEAK_UP, WAYS[4]):
        first = page(filler).all("button")[0]
        assert (first["name"], first["value"]) == ("action", "next")


def test_the_draft_and_the_form_are_carried_along() -> None:
    hidden = {
        a["name"]: a["value"] for a in page(Filler(SPEAK_UP, quietly())).all("input") if a.get("type") == "hidden"
    }
    assert hidden == {"form": "speak_up", "draft": "sealed"}


def test_what_was_answered_is_still_there_when_coming_back() -> None:
    filler = (
        Filler(SPEAK_UP, quietly(timing="now,past", story="\n  <b>First</b> line\nsecond")).go_to("who").press("back")
    )
    seen = page(filler)
    ticked = [(a["name"], a["value"]) for a in seen.all("input") if "checked" in a]
    assert ticked == [("timing", "now"), ("timing", "past"), ("evidence", "no")]
    area = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", seen.html, re.DOTALL)
    assert area is not None
    assert area[1] == "\n  &lt;b&gt;First&lt;/b&gt; line\nsecond", "the first line end belongs to the tag"


def test_a_choice_from_a_list_is_still_chosen_when_coming_back() -> None:
    filler = Filler(SPEAK_UP, quietly(works_as="agency")).go_to("kind").press("back")
    chosen = [attrs["value"] for attrs in page(filler).all("option") if "selected" in attrs]
    assert chosen == ["agency"]


def test_the_review_shows_every_answer_with_a_button_that_says_what_it_changes() -> None:
    seen = page(Filler(SPEAK_UP, quietly(story="First <i>line</i>\nsecond line")).go_to("check"))
    assert "First <i>line</i>" in seen.text
    assert "<i>" not in seen.html
    assert "Change: What happened?" in seen.text
    changes = [attrs["value"] for attrs in seen.all("button") if attrs["value"].startswith("edit:")]
    assert changes[:2] == ["edit:start", "edit:about_you"]


def test_lists_in_a_notice_are_lists() -> None:
    seen = page(Filler(SPEAK_UP, quietly(guessable="yes")).go_to("guess"))
    assert len(seen.all("li")) == 4


def test_going_back_is_offered_on_every_page_but_the_first_and_stopping_on_all() -> None:
    for filler in pages_of(SPEAK_UP, WAYS[0]):
        actions = [attrs["value"] for attrs in page(filler).all("button")]
        assert ("back" in actions) is (filler.page != "start")
        assert "stop" in actions


@pytest.mark.parametrize("batch", range(4))
def test_nothing_that_is_typed_can_act(batch: int) -> None:
    chance = Random(batch)
    keys = [q.key for q in SPEAK_UP.questions() if q.holds_text and not q.fits]
    for _ in range(15):
        texts = {f"{key}.0.who" if key in ("people", "witnesses") else key: hostile(chance)[:100] for key in keys}
        texts["story"] += "</textarea><script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
        filler = Filler(SPEAK_UP, quietly(**texts, identity="named", add_more="yes", new_or_known="add"), WEB_FACTS)
        is_sound(page(filler.go_to("check")))
        for key in ("what", "who", "contact"):
            is_sound(page(filler.press(f"edit:{key}")))
