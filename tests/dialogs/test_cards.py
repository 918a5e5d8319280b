"""A page as a card: valid, small, usable without sight, and unable to act on what a person typed."""

from __future__ import annotations

import json
import re
from random import Random
from typing import Any

import pytest

from dialogs.cards import form_card
from dialogs.filling import Show
from dialogs.form import Form
from dialogs.forms import FORMS
from dialogs.forms.speak_up import SPEAK_UP
from tests.dialogs.every_kind import EVERYTHING
from tests.dialogs.people_who_fill_in import FACTS, PREFILL, Filler, quietly, somehow
from tests.faces.card_rules import buttons, check, elements, inputs, sends_inputs, typed_words, words

ALL = {**FORMS, EVERYTHING.key: EVERYTHING}
#: What a card of a form may weigh, in bytes of JSON as UTF-8; and as UTF-16, which is how Teams' own limit of about
#: 100 kB is counted.
CARD_BYTES = 40_000
CARD_BYTES_UTF16 = 80_000
#: Actions that Teams knows in a dialog.
TEAMS_ACTIONS = {"Action.Submit", "Action.Execute", "Action.OpenUrl", "Action.ShowCard", "Action.ToggleVisibility"}


def card(filler: Filler, token: str = "sealed", **more: Any) -> dict[str, Any]:
    return form_card(filler.form, filler.show.page, filler.progress, token, **more)


def size(whole: dict[str, Any]) -> int:
    return len(json.dumps(whole, ensure_ascii=False).encode("utf-8"))


def keeps_the_rules(whole: dict[str, Any]) -> None:
    check(whole, CARD_BYTES_UTF16)
    assert size(whole) < CARD_BYTES
    assert {e["type"] for e in elements(whole) if e["type"].startswith("Action.")} <= TEAMS_ACTIONS
    ids = [e["id"] for e in elements(whole) if "id" in e]
    assert len(set(ids)) == len(ids), "two inputs of one name"


#: Ways through the speak-up form that together show every page of it.
WAYS = [
    {"identity": "anonymous"},
    {"identity": "anonymous", "danger": "yes", "at_risk": "yes", "works_as": "school", "school_choice": "stop"},
    {"identity": "named", "works_as": "contractor", "contract_scope": "employer", "affected": "me"},
    {"identity": "confidential", "contact_by": "email", "contact_detail": "me@demo-council.example"},
    {"story": "Shah and O'Brien do this every week", "new_or_known": "unhappy", "guessable": "yes", "add_more": "yes"},
    {
        "new_or_known": "add",
        "evidence": "have",
        "urgency": "both",
        "told": "hr",
        "worried": "very",
        "meeting": "online",
    },
]


def pages_of(form: Form, answers: dict[str, str]) -> list[Filler]:
    """A filler at each page of a way through."""
    answering = quietly(**answers) if form is SPEAK_UP else somehow
    seen = Filler(form, answering).finish().seen
    return [Filler(form, answering).go_to(page) for page in dict.fromkeys(seen)]


def test_the_ways_show_every_page() -> None:
    seen = {page for way in WAYS for page in Filler(SPEAK_UP, quietly(**way)).finish().seen}
    assert seen == {page.key for page in SPEAK_UP.pages}


@pytest.mark.parametrize(
    ("key", "way"), [*(("speak_up", way) for way in range(len(WAYS))), *((key, 0) for key in ALL if key != "speak_up")]
)
def test_every_page_of_every_form_is_a_valid_card_before_and_after_a_mistake(key: str, way: int) -> None:
    for filler in pages_of(ALL[key], WAYS[way]):
        keeps_the_rules(card(filler, banner="This is not Teams."))
        filler.press("next")
        if isinstance(filler.step, Show):
            keeps_the_rules(card(filler))


def test_a_mistake_is_said_at_the_top_beside_the_question_and_aloud() -> None:
    filler = Filler(SPEAK_UP, quietly()).answer().press("next", understood="yes")
    whole = card(filler)
    lines = words(whole).split("\n")
    assert lines.index("There is a problem") < lines.index("Say if anyone is in danger right now.")
    assert "Error: Say if anyone is in danger right now." in lines
    assert "There is a problem. Say if anyone is in danger right now." in whole["speak"]
    assert "understand what staying anonymous means" not in words(whole)


