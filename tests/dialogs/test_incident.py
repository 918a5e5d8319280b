"""The incident form: what to do now, five minutes, moments that are known roughly, and a way out for the afraid."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import get_type_hints

import pytest

from dialogs import filling
from dialogs.conditions import Is
from dialogs.facts import KnownAsset
from dialogs.form import Kind
from dialogs.forms.contacts import DEMO
from dialogs.forms.incident import INCIDENT, INCIDENT_WEB
from dialogs.forms.incident.elsewhere import carried_over, wants_to_speak_up
from dialogs.forms.incident.finish import SEARCHED
from dialogs.forms.speak_up import SPEAK_UP
from dialogs.matching import matched
from dialogs.telling import tell_incident
from dialogs.views.incidents import incident_view, incidents
from governance.incidents import Incident, IncidentKind, IncidentReport, IncidentState, Moment, Naming, Origin
from governance.services.incident_files import IncidentLine
from tests.dialogs.people_who_fill_in import FACTS, Filler, quietly

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
ASSETS = (
    KnownAsset("IA-017", "Council tax accounts", "Revenues", "Amy Pond"),
    KnownAsset("IA-018", "Housing repairs", "Housing", "Bob Oak"),
    KnownAsset("IA-019", "Payments ledger", "Finance", "Council Clerk"),
)
KNOWS = replace(FACTS, now=NOW, assets=ASSETS)
CORE = ["now", "what", "where", "held", "people_page", "contain", "contain_more", "learn", "you", "check"]

SAID = {
    "still": "no",
    "attack": "no",
    "happened": "happened",
    "story": "A letter about one tenant went to another tenant.",
    "kind": "email",
    "harms": "secrecy",
    "place": "Rents, second floor",
    "directorate": "Housing",
    "when_known": "known",
    "when.day": "2026-11-23",
    "when.time": "09:15",
    "found.day": "2026-11-23",
    "found.time": "10:00",
    "held_as": "email",
    "personal": "yes",
    "people_known": "exact",
    "people": "2",
    "special": "none",
    "told": "manager",
    "naming": "named",
    "name": "Rosa Quill",
}


def told(**answers: str) -> Filler:
    return Filler(INCIDENT, quietly(**{**SAID, **{k.replace("__", "."): v for k, v in answers.items()}}), KNOWS)


def on_page(filler: Filler) -> str:
    return " ".join(question.ask for question in filler.asked)


def test_the_core_is_ten_short_boxes() -> None:
    assert told().finish().seen == CORE


def test_a_near_miss_asks_half_of_it() -> None:
    filler = told(happened="near_miss").finish()
    assert filler.seen == ["now", "what", "where", "learn", "you", "check"]
    asked = {source for page in INCIDENT.pages if page.key in filler.seen for q in page.questions for source in q.source
             if q.when.holds({"happened": "near_miss"})}  # fmt: skip
    assert {"I4", "I5", "I6", "I7", "I12", "I31"} <= asked
    assert filler.command.happened == "near_miss"


@pytest.mark.parametrize(
    ("answers", "page", "words"),
    [
        ({"attack": "yes"}, "what", "0300 123 2040"),
        ({"attack": "yes"}, "what", DEMO.ict_out_of_hours),
        ({"still": "yes"}, "what", "try to recall it"),
        ({"kind": "email"}, "where", "Recall the email"),
        ({"kind": "device_lost"}, "where", "locked and wiped"),
        ({"kind": "phishing"}, "where", "Change the password"),
        ({"kind": "malware"}, "where", "Pull out the network cable"),
        ({"kind": "portal"}, "where", "Take the page"),
        ({"kind": "paper_lost"}, "where", "lock away what you find"),
        ({"effects": "safety"}, "contain", "999"),
    ],
)
def test_what_to_do_now_stands_on_the_next_page(answers: dict[str, str], page: str, words: str) -> None:
    filler = told(**answers).go_to(page)
    assert words in on_page(filler)
    assert filler.asked[0].kind is Kind.NOTICE


def test_nothing_is_to_be_done_now_about_what_is_over_or_only_nearly_was() -> None:
    assert told().go_to("what").asked[0].kind is not Kind.NOTICE
    assert "Do this now" not in on_page(told(happened="near_miss").go_to("where"))


def test_every_kind_is_one_of_the_commissioners() -> None:
    [kind] = [q for q in INCIDENT.questions() if q.key == "kind"]
    assert {choice.value for choice in kind.choices} == {each.value for each in IncidentKind}


# ------------------------------------------------------------------ when


def test_a_moment_may_be_known_roughly_or_not_at_all() -> None:
    exact = told().finish().command
    assert exact.when == Moment(date(2026, 11, 23), datetime(2026, 11, 23, 9, 15, tzinfo=UTC))
    rough = told(when_known="roughly", when__time="", found__time="").finish().command
    assert (rough.when, rough.found) == (Moment(date(2026, 11, 23)), Moment(date(2026, 11, 23)))
    assert told(when_known="unknown", when__day="", when__time="").finish().command.when is None


def test_whoever_knows_when_says_when() -> None:
    filler = told(when__day="", when__time="").go_to("where").answer()
    assert filler.errors == {"when": "Enter the day. Or say above that you do not know it."}


@pytest.mark.parametrize(
    ("found", "words"),
    [
        ({"found__day": "2026-11-22"}, "This is before it happened. Put right the one or the other."),
        ({"found__time": "09:14"}, "This is before it happened. Put right the one or the other."),
        ({"found__day": "2026-11-24"}, "Enter a date that is today or earlier."),
        ({"found__time": "15:01"}, "Enter a time that is not still to come."),
        ({"found__time": "quarter past"}, "Enter a time of day, such as 14:30."),
        ({"found__day": ""}, "Enter a date as day, month and year, such as 27 3 2026."),
        ({"found__day": "", "found__time": ""}, "Enter the day on which you found out."),
    ],
)
def test_a_moment_that_cannot_be_is_refused_and_nothing_is_lost(found: dict[str, str], words: str) -> None:
    filler = told(**found).go_to("where").answer()
    assert (filler.page, filler.errors["found"]) == ("where", words)
    assert filler.progress.raw["place"] == "Rents, second floor"


@pytest.mark.parametrize(
    ("day", "time", "late"),
    [
        ("2026-11-22", "14:59", True),
        ("2026-11-22", "15:01", False),
        ("2026-11-22", "", False),
        ("2026-11-21", "", True),
    ],
)
def test_only_what_is_more_than_a_day_old_has_to_say_why(day: str, time: str, *, late: bool) -> None:
    filler = told(when_known="unknown", when__day="", when__time="", found__day=day, found__time=time).finish()
    assert ("follow" in filler.seen) is late
    assert (filler.command.late_reason is not None) is late


# ------------------------------------------------------------------ which asset


def test_an_asset_is_found_by_what_was_written_and_may_stay_unknown() -> None:
    filler = told(asset_words="the council tax system").go_to("follow")
    [question] = filler.asked
    assert [choice.value for choice in filler.progress.choices(question)] == ["IA-017", "IA-019", "unknown"]
    assert told(asset_words="tax", asset="IA-017").finish().command.asset == "IA-017"
    assert told(asset_words="tax", asset="unknown").finish().command.asset == "unknown"
    nothing = told(asset_words="an old shoe box").finish()
    assert ("follow" in nothing.seen, nothing.command.asset_words) == (False, "an old shoe box")


def test_a_reference_finds_its_asset_first() -> None:
    assert matched(ASSETS, "ia-018")[0].reference == "IA-018"
    assert matched(ASSETS, "") == ()


def test_nobody_who_is_nobody_to_us_is_shown_the_register() -> None:
    filler = Filler(INCIDENT_WEB, quietly(**SAID, asset_words="council tax"), replace(KNOWS, assets=())).finish()
    assert "follow" not in filler.seen


# ------------------------------------------------------------------ how much, and of what


@pytest.mark.parametrize("lots", ["lots", "about 40", "-1", "4.5", "forty"])
def test_how_many_people_is_a_number_or_not_known(lots: str) -> None:
    filler = told(people=lots).go_to("people_page").answer()
    assert filler.errors == {"people": "Enter a whole number from 0 to 10000000."}
    assert told(people_known="unknown", people="").finish().command.people is None
    missing = told(people="").go_to("people_page").answer()
    assert missing.errors["people"].startswith("Enter how many people, as a number.")


def test_what_is_about_nobody_asks_nothing_about_people() -> None:
    filler = told(personal="no").finish()
    assert "people_page" not in filler.seen
    assert filler.command.gravity.personal == "no"


def test_a_device_is_asked_about_and_other_things_are_not() -> None:
    assert "device" not in told().finish().seen
    filler = told(kind="device_lost", held_as="device", encrypted="yes", locked="pin").finish()
    assert (filler.command.encrypted, filler.command.locked) == ("yes", ("pin",))
    stick = told(held_as="stick", encrypted="no").go_to("device")
    assert [q.key for q in stick.asked] == ["device", "encrypted"]
    papers = told(kind="paper_lost", held_as="paper").go_to("device")
    assert [q.key for q in papers.asked] == ["crime_reference"]


# ------------------------------------------------------------------ personal details


def test_a_personal_detail_is_pointed_out_and_one_press_takes_it_out() -> None:
    filler = told(story="His number AB123456C was on the list of the day.", place="Ring 07700 900123").go_to("details")
    [question] = filler.asked
    shown = [choice.label for choice in filler.progress.choices(question)]
    assert shown == [
        "“Say in a few words what happened” – a National Insurance number (it ends in 6C)",
        "“Which team, and where?” – a phone number (it ends in 23)",
    ]
    filler.press("remove")
    assert "details" not in {page.key for page in filler.progress.pages}
    assert filler.progress.raw["story"] == "His number [taken out] was on the list of the day."
    assert filler.progress.raw["place"] == "Ring [taken out]"
    assert filler.finish().command.details_reason is None


def test_it_may_stay_in_with_a_reason() -> None:
    filler = told(story="His number AB123456C was on the list of the day.").go_to("details").press("next")
    assert filler.errors["details_reason"].startswith("Say why they must stay in")
    filler.press("next", details_reason="It is the number of the laptop").finish()
    assert filler.command.details_reason == "It is the number of the laptop"
    assert "AB123456C" in filler.command.story


def test_every_text_about_the_incident_is_looked_through() -> None:
    own = {"crime_reference", "service_desk", "details_reason"}
    texts = {q.key for q in INCIDENT.questions() if q.kind in (Kind.TEXT, Kind.LONG_TEXT) and not q.personal}
    assert set(SEARCHED) == texts - own


# ------------------------------------------------------------------ fear, names and words


def test_whoever_is_afraid_is_shown_the_other_way_and_may_still_go_on() -> None:
    filler = told(covered_up="yes", route="incident").go_to("route")
    assert "Nothing has been kept so far" in on_page(filler)
    assert filler.finish().command.covered_up == "yes"


def test_what_they_wrote_goes_with_them() -> None:
    filler = told(covered_up="yes").go_to("route").press("next", route="speak_up")
    assert wants_to_speak_up(filler.step)
    answers = carried_over(filler.show.draft.answers)
    begun = filling.step(SPEAK_UP, filling.Draft("speak_up", answers), "show", {}, FACTS)
    assert isinstance(begun, filling.Show)
    kept = begun.progress.answers
    assert kept["story"] == "A letter about one tenant went to another tenant."
    assert (kept["closest"], kept["hidden"], kept["directorate"]) == ("data", "yes", "Housing")
    assert (kept["happened_from"], kept["place"]) == (date(2026, 11, 23), "Rents, second floor")
    assert "Rosa Quill" not in str(begun.draft.to_data())


def test_in_teams_a_name_is_always_given_and_on_the_web_page_it_may_be_left_out() -> None:
    def choices(form: object) -> set[str]:
        return {c.value for q in form.questions() if q.key == "naming" for c in q.choices}  # type: ignore[attr-defined]

    assert choices(INCIDENT) == {"named", "withheld"}
    assert choices(INCIDENT_WEB) == {"named", "withheld", "none"}
    nameless = Filler(INCIDENT_WEB, quietly(**{**SAID, "naming": "none"}), KNOWS).finish()
    assert ("your_name" in nameless.seen, nameless.command.name) == (False, None)


@pytest.mark.parametrize("naming", ["named", "withheld"])
def test_who_reports_is_told_apart_from_what_happened(naming: str) -> None:
    story, identity = tell_incident(INCIDENT, told(naming=naming, phone="07700 900123").finish().command)
    assert "Rosa Quill" in str(identity)
    assert "Rosa Quill" not in str(story)
    assert "07700 900123" not in str(story)
    assert story[0][0] == "What happened?"


def test_the_command_has_a_place_for_every_answer() -> None:
    hints = get_type_hints(IncidentReport)
    for question in INCIDENT.questions():
        for name in question.fields:
            several = question.kind is Kind.SEVERAL
            assert (hints[name] == tuple[str, ...]) is several, name


def test_what_the_council_needs_from_everybody_hangs_on_no_wish_of_theirs() -> None:
    free = {"route"}
    for page in INCIDENT.pages:
        assert not {key for key, _ in page.when.points_at()} & free
    assert Is("happened", "happened", "suspected").holds({"happened": "suspected"})


def test_the_owner_of_the_data_does_not_read_that_somebody_raised_a_concern() -> None:
    """The concern may be about them: to whoever holds no key it is like any other that came without a name."""
    day, kind = date(2027, 1, 4), IncidentKind.OTHER
    shown = {}
    for origin in Origin:
        incident = Incident(
            "a" * 32, origin, Naming.NONE, IncidentState.REPORTED, day, None, kind, near_miss=False, suspected=True,
            ongoing=False, live_attack=False, directorate="", asset="IA-1", service_desk="", key_id="b" * 32,
            story=b"", form="", told=("1",),
        )  # fmt: skip
        owners = IncidentLine(incident, "INC-1", "Payroll", can_open=False)
        shown[origin] = [incident_view(owners, DEMO), incidents([owners], 0, {incident.id: "token"})]
        handlers = replace(owners, can_open=True)
        assert ("concern" in str(incidents([handlers], 0, {incident.id: "token"}))) is (origin is Origin.CONCERN)
    assert shown[Origin.CONCERN] == shown[Origin.REPORTED]
