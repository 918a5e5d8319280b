"""What a reporter would miss: their answers are lost when the service restarts, or somebody else can give them back
changed, or a page left open for the evening is worth nothing."""

from __future__ import annotations

import base64
import hashlib
import json
import string
import zlib
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.errors import Expired, Refused, Tampered
from storage.drafts import LARGEST, SealedDrafts
from storage.keyfiles import IntakeKeys
from storage.seal_frames import seal_box
from tests.harness.examples import examples
from tests.storage.seals import NOON, Watch, framed

FORM = "form:speak_up"
PRESSER = "tenant:person"
ANSWERS = {"form": "speak_up", "answers": {"title": "Invoices paid twice", "people": [{"who": "A manager"}]}, "page": 3}


def some_keys(word: bytes = b"") -> IntakeKeys:
    return IntakeKeys(*(hashlib.sha256(name + word).digest() for name in (b"pepper", b"seed", b"root", b"recovery")))


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def drafts(watch: Watch) -> SealedDrafts:
    return SealedDrafts(some_keys(), watch)


values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@examples(15, full=300)
@given(st.dictionaries(st.text(max_size=8), values, max_size=6))
def test_answers_come_back_as_they_were_given(data: dict[str, object]) -> None:
    drafts = SealedDrafts(some_keys(), Watch())
    assert drafts.open(FORM, PRESSER, drafts.seal(FORM, PRESSER, data)) == data


def test_half_of_a_character_that_a_client_sent_neither_breaks_nor_changes_a_draft(drafts: SealedDrafts) -> None:
    data: dict[str, object] = {"story": "cut \ud83d here \U0001f600 naïve"}
    assert drafts.open(FORM, "", drafts.seal(FORM, "", data)) == data


def test_a_draft_survives_a_restart_and_opens_on_any_instance(drafts: SealedDrafts) -> None:
    token = drafts.seal(FORM, PRESSER, ANSWERS)
    assert SealedDrafts(some_keys(), Watch()).open(FORM, PRESSER, token) == ANSWERS


def test_a_draft_of_another_service_does_not_open(drafts: SealedDrafts) -> None:
    other = SealedDrafts(some_keys(b"other"), Watch())
    with pytest.raises(Tampered):
        other.open(FORM, PRESSER, drafts.seal(FORM, PRESSER, ANSWERS))


def test_a_draft_can_stand_in_an_address_or_a_hidden_field(drafts: SealedDrafts) -> None:
    assert set(drafts.seal(FORM, PRESSER, ANSWERS)) <= set(string.ascii_letters + string.digits + "-_")


def test_a_draft_shows_no_answer_and_no_presser_and_never_looks_the_same_twice(drafts: SealedDrafts) -> None:
    tokens = {drafts.seal(FORM, PRESSER, ANSWERS) for _ in range(50)}
    assert len(tokens) == 50
    for token in tokens:
        sealed = base64.urlsafe_b64decode(token + "==")
        assert b"Invoices" not in sealed
        assert b"tenant" not in sealed


@pytest.mark.parametrize(
    ("purpose", "bound_to"),
    [
        ("form:incident", PRESSER),
        ("card", PRESSER),
        (FORM, "tenant:somebody else"),
        (FORM, "other tenant:person"),
        (FORM, ""),
        (FORM + "tenant", ":person"),
        ("form", ":speak_up" + PRESSER),
    ],
)
def test_a_draft_opens_for_its_purpose_and_its_person_only(drafts: SealedDrafts, purpose: str, bound_to: str) -> None:
    token = drafts.seal(FORM, PRESSER, ANSWERS)
    with pytest.raises(Tampered):
        drafts.open(purpose, bound_to, token)


def test_every_changed_character_is_refused(drafts: SealedDrafts) -> None:
    token = drafts.seal(FORM, PRESSER, ANSWERS)
    alphabet = string.ascii_uppercase + string.ascii_lowercase + string.digits + "-_"
    for place, character in enumerate(token):
        changed = alphabet[alphabet.index(character) ^ (1 << place % 6)]
        with pytest.raises((Tampered, Expired)):
            drafts.open(FORM, PRESSER, token[:place] + changed + token[place + 1 :])


def test_only_one_way_of_writing_a_draft_is_taken(drafts: SealedDrafts) -> None:
    longer = (drafts.seal(FORM, "", {**ANSWERS, "more": "x" * number}) for number in range(4))
    token = next(token for token in longer if len(token) % 4 == 2)
    alphabet = string.ascii_uppercase + string.ascii_lowercase + string.digits + "-_"
    spare_bit = alphabet[alphabet.index(token[-1]) ^ 1]
    for written in (
        token + "=",
        token + "==",
        " " + token,
        token + "\n",
        token[:9] + "!" + token[9:],
        token[:9] + "é" + token[9:],
        token + "A",
        token + "AAAA",
        token[:-1],
        token[:-1] + spare_bit,
        token[4:],
        token[:4],
        "",
        "A",
        "\ud800",
        "x" * 100_000,
    ):
        with pytest.raises((Tampered, Expired)):
            drafts.open(FORM, "", written)


@examples(80, full=2_000)
@given(st.text(max_size=80) | st.binary(max_size=200).map(lambda raw: base64.urlsafe_b64encode(raw).decode()))
def test_no_text_breaks_the_opening(text: str) -> None:
    with pytest.raises((Tampered, Expired)):
        SealedDrafts(some_keys(), Watch()).open(FORM, PRESSER, text)