def test_a_page_without_mistakes_says_nothing_of_problems() -> None:
    assert "problem" not in words(card(Filler(SPEAK_UP, quietly()).answer()))


def test_each_page_says_where_it_stands() -> None:
    filler = Filler(SPEAK_UP, quietly())
    assert "Page 1 of about 8" in words(card(filler))
    assert "Page 8 of about 8" in words(card(filler.go_to("check")))


def test_the_draft_is_carried_once_and_comes_back_with_every_button_but_stop() -> None:
    for filler in pages_of(SPEAK_UP, WAYS[4]):
        whole = card(filler, token="t" * 1_000)
        assert json.dumps(whole).count("t" * 1_000) == 1
        assert inputs(whole)["draft"] == "t" * 1_000
        for title, data in buttons(whole).items():
            assert data.keys() == {"form", "action"}
            assert sends_inputs(whole, title) is (data["action"] != "stop"), title


def test_nothing_typed_is_sent_by_stop() -> None:
    assert not sends_inputs(card(Filler(SPEAK_UP, quietly()).go_to("what")), "Stop")


def test_no_client_can_refuse_to_go_back_or_to_add_a_person() -> None:
    """An input that the client insists on would keep every other button that sends the inputs from working."""
    for way in WAYS:
        for filler in pages_of(SPEAK_UP, way):
            whole = card(filler)
            ways_out = [data["action"] for data in buttons(whole).values() if data["action"] not in ("next", "stop")]
            insists = [e for e in elements(whole) if e.get("isRequired")]
            assert not (ways_out and insists), filler.page
            assert all(e.get("errorMessage") for e in insists)


def test_the_first_page_insists_on_an_answer_before_it_is_sent() -> None:
    whole = card(Filler(SPEAK_UP, quietly()))
    insisted = [e["id"] for e in elements(whole) if e.get("isRequired")]
    assert insisted == ["identity"]


def test_few_choices_are_shown_and_many_open() -> None:
    whole = card(Filler(SPEAK_UP, quietly()).answer())
    styles = {e["id"]: e["style"] for e in elements(whole) if e["type"] == "Input.ChoiceSet"}
    assert styles["danger"] == "expanded"
    assert styles["works_as"] == "compact"
    several = card(Filler(SPEAK_UP, quietly()).go_to("who"))
    told = next(e for e in elements(several) if e.get("id") == "told")
    assert (told["style"], told["isMultiSelect"]) == ("expanded", True)


def test_people_have_a_row_each_and_a_button_for_one_more() -> None:
    filler = Filler(SPEAK_UP, quietly()).go_to("who").press_with("more:people", {"people.0.who": "Ann Lee"})
    whole = card(filler)
    assert inputs(whole)["people.0.who"] == "Ann Lee"
    assert inputs(whole)["people.1.who"] == ""
    assert "Person 2: Name, job or description" in words(whole)
    assert buttons(whole)["Add another person"]["action"] == "more:people"


def test_what_was_answered_stands_in_the_inputs_when_coming_back() -> None:
    filler = Filler(SPEAK_UP, quietly(timing="now,past")).go_to("who").press("back")
    shown = inputs(card(filler))
    assert shown["title"] == "Copper pipe goes missing"
    assert shown["timing"] == "now,past"
    assert shown["evidence"] == "no"


def test_a_ticked_box_stays_ticked() -> None:
    filler = Filler(SPEAK_UP, quietly()).answer().press("next", understood="yes")
    assert inputs(card(filler))["understood"] == "yes"
    assert inputs(card(Filler(SPEAK_UP, quietly()).answer()))["understood"] == ""


def test_a_date_is_given_to_the_picker_in_its_own_form_or_not_at_all() -> None:
    filler = Filler(SPEAK_UP, quietly(add_more="yes", happened_from="3 Nov 2026")).go_to("behind_it").press("back")
    assert inputs(card(filler))["happened_from"] == "2026-11-03"
    filler.press("next", happened_from="rubbish")
    assert inputs(card(filler))["happened_from"] == ""


