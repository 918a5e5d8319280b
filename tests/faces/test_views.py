"""What is shown that is not a form. What a person would miss if it broke stands in each name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

import pytest
import textstat  # type: ignore[import-untyped]  # it has no types
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.commands.notice_words import KINDS
from bot.teams.commands import FOR_ALL, OFFERS
from bot.teams.known_roles import Standing
from bot.teams.replies import Replies, Reply, draw_replies
from dialogs.views import said
from dialogs.views.case import CaseButtons, case_pages, case_view, may_ask
from dialogs.views.cases import A_PAGE, cases, shown_lines
from dialogs.views.done import WRITTEN, done_acknowledged, done_asked, done_known, done_with_code, done_written
from dialogs.views.forecast import forecast, forecast_pages, sent, sent_pages
from dialogs.views.incident_figures import incident_figures
from dialogs.views.letters import NO_REASON
from dialogs.views.mailbox import ask_code, mailbox, mailbox_pages
from dialogs.views.notices import Facts, notice_card, notice_summary
from dialogs.views.opener import door, opener
from dialogs.views.parts import press
from dialogs.views.problem import instead, problem
from dialogs.views.welcome import welcome
from governance.notices import GATHERED, Kind
from governance.reports import Author, Entry, Identity, State
from governance.roles import Role
from governance.services.addressees import Addressees
from governance.services.corresponding import LetterText, Mailbox
from governance.services.handling import Case, CaseLine
from governance.services.watching import Ahead, Back, Coming, Gone
from tests.faces.card_rules import CHAT_BYTES, buttons, check, elements, inputs, typed_words, words

MONDAY = date(2026, 11, 23)
BANNER = "This is not Teams."
CODE = "431RZ-WMFDG-NEPCC-VCDV8"
PAGE = "https://speakup.council.example/speak-up"
NOBODY = Addressees({}, {})
COMING, GONE = Coming(MONDAY, (), NOBODY), Gone(MONDAY, (), NOBODY)
#: Kinds whose cards depend on a few facts; the others are drawn from what is owed, in `dialogs.views.due`.
PLAIN = [kind for kind in Kind if kind not in {*GATHERED, Kind.ANSWERED}]


def line(number: int = 0, **changes: Any) -> CaseLine:
    known: dict[str, Any] = {
        "report_id": f"{number:032x}",
        "version": 3,
        "title": "Gifts from a supplier",
        "identity": Identity.ANONYMOUS,
        "received_on": MONDAY,
        "acknowledge_by": MONDAY + timedelta(days=7),
        "state": State.RECEIVED,
        "urgent": False,
        "days_left": 7,
    }
    return CaseLine(**{**known, **changes})


LETTERS = (
    LetterText(Author.HANDLER, Entry.ACKNOWLEDGEMENT, MONDAY, "We have it.", "Amara Okafor", "a"),
    LetterText(Author.HANDLER, Entry.QUESTION, MONDAY, "Which floor are they on?", "Amara Okafor", "b"),
    LetterText(Author.REPORTER, Entry.ANSWER, MONDAY, "The second one.", id="c", question="b"),
    LetterText(Author.HANDLER, Entry.QUESTION, MONDAY, "Who else saw it?", "John Ellis", "d"),
    LetterText(Author.REPORTER, Entry.ADDITION, MONDAY, "They did it again today.", id="e"),
    LetterText(Author.REPORTER, Entry.WITHDRAWAL, MONDAY, "", id="f"),
)


def token(box: Mailbox, entry: Entry, question: str) -> str:
    return f"{box.state}/{entry}/{question}" + "t" * 300


def told(story: str, letters: tuple[LetterText, ...] = (), **changes: Any) -> Case:
    return Case(line(**changes), (("What happened", (("Tell us what happened", story),)),), None, letters)


def draw(case: Case) -> list[dict[str, Any]]:
    parts = case_pages(case)
    tokens = CaseButtons("token", "token", tuple(f"turn-{page}" for page in range(len(parts))))
    return [case_view(case, page, parts, tokens) for page in range(len(parts))]


def every_reply(replies: Replies) -> Iterator[Reply]:
    for name in replies.__slots__:
        found = getattr(replies, name)
        if isinstance(found, Mapping):
            yield from found.values()
        else:
            yield found(Standing(frozenset(Role), owes_actions=True)) if callable(found) else found


def every_small_card(banner: str | None) -> list[dict[str, Any]]:
    counts: tuple[Facts, ...] = ({}, {"count": 1}, {"count": 3, "due_on": "2026-11-30"})
    web = door(PAGE)
    lines = [line(n, urgent=n == 1, state=list(State)[n % len(State)], days_left=n - 2) for n in range(20)]
    boxes = [Mailbox(MONDAY, MONDAY, state, LETTERS if state is State.ACKNOWLEDGED else ()) for state in State]
    parts = mailbox_pages(boxes, token)
    written = told("It happened again.", unread=2, state=State.WITHDRAWN, letters=LETTERS)
    tokens = {each.report_id: "t" * 300 for each in lines}
    return [
        welcome(FOR_ALL, banner=banner),
        welcome(FOR_ALL, [offer.command for offer in OFFERS.values()], banner),
        opener(web, in_dialog=False, banner=banner),
        opener(web, in_dialog=True, banner=banner),
        *(done_with_code(CODE, MONDAY, "t" * 300, tried, banner) for tried in (None, True, False)),
        done_known(MONDAY, banner),
        done_acknowledged(banner),
        done_asked(banner),
        *(done_written(entry, {"verb": "my_reports"}, banner) for entry in WRITTEN),
        case_view(written, 0, case_pages(written), CaseButtons(None, None, ("0",)), banner),
        problem("It did not work", "Try *again*.", [press("Try again", {"verb": "cases"})], banner),
        instead("It did not work", "Try *again*.", [press("Try again", {"verb": "cases"})], banner),
        forecast(COMING, Ahead.WEEK, forecast_pages(COMING, lambda at: at), 0, banner),
        sent(GONE, Back.WEEK, sent_pages(GONE), 0, banner),
        *(cases(lines, page, tokens, banner) for page in range(3)),
        cases([], 0, {}, banner),
        ask_code(None, banner),
        ask_code("No such code.", banner),
        mailbox("My reports", 0, mailbox_pages([], token), [press("Go to part 1", {})], banner),
        *(mailbox("My reports", page, parts, [press("p", {})] * len(parts), banner) for page in range(len(parts))),
        *(incident_figures(MONDAY, MONDAY, PAGE, PAGE, hides=hides, banner=banner) for hides in (True, False)),
        *(notice_card(kind, facts, banner) for kind in PLAIN for facts in counts),
        *(reply.card for reply in every_reply(draw_replies(web, banner))),
    ]  # fmt: skip


@pytest.mark.parametrize("banner", [None, BANNER])
def test_every_card_is_valid_and_can_be_used_without_sight(banner: str | None) -> None:
    for card in every_small_card(banner):
        check(card, CHAT_BYTES)


def test_a_child_of_ten_can_read_every_card() -> None:
    for card in every_small_card(None):
        said_there = [e["text"].replace("*", "") for e in elements(card) if e["type"] == "TextBlock"]
        sentences = " ".join(words if words.endswith((".", "?")) else f"{words}." for words in said_there)
        grade = textstat.automated_readability_index(sentences)
        assert grade <= 5.0, f"needs grade {grade}: {sentences}"


def test_the_try_out_says_that_it_is_not_teams_on_every_card() -> None:
    for card in every_small_card(BANNER):
        assert words(card).startswith(BANNER)


def test_the_opener_says_everything_that_teams_cannot_hide_and_has_nowhere_to_type() -> None:
    card = opener(door(PAGE), in_dialog=False)
    said_there = words(card)
    for promise in (
        "Teams knows who you are and can see that you opened this app.",
        "can search Teams chats, even deleted ones.",
        "Do not type your concern in this chat.",
        "use the web page, on a phone that is not the council's and not on council Wi-Fi.",
        "We do not keep your name, and the people who handle your report are not told it.",
        "we cannot hide that you opened this app.",
        "What you write may show who you are.",
    ):
        assert promise in said_there
    assert PAGE in typed_words(card), "the address can be copied, and pressing it opens nothing on a council computer"
    assert not inputs(card)


def test_the_picture_of_the_address_needs_nothing_from_elsewhere() -> None:
    pictures = [e for e in elements(opener(door(PAGE), in_dialog=False)) if e["type"] == "Image"]
    assert pictures
    assert all(picture["url"].startswith("data:image/png;base64,") for picture in pictures)


def test_buttons_in_a_chat_open_a_box_and_buttons_in_the_box_go_on_in_it() -> None:
    web = door(PAGE)
    in_chat, in_box = opener(web, in_dialog=False), opener(web, in_dialog=True)
    assert all(data["msteams"] == {"type": "task/fetch"} for data in buttons(in_chat).values())
    assert not any("msteams" in data for data in buttons(in_box).values())


def test_the_code_stands_in_groups_of_five_to_be_copied_by_hand() -> None:
    assert "431RZ WMFDG NEPCC VCDV8" in typed_words(done_with_code(CODE, MONDAY, "token"))


def test_typing_the_code_back_helps_and_stops_nobody() -> None:
    for tried in (None, True, False):
        card = done_with_code(CODE, MONDAY, "token", tried)
        assert "Close" in buttons(card)
        assert "Monday 23 November 2026" in words(card)


def test_a_handler_sees_what_waits_first_and_what_presses_most_before_that() -> None:
    lines = [
        line(1, state=State.ACKNOWLEDGED, acknowledge_by=MONDAY),
        line(2, acknowledge_by=MONDAY + timedelta(days=6)),
        line(3, acknowledge_by=MONDAY + timedelta(days=2)),
        line(4, acknowledge_by=MONDAY + timedelta(days=6), urgent=True),
    ]
    assert [int(each.report_id, 16) for each in shown_lines(lines, 0)] == [4, 3, 2, 1]


def test_a_long_list_has_pages_and_shows_each_case_once() -> None:
    lines = [line(n) for n in range(2 * A_PAGE + 3)]
    seen = [each.report_id for page in range(3) for each in shown_lines(lines, page)]
    assert sorted(seen) == [each.report_id for each in lines]


@pytest.mark.parametrize(
    "wrong",
    [
        {"type": "TextBlok", "text": "x"},
        {"type": "TextBlock"},
        {"type": "TextBlock", "text": "x", "wrap": True, "colour": "Attention"},
        {"type": "Container", "items": [{"type": "Action.Submit", "title": "x"}]},
        {"type": "Image", "url": "data:image/png;base64,AAAA"},
        {"type": "Input.Text", "id": "x"},
        {"type": "ActionSet", "actions": [{"type": "Action.Submit", "title": ""}]},
        {"type": "RichTextBlock", "inlines": [{"type": "TextRun"}]},
    ],
)
def test_the_rules_catch_a_card_that_breaks_them(wrong: dict[str, Any]) -> None:
    card = welcome(FOR_ALL)
    check(card)
    with pytest.raises(AssertionError):
        check({**card, "body": [*card["body"], wrong]})  # type: ignore[misc]


def test_a_late_answer_says_how_late_it_is() -> None:
    card = cases([line(days_left=-2)], 0, {line().report_id: "t"})
    assert "2 days late" in words(card)


def test_a_long_story_can_be_read_to_its_end_and_every_part_fits() -> None:
    story = "\n".join(f"Line {n}: " + "something happened in the office. " * 9 for n in range(40))
    parts = draw(told(story))
    assert len(parts) > 1
    for part in parts:
        check(part)
    whole = "\n".join(typed_words(part) for part in parts)
    for each in story.split("\n"):
        assert each.strip() in whole
    assert "Read on" in buttons(parts[0])
    assert "Read on" not in buttons(parts[-1])


@pytest.mark.parametrize("letter", ["x", "é", "警", "👩", '"', "\\", "a b "])
def test_ten_thousand_of_any_letter_fit_whatever_they_weigh(letter: str) -> None:
    story = letter * 10_000
    parts = draw(told(story[:10_000]))
    for part in parts:
        check(part)
    shown = "".join(typed_words(part) for part in parts).replace("\n", "")
    assert shown.count(letter.strip()[0]) >= story[:10_000].count(letter.strip()[0])


def test_what_a_reporter_types_stays_words_and_never_becomes_a_link_or_a_template() -> None:
    story = "[Press here](https://evil.example) **now** ${name} {{secret}} # Not a heading"
    (card,) = draw(told(story, title="**Bold** [link](https://evil.example)"))
    plain = "\n".join(e["text"] for e in elements(card) if e["type"] == "TextBlock")
    assert "evil.example" not in plain
    assert "Bold" not in plain
    assert "[Press here](https://evil.example) **now**" in typed_words(card)
    assert "${" not in typed_words(card)
    assert "{{" not in typed_words(card)


def test_hidden_letters_are_taken_out_and_the_reader_is_told_how_many() -> None:
    (card,) = draw(told("pay\u202egnp.exe\u200b now\U000e0041"))
    assert "paygnp.exe now" in typed_words(card)
    assert "3 hidden letters were taken out of this text." in words(card)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=400))
def test_no_typed_text_breaks_a_card(story: str) -> None:
    for card in draw(told(story, title=story)):
        check(card)
        shown = typed_words(card)
        assert "{{" not in shown
        assert "${" not in shown
        assert not any(letter in shown for letter in "\u202a\u202e\u2066\u200b\ufeff")


@given(st.text(alphabet="{$} \u200b\u200d", max_size=40))
def test_taking_hidden_letters_out_never_makes_a_template(typed: str) -> None:
    cleaned = said.clean(typed).text
    assert "{{" not in cleaned
    assert "${" not in cleaned


def test_who_reported_is_shown_only_to_those_who_hold_that_key() -> None:
    who = (("About you", (("Your name", "Priya Nair"),)),)
    (without,) = draw(Case(line(identity=Identity.CONFIDENTIAL), (), None, ()))
    (with_key,) = draw(Case(line(identity=Identity.CONFIDENTIAL), (), who, ()))
    assert "Priya Nair" not in words(without)
    assert "Priya Nair" in words(with_key)


def test_only_a_case_that_waits_can_be_acknowledged() -> None:
    parts = case_pages(told("x" * 30))
    assert "Acknowledge" in buttons(case_view(told("x"), 0, parts, CaseButtons("token", None, ("0",))))
    assert "Acknowledge" not in buttons(case_view(told("x"), 0, parts, CaseButtons(None, None, ("0",))))


def test_a_case_with_every_button_has_no_more_than_teams_shows() -> None:
    parts = case_pages(told("something happened. " * 2_000))
    assert len(parts) > 2
    check(case_view(told("x"), 1, parts, CaseButtons("token", "token", ("turn",) * len(parts))))


def test_nobody_is_asked_about_a_report_that_was_taken_back() -> None:
    assert may_ask(told("x"))
    assert not may_ask(told("x", state=State.WITHDRAWN))


def test_a_handler_is_shown_that_the_reporter_wrote_and_to_which_question() -> None:
    lines = [line(1, state=State.ACKNOWLEDGED), line(2, state=State.ACKNOWLEDGED, unread=2)]
    assert [int(each.report_id, 16) for each in shown_lines(lines, 0)] == [2, 1]
    listed = words(cases(lines, 0, {each.report_id: "t" for each in lines}))
    assert "New: 2 messages from the reporter." in listed
    assert "In 1 case there is something new to read." in listed
    (shown,) = draw(told("x", unread=2, letters=LETTERS))
    assert "New: 2 messages from the reporter. They stand at the end." in words(shown)
    assert "To the question of Monday 23 November 2026: Which floor are they on?" in typed_words(shown)
    assert "Report taken back from the reporter" in typed_words(shown)
    assert NO_REASON in words(shown)


def test_a_reporter_is_offered_to_answer_what_they_have_not_answered() -> None:
    (part,) = mailbox_pages([Mailbox(MONDAY, MONDAY, State.ACKNOWLEDGED, LETTERS)], token)
    offered = [e["data"]["card"].rstrip("t") for e in elements(part) if e.get("title") == "Answer this question"]
    assert offered == ["acknowledged/answer/d"]


@pytest.mark.parametrize("state", State)
def test_a_report_that_is_over_can_be_added_to_and_not_taken_back(state: State) -> None:
    offered = buttons(mailbox("Your report", 0, mailbox_pages([Mailbox(MONDAY, MONDAY, state, ())], token), []))
    assert "Add to this report" in offered
    over = state in (State.CONCLUDED, State.CLOSED, State.WITHDRAWN)
    assert ("Take this report back" not in offered) == over


def test_a_reporter_is_not_told_that_a_report_waits_for_a_batch() -> None:
    waiting, received = (
        words(mailbox("Your report", 0, mailbox_pages([Mailbox(MONDAY, MONDAY, state, ())], token), []))
        for state in (State.WAITING, State.RECEIVED)
    )
    assert waiting == received


@pytest.mark.parametrize("kind", PLAIN)
def test_a_card_that_arrives_on_its_own_says_nothing_about_a_case(kind: Kind) -> None:
    card = notice_card(kind, {"count": 2, "due_on": "2026-11-30", "title": "Gifts", "report": "ab12", "who": "Priya"})
    everything = repr(card) + notice_summary(kind)
    assert not any(leak in everything for leak in ("Gifts", "ab12", "Priya", "anonymous"))
    assert all(set(data) == {"verb", "msteams"} for data in buttons(card).values())


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_of_message_has_words_for_those_who_run_the_service(kind: Kind) -> None:
    assert KINDS[kind]