@pytest.mark.parametrize(
    ("purpose", "lasts"), [(FORM, timedelta(hours=20)), ("done", timedelta(hours=20)), ("card", timedelta(days=60))]
)
def test_a_draft_lasts_as_long_as_its_purpose_needs(watch: Watch, purpose: str, lasts: timedelta) -> None:
    drafts = SealedDrafts(some_keys(), watch)
    token = drafts.seal(purpose, PRESSER, ANSWERS)
    watch.pass_by(lasts)
    assert drafts.open(purpose, PRESSER, token) == ANSWERS
    watch.pass_by(timedelta(seconds=1))
    with pytest.raises(Expired, match="too old"):
        drafts.open(purpose, PRESSER, token)


def test_a_page_opened_in_the_evening_can_be_sent_the_next_morning(watch: Watch) -> None:
    watch.at = datetime(2026, 3, 10, 23, 59, 59, tzinfo=UTC)
    drafts = SealedDrafts(some_keys(), watch)
    token = drafts.seal(FORM, "", ANSWERS)
    watch.at = datetime(2026, 3, 11, 9, 30, tzinfo=UTC)
    assert drafts.open(FORM, "", token) == ANSWERS


def test_clocks_that_differ_a_little_do_not_cost_anybody_their_answers(watch: Watch) -> None:
    watch.at = datetime(2026, 3, 11, 0, 10, tzinfo=UTC)
    token = SealedDrafts(some_keys(), watch).seal(FORM, "", ANSWERS)
    behind = Watch(watch.at - timedelta(minutes=20))
    assert SealedDrafts(some_keys(), behind).open(FORM, "", token) == ANSWERS
    behind.pass_by(-timedelta(hours=2))
    with pytest.raises(Expired):
        SealedDrafts(some_keys(), behind).open(FORM, "", token)


def test_each_day_has_its_own_key(watch: Watch) -> None:
    """A token that says it is of another day is sealed with another key, and does not open."""
    drafts = SealedDrafts(some_keys(), watch)
    token = drafts.seal("card", "", ANSWERS)
    day_before = (NOON.toordinal() - 1).to_bytes(3, "big")
    with pytest.raises(Tampered):
        drafts.open("card", "", base64.urlsafe_b64encode(day_before).decode() + token[4:])


def test_what_is_too_long_to_carry_is_refused_when_it_is_sealed(drafts: SealedDrafts) -> None:
    room = LARGEST - len('{"story":""}')
    story = "x" * room
    assert drafts.open(FORM, "", drafts.seal(FORM, "", {"story": story})) == {"story": story}
    with pytest.raises(Refused, match="too long"):
        drafts.seal(FORM, "", {"story": story + "x"})


def test_answers_inside_answers_without_end_are_refused(drafts: SealedDrafts) -> None:
    nested: object = None
    for _ in range(100_000):
        nested = [nested]
    with pytest.raises(Refused):
        drafts.seal(FORM, "", {"story": nested})


def own_token(keys: IntakeKeys, plain: bytes) -> str:
    """A token sealed with the right key by somebody who does not keep to the rules."""
    day = NOON.toordinal()
    packer = zlib.compressobj(9, zlib.DEFLATED, -13)
    body = int(NOON.timestamp()).to_bytes(6, "big") + packer.compress(plain) + packer.flush()
    box = seal_box(keys.draft_key(day), framed("candour/draft/v1", FORM, "", day), body)
    return base64.urlsafe_b64encode(day.to_bytes(3, "big") + box).rstrip(b"=").decode()


@pytest.mark.parametrize(
    "plain",
    [b" " * 50_000_000, b'{"a":"' + b"x" * LARGEST + b'"}', b"[1]", b"7", b"{", b"", b"[" * 60_000, b"\xff\xff"],
)
def test_a_draft_that_swells_up_or_is_not_answers_is_refused_even_under_our_own_key(
    drafts: SealedDrafts, plain: bytes
) -> None:
    assert drafts.open(FORM, "", own_token(some_keys(), b'{"a":1}')) == {"a": 1}
    with pytest.raises(Tampered):
        drafts.open(FORM, "", own_token(some_keys(), plain))


def test_a_draft_sealed_by_an_earlier_version_still_opens(drafts: SealedDrafts) -> None:
    token = (
        "C0llAZGYNSKXODcGRY7_UK6n8eUuVqq2hrPgrWMlHO4khqe-xmjDHBpyURdme9dIknagWzh79W6IesaTWvrq6Ox"
        "dBPMx2-cnIzrWteqInmDVkseiq084nvqk0h6cxcoAJ524CgvdwqgdSO0eHPaojOMjnNjuFBpY8gpRioIRgm5T-w"
    )
    assert drafts.open(FORM, PRESSER, token) == ANSWERS


def test_a_refused_draft_is_not_repeated(drafts: SealedDrafts) -> None:
    token = drafts.seal(FORM, PRESSER, ANSWERS)
    with pytest.raises(Tampered) as refused:
        drafts.open(FORM, "", token)
    assert refused.value.__suppress_context__
    assert "Invoices" not in str(refused.value)
    assert json.dumps(PRESSER) not in repr(refused.value)