def test_the_review_shows_every_answer_and_leads_back_to_its_page() -> None:
    filler = Filler(SPEAK_UP, quietly(story="First line\nSecond **line**", identity="named", job="Driver"))
    whole = card(filler.go_to("check"))
    said = typed_words(whole)
    for answer in ("With my name", "A crime", "First line\nSecond **line**", "Nobody Special", "Driver"):
        assert answer in said
    assert "Not answered" in said
    changes = {data["action"] for title, data in buttons(whole).items() if title.startswith("Change")}
    assert changes == {f"edit:{page.key}" for page in filler.progress.pages[:-1]}


def test_the_review_says_for_each_named_handler_what_was_said() -> None:
    filler = Filler(SPEAK_UP, quietly(story="Shah and O'Brien do it", **{"same_people.D1042": "yes"})).go_to("check")
    runs = [e for e in elements(card(filler)) if e["type"] == "RichTextBlock"]
    said = {block["inlines"][0].strip(): block["inlines"][1]["text"] for block in runs if len(block["inlines"]) == 2}
    assert said["Is this our Monitoring Officer, Priya Shah?"] == "Yes"
    assert said["Is this our Chief Internal Auditor, Tom O’Brien?"] == "No"


def test_who_deals_with_reports_is_named_where_somebody_may_be_kept_from_it() -> None:
    assert "Priya Shah, Monitoring Officer" in typed_words(card(Filler(SPEAK_UP, quietly()).go_to("who")))


def test_a_page_that_offers_to_go_back_has_a_button_for_it() -> None:
    whole = card(Filler(SPEAK_UP, quietly(guessable="yes")).go_to("guess"))
    assert buttons(whole)["Change what happened"]["action"] == "edit:what"


def test_the_try_out_says_on_every_card_that_it_is_not_teams() -> None:
    assert words(card(Filler(SPEAK_UP, quietly()), banner="This is not Teams.")).startswith("This is not Teams.")


@pytest.mark.parametrize("way", range(len(WAYS)))
def test_no_card_of_an_anonymous_reporter_echoes_who_they_are(way: int) -> None:
    answers = {**WAYS[way], "identity": "anonymous"}
    known = PREFILL.prefill.values()
    filler = Filler(SPEAK_UP, quietly(**answers), PREFILL)
    while isinstance(filler.step, Show):
        shown = json.dumps(card(filler))
        assert not any(who in shown for who in known), filler.page
        filler.answer()


def test_a_named_reporters_name_is_suggested_where_it_is_asked_and_nowhere_else() -> None:
    filler = Filler(SPEAK_UP, quietly(identity="named"), PREFILL)
    while filler.page != "contact":
        assert "Nobody Special" not in json.dumps(card(filler))
        filler.answer()
    assert inputs(card(filler))["name"] == "Nobody Special"


# ------------------------------------------------------------------ hostile and huge

PIECES = [
    *("{{", "${", "{{DATE(2026-01-01T00:00:00Z)}}", "${$root.secret}", "}}", "{", "$"),
    *("\u202e", "\u200b", "\u2066", "\ufeff", "\U000e0041", "\ud800", "\x00", "\x1b", "\u2028", "\xad"),
    *(
        "**bold**",
        "[link](https://evil.example)",
        "<at>Everyone</at>",
        "<script>",
        "&amp;",
        "]]>",
        "=1+1",
        "`",
        "\\",
        '"',
        "'",
    ),
    *("\n", "\r\n", "\t", "😀", "👩‍👩‍👧", "ع", "ਪੰਜਾਬੀ", "é", "e\u0301", "word ", "Shah "),
]
DANGEROUS = re.compile("\\{\\{|\\$\\{|[\u202a-\u202e\u2066-\u2069\u200b-\u200f\U000e0000-\U000e0fff\ud800-\udfff]")


def hostile(chance: Random) -> str:
    return "Words enough to be taken " + "".join(chance.choice(PIECES) for _ in range(chance.randint(1, 60)))


def _is_tame(whole: dict[str, Any]) -> None:
    for element in elements(whole):
        for key in ("text", "value", "label", "title"):
            assert not DANGEROUS.search(str(element.get(key, "")).replace("sealed", "")), element["type"]


@pytest.mark.parametrize("batch", range(12))
def test_five_thousand_hostile_texts_make_valid_cards(batch: int) -> None:
    chance = Random(batch)
    keys = [q.key for q in SPEAK_UP.questions() if q.holds_text and not q.fits]
    answers = {"identity": "named", "evidence": "have", "urgency": "both", "told": "hr", "worried": "very"}
    for _ in range(20):
        texts = {f"{key}.0.who" if key in ("people", "witnesses") else key: hostile(chance) for key in keys}
        texts = {name: text[:100] for name, text in texts.items()} | {"story": texts["story"]}
        filler = Filler(SPEAK_UP, quietly(**answers, **texts, add_more="yes", new_or_known="add", guessable="yes"))
        filler.go_to("check")
        whole = card(filler)
        _is_tame(whole)
        assert "https://evil.example" not in "".join(e["text"] for e in elements(whole) if e["type"] == "TextBlock")
        for page in ("what", "who", "contact"):
            _is_tame(card(filler.press(f"edit:{page}")))
    check(whole, CARD_BYTES_UTF16)


LONGEST = {
    "plain": "Words about what happened at the depot. ",
    "quotes": '"',
    "lines": "a\n",
    "emoji": "😀",
    "accents": "é",
    "template": "{{",
    "backslashes": "\\",
    "random": "",
}


@pytest.mark.parametrize("kind", LONGEST)
def test_at_the_limit_of_text_every_card_stays_small(kind: str) -> None:
    """With the draft sealed as dearly as it can be: not compressed, in Base64."""
    chance = Random(7)
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 "
    story = LONGEST[kind] * 20_000 if LONGEST[kind] else "".join(chance.choices(letters, k=20_000))
    everything = {
        "identity": "confidential",
        "evidence": "have",
        "urgency": "both",
        "told": "hr,police",
        "worried": "very",
    }
    everything |= {
        "support": "protect,union",
        "not_to_see": "deputies,it,my_manager",
        "add_more": "yes",
        "affected": "me",
    }
    everything |= {"meeting": "in_person", "new_or_known": "add", "danger": "yes", "at_risk": "yes", "guessable": "yes"}
    everything |= {
        "happened_from": "1/1/2026",
        "money": "over_100k",
        "hidden": "yes",
        "companion": "yes",
        "wish": "That it stops",
    }
    filler = Filler(SPEAK_UP, quietly(**everything, works_as="contractor", contract_scope="employer", story=story))
    filler.go_to("what").answer()
    assert filler.page == "what"
    kept = str(filler.show.draft.answers["story"])
    assert 0 < len(kept) < len(story)
    assert size(card(filler, _sealed(filler))) < CARD_BYTES
    room = quietly(**everything, works_as="contractor", contract_scope="employer", story=kept[:-300])
    filler = Filler(SPEAK_UP, room)
    while isinstance(filler.step, Show):
        keeps_the_rules(card(filler, _sealed(filler)))
        filler.answer()
    assert filler.seen[-1] == "check"


def _sealed(filler: Filler) -> str:
    plain = json.dumps(filler.show.draft.to_data(), ensure_ascii=False).encode("utf-8")
    return "x" * ((len(plain) + 200) * 4 // 3)


def test_hidden_letters_are_counted_for_whoever_checks_the_answers() -> None:
    filler = Filler(SPEAK_UP, quietly(story="It was th\u200be man\u202eager of it all")).go_to("check")
    blocks = [e["inlines"] for e in elements(card(filler)) if e["type"] == "RichTextBlock"]
    story = next(inlines for inlines in blocks if "what came before it" in str(inlines[0]))
    assert story[0].endswith("(hidden letters taken out: 2)\n")
    assert story[1]["text"] == "It was the manager of it all"


def test_the_facts_of_handlers_cannot_act_either() -> None:
    odd = FACTS.handlers[0].__class__("1", "${x} **Eve** {{y}}", "Monitoring Officer")
    facts = FACTS.__class__(FACTS.today, (odd,))
    _is_tame(card(Filler(SPEAK_UP, quietly(story="I asked {{y}} about it all"), facts).go_to("who")))
